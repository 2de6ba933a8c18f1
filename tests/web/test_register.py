"""Registering an incident and a general case through the forms, without a browser."""

import re
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from engine.perform import create
from regions import directory
from roles import drafts
from tests import query_counts
from tests.articles import making
from tests.cases import at_vendor, incident, opened, step
from tests.parties import DESK_ROLE, NEIGHBOUR, REGION, SUPPORT_ORG, VENDOR_ORG, desk, support, vendor
from tests.people import actor, person, wear
from tests.personal_data.made_numbers import number as made_number
from tickets.models import IncidentDetail, TextVersion, Ticket
from tickets.workflows import PROCESSES

pytestmark = pytest.mark.django_db

FIRST = {"title": "Provsvar visas dubbelt", "symptom": "Varje svar får två rader.", "contact": "Elin Backlund"}
SECOND = {
    "affected_units": "Avdelning 12",
    "users_affected": "n11_100",
    "reserve_routine": "yes",
    "patient_safety": "risk",
}


def personal_number() -> str:
    """A number with a right check digit, made up for the tests."""
    digits = made_number("19121112", "121")
    return f"{digits[:8]}-{digits[8:]}"


@pytest.fixture
def leader(client):
    """A regional object manager, logged in."""
    found = person("region-objektledare", REGION)
    client.force_login(found)
    return found


def typed(**changes):
    """What stands on the first page of an incident when it is filled in."""
    service = str(directory.service_by_slug("provsvar").pk)
    began = {"started_at_0": "2026-01-15", "started_at_1": "07:40", "source": "user", "service": service}
    return FIRST | began | {"once": str(uuid4())} | changes


def post(client, page, go="next", *, process="incident", **fields):
    name = "tickets:register" if process == "incident" else "tickets:register_case"
    return client.post(reverse(name), {"page": page, "go": go, **fields})


def only_ticket():
    return Ticket.objects.unscoped("test").get()


def page_of(answer) -> str:
    return answer.content.decode()


def test_three_pages_and_the_incident_is_registered(client, leader):
    fields = typed()
    assert 'name="affected_units"' in page_of(post(client, 1, **fields))
    assert "Avdelning 12" in page_of(post(client, 2, **fields, **SECOND))
    done = post(client, 3, "register", **fields, **SECOND)
    ticket = only_ticket()
    assert done.url == f"/arenden/{ticket.number}/"
    assert (ticket.origin.slug, ticket.holder.slug, ticket.reporter_id) == (REGION, REGION, leader.pk)
    assert (ticket.title, ticket.patient_safety, ticket.service.slug) == (FIRST["title"], "risk", "provsvar")
    detail = IncidentDetail.objects.get(ticket=ticket)
    assert (detail.source, detail.users_affected, detail.reserve_routine) == ("user", "n11_100", "yes")
    assert detail.started_at.astimezone().isoformat().startswith("2026-01-15T07:40")
    assert f"{ticket.number} är registrerat" in page_of(client.get("/kortkommandon/"))


def test_what_the_program_knows_is_filled_in(client, leader):
    incident(actor("region-objektledare", REGION), service="provsvar")
    page = page_of(client.get(reverse("tickets:register")))
    assert f'value="{leader.get_full_name()}"' in page
    service = directory.service_by_slug("provsvar")
    assert re.search(rf'<option value="{service.pk}" selected', page)
    assert re.search(r'name="started_at_1" value="\d\d:\d\d"', page)
    assert re.search(r'<option value="user" selected', page)


def test_text_of_earlier_pages_travels_in_the_page_and_is_stored_nowhere(client, leader):
    answer = post(client, 1, **typed(symptom="Rad ett\nRad två med <tecken>"))
    assert 'name="symptom" value="Rad ett\nRad två med &lt;tecken&gt;"' in page_of(answer)
    assert not Ticket.objects.unscoped("test").exists()
    assert "Rad två" not in str(dict(client.session))


def test_going_back_keeps_everything_and_checks_nothing(client, leader):
    answer = post(client, 2, "back", **typed(title=""), affected_units="Avdelning 12")
    page = page_of(answer)
    assert answer.status_code == 200
    assert 'name="symptom"' in page and "Varje svar får två rader." in page
    assert 'name="affected_units" value="Avdelning 12"' in page
    assert "behöver rättas" not in page


