"""A parent's solution is proposed to its children; each child's own side says whether it holds there too."""

import pytest

from engine.errors import NotPossible, Refused
from tests import cases, parties
from tests.cases import fresh, step
from tests.tickets import places, ways
from tests.tickets.reading import words_of
from tests.tickets.replaying import assert_whole
from tickets.models import Event, Link, SolutionProposal, TextVersion

pytestmark = pytest.mark.django_db


def refused(call) -> list[str]:
    with pytest.raises((Refused, NotPossible)) as error:
        call()
    return [reason.code for reason in error.value.reasons]


def family(states=("new", "triage", "on_hold")):
    """A parent under investigation with a child in each state."""
    parent, desk = places.incident("in_progress"), parties.desk()
    children = [step(places.incident(state), "put_under", desk, parent_ticket=parent.number) for state in states]
    return parent, children


def test_the_solution_is_proposed_to_every_open_child_and_to_no_closed_one():
    parent, children = family(("new", "in_progress", "assigned"))
    gone = step(children[2], "cancel", parties.desk(), reason="Löste sig")
    step(parent, "resolve", parties.desk(), **cases.SOLUTION)
    for child in children[:2]:
        assert fresh(child.pk).state == child.state
        assert fresh(child.pk).open_proposal().parent_id == parent.pk
        assert words_of(parties.desk(), child)["proposed_solution"] == cases.SOLUTION["solution"]
        assert_whole(child.pk)
    assert fresh(gone.pk).open_proposal() is None


@pytest.mark.parametrize("state", ["new", "triage", "assigned", "in_progress", "on_hold"])
def test_an_accepted_proposal_solves_the_child_and_asks_its_regions(state):
    parent, (child,) = family((state,))
    step(parent, "resolve", parties.desk(), **cases.SOLUTION)
    child = step(child, "accept_solution", parties.desk())
    assert (child.state, child.resolution, child.hold) == ("resolved", "rattad", "")
    assert child.category_close == cases.SOLUTION["category_close"]
    assert words_of(parties.desk(), child)["solution"] == cases.SOLUTION["solution"]
    assert [leg.state for leg in places.legs(child)] == ["resolved"]
    assert SolutionProposal.all_objects.get(ticket=child).accepted is True
    assert_whole(child.pk)


def test_a_declined_proposal_leaves_the_child_open_and_tells_the_parent():
    parent, (child,) = family(("in_progress",))
    step(parent, "resolve", parties.desk(), **cases.SOLUTION)
    child = step(child, "decline_solution", parties.desk(), what_remains="Felet är kvar")
    assert child.state == "in_progress"
    assert SolutionProposal.all_objects.get(ticket=child).accepted is False
    assert Event.all_objects.filter(ticket=parent, step="child_declined").count() == 1
    assert refused(lambda: step(child, "accept_solution", parties.desk())) == ["nothing_proposed"]
    assert fresh(parent.pk).state == "resolved"


def test_reopening_the_parent_takes_back_what_was_not_answered():
    parent, (one, other) = family(("new", "in_progress"))
    step(parent, "resolve", parties.desk(), **cases.SOLUTION)
    step(one, "accept_solution", parties.desk())
    step(parent, "reopen", parties.region_manager(), reason="Felet är tillbaka")
    assert fresh(other.pk).open_proposal() is None
    assert fresh(one.pk).state == "resolved"
    step(parent, "resolve", parties.desk(), **cases.SOLUTION)
    assert fresh(other.pk).open_proposal() is not None


def test_a_child_that_comes_under_a_solved_parent_gets_its_solution_proposed_at_once():
    parent = places.incident("resolved")
    child = step(places.incident(), "put_under", parties.desk(), parent_ticket=parent.number)
    assert child.open_proposal() is not None


def test_a_child_has_one_parent_and_a_parent_none():
    parent, (child,) = family(("new",))
    desk, third = parties.desk(), places.incident()
    assert refused(lambda: step(child, "put_under", desk, parent_ticket=third.number)) == ["has_a_parent"]
    assert refused(lambda: step(parent, "put_under", desk, parent_ticket=third.number)) == ["has_children"]
    assert refused(lambda: step(third, "put_under", desk, parent_ticket=child.number)) == ["not_a_parent"]
    assert refused(lambda: step(third, "put_under", desk, parent_ticket=third.number)) == ["not_a_parent"]


