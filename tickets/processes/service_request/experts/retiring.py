"""Taking a template of the register out of use by its forum's decision, and taking that back.

Each opens its transaction. The coordinator who leads the forum of its kind does it. Raises `NotAllowed` where the
actor may not, and `Refused` with a sentence a field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.personal_data import certain, detect_identifiers, refusal
from regions import directory
from roles.actor import Actor, Hat
from roles.changing import NotAllowed, Refused
from tickets.balloting import opening
from tickets.balloting.codes import SeatKind
from tickets.balloting.seats import Seat, seats_for
from tickets.models import TemplateRecord, TemplateRetirement
from tickets.processes.service_request.experts import retirement_mail
from tickets.processes.service_request.experts.codes import KIND_OF_FIELD, TemplateState, rule_of

WHY = "its forum retires it"
MOST_LETTERS = 600
LONGEST_AHEAD = timedelta(days=366)
_DECISION = re.compile(r"(\d{4})\s*§\s*(\d{1,4})")
_FIELD_OF_KIND = {kind: field for field, kind in KIND_OF_FIELD.items()}


@dataclass(frozen=True)
class _InPlaceOfATicket:
    """What seats ask of: the regions that a template is for."""

    region_id: int | None

    @property
    def origin_id(self) -> int:
        return self.region_id or directory.support_org().pk

    holder_id = origin_id

    def concerned_regions(self) -> set[int]:
        return {self.region_id} if self.region_id else {one.pk for one in directory.regions()}

    def meets(self, condition: str) -> bool:
        return True


def rule(kind: str, at: datetime):
    """The rule that says which forum decides on templates of this kind, and who sits there; one query."""
    return opening.rule_for(rule_of(_FIELD_OF_KIND[kind]), at)


def seats(record: TemplateRecord, at: datetime) -> list[Seat]:
    return seats_for(rule(record.kind, at), _InPlaceOfATicket(record.region_id))


def kinds_led(actor: Actor, at: datetime) -> frozenset[str]:
    """The kinds of templates whose forum the actor leads; no query for who leads none."""
    if actor.viewer is not None or not actor.can("request.expert"):
        return frozenset()
    return frozenset(kind for kind in _FIELD_OF_KIND if _leading(actor, _chairs(rule(kind, at))))


def _chairs(of) -> list[Seat]:
    return [one for one in seats_for(of, _InPlaceOfATicket(None)) if one.kind == SeatKind.CHAIRS]


def _leading(actor: Actor, chairs: Iterable[Seat]) -> Hat | None:
    return next((hat for one in chairs for hat in actor.hats if one.place_of(hat) is not None), None)


def find(actor: Actor, slug: str) -> TemplateRecord:
    """Raises TemplateRecord.DoesNotExist where the actor reads none of this name."""
    return TemplateRecord.objects.visible_to(actor).get(collaboration__status="active", slug=slug)


def retire(
    actor: Actor, slug: str, *, retires_on: date, reason: str, decision: str, at: datetime
) -> TemplateRetirement:
    """Let the template be used no more from that day on; whoever uses it is told."""
    with transaction.atomic():
        record = _locked(actor, slug)
        hat, forum = _hat(actor, record, at)
        faults = _state_faults(record) | _day_faults(record, retires_on, at) | _reason_faults(reason)
        cited = _DECISION.fullmatch(decision.strip())
        if cited is None:
            faults["decision"] = _("Write the forum's decision as year and number, for example 2026 § 7.")
        if faults:
            raise Refused(**faults)
        row = TemplateRetirement.objects.create(
            record=record,
            retires_on=retires_on,
            reason=reason.strip(),
            decision=f"{forum} {cited[1]} § {int(cited[2])}",
            at=at,
            by=actor.user,
            by_as=str(hat)[:240],
        )
        retirement_mail.tell(row, retirement_mail.RETIRED, actor)
    return row


def take_back(actor: Actor, slug: str, *, at: datetime) -> TemplateRetirement:
    """The template is used as before; whoever was told of its end is told of that."""
    with transaction.atomic():
        record = _locked(actor, slug)
        hat, _forum = _hat(actor, record, at)
        row = standing(record)
        if row is None:
            raise Refused(_=_("The template is not taken out of use. Look at it again."))
        row.undone_at, row.undone_by, row.undone_as = at, actor.user, str(hat)[:240]
        row.save(update_fields=["undone_at", "undone_by", "undone_as"])
        retirement_mail.tell(row, retirement_mail.BACK, actor)
    return row


def standing(record: TemplateRecord) -> TemplateRetirement | None:
    return TemplateRetirement.objects.unscoped(WHY).filter(record=record, undone_at=None).first()


def _locked(actor: Actor, slug: str) -> TemplateRecord:
    """Of two who retire it at once the second meets what the first has done."""
    return TemplateRecord.objects.unscoped(WHY).select_for_update(no_key=True).get(pk=find(actor, slug).pk)


def _hat(actor: Actor, record: TemplateRecord, at: datetime) -> tuple[Hat, str]:
    """The hat of whoever leads the forum, and the forum's slug."""
    of = rule(record.kind, at)
    hat = _leading(actor, _chairs(of)) if actor.viewer is None else None
    if hat is None:
        raise NotAllowed
    return hat, of.forum


def _state_faults(record: TemplateRecord) -> dict[str, str]:
    newer = TemplateRecord.objects.unscoped(WHY).filter(replaces_id=record.pk, state=TemplateState.IN_USE)
    if record.state != TemplateState.IN_USE or newer.exists():
        return {"_": _("The template is not in use, so it cannot be taken out of use.")}
    if standing(record) is not None:
        return {"_": _("Somebody has taken it out of use already. Take that back first to give another day.")}
    return {}


def _day_faults(record: TemplateRecord, day: date, at: datetime) -> dict[str, str]:
    last = timezone.localdate(at) + LONGEST_AHEAD
    if record.since <= day <= last:
        return {}
    text = _("Choose a day from %(first)s, when it came into use, through %(last)s.")
    return {"retires_on": text % {"first": record.since.isoformat(), "last": last.isoformat()}}


def _reason_faults(reason: str) -> dict[str, str]:
    if found := certain(detect_identifiers(reason)):
        return {"reason": refusal(_("Reason"), found)}
    said = reason.strip()
    if not said or len(said) > MOST_LETTERS or "\x00" in said:
        return {"reason": _("Write why, in at most %(count)d characters.") % {"count": MOST_LETTERS}}
    return {}
