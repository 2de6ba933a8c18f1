"""The people of the measurements: a desk in each region, the support organisation and the vendor, each with one hat."""

from datetime import date

from regions import directory
from roles.models import Role, RoleAssignment, User


def desks() -> dict[int, User]:
    """One person for each organisation that works on tickets, by the organisation's id; made when missing."""
    found = {}
    for place in (*directory.regions(), directory.support_org(), directory.vendor()):
        role = _role_at(place.tier)
        user, made = User.objects.get_or_create(
            email=f"bench@{place.slug}.example", defaults={"given_name": "Bench", "home_organisation": place}
        )
        if made:
            RoleAssignment.objects.create(user=user, role=role, organisation=place, valid_from=date(2020, 1, 1))
        found[place.pk] = user
    return found


def _role_at(tier: str) -> Role:
    wanted = {"region": "incident.hand_to_support", "support": "incident.hand_to_vendor", "vendor": "vendor.work"}[tier]
    rows = Role.objects.filter(level=tier, capabilities__capability=wanted)
    return rows.filter(capabilities__capability="ticket.work").order_by("number", "slug").first()