def test_each_page_says_what_is_missing_on_it_and_only_that(client, leader):
    answer = post(client, 1, **typed(title="", service=""))
    page = page_of(answer)
    assert answer.status_code == 422
    assert 'href="#id_title"' in page and 'href="#id_service"' in page
    assert "id_users_affected" not in page
    second = page_of(post(client, 2, **typed()))
    assert 'href="#id_affected_units"' in second and 'href="#id_patient_safety"' in second


def test_a_fault_on_an_earlier_page_is_shown_there_with_everything_kept(client, leader):
    answer = post(client, 3, "register", **typed(title=""), **SECOND)
    assert answer.status_code == 422
    page = page_of(answer)
    assert 'href="#id_title"' in page
    assert 'name="affected_units" value="Avdelning 12"' in page
    assert not Ticket.objects.unscoped("test").exists()


def test_a_fault_in_what_is_folded_opens_it(client, leader):
    assert '<details class="more" open>' in page_of(post(client, 1, **typed(started_at_0="2999-01-01")))
    assert '<details class="more" open>' not in page_of(post(client, 1, **typed(title="")))


def test_the_same_mark_twice_registers_once(client, leader):
    fields = typed() | SECOND
    first, second = post(client, 3, "register", **fields), post(client, 3, "register", **fields)
    assert first.url == second.url
    assert Ticket.objects.unscoped("test").count() == 1


def test_other_words_under_a_used_mark_are_not_lost_and_not_registered_by_themselves(client, leader):
    fields = typed() | SECOND
    post(client, 3, "register", **fields)
    answer = post(client, 3, "register", **(fields | {"title": "Något annat"}))
    page = page_of(answer)
    assert answer.status_code == 409
    assert only_ticket().number in page and "Något annat" in page
    again = re.search(r'name="once" value="([^"]+)"', page).group(1)
    post(client, 3, "register", **(fields | {"title": "Något annat", "once": again}))
    assert Ticket.objects.unscoped("test").count() == 2


def test_a_personal_number_is_refused_at_its_field_and_kept_in_the_page_alone(client, leader, caplog):
    number = personal_number()
    answer = post(client, 1, **typed(symptom=f"Exempel {number} fick två poster."))
    page = page_of(answer)
    assert answer.status_code == 422
    assert number in page
    assert 'href="#id_symptom"' in page and "Ta bort numret åt mig" in page
    assert "no-store" in answer["Cache-Control"]
    assert page.count(number) == 1
    assert number not in caplog.text
    assert number not in str(dict(client.session))
    assert_nowhere_in_the_database(number)


