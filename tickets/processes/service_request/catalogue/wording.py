"""A version of a catalogue item in words: what it costs, how long it takes, who approves it. Asks no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regions import directory, phases
from regions.models import Phase
from regions.money import in_kronor
from roles.actor import Actor
from tickets.processes.service_request.catalogue.models import CatalogueVersion, ExpertField, Fulfiller, PricePer

PREAPPROVED = "order.preapproved"
COUNTED = gettext_lazy("Counted from the order, or from its approval where one is needed, while nobody waits for you.")


@dataclass(frozen=True)
class Told:
    """What an orderer wants to know before she orders."""

    version: CatalogueVersion
    price: str
    lead: str
    approval: str
    approval_note: str
    fulfiller: str
    expert: str

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        """Label, value and a line that explains it."""
        found = [
            (_("What it costs"), self.price, ""),
            (_("Delivered within"), self.lead, str(COUNTED)),
            (_("Approval"), self.approval, self.approval_note),
            (_("Carried out by"), self.fulfiller, ""),
        ]
        if self.expert:
            found.append((_("Looked at by"), self.expert, _("Before it is carried out.")))
        return found


def told(version: CatalogueVersion, place, actor: Actor, at: datetime) -> Told:
    """The version as it is for orders of the organisation `place`, placed by this actor."""
    approval, note = approval_of(version, place, actor, at)
    return Told(
        version, price_of(version), lead_of(version), approval, note, fulfiller_of(version.fulfiller, place),
        expert_of(version),
    )  # fmt: skip


def price_of(version: CatalogueVersion) -> str:
    if version.price is not None and version.price_per == PricePer.ROW:
        return _("%(price)s a row, without VAT") % {"price": in_kronor(version.price)}
    if version.price:
        return _("%(price)s without VAT") % {"price": in_kronor(version.price)}
    if version.price is not None:
        return in_kronor(version.price)
    return _("Nothing beyond the agreement") if version.in_contract else _("A quote is given first")


def lead_of(version: CatalogueVersion) -> str:
    days = version.lead_days
    return ngettext("%(days)d working day", "%(days)d working days", days) % {"days": days}


def approval_of(version: CatalogueVersion, place, actor: Actor, at: datetime) -> tuple[str, str]:
    """Who approves an order, and why, as it will be routed."""
    if version.is_preapproved(timezone.localdate(at)):
        return _("Approved in advance"), preapproval_of(version)
    if place.tier != "region":
        return _("No approver is asked"), _("Orders of %(place)s go straight to assessment.") % {"place": place.name}
    if phases.approval_mode(place.pk, at) == Phase.ApprovalMode.PREAPPROVED_GROUP and _is_preapproved(actor, place):
        phase = phases.phase(place.pk, at)
        said = {"place": place.name, "phase": phase.label if phase else ""}
        return _("Your group is approved in advance"), _("%(place)s, %(phase)s.") % said
    return _("An approver decides first"), _("Somebody else than you, at %(place)s.") % {"place": place.name}


def _is_preapproved(actor: Actor, place) -> bool:
    return any(PREAPPROVED in hat.capabilities and hat.organisation.pk == place.pk for hat in actor.hats)


def preapproval_of(version: CatalogueVersion) -> str:
    said = {"who": version.preapproved_by, "until": date_format(version.preapproved_until)}
    return _("By %(who)s, through %(until)s.") % said


def fulfiller_of(side: str, place=None) -> str:
    """Whose side carries it out, by its name where there is one."""
    if side == Fulfiller.REGION:
        return place.name if place is not None else str(Fulfiller.REGION.label)
    organisation = directory.vendor() if side == Fulfiller.VENDOR else directory.support_org()
    return organisation.name if organisation else str(Fulfiller(side).label)


def expert_of(version: CatalogueVersion) -> str:
    if not version.expert_field:
        return ""
    return _("Experts: %(field)s") % {"field": str(ExpertField(version.expert_field).label).lower()}
