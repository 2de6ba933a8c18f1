"""How each rule of an order is broken, in memory."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from regions.money import LARGEST
from tests import parties
from tests.processes.breaking import data, detail
from tests.processes.service_request import places as at
from tests.processes.service_request.bulk import spoiling as bulk
from tests.processes.service_request.experts import spoiling as experts
from tests.processes.service_request.quoting import spoiling as quoting
from tickets.processes.service_request import signing
from tickets.processes.service_request.catalogue import reading


def item(slug: str):
    return lambda context: reading.called(slug, None, context.at)


def changed_since(context) -> None:
    """As if another version had taken over: what was read is of none that counts."""
    version = reading.called(at.ITEM, None, context.at)
    old = type(version)(item=version.item, number=0, title_sv=version.title_sv)
    context.data = context.data | {"catalogue_item": old}


def only_drafted(context) -> None:
    """Nothing is sent, and nothing was answered before."""
    context.shared.clear()
    context.root.said().pop("answers", None)


def by_orderer(context) -> None:
    context.root.reporter_id = context.actor.person_id


def without_right(context) -> None:
    """She still works there, and is no longer among those who order."""
    context.actor = replace(
        context.actor, hats=tuple(replace(one, capabilities=frozenset()) for one in context.actor.hats)
    )


def dear_rows(context) -> None:
    version = copy(context.root.ordered())
    version.price = LARGEST + 1
    context.data = context.data | {"catalogue_item": version}


def costly(context) -> None:
    """More than the approver may approve, and somebody may approve more."""
    at.in_group("godkannare", "region-incidentansvarig")
    context.root.detail().amount = at.LIMIT + Decimal("0.01")


def signed(context) -> None:
    made = signing.OrderSign(
        purpose="convert",
        party=signing.OF_ORDERS.key,
        person=context.actor.person,
        digest=signing.digest_of(context.root, "convert"),
    )
    context.root.signs().append(made)


def to_vendor_of_region(context) -> None:
    context.data = context.data | {"fulfiller": "vendor"}
    context.hat = at.region_reviewer().hats[0]


SPOILED = {
    "item_offered_to_region": (
        lambda context: (data(catalogue_item=item(at.REGIONAL))(context), _elsewhere(context)),
        "item_not_offered",
        "catalogue_item",
    ),
    "item_version_current": (changed_since, "item_changed", "catalogue_item"),
    "answers_fit": (only_drafted, "required", "answers.hsa_id"),
    "cost_centre_when_priced": (
        data(catalogue_item=item(at.PRICED), cost_centre=None),
        "cost_centre_missing",
        "cost_centre",
    ),
    "still_orders": (without_right, "no_longer_orders", ""),
    "amount_can_be_kept": (dear_rows, "amount_too_large", "bulk_rows"),
    "approver_is_not_orderer": (by_orderer, "own_order", ""),
    "assessor_is_not_orderer": (by_orderer, "own_order", ""),
    "within_amount_limit": (costly, "above_limit", ""),
    "copy_is_of_an_order": (data(copied_from=lambda context: context.root), "not_an_order", "copied_from"),
    "no_cost_outside_contract": (data(in_contract="no"), "outside_contract", "in_contract"),
    "vendor_through_support": (to_vendor_of_region, "vendor_through_support", "fulfiller"),
    "withdrawal_is_asked": (detail(withdrawal_asked_at=None), "withdrawal_not_asked", ""),
    "fulfiller_agrees": (detail(withdrawal_agreed_at=None), "fulfiller_has_not_agreed", ""),
    "may_sign_convert": (signed, "signed_already", ""),
    **bulk.SPOILED,
    **experts.SPOILED,
    **quoting.SPOILED,
}


def _elsewhere(context) -> None:
    """The order is of another region than the item."""
    context.root.origin = parties.desk(parties.NEIGHBOUR).hats[0].organisation


BY_WHO = {
    "regional_item": lambda: (at.reviewed(), timezone.now(), "joint_item"),
}
