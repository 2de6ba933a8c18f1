"""Named filters: kept, shared, opened first, removed and brought back; and they never show more than one may read."""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from engine.errors import Refused
from roles.models import Draft
from tests.bulk.test_bulk_pages import browser, text_of
from tests.cases import at_vendor, incident
from tests.parties import (
    NEIGHBOUR,
    REGION,
    SUPPORT_ORG,
    desk,
    object_leader,
    region_manager,
    support,
    support_manager,
    vendor,
)
from tickets import saved_views
from tickets.models import SavedView

pytestmark = pytest.mark.django_db

PERSONAL_NUMBER = "19121212-1212"
URGENT = {"state": "open", "priority": "1,2"}
MANAGERS = "region-incidentansvarig"


def kept(who, name="Brådskande", filters=None, shared="") -> SavedView:
    return saved_views.save(name, URGENT if filters is None else filters, shared, actor=who, at=timezone.now())


def names(who) -> list[str]:
    return [one.name for one in saved_views.readable_by(who)]


def codes(refused) -> list[tuple[str, str]]:
    return [(why.code, why.field) for why in refused.value.reasons]


def test_a_view_is_its_owners_alone_until_it_is_shared():
    kept(desk())
    assert names(desk()) == ["Brådskande"]
    for who in (object_leader(), desk(NEIGHBOUR), support(), vendor()):
        assert names(who) == []


def test_a_view_shared_with_an_organisation_is_read_by_its_people_and_no_others():
    kept(object_leader(), shared=f"{REGION}:")
    assert names(desk()) == names(region_manager()) == ["Brådskande"]
    for who in (desk(NEIGHBOUR), support(), vendor()):
        assert names(who) == []


def test_a_view_shared_with_a_role_is_read_by_those_who_wear_it_there():
    kept(object_leader(), shared=f"{REGION}:{MANAGERS}")
    assert names(region_manager()) == ["Brådskande"]
    assert names(desk()) == names(region_manager(NEIGHBOUR)) == []


def test_the_support_organisation_shares_with_a_role_in_every_region():
    kept(support_manager(), shared=f":{MANAGERS}")
    assert names(region_manager()) == names(region_manager(NEIGHBOUR)) == ["Brådskande"]
    assert names(desk()) == names(vendor()) == []


@pytest.mark.parametrize("shared", [f"{REGION}:", f"{NEIGHBOUR}:", f"{SUPPORT_ORG}:", f":{MANAGERS}", "x:y", ":"])
def test_nobody_shares_with_those_whose_work_she_does_not_lead(shared):
    with pytest.raises(Refused) as refused:
        kept(desk(), shared=shared)
    assert codes(refused) == [("may_not_share", "shared_with")]


def test_a_region_shares_with_its_own_people_only():
    keys = {one.key for one in saved_views.circles(object_leader())}
    assert f"{REGION}:" in keys
    assert all(key.startswith(f"{REGION}:") for key in keys)


def test_a_shared_view_shows_each_reader_what_she_may_read():
    incident(title="Zinkgrodan syns inte")
    kept(support_manager(), "Alla öppna", {"state": "open"}, f":{MANAGERS}")
    here, there = browser(region_manager()), browser(region_manager(NEIGHBOUR))
    for client, number in ((here, "1"), (there, "0")):
        body = text_of(client.get("/arenden/?state=open&priority=1"))
        assert re.search(rf"Alla öppna {number}\b", body), body
    assert "Zinkgrodan" not in there.get("/arenden/?state=open").content.decode()


def test_me_in_a_shared_view_is_whoever_reads_it():
    mine = incident()
    kept(object_leader(), "Våra", {"reporter": "me", "state": "open"}, f"{REGION}:")
    (view,) = saved_views.readable_by(desk())
    assert saved_views.counts([view.filters], desk()) == [1]
    assert saved_views.counts([view.filters], region_manager()) == [0]
    assert mine.reporter_id == desk().user.pk


@pytest.mark.parametrize(
    ("filters", "fault"),
    [
        ({"priority": "9"}, ("bad_filter", "priority")),
        ({"sort": "title"}, ("bad_order", "sort")),
        ({"colour": "red"}, ("unknown_parameter", "colour")),
        ({"q": f"Ring {PERSONAL_NUMBER}"}, ("personal_number", "q")),
    ],
)
def test_filters_that_the_list_does_not_take_are_not_kept(filters, fault):
    with pytest.raises(Refused) as refused:
        kept(desk(), filters=filters)
    assert fault in codes(refused)
    assert not SavedView.objects.exists()


def test_each_fault_of_the_filters_is_said_once():
    with pytest.raises(Refused) as refused:
        kept(desk(), filters={"q": f"Ring {PERSONAL_NUMBER}", "priority": "9"})
    assert sorted(codes(refused)) == [("bad_filter", "priority"), ("personal_number", "q")]


def test_what_a_database_cannot_hold_is_left_out_of_a_view():
    view = kept(desk(), "Brå\x00ttom", {"q": "li\x00sta", "state": "\x00"})
    assert (view.name, view.filters) == ("Bråttom", {"q": "lista"})


def test_who_looks_through_a_persons_eyes_sees_her_shared_views_only():
    private, shared = kept(object_leader()), kept(object_leader(), "Våra", shared=f"{REGION}:")
    saved_views.open_first(private, object_leader())
    looked_through = replace(object_leader(), viewer=support())
    assert list(saved_views.readable_by(looked_through)) == [shared]
    assert saved_views.first_of(looked_through) is None


