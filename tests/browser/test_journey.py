"""The whole road as people live it: two sides in real browsers, the vendor's system over real HTTP."""

import json
import re
from datetime import timedelta
from io import StringIO
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from django.core.management import call_command
from django.utils import timezone

from engine.personal_data import detect_identifiers
from roles.credentials import make_client
from sla import wording
from tests.api.calling import PERSON, Program, codes, service_account
from tests.browser.desk import Desk, fill
from tests.cases import SOLUTION, TO_SUPPORT, TO_VENDOR, at_support, incident, step, team
from tests.parties import DESK_ROLE, NEIGHBOUR, REGION, SUPPORT_ORG, SUPPORT_ROLE, VENDOR_ORG, VENDOR_ROLE
from tests.parties import desk as desk_actor
from tests.parties import support as support_actor
from tests.web.test_register import assert_nowhere_in_the_database, personal_number
from tickets.models import Event, TextVersion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEADER_ROLE = "region-objektledare"
TITLE, SYMPTOM = "Läkemedelslistan laddas inte", "Listan ligger kvar i tio sekunder."
ACTING = "vera.holm@vendor.example"
INSIDE = "Vi väntar med driftinformation tills leverantören har svarat."
TO_ALL = "Vi ser felet i vår testmiljö."
REFERENCE, PLANNED_VERSION = "LEV-77", "4.2.1"


# --- The vendor's system: a program on the other end of a wire ---


class Answer:
    """An answer as `Program` reads it."""

    def __init__(self, status: int, headers, content: bytes):
        self.status_code, self.headers, self.content = status, headers, content

    def json(self):
        return json.loads(self.content)


class Wire:
    """Stands where Django's test client stands in a `Program`, and calls the live server instead."""

    def __init__(self, address: str):
        self.address = address

    def get(self, path: str, query=None, *, headers):
        return self._call("GET", f"{path}?{urlencode(query)}" if query else path, None, headers)

    def post(self, path: str, content, *, content_type: str, headers):
        return self._call("POST", path, content.encode(), headers | {"Content-Type": content_type})

    def _call(self, method: str, path: str, content: bytes | None, headers: dict) -> Answer:
        asked = Request(f"{self.address}{path}", data=content, headers=headers, method=method)
        try:
            with urlopen(asked, timeout=15) as said:
                return Answer(said.status, said.headers, said.read())
        except HTTPError as refused:
            return Answer(refused.code, refused.headers, refused.read())


@pytest.fixture
def system(live_server) -> Program:
    """The vendor's system with an access token that it has fetched itself."""
    user, assignment = service_account(VENDOR_ROLE, VENDOR_ORG)
    client_id, secret = make_client(name="Ärendesystemet", user=user, assignment=assignment)
    wire = Wire(live_server.url)
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    kind = "application/x-www-form-urlencoded"
    answer = wire.post("/api/v1/oauth/token", urlencode(form), content_type=kind, headers={})
    assert answer.status_code == 200, answer.content
    program = Program(answer.json()["access_token"], acting=PERSON)
    program.http = wire
    return program


def taken(answer) -> dict:
    """What a step that went through says."""
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def answer_handoff(system: Program, number: str, name: str, **fields) -> dict:
    """Answer the open hand-off as the list of steps shows it."""
    waiting = system.get(f"tickets/{number}/steps").json()["handoffs"][0]
    path = f"tickets/{number}/handoffs/{waiting['id']}/steps/{name}"
    return taken(system.post(path, {"fields": fields}, version=waiting["version"]))


def numbers_of(system: Program) -> list[str]:
    return [row["number"] for row in system.get("tickets").json()["results"]]


def notes_of(system: Program, number: str) -> list[str]:
    return [row["text"] for row in system.get(f"tickets/{number}/notes").json()["results"]]


# --- People in browsers ---


