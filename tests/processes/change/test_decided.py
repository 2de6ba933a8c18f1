"""What a forum has decided holds: by the forum whose matter it is, as its votes say, and only until it is undone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine.errors import Refused
from forums.models import Forum
from tests.cases import fresh
from tests.people import actor
from tests.processes.change import places as at
from tests.processes.change.decided import authorised, say, undone_change
from tests.web.tickets.door import Visitor
from tickets.models import Decision

pytestmark = pytest.mark.django_db
COUNCIL = "sussa-region-utvecklingsforum-andringsrad"


def codes(refused) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_what_was_undone_is_not_put_in_time():
    ticket = undone_change()
    with pytest.raises(Refused) as refused:
        at.take(ticket, "schedule", at.deployer(), at=timezone.now(), **at.scheduling(planned_start=at.ahead(days=15)))
    assert "decision_undone" in codes(refused)


def test_a_change_is_not_turned_down_against_the_votes_under_the_name_of_a_note():
    ticket = at.cab_says_yes(at.change("cab_review"))
    for result in ("noted", "approved"):
        with pytest.raises(Refused) as refused:
            say(ticket, result, "cab_reject", data={"reason": "Vi vill inte."})
        assert codes(refused) == {"result_unfit"}
    assert not Decision.objects.unscoped("test").filter(ticket_id=ticket.pk).exists()


def test_a_decision_whose_step_is_refused_leaves_neither_and_takes_no_number():
    """Refused by the step itself: a field that it needs, and a rule of its own, after the number was drawn."""
    ticket = at.cab_says_yes(at.change("cab_review"))
    before, window = fresh(ticket.pk), at.window()
    turned = {"authorised_start": window["authorised_end"], "authorised_end": window["authorised_start"]}
    for data, code in (({}, "required"), (turned, "no_period")):
        with pytest.raises(Refused) as refused:
            say(ticket, "approved", "cab_authorise", data=data)
        assert codes(refused) == {code}
    after = fresh(ticket.pk)
    assert (after.state, after.version, after.event_seq) == ("cab_review", before.version, before.event_seq)
    assert not Decision.objects.unscoped("test").exists()
    decision = say(ticket, "approved", "cab_authorise", data=window)
    assert (decision.number, fresh(ticket.pk).state) == (1, "authorised")


def test_only_the_forum_whose_matter_it_is_decides(monkeypatch):
    ticket = at.cab_says_yes(at.change("cab_review"))
    role = Forum.objects.get(slug=COUNCIL).chairs[0]
    Forum.objects.filter(slug=COUNCIL).update(chairs=[role, "sussa-andringsansvarig"])
    with pytest.raises(Refused) as refused:
        say(ticket, "approved", "cab_authorise", forum=COUNCIL, data=at.window())
    assert codes(refused) == {"other_forum"}
    choices = Visitor(at.lead().user).text(f"/forum/{COUNCIL}/besluta/{ticket.number}/")
    assert "Godkänn enligt beslut" not in choices
    assert Visitor(at.lead().user).see(f"/forum/{COUNCIL}/besluta/{ticket.number}/cab_authorise/").status_code == 404


def test_the_vendor_reads_no_votes_of_the_regions_and_no_decisions_of_forums_where_it_does_not_sit():
    ticket = at.regions_say_yes(at.change("regional_review", vendor_works=True))
    say(ticket, "noted", "record_decision", forum=COUNCIL, who=chair_of(COUNCIL))
    ballot = at.ballot(ticket, "regional-review")
    vendor, lead = Visitor(at.vendor_lead().user), Visitor(at.lead().user)
    page = f"/arenden/{ticket.number}/omrostning/{ballot.pk}/"
    assert (vendor.see(page).status_code, lead.see(page).status_code) == (404, 200)
    text = vendor.text(f"/arenden/{ticket.number}/")
    assert "Regionernas röster" not in text and "röstade" not in text and "Beslutat i" not in text
    assert "Regionernas röster" in lead.text(f"/arenden/{ticket.number}/")
    assert f"/forum/{COUNCIL}/" not in vendor.see(f"/arenden/{ticket.number}/").content.decode()
    assert vendor.see(f"/forum/{COUNCIL}/beslut/{timezone.localdate().year}/1/").status_code == 404


def chair_of(slug: str):
    role = Forum.objects.get(slug=slug).chairs[0]
    return actor(role, "sussa-vardstod")


def test_the_vendor_reads_the_vote_that_asks_for_its_consent_and_what_came_of_it():
    ticket = authorised(vendor_works=True)
    vendor = Visitor(at.vendor_lead().user)
    page = f"/arenden/{ticket.number}/omrostning/{at.ballot(ticket, 'cab').pk}/"
    assert vendor.see(page).status_code == 200
    assert "Beslutat i" in vendor.text(f"/arenden/{ticket.number}/")


def test_the_vendor_reads_neither_the_contracts_part_nor_the_cost():
    ticket = at.assessing(vendor_works=True, contract_effect="yes", cost_estimate=4711)
    words = {"verdict": "ok", "assessment_text": "Vi kan pressa priset."}
    ticket = at.take(ticket, "assess_cost", at.of_support("ekonomicontroller"), cost_estimate=4711, **words)
    text = Visitor(at.vendor_lead().user).text(f"/arenden/{ticket.number}/")
    for hidden in ("Vi kan pressa priset.", "4711", "Kostnad:"):
        assert hidden not in text, hidden
    assert "Vi kan pressa priset." in Visitor(at.lead().user).text(f"/arenden/{ticket.number}/")


def test_a_vote_that_is_opened_anew_gives_the_regions_as_much_time_as_the_first():
    ticket = at.change("regional_review")
    ticket = at.take(ticket, "edit", at.lead(), title="Byte av svarstjänst")
    with pytest.raises(Refused) as refused:
        at.take(ticket, "vote_anew", at.lead(), vote_deadline=at.past() + timedelta(days=1))
    assert codes(refused) == {"deadline_too_short"}
    assert at.take(ticket, "vote_anew", at.lead(), vote_deadline=at.past() + timedelta(days=15))


def test_content_that_asks_for_another_assessment_is_not_voted_on_before_it():
    ticket = at.change("regional_review")
    ticket = at.take(ticket, "edit", at.lead(), touches_data="yes")
    with pytest.raises(Refused) as refused:
        at.take(ticket, "vote_anew", at.lead(), vote_deadline=at.past() + timedelta(days=15))
    assert codes(refused) == {"assessments_missing"}


def test_what_was_allowed_during_a_freeze_was_allowed_for_that_time_only():
    ticket = at.change("authorised")
    ticket = at.take(ticket, "override_freeze", at.it_leader(), freeze_override_reason="Kan inte vänta.")
    assert ticket.detail().freeze_overridden_at is not None
    ticket = at.take(ticket, "schedule", at.deployer(), **at.scheduling())
    assert ticket.detail().freeze_overridden_at is None


def test_a_condition_of_those_who_decide_on_an_emergency_is_met_before_it_starts():
    moment, worker = at.ahead(hours=-2), at.vendor_worker()
    ticket = at.vote(at.emergency(), "ecab", at.lead(), "condition", at=moment, vote_condition="Ta en kopia först.")
    for who in (at.it_leader(), at.vendor_lead()):
        ticket = at.vote(ticket, "ecab", who, at=moment)
    ticket = at.take(ticket, "ecab_approve", at.lead(), at=moment, implementer=worker.user.email, **at.window())
    with pytest.raises(Refused) as refused:
        at.take(ticket, "start_now", worker, at=at.ahead())
    assert codes(refused) == {"tasks_left"}


def test_the_task_of_a_condition_says_the_condition_also_where_a_colleague_stated_a_conflict_later():
    from engine.perform import perform
    from roles.actor import actor_for
    from tests.people import person, wear
    from tickets.models import Ballot, Task

    ticket = at.asked()
    ticket = at.vote(ticket, "minor", at.region_lead(), "condition", vote_condition="Inte under lönekörningen.")
    other = person("region-kliniker", "dalarna")
    wear(other, "region-andringsansvarig", "dalarna")
    data = {"vote_reason": "Min bror säljer den."}
    how = {"via": "test", "data": data, "at": at.past()}
    perform(Ballot, at.ballot(ticket, "minor").pk, "declare_conflict", actor=actor_for(other), **how)
    at.vote(ticket, "minor", at.lead())
    titles = set(
        Task.objects.unscoped("test").filter(ticket_id=ticket.pk, blocking=True).values_list("title", flat=True)
    )
    assert titles == {"Inte under lönekörningen."}
