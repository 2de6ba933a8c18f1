"""The register of medication and health record templates over the API: reading it, and taking one out of use."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from engine.errors import NotPermitted, Reason, Refused
from roles.changing import NotAllowed
from roles.changing import Refused as NotRetired
from tickets.api import describe, registers
from tickets.api.describe import JSON
from tickets.api.door import ApiView
from tickets.api.members import Members, day, wanted
from tickets.api.requests import NOTHING
from tickets.api.shapes import NO_SLUG, SLUG, STRING, WHOLE, body, page, some
from tickets.processes.service_request.experts import reading, retiring
from tickets.processes.service_request.experts.codes import TemplateKind, TemplateState

DATE = {"type": "string", "format": "date"}
_RECORD = {
    "template": SLUG,
    "kind": {"type": "string", "enum": TemplateKind.values},
    "name": STRING,
    "purpose": STRING,
    "region": NO_SLUG,
    "state": {"type": "string", "enum": TemplateState.values},
    "since": DATE,
    "retires_on": some("string", format="date", description="Its forum has said that it is used no more from then on."),
    "forum": SLUG,
    "decision": STRING,
    "order": NO_SLUG | {"description": "Number of the order that it came of; the caller may not read that."},
}
COMPONENTS = {"TemplateRecord": body(**_RECORD), "TemplateRecordPage": page(body(**_RECORD), total=WHOLE)}
_RETIREMENT = wanted(
    ["retires_on", "reason", "decision"],
    retires_on=DATE,
    reason={"type": "string", "maxLength": retiring.MOST_LETTERS, "description": "All regions read it."},
    decision={"type": "string", "description": "Year and number of the forum's decision, such as 2026 § 7."},
)
TEMPLATE = describe._parameter("template", "path", "The template's slug.", type="string", pattern="^[-a-zA-Z0-9_]+$")


def _write(name: str, summary: str, schema: dict):
    return describe._write(name, summary, "tickets", {200: "TemplateRecord"}, {JSON: schema}, TEMPLATE)


class Templates(ApiView):
    """The vendor reads an empty register."""

    @describe.templates
    def get(self, request):
        found = registers.found(request, self.actor, reading)
        return registers.answer(request, found, [row(one) for one in found.rows])


class Retirement(ApiView):
    @_write("retire_template", "Take a template out of use by its forum's decision", _RETIREMENT)
    def post(self, request, template):
        record, said = retiring.find(self.actor, template), Members(request.data, _RETIREMENT)
        if record.kind not in retiring.kinds_led(self.actor, timezone.now()):
            raise _not_permitted()
        facts = {
            "retires_on": said.made("retires_on", day),
            "reason": said.made("reason", str),
            "decision": said.made("decision", str),
        }
        said.demand()
        return self.answered(template, lambda: retiring.retire(self.actor, template, at=timezone.now(), **facts))

    def answered(self, template: str, way) -> Response:
        """Carries `way` out; its refusals are the API's."""
        try:
            way()
        except NotAllowed as error:
            raise _not_permitted() from error
        except NotRetired as refused:
            said = (Reason("refused", text, name.strip("_")) for name, text in refused.reasons.items())
            raise Refused(*said) from refused
        return Response(row(reading.row_of(reading.records(self.actor).get(slug=template))))


class TakenBack(Retirement):
    @_write("take_back_template_retirement", "Use a template as before", NOTHING)
    def post(self, request, template):
        Members(request.data, wanted([])).demand()
        return self.answered(template, lambda: retiring.take_back(self.actor, template, at=timezone.now()))


def _not_permitted() -> NotPermitted:
    text = _("Only who leads the forum of its kind takes a template out of use.")
    return NotPermitted(Reason("not_permitted", text), capability="request.expert")


def row(one: reading.Row) -> dict:
    record = one.record
    return {
        "template": record.slug,
        "kind": record.kind,
        "name": one.name,
        "purpose": one.purpose,
        "region": record.region.slug if record.region else None,
        "state": one.state,
        "since": one.since,
        "retires_on": one.ends_on,
        "forum": one.forum,
        "decision": one.decision,
        "order": one.order or None,
    }
