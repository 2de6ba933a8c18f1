"""For every step of an order: where it is taken from, by whom and with what."""

from __future__ import annotations

from tests import parties
from tests.processes.service_request import places as at
from tests.processes.service_request.bulk import ways as bulk
from tests.processes.service_request.experts import ways as experts
from tests.processes.service_request.quoting import ways as quoting
from tests.tickets import places
from tests.tickets.way import COMMON_ALONG, REDACTING, Way, after, of_any_process
from tickets.models import TextVersion
from tickets.workflows import ServiceRequest


def opened(state: str = "") -> object:
    """Held by its region: an approver is asked."""
    return at.placed()


def for_whom(subject) -> dict:
    row = TextVersion.objects.unscoped("test").get(ticket_id=subject.pk, field="ordered_for")
    return {"hidden_part": row.part_key}


COMMON = of_any_process(opened, at.reviewed, at.at_vendor)
for _name in ("merge", "propose_priority"):
    del COMMON[_name]
COMMON |= {
    "hide_personal_data": Way(opened, parties.desk, for_whom),
    "settle_personal_data": Way(
        after(opened, "hide_personal_data", parties.desk, for_whom), parties.region_security, REDACTING
    ),
    "hand_over_support": Way(opened, parties.desk, places.OFFER),
    "hand_over_vendor": Way(at.reviewed, parties.support, places.OFFER_VENDOR),
    "hand_back": Way(at.reviewed, parties.support, places.OFFER),
}
CONVERTING = {"reason": "Den delade konfigurationen ändras."}
OWN = {
    "save": Way(at.draft, at.orderer, {"answers": {"kind": "add"}, "ordered_for": at.FOR}),
    "order": Way(at.draft, at.orderer, at.ordering(), stands=("catalogue_item",)),
    "approve": Way(at.placed, at.approver, {"comment": "Godkänt."}),
    "reject": Way(at.placed, at.approver, at.REJECTING),
    "review_to_fulfilment": Way(at.reviewed, at.reviewer, at.REVIEWED),
    "review_to_quote": Way(lambda: at.reviewed(at.PRICED), at.reviewer, at.QUOTING),
    "review_reject": Way(at.reviewed, at.reviewer, at.REJECTING),
    "return": Way(at.reviewed, at.reviewer, {"question": "Vilken enhet gäller det?"}),
    "sign_convert": Way(at.reviewed, at.reviewer, CONVERTING),
    "hold": Way(at.fulfilled_by_support, parties.support, lambda s: at.resting()),
    "resume": Way(at.held, parties.support),
    "deliver": Way(at.fulfilled_by_support, parties.support, {"delivery_note": "Behörigheten är på plats."}),
    "accept": Way(at.delivered, at.orderer, {"satisfaction": 5}),
    "complain": Way(at.delivered, at.orderer, at.COMPLAINT),
    "cancel": Way(at.placed, at.orderer, {"reason": "Behövs inte längre."}),
    "ask_withdrawal": Way(at.fulfilled_by_support, at.orderer, {"reason": "Avdelningen stänger."}),
    "agree_withdrawal": Way(at.withdrawal_asked, parties.support, at.COST),
    "cancel_in_fulfilment": Way(
        at.withdrawal_agreed, at.orderer, {"reason": "Avdelningen stänger."} | at.COST, stands=("cost_note",)
    ),
}
# Taken by the program alone: each has its own test.
PROGRAM = {"route_to_fulfilment", "route_to_approval", "route_to_review", "convert_to_change"}
PROGRAM |= {"remind_approvers", "expires_soon", "expire", "quote_late", "fulfilment_late"}
WAYS = {ServiceRequest: COMMON | OWN | bulk.OWN | experts.OWN | quoting.QUOTED}
ALONG = {ServiceRequest: {"open"} | PROGRAM | quoting.PROGRAM | COMMON_ALONG - {"take_in", "let_go"}}
