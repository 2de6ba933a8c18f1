"""For every step of experts: where it is taken from, by whom and with what."""

from tests.processes.service_request import places as at
from tests.processes.service_request.experts import places as experts
from tests.tickets.way import Way, a_vote


def decided(data: dict) -> Way:
    """A step that a forum's decision takes."""
    return Way(experts.with_experts, experts.coordinator, data, cause=experts.CAUSE)


OWN = {
    "review_to_expert": Way(experts.reviewed, at.reviewer, experts.ASKED),
    "expert_opinion": Way(experts.with_experts, experts.expert, experts.OPINION),
    "expert_to_fulfilment": decided(experts.NEW),
    "expert_to_quote": decided(experts.QUOTED),
    "expert_no": decided({"reason": "En befintlig mall räcker."}),
    "record_decision": decided({}),
    "put_to_vote": Way(experts.with_experts, experts.coordinator, a_vote),
}
ALONG: set[str] = set()
