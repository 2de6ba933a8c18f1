"""Who may see people and who may give roles, where. Pure rules over the actor's hats; no query."""

from __future__ import annotations

from regions import directory
from regions.kinds import Tier, level_fits_kind
from regions.models import Organisation
from roles.actor import Actor, Hat

# The right to give roles in organisations of a tier; in one's own region it reaches its IT/MT and care providers.
ASSIGNS = {
    Tier.REGION: "role.assign_region",
    Tier.SUPPORT: "role.assign_support",
    Tier.VENDOR: "role.assign_vendor",
}


def is_administrator(actor: Actor) -> bool:
    return actor.user is not None and actor.user.is_administrator


def names_shown(actor: Actor, organisation: Organisation | None) -> bool:
    """Whether `actor` reads names of people at `organisation`: vendor and customer side do not share theirs."""
    if organisation is None:
        return is_administrator(actor)
    if is_administrator(actor) or organisation.pk in actor.organisation_ids:
        return True
    return actor.is_customer_side and organisation.tier != Tier.VENDOR


def hat_to_assign(actor: Actor, organisation: Organisation) -> Hat | None:
    """The hat under which the actor may give roles at `organisation`; None where she may not."""
    capability = ASSIGNS.get(organisation.tier)
    for hat in actor.hats:
        if capability in hat.capabilities and hat.organisation.pk in (organisation.pk, organisation.parent_id):
            return hat
    return None


def may_assign(actor: Actor, organisation: Organisation) -> bool:
    return is_administrator(actor) or hat_to_assign(actor, organisation) is not None


def assigns_anywhere(actor: Actor) -> bool:
    return is_administrator(actor) or any(actor.can(capability) for capability in ASSIGNS.values())


def places() -> list[Organisation]:
    """The organisations where roles are held: regions in their order each followed by its parts, support, vendor."""
    rows = [one for one in directory.organisations() if one.may_log_in and one.tier != Tier.OUTSIDE]
    members = list(directory.regions())
    found = []
    for region in members:
        found += [region, *(one for one in rows if one.parent_id == region.pk)]
    joint = [one for one in (directory.support_org(), directory.vendor()) if one is not None]
    known = {one.pk for one in (*found, *joint)}
    rest = [one for one in rows if one.pk not in known and one.tier in (Tier.SUPPORT, Tier.VENDOR)]
    return [*found, *joint, *rest]


def fits(level: str, organisation: Organisation) -> bool:
    """Whether a role of this level may be held at the organisation."""
    return level_fits_kind(level, organisation.kind)