def test_a_child_that_was_taken_out_hears_no_more_of_the_parent():
    parent, (child,) = family(("new",))
    step(child, "take_out", parties.desk())
    assert Link.all_objects.get(ticket=child, kind="part_of").ended_at is not None
    step(parent, "resolve", parties.desk(), **cases.SOLUTION)
    assert fresh(child.pk).open_proposal() is None


def test_the_parent_must_be_visible_to_the_one_who_puts_the_child_under_it():
    hidden = places.incident()
    own = cases.incident(parties.desk(parties.NEIGHBOUR))
    call = {"parent_ticket": hidden.number}
    assert refused(lambda: step(own, "put_under", parties.desk(parties.NEIGHBOUR), **call)) == ["not_found"]
    step(own, "put_under", parties.support_manager(), **call)
    links = Link.objects.visible_to(parties.desk(parties.NEIGHBOUR)).filter(ticket=own)
    assert not links.exists(), "the hidden parent is named to the child's region"


@pytest.mark.parametrize("who", [parties.vendor, lambda: parties.desk(parties.NEIGHBOUR)])
def test_nobody_but_the_childs_own_side_answers_the_proposal(who):
    child = ways.proposed()
    for name, data in (("accept_solution", {}), ("decline_solution", {"what_remains": "Allt"})):
        with pytest.raises(Exception, match="") as error:
            step(child, name, who(), **data)
        assert type(error.value).__name__ in ("DoesNotExist", "NotPossible", "NotPermitted")


def test_links_that_mean_more_are_not_written_or_removed_by_hand():
    parent, (child,) = family(("new",))
    call = {"other_ticket": parent.number}
    assert refused(lambda: step(child, "link", parties.desk(), link_kind="duplicate_of", **call)) == ["not_a_choice"]
    assert refused(lambda: step(child, "unlink", parties.desk(), **call)) == ["not_linked"]


def test_a_solution_that_the_vendor_does_not_read_reaches_no_vendor_of_a_child():
    parent, child = places.incident("in_progress"), cases.at_vendor()
    child = step(child, "put_under", parties.support_manager(), parent_ticket=parent.number)
    step(parent, "resolve", parties.desk(), **cases.SOLUTION)
    assert words_of(parties.support(), child)["proposed_solution"] == cases.SOLUTION["solution"]
    assert "proposed_solution" not in words_of(parties.vendor(), child)
    child = step(child, "hand_back", parties.vendor(), **places.OFFER | {"handoff_reason": "leverantorsfraga"})
    child = cases.answer(child, "accept", parties.support(), team=cases.team(parties.SUPPORT_ORG).slug)
    child = step(child, "accept_solution", parties.region_manager())
    assert words_of(parties.desk(), child)["solution"] == cases.SOLUTION["solution"]
    assert "solution" not in words_of(parties.vendor(), child)


def test_a_proposal_that_is_hidden_or_removed_is_not_accepted():
    child = ways.proposed()
    words = TextVersion.all_objects.get(ticket=child, field="proposed_solution")
    child = step(child, "hide_personal_data", parties.desk(), hidden_part=words.part_key)
    assert refused(lambda: step(child, "accept_solution", parties.desk())) == ["proposal_hidden"]
    given = {"personal_data_verdict": "redact", "reason": "Ett namn"}
    child = step(child, "settle_personal_data", parties.region_security(), **given)
    assert refused(lambda: step(child, "accept_solution", parties.desk())) == ["proposal_hidden"]
    step(child, "decline_solution", parties.desk(), what_remains="Felet är kvar")


def confidential(ticket):
    named = {"reason": "Känsligt", "named_readers": [parties.desk().user.email]}
    return step(ticket, "make_confidential", parties.region_security(), **named)


def test_nothing_is_put_under_a_confidential_case_nor_a_confidential_one_under_another():
    open_one, closed_one = places.incident(), confidential(places.incident())
    desk = parties.desk()
    for child, parent in ((open_one, closed_one), (closed_one, open_one)):
        call = {"parent_ticket": parent.number}
        assert refused(lambda child=child, call=call: step(child, "put_under", desk, **call)) == [
            "confidential_not_part"
        ]


@pytest.mark.parametrize("which", [0, 1])
def test_no_solution_goes_from_or_to_a_case_that_became_confidential(which):
    parent, (child,) = family(("new",))
    confidential((parent, child)[which])
    step(parent, "resolve", parties.desk(), **cases.SOLUTION)
    assert fresh(child.pk).open_proposal() is None
    assert not TextVersion.all_objects.filter(ticket=child, field="proposed_solution").exists()