def register(leader: Desk) -> str:
    """Through the wizard, page by page; gives the number that the receipt tells."""
    page = leader.page
    page.goto("/arenden/ny/incident/")
    for field, value in {"title": TITLE, "symptom": SYMPTOM}.items():
        fill(page, field, value)
    page.select_option("[name=service]", label="Läkemedel")
    page.click("text=Nästa: vilka som berörs")
    page.locator("[name=affected_units]").wait_for()
    facts = {"affected_units": "Avdelning 12", "users_affected": "n11_100", "reserve_routine": "yes"}
    for field, value in (facts | {"patient_safety": "nej"}).items():
        fill(page, field, value)
    page.click("text=Nästa: läs igenom")
    page.click("text=Registrera incidenten")
    told = page.locator(".toast").inner_text()
    return re.search(r"INC-\d{4}-\d{6}", told).group()


def hand_to_support(desk: Desk, number: str) -> None:
    """The region's desk assesses, prioritises, writes to its own side and hands over."""
    assert f"Nytt: {TITLE}" in desk.waiting()
    desk.open(number)
    desk.press("triage")
    desk.take("prioritise", impact=3, urgency=2)
    desk.write(INSIDE, "customer")
    desk.take("escalate_tier", **TO_SUPPORT)
    assert "är överlämnat till Sussa vårdstöd, som inte har svarat än" in desk.text()


def accept(support: Desk, number: str) -> None:
    """Found on Start, accepted in the case, assigned to the one who did it."""
    assert f"Ta emot: {TITLE}" in support.waiting()
    support.open(number)
    support.take("accept", team=team(SUPPORT_ORG).pk)
    support.take("assign", team=team(SUPPORT_ORG).pk, category_open="programfel", assignee=support.user.pk)


def send_to_vendor(support: Desk, number: str) -> None:
    accept(support, number)
    assert INSIDE in support.text()
    support.take("escalate_vendor", **TO_VENDOR)
    assert "är överlämnat till Cambio, som inte har svarat än" in support.text()


def work_at_vendor(system: Program, number: str, planned) -> None:
    """What the vendor's system does from the hand-off until it has something to tell everybody."""
    answer_handoff(system, number, "accept", team=team(VENDOR_ORG).slug)
    taken(system.step(number, "assign", team=team(VENDOR_ORG).slug, category_open="programfel"))
    taken(system.step(number, "take"))
    taken(system.step(number, "link_vendor_reference", vendor_reference=REFERENCE))
    taken(system.step(number, "set_planned_dates", expected_at=planned, planned_version=PLANNED_VERSION))
    taken(system.post(f"tickets/{number}/notes", {"text": TO_ALL, "audience": "all"}))


def resolve(support: Desk, number: str) -> None:
    accept(support, number)
    support.press("take")
    support.take("resolve", **SOLUTION)
    assert "väntar på att Region Dalarna bekräftar" in support.text()


def confirm(desk: Desk, number: str) -> None:
    """The region's part, by the button on Start."""
    assert f"Bekräfta: {TITLE}" in desk.waiting()
    desk.submit(desk.page.locator("main .todo button:has-text('Bekräfta')"))
    assert "alla regioner har svarat och det kan avslutas" in desk.sentence(number)


# --- What must hold of what they read ---


def assert_vendor_reads_only_its_part(system: Program, number: str, people: list[Desk]) -> None:
    """The letter, but no word from within the customer's side and no name or address of its people."""
    parts = ("", "/events", "/notes", "/handoffs", "/steps", "/attachments")
    everything = "".join(json.dumps(taken(system.get(f"tickets/{number}{one}")), ensure_ascii=False) for one in parts)
    assert TO_VENDOR["handoff_letter"] in everything
    assert INSIDE not in everything
    for one in people:
        assert one.user.email not in everything
        assert f'"{one.user.given_name}' not in everything


def assert_vendor_cannot_write_a_personal_number(system: Program, number: str) -> None:
    secret = personal_number()
    refused = system.post(f"tickets/{number}/notes", {"text": f"Se {secret}.", "audience": "all"})
    assert refused.status_code == 422
    assert "personal_number" in str(codes(refused))
    assert secret not in refused.content.decode()
    assert_nowhere_in_the_database(secret)


