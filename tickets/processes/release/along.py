"""Rows of a release that are read along with its own row, each list as one column of one statement."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, F, Func, OuterRef, Q
from django.db.models.functions import Cast, JSONObject
from django.utils.dateparse import parse_datetime

from regions import directory
from roles.models import User
from tickets.processes.release.audiences import words
from tickets.processes.release.details import ReleaseDetail, ReleaseItem, ReleaseSign

WHY = "a rule of the release itself"
NAMES = ("given_name", "family_name", "email", "home_organisation_id")
PEOPLE = ("owner", "test_leader", "change")  # named in the release's own row


def read_detail(ticket, *, reader=None):
    """The release's own row; its regions, services, scope and signatures are known to the ticket from then on.

    The page of a `reader` shows more: how the regions tested, the defects, how far each region has come, and the cases
    that stand, stood or are to stand in the scope, as far as the reader reads them.
    """
    wanted = _always() | (_of_page() if reader is not None else {})
    rows = ReleaseDetail.objects.filter(pk=ticket.pk).select_related(*PEOPLE)
    rows = rows.annotate(**{f"t{name}": _subquery(*one) for name, one in wanted.items()})
    if reader is not None:
        rows = rows.annotate(t_cases=_cases(ticket, reader), t_notes=_notes(reader), t_halted=_halted(reader))
    found = rows.first()
    if found is None:
        return None
    if reader is not None:
        ticket.__dict__["_cases"] = {one["id"]: one for one in found.t_cases}
        words.know(ticket, reader, _noted(found.t_notes))
    lists = {name: _rebuilt(wanted[name][0], getattr(found, f"t{name}"), ticket) for name in wanted}
    touched = {row.service_id for row in lists.pop("_services")}
    lists["_touched"] = [one for one in directory.services() if one.pk in touched]
    for name, found_rows in lists.items():
        ticket.__dict__.setdefault(name, found_rows)
    return found


def _cases(ticket, reader):
    """Number and title of each case, in the order of the numbers."""
    from tickets.models import Ticket

    items = ReleaseItem.objects.unscoped(WHY).filter(ticket_id=ticket.pk).values("item_id")
    named = Cast(Func(F("proposed_items"), function="jsonb_array_elements_text"), BigIntegerField())
    proposed = ReleaseDetail.objects.filter(pk=ticket.pk, proposed_items__isnull=False).values(t_named=named)
    rows = Ticket.objects.visible_to(reader).filter(Q(pk__in=items) | Q(pk__in=proposed)).order_by("number")
    return ArraySubquery(rows.values(t_row=JSONObject(id="id", number="number", title="title")))


def _notes(reader):
    """The release notes that the reader reads, each with its moment."""
    columns = {field.attname: field.attname for field in _text_model()._meta.concrete_fields}
    return ArraySubquery(words.read_by(reader, OuterRef("pk")).values(t_row=JSONObject(**columns, at="at")))


def _halted(reader):
    """Why it is stopped, in the words of each who stopped it, as the reader reads them; none while it is not."""
    from tickets.models import Event, TextVersion
    from tickets.models.audience import audience_only

    halts = Event.objects.unscoped(WHY).filter(ticket_id=OuterRef("ticket_id"), step="halt")
    halts = halts.filter(at__gte=OuterRef(OuterRef("halted_at"))).values("seq")
    said = TextVersion.objects.unscoped("of a ticket read through the scope").filter(
        audience_only(reader), ticket_id=OuterRef("pk"), field="reason", part=None, redacted=False, event_seq__in=halts
    )
    return ArraySubquery(
        said.order_by("event_seq").values(t_row=JSONObject(body="body", organisation_id="organisation_id"))
    )


def _noted(said: list[dict]) -> list:
    rows = _rebuilt(_text_model(), said, None)
    for row, one in zip(rows, said, strict=True):
        row.at = parse_datetime(one["at"])
    return rows


def _text_model():
    from tickets.models import TextVersion

    return TextVersion


def _always() -> dict[str, tuple]:
    """By the name under which the ticket knows them: the model, which of its rows, and their order."""
    from tickets.models import AffectedRegion, AffectedService

    return {
        "_affected": (AffectedRegion, {}, "region__position"),
        "_services": (AffectedService, {}, "pk"),
        "_items": (ReleaseItem, {"to_scope": None}, "pk"),
        "_signs": (ReleaseSign, {"void_at": None}, "pk"),
    }


def _of_page() -> dict[str, tuple]:
    from tickets.models import (
        AcceptanceCase,
        AcceptanceDefect,
        AcceptanceResult,
        DefectWaiver,
        RegionAnswer,
        RegionDeployment,
        VendorReport,
    )

    of_build = {"scope_number": OuterRef("scope_number"), "build_id": OuterRef("build_id")}
    return {
        "_answers": (RegionAnswer, {"ended_at": None}, "pk"),
        "_test_cases": (AcceptanceCase, {"withdrawn_at": None}, "number"),
        "_test_results": (AcceptanceResult, of_build, "pk"),
        "_defects": (AcceptanceDefect, {}, "number"),
        "_waivers": (DefectWaiver, {"ended_at": None}, "pk"),
        "_deployments": (RegionDeployment, {}, "region__position"),
        "_reports": (VendorReport, {}, "pk"),
        "_left": (ReleaseItem, {"to_scope__isnull": False}, "pk"),
    }


def _subquery(model, which: dict, order: str):
    columns = {field.attname: field.attname for field in model._meta.concrete_fields}
    if model in _named():
        columns |= {f"person__{name}": f"person__{name}" for name in NAMES}
    rows = model.objects.unscoped(WHY).filter(ticket_id=OuterRef("pk"), **which)
    return ArraySubquery(rows.order_by(order).values(t_row=JSONObject(**columns)))


def _named() -> tuple:
    """The models whose rows are shown with the name of a person."""
    from tickets.models import VendorReport

    return (ReleaseSign, VendorReport)


def _rebuilt(model, said: list[dict], ticket) -> list:
    """The rows as the database would have given them, each with its ticket and its person at hand."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    made = []
    for one in said:
        row = model.from_db("default", names, [field.to_python(one[field.attname]) for field in fields])
        if ticket is not None:
            row.ticket = ticket
        if "region_id" in names and row.region_id is not None:
            row.region = directory.organisation(row.region_id)
        if model in _named():
            row.person = User(pk=row.person_id, **{name: one[f"person__{name}"] for name in NAMES})
        made.append(row)
    return made
