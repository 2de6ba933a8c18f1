"""An incident and the known errors that it meets: told of a workaround, and resolved with one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import NotPossible, Reason
from engine.perform import perform_within
from roles.actor import SYSTEM
from tickets import codes
from tickets.models import Link, Ticket
from tickets.processes.known_error.guards import OFFERED

CAUSE = "due:known_error:"
FITS = {"workaround_published": OFFERED, "workaround_withdrawn": ("withdrawn",)}


def note_known_error(context: Context) -> None:
    """Of `resolve`: the incident is solved by the known error, which counts that once for each incident."""
    found, kind = context.data.get("known_error"), codes.LinkKind.SOLVED_BY
    if found is None:
        return
    links = Link.objects.unscoped("is it linked already").filter(
        ticket_id=context.root.pk, other_id=found.pk, kind=kind
    )
    if links.filter(ended_at=None).exists():
        return
    is_counted = links.exists()
    context.notes["link"] = {"kind": kind, "ticket": found.pk, "for": codes.Audience.CUSTOMER}
    context.add(lambda event, texts: Link(ticket=event.ticket, other=found, kind=kind, created_at=event.at))
    if not is_counted:
        context.then.append(lambda finished: _count(finished, found.pk))


def _count(finished: Context, pk: int) -> None:
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"ticket:{finished.root.pk}", "at": finished.at}
    perform_within(Ticket, pk, "use", data={"used_on": finished.root.number}, **how)


def told_of_workaround(context: Context) -> None:
    """The known error that the due row names, for those who read both: the vendor only where it reads both.

    Raises NotPossible where that is over: then nothing is left to tell.
    """
    found = _named_by(context.cause)
    if found is None or found.state not in FITS[context.step.name] or found.visibility != codes.Visibility.JOINT:
        raise NotPossible(Reason("known_error_gone", _("The known error is not offered any more.")))
    ticket = context.subject
    reads_both = ticket.vendor_since is not None and ticket.vendor_id == found.vendor_id
    context.audience = codes.Audience.ALL if reads_both else codes.Audience.CUSTOMER
    context.notes["known_error"] = {"ticket": found.pk, "for": context.audience}
    context.tell("assignee")
    context.tell("reporter")


def _named_by(cause: str):
    pk = cause.removeprefix(CAUSE)
    if not cause.startswith(CAUSE) or not pk.isdecimal():
        return None
    return Ticket.objects.unscoped("named by the program").filter(pk=pk, process="known-error").first()
