"""Needs over the API: where each is, which regions are behind it, and what came of it."""

from __future__ import annotations

from tickets.api import describe, present, registers
from tickets.api.door import ApiView
from tickets.api.shapes import NO_SLUG, NO_TIME, STRING, TIME, WHOLE, body, listed, page
from tickets.processes.need import reading

COMPONENTS = {
    "NeedPage": page(
        body(
            number=STRING,
            state=STRING,
            state_label=STRING,
            version=WHOLE,
            title=STRING,
            origin=NO_SLUG,
            business_area=STRING,
            programme_areas=listed(STRING),
            joint_priority=STRING | {"description": "high, medium or low; empty before the forum has decided."},
            regions_behind=WHOLE,
            registered_at=TIME,
            prepared_at=NO_TIME,
            joint_at=NO_TIME,
            prioritised_at=NO_TIME,
            converted_at=NO_TIME,
            followup_at=NO_TIME,
            closed_at=NO_TIME,
            declined=STRING | {"description": "The code of why; empty of one that is not declined."},
            benefit_met=STRING | {"description": "yes, partly or no; empty until it is closed."},
        ),
        total=WHOLE,
    )
}


def row(one: reading.Row) -> dict:
    ticket, detail = one.ticket, one.detail
    return {
        "number": ticket.number,
        "state": ticket.state,
        "state_label": ticket.state_label(),
        "version": ticket.version,
        "title": ticket.title,
        "origin": present.organisation(ticket.origin_id),
        "business_area": detail.business_area,
        "programme_areas": [area.slug for area in one.areas],
        "joint_priority": detail.joint_priority,
        "regions_behind": one.behind,
        "registered_at": ticket.registered_at,
        **{name: getattr(detail, name) for name in reading.OF_DETAIL},
        "closed_at": ticket.closed_at,
        "declined": detail.declined,
        "benefit_met": detail.benefit_met,
    }


class Needs(ApiView):
    @describe.needs
    def get(self, request):
        found = registers.found(request, self.actor, reading)
        return registers.answer(request, found, [row(one) for one in found.rows])
