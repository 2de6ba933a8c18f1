"""Nobody learns of a ticket, a note or a file that is not meant for them: every address, as every organisation."""

import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from engine.step import steps
from roles.models import User
from tests import cases
from tests.articles import making
from tests.noleak.addresses import ARTICLE, all_addresses, values_of
from tests.notices import told
from tests.parties import NEIGHBOUR, desk, object_leader, region_security, support, support_manager, vendor
from tests.people import actor
from tests.processes.regulatory.opened import ASSESSING
from tests.tickets.made_files import text_file
from tickets import saved_views
from tickets.models import Attachment, Event, Handoff, Notice, RegionLeg, RegulatoryTrack
from tickets.workflows import PROCESSES

pytestmark = pytest.mark.django_db

SECRET = "Zinkgrodan"  # stands in the title, the words, the notes and the file's name of the hidden ticket
NOTE = "Kopparälgen"  # stands in notes that the vendor must not read
# Whole, in part, misspelt, by number: what the hidden ticket would answer to.
SEARCHED = [SECRET, "grodan", "Zinkgrodn", "syns", "INC", "000001", "läkemedel"]
STEPS = sorted(
    {
        name
        for model in (PROCESSES["incident"], Handoff, RegionLeg, RegulatoryTrack)
        for name, declared in steps(model).items()
        if declared.rule.is_for_people
    }
)


