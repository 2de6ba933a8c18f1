"""A problem that rests goes on where it was; an accepted risk is taken up again on its day."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from engine import due
from engine.context import Context
from engine.errors import NotPermitted, Refused
from sla.models import DueStep
from tests import parties
from tests.cases import fresh, step
from tests.processes.problem import places as at
from tickets.models import Decision, Event
from tickets.processes.problem import guards

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]

RESUMES = {
    "assess": "resume_assess",
    "rca": "resume_rca",
    "known_error": "resume_known_error",
    "fix_in_progress": "resume_fix",
}


def last_event(ticket) -> Event:
    return Event.all_objects.filter(ticket=ticket).order_by("-seq").first()


@pytest.mark.parametrize("state", RESUMES)
def test_the_day_takes_it_up_where_it_was_and_not_a_second_before(state):
    ticket = at.dormant(state)
    assert (ticket.state, ticket.hold, ticket.detail().held_from) == ("on_hold", "await_third_party", state)
    assert due.fire(now=ticket.hold_until - timedelta(seconds=1)) == 0
    assert due.fire(now=ticket.hold_until) == 1
    after = fresh(ticket.pk)
    assert (after.state, after.hold, after.hold_until, after.detail().held_from) == (state, "", None, "")
    event = last_event(after)
    assert (event.step, event.via, event.user) == (RESUMES[state], "timer", None)


@pytest.mark.parametrize("wrong", ["resume_assess", "resume_known_error", "resume_fix"])
def test_it_does_not_go_on_where_it_was_not(wrong):
    with pytest.raises(Refused) as refused:
        step(at.dormant("rca"), wrong, at.manager())
    assert [why.code for why in refused.value.reasons] == ["held_from_another_state"]


def test_whoever_takes_it_up_by_hand_calls_the_timer_off():
    ticket = step(at.dormant("rca"), "resume_rca", at.manager())
    assert ticket.state == "rca"
    assert not DueStep.objects.filter(subject_id=ticket.pk, fired_at=None, step="resume_rca").exists()


def test_an_answer_takes_a_dormant_problem_up_where_it_was():
    ticket = step(at.problem("rca"), "ask", parties.support(), question="Vilken version?", awaited_party=parties.REGION)
    ticket = step(ticket, "hold", at.manager(), **at.resting())
    ticket = step(ticket, "answer", parties.desk(), note_text="4.2.0")
    assert ticket.state == "rca"


def test_an_ended_problem_leaves_no_timer():
    ticket = step(at.dormant("rca"), "cancel", at.manager(), reason="Inget problem.")
    assert (ticket.state, ticket.hold) == ("cancelled", "")
    assert not DueStep.objects.filter(subject_id=ticket.pk, fired_at=None).exists()


def test_an_accepted_risk_is_reconsidered_on_its_day():
    ticket = at.problem("risk_accepted")
    day = timezone.localdate() + timedelta(days=180)
    assert ticket.detail().review_at == day
    row = DueStep.objects.get(step="wake", subject_id=ticket.pk)
    assert timezone.localtime(row.due_at) == timezone.make_aware(
        datetime.combine(day, datetime.min.time()).replace(hour=8)
    )
    assert due.fire(now=row.due_at - timedelta(seconds=1)) == 0
    assert due.fire(now=row.due_at) == 1
    after = fresh(ticket.pk)
    assert (after.state, after.detail().review_at) == ("assess", None)
    assert (last_event(after).step, last_event(after).via) == ("wake", "timer")


def test_only_the_object_owner_accepts_a_risk():
    with pytest.raises(NotPermitted):
        step(ticket := at.decided(), "accept_risk", at.manager(), **at.accepting(ticket))


@pytest.mark.parametrize(
    ("today", "last"), [(date(2026, 3, 5), date(2027, 3, 5)), (date(2028, 2, 29), date(2029, 2, 28))]
)
def test_a_review_lies_at_most_a_year_ahead(today, last):
    noon = timezone.make_aware(datetime.combine(today, datetime.min.time()).replace(hour=12))
    context = Context(subject=None, step=None, actor=None, at=noon, via="test", data={"review_at": last})
    assert guards.review_within_12_months(context) is None
    for wrong in (last + timedelta(days=1), today, today - timedelta(days=1)):
        context.data["review_at"] = wrong
        assert guards.review_within_12_months(context).code == "not_within_12_months"


def refusal(ticket, cited: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        step(ticket, "accept_risk", at.object_owner(), **at.accepting(ticket) | {"decision_link": cited})
    return [one.code for one in refused.value.reasons]


def test_a_risk_is_accepted_by_a_decision_of_a_forum_about_this_problem():
    bare = at.problem("known_error")
    assert refusal(bare, "Styrgruppsforum 2026-11-12 § 4") == ["no_decision"]
    ticket = at.decided(bare)
    cited = at.accepting(ticket)["decision_link"]
    assert cited.startswith(f"{at.FORUM} ")
    other = at.decided()
    assert refusal(ticket, at.accepting(other)["decision_link"]) == ["no_decision"], "about another problem"
    after = step(ticket, "accept_risk", at.object_owner(), **at.accepting(ticket))
    assert after.detail().decision == cited


@pytest.mark.parametrize("result", ["rejected", "postponed", "noted"])
def test_only_a_yes_bears_it(result):
    ticket = at.decided(result=result)
    assert refusal(ticket, f"{at.FORUM} {timezone.localdate().year} § 1") == ["no_decision"]


def test_a_decision_that_was_undone_bears_it_no_longer():
    ticket = at.decided()
    cited, (first,) = at.accepting(ticket)["decision_link"], Decision.objects.unscoped("test").filter(ticket=ticket)
    ticket = at.decided(ticket, "noted", replaces=first)
    assert refusal(ticket, cited) == ["no_decision"]


def test_the_form_and_the_page_cite_it_and_the_chair_is_led_to_it():
    from tests.processes.problem.test_pages import browser

    ticket = at.problem("known_error")
    page = browser(at.chair()).get(f"/arenden/{ticket.number}/").content.decode()
    assert "Besluta i Styrgruppsforum" in page
    assert "Besluta i " not in browser(at.manager()).get(f"/arenden/{ticket.number}/").content.decode()
    ticket = at.decided(ticket)
    cited = at.accepting(ticket)["decision_link"]
    form = browser(at.object_owner()).get(f"/arenden/{ticket.number}/steg/accept_risk/").content.decode()
    assert cited in form
    step(ticket, "accept_risk", at.object_owner(), **at.accepting(ticket))
    page = browser(at.manager()).get(f"/arenden/{ticket.number}/").content.decode()
    assert f"Styrgruppsforum {timezone.localdate().year} § 1" in page


@pytest.mark.parametrize("why", ["patients", "information", "access"])
def test_a_dangerous_risk_is_not_accepted_before_an_expert_has_given_advice(why):
    problem = at.registered()
    problem = step(
        problem,
        "assess",
        at.manager(),
        **at.ASSESSING | ({"category_open": "behorighet"} if why == "access" else {}),
        **({"patient_safety": "risk"} if why == "patients" else {}),
    )
    problem = step(problem, "start_rca", at.manager(), **at.analysing())
    problem = step(problem, "declare_ke", at.manager(), **at.DECLARING)
    problem = at.decided(problem)
    accepting = at.accepting(problem) | ({"security_risk": True} if why == "information" else {})
    with pytest.raises(Refused) as refused:
        step(problem, "accept_risk", at.object_owner(), **accepting)
    assert set(refused.value.by_field()) == {"safety_advice"}
    problem = step(problem, "advise_risk", parties.support_security(), safety_advice="Godtas med rutin.")
    assert step(problem, "accept_risk", at.object_owner(), **accepting).state == "risk_accepted"


def test_advice_of_medical_technology_counts_and_the_desks_does_not():
    from tests.people import actor

    problem = at.problem("known_error")
    with pytest.raises(NotPermitted):
        step(problem, "advise_risk", parties.desk(), safety_advice="Går bra.")
    expert = actor("region-objektspecialist-medicinteknik", parties.REGION)
    assert step(problem, "advise_risk", expert, safety_advice="Godtas.").state == "known_error"


def test_the_day_to_aim_for_is_reminded_of_the_morning_after_and_no_longer_once_the_cause_is_known():
    ticket = at.problem("rca")
    row = DueStep.objects.get(step="target_passed", subject_id=ticket.pk)
    assert timezone.localtime(row.due_at).date() == ticket.detail().target_date + timedelta(days=1)
    step(at.problem("known_error"), "add_note", at.manager(), note_text="Klart.", note_audience="customer")
    assert due.fire(now=row.due_at - timedelta(seconds=1)) == 0
    assert due.fire(now=row.due_at) == 1
    assert (last_event(ticket).step, last_event(ticket).via, fresh(ticket.pk).state) == (
        "target_passed",
        "timer",
        "rca",
    )


def test_a_dormant_problem_is_not_reminded_of_its_day_until_it_is_taken_up():
    ticket = step(at.problem("rca"), "hold", at.manager(), **at.resting(5))
    assert not DueStep.objects.filter(step="target_passed", fired_at=None).exists()
    step(ticket, "resume_rca", at.manager())
    assert DueStep.objects.filter(step="target_passed", fired_at=None).count() == 1
