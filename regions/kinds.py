"""The words the code may use about organisations: kinds and tiers. Names are data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What an organisation is. Rules speak of kinds, never of a named organisation."""

    REGION = "region", _("Region")
    SUPPORT_ORG = "support_org", _("Support organisation")
    VENDOR = "vendor", _("Vendor")
    IT_MT = "it_mt", _("Regional IT and medical engineering")
    SUPPLIER = "supplier", _("Supplier")
    PRIVATE_PROVIDER = "private_provider", _("Private care provider")
    MUNICIPALITY = "municipality", _("Municipality")
    PROGRAMME = "programme", _("Programme")
    NATIONAL_BODY = "national_body", _("National body")
    BUSINESS = "business", _("Care operations")
    ASSOCIATION = "association", _("Association")


class Tier(TextChoices):
    """On which side of the table an organisation sits."""

    REGION = "region", _("Region side")
    SUPPORT = "support", _("Joint support")
    VENDOR = "vendor", _("Vendor side")
    OUTSIDE = "outside", _("Outside")


TIERS: dict[str, str] = {
    OrganisationKind.REGION: Tier.REGION,
    OrganisationKind.IT_MT: Tier.REGION,
    OrganisationKind.PRIVATE_PROVIDER: Tier.REGION,
    OrganisationKind.MUNICIPALITY: Tier.REGION,
    OrganisationKind.SUPPORT_ORG: Tier.SUPPORT,
    OrganisationKind.VENDOR: Tier.VENDOR,
}

# A role's level is the tier it is made for; it can only be held in an organisation of that tier.
LEVEL_KINDS: dict[str, frozenset[str]] = {
    level: frozenset(kind for kind, tier in TIERS.items() if tier == level)
    for level in (Tier.REGION, Tier.SUPPORT, Tier.VENDOR)
}


def tier_of(kind: str) -> str:
    """The tier of an organisation kind; "outside" for a kind that takes no part in the work."""
    return TIERS.get(kind, Tier.OUTSIDE)


def level_fits_kind(level: str, kind: str) -> bool:
    """Whether a role of `level` may be held in an organisation of `kind`."""
    return kind in LEVEL_KINDS.get(level, frozenset())
