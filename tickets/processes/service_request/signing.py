"""Who signs an order, and what: `tickets/signing.py` does the rest.

A purpose names its parties and what they sign (`PARTIES`, `SIGNED`); those of a quote are added by `quoting`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from tickets.processes.service_request.codes import Purpose
from tickets.processes.service_request.details import OrderSign
from tickets.signing import Signing

WHY = "a rule of the order itself"
MISSING = "order_signers"  # those whose signature is missing


@dataclass(frozen=True)
class Party:
    """One yes that is needed: of a hat with `capability` and not the one `without`, worn at `where`."""

    key: str
    capability: str
    where: str
    label: object
    without: str = ""

    def fits(self, hat, ticket, actor) -> bool:
        is_of_it = self.capability in hat.capabilities and self.without not in hat.capabilities
        return is_of_it and ticket.stands(self.where, hat=hat, actor=actor)


OF_ORDERS = Party("orders", "request.manage", "support", gettext_lazy("the service request manager"))
OF_CHANGES = Party("changes", "change.manage", "support", gettext_lazy("the change manager"))
PARTIES: dict[str, Callable] = {Purpose.CONVERT: lambda ticket: (OF_ORDERS, OF_CHANGES)}
# What is signed, as words that change with it; the item and its answers always are.
SIGNED: dict[str, Callable] = {Purpose.CONVERT: lambda ticket: ()}


def digest_of(ticket, purpose: str) -> str:
    said = [str(ticket.detail().version_id), ticket.said().get("answers", ""), *map(str, SIGNED[purpose](ticket))]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


IN_ORDERS = Signing(
    model=OrderSign,
    why=WHY,
    parties=lambda purpose, ticket: PARTIES[purpose](ticket),
    digest_of=digest_of,
    notes=("order_signature", "order_signatures_missing", "order_signatures_voided"),
    missing_told=MISSING,
    guard_name="may_sign_{purpose}",
)
signs, missing, sentence = IN_ORDERS.signs, IN_ORDERS.missing, IN_ORDERS.sentence
may_sign, all_signed = IN_ORDERS.may_sign, IN_ORDERS.all_signed
sign, void = IN_ORDERS.sign, IN_ORDERS.void
