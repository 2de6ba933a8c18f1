"""A template from draft to retired: what a change made from it may fill in, its versions, failures and validity."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from engine import due
from engine.errors import EngineError, NotPermitted, NotPossible, Refused
from engine.perform import create, judged, moved
from forums.actions import decide
from regions import directory
from sla.models import DueStep
from tests import parties
from tests.cases import fresh, step
from tests.people import actor
from tests.processes.change_template import places
from tests.processes.change_template.places import GIVEN, content, manager, proposer, template
from tests.tickets import places as others
from tickets.models import ChangeTemplateVersion, Event, TemplateUse, TextVersion, Ticket
from tickets.processes.change.codes import Outcome
from tickets.processes.change_template import fitting, limits, outcomes
from tickets.processes.change_template.workflow import ChangeTemplate

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def refusal(ticket, name: str, who, **data) -> str:
    """The code of what the step is refused with."""
    with pytest.raises(EngineError) as refused:
        step(ticket, name, who, **data)
    return refused.value.reasons[0].code


def services(*slugs: str) -> list:
    return [directory.service_by_slug(slug) for slug in slugs]


def fits(ticket, given=GIVEN, *slugs: str, at=None):
    found = fitting.check(ticket, {"services": services(*(slugs or ("behorighet",))), "parameters": given}, at=at)
    return found.code if found else ""


# --- What a change fills in ---


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        (GIVEN, ""),
        (GIVEN.replace("Antal enheter: 3", "antal enheter: 10"), ""),
        (GIVEN.replace("Antal enheter: 3", "Antal enheter: 11"), "outside_template"),
        (GIVEN.replace("Antal enheter: 3", "Antal enheter: 0"), "outside_template"),
        (GIVEN.replace("Antal enheter: 3", "Antal enheter: tre"), "outside_template"),
        (GIVEN.replace("Antal enheter: 3", "Antal enheter: ٣"), "outside_template"),
        (GIVEN.replace("Miljö: test", "Miljö: utbildning"), "outside_template"),
        (GIVEN.replace("Avdelning: Avdelning 12", ""), "outside_template"),
        (GIVEN + "\nFärg: blå", "outside_template"),
        ("inget alls", "outside_template"),
        ("", "outside_template"),
        ({"Antal enheter": "3", "Miljö": "produktion", "Avdelning": "12"}, ""),
    ],
)
def test_each_parameter_is_filled_in_within_its_limits(given, outcome):
    assert fits(template(), given) == outcome


def test_only_the_services_that_were_approved():
    ticket = template()
    assert fits(ticket, GIVEN, "behorighet", "vardadministration") == ""
    assert fits(ticket, GIVEN, "lakemedel") == "outside_template"
    whole = template(services=["cosmic"])
    assert fits(whole, GIVEN, "lakemedel") == ""
    assert fits(whole, GIVEN, "natverk") == "outside_template"


@pytest.mark.parametrize("state", ["draft", "proposed", "suspended", "retired"])
def test_a_template_that_is_not_approved_starts_no_change(state):
    assert fits(template(state)) == "template_not_approved"


def test_nothing_else_is_a_template():
    assert fits(others.incident()) == "not_a_template"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Antal",
        "Antal:",
        ": 1–3",
        "Antal: 1–3\nantal: 2–4",
        "Antal: 9–1",
        "\n".join(f"P{n}: 1–2" for n in range(31)),
    ],
)
def test_what_cannot_be_read_as_limits_is_refused(text):
    with pytest.raises(limits.Unreadable):
        limits.read(text)


def test_limits_are_read_as_they_are_written():
    found = limits.read("Antal: 1-20\n\nMiljö: test, produktion \nAvdelning: Fritext\nSidor: 2 till 4")
    assert [(one.name, one.low, one.high, one.words) for one in found] == [
        ("Antal", 1, 20, ()),
        ("Miljö", None, None, ("test", "produktion")),
        ("Avdelning", None, None, ()),
        ("Sidor", 2, 4, ()),
    ]


# --- Versions ---


def test_an_approval_freezes_a_version_that_nothing_changes():
    ticket = template()
    version = fitting.current(ticket)
    assert (version.number, len(version.services)) == (1, 2)
    assert fitting.words_of(version)["parameter_limits"] == places.LIMITS
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeTemplateVersion.all_objects.filter(pk=version.pk).update(valid_until=timezone.localdate())
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangeTemplateVersion.all_objects.filter(pk=version.pk).delete()


def test_a_renewal_is_a_new_version_and_the_old_keeps_its_words():
    ticket = template()
    places.decided(ticket, "renew", valid_until=places.in_days(250), parameter_limits="Antal enheter: 1–3")
    old, new = fitting.version_of(ticket, 1), fitting.current(ticket)
    assert new.number == 2
    assert fitting.words_of(old)["parameter_limits"] == places.LIMITS
    assert fitting.words_of(new)["parameter_limits"] == "Antal enheter: 1–3"
    assert fitting.words_of(new)["back_out_plan"] == content()["back_out_plan"]
    assert fits(ticket) == "outside_template"
    assert fits(ticket, "Antal enheter: 2") == ""


def test_words_that_are_removed_are_gone_from_every_version():
    ticket = template()
    TextVersion.all_objects.filter(ticket_id=ticket.pk, field="test_plan").update(redacted=True)
    assert fitting.words_of(fitting.current(ticket))["test_plan"] == ""


# --- Failures and validity ---


def ended(ticket, outcome=Outcome.FAILED, at=None):
    """A change made from the template has ended; any other case stands for it here."""
    change = others.incident()

    def close(finished):
        outcomes.note(finished, template=ticket, outcome=outcome)

    with transaction.atomic():
        subject = Ticket.lock(change.pk, parties.desk())
        context = judged(subject, "add_note", actor=parties.desk(), via="test", data=NOTE, at=at)
        before = moved(context)
        close(context)
        subject.write([context], before)
    return fresh(ticket.pk)


NOTE = {"note_text": "Klar.", "note_audience": "customer"}


def test_the_second_failure_within_90_days_suspends_it():
    ticket, now = template(), timezone.now()
    assert ended(ticket, Outcome.FAILED, now + DAY).state == "approved"
    assert ended(ticket, Outcome.SUCCESSFUL, now + 2 * DAY).state == "approved"
    assert ended(ticket, Outcome.PARTLY, now + 3 * DAY).state == "approved"
    assert ended(ticket, Outcome.BACKED_OUT, now + 80 * DAY).state == "suspended"
    event = Event.objects.unscoped("test").get(ticket_id=ticket.pk, step="suspend")
    assert event.user_id is None
    said = TextVersion.objects.unscoped("test").get(ticket_id=ticket.pk, event_seq=event.seq, field="reason")
    assert said.body == "2 ändringar som gjordes efter den har misslyckats inom 90 dagar."
    assert fits(fresh(ticket.pk)) == "template_not_approved"


def test_two_failures_further_apart_do_not():
    ticket, now = template(), timezone.now()
    ended(ticket, Outcome.FAILED, now + DAY)
    assert ended(ticket, Outcome.FAILED, now + 92 * DAY).state == "approved"


def test_earlier_failures_no_longer_count_once_it_is_reinstated():
    ticket, now = template(), timezone.now()
    ended(ticket, Outcome.FAILED, now)
    ticket = ended(ticket, Outcome.FAILED, now)
    ticket = places.decided(ticket, "reinstate", valid_until=places.in_days(200))
    assert ended(ticket, Outcome.FAILED).state == "approved"
    assert ended(ticket, Outcome.FAILED).state == "suspended"


def test_a_change_that_ends_later_counts_on_a_suspended_template_without_refusal():
    ticket = template("suspended")
    assert ended(ticket, Outcome.FAILED).state == "suspended"
    assert TemplateUse.objects.unscoped("test").filter(template_id=ticket.pk).count() == 1


def test_it_is_suspended_the_morning_after_its_last_day():
    ticket = template(valid_until=places.in_days(40))
    rows = {row.step: row.due_at for row in DueStep.objects.filter(subject_id=ticket.pk, fired_at=None)}
    assert timezone.localdate(rows["run_out"]) == timezone.localdate() + 41 * DAY
    assert rows["run_out"] - rows["remind"] == 30 * DAY
    assert fits(ticket, at=timezone.now() + 40 * DAY) == ""
    assert fits(ticket, at=timezone.now() + 41 * DAY) == "template_run_out"
    due.fire(now=rows["remind"])
    assert fresh(ticket.pk).state == "approved"
    due.fire(now=rows["run_out"])
    assert fresh(ticket.pk).state == "suspended"


def test_a_renewal_moves_its_last_day_and_an_end_calls_it_off():
    ticket = template(valid_until=places.in_days(40))
    ticket = places.decided(ticket, "renew", valid_until=places.in_days(200))
    (row,) = DueStep.objects.filter(subject_id=ticket.pk, step="run_out", fired_at=None)
    assert timezone.localdate(row.due_at) == timezone.localdate() + 201 * DAY
    step(ticket, "retire", manager(), reason="Behövs inte.")
    assert not DueStep.objects.filter(subject_id=ticket.pk, step__in=("run_out", "remind"), fired_at=None).exists()


@pytest.mark.parametrize("days", [0, -1, 367])
def test_it_is_valid_at_most_twelve_months(days):
    with pytest.raises(Refused) as refused:
        places.decided(template("proposed"), "approve", valid_until=places.in_days(days))
    assert refused.value.reasons[0].code == "validity_out_of_range"


def test_the_steps_of_the_program_are_no_persons():
    ticket = template()
    for name, data in (
        ("run_out", {}),
        ("remind", {}),
        ("count_outcome", {"made_change": ticket.number, "template_outcome": "lyckad"}),
    ):
        assert refusal(ticket, name, manager(), **data)


def test_the_program_takes_its_own_steps_only_where_they_belong():
    for name in ("run_out", "remind"):
        with pytest.raises(NotPossible):
            places.by_the_program(template("suspended"), name)


# --- Who ---


def test_a_region_drafts_and_proposes_and_the_support_decides():
    ticket = template("proposed")
    assert ticket.origin.slug == parties.REGION
    assert ticket.holder.slug == parties.SUPPORT_ORG
    assert refusal(ticket, "approve", proposer(), valid_until=places.in_days(100)) == "not_permitted"


def test_only_a_decision_of_the_forum_approves_renews_and_reinstates():
    for name, state in (("approve", "proposed"), ("renew", "approved"), ("reinstate", "suspended")):
        assert refusal(template(state), name, manager(), valid_until=places.in_days(100)) == "by_decision"
    ticket = template("proposed")
    decision = decide(
        manager(),
        ticket.pk,
        forum="sussa-cambio-cab",
        text="Mallen godkänns för ett år.",
        result="approved",
        step="approve",
        data={"valid_until": places.in_days(300)},
        via="test",
    )
    ticket, version = fresh(ticket.pk), fitting.current(ticket)
    assert (ticket.state, version.decision) == ("approved", str(decision))
    assert decision.event.seq == version.event_seq


def test_who_drafted_it_does_not_decide_on_it():
    ticket = step(places.draft(manager()), "propose", manager(), **content())
    with pytest.raises(NotPossible):
        decide(
            manager(),
            ticket.pk,
            forum="sussa-cambio-cab",
            text="Godkänns.",
            result="approved",
            step="approve",
            data={"valid_until": places.in_days(300)},
            via="test",
        )


def test_another_region_reads_it_and_may_not_propose_it():
    ticket, neighbour = template("draft"), actor("region-andringsansvarig", parties.NEIGHBOUR)
    assert Ticket.objects.visible_to(neighbour).filter(pk=ticket.pk).exists()
    assert refusal(ticket, "propose", neighbour, **content())


@pytest.mark.parametrize(
    "missing", ["services", "implementation_plan", "back_out_plan", "parameter_limits", "valid_until"]
)
def test_a_proposal_says_everything(missing):
    typed = content()
    typed.pop(missing)
    with pytest.raises(Refused) as refused:
        step(template("draft"), "propose", proposer(), **typed)
    assert missing in {why.field for why in refused.value.reasons}


def test_a_draft_needs_a_title_and_somebody_who_may():
    how = {"via": "test", "process": "standard-change-template"}
    with pytest.raises(Refused):
        create(ChangeTemplate, ("open",), actor=proposer(), data={}, **how)
    with pytest.raises(NotPermitted):
        create(ChangeTemplate, ("open",), actor=parties.desk(), data={"title": "Ny skrivare"}, **how)
