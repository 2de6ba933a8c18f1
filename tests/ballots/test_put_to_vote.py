"""A matter that stands before a forum is put to its vote by whoever leads it, and decided as the votes say."""

from datetime import timedelta

import pytest

from engine import due
from engine.errors import Refused
from forums.actions import decide
from outbox.deliver import deliver
from regions import directory
from roles.models import RoleCapability
from sla.models import DueStep
from tests import parties
from tests.cases import fresh, step
from tests.people import actor
from tests.processes.change import places as changes
from tests.processes.change_template import places as templates
from tests.processes.need import places as needs
from tests.processes.release import places as releases
from tests.processes.service_request import places as orders
from tests.processes.service_request.experts import places as experts
from tests.tickets.way import a_vote
from tests.web.tickets.door import Visitor
from tickets.balloting.codes import PUT_TO_VOTE
from tickets.balloting.seats import read_party
from tickets.models import BallotRule, Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]


WHY = {"reject": {"reject_code": "operations"}}


def codes(refused) -> set[str]:
    return {one.code for one in refused.value.reasons}


def asked():
    """A need that the regions' object leaders vote on."""
    for one in directory.regions():
        needs.leader(one.slug)
    return step(needs.need("joint_review"), "put_to_vote", needs.coordinator(), **a_vote())


def said(ticket, choice: str, *regions: str) -> None:
    for region in regions:
        changes.vote(
            ticket, PUT_TO_VOTE, needs.leader(region), choice, at=fresh(ticket.pk).updated_at, **WHY.get(choice, {})
        )


def slugs() -> list[str]:
    return [one.slug for one in directory.regions()]


def test_each_region_is_asked_on_start_and_the_chair_decides_when_enough_have_said_yes():
    ticket = asked()
    ballot = changes.ballot(ticket, PUT_TO_VOTE)
    assert (ballot.state, ballot.forum, len(ballot.parties())) == ("pending", needs.FORUM, 9)
    assert f"Rösta: {ticket.title}" in Visitor(needs.leader("halland").user).text("/")
    with pytest.raises(Refused) as refused:
        needs.decided(ticket)
    assert codes(refused) == {"ballot_open"}
    said(ticket, "approve", *slugs()[1:6])
    assert changes.ballot(ticket, PUT_TO_VOTE).state == "passed"
    start = Visitor(needs.coordinator().user).see("/").content.decode()
    assert f"/forum/{needs.FORUM}/besluta/{ticket.number}/" in start
    ticket = needs.decided(fresh(ticket.pk))
    assert (ticket.state, ticket.ballot(PUT_TO_VOTE).used_seq) == ("prioritised", ticket.event_seq)


def test_who_has_not_voted_is_reminded_at_half_and_at_nine_tenths_and_too_few_votes_lapse(mailoutbox):
    ticket = asked()
    said(ticket, "approve", "halland")
    waiting = DueStep.objects.filter(fired_at=None, subject_type="tickets.ballot").order_by("due_at")
    assert list(waiting.values_list("step", "reason")) == [("remind", "50"), ("remind", "90"), ("settle", "")]
    last = waiting.last().due_at
    deliver(), deliver()  # that they are asked
    half = waiting.first().due_at + timedelta(minutes=1)
    due.fire(now=half)
    mailoutbox.clear()
    for _round in range(2):  # opened up for its readers, then each one's own
        deliver(now=half + timedelta(minutes=1))
    reminded = {address for one in mailoutbox for address in one.to if ticket.number in one.subject}
    assert needs.leader("blekinge").user.email in reminded
    assert needs.leader("halland").user.email not in reminded
    for _look in range(2):
        due.fire(now=last + timedelta(minutes=1))
    assert changes.ballot(ticket, PUT_TO_VOTE).state == "expired"


def test_what_the_regions_turn_down_is_not_prioritised_and_is_declined_by_a_decision():
    ticket = asked()
    said(ticket, "reject", *slugs()[1:6])
    assert changes.ballot(ticket, PUT_TO_VOTE).state == "failed"
    with pytest.raises(Refused) as refused:
        needs.decided(fresh(ticket.pk))
    assert codes(refused) == {"votes_say_otherwise"}
    assert needs.turned_down(fresh(ticket.pk)).state == "joint_review"


def test_a_need_that_rests_is_no_longer_voted_on():
    ticket = step(asked(), "park", needs.coordinator(), reason="Väntar.", review_at=needs.in_days(60))
    assert changes.ballot(ticket, PUT_TO_VOTE).state == "voided"
    assert "Rösta:" not in Visitor(needs.leader("halland").user).text("/")


def test_only_who_leads_the_forum_puts_it_to_the_vote_and_only_what_stands_before_it():
    ticket = needs.need("joint_review")
    for who, place in ((changes.lead(), ticket), (needs.coordinator(), needs.need("prioritised"))):
        with pytest.raises(Refused) as refused:
            step(place, "put_to_vote", who, **a_vote())
        assert "not_before_forum" in codes(refused)


