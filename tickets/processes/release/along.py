"""What is read along with a release's own row (`tickets.along`): its lists for a step, and more of them for its page.

A statement for each of them would be four more for a step, of the twelve that it may take, and fifteen more for the
page, of its twenty.
"""

from __future__ import annotations

from django.db.models import BigIntegerField, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime

from regions import directory
from roles.models import User
from tickets import along
from tickets.models import (
    AcceptanceCase,
    AcceptanceDefect,
    AcceptanceResult,
    AffectedRegion,
    AffectedService,
    DefectWaiver,
    Event,
    RegionAnswer,
    RegionDeployment,
    TextVersion,
    Ticket,
    VendorReport,
)
from tickets.models.audience import audience_only
from tickets.processes.release.audiences import words
from tickets.processes.release.details import ReleaseDetail, ReleaseItem, ReleaseSign
from tickets.signing import with_deputies

WHY = "a rule of the release itself"
PEOPLE = ("owner", "test_leader", "change")  # named in the release's own row
OF_PERSON = ("given_name", "family_name", "email", "home_organisation_id")
PERSON = tuple(f"person__{name}" for name in OF_PERSON)


def read_for_step(ticket):
    """The release's own row; its regions, services, scope and signatures are known to the ticket from then on."""
    lists = _of_step()
    found = _own_row(ticket, lists)
    if found is not None:
        _know(ticket, found, lists)
    return found


def read_for_page(ticket, reader):
    """As `read_for_step`, and what the page shows besides: the test, the rollout, and what the reader reads of more.

    That is the cases that stand, stood or are to stand in the scope, the release notes, and why it is halted.
    """
    lists = _of_step() | _of_page()
    notes = words.read_by(reader, OuterRef("pk"))
    found = _own_row(
        ticket,
        lists,
        cases=along.documents(_cases(ticket, reader), "id", "number", "title"),
        notes=along.column(notes, "at"),
        why_halted=along.documents(_said_at_halt(reader), "body", "organisation_id"),
    )
    if found is not None:
        _know(ticket, found, lists)
        ticket.__dict__["_cases"] = {one["id"]: one for one in found.cases}
        words.know(ticket, reader, _notes(notes.model, found.notes))
    return found


# --- The lists: by the name under which the ticket knows each ---


def _of_step() -> dict[str, tuple[QuerySet, ...]]:
    return {
        "affected": (_its(AffectedRegion).order_by("region__position"),),
        "services": (_its(AffectedService).order_by("pk"),),
        "items": (_its(ReleaseItem, to_scope=None).order_by("pk"),),
        "signs": (with_deputies(_its(ReleaseSign, void_at=None)).order_by("pk"), "in_stead_of", *PERSON),
    }


def _of_page() -> dict[str, tuple[QuerySet, ...]]:
    of_build = {"scope_number": OuterRef("scope_number"), "build_id": OuterRef("build_id")}
    return {
        "answers": (_its(RegionAnswer, ended_at=None).order_by("pk"),),
        "test_cases": (_its(AcceptanceCase, withdrawn_at=None).order_by("number"),),
        "test_results": (_its(AcceptanceResult, **of_build).order_by("pk"),),
        "defects": (_its(AcceptanceDefect).order_by("number"),),
        "waivers": (_its(DefectWaiver, ended_at=None).order_by("pk"),),
        "deployments": (_its(RegionDeployment).order_by("region__position"),),
        "reports": (_its(VendorReport).order_by("pk"), *PERSON),
        "left": (_its(ReleaseItem, to_scope__isnull=False).order_by("pk"),),
    }


def _its(model, **which) -> QuerySet:
    return model.objects.unscoped(WHY).filter(ticket_id=OuterRef("pk"), **which)


def _own_row(ticket, lists: dict[str, tuple], **more):
    """The release's own row with the `lists` and `more` as attributes; one query. None while it is being born."""
    columns = {f"all_{name}": along.column(*one) for name, one in lists.items()}
    return ReleaseDetail.objects.filter(pk=ticket.pk).select_related(*PEOPLE).annotate(**columns, **more).first()


def _know(ticket, own_row, lists: dict[str, tuple]) -> None:
    """Let the ticket know the rows of the lists, each with its ticket and its person at hand."""
    known = {
        name: along.rows(rows.model, getattr(own_row, f"all_{name}"), ticket=ticket)
        for name, (rows, *_more) in lists.items()
    }
    for row in (*known["signs"], *known.get("reports", ())):
        row.person = User(pk=row.person_id, **{name: getattr(row, f"person__{name}") for name in OF_PERSON})
    touched = {row.service_id for row in known.pop("services")}
    known["touched"] = [one for one in directory.services() if one.pk in touched]
    for name, rows in known.items():
        ticket.__dict__.setdefault(f"_{name}", rows)


# --- What is cut to the reader ---


def _cases(ticket, reader) -> QuerySet:
    """In the order of their numbers."""
    items = ReleaseItem.objects.unscoped(WHY).filter(ticket_id=ticket.pk).values("item_id")
    named = Cast(Func(F("proposed_items"), function="jsonb_array_elements_text"), BigIntegerField())
    proposed = ReleaseDetail.objects.filter(pk=ticket.pk, proposed_items__isnull=False).values(named_id=named)
    return Ticket.objects.visible_to(reader).filter(Q(pk__in=items) | Q(pk__in=proposed)).order_by("number")


def _said_at_halt(reader) -> QuerySet:
    """Why it is stopped, in the words of each who stopped it; none while it is not."""
    halts = Event.objects.unscoped(WHY).filter(ticket_id=OuterRef("ticket_id"), step="halt")
    halts = halts.filter(at__gte=OuterRef(OuterRef("halted_at"))).values("seq")
    said = TextVersion.objects.unscoped("of a ticket read through the scope").filter(
        audience_only(reader), ticket_id=OuterRef("pk"), field="reason", part=None, redacted=False, event_seq__in=halts
    )
    return said.order_by("event_seq")


def _notes(model, documents: list[dict]) -> list:
    found = along.rows(model, documents)
    for one in found:
        one.at = parse_datetime(one.at)
    return found
