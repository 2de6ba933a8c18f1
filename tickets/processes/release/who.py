"""Who takes the steps of a release, by what they may do and where they stand."""

from engine.step import Who

MANAGER = Who("release.manage", "support")
CHAIR = Who("forum.chair", "support")  # of the forum that decides on what a release contains
CREATOR = Who("release.create", tiers=("support", "vendor"))
PLANNER = Who("release.create", "reporter")
VENDOR = Who("release.deliver", "vendor", ("vendor",))
TRAINER = Who("release.training", "support")
SIGNS_APPROVAL = (Who("release.approve", "support"), Who("release.sign_operations", "participating", ("region",)))
HALTS = (
    Who("release.halt", "affected", ("region",)),
    Who("release.halt", "support"),
    Who("release.halt", "vendor", ("vendor",)),
)
LIFTS = (Who("release.sign_operations", "support"), Who("release.lift", "halter"))
CANCELS = Who("release.cancel", "support")
TESTERS = Who("release.test", "participating", ("region",))
