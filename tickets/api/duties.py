"""Duties to report over the API, over all tickets: whose, under which law, how far, and what is due next."""

from __future__ import annotations

from roles import titles
from tickets.api import describe, present, registers
from tickets.api.door import ApiView
from tickets.api.shapes import NO_SLUG, NO_TIME, STRING, WHOLE, body, page
from tickets.processes.regulatory import reading

COMPONENTS = {
    "DutyPage": page(
        body(
            number=STRING,
            id=WHOLE | {"description": "As in `/tickets/{number}/tracks`, where its steps are."},
            organisation=NO_SLUG,
            regime=STRING,
            regime_label=STRING,
            state=STRING,
            state_label=STRING,
            known_at=NO_TIME,
            next_stage=NO_SLUG | {"description": "The report that is due next."},
            due_at=NO_TIME | {"description": "Empty where it is due without delay."},
            decided_at=NO_TIME,
            decided_role=NO_SLUG,
        ),
        total=WHOLE,
    )
}


def row(one: reading.Row) -> dict:
    track = one.track
    return {
        "number": track.ticket.number,
        "id": track.pk,
        "organisation": present.organisation(track.organisation_id),
        "regime": track.regime,
        "regime_label": track.get_regime_display(),
        "state": track.state,
        "state_label": track.state_label(),
        "known_at": track.known_at,
        "next_stage": str(one.report.stage) if one.report else None,
        "due_at": one.due_at,
        "decided_at": track.decided_at,
        "decided_role": titles.as_kept(track.decided_role) or None,
    }


class Duties(ApiView):
    """Each caller reads those of the own organisation; the support organisation reads all."""

    @describe.duties
    def get(self, request):
        found = registers.found(request, self.actor, reading)
        return registers.answer(request, found, [row(one) for one in found.rows])
