"""What is written in a form is kept until it is sent: by the form's address, for the one who wrote it."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from roles import drafts
from roles.models import Draft
from roles.tasks import forget_drafts
from sussa.web import resume
from tests.frame.conftest import PASSWORD
from tests.personal_data.made_numbers import number as made_number

pytestmark = pytest.mark.django_db
FORM = "/prov/formular/"
TEXT = "Provsvar visas dubbelt.\nRad två med <tecken> & åäö."
SENT = {"title": "Dubbla svar", "description": TEXT, "service": "a", "safety": "nej", "audience": "own", "version": "7"}


@pytest.fixture
def writer(client, person, sample_pages):
    client.force_login(person)
    return client


def save(client, **fields):
    return client.post("/utkast/spara/", {"_form": FORM, **fields})


def kept(user):
    return {one.form: dict(one.fields) for one in drafts.of(user)}


def test_the_form_is_shown_again_with_what_was_written_and_no_fault_is_said_of_it(writer, person):
    answer = save(writer, title="", description=TEXT, once="6f2d6a3e-0b8f-4a55-9f0b-3f6a0d1c2b4a")
    assert "Utkast sparat" in answer.content.decode()
    page = writer.get(FORM).content.decode()
    assert "Här är det du skrev" in page and "Kasta utkast" in page
    assert "Rad två med &lt;tecken&gt; &amp; åäö." in page
    assert "error-summary" not in page and "aria-invalid" not in page
    assert "once" not in kept(person)[FORM]


def test_an_answer_with_a_draft_in_it_is_kept_by_no_cache(writer):
    save(writer, description=TEXT)
    assert "no-store" in writer.get(FORM).headers["Cache-Control"]


def test_sending_the_form_ends_the_draft(writer, person, sample_pages):
    save(writer, description=TEXT)
    assert writer.post(FORM, SENT).content == b"sparat"
    assert kept(person) == {}
    assert TEXT.splitlines()[0] not in writer.get(FORM).content.decode()


def test_a_save_that_was_still_on_its_way_when_the_form_was_sent_comes_to_nothing(writer, person):
    mark = "6f2d6a3e-0b8f-4a55-9f0b-3f6a0d1c2b4a"
    assert writer.post(FORM, SENT | {"once": mark}).content == b"sparat"
    assert save(writer, description=TEXT, once=mark).status_code == 204
    assert kept(person) == {}


def test_a_form_that_was_refused_is_kept_also_without_script(writer, person):
    assert writer.post(FORM, {"title": "", "description": TEXT}).status_code == 422
    assert kept(person)[FORM]["description"] == TEXT


def test_a_form_where_nothing_was_written_leaves_no_draft(writer, person):
    assert writer.post(FORM, {"title": "", "safety": "risk"}).status_code == 422
    assert kept(person) == {}


def test_emptying_the_form_ends_the_draft(writer, person):
    save(writer, description=TEXT)
    assert save(writer, description="", _empty="1").status_code == 204
    assert kept(person) == {}


def test_a_text_with_a_personal_number_is_never_kept_and_the_rest_is(writer, person):
    number = made_number("19121212", "121")
    save(writer, title="Dubbla svar", description=number[:-1])
    answer = save(writer, title="Dubbla svar", description=f"Gäller {number}.").content.decode()
    assert "innehåller ett personnummer" in answer
    assert kept(person)[FORM] == {"title": "Dubbla svar"}
    assert writer.post(FORM, {"title": "", "description": f"Gäller {number}."}).status_code == 422
    assert number[-4:] not in str(Draft.objects.values_list("fields", "form"))


def test_passwords_are_never_kept(writer, person):
    save(writer, title="Dubbla svar", new_password="hemligt")
    assert "hemligt" not in str(kept(person))


@pytest.mark.parametrize(
    "form", ["/konto/password/change/", "/prov/enkel/", "/finns/inte/", "https://example.org/", ""]
)
def test_only_forms_of_ours_that_can_be_shown_again_are_kept(writer, person, form):
    assert writer.post("/utkast/spara/", {"_form": form, "title": "Dubbla svar"}).status_code == 400
    assert kept(person) == {}


def test_a_draft_too_large_is_not_kept_and_the_page_hears_of_it(writer, person):
    assert save(writer, description="å" * resume.LIMIT_BYTES).status_code == 413
    assert kept(person) == {}


def test_a_log_in_in_the_middle_makes_the_text_a_draft(client, person, sample_pages):
    client.force_login(person)
    writer_of_it = {"title": "", "description": TEXT, "_resume": "1"}
    page = client.post(FORM, writer_of_it).content.decode()
    assert "Utkast sparat" in page
    client.logout()
    client.post("/konto/login/", {"login": person.email, "password": PASSWORD})
    assert "Rad två med" in client.get(FORM).content.decode()


def test_a_draft_can_be_thrown_away_and_taken_back(writer, person):
    save(writer, description=TEXT)
    pk = drafts.of(person).get().pk
    here = {"referer": f"http://testserver{FORM}"}
    answer = writer.post("/utkast/kasta/", {"_form": FORM}, headers=here, follow=True)
    assert answer.request["PATH_INFO"] == FORM
    assert "Utkastet är kastat" in answer.content.decode() and "Rad två" not in answer.content.decode()
    answer = writer.post(f"/utkast/{pk}/ta-tillbaka/", headers=here, follow=True)
    assert "Rad två med" in answer.content.decode()


def test_nothing_is_lost_when_something_new_is_written_before_the_draft_is_taken_back(writer, person):
    save(writer, description=TEXT)
    old = drafts.of(person).get().pk
    writer.post("/utkast/kasta/", {"_form": FORM})
    save(writer, description="Något nytt")
    page = writer.post(f"/utkast/{old}/ta-tillbaka/", follow=True).content.decode()
    assert "Rad två med" in page and "Något nytt" in page
    assert kept(person) == {FORM: {"description": "Något nytt"}}
    writer.post("/utkast/kasta/", {"_form": FORM})
    writer.post(f"/utkast/{old}/ta-tillbaka/")
    assert kept(person)[FORM]["description"] == TEXT
    assert "Något nytt" in writer.get("/utkast/").content.decode()


def test_sending_a_form_leaves_what_was_thrown_away_to_be_taken_back(writer, person):
    save(writer, description=TEXT)
    writer.post("/utkast/kasta/", {"_form": FORM})
    assert writer.post(FORM, SENT).content == b"sparat"
    writer.post(f"/utkast/{Draft.objects.get().pk}/ta-tillbaka/")
    assert kept(person)[FORM]["description"] == TEXT


def test_a_name_with_a_personal_number_is_never_kept_either(writer, person):
    number = made_number("19121212", "121")
    answer = save(writer, title="Dubbla svar", **{f"fält {number}": "ord"}).content.decode()
    assert "innehåller ett personnummer" in answer
    assert kept(person)[FORM] == {"title": "Dubbla svar"}


def test_what_no_database_can_hold_is_left_out_and_the_rest_kept(writer, person):
    assert save(writer, **{"ti\x00tle": "Dubb\x00la svar"}).status_code == 200
    assert kept(person)[FORM] == {"title": "Dubbla svar"}
    assert writer.post(FORM, {"title": "", "de\x00scription": "Dubb\x00la"}).status_code == 422
    assert kept(person)[FORM]["description"] == "Dubbla"
    assert writer.post("/utkast/spara/", {"_form": f"{FORM}?a=\x00", "title": "Dubbla svar"}).status_code == 400
    assert writer.post("/utkast/kasta/", {"_form": f"{FORM}\x00"}).status_code == 302


def test_the_list_names_each_form_and_leads_to_it(writer):
    assert "Du har inga utkast" in writer.get("/utkast/").content.decode()
    save(writer, description=TEXT)
    page = writer.get("/utkast/").content.decode()
    assert "Provformulär" in page and f'href="{FORM}"' in page and "Rad två med" in page


def test_a_draft_belongs_to_one_person_and_nobody_else_reads_it(writer, client, sample_pages):
    save(writer, description=TEXT)
    pk = Draft.objects.get().pk
    other = get_user_model().objects.create_user(
        "rut@example.org", PASSWORD, given_name="Rut", family_name="Ek", is_administrator=True
    )
    client.force_login(other)
    for path in (FORM, "/utkast/", "/"):
        assert "visas dubbelt" not in client.get(path).content.decode(), path
    client.post("/utkast/kasta/", {"_form": FORM})
    client.post(f"/utkast/{pk}/ta-tillbaka/")
    client.post(FORM, SENT)
    assert Draft.objects.get(pk=pk).discarded_at is None
    client.logout()
    assert client.get("/utkast/").status_code == 302


def test_drafts_with_a_text_are_forgotten_whoever_wrote_them(person):
    at = timezone.now()
    other = get_user_model().objects.create_user("rut@example.org", PASSWORD, given_name="Rut")
    for who, form in ((person, "/a/"), (other, "/b/")):
        drafts.keep(who, form, [("note", 'Sa "hemligt"\r\nrad två')], is_cut=False, at=at)
    drafts.keep(other, "/c/", [("note", "annat")], is_cut=False, at=at)
    drafts.discard(other, "/b/", at=at)
    assert drafts.forget("") == 0
    assert drafts.forget('"hemligt"\nrad') == 2
    assert list(Draft.objects.values_list("form", flat=True)) == ["/c/"]


def test_old_drafts_are_removed_by_the_worker(person, settings):
    now = timezone.now()
    ages = {"/old/": settings.DRAFT_DAYS + 1, "/young/": settings.DRAFT_DAYS - 1, "/thrown/": 3}
    for form, days in ages.items():
        drafts.keep(person, form, [("note", "ord")], is_cut=False, at=now - timedelta(days=days))
    drafts.discard(person, "/thrown/", at=now - timedelta(days=2))
    assert forget_drafts() == 2
    assert [one.form for one in drafts.of(person)] == ["/young/"]
