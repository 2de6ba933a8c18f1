"""What every page says of a ticket in the same way: its state, who has it, why it waits, which regions it concerns."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import pgettext, pgettext_lazy

from regions import directory
from roles.models import Role
from tickets import codes

# Short forms for rows and chips; the long ones are the labels of `codes.HoldReason`.
SHORT_HOLD = {
    codes.HoldReason.AWAIT_REPORTER: pgettext_lazy("short", "Waiting for the region"),
    codes.HoldReason.AWAIT_CUSTOMER: pgettext_lazy("short", "Waiting for the customer"),
    codes.HoldReason.AWAIT_REGION_CONFIRM: pgettext_lazy("short", "Waiting for confirmation"),
    codes.HoldReason.AWAIT_CHANGE_WINDOW: pgettext_lazy("short", "Waiting for a release"),
    codes.HoldReason.AWAIT_THIRD_PARTY: pgettext_lazy("short", "Waiting for a third party"),
    codes.HoldReason.AWAIT_DECISION: pgettext_lazy("short", "Waiting for a decision"),
}
WAITING_STATES = frozenset({"on_hold", "resolved", "risk_accepted"})
CELL_OF_LEG = {"in_progress": "affected", "resolved": "restored", "confirmed": "confirmed", "timed_out": "confirmed"}


@dataclass(frozen=True)
class Cell:
    """One region of the strip."""

    letters: str
    name: str
    state: str
    mine: bool


@dataclass(frozen=True)
class State:
    """A state as it is shown: its words, its id (for the mark) and its category (for the tone)."""

    label: str
    id: str
    category: str


def category_of(ticket) -> str:
    """draft, open, waiting or done."""
    if ticket.state == "draft":
        return "draft"
    if ticket.state in ticket.terminal:
        return "done"
    return "waiting" if ticket.state in WAITING_STATES else "open"


def state_of(ticket, actor) -> State:
    """The most telling thing about where the ticket stands: an open offer first, then why it waits, then its state."""
    if ticket.offered_to_id is not None and ticket.closed_at is None:
        return State(_offered(ticket.offered_to_id, actor), "assigned", "open")
    if ticket.hold in SHORT_HOLD:
        return State(str(SHORT_HOLD[ticket.hold]), ticket.state, "waiting")
    return State(ticket.state_label(), ticket.state, category_of(ticket))


def _offered(organisation_id: int, actor) -> str:
    if organisation_id in actor.organisation_ids:
        return pgettext("state", "Handed over to us")
    return pgettext("state", "Handed over to %(organisation)s") % {"organisation": short_name(organisation_id)}


def short_name(organisation_id: int | None) -> str:
    """The organisation's name as in rows and buttons; empty for none."""
    found = directory.organisation(organisation_id)
    return (found.short_name or found.name) if found else ""


def full_name(organisation_id: int | None) -> str:
    """The organisation as it is called in sentences; a company by its short name. Empty for none."""
    found = directory.organisation(organisation_id)
    return called(found) if found else ""


def called(organisation) -> str:
    """What people call the organisation in running text."""
    if organisation.tier in ("region", "support"):
        return organisation.name
    return organisation.short_name or organisation.name


def cells(ticket, legs, actor) -> list[Cell]:
    """The member regions in their order: the state of each one's leg, how far the fix has come there, or what it says.

    The owner's part of a case that has neither.
    """
    found = {leg.region_id: CELL_OF_LEG.get(leg.state, "affected") for leg in legs}
    found |= {pk: CELL_OF_LEG.get(state, state) for pk, state in _concerned(ticket).items()}
    if not found and ticket.origin_id is not None:
        found = {ticket.origin_id: "affected" if ticket.closed_at is None else "confirmed"}
    own = actor.organisation_ids
    return [
        Cell(one.letters, one.short_name or one.name, found.get(one.pk, ""), one.pk in own)
        for one in directory.regions()
    ]


def _concerned(ticket) -> dict[int, str]:
    """The regions without a part of their own (`selectors.with_legs`), or those of the ticket whose page it is."""
    if hasattr(ticket, "shown_regions"):
        return ticket.shown_regions
    rows = ticket.affected() if hasattr(ticket, "affected") else ()
    return {
        one.region_id: "confirmed" if one.verified_at else "resolved" if one.deployed_at else "in_progress"
        for one in rows
    }


def share_words(share) -> str:
    """Whom a share is for: the person, the organisation, or the role at an organisation."""
    person, organisation, role = share.receiver
    if person is not None:
        return str(person)
    label = Role.objects.filter(slug=role).first() if role else None
    return f"{label.label}, {called(organisation)}" if label else called(organisation)


def person_shown(ticket, person, organisation_id: int | None, actor) -> str:
    """The person's first name where the reader may know it, else empty."""
    organisation = directory.organisation(organisation_id)
    if person is None or organisation is None or not ticket.names_shown_to(actor, organisation):
        return ""
    return person.short_name
