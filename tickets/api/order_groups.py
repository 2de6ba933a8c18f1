"""Orderers and approvers of an organisation over the API: reading them, and adding, changing and ending members."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from engine.errors import NotPermitted, Reason, Refused
from regions import directory
from roles import changing, groups, rights
from roles.models import GroupMembership, OrderGroup, User
from tickets.api import describe
from tickets.api.asked import parameters_of
from tickets.api.describe import JSON, ROW
from tickets.api.door import ApiView
from tickets.api.members import Fault, Members, day, fault, wanted
from tickets.api.shapes import BOOL, PERSON, SLUG, STRING, body, listed, some

DATE, NO_DATE = {"type": "string", "format": "date"}, some("string", format="date")
KRONOR = some("string", description="Kronor, such as 50000.00; null: without a limit, or no names are shown.")
_SAID = {"anyOf": [{"type": "string"}, {"type": "number", "minimum": 0}, {"type": "null"}]}
_REASON = {"type": "string", "maxLength": 200}
_MEMBER = {
    "id": {"type": "integer"},
    "organisation": SLUG,
    "group": {"type": "string", "enum": list(OrderGroup.values)},
    "label": STRING,
    "person": PERSON,
    "amount_limit": KRONOR,
    "valid_from": DATE,
    "valid_to": NO_DATE,
    "in_force": BOOL,
}

_NEW = wanted(
    ["organisation", "group", "person", "valid_from"],
    organisation=SLUG,
    group={"type": "string", "enum": list(OrderGroup.values)},
    person={"type": "string", "description": "Work e-mail of somebody with a role at the organisation."},
    amount_limit=_SAID,
    valid_from=DATE,
    valid_to=NO_DATE,
    reason=_REASON,
)
_LIMIT = wanted(["amount_limit", "first_day"], amount_limit=_SAID, first_day=DATE, reason=_REASON)
_END = wanted(["last_day"], last_day=DATE, reason=_REASON)
COMPONENTS = {"OrderGroupMember": body(**_MEMBER), "OrderGroupMembers": body(results=listed(body(**_MEMBER)))}
ORGANISATION = describe._parameter("organisation", "query", "Slug of the organisation; all of yours where left out.")


def _write(name: str, summary: str, status: int, wanted: dict, *parameters, more=(404,)):
    return describe._write(
        name, summary, "reference", {status: "OrderGroupMember"}, {JSON: wanted}, *parameters, more=more
    )


def shown(row: GroupMembership, actor, today: date) -> dict:
    named = rights.names_shown(actor, directory.organisation(row.organisation_id))
    return {
        "id": row.pk,
        "organisation": directory.organisation(row.organisation_id).slug,
        "group": row.group,
        "label": row.label,
        "person": {"name": row.user.get_full_name(), "email": row.user.email} if named else None,
        "amount_limit": f"{row.amount_limit:.2f}" if named and row.amount_limit is not None else None,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "in_force": row.valid_from <= today and (row.valid_to is None or row.valid_to >= today),
    }


class OrderGroups(ApiView):
    @describe._read(
        "list_order_groups",
        "Who orders and who approves",
        "reference",
        "OrderGroupMembers",
        ORGANISATION,
        missing=False,
    )
    def get(self, request):
        wanted, today = parameters_of(request, frozenset({"organisation"})).get("organisation"), timezone.localdate()
        place = _asked(wanted) if wanted else None
        places = [place.pk] if place else sorted(self.actor.organisation_ids)
        rows = GroupMembership.objects.filter(organisation_id__in=places).select_related("user")
        return Response({"results": [shown(row, self.actor, today) for row in rows]})

    @_write("add_to_order_group", "Make somebody orderer or approver", 201, _NEW, more=())
    def post(self, request):
        said = _Said(request.data, _NEW)
        place = said.made("organisation", _place)
        if place is not None and not rights.may_assign(self.actor, place):
            raise _not_permitted(place)  # before anything is said of a person
        facts = {
            "organisation": place,
            "group": said.made("group", _group),
            "person": said.made("person", _person),
            "amount_limit": said.amount(),
            "valid_from": said.day("valid_from"),
            "valid_to": said.day("valid_to"),
            "reason": said.text("reason"),
        }
        said.demand()
        row = _carried_out(lambda: groups.add(self.actor, **facts), facts["organisation"])
        return Response(shown(row, self.actor, timezone.localdate()), status=201)


class OrderGroupLimit(ApiView):
    @_write("change_approval_limit", "Let another limit hold from a day on", 200, _LIMIT, ROW)
    def post(self, request, id):
        row, said = _row(id), _Said(request.data, _LIMIT)
        facts = {"amount_limit": said.amount(), "first_day": said.day("first_day"), "reason": said.text("reason")}
        said.demand()
        new = _carried_out(lambda: groups.change_limit(self.actor, row, **facts), row.organisation)
        return Response(shown(new, self.actor, timezone.localdate()))


class OrderGroupEnd(ApiView):
    @_write("end_in_order_group", "Set the last day of a membership", 200, _END, ROW)
    def post(self, request, id):
        row, said = _row(id), _Said(request.data, _END)
        facts = {"last_day": said.day("last_day"), "reason": said.text("reason")}
        said.demand()
        _carried_out(lambda: groups.end(self.actor, row, **facts), row.organisation)
        return Response(shown(row, self.actor, timezone.localdate()))


def _row(pk: int) -> GroupMembership:
    return GroupMembership.objects.select_related("user", "organisation").get(pk=pk)


def _carried_out(way, organisation):
    """What `way` gives; its refusals as the API's."""
    try:
        return way()
    except changing.NotAllowed as error:
        raise _not_permitted(organisation) from error
    except changing.Refused as refused:
        raise Refused(*(Reason("refused", text, name) for name, text in refused.reasons.items())) from refused


def _not_permitted(organisation) -> NotPermitted:
    text = _("Only those who give roles at the organisation change who orders and approves there.")
    return NotPermitted(Reason("not_permitted", text), capability=rights.ASSIGNS.get(organisation.tier, ""))


def _place(slug: str):
    found = directory.by_slug(slug)
    return found if found is not None and groups.has_groups(found) else fault(_("No such organisation orders here."))


def _asked(slug: str):
    """The organisation of the query. Raises Refused."""
    try:
        return _place(slug)
    except Fault as error:
        raise Refused(Reason("bad_parameter", error.args[0], "organisation")) from error


def _group(slug: str) -> str:
    return slug if slug in OrderGroup.values else fault(_("Choose one of the groups that are described."))


def _person(email: str) -> User:
    found = User.objects.filter(kind="person", email__iexact=email).first()
    return found or fault(_("There is no such person. Write the work e-mail."))


class _Said(Members):
    def text(self, name: str) -> str:
        found = self.made(name, lambda given: given.strip()) if name in self.data else ""
        if found and (len(found) > _REASON["maxLength"] or sum(letter.isdigit() for letter in found) > 4):
            self.wrong(name, _("Write at most 200 characters, with at most four digits."))
        return found or ""

    def day(self, name: str) -> date | None:
        given = self.data.get(name)
        if given is None and name == "valid_to":
            return None
        return self.made(name, day) if name in self.data else None

    def amount(self) -> Decimal | None:
        return self.number("amount_limit", _("Write kronor with at most two decimals."))
