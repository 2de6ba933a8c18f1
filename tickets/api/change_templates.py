"""Standard change templates over the API: what is approved beforehand, within which limits, and how it has gone."""

from __future__ import annotations

from tickets.api import describe, present, registers
from tickets.api.door import ApiView
from tickets.api.shapes import NO_SLUG, STRING, WHOLE, body, listed, page, some
from tickets.processes.change_template import reading

LIMIT = body(
    name=STRING,
    low=some("integer", description="With `high`: a whole number from the one to the other."),
    high=some("integer"),
    words=listed(STRING) | {"description": "One of these; empty with no bounds: any text."},
)
COMPONENTS = {
    "ChangeTemplatePage": page(
        body(
            number=STRING,
            state=STRING,
            state_label=STRING,
            version=WHOLE,
            title=STRING,
            services=listed(NO_SLUG),
            limits=listed(LIMIT),
            valid_until=some("string", format="date"),
            approved_version=some("integer", description="Changes are made from this version."),
            changes_ended=WHOLE,
            changes_successful=WHOLE,
        ),
        total=WHOLE,
    )
}


def row(one: reading.Row) -> dict:
    ticket = one.ticket
    return {
        "number": ticket.number,
        "state": ticket.state,
        "state_label": ticket.state_label(),
        "version": ticket.version,
        "title": ticket.title,
        "services": [present.service(service.pk) for service in one.services],
        "limits": [
            {"name": limit.name, "low": limit.low, "high": limit.high, "words": list(limit.words)}
            for limit in one.limits
        ],
        "valid_until": one.valid_until,
        "approved_version": one.version,
        "changes_ended": one.success.ended,
        "changes_successful": one.success.successful,
    }


class ChangeTemplates(ApiView):
    @describe.change_templates
    def get(self, request):
        found = registers.found(request, self.actor, reading)
        return registers.answer(request, found, [row(one) for one in found.rows])