@pytest.mark.parametrize(
    ("name", "code"), [("", "bad_name"), ("x" * 61, "bad_name"), (f"Pat {PERSONAL_NUMBER}", "personal_number")]
)
def test_a_name_is_needed_and_holds_no_personal_number(name, code):
    with pytest.raises(Refused) as refused:
        kept(desk(), name)
    assert codes(refused) == [(code, "name")]


def test_a_name_is_taken_once_a_person():
    kept(desk())
    with pytest.raises(Refused) as refused:
        kept(desk())
    assert codes(refused) == [("name_taken", "name")]
    kept(object_leader())


def test_who_leads_the_work_changes_a_view_shared_there_and_a_colleague_does_not():
    view = kept(object_leader(), shared=f"{REGION}:")
    assert saved_views.may_change(view, object_leader())
    assert not saved_views.may_change(view, desk())
    assert not saved_views.may_change(view, object_leader(NEIGHBOUR))


def test_a_view_whose_filter_is_gone_stays_in_its_place_without_a_number(client):
    view = kept(desk(), filters={"state": "open"})
    SavedView.objects.filter(pk=view.pk).update(filters={"service": "nedlagd"})
    assert saved_views.counts([{"state": "open"}, {"service": "nedlagd"}], desk()) == [0, None]
    assert browser(desk()).get("/arenden/?state=open").status_code == 200


# --- In the browser ---


@pytest.fixture
def client() -> Client:
    return browser(desk())


def test_the_filters_of_the_list_are_kept_shown_above_it_and_open_the_same_list(client):
    address = "/arenden/?priority=1,2&state=open"
    keep = re.search(r'href="(/arenden/vyer/\?[^"]*)"', client.get(address).content.decode())[1]
    answer = client.post(unescape(keep), {"name": "Brådskande"})
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert re.search(r'aria-current="page">Brådskande', page)


def test_a_view_that_opens_first_opens_first(client):
    view = kept(desk(), filters={"state": "all", "sort": "registered"})
    client.post(f"/arenden/vyer/{view.pk}/forst/")
    assert client.get("/arenden/").url == "/arenden/?state=all&sort=registered"
    client.post(f"/arenden/vyer/{view.pk}/forst/")
    assert client.get("/arenden/").url != "/arenden/?state=all&sort=registered"


def test_a_view_that_is_no_longer_shared_opens_first_for_nobody_else(client):
    view = kept(object_leader(), filters={"state": "all"}, shared=f"{REGION}:")
    client.post(f"/arenden/vyer/{view.pk}/forst/")
    saved_views.change(view, actor=object_leader(), at=timezone.now(), circle_key="")
    assert client.get("/arenden/").url != "/arenden/?state=all"


def test_a_view_is_renamed_removed_and_brought_back(client):
    view = kept(desk())
    client.post(f"/arenden/vyer/{view.pk}/", {"name": "Bråttom"})
    assert names(desk()) == ["Bråttom"]
    removed = client.post(f"/arenden/vyer/{view.pk}/ta-bort/", follow=True).content.decode()
    assert names(desk()) == []
    undo = f"/arenden/vyer/{view.pk}/ta-tillbaka/"
    assert f'action="{undo}"' in removed
    client.post(undo)
    assert names(desk()) == ["Bråttom"]


def test_a_view_takes_the_filters_of_the_list_over_and_has_the_old_ones_back(client):
    view, other = kept(desk()), kept(object_leader(), shared=f"{REGION}:")
    page = client.get("/arenden/vyer/?hold=await_reporter&state=open").content.decode()
    (take_over,) = re.findall(r'action="([^"]*/filter/[^"]*)"', page)
    assert unescape(take_over) == f"/arenden/vyer/{view.pk}/filter/?state=open&hold=await_reporter"
    shown = client.post(unescape(take_over), follow=True)
    assert shown.redirect_chain[0][0] == "/arenden/?state=open&hold=await_reporter"
    assert saved_views.readable_by(desk()).get(pk=view.pk).filters == {"state": "open", "hold": "await_reporter"}
    (undo,) = re.findall(r'action="([^"]*/filter/[^"]*)"', shown.content.decode())
    client.post(unescape(undo))
    assert saved_views.readable_by(desk()).get(pk=view.pk).filters == URGENT
    assert client.post(f"/arenden/vyer/{other.pk}/filter/?state=open").status_code == 404
    assert not re.findall("/filter/", client.get("/arenden/vyer/").content.decode())


def test_a_name_that_cannot_be_kept_is_said_at_its_field(client):
    answer = client.post("/arenden/vyer/?state=open", {"name": f"Pat {PERSONAL_NUMBER}"})
    assert answer.status_code == 422
    assert "personnummer" in text_of(answer)
    assert not any(PERSONAL_NUMBER in str(one.fields) for one in Draft.objects.all())


def test_another_persons_view_is_not_found(client):
    view = kept(object_leader(), "Zinkgrodan")
    for path in ("", "forst/", "ta-bort/", "ta-tillbaka/"):
        assert client.post(f"/arenden/vyer/{view.pk}/{path}", {"name": "x"}).status_code == 404
    assert "Zinkgrodan" not in client.get("/arenden/vyer/").content.decode()
    shared = kept(object_leader(), shared=f"{REGION}:")
    for path in ("", "ta-bort/", "ta-tillbaka/"):
        assert client.post(f"/arenden/vyer/{shared.pk}/{path}", {"name": "x"}).status_code == 404


def test_the_vendor_keeps_views_of_what_it_reads():
    at_vendor()
    client = browser(vendor())
    assert client.post("/arenden/vyer/?state=open", {"name": "Hos oss"}).status_code == 302
    assert re.search(r"Hos oss 1\b", text_of(client.get("/arenden/?state=open")))