def assert_nowhere_in_the_database(text):
    """No text column of any table holds the text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns where table_schema = 'public'"
            " and data_type in ('text', 'character varying', 'jsonb')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'select count(*) from "{table}" where "{column}"::text like %s', [f"%{text}%"])
            assert cursor.fetchone() == (0,), f"{table}.{column}"


def test_the_number_is_taken_out_on_request_and_the_rest_of_the_text_stays(client, leader):
    number = personal_number()
    page = page_of(post(client, 1, "mask", **typed(symptom=f"Exempel {number} fick två poster.")))
    assert number not in page
    assert "fick två poster." in page
    assert not Ticket.objects.unscoped("test").exists()


def test_a_possible_number_is_registered_with_a_statement_and_its_reason(client, leader):
    fields = typed(symptom="Order 8112189876 fastnar.") | SECOND
    asked = post(client, 1, **fields)
    assert asked.status_code == 422
    assert 'name="not_personal_data"' in page_of(asked)
    stated = fields | {"not_personal_data": "on", "not_personal_data_reason": "Ett ordernummer."}
    assert post(client, 1, **stated).status_code == 200
    assert post(client, 3, "register", **stated).status_code == 302
    assert only_ticket().title == FIRST["title"]


def test_after_a_log_out_the_form_is_shown_with_its_text_and_nothing_is_saved(client, leader):
    answer = post(client, 3, "register", **typed(), **SECOND, _resume="1")
    assert answer.status_code == 200
    assert "Här är det du skrev" in page_of(answer)
    assert "Varje svar får två rader." in page_of(answer)
    assert not Ticket.objects.unscoped("test").exists()


def test_an_anonymous_post_is_carried_through_the_log_in(client, db):
    person("region-objektledare", REGION)
    answer = post(client, 1, **typed())
    assert answer.status_code == 401
    assert "Varje svar" not in page_of(answer)
    assert Session.objects.count() == 0
    assert not list(cache._cache.get_client().scan_iter("*svar*")) if hasattr(cache, "_cache") else True


def test_a_person_of_two_organisations_says_for_which(client, leader):
    wear(leader, DESK_ROLE, NEIGHBOUR)
    page = page_of(client.get(reverse("tickets:register")))
    hats = dict(re.findall(r'name="hat" id="[^"]+" value="(\d+)"[^>]*><label[^>]*>([^<]+)<', page))
    assert sorted(hats.values()) == sorted([directory.by_slug(REGION).name, directory.by_slug(NEIGHBOUR).name])
    chosen = next(key for key, name in hats.items() if name == directory.by_slug(NEIGHBOUR).name)
    post(client, 3, "register", **typed(), **SECOND, hat=chosen)
    assert only_ticket().origin.slug == NEIGHBOUR


def test_a_role_of_somebody_else_cannot_be_chosen(client, leader):
    other = person(DESK_ROLE, NEIGHBOUR).assignments.get()
    post(client, 3, "register", **typed(), **SECOND, hat=str(other.pk))
    assert only_ticket().origin.slug == REGION


def test_further_regions_can_be_named(client, leader):
    post(client, 3, "register", **typed(), **SECOND, affected_regions=[NEIGHBOUR])
    assert Ticket.objects.visible_to(desk(NEIGHBOUR)).filter(pk=only_ticket().pk).exists()


def test_who_may_not_register_is_told_which_right_it_takes(client, db):
    client.force_login(person("cambio-contract-manager", VENDOR_ORG))
    answer = client.get(reverse("tickets:register"))
    assert answer.status_code == 403
    assert "Registrera incidenter" in page_of(answer)


def test_what_the_vendor_finds_is_held_by_the_support_organisation(client, db):
    client.force_login(person("cambio-service-desk", VENDOR_ORG))
    assert post(client, 3, "register", **typed(source="vendor"), **SECOND).status_code == 302
    assert only_ticket().holder.slug == SUPPORT_ORG


def test_a_general_case_is_one_page(client, leader):
    fields = {
        "title": "Hur skriver man ut en lista?",
        "description": "Vi hittar inte knappen.",
        "service": str(directory.service_by_slug("journal").pk),
        "contact": "Elin",
        "callback": "elin@region.example",
        "patient_safety": "nej",
        "confidential_wish": "no",
        "once": str(uuid4()),
    }
    missing = post(client, 1, "register", process="general-case", **(fields | {"description": ""}))
    assert missing.status_code == 422 and 'href="#id_description"' in page_of(missing)
    assert post(client, 1, "register", process="general-case", **fields).status_code == 302
    ticket = only_ticket()
    assert (ticket.process, ticket.state) == ("general-case", "submitted")
    bodies = TextVersion.objects.unscoped("test").filter(ticket=ticket).values_list("body", flat=True)
    assert "Vi hittar inte knappen." in bodies


def test_a_draft_that_was_begun_elsewhere_is_gone_on_with(client, leader):
    begun = create(
        PROCESSES["incident"],
        ("open",),
        actor=actor("region-objektledare", REGION),
        via="test",
        data={},
        process="incident",
    ).ticket_id
    assert f"draft={begun}" in page_of(client.get("/"))
    assert f'name="draft" value="{begun}"' in page_of(client.get(reverse("tickets:register"), {"draft": begun}))
    post(client, 3, "register", **typed(), **SECOND, draft=begun)
    ticket = only_ticket()
    assert (ticket.pk, ticket.state) == (begun, "new")


# --- Known already ---


def similar(client, title):
    return page_of(client.post(reverse("tickets:similar"), {"title": title}))


def test_open_cases_with_the_same_words_are_shown_under_the_title(client, leader):
    known = incident(desk(), title="Vidimering av provsvar ger dubbla poster")
    incident(desk(), title="Kallelser skrivs ut två gånger")
    page = similar(client, "Dubbla provsvaren vid vidimering")
    assert known.number in page and known.title in page
    assert "Kallelser" not in page


def test_another_region_is_counted_without_a_word_of_its_case(client, leader):
    hidden = incident(desk(NEIGHBOUR), title="Vidimering av provsvar ger dubbla poster")
    page = similar(client, "Dubbla provsvar vid vidimering")
    assert "1 liknande i en annan region" in page
    assert hidden.number not in page and "poster" not in page
    step(hidden, "widen", actor("sussa-incidentansvarig", SUPPORT_ORG), reason="Alla har det.")
    page = similar(client, "Dubbla provsvar vid vidimering")
    assert hidden.number in page and "i en annan region" not in page


def test_a_confidential_case_is_neither_shown_nor_counted(client, leader):
    incident(desk(NEIGHBOUR), title="Vidimering av provsvar ger dubbla poster", confidential_wish="yes")
    assert "similar-heading" not in similar(client, "Dubbla provsvar vid vidimering")


def test_the_vendor_is_told_of_nothing_it_may_not_read(client, db):
    client.force_login(person("cambio-service-desk", VENDOR_ORG))
    incident(desk(), title="Vidimering av provsvar ger dubbla poster")
    assert "similar-heading" not in similar(client, "Dubbla provsvar vid vidimering")
    sent = at_vendor(title="Vidimering av provsvar ger dubbla poster")
    assert sent.number in similar(client, "Dubbla provsvar vid vidimering")


CHOSEN = {"article_audience": "chosen", "article_organisations": ["vasterbotten"]}


def test_articles_that_share_two_words_of_the_title_are_shown_to_their_readers(client, leader):
    shown = making.published(article_title="Så rättas dubbla provsvar")
    making.published(article_title="Provsvar skrivs ut")
    making.written(article_title="Dubbla provsvar, utkast")
    own = making.published(making.writer(NEIGHBOUR), article_title="Dubbla provsvar hos oss", **CHOSEN)
    page = similar(client, "Dubbla provsvaren vid vidimering")
    assert shown.number in page and "Så rättas dubbla provsvar" in page
    assert "skrivs ut" not in page and "utkast" not in page and own.number not in page
    assert "similar-heading" not in similar(client, f"Dubbla provsvar {personal_number()}")


def test_a_title_with_a_number_is_not_looked_for(client, leader):
    incident(desk(), title="Vidimering av provsvar ger dubbla poster")
    assert "similar-heading" not in similar(client, f"Dubbla provsvar vid vidimering {personal_number()}")


def test_without_script_the_hint_comes_with_the_next_page(client, leader):
    incident(desk(), title="Provsvar visas dubbelt i listan")
    assert "similar-heading" in page_of(post(client, 1, **typed()))
    assert "similar-heading" not in page_of(post(client, 1, **typed(similar_seen="1")))


# --- Queries ---


def test_the_pages_cost_the_same_however_much_there_is(client, leader):
    def measure():
        drafts.sent(leader, reverse("tickets:register"))
        client.get(reverse("tickets:register"))  # what is read once is read
        query_counts.check("web: register, first page", lambda: client.get(reverse("tickets:register")), at_most=10)
        query_counts.check("web: register, next page", lambda: post(client, 1, **typed()), at_most=12)
        query_counts.check("web: register, review", lambda: post(client, 2, **typed(), **SECOND), at_most=12)
        query_counts.check("web: similar", lambda: similar(client, "Dubbla provsvar"), at_most=8)

    opened("incident", actor("region-objektledare", REGION))
    incident(desk(), title="Provsvar dubbla")
    measure()
    for number in range(5):
        incident(desk(), title=f"Provsvar dubbla {number}")
        incident(desk(NEIGHBOUR), title=f"Provsvar dubbla {number}")
    support(), vendor()
    measure()


def test_both_forms_ask_how_a_patient_that_must_be_known_is_asked_about(client, leader):
    for page in (page_of(post(client, 1, **typed())), page_of(client.get(reverse("tickets:register_case")))):
        assert 'id="id_patient_contact"' in page and "Skriv aldrig här vem det är." in page
