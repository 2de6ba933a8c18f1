"""Invariant 13: whatever somebody may elsewhere, only that region's roles move its row."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.context import Context
from engine.entitlement import hats_that_may
from engine.step import steps
from regions import directory
from roles.actor import Actor, Hat
from roles.capabilities import CAPABILITIES
from roles.models import User
from tests import parties
from tests.permissions import standing
from tickets.models import RegionDeployment

pytestmark = pytest.mark.django_db
BY_OTHERS = {"vendor_report": "vendor", "allow_freeze": "support"}  # both leave the state
OF_PEOPLE = sorted(name for name, one in steps(RegionDeployment).items() if one.rule.is_for_people)
PLACES = (parties.REGION, parties.NEIGHBOUR, "norrbotten", parties.REGION_IT, parties.SUPPORT_ORG, parties.VENDOR_ORG)


@settings(max_examples=200)
@given(
    name=some.sampled_from(OF_PEOPLE),
    place=some.sampled_from(PLACES),
    capabilities=some.one_of(
        some.just(frozenset(CAPABILITIES)), some.frozensets(some.sampled_from(sorted(CAPABILITIES)), max_size=30)
    ),
)
def test_only_the_region_of_the_row_has_a_hat_for_its_steps(name, place, capabilities):
    row = standing.make("region-deployment", standing.CONSTELLATIONS[1])
    organisation = directory.by_slug(place)
    actor = Actor(user=User(pk=1), hats=(Hat(1, "any", "any", organisation, capabilities),))
    context = Context(
        subject=row, step=steps(RegionDeployment)[name], actor=actor, at=standing.OFFICE_HOURS, via="test"
    )
    hats, _reasons = hats_that_may(context)
    if name in BY_OTHERS:
        assert steps(RegionDeployment)[name].target is None, "a report or a leave, which moves nothing"
        assert all(hat.organisation.tier == BY_OTHERS[name] for hat in hats)
    elif place != parties.REGION:
        assert hats == []
    else:
        wanted = {who.capability for who in steps(RegionDeployment)[name].rule.by}
        assert bool(hats) == bool(wanted & capabilities)
