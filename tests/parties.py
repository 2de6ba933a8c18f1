"""The parties of the tests by what they do, so that a test reads as a sentence and names no slug."""

from roles.actor import Actor
from tests.people import actor

REGION, NEIGHBOUR, REGION_IT = "dalarna", "halland", "dalarna-it-mt"
SUPPORT_ORG, VENDOR_ORG, THIRD_PARTY = "sussa-vardstod", "cambio", "inera"

DESK_ROLE = "region-objektspecialist-support"
SUPPORT_ROLE = "sussa-supportspecialist"
VENDOR_ROLE = "cambio-service-desk"


def desk(region: str = REGION) -> Actor:
    """First line of a region."""
    return actor(DESK_ROLE, region)


def object_leader(region: str = REGION) -> Actor:
    return actor("region-objektledare", region)


def region_manager(region: str = REGION) -> Actor:
    """Incident manager of a region."""
    return actor("region-incidentansvarig", region)


def region_security(region: str = REGION) -> Actor:
    return actor("region-informationssakerhetsansvarig", region)


def region_it() -> Actor:
    """First line of the region's own IT and medical engineering."""
    return actor(DESK_ROLE, REGION_IT)


def support() -> Actor:
    return actor(SUPPORT_ROLE, SUPPORT_ORG)


def support_manager() -> Actor:
    """The joint incident manager."""
    return actor("sussa-incidentansvarig", SUPPORT_ORG)


def support_desk_manager() -> Actor:
    """Leads the process of general cases."""
    return actor("sussa-anvandarstodsansvarig", SUPPORT_ORG)


def support_security() -> Actor:
    return actor("sussa-informationssakerhetsansvarig", SUPPORT_ORG)


def problem_manager() -> Actor:
    return actor("sussa-problemansvarig", SUPPORT_ORG)


def vendor() -> Actor:
    return actor(VENDOR_ROLE, VENDOR_ORG)


def vendor_manager() -> Actor:
    return actor("cambio-incident-manager", VENDOR_ORG)
