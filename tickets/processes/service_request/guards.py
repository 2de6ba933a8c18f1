"""Why a step of an order may not be taken (specification: guards and conditions)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from regions.money import LARGEST, in_kronor
from roles import groups
from tickets import codes as ticket_codes
from tickets.models import ServiceRequestDetail
from tickets.processes.service_request.bulk.reading import price_of
from tickets.processes.service_request.catalogue import reading, schema
from tickets.processes.service_request.catalogue.models import Fulfiller
from tickets.processes.service_request.states import END
from tickets.processes.service_request.typed import GIVEN

ORDERS = "order.place"

# --- Conditions of rights ---


def regional_item(context: Context) -> Reason | None:
    if not context.root.is_of_one_region():
        text = _("The item is joint: the support organisation assesses orders of it.")
        return Reason("joint_item", text)
    return None


# --- Guards ---


def still_orders(context: Context) -> Reason | None:
    """A draft is no order: who has lost the right to order since places none. Without a hat nobody is asked for."""
    if context.hat is None:
        return None
    place = context.hat.organisation
    if any(ORDERS in hat.capabilities and hat.organisation.pk == place.pk for hat in context.actor.hats):
        return None
    text = _("You no longer order for %(place)s. Ask whoever gives roles there.")
    return Reason("no_longer_orders", text % {"place": place.name})


def approver_is_not_orderer(context: Context) -> Reason | None:
    text = _("You cannot approve your own order. Another approver decides on it.")
    return Reason("own_order", text) if _is_own(context) else None


def assessor_is_not_orderer(context: Context) -> Reason | None:
    text = _("You cannot assess your own order. Somebody else who assesses orders decides on it.")
    return Reason("own_order", text) if _is_own(context) else None


def _is_own(context: Context) -> bool:
    """As persons, whatever hats they wear: of who ordered, of her deputy, and of whom it was ordered for."""
    person, ticket = context.actor.person, context.root
    in_her_stead = context.hat is not None and context.hat.deputy_for_id == ticket.reporter_id
    return person is not None and (in_her_stead or ticket.is_of(person))


def within_amount_limit(context: Context) -> Reason | None:
    """Over the approver's limit those are named who can approve it. Without a hat nobody is asked for."""
    amount, place = context.root.detail().amount, context.root.origin_id
    if not amount or context.hat is None:
        return None
    limit = groups.limit_of(context.actor.person_id, place, context.at)
    if limit is None or (limit is not groups.NO_RIGHT and amount <= limit):
        return None
    able = [str(one.user) for one in context.root.able_to_approve(context.at)]
    said = {"amount": in_kronor(amount), "limit": in_kronor(limit or Decimal(0)), "who": ", ".join(able)}
    if able:
        text = _("%(amount)s is above your limit of %(limit)s. It can be approved by %(who)s.")
    else:
        text = _(
            "%(amount)s is above your limit of %(limit)s, and nobody has a higher one. Ask whoever gives roles in "
            "your region."
        )
    return Reason("above_limit", text % said, names_who=True)


def withdrawal_is_asked(context: Context) -> Reason | None:
    if context.root.detail().withdrawal_asked_at is None:
        return Reason("withdrawal_not_asked", _("The orderer has not asked to withdraw the order."))
    return None


def fulfiller_agrees(context: Context) -> Reason | None:
    if context.root.detail().withdrawal_agreed_at is None:
        text = _("Whoever carries it out has to agree. Ask to withdraw the order first.")
        return Reason("fulfiller_has_not_agreed", text)
    return None


# --- Checks on what was typed ---


def item_offered_to_region(context: Context) -> Reason | None:
    version = _version(context)
    if version is None:
        return None
    region_id = _region_id(context)
    now = reading.current(version.item_id, context.at)
    if now is None or not reading.is_offered(now, region_id, context.at):
        text = _("“%(item)s” is not offered to your organisation. Choose another item.") % {"item": version.title}
        return Reason("item_not_offered", text, "catalogue_item")
    return None


def item_version_current(context: Context) -> Reason | None:
    version = _version(context)
    now = reading.current(version.item_id, context.at) if version is not None else None
    if now is not None and now.pk != version.pk:
        text = _("“%(item)s” has been changed since. Read the form again and check your answers.")
        return Reason("item_changed", text % {"item": now.title}, "catalogue_item")
    return None


def answers_fit(context: Context) -> list[Reason]:
    """What was answered before is judged as what is sent: a draft keeps everything, and its item may be another now."""
    version = _version(context)
    if version is None or version.is_bulk or context.shared.get(GIVEN):
        return []
    return schema.faults(version, context.root.answers())


def cost_centre_when_priced(context: Context) -> Reason | None:
    version = _version(context)
    has_one = context.has("cost_centre") or ("cost_centre" not in context.data and context.root.detail().cost_centre)
    if version is not None and version.price and not has_one:
        return Reason("cost_centre_missing", _("State the cost centre that pays for it."), "cost_centre")
    return None


def amount_can_be_kept(context: Context) -> Reason | None:
    """So many rows at the item's price a row come to no more than an amount may be."""
    amount = price_of(context, _version(context))
    if amount is None or amount <= LARGEST:
        return None
    text = _("The rows cost more than %(most)s together. Divide them into several orders.")
    return Reason("amount_too_large", text % {"most": in_kronor(LARGEST)}, "bulk_rows")


def copy_is_of_an_order(context: Context) -> Reason | None:
    """An ended order of the same organisation and the same item is ordered again."""
    old, version = context.data.get("copied_from"), context.data.get("catalogue_item")
    if old is None or version is None:
        return None
    fits = old.process == context.subject.process and old.state in END
    if not fits or _item_of(old) != version.item_id or not _is_of_own_place(context, old):
        text = _("Choose an order of your own organisation that has ended, and the same item.")
        return Reason("not_an_order", text, "copied_from")
    return None


def no_cost_outside_contract(context: Context) -> Reason | None:
    if not is_in_contract(context):
        text = _("Work outside the contract needs a quote first. Ask for one instead.")
        return Reason("outside_contract", text, "in_contract")
    return None


def is_in_contract(context: Context) -> bool:
    """As stated now, else as stated before, else as the catalogue says."""
    said = context.data.get("in_contract") or context.root.detail().in_contract
    if said:
        return said == ticket_codes.YesNo.YES
    version = context.root.ordered()
    return version is None or version.in_contract


def vendor_through_support(context: Context) -> Reason | None:
    """A region never turns to the vendor by itself (S1)."""
    if context.data.get("fulfiller") == Fulfiller.VENDOR and context.hat and context.hat.tier == "region":
        text = _("Only the support organisation turns to the vendor. Choose the support organisation.")
        return Reason("vendor_through_support", text, "fulfiller")
    return None


def _version(context: Context):
    """What is ordered: as chosen now, else as the draft has it."""
    return context.data.get("catalogue_item") or context.root.ordered()


def _region_id(context: Context) -> int | None:
    """The region in whose catalogue the order is made; None for the support organisation."""
    if context.root.origin_id is not None:
        origin = context.root.origin
        return origin.pk if origin.tier == "region" else None
    return reading.region_id_of(reading.place_of(context.hat.organisation)) if context.hat else None


def _item_of(order) -> int | None:
    rows = ServiceRequestDetail.objects.filter(ticket_id=order.pk)
    return rows.values_list("version__item_id", flat=True).first()


def _is_of_own_place(context: Context, order) -> bool:
    return context.hat is not None and order.reporter_organisation_id == context.hat.organisation.pk
