"""The ways of the steps about the case as a public record, which every process has."""

from collections.abc import Callable

from tests import parties
from tests.people import actor
from tests.tickets.way import Way
from tickets.models import Ticket

MARKED = {"secrecy_mark": "possible", "secrecy_provision": "OSL 18 kap. 8 §", "reason": "Beskriver ett skydd."}
PARTLY = {"disclosure": "partly", "withheld_provision": "OSL 31 kap. 16 §", "reason": "Affärsförhållanden."}


OF_THE_SUPPORT = {"known-error", "major-incident", "release"}


def joint_leader():
    return actor("sussa-objektledare", parties.SUPPORT_ORG)


def of_records(place: Callable, leader: Callable) -> dict[str, Way]:
    """`leader` leads the object at the organisation that owns what `place` gives."""
    return {
        "mark_secrecy": Way(place, leader, MARKED),
        "note_diary": Way(place, leader, {"diary_number": "RS 2026-0412"}),
        "disclose": Way(place, leader, lambda case: PARTLY | {"masked_words": case.title}),
    }


def added(ways: dict) -> None:
    """To the ways of every process, taken where personal data is hidden."""
    for workflow, known in ways.items():
        if issubclass(workflow, Ticket):
            leader = joint_leader if workflow.slug in OF_THE_SUPPORT else parties.object_leader
            known |= of_records(known["hide_personal_data"].place, leader)
