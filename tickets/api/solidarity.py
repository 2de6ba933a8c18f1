"""The solidarity ledger over the API: given and used by region, the rows behind it, entering and taking back.

Regions stand in the order of the collaboration, never by how much; no person is named.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from engine.errors import NotPermitted, Reason, Refused
from engine.validate import Unusable
from regions import directory
from regions.allocation import Key
from roles import titles
from roles.capabilities import CAPABILITIES
from roles.changing import NotAllowed
from roles.changing import Refused as NotEntered
from tickets.api import describe
from tickets.api.asked import once_of, parameters_of, replayed, whole_number
from tickets.api.describe import JSON, KEY_DEMANDED, ROW
from tickets.api.door import ApiView
from tickets.api.members import Members, fault, wanted
from tickets.api.reads import links_around
from tickets.api.requests import NOTHING
from tickets.api.shapes import NO_SLUG, SLUG, STRING, WHOLE, body, listed, page, some
from tickets.models import SolidarityRow, SolidarityShare
from tickets.solidarity import entering, reading
from tickets.solidarity.periods import end_of, month_of, period_of

MOST_PER_PAGE, MOST_ROWS = 100, 1_000_000
MONTH = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$", "description": "For example 2026-03."}
NUMBER = {"type": "string", "description": "With two decimals, such as 12.50."}
NO_NUMBER = some("string", description="With two decimals, such as 12.50.")
_SAID = {"anyOf": [{"type": "string"}, {"type": "number", "minimum": 0}]}
_USED_BY = listed(SLUG) | {"description": "Slugs of the regions that it was for; all of them where left out."}
_KEYS = {"type": "string", "enum": list(Key.values)}
SUMS = ("hours_given", "hours_used", "kronor_borne", "kronor_used")
_SUMS = dict.fromkeys(SUMS, NUMBER) | {
    "hours_agreed": NO_NUMBER | {"description": "Of the months that have begun; null where nothing is agreed."}
}
_ENTRY = {
    "id": some("integer", description="Null: the cost of an accepted quote, which is no row of the ledger."),
    "kind": {"type": "string", "enum": ["effort", "cost", "quote"]},
    "month": MONTH,
    "what": STRING,
    "process": NO_SLUG,
    "role": NO_SLUG,
    "region": NO_SLUG | {"description": "The region that gave the time."},
    "hours": NO_NUMBER,
    "kronor": NO_NUMBER,
    "key": some("string", enum=[*Key.values, None]),
    "borne": listed(body(region=SLUG, share=NUMBER)) | {"description": "Of a cost: per cent; together 100.00."},
    "used_by": listed(SLUG),
    "entered_as": STRING | {"description": "The role and organisation that entered it."},
    "order": NO_SLUG | {"description": "Of a quote: the number of its order, where the caller may read that."},
}
COMPONENTS = {
    "SolidarityEntry": body(**_ENTRY),
    "SolidarityLedger": page(
        body(**_ENTRY),
        **{"from": MONTH, "to": MONTH, "total": WHOLE, "together": body(**_SUMS)},
        regions=listed(body(region=SLUG, **_SUMS)),
    ),
}
_EFFORT = wanted(
    ["region", "process", "hours", "month"],
    region=SLUG | {"description": "The region that gave the time."},
    process=SLUG,
    role=NO_SLUG,
    hours=_SAID,
    month=MONTH,
    used_by=_USED_BY,
)
_COST = wanted(
    ["label", "amount", "month", "key"],
    label={"type": "string", "maxLength": entering.MOST_LETTERS, "description": "No person's name."},
    amount=_SAID,
    month=MONTH,
    key=_KEYS,
    shares={
        "type": "object",
        "additionalProperties": _SAID,
        "description": "With the key custom: per cent by the region's slug, together exactly 100.00.",
    },
    used_by=_USED_BY,
)
PERIOD = (
    describe._parameter("from", "query", "First month, such as 2026-01; January of this year where left out."),
    describe._parameter("to", "query", "Last month; December of this year where left out."),
    *describe.PAGES,
)
PARAMETERS = frozenset({"from", "to", "cursor", "page_size"})


def _write(name: str, summary: str, status: int, schema: dict, *parameters, more=()):
    ok = {status: "SolidarityEntry"}
    return describe._write(name, summary, "solidarity", ok, {JSON: schema}, *parameters, more=more)


def shown(one: reading.Entry) -> dict:
    row = one.row
    shares = row.shares.all() if row else ()
    return {
        "id": row.pk if row else None,
        "kind": one.kind,
        "month": f"{one.day:%Y-%m}",
        "what": one.what,
        "process": (row.process or None) if row else None,
        "role": row.role.slug if row and row.role else None,
        "region": row.organisation.slug if row and row.organisation else None,
        "hours": _decimals(one.hours),
        "kronor": _decimals(one.kronor),
        "key": one.key or None,
        "borne": [
            {"region": share.region.slug, "share": f"{share.share / 100:.2f}"}
            for share in shares
            if share.part == SolidarityShare.Part.BORNE
        ],
        "used_by": list(one.used),
        "entered_as": titles.as_kept(one.entered_as),
        "order": one.number or None,
    }


def _decimals(number) -> str | None:
    return None if number is None else f"{number:.2f}"


def _sums(line: reading.Line) -> dict:
    return {name: _decimals(getattr(line, name)) for name in (*SUMS, "hours_agreed")}


class Solidarity(ApiView):
    @describe._read(
        "read_solidarity", "What each region gave and used", "solidarity", "SolidarityLedger", *PERIOD, missing=False
    )
    def get(self, request):
        if not reading.may_read(self.actor):
            raise _not_permitted(reading.READ)
        parameters = parameters_of(request, PARAMETERS)
        size = whole_number(parameters, "page_size", default=MOST_PER_PAGE, most=MOST_PER_PAGE)
        start = whole_number(parameters, "cursor", default=1, most=MOST_ROWS) if parameters.get("cursor") else 0
        first, last, faults = period_of(parameters, timezone.localdate())
        if faults:
            raise Refused(*faults)
        found = reading.ledger(self.actor, first, end_of(last))
        total = len(found.entries)
        answer = {
            "from": f"{first:%Y-%m}",
            "to": f"{last:%Y-%m}",
            "regions": [{"region": line.region.slug} | _sums(line) for line in found.lines],
            "together": _sums(found.total),
            "results": [shown(one) for one in found.entries[start : start + size]],
            "total": total,
        }
        more = str(start + size) if total > start + size else ""
        return Response(answer | links_around(request, next_cursor=more))


class Entering(ApiView):
    """A row is entered once, however often the call is repeated with its key."""

    def entered(self, request, enter, facts: dict) -> Response:
        once = once_of(request, demanded=True)
        how = {"once": once, "at": timezone.now(), **facts}
        pk, is_replayed = _carried_out(lambda: entering.entered(enter, self.actor, **how))
        return Response(shown(reading.entry(pk)), status=201, headers=replayed(is_replayed))


class Efforts(Entering):
    @_write("enter_effort", "Enter hours that a region gave", 201, _EFFORT, KEY_DEMANDED)
    def post(self, request):
        if not entering.regions_of(self.actor):
            raise _not_permitted(reading.ENTER)
        said = Members(request.data, _EFFORT)
        facts = {
            "region": said.made("region", _region),
            "process": said.made("process", str),
            "role": said.made("role", _role) if request.data.get("role") is not None else None,
            "hours": said.number("hours", _("Write hours above zero, with at most two decimals.")),
            "month": said.made("month", _month),
            "used_by": said.each("used_by", _region),
        }
        said.demand()
        return self.entered(request, entering.add_effort, facts)


class Costs(Entering):
    @_write("enter_cost", "Enter a cost that the regions bore together", 201, _COST, KEY_DEMANDED)
    def post(self, request):
        if entering.hat_for_costs(self.actor) is None:
            raise _not_permitted(reading.ENTER)
        said = Members(request.data, _COST)
        facts = {
            "label": said.made("label", str),
            "amount": said.number("amount", _("Write an amount in kronor with at most two decimals.")),
            "month": said.made("month", _month),
            "key": said.made("key", str),
            "shares": _shares(said),
            "used_by": said.each("used_by", _region),
        }
        said.demand()
        return self.entered(request, entering.add_cost, facts)


class Withdrawal(ApiView):
    @_write("withdraw_solidarity_row", "Take back a row that was entered wrongly", 200, NOTHING, ROW, more=(404,))
    def post(self, request, id):
        if not SolidarityRow.objects.filter(pk=id).exists() and reading.may_read(self.actor):
            raise SolidarityRow.DoesNotExist
        Members(request.data, wanted([])).demand()
        row = _carried_out(lambda: entering.withdraw(self.actor, id, at=timezone.now()))
        return Response(shown(reading.entry(row.pk)))


def _carried_out(way):
    """What `way` gives; its refusals as the API's."""
    try:
        return way()
    except NotAllowed as error:
        raise _not_permitted(reading.ENTER) from error
    except NotEntered as refused:
        raise Refused(
            *(Reason("refused", text, name.strip("_")) for name, text in refused.reasons.items())
        ) from refused


def _not_permitted(capability: str) -> NotPermitted:
    text = _("None of your roles allows this: %(capability)s.") % {"capability": CAPABILITIES[capability]}
    return NotPermitted(Reason("not_permitted", text), capability=capability)


def _region(slug: str):
    found = next((one for one in directory.regions() if one.slug == slug), None)
    return found or fault(_("Choose among the member regions."))


def _role(slug: str):
    found = next((one for one in entering.roles() if one.slug == slug), None)
    return found or fault(_("Choose a role of a region or of the support organisation."))


def _month(text: str):
    return month_of(text) or fault(_("Write a month as year and month, for example 2026-03."))


def _shares(said: Members) -> dict:
    given = said.data.get("shares")
    if given is None:
        return {}
    try:
        return entering.shares_said(given)
    except Unusable as why:
        return said.wrong("shares", why.text) or {}
