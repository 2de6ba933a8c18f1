"""A need from a clinician to what came of it in each region; and the ways that end it otherwise."""

import pytest

from tests import parties
from tests.cases import step
from tests.processes.need import places as at
from tickets.models import AffectedRegion, NeedVoice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]


@pytest.mark.parametrize("state", [*at.PATH, "parked", "declined"])
def test_it_comes_to_every_state(state):
    assert at.need(state).state == state


def test_from_a_clinician_to_what_came_of_it():
    need = at.submitted()
    assert need.number.startswith("BEH-")
    assert (need.state, need.visibility, need.holder.slug) == ("submitted", "joint", parties.REGION)
    need = step(need, "prepare", at.leader(), **at.PREPARING)
    need = step(need, "start_joint_review", at.coordinator(), **at.CHECKED)
    assert need.holder.slug == parties.SUPPORT_ORG
    need = step(need, "join", at.leader(parties.NEIGHBOUR), regional_priority="low")
    rows = NeedVoice.objects.unscoped("test").filter(ticket=need).order_by("region__position")
    assert [(one.region.slug, one.rank) for one in rows] == [(parties.REGION, "high"), (parties.NEIGHBOUR, "low")]
    assert AffectedRegion.objects.unscoped("test").filter(ticket=need).count() == 2
    need = at.decided(need)
    assert (need.detail().joint_priority, need.detail().decision) == ("high", f"{at.FORUM} 2026 § 1")
