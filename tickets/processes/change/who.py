"""Who takes the steps of a change, by what they may do and where they stand."""

from engine.step import Who
from tickets.processes.change import guards

CUSTOMER = ("region", "support")
REPORTER = Who("ticket.own", "reporter")
CUSTOMER_REPORTER = Who("ticket.own", "reporter", tiers=CUSTOMER)
MANAGER = Who("change.manage", "support")
SCHEDULERS = (
    Who("change.schedule", "support"),
    Who("change.schedule", "origin", ("region",), guards.one_region_alone),
)
IMPLEMENTER = Who("ticket.work", "assignee")
EMERGENCY_BOARD = (Who("change.ecab", "support"),)


def in_regions(capability: str) -> Who:
    """The regions that are affected."""
    return Who(capability, "affected", ("region",))


def on_both_sides(capability: str) -> tuple[Who, Who]:
    """The support organisation, and the regions that are affected."""
    return Who(capability, "support"), in_regions(capability)
