"""Two organisations at once on one change: what they decide is decided once, and no vote is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine import due
from engine.perform import perform
from forums.actions import decide
from sla.models import DueStep
from tests.cases import fresh
from tests.concurrency.racing import lost, race, won
from tests.processes.change import places as at
from tickets.models import Assessment, Ballot, Decision, Event, RegionAnswer, Task, Ticket, Vote

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]


def taking(ticket, name: str, who, **data):
    """The step as a call, with everything read beforehand."""
    how = {"actor": who, "via": "api", "version": ticket.version, "data": data, "at": timezone.now()}
    return lambda: perform(Ticket, ticket.pk, name, **how)


def voting(ballot, who):
    how = {"actor": who, "via": "test", "data": {"vote": "approve"}, "at": at.past()}
    return lambda: perform(Ballot, ballot.pk, "vote", **how)


def test_two_change_managers_authorise_at_once_and_one_does():
    ticket = at.minor()
    calls = [taking(ticket, "to_cab_minor", who, **at.window()) for who in (at.region_lead(), at.lead())]
    outcomes = race(*calls)
    assert len(won(outcomes)) == 1, outcomes
    assert lost(outcomes) == ["Stale"] or lost(outcomes) == ["NotPossible"]
    events = Event.objects.unscoped("test").filter(ticket_id=ticket.pk, target="authorised")
    assert (fresh(ticket.pk).state, events.count()) == ("authorised", 1)


def test_two_vote_at_once_and_the_vote_passes_once():
    ticket = at.asked()
    ballot = at.ballot(ticket, "minor")
    outcomes = race(voting(ballot, at.region_lead()), voting(ballot, at.lead()))
    assert len(won(outcomes)) == 2, outcomes
    assert Vote.objects.unscoped("test").filter(ballot=ballot).count() == 2
    passed = Event.objects.unscoped("test").filter(ticket_id=ticket.pk, subject_type="ballot", step="pass")
    assert (at.ballot(ticket, "minor").state, passed.count()) == ("passed", 1)


def test_an_edit_and_the_decision_at_once_never_authorise_another_content():
    ticket = at.minor()
    edit = taking(ticket, "edit", at.requester(), title="Ett annat byte", void_votes=True)
    outcomes = race(edit, taking(ticket, "to_cab_minor", at.lead(), **at.window()))
    assert len(won(outcomes)) == 1, outcomes
    now = fresh(ticket.pk)
    assert (now.state, now.title) in [("authorised", ticket.title), ("assess", "Ett annat byte")]


# --- Two regions, the support organisation and the vendor ---

BOTH = {"affected_regions": list(at.REGIONS), "vendor_works": True}
MANY = 4  # turns, so that the one and the other is first


def doing(ticket, name: str, who, *, moment=None, **data):
    """The step as a call that does not mind what else has happened meanwhile."""
    how = {"actor": who, "via": "test", "data": data, "at": moment or at.past()}
    return lambda: perform(Ticket, ticket.pk, name, **how)


def saying(ballot, who, choice="approve", *, moment=None, **data):
    """A vote, or a vendor's consent."""
    name = "consent" if who.hats[0].tier == "vendor" else "vote"
    how = {"actor": who, "via": "test", "data": {"vote": choice} | data, "at": moment or at.past()}
    return lambda: perform(Ballot, ballot.pk, name, **how)


def events(ticket, step: str):
    return list(Event.objects.unscoped("test").filter(ticket_id=ticket.pk, step=step).order_by("seq"))


def votes_of(ballot) -> list:
    return list(Vote.objects.unscoped("test").filter(ballot=ballot).order_by("pk"))


def assert_in_a_row(ticket) -> None:
    """Every event has its own number, and none is missing."""
    found = list(
        Event.objects.unscoped("test").filter(ticket_id=ticket.pk).order_by("seq").values_list("seq", flat=True)
    )
    assert found == list(range(found[0], found[0] + len(found)))


