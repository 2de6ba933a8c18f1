"""Who wears which role where right now, deputies too, and where a target's place is for one ticket."""

from __future__ import annotations

from collections import defaultdict

from django.utils import timezone

from engine.context import Context
from regions import directory
from regions.kinds import OrganisationKind
from roles.models import Role, RoleAssignment
from sla import escalations
from sla.escalation_text import ASSIGNEE, Aim
from tickets.escalating import circles

Worn = dict[tuple[int, str], list[int]]


def worn_in(context: Context) -> Worn:
    """Persons by organisation and role; one query for all steps of a transaction."""
    if "worn" not in context.shared:
        context.shared["worn"] = worn_on(timezone.localdate(context.at))
    return context.shared["worn"]


def worn_on(day) -> Worn:
    """Who may log in and wears something that day; under ASSIGNEE those with any role at the organisation."""
    rows = RoleAssignment.objects.valid_on(day).filter(user__kind="person", user__is_active=True)
    found: Worn = defaultdict(list)
    for place, role, person in rows.values_list("organisation_id", "role__slug", "user_id").order_by("user_id"):
        for name in (role, ASSIGNEE):
            if person not in found[place, name]:
                found[place, name].append(person)
    return found


def roles() -> dict[str, Role]:
    """All roles by slug, kept for half a minute."""
    return directory.remembered((__name__, "roles"), lambda: {one.slug: one for one in Role.objects.all()})


def roles_for(aim: Aim, organisation, process: str) -> tuple[str, ...]:
    """Those of the aim's roles, in a case of this process, that people at this organisation can wear."""
    known = roles()
    return tuple(
        slug
        for slug in escalations.roles_named(aim.named, process)
        if slug == ASSIGNEE or (slug in known and known[slug].level == organisation.tier)
    )


def _is_in_regions_hands(ticket, clock) -> bool:
    holder = directory.organisation(ticket.holder_id)
    if holder is None or holder.kind != OrganisationKind.IT_MT or clock.provider_id == ticket.offered_to_id:
        return False
    return circles.is_promised_to_regions(circles.agreement_of(clock))


def organisation_at(place: str, ticket, *, clock=None, awaited_id: int | None = None):
    """The organisation that a rule's place means; None where the ticket has no such place.

    Of a clock the holder is whoever owes its time, be it asked to take the case over or waiting for another; but what
    the support organisation promises a region lies in the hands of the region's IT while that has the case.
    """
    if place == "support":
        return directory.support_org()
    if place == "holder" and clock is not None and not _is_in_regions_hands(ticket, clock):
        return directory.organisation(clock.provider_id)
    if place == "awaited" and awaited_id is not None:
        return directory.organisation(awaited_id)
    columns = {
        "holder": ticket.holder_id,
        "origin": ticket.origin_id,
        "vendor": ticket.vendor_id,
        "receiver": ticket.offered_to_id,
        "sender": ticket.holder_id,
        "awaited": ticket.awaited_id,
        "provider": clock.provider_id if clock is not None else ticket.holder_id,
    }
    return directory.organisation(columns[place])
