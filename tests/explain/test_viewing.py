"""“See as another”: read-only, logged for good, never more confidential than the administrator's own eyes."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from engine.errors import NotPossible
from roles import viewing
from roles.actor import actor_for
from roles.changing import NotAllowed, Refused
from roles.models import Draft, ViewedPage, Viewing
from tests import parties
from tests.cases import step
from tests.people import person, wear
from tests.tickets import places
from tickets.models import Note, Reading, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    user = person("sussa-informationssakerhetsansvarig", parties.SUPPORT_ORG, name="admin")
    user.is_administrator = True
    user.save()
    return user


def looking(administrator, at_whom) -> Client:
    client = Client()
    client.force_login(administrator)
    answer = client.post(f"/roller/personer/{at_whom.pk}/visa-som/", {"reason": "Felsökning"})
    assert (answer.status_code, answer.url) == (302, "/")
    return client


def test_the_administrator_sees_what_the_other_sees_and_a_banner(administrator):
    mine, theirs = places.incident(who=parties.desk()), places.incident(who=parties.desk(parties.NEIGHBOUR))
    client = looking(administrator, parties.desk().user)
    page = client.get(f"/arenden/{mine.number}/")
    assert page.status_code == 200
    assert f"Du ser programmet som {parties.desk().user}" in page.content.decode()
    assert client.get(f"/arenden/{theirs.number}/").status_code == 404


def test_nothing_can_be_changed_and_the_refusal_is_a_sentence(administrator):
    ticket = places.incident()
    client = looking(administrator, parties.desk().user)
    data = {"note_text": "Hej", "note_audience": "customer", "read_version": ticket.version}
    answer = client.post(f"/arenden/{ticket.number}/steg/add_note/", data)
    assert answer.status_code == 403
    assert "Inget ändrades" in answer.content.decode()
    assert not Note.objects.unscoped("test").filter(ticket=ticket).exists()
    eyes = viewing.eyes_of(Viewing.objects.get().pk, administrator)[1]
    with pytest.raises(NotPossible):
        step(ticket, "triage", eyes)
    assert client.post(f"/arenden/{ticket.number}/narvaro/", {"does": "reads"}).status_code == 204
    assert client.post("/api/v1/tickets", {}, content_type="application/json").status_code == 403


def test_who_whom_when_and_which_pages_with_cases_are_logged(administrator):
    ticket = places.incident()
    client = looking(administrator, parties.desk().user)
    client.get(f"/arenden/{ticket.number}/")
    client.get("/arenden/?state=all")
    row = Viewing.objects.get()
    assert (row.viewer, row.person, row.reason) == (administrator, parties.desk().user, "Felsökning")
    shown = {one.address: one.cases for one in ViewedPage.objects.filter(viewing=row)}
    assert shown[f"/arenden/{ticket.number}/"] == [ticket.number]
    assert ticket.number in shown["/arenden/"]
    assert not Reading.objects.filter(ticket=ticket, user=parties.desk().user).exists()


def test_one_click_ends_it_and_the_time_limit_ends_it_too(administrator):
    ticket = places.incident()
    client = looking(administrator, parties.desk().user)
    assert client.post("/roller/visningar/sluta/").status_code == 302
    assert "Du ser programmet som" not in client.get("/arenden/").content.decode()
    assert ViewedPage.objects.filter(what="ended").exists()
    row = viewing.start(actor_for(administrator), parties.desk().user, reason="x")
    assert viewing.eyes_of(row.pk, administrator) is not None
    later = timezone.now() + timedelta(minutes=viewing.MINUTES, seconds=1)
    assert viewing.eyes_of(row.pk, administrator, at=later) is None
    assert ticket.pk


def test_a_confidential_case_and_a_draft_stay_closed(administrator):
    named = {"reason": "Känsligt", "named_readers": [parties.object_leader().user.email]}
    ticket = step(places.incident(), "make_confidential", parties.region_security(), **named)
    draft = places.draft("general-case", parties.object_leader())
    row = viewing.start(actor_for(administrator), parties.object_leader().user, reason="x")
    eyes = viewing.eyes_of(row.pk, administrator)[1]
    assert Ticket.objects.visible_to(parties.object_leader()).filter(pk__in=[ticket.pk, draft.pk]).count() == 2
    assert not Ticket.objects.visible_to(eyes).filter(pk__in=[ticket.pk, draft.pk]).exists()
    client = looking(administrator, parties.object_leader().user)
    assert client.get(f"/arenden/{ticket.number}/").status_code == 404
    assert ticket.number not in client.get("/arenden/").content.decode()


def test_it_takes_both_the_administrators_account_and_the_capability(administrator):
    desk = parties.desk()
    with pytest.raises(NotAllowed):
        viewing.start(parties.support_security(), desk.user, reason="x")
    bare = person(parties.DESK_ROLE, parties.NEIGHBOUR, name="bare")
    bare.is_administrator = True
    bare.save()
    with pytest.raises(NotAllowed):
        viewing.start(actor_for(bare), desk.user, reason="x")
    with pytest.raises(Refused):
        viewing.start(actor_for(administrator), administrator, reason="x")
    client = Client()
    client.force_login(desk.user)
    assert client.get(f"/roller/personer/{administrator.pk}/visa-som/").status_code == 403


def test_the_log_cannot_be_changed_or_removed(administrator):
    row = viewing.start(actor_for(administrator), parties.desk().user, reason="x")
    viewing.note(row, "shown", address="/", status=200)
    for change in (
        "update roles_viewing set reason = ''",
        "delete from roles_viewedpage",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_the_person_and_her_organisation_read_the_log_and_no_other_does(administrator):
    desk = parties.desk()
    row = viewing.start(actor_for(administrator), desk.user, reason="Felsökning")
    reads = [desk, parties.region_security(), actor_for(administrator)]
    assert all(viewing.log_for(one).filter(pk=row.pk).exists() for one in reads)
    others = [parties.desk(parties.NEIGHBOUR), parties.region_security(parties.NEIGHBOUR), parties.vendor()]
    assert not any(viewing.log_for(one).filter(pk=row.pk).exists() for one in others)
    client = Client()
    client.force_login(desk.user)
    assert "Felsökning" in client.get("/roller/visningar/").content.decode()
    assert client.get(f"/roller/visningar/{row.pk}/").status_code == 200
    client.force_login(parties.desk(parties.NEIGHBOUR).user)
    assert client.get(f"/roller/visningar/{row.pk}/").status_code == 404


def test_own_pages_stay_ones_own(administrator):
    wear(administrator, parties.DESK_ROLE, parties.NEIGHBOUR)
    client = looking(administrator, parties.desk().user)
    page = client.get("/konto/delegeringar/")
    assert page.status_code == 200
    assert page.wsgi_request.actor.user == administrator


def test_own_pages_are_not_in_the_log(administrator):
    client = looking(administrator, parties.desk().user)
    client.get("/konto/delegeringar/")
    client.get("/utkast/")
    assert client.post("/utkast/spara/", {"_form": "/synpunkter/", "text": "Hej"}).status_code == 403
    assert not ViewedPage.objects.exists()


def test_over_the_interface_the_same_eyes_see(administrator):
    theirs, mine = places.incident(), places.incident(who=parties.desk(parties.NEIGHBOUR))
    wear(administrator, parties.DESK_ROLE, parties.NEIGHBOUR)
    client = looking(administrator, parties.desk().user)
    shown = client.get("/api/v1/tickets").content.decode()
    assert theirs.number in shown and mine.number not in shown
    assert mine.number not in ViewedPage.objects.get().cases


def test_the_other_side_reads_the_role_of_the_administrator_and_no_name(administrator):
    ends = timezone.localdate()
    administrator.assignments.update(valid_to=ends, deputy_for=parties.support().user)
    administrator.family_name = "Zetterlund"
    administrator.save()
    row = viewing.start(actor_for(administrator), parties.vendor().user, reason="Felsökning")
    assert parties.support().user.given_name not in row.viewer_role
    pages = {parties.vendor(): False, actor_for(administrator): True}
    for reader, is_named in pages.items():
        client = Client()
        client.force_login(reader.user)
        for address in ("/roller/visningar/", f"/roller/visningar/{row.pk}/"):
            page = client.get(address).content.decode().partition("<main")[2]
            assert row.viewer_role in page
            assert (administrator.family_name in page) is is_named, address


def later(monkeypatch) -> None:
    now = timezone.now() + timedelta(minutes=viewing.MINUTES, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_when_the_time_is_up_nothing_is_changed_until_a_page_has_said_so(administrator, monkeypatch):
    ticket = places.incident(who=parties.desk(parties.NEIGHBOUR))
    wear(administrator, parties.DESK_ROLE, parties.NEIGHBOUR)
    client = looking(administrator, parties.desk(parties.NEIGHBOUR).user)
    later(monkeypatch)
    data = {"note_text": "Hej", "note_audience": "customer", "read_version": ticket.version}
    assert client.post(f"/arenden/{ticket.number}/narvaro/", {"does": "reads"}).status_code == 204
    client.get("/api/v1/tickets")
    client.get("/arenden/", headers={"Sec-Fetch-Mode": "cors"})
    answer = client.post(f"/arenden/{ticket.number}/steg/add_note/", data)
    assert answer.status_code == 403
    assert "Tiden är slut" in answer.content.decode()
    assert client.post("/api/v1/tickets", {}, content_type="application/json").status_code == 403
    assert not Note.objects.unscoped("test").filter(ticket=ticket).exists()
    assert "tiden var slut" in client.get(f"/arenden/{ticket.number}/").content.decode()
    hat = administrator.assignments.get(organisation__slug=parties.NEIGHBOUR).pk
    assert client.post(f"/arenden/{ticket.number}/steg/add_note/", data | {"hat": hat}).status_code == 303
    assert Note.objects.unscoped("test").get(ticket=ticket).author == administrator


def test_the_log_shows_no_case_that_its_reader_does_not_read(administrator):
    named = {"reason": "Känsligt", "named_readers": [parties.object_leader().user.email]}
    hidden = step(places.incident(), "make_confidential", parties.region_security(), **named)
    open_one = places.incident()
    row = viewing.start(actor_for(administrator), parties.object_leader().user, reason="x")
    for one in (hidden, open_one):
        viewing.note(row, "shown", address=f"/arenden/{one.number}/", status=200, cases=[one.number])
    client = Client()
    client.force_login(parties.object_leader().user)
    page = client.get(f"/roller/visningar/{row.pk}/").content.decode()
    assert page.count(hidden.number) == page.count(open_one.number) == 2
    client.force_login(administrator)
    page = client.get(f"/roller/visningar/{row.pk}/").content.decode()
    assert hidden.number not in page
    assert "/arenden/…/" in page and "du inte läser" in page


def test_the_reason_comes_back_after_a_log_in_that_ended(administrator):
    client = Client()
    client.force_login(administrator)
    address = f"/roller/personer/{parties.desk().user.pk}/visa-som/"
    page = client.post(address, {"reason": "Felsökning av listan", "_resume": "1"}).content.decode()
    assert "Här är det du skrev" in page and 'value="Felsökning av listan"' in page
    assert not Viewing.objects.exists()
    assert client.post(address, {"reason": "Felsökning av listan"}).status_code == 302
    assert not Draft.objects.exists()


@pytest.mark.parametrize("address", ["/arenden/%00/", "/arenden/19811218-9876/"])
def test_an_address_that_may_not_be_kept_is_left_out(administrator, address):
    client = looking(administrator, parties.desk().user)
    assert client.get(address).status_code == 404
    assert ViewedPage.objects.get().address == ""
