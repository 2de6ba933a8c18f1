"""What a vote is about stays what it was; assessments, risk and money stand in the way where they should."""

import pytest

from engine.errors import Refused
from tests import parties
from tests.cases import fresh
from tests.processes.change import places as at
from tests.processes.problem import places as problems
from tests.tickets import places
from tickets.models import Event, Link, Task

pytestmark = pytest.mark.django_db
BOTH = {"affected_regions": [parties.REGION, parties.NEIGHBOUR]}


def codes(refused) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_an_edit_voids_the_votes_that_were_cast_and_they_are_cast_again():
    ticket = at.vote(at.change("regional_review", **BOTH), "regional-review", at.region_lead())
    with pytest.raises(Refused) as refused:
        at.take(ticket, "edit", at.lead(), title="Byte av svarstjänst")
    assert codes(refused) == {"voids_votes"}
    ticket = at.take(ticket, "edit", at.lead(), title="Byte av svarstjänst", void_votes=True)
    assert (ticket.state, at.ballot(ticket, "regional-review").state) == ("regional_review", "voided")
    ticket = at.take(ticket, "vote_anew", at.lead(), vote_deadline=at.ahead(days=9))
    ticket = at.to_cab(ticket)
    assert ticket.state == "cab_review"


def test_a_stop_blocks_and_a_condition_is_a_task_before_the_start():
    ticket = at.planned(at.assessing())
    ticket = at.take(ticket, "assess_security", at.security(), verdict="stopp", assessment_text="Loggar saknas.")
    with pytest.raises(Refused) as refused:
        at.to_council(ticket)
    assert codes(refused) == {"stopped"}
    said = {"verdict": "ok_villkor", "assessment_text": "Med loggar.", "assessment_condition": "Slå på loggarna."}
    ticket = at.take(ticket, "assess_security", at.security(), **said)
    for name in ("cab_review", "authorised", "scheduled"):
        ticket = at.to_council(ticket) if ticket.state == "assess" else ticket
        ticket = at.STEPS[name](ticket)
    with pytest.raises(Refused) as refused:
        at.take(ticket, "start", at.implementer(), at=at.ahead())
    assert codes(refused) == {"tasks_left"}
    task = Task.objects.unscoped("test").get(ticket_id=ticket.pk)
    assert "Slå på loggarna." in task.title
    ticket = at.take(ticket, "finish_task", at.lead(), task=task.pk)
    assert at.take(ticket, "start", at.implementer(), at=at.ahead()).state == "implementing"


def test_security_assesses_what_touches_data_or_where_nobody_knows():
    for said in ("yes", "unknown"):
        ticket = at.planned(at.assessing(touches_data=said))
        with pytest.raises(Refused) as refused:
            at.to_council(ticket)
        assert codes(refused) == {"assessments_missing"}


def test_the_plan_must_be_whole_before_the_council():
    ticket = at.take(at.assessing(), "write_plan", at.lead(), **at.LOW_RISK)
    with pytest.raises(Refused) as refused:
        at.to_council(ticket)
    assert refused.value.by_field().keys() >= {"test_plan", "back_out_plan", "communication_plan", "verification_plan"}


def test_the_level_of_risk_follows_from_answers_kept_with_their_version():
    ticket = at.take(at.submitted(), "write_plan", at.lead(), **(at.LOW_RISK | {"risk_reach": "regions"}))
    detail = ticket.detail()
    assert (detail.risk_computed, detail.risk_level, detail.risk_version) == ("medium", "medium", 1)
    assert detail.risk_answers["risk_reach"] == "regions"
    assert at.take(ticket, "write_plan", at.lead(), risk_level="high").detail().risk_level == "high"
    with pytest.raises(Refused) as refused:
        at.take(ticket, "write_plan", at.lead(), risk_level="low")
    assert codes(refused) == {"below_computed"}