def _browser(who) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(who.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _body(answer) -> str:
    """The words of an answer, also of one that is a file, with the name it is saved under."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace") + answer.get("Content-Disposition", "")


def _hidden():
    ticket = _hidden_ticket()
    article = making.published(made_from=ticket.number)
    assert article.number == ARTICLE
    return ticket


def _hidden_ticket():
    ticket = cases.at_support(title=f"{SECRET} syns inte", symptom=f"{SECRET} i symptomet")
    cases.step(ticket, "add_note", desk(), note_text=f"{SECRET} i anteckningen", note_audience="customer")
    for name, kept in ((f"{SECRET}.txt", False), (f"{SECRET} dold.txt", True)):
        files = {"files": [text_file(f"{SECRET} i filen {name}", name=name)], "note_audience": "customer"}
        cases.step(ticket, "attach", desk(), **files)
        if kept:
            file = Attachment.all_objects.get(ticket=ticket, name=name)
            cases.step(ticket, "hide_personal_data", desk(), hidden_part=file.part_key)
    cases.step(ticket, "assess_reporting", region_security(), **ASSESSING())
    told.open_all()
    _tell_everybody(ticket)
    return cases.fresh(ticket.pk)


def _tell_everybody(ticket) -> None:
    """A notice of every event to every person, also to those who may never read it."""
    events, people = Event.all_objects.filter(ticket=ticket), User.objects.filter(kind="person")
    rows = [Notice(user=one, ticket=ticket, event=event, category="work") for one in people for event in events]
    Notice.all_objects.bulk_create(rows, ignore_conflicts=True)


OUTSIDERS = {
    "another region": lambda: desk(NEIGHBOUR),
    "the object leader of another region": lambda: object_leader(NEIGHBOUR),
    "the vendor before any hand-over": vendor,
    "the steering group of another region": lambda: actor("region-styrgruppsmedlem", NEIGHBOUR),
    "another region's own IT": lambda: actor("region-objektspecialist-support", f"{NEIGHBOUR}-it-mt"),
}


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_no_address_shows_a_ticket_to_an_outsider(outsider):
    OUTSIDERS[outsider]()
    ticket = _hidden()
    client = _browser(OUTSIDERS[outsider]())
    for address in all_addresses(values_of(ticket)):
        answer = client.get(address.path)
        body = _body(answer)
        assert SECRET not in body, address.path
        if ticket.number in address.path:
            assert answer.status_code in (404, 405), f"{address.path}: {answer.status_code}"
        else:
            assert ticket.number not in body, address.path


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_no_step_or_search_shows_a_ticket_to_an_outsider(outsider):
    ticket = _hidden()
    client = _browser(OUTSIDERS[outsider]())
    for name in STEPS:
        answer = client.post(
            f"/api/v1/tickets/{ticket.number}/steps/{name}",
            data="{}",
            content_type="application/json",
            headers={"If-Match": '"1"'},
        )
        assert answer.status_code in (403, 404), name
        assert SECRET not in answer.content.decode()
    for words in (SECRET, ticket.number, ticket.number[:9], "syns inte"):
        for path in ("/arenden/", "/api/v1/tickets", "/sok/", "/api/v1/search"):
            body = client.get(path, {"q": words}).content.decode()
            shown = body.replace(words, "")  # the page repeats what was searched for, and nothing else
            assert SECRET not in shown, (path, words)
            assert ticket.number not in shown, (path, words)


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_the_hint_of_a_registration_tells_an_outsider_at_most_that_there_is_one(outsider):
    ticket, who = _hidden(), OUTSIDERS[outsider]()
    for words in (SECRET, f"{SECRET} syns inte", "syns inte", ticket.number):
        answer = _browser(who).post("/arenden/ny/liknande/", {"title": words})
        assert answer.status_code in (200, 403), words
        assert SECRET not in answer.content.decode(), words
        assert ticket.number not in answer.content.decode(), words
    assert ticket.number in _browser(desk()).post("/arenden/ny/liknande/", {"title": SECRET}).content.decode()


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_presence_tells_an_outsider_nothing_and_the_outsider_is_not_told_of(outsider):
    ticket, who = _hidden(), OUTSIDERS[outsider]()
    inside = _browser(desk())
    for does in ("reads", "writes", "leaves"):
        inside.post(f"/arenden/{ticket.number}/narvaro/", {"does": "writes"})
        answer = _browser(who).post(f"/arenden/{ticket.number}/narvaro/", {"does": does})
        assert answer.status_code == 404
        assert _words(inside.post(f"/arenden/{ticket.number}/narvaro/", {"does": "reads"})) == ""


def _words(answer) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


def _facts(client: Client, path: str) -> list[str]:
    """The words and figures of a page or an answer, line by line, without its clock."""
    body = client.get(path).content.decode()
    if not path.startswith("/api/"):
        body = re.sub(r"<[^>]*>", "\n", body)
    return [line.strip() for line in re.sub(r"\d{2}[.:]\d{2}", "", body).splitlines() if line.strip()]


@pytest.mark.parametrize("outsider", OUTSIDERS)
def test_a_hidden_ticket_and_a_draft_article_move_no_count(outsider):
    who = OUTSIDERS[outsider]()
    client = _browser(who)
    for name, words in enumerate((SECRET, "syns inte")):
        filters = {"q": words, "state": "all"}
        saved_views.save(f"Vy {name}", filters, "", actor=who, at=timezone.now())
    places = [
        "/",
        "/aviseringar/",
        "/arenden/",
        "/arenden/vyer/",
        "/api/v1/views",
        "/arenden/?state=all",
        "/api/v1/tickets",
        "/api/v1/tickets?state=all",
    ]
    for words in SEARCHED:
        places += [f"/sok/?q={words}", f"/api/v1/search?facets=true&q={words}", f"/arenden/?state=all&q={words}"]
    before = {path: _facts(client, path) for path in places}
    making.written(made_from=_hidden_ticket().number, article_title=f"{SECRET} syns inte")
    assert {path: _facts(client, path) for path in places} == before


def test_the_vendor_reads_the_ticket_but_nothing_that_was_said_among_the_customers():
    ticket = cases.at_vendor(contact=f"{NOTE} kontakt")
    for who in (desk(), support()):
        for audience in ("own", "customer"):
            cases.step(ticket, "add_note", who, note_text=f"{NOTE} {audience}", note_audience=audience)
    client = _browser(vendor())
    assert client.get(f"/api/v1/tickets/{ticket.number}").status_code == 200
    names = {desk().user.given_name, support().user.given_name}
    for address in all_addresses(values_of(ticket)):
        answer = client.get(address.path)
        body = _body(answer)
        assert NOTE not in body, address.path
        for name in names:
            assert name not in body, f"{address.path} names {name}"


def test_the_vendors_event_list_begins_with_the_hand_over():
    ticket = cases.at_vendor()
    client = _browser(vendor())
    answer = json.loads(client.get(f"/api/v1/tickets/{ticket.number}/events").content)
    steps = [event["step"] for event in answer["results"]]
    assert "register" not in steps
    assert {"escalate_vendor", "accept"} <= set(steps)


def test_each_side_reads_its_own_notes_and_those_for_all():
    ticket = cases.at_vendor()
    cases.step(ticket, "add_note", vendor(), note_text="Leverantörens egna ord", note_audience="own")
    cases.step(ticket, "add_note", vendor(), note_text="Ord till alla", note_audience="all")
    for who, reads_own in ((vendor(), True), (desk(), False), (support(), False)):
        body = _browser(who).get(f"/api/v1/tickets/{ticket.number}/notes").content.decode()
        assert "Ord till alla" in body
        assert ("Leverantörens egna ord" in body) is reads_own


def test_a_draft_is_in_no_answer_to_anybody_but_its_writer():
    ticket, writer = cases.at_support(), support()
    mine = _browser(writer)
    for name in ("add_note", "resolve"):
        form = {"_form": f"/arenden/{ticket.number}/steg/{name}/", "note_text": SECRET, "solution": SECRET}
        assert mine.post("/utkast/spara/", form).status_code == 200
    assert SECRET in mine.get(f"/arenden/{ticket.number}/").content.decode()
    colleague = support_manager()
    colleague.user.is_administrator = True
    colleague.user.save()
    for who in (colleague, desk(), object_leader()):
        client = _browser(who)
        for address in all_addresses(values_of(ticket)):
            answer = client.get(address.path)
            assert answer.streaming or SECRET not in answer.content.decode(errors="replace"), address.path
