"""What a mail of any case says: what has happened, and to whoever can act what to do and until when."""

import pytest
from django.utils import translation

from engine.step import steps
from regions import directory
from roles.actor import actor_of_place
from sla.models import DueStep
from tests import cases, parties
from tests.cases import step
from tests.processes.change import places as changes
from tests.processes.known_error import places as known_errors
from tests.processes.mailed import in_words, latest, lines, mail
from tests.processes.major_incident import places as majors
from tests.processes.problem import places as problems
from tests.processes.release import places as releases
from tests.processes.release.deployments import places as deployments
from tests.tickets import places
from tickets import telling, telling_asks
from tickets.models import Ballot, Clock, Handoff, MiRegionRow, RegionDeployment, RegionLeg, RegulatoryTrack
from tickets.workflows import PROCESSES

pytestmark = pytest.mark.django_db
PARTS = {one.kind: one for one in (Ballot, Handoff, MiRegionRow, RegionDeployment, RegionLeg, RegulatoryTrack)}
WORKFLOWS = PROCESSES | PARTS


def falls_due(subject, name: str):
    kind = subject._meta.concrete_model._meta.label_lower
    return DueStep.objects.get(subject_type=kind, subject_id=subject.pk, step=name, fired_at=None).due_at


@pytest.mark.parametrize("about", [*WORKFLOWS, telling_asks.EVERY])
def test_what_is_said_of_a_step_is_said_in_both_languages_and_the_step_exists(about):
    flows = PROCESSES.values() if about == telling_asks.EVERY else [WORKFLOWS[about]]
    known = {name for flow in flows for name in steps(flow)}
    said = {name: words for (of, name), words in telling.HAPPENED.items() if of == about}
    assert said, about
    assert said.keys() <= known
    every = {name for of, name in telling.HAPPENED if of == telling_asks.EVERY}
    assert telling_asks.ASKS.get(about, {}).keys() <= said.keys() | every
    for words in said.values():
        with translation.override("en"):
            english = str(words)
        with translation.override("sv"):
            assert str(words) != english
        assert not english.endswith(".")


def test_the_desk_reads_to_assess_a_new_incident_by_when_the_first_answer_is_promised():
    ticket = places.incident()
    promised = Clock.all_objects.filter(ticket_id=ticket.pk, metric="respond", provider_id=ticket.holder_id).first()
    said = lines(ticket, "register", parties.desk())
    assert mail(ticket, "register", parties.desk()).subject == f"{ticket.number}: En ny incident är registrerad"
    assert said[1].startswith("Bedöm den: hur allvarlig är den och vem tar den?")
    if promised is not None and promised.due_at:
        assert in_words(promised.due_at) in said[1]
    english = lines(ticket, "register", parties.desk(), "en")
    assert english[0].endswith("A new incident has been registered")
    assert english[1].startswith("Assess it: how serious is it, and who takes it?")
    triaged = step(ticket, "triage", parties.desk())
    assert len(lines(triaged, "register", parties.desk())) == 2, "it is done already"


def test_a_region_reads_until_when_to_confirm_that_its_fault_is_gone_and_others_only_that_it_is():
    ticket = places.incident("resolved")
    leg = RegionLeg.all_objects.get(ticket_id=ticket.pk, region__slug=parties.REGION)
    until = in_words(falls_due(leg, "time_out"))
    (asked,) = [one for one in lines(ticket, "resolve", parties.desk()) if "bekräfta" in one]
    assert asked.endswith(f"Gör det senast {until}.")
    (english,) = [one for one in lines(ticket, "resolve", parties.desk(), "en") if "confirm" in one]
    assert english.endswith(f"Do it no later than {in_words(falls_due(leg, 'time_out'), 'en')}.")
    own, other = (actor_of_place(directory.by_slug(one).pk) for one in (parties.REGION, parties.NEIGHBOUR))
    event = latest(ticket, "resolve")
    assert telling_asks.lines(ticket, event, own) != []
    assert telling_asks.lines(ticket, event, other) == []


def test_whoever_is_offered_a_case_reads_to_accept_or_return_it_and_the_sender_does_not():
    ticket = cases.fresh(places.offered_to_support().ticket_id)
    event = latest(ticket, "escalate_tier")
    asked = telling_asks.lines(ticket, event, parties.support())
    assert asked[0].startswith(("Accept the case, or return it", "Ta emot ärendet, eller returnera det"))
    assert telling_asks.lines(ticket, event, parties.desk()) == []


def test_a_declared_major_incident_asks_each_region_how_it_stands_and_the_communicator_for_the_first_message():
    ticket = majors.major()
    region = lines(ticket, "declare", majors.region_manager())
    assert region[0].endswith("Major incident är utlyst")
    assert region[1].startswith("Ange läget i er region")
    said = lines(ticket, "declare", majors.communicator())
    assert said[1].startswith("Skriv det första lägesmeddelandet. Gör det senast ")
    assert lines(ticket, "declare", majors.communicator(), "en")[1].startswith(
        "Write the first status message. Do it no later than "
    )


def test_a_proposed_major_incident_says_until_when_it_is_decided_on():
    ticket = majors.candidate()
    until = in_words(ticket.detail().decide_by)
    said = lines(ticket, "propose", majors.manager())
    assert said[1] == f"Utlys major incident, eller avslå med en motivering. Gör det senast {until}."


def test_a_problem_asks_its_regions_to_try_the_fix():
    ticket = problems.problem("verify")
    said = lines(ticket, "fix_delivered", problems.region_manager())
    assert said[0].endswith("Åtgärden av problemet är levererad")
    assert said[1].startswith("Prova åtgärden i er region och bekräfta att den fungerar.")


def test_the_workaround_of_a_known_error_is_passed_on_in_every_region():
    ticket = known_errors.known_error()
    assert (
        lines(ticket, "publish", parties.object_leader())[1]
        == "Läs den tillfälliga lösningen och sprid den i er region."
    )


def test_a_vote_about_a_change_says_to_whom_it_is_and_until_when():
    ticket = changes.planned(changes.assessing())
    ticket = changes.take(ticket, "to_regional", changes.lead(), vote_deadline=changes.ahead(days=3))
    ballot = Ballot.all_objects.filter(ticket_id=ticket.pk).latest("pk")
    voter = changes.region_lead()
    said = lines(ticket, "to_regional", voter)
    assert said[0].endswith("Ändringsrådet röstar om ändringen")
    assert said[1] == f"Läs förslaget och rösta. Gör det senast {in_words(ballot.deadline)}."
    assert len(lines(ticket, "to_regional", parties.desk())) == 2, "she has no vote"


def test_a_change_that_came_back_says_to_complete_it():
    ticket = changes.take(changes.assessing(), "return", changes.lead(), missing_text="Återgången saknas.")
    said = lines(ticket, "return", changes.requester())
    assert said[1] == "Läs vad som saknas, komplettera och skicka in den igen."
    assert "Återgången saknas" not in "".join(said)


def test_a_release_asks_the_vendor_to_build_it_and_a_region_to_verify_what_it_deployed():
    ticket = releases.scoped()
    assert lines(ticket, "fix_scope", releases.vendor_lead())[1].startswith(
        "Bygg den av det fastställda innehållet och leverera den."
    )
    row = deployments.deployed()
    ticket = cases.fresh(row.ticket_id)
    assert (
        lines(ticket, "deploy_done", deployments.clinician())[1] == "Prova i produktion och skriv under verifieringen."
    )
