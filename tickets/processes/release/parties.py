"""Whose yes each thing takes: parties by what their roles may sign for, and the place where they are worn."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from regions import directory
from tickets.processes.release.codes import Purpose, ReleaseType

OPERATIONS, BUSINESS, IT, CARE = (
    "release.sign_operations", "release.sign_business", "release.sign_it", "release.sign_care",
)  # fmt: skip
SUPPORT, REGIONS, TAKING_PART, HALTER = "support", "affected", "participating", "halter"


@dataclass(frozen=True)
class Party:
    """One yes that is needed: of a role with `capability` (a role is data), worn at `where`."""

    key: str
    capability: str
    where: str
    label: object
    organisation: int | None = None  # of several at the place, the one that it is about

    def fits(self, hat, subject, actor) -> bool:
        if self.organisation not in (None, hat.organisation.pk):
            return False
        return self.capability in hat.capabilities and subject.stands(self.where, hat=hat, actor=actor)


MANAGER = Party("manager", OPERATIONS, SUPPORT, _("the release manager"))
OBJECT_MANAGER = Party("object", BUSINESS, SUPPORT, _("the object manager"))
OBJECT_MANAGER_IT = Party("object_it", IT, SUPPORT, _("the object manager of IT"))
A_REGION = Party("region", OPERATIONS, TAKING_PART, _("the release manager of a region that takes part"))
HALTING = Party("halter", "release.lift", HALTER, _("the organisation that stopped it"))
REGION_BUSINESS = Party("business", BUSINESS, REGIONS, _("the region's object manager"))
REGION_OPERATIONS = Party("operations", OPERATIONS, REGIONS, _("the region's release manager"))
REGION_IT = Party("it", IT, REGIONS, _("the region's object owner of IT"))
REGION_CARE = Party("care", CARE, REGIONS, _("somebody of the region who works with it"))


def halting(organisation: int) -> Party:
    """One of those who have stopped the rollout; the key says which one."""
    name = directory.organisation(organisation).name
    return replace(HALTING, key=f"{HALTING.key}-{organisation}", label=name, organisation=organisation)


def parties(purpose: str, subject) -> tuple[Party, ...]:
    """The parties of a release, or of a region's row in it. Each is another person."""
    detail = subject.root.detail()
    owner_of_it = (REGION_IT,) if detail.release_type == ReleaseType.MAJOR else ()
    return {
        Purpose.APPROVE: (MANAGER, OBJECT_MANAGER, OBJECT_MANAGER_IT, A_REGION),
        Purpose.LIFT: (MANAGER, *map(halting, detail.halters)),
        Purpose.CANCEL: (OBJECT_MANAGER, OBJECT_MANAGER_IT),
        Purpose.GO: (REGION_BUSINESS, REGION_OPERATIONS, *owner_of_it),
        Purpose.VERIFY: (REGION_CARE, REGION_OPERATIONS),
        Purpose.DEFER: (REGION_BUSINESS, *owner_of_it),
        Purpose.OPT_OUT: (REGION_BUSINESS, REGION_IT),
    }[purpose]


EVERY = (
    MANAGER, OBJECT_MANAGER, OBJECT_MANAGER_IT, A_REGION, HALTING, REGION_BUSINESS, REGION_OPERATIONS, REGION_IT,
    REGION_CARE,
)  # fmt: skip


def label_of(key: str) -> str:
    """The party in words, as it was called when it signed."""
    of, _dash, organisation = key.partition("-")
    found = halting(int(organisation)) if of == HALTING.key and organisation else None
    return str(found.label) if found else next((str(one.label) for one in EVERY if one.key == key), key)