def test_votes_of_two_regions_an_edit_that_voids_and_the_vendors_word_at_once():
    """Each vote is cast before the void and counted in it, or refused: never a vote on another content."""
    ticket = at.change("regional_review", **BOTH)
    regions, vendor = [at.region_lead(one) for one in at.REGIONS], at.vendor_lead()
    for turn in range(MANY):
        ballot, title = at.ballot(ticket, "regional-review"), f"Byte av svarstjänst {turn}"
        outcomes = race(
            *(saying(ballot, who) for who in regions),
            doing(ticket, "edit", at.lead(), title=title, void_votes=True),
            doing(ticket, "add_note", vendor, note_text=f"Vi är redo {turn}.", note_audience="all"),
        )
        said, (edited, noted) = outcomes[:2], outcomes[2:]
        assert not lost([edited, noted]), outcomes
        assert set(lost(said)) <= {"NotPossible"}, outcomes
        ballot = at.ballot(ticket, "regional-review")
        assert (fresh(ticket.pk).title, ballot.state) == (title, "voided")
        votes, voided = votes_of(ballot), events(ticket, "void")
        assert len(votes) == len(won(said))
        assert len(voided) == turn + 1
        assert all(one.event_seq < voided[-1].seq for one in votes)
        assert edited.changed["ballots_voided"]["votes"] == len(votes)
        assert len(events(ticket, "add_note")) == turn + 1
        assert_in_a_row(ticket)
        at.take(ticket, "vote_anew", at.lead(), vote_deadline=at.ahead(days=9))
    ballot = at.ballot(ticket, "regional-review")
    assert lost(race(*(saying(ballot, who) for who in regions))) == []
    assert at.ballot(ticket, "regional-review").state == "passed"


def test_the_last_vote_and_the_end_of_the_time_give_one_result():
    """A condition is one task where the vote passed; a vote that comes too late is refused, and told so."""
    for _turn in range(2):
        ticket = at.change("regional_review", **BOTH)
        one, other = (at.region_lead(region) for region in at.REGIONS)
        ticket = at.vote(ticket, "regional-review", one)
        ballot = at.ballot(ticket, "regional-review")
        late = ballot.deadline - timedelta(seconds=1)
        vote = saying(ballot, other, "condition", moment=late, vote_condition="Inte under lönekörningen.")
        over = ballot.deadline + timedelta(minutes=1)
        outcomes = race(vote, *[lambda over=over: due.fire(now=over)] * 2)
        due.fire(now=over)  # what one worker had locked is left for the next look
        ballot = at.ballot(ticket, "regional-review")
        came = not isinstance(outcomes[0], Exception)
        assert lost(outcomes) in ([[]] if came else [["NotPossible"], ["Refused"]]), outcomes
        assert (ballot.state, len(votes_of(ballot))) == (("passed", 2) if came else ("expired", 1))
        ends = Event.objects.unscoped("test").filter(ticket_id=ticket.pk, step__in=("pass", "fail", "expire"))
        assert ends.count() == 1
        assert Task.objects.unscoped("test").filter(ticket_id=ticket.pk, blocking=True).count() == int(came)
        assert_in_a_row(ticket)


def deciding(ticket):
    detail = ticket.detail()
    said = {"text": "Godkänns.", "result": "approved", "step": "cab_authorise", "forum": "sussa-cambio-cab"}
    window = {"authorised_start": detail.wanted_start, "authorised_end": detail.wanted_end}
    return lambda: decide(at.lead(), ticket.pk, data=window, via="test", at=at.past(), **said)


