"""Which steps of an order are the likely ones, by how it stands: the others come after them on its page."""

from __future__ import annotations

from tickets.processes.service_request.states import S

CARRIED_OUT, QUOTED, TO_EXPERTS = "review_to_fulfilment", "review_to_quote", "review_to_expert"
LIKELY = {
    S.REGIONAL_APPROVAL: ("approve", "reject"),
    S.QUOTING: ("quote",),
    S.ORDER_APPROVAL: ("sign_quote", "allocate"),
    S.FULFILMENT: ("deliver",),
    S.DELIVERED: ("accept", "complain"),
}


def first(ticket) -> tuple[str, ...]:
    """Of one that is assessed: what experts are to judge goes to them, until they have; what the contract leaves out
    is quoted.
    """
    version = ticket.ordered()
    if ticket.state != S.JOINT_REVIEW or version is None:
        return LIKELY.get(ticket.state, ())
    usual = (CARRIED_OUT, QUOTED) if version.in_contract else (QUOTED, CARRIED_OUT)
    waits_for_experts = version.expert_field and not ticket.detail().decision
    return (TO_EXPERTS, *usual) if waits_for_experts else (*usual, TO_EXPERTS)
