"""The thresholds of clocks as steps of a ticket: which clock it was, who is told, and that it was taken.

All of it in a constant number of statements for the steps of one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from django.db import connection
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import NotPossible, Reason
from tickets.clocks.deriving import BREACH
from tickets.clocks.history import FIRED
from tickets.escalating import raise_for
from tickets.escalating.circles import audience_of
from tickets.models import Clock

CAUSE = "due:clock:"  # and then the clock's id and the percentage


def fire(context: Context) -> None:
    """Of `warn`, `breach` and `overrun`: the event says of which clock, and whoever the rules name is told."""
    clock_id, percent = _named(context)
    clock = _clocks(context).get(clock_id)
    if clock is None or percent in clock.fired or clock.ticket_id != context.root.pk:
        raise NotPossible(Reason("clock_settled", _("This has been said of the clock already.")))
    audience = context.audience = audience_of(clock)
    due_at = (clock.breached_at or clock.due_at) if percent == BREACH else clock.due_at
    context.notes[FIRED] = {
        "id": clock.pk,
        "agreement": clock.version.agreement_id,
        "version": clock.version_id,
        "metric": clock.metric,
        "provider": clock.provider_id,
        "round": clock.round,
        "percent": percent,
        "due_at": (due_at or context.at).astimezone(UTC).isoformat(),
        "for": audience,
    }
    raise_for(context, "clock", percent=percent, clock=clock)


def _named(context: Context) -> tuple[int, int]:
    clock_id, _colon, percent = context.cause.removeprefix(CAUSE).partition(":")
    if not (context.cause.startswith(CAUSE) and clock_id.isdigit() and percent.isdigit()):
        raise NotPossible(Reason("no_clock", _("Only a clock of the case says that its time runs out.")))
    return int(clock_id), int(percent)


def _clocks(context: Context) -> dict:
    """The clocks of all steps that are taken together, read once."""
    if "clocks" not in context.shared:
        together = context.shared.get("contexts") or [context]
        ids = [_named(one)[0] for one in together]
        rows = Clock.objects.unscoped("a rule of the ticket itself").filter(pk__in=ids)
        context.shared["clocks"] = {row.pk: row for row in rows.select_related("version__agreement")}
    return context.shared["clocks"]


def note(contexts: Sequence[Context]) -> None:
    """Keep in the clocks what the events say that were just written; one statement."""
    said = [context.notes[FIRED] for context in contexts if FIRED in context.notes]
    if not said:
        return
    values = [value for one in said for value in (one["id"], one["percent"], _breach(one))]
    given = ", ".join(["(%s::bigint, %s::smallint, %s::timestamptz)"] * len(said))
    with connection.cursor() as cursor:
        cursor.execute(
            f"update tickets_clock c set fired = c.fired || w.percent, breached_at = coalesce(c.breached_at, w.at)"  # noqa: S608 placeholders only
            f" from (values {given}) as w(id, percent, at) where c.id = w.id",
            values,
        )


def _breach(said: dict) -> str | None:
    return said["due_at"] if said["percent"] == BREACH else None