def test_the_chair_finds_it_where_she_decides():
    ticket = needs.need("joint_review")
    chair = Visitor(needs.coordinator().user)
    page = f"/forum/{needs.FORUM}/besluta/{ticket.number}/"
    assert "Låt forumet rösta" in chair.text(page)
    assert "Låt forumet rösta" not in chair.text(f"/arenden/{ticket.number}/")
    step(ticket, "put_to_vote", needs.coordinator(), **a_vote())
    assert "Låt forumet rösta" not in chair.text(page)
    assert "Låt forumet rösta" not in Visitor(changes.lead().user).text(f"/arenden/{ticket.number}/")


def test_a_template_is_voted_on_in_the_cab_and_sent_back_it_is_not():
    ticket = step(templates.template("proposed"), "put_to_vote", templates.manager(), **a_vote())
    for who in (changes.deployer(), changes.it_leader()):
        changes.vote(ticket, PUT_TO_VOTE, who, at=fresh(ticket.pk).updated_at)
    assert changes.ballot(ticket, PUT_TO_VOTE).state == "passed"
    ticket = templates.decided(fresh(ticket.pk), "approve", valid_until=templates.content()["valid_until"])
    assert ticket.state == "approved"
    other = step(templates.template("proposed"), "put_to_vote", templates.manager(), **a_vote())
    step(other, "return", templates.manager(), missing_text="Planen för att backa saknas.")
    assert changes.ballot(other, PUT_TO_VOTE).state == "voided"


def test_the_steering_group_votes_on_what_a_change_costs():
    for one in directory.regions():
        actor("region-styrgruppsmedlem", one.slug)
    ticket = changes.assessing(cost_estimate=9_000_000)
    chair = actor("sussa-styrgruppsordforande", parties.SUPPORT_ORG)
    ticket = step(ticket, "put_to_vote", chair, **a_vote())
    assert changes.ballot(ticket, PUT_TO_VOTE).forum == "sussa-region-styrgruppsforum"
    for region in slugs()[1:6]:
        who = actor("region-styrgruppsmedlem", region)
        changes.vote(ticket, PUT_TO_VOTE, who, at=fresh(ticket.pk).updated_at)
    assert changes.ballot(ticket, PUT_TO_VOTE).state == "passed"
    how = {"forum": "sussa-region-styrgruppsforum", "text": "Ryms i budgeten.", "result": "approved", "via": "test"}
    made = decide(chair, ticket.pk, **how)
    assert made.ballot_id == changes.ballot(ticket, PUT_TO_VOTE).pk
    event = Event.objects.unscoped("test").get(pk=made.event_id)
    assert event.step == "record_decision"


def test_the_regions_vote_on_the_scope_of_a_release_and_another_proposal_voids_it():
    ticket = step(releases.proposed(), "put_to_vote", releases.chair(), **a_vote())
    assert len(changes.ballot(ticket, PUT_TO_VOTE).parties()) == 9
    ticket = releases.take(ticket, "propose_scope", releases.lead(), **releases.scope(releases.an_item()))
    assert changes.ballot(ticket, PUT_TO_VOTE).state == "voided"
    ticket = step(ticket, "put_to_vote", releases.chair(), **a_vote())
    said(ticket, "approve", *slugs()[1:6])
    how = {"forum": needs.FORUM, "text": "Innehållet fastställs.", "result": "approved", "via": "test"}
    made = decide(releases.chair(), ticket.pk, step="fix_scope", **how)
    ticket = fresh(ticket.pk)
    assert (ticket.state, made.ballot_id, len(made.votes)) == ("scoped", changes.ballot(ticket, PUT_TO_VOTE).pk, 9)


def test_the_experts_of_the_regions_vote_in_their_forum_and_an_order_sent_back_is_not_voted_on():
    ticket = step(experts.with_experts(), "put_to_vote", experts.coordinator(), **a_vote())
    for region in slugs()[1:6]:
        changes.vote(ticket, PUT_TO_VOTE, experts.expert(region), at=fresh(ticket.pk).updated_at)
    changes.vote(ticket, PUT_TO_VOTE, experts.coordinator(), at=fresh(ticket.pk).updated_at)
    assert changes.ballot(ticket, PUT_TO_VOTE).state == "passed"
    ticket, made = experts.decided(fresh(ticket.pk))
    assert (ticket.state, made.ballot_id) == ("fulfilment", changes.ballot(ticket, PUT_TO_VOTE).pk)
    other = step(experts.with_experts(), "put_to_vote", experts.coordinator(), **a_vote())
    step(other, "return", orders.reviewer(), question="Vilken dos gäller?")
    assert changes.ballot(other, PUT_TO_VOTE).state == "voided"


def test_whoever_has_a_seat_in_a_rule_has_the_right_to_vote():
    may = {"consents": "forum.consent"}
    for rule in BallotRule.objects.all():
        for party in map(read_party, rule.seats):
            right = may.get(party.kind, "approval.sign")
            for role in (word for word in party.words if "." not in word):
                rows = RoleCapability.objects.filter(role__slug=role, capability=right)
                assert rows.exists(), f"{rule.slug}: {role} has a seat and not {right}"
