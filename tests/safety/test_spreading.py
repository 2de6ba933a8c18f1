"""A risk to patients is told to the regions that run the same version, and nothing of whose case it is (law.md 3.6)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from outbox.rendering import render
from tests import cases, parties
from tests.cases import step
from tests.notices import told
from tests.people import actor
from tests.processes.release.versions.running_here import release, spell
from tests.tickets import places
from tests.web.tickets.door import Visitor, words
from tickets.models import SafetyWarning
from tickets.safety import spreading

pytestmark = pytest.mark.django_db
SAME, OTHER, UNKNOWN = "halland", "norrbotten", "vasterbotten"


def follows_up(region: str):
    return actor("region-objektspecialist-medicinteknik", region)


@pytest.fixture
def running():
    """Two regions run 4.2.1, one 4.2.0, and of one nothing is known; somebody follows up in each."""
    began = timezone.now() - timedelta(days=30)
    new, old = release("4.2.1"), release("4.2.0")
    for region, one in ((parties.REGION, new), (SAME, new), (OTHER, old)):
        spell(one, began, region)
    return {region: follows_up(region) for region in (parties.REGION, SAME, OTHER, UNKNOWN)}


def warned(who) -> list:
    return [one for one in told.notices_of(who) if one.safety_warning_id]


def listed(who) -> str:
    return words(Visitor(who.user).see("/aviseringar/"))


@pytest.mark.parametrize(
    ("level", "said"), [("risk", "en risk för patienter"), ("intraffat", "en händelse med patienter")]
)
def test_the_region_that_runs_the_same_is_told_and_no_other(running, level, said):
    ticket = cases.incident(patient_safety=level)
    told.open_all()
    assert [len(warned(running[one])) for one in (parties.REGION, SAME, OTHER, UNKNOWN)] == [0, 1, 0, 0]
    page = listed(running[SAME])
    assert f"En annan region rapporterar {said} i" in page and "4.2.1, som ni kör" in page
    assert ticket.number not in page and ticket.title not in page and "Dalarna" not in page
    assert Visitor(running[SAME].user).see(f"/arenden/{ticket.number}/").status_code == 404


def test_the_mail_names_neither_case_nor_region(running):
    ticket = cases.incident(patient_safety="risk")
    told.open_all()
    (mail,) = told.mails_to(running[SAME], kind=spreading.MAIL)
    said = render(mail)
    assert "4.2.1" in said.subject and parties.support().hats[0].organisation.name in said.body_text
    assert not any(word in f"{said.subject} {said.body_text}" for word in (ticket.number, ticket.title, "Dalarna"))


@pytest.mark.parametrize("level", ["nej", "vet_ej"])
def test_what_is_no_danger_is_not_spread(running, level):
    cases.incident(patient_safety=level)
    told.open_all()
    assert not SafetyWarning.objects.exists()


def test_a_confidential_case_is_not_spread(running):
    cases.incident(patient_safety="risk", confidential_wish="yes")
    told.open_all()
    assert not SafetyWarning.objects.exists()


def test_it_is_told_once_however_often_the_message_is_opened(running):
    cases.incident(patient_safety="risk")
    told.open_all()
    told.open_all()
    assert len(warned(running[SAME])) == 1 and SafetyWarning.objects.count() == 1


def test_a_region_that_joins_with_a_worry_of_its_own_warns_those_who_run_what_it_runs(running):
    also = follows_up("gavleborg")
    spell(release("4.2.0.1"), timezone.now() - timedelta(days=30), "gavleborg")
    spell(release("4.2.0.1"), timezone.now() - timedelta(days=30), UNKNOWN)
    step(places.joint(), "join", parties.desk("gavleborg"), **(places.JOINING | {"leg_patient_safety": "risk"}))
    told.open_all()
    assert (len(warned(running[UNKNOWN])), len(warned(also))) == (1, 0)
    assert SafetyWarning.objects.get().version == "4.2.0.1"
