"""What marking and disclosing a case bring about."""

from __future__ import annotations

from engine.context import Context
from tickets.models import DiaryNumber, Disclosure
from tickets.models.subject import OWNER

WHY = "a rule of the case itself"


def number_in_diary(context: Context) -> None:
    """The authority's own; a later one takes the place of its earlier."""
    place, number = context.hat.organisation, context.data["diary_number"]
    rows = DiaryNumber.objects.unscoped(WHY).filter(ticket_id=context.root.pk, organisation=place)
    if rows.exists():
        context.then.append(lambda finished: rows.update(number=number))
    else:
        context.add(lambda event, texts: DiaryNumber(ticket_id=event.ticket_id, organisation=place, number=number))


def disclosed(context: Context) -> None:
    """The decision with who took it. What is handed out is written from it each time it is asked for."""
    hat, left_out = context.hat, context.data.get("left_out") or []
    before = Disclosure.objects.unscoped(WHY).filter(ticket_id=context.root.pk).count()

    def row(event, texts) -> Disclosure:
        return Disclosure(
            ticket_id=event.ticket_id,
            number=before + 1,
            decision=context.data["disclosure"],
            without=[part.part_key for part in left_out],
            organisation=hat.organisation,
            person=context.actor.person,
            role_label=hat.label,
            event_seq=event.seq,
            at=context.at,
        )

    context.add(row)
    context.notes["disclosed"] = {
        "number": before + 1,
        "decision": context.data["disclosure"],
        "for": context.root.audience_of(OWNER),
    }