def assert_acting_person_on_every_event(system: Program, number: str) -> None:
    """Kept on the vendor's events, told to the vendor, and on nobody else's event."""
    kept = Event.objects.unscoped("test").filter(via="api")
    assert {(one.organisation.slug, one.acting_person.email) for one in kept} == {(VENDOR_ORG, ACTING)}
    assert not Event.objects.unscoped("test").exclude(via="api").exclude(acting_person=None).exists()
    told = [row for row in system.get(f"tickets/{number}/events").json()["results"] if row["via"] == "api"]
    assert {(row["person"]["name"], row["person"]["email"]) for row in told} == {("Vera Holm", ACTING)}


def assert_history_and_words_are_clean() -> None:
    out = StringIO()
    call_command("verify_history", stdout=out, stderr=out)
    assert "tickets: 2 histories read, 0 faults" in out.getvalue()
    words = [one.body for one in TextVersion.objects.unscoped("test")]
    assert INSIDE in words and TO_ALL in words
    assert [one for one in words if detect_identifiers(one)] == []


def test_an_incident_lives_from_the_wizard_to_its_end_with_the_vendor_over_the_api(at_desk, system):
    incident(desk_actor(NEIGHBOUR))  # of a region that has nothing to do with it
    leader, desk, support = at_desk(LEADER_ROLE, REGION), at_desk(DESK_ROLE, REGION), at_desk(SUPPORT_ROLE, SUPPORT_ORG)
    planned = timezone.now().replace(microsecond=0) + timedelta(days=30)
    number = register(leader)
    hand_to_support(desk, number)
    assert numbers_of(system) == []
    assert system.get(f"tickets/{number}").status_code == 404

    send_to_vendor(support, number)
    assert numbers_of(system) == [number]
    assert notes_of(system, number) == []
    assert_vendor_reads_only_its_part(system, number, [leader, desk, support])
    work_at_vendor(system, number, planned)
    assert_vendor_cannot_write_a_personal_number(system, number)

    page = leader.open(number)
    assert f"En rättning i version {PLANNED_VERSION} är planerad till {wording.long_time(planned)}." in page
    assert "Ligger hos Cambio sedan mindre än en minut och utreds." in page
    assert REFERENCE in page and TO_ALL in page and INSIDE in page
    assert "Vera" not in page
    assert leader.bar() == ["Dalarna", "Sussa", "Cambio"]

    solution = {"solution": SOLUTION["solution"], "handoff_letter": "Prövad i test."}
    taken(system.step(number, "report_solution", **solution))
    resolve(support, number)
    confirm(desk, number)
    leader.open(number)
    leader.take("close")
    assert "Avslutades" in leader.sentence(number)
    assert SOLUTION["solution"] in leader.text()
    assert leader.bar() == ["Dalarna", "Sussa", "Cambio", "Sussa"]
    assert system.get(f"tickets/{number}").json()["state"] == "closed"
    assert notes_of(system, number) == [TO_ALL]
    assert_acting_person_on_every_event(system, number)
    assert_history_and_words_are_clean()
    assert leader.visitor.faults + desk.visitor.faults + support.visitor.faults == []


def test_what_the_vendor_returns_stands_on_start_at_the_support_organisation(at_desk, system):
    ticket = step(at_support(), "escalate_vendor", support_actor(), **TO_VENDOR)
    support = at_desk(SUPPORT_ROLE, SUPPORT_ORG)
    assert ticket.title not in support.waiting()
    answer_handoff(system, ticket.number, "return", return_reason="saknar_underlag", reason="Vilken version?")
    page = support.waiting()
    assert f"Kom tillbaka: {ticket.title}" in page
    assert "Cambio tog inte emot ärendet: underlag saknas." in page
    assert "Vilken version?" in support.open(ticket.number)
    assert "Ligger hos Sussa vårdstöd" in support.sentence(ticket.number)
    assert "Vera" not in support.text()
