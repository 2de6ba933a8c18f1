"""Orders that a forum of experts looks at."""

from __future__ import annotations

from forums.actions import decide
from roles.actor import Actor
from tests import parties
from tests.cases import fresh, step
from tests.people import actor
from tests.processes.service_request import places as at

FORUM, ITEM = "sussa-region-lakemedelsmallar", "medication-template-new"
OF_ARCHITECTURE = "sussa-region-arkitekturforum"
CAUSE = f"decision:{FORUM} 2026 § 1"
ANSWERS = {
    "template_name": "Smärtlindring efter höftfraktur på äldrevård",
    "purpose": "Stående och vid behov hos de allra äldsta.",
    "substance": "Paracetamol och oxikodon",
    "specialties": ["surgery"],
    "route": "oral",
    "high_risk": True,
    "source": "Nationellt vårdprogram",
    "responsible": "Läkemedelsansvarig läkare, ortopedkliniken",
}
at.ANSWERS[ITEM] = ANSWERS
ASKED = {"expert_field": "medication_templates", "question": "Behövs en egen mall, eller räcker den som finns?"}
OPINION = {"expert_verdict": "endorse", "opinion_text": "Vi har samma behov."}
NEW = {
    "reuse_existing_template": "no",
    "fulfiller": "support",
    "template_name": "Smärtlindring efter höftfraktur, äldrevård",
    "template_purpose": "Stående och vid behov hos de allra äldsta.",
}
REUSED = {"reuse_existing_template": "yes", "fulfiller": "support", "reused_template": "lm-hoftfraktur-smarta"}
QUOTED = {"reuse_existing_template": "not_relevant", "fulfiller": "vendor", "quote_request": "Bygg mallen i Cosmic."}


def coordinator() -> Actor:
    """Leads the forum for medication templates."""
    return actor("sussa-samordnare-lakemedelsmallar", parties.SUPPORT_ORG)


def informatics() -> Actor:
    """Leads another forum of experts."""
    return actor("sussa-samordnare-halsoinformatik", parties.SUPPORT_ORG)


def architect() -> Actor:
    """Leads the forum that decides on architecture, and on no templates."""
    return actor("sussa-arkitekturrepresentant", parties.SUPPORT_ORG)


def expert(region: str = parties.NEIGHBOUR) -> Actor:
    return actor("region-objektspecialist-lakemedelsmallar", region)


def informatician(region: str = parties.NEIGHBOUR) -> Actor:
    return actor("region-halsoinformatik", region)


def placed():
    return at.placed(ITEM)


def reviewed():
    return step(placed(), "approve", at.approver())


def with_experts():
    """At the forum for medication templates."""
    return step(reviewed(), "review_to_expert", at.reviewer(), **ASKED)


def decided(ticket, name: str = "expert_to_fulfilment", *, who: Actor | None = None, forum: str = FORUM, **data):
    """The coordinator takes the forum's decision; gives the order and the decision."""
    result = "rejected" if name == "expert_no" else "approved"
    given = data or NEW
    decision = decide(
        who or coordinator(), ticket.pk, forum=forum, text="Forumet beslutar.", result=result, via="test", step=name,
        data=given,
    )  # fmt: skip
    return fresh(ticket.pk), decision