def test_contract_effect_needs_both_assessments_and_a_forums_decision():
    from forums.actions import decide

    ticket = at.planned(at.assessing("normal_minor", contract_effect="yes"))
    ticket = at.take(ticket, "assess_cost", at.of_support("ekonomicontroller"), cost_estimate=10_000, **at.VERDICT)
    ticket = at.take(ticket, "assess_legal", at.of_support("jurist"), **at.VERDICT)
    with pytest.raises(Refused) as refused:
        at.take(ticket, "to_minor", at.lead(), risk_level="low")
    assert codes(refused) == {"assessments_missing"}
    ticket = at.take(ticket, "assess_legal", at.of_support("avtalsansvarig"), **at.VERDICT)
    with pytest.raises(Refused) as refused:
        at.take(ticket, "to_minor", at.lead(), risk_level="low")
    assert codes(refused) == {"budget_decision_missing"}
    said = {"forum": "sussa-cambio-avtalsforum", "text": "Ryms i tilläggsavtalet.", "result": "approved"}
    decide(at.of_support("avtalsansvarig"), ticket.pk, via="test", at=at.past(), **said)
    ticket = at.take(fresh(ticket.pk), "to_minor", at.lead(), risk_level="low")
    assert at.ballot(ticket, "minor").state == "pending"


def test_incidents_that_it_caused_are_linked_with_an_event_on_both():
    incident = places.incident()
    ticket = at.take(at.change("review"), "review_done", at.lead(), at=at.ahead(), **at.OUTCOME | {
        "incidents_caused": "yes", "caused_incidents": [incident.number], "change_outcome": "misslyckad",
        "failure_problem": problems.registered().number,
    })  # fmt: skip
    link = Link.objects.unscoped("test").get(other_id=ticket.pk, kind="caused_by")
    assert link.ticket_id == incident.pk
    assert Event.objects.unscoped("test").filter(ticket_id=incident.pk, step="change_found").count() == 1
    assert Link.objects.unscoped("test").filter(other_id=ticket.pk, kind="follows").count() == 1


def test_a_link_from_the_incident_is_told_to_the_change():
    ticket, incident = at.change("closed"), places.incident()
    at.take(incident, "link", parties.desk(), at=at.ahead(), other_ticket=ticket.number, link_kind="caused_by")
    assert Event.objects.unscoped("test").filter(ticket_id=ticket.pk, step="incident_linked").count() == 1


def test_a_successful_change_reports_the_fix_of_the_problem_that_named_it():
    problem = problems.problem("known_error")
    ticket = at.change("review")
    named = {"planned_version": "4.2.1", "fix_link": ticket.number}
    problem = at.take(problem, "start_fix", problems.manager(), at=at.ahead(), **named)
    at.take(ticket, "review_done", at.lead(), at=at.ahead(), **at.OUTCOME)
    assert fresh(problem.pk).state == "verify"


def test_a_change_of_a_template_that_does_not_fit_is_a_draft_again():
    ticket = at.standard(template_parameters="Antal enheter: 99\nMiljö: test\nAvdelning: Avdelning 12")
    assert (ticket.state, bool(ticket.number)) == ("draft", True)
    again = at.take(ticket, "submit", at.requester(), at=at.ahead(), **at.submitting("normal_major"))
    assert (again.state, again.number) == ("submitted", ticket.number)


def test_two_failures_of_a_template_suspend_it():
    ticket = at.standard("verified", result="not_ok")
    ticket = at.take(ticket, "validate_failed", at.deployer(), at=at.ahead(days=7), result_text="Syns inte.")
    said = at.OUTCOME | {"change_outcome": "misslyckad", "reason": "Fel klinik i underlaget."}
    ticket = at.take(ticket, "review_done", at.lead(), at=at.ahead(days=7), **said)
    from tickets.models import TemplateUse

    assert TemplateUse.objects.unscoped("test").get(template_id=ticket.detail().template_id).outcome == "misslyckad"
