"""The tag of a ticket: read along with the process's own row, and set by the steps that ask for it.

It says with whom to coordinate and changes nobody's decision: no process freezes it for a vote, so that a tag that
comes or goes voids none.
"""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine import due
from engine.context import Context
from engine.errors import NotPossible, Reason
from tickets import codes
from tickets.areas import register
from tickets.models import TicketArea

CAME = "areas_came"  # the step of a change by which it takes over the areas of its need
WHY = "a rule of the ticket itself"


class CarriesAreas:
    """Mixed into a workflow before `ConcernsRegions`."""

    def columns_along(self, ticket) -> dict:
        rows = TicketArea.objects.unscoped(WHY).filter(ticket_id=ticket)
        return super().columns_along(ticket) | {"tagged": ArraySubquery(rows.values("area_id"))}

    def take_along(self, row) -> None:
        super().take_along(row)
        self.__dict__.setdefault("_areas", [one for one in register.areas() if one.pk in row.tagged])

    def programme_areas(self) -> list:
        """In their order; read once for the step. Nothing of a ticket that has no row of its own yet."""
        if "_areas" not in self.__dict__:
            self.detail()
        return self.__dict__.setdefault("_areas", [])


# --- Steps ---


def set_areas(context: Context) -> None:
    """The areas that were named take the place of the old. Nothing was named: they stay."""
    if (slugs := context.data.get("programme_areas")) is not None:
        _write(context, slugs)


def replace_areas(context: Context) -> None:
    """Of a step that asks for nothing else: where nothing is named, none is left."""
    _write(context, context.data.get("programme_areas") or [])


def areas_differ(context: Context) -> Reason | None:
    """Check of that step."""
    wanted = _wanted(context.subject, context.data.get("programme_areas") or [])
    if wanted == context.subject.programme_areas():
        return Reason("nothing_changed", _("It has just these programme areas. Change something, or leave the step."))
    return None


def _wanted(ticket, slugs) -> list:
    """Those that are named, and those of the ticket that can no longer be named."""
    today, before = timezone.localdate(), ticket.programme_areas()
    return [one for one in register.areas() if one.slug in slugs or (one in before and not one.is_offered(today))]


def _write(context: Context, slugs) -> None:
    _keep(context, _wanted(context.subject, slugs))


def _keep(context: Context, wanted: list) -> None:
    """A row for each; those no longer wanted go."""
    ticket, before = context.subject, context.subject.programme_areas()
    if wanted == before:
        return
    ticket.detail()
    ticket.detail_changed = True  # the row is there from now on: the areas are read along with it
    for one in wanted:
        if one not in before:
            context.add(lambda event, texts, one=one: TicketArea(ticket=event.ticket, area=one))
    if leaving := [one.pk for one in before if one not in wanted]:
        gone = TicketArea.objects.unscoped(WHY).filter(area_id__in=leaving)
        context.then.append(lambda finished: gone.filter(ticket_id=finished.root.pk).delete())
    old, new = ([one.slug for one in those] for those in (before, wanted))
    context.notes["areas"] = {"before": old, "after": new, "for": codes.Audience.ALL}
    ticket.__dict__["_areas"] = wanted


# --- From a need to what it leads to ---


def carry(need, tickets, at) -> None:
    """Let the open changes among `tickets` take over the need's areas. Needs a transaction.

    They do so in a step of their own, soon after: nobody who links a case waits for its lock.
    """
    if need.programme_areas():
        changes = [one for one in tickets if one.process == "change" and one.closed_at is None]
        due.schedule((one, CAME, f"need:{need.pk}", at) for one in changes)


def come(context: Context) -> None:
    """The areas of the need that the due row names join those of the change. Raises NotPossible where none is new."""
    before, coming = context.subject.programme_areas(), _of_need(context.cause)
    wanted = [one for one in register.areas() if one in before or one in coming]
    if wanted == before:
        raise NotPossible(Reason("areas_known", _("It has these programme areas already.")))
    _keep(context, wanted)


def _of_need(cause: str) -> list:
    kind, _colon, pk = cause.removeprefix("due:").partition(":")
    if kind != "need" or not pk.isdecimal():
        return []
    ids = TicketArea.objects.unscoped(WHY).filter(ticket_id=int(pk)).values_list("area_id", flat=True)
    return [one for one in map(register.area, ids) if one is not None]