@pytest.mark.parametrize("is_edited", [False, True])
def test_consent_a_vote_and_the_chairs_decision_at_once_decide_once_on_what_was_voted(is_edited):
    """The decision comes after the consent, or is refused and takes no number; an edit goes before it or is refused."""
    ticket = at.change("cab_review", **BOTH)
    ticket = at.vote(ticket, "cab", at.lead())
    ballot, title = at.ballot(ticket, "cab"), ticket.title
    calls = [saying(ballot, at.vendor_lead()), saying(ballot, at.deployer()), deciding(ticket), deciding(ticket)]
    if is_edited:
        calls.append(doing(ticket, "edit", at.requester(), title="Ett annat byte", void_votes=True))
    outcomes = race(*calls)
    assert set(lost(outcomes)) <= {"NotPossible", "Refused"}, outcomes
    now, ballot = fresh(ticket.pk), at.ballot(ticket, "cab")
    made = list(Decision.objects.unscoped("test").filter(ticket_id=ticket.pk))
    assert (now.state == "authorised", len(made)) in [(True, 1), (False, 0)]
    assert len(events(ticket, "cab_authorise")) == len(won(outcomes[2:4])) == len(made)
    assert len(votes_of(ballot)) == 1 + len(won(outcomes[:2]))
    if made:
        assert (now.title, ballot.state, ballot.used_seq) == (title, "passed", made[0].event.seq)
    elif is_edited:
        assert (now.title, ballot.state) == ("Ett annat byte", "voided")
    else:
        assert ballot.state == "passed"
        assert deciding(now)().number == 1, "a refused decision takes no number"
    assert_in_a_row(ticket)


def test_a_stop_and_the_opening_of_the_vote_at_once_never_put_to_the_vote_what_is_stopped():
    ticket = at.planned(at.assessing(**BOTH))
    stop = doing(ticket, "assess_security", at.security(), verdict="stopp", assessment_text="Loggar saknas.")
    outcomes = race(stop, doing(ticket, "to_regional", at.lead(), vote_deadline=at.ahead(days=20)))
    assert len(won(outcomes)) == 1, outcomes
    stops = Assessment.objects.unscoped("test").filter(ticket_id=ticket.pk, verdict="stopp", ended_at=None)
    state = fresh(ticket.pk).state
    assert (state, stops.count()) in [("assess", 1), ("regional_review", 0)]
    assert Ballot.objects.unscoped("test").filter(ticket_id=ticket.pk).count() == int(state == "regional_review")


def test_two_regions_verify_while_the_support_completes_and_the_vendor_backs_out():
    """Each region's answer stands once; it is completed after both of them, or backed out, and not both."""
    ticket = at.change("scheduled", affected_regions=list(at.REGIONS))
    plan = {"planned_start": at.ahead(hours=-1), "planned_end": at.ahead(hours=5), "reason": "Leverantören gör det."}
    ticket = at.take(ticket, "reschedule", at.deployer(), implementer=at.vendor_worker().user.email, **plan)
    ticket = at.take(ticket, "start", at.vendor_worker(), at=at.ahead())
    ticket = at.take(ticket, "finish", at.vendor_worker(), at=at.ahead(), **at.finishing())
    back = {"back_out_done_at": at.ahead(), "back_out_effect": "Svaren kom en timme senare."}
    now = {"moment": timezone.now()}
    outcomes = race(
        *(doing(ticket, "verify_region", at.region_deployer(one), region_result="ok", **now) for one in at.REGIONS),
        doing(ticket, "validate", at.deployer(), result_text="Klart.", **now),
        doing(ticket, "back_out", at.vendor_worker(), **now, **back),
    )
    assert len(won(outcomes[2:])) == 1, outcomes
    assert set(lost(outcomes)) <= {"NotPossible", "Refused"}, outcomes
    answers = RegionAnswer.objects.unscoped("test").filter(ticket_id=ticket.pk, kind="result", ended_at=None)
    assert answers.count() == len(won(outcomes[:2])) == len(events(ticket, "verify_region"))
    late = DueStep.objects.filter(
        subject_type="tickets.ticket", subject_id=ticket.pk, step="review_late", fired_at=None
    )
    assert (fresh(ticket.pk).state, late.count()) == ("review", 1)
    assert_in_a_row(ticket)
