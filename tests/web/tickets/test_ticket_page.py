"""The page of one ticket: what it says, to whom, and what it never says."""

import pytest
from django.utils import timezone

from tests import query_counts
from tests.cases import SOLUTION, answer, at_support, at_vendor, fresh, incident, opened, prioritised, step, team
from tests.people import actor, person
from tests.web.tickets.door import visitor, words
from tickets.models import Event, Note, Reading

pytestmark = pytest.mark.django_db


def desk():
    return visitor("region-objektspecialist-support", "dalarna")


def page_of(who, ticket, **query):
    return who.text(f"/arenden/{ticket.number}/", **query)


def test_the_page_opens_with_how_the_case_stands_in_one_sentence():
    ticket = at_support(affected_regions=["gavleborg", "vasterbotten"])
    page = page_of(desk(), ticket)
    assert "Ligger hos Sussa vårdstöd sedan mindre än en minut och bedöms" in page
    assert "Tre regioner är berörda." in page
    assert "Reservrutin finns." in page


def test_a_ticket_that_one_may_not_read_and_one_that_does_not_exist_are_the_same_page():
    ticket = opened("incident", actor("region-objektspecialist-support", "gavleborg"))
    hidden = desk().see(f"/arenden/{ticket.number}/")
    missing = desk().see("/arenden/INC-2020-999999/")
    assert hidden.status_code == missing.status_code == 404
    assert words(hidden) == words(missing)
    for address in (
        "steg/add_note/",
        "steg/triage/",
        "region/gavleborg/region_confirm/",
        "overlamning/1/accept/",
        "fil/1/",
    ):
        assert desk().see(f"/arenden/{ticket.number}/{address}").status_code == 404, address
        assert desk().client.post(f"/arenden/{ticket.number}/{address}").status_code in (404, 405), address


def test_what_can_be_done_is_a_button_and_what_cannot_says_why_and_who_can():
    person("sussa-supportspecialist", "sussa-vardstod", name="samira")
    ticket = prioritised()
    answer(
        step_to_support(ticket),
        "accept",
        actor("sussa-supportspecialist", "sussa-vardstod"),
        team=team("sussa-vardstod").slug,
    )
    page = page_of(desk(), ticket)
    assert "Bara den organisation som ärendet ligger hos kan göra det här." in page
    assert "Det kan göras av" in page
    assert "Samira" in page


def step_to_support(ticket):
    from tests.cases import TO_SUPPORT

    return step(ticket, "escalate_tier", actor("region-objektspecialist-support", "dalarna"), **TO_SUPPORT)


def test_the_box_for_a_note_names_exactly_who_will_and_will_not_see_it():
    page = page_of(desk(), at_support(affected_regions=["gavleborg"]))
    assert "Syns för Region Dalarna, Sussa vårdstöd och Region Gävleborg. Cambio ser den inte." in page
    assert "Syns för Region Dalarna. Inte för Sussa vårdstöd och Region Gävleborg." in page
    assert "Cambio ser den bara om ärendet lämnas över dit." in page


def test_the_vendor_chooses_between_its_own_people_and_everyone():
    page = page_of(visitor("cambio-service-desk", "cambio"), at_vendor())
    assert "Bara Cambio" in page
    assert "Alla som läser ärendet" in page
    assert "Regionerna och Sussa" not in page


def test_notes_of_other_circles_and_what_happened_before_the_hand_over_do_not_reach_the_vendor():
    ticket = at_support()
    support = actor("sussa-supportspecialist", "sussa-vardstod")
    step(ticket, "add_note", support, note_text="Mellan oss.", note_audience="customer")
    step(ticket, "add_note", support, note_text="Till alla.", note_audience="all")
    from tests.cases import TO_VENDOR

    step(ticket, "escalate_vendor", support, **TO_VENDOR)
    vendor = visitor("cambio-service-desk", "cambio")
    for view in ("allt", "noteringar", "falt"):
        page = page_of(vendor, ticket, visa=view)
        assert "Mellan oss." not in page, view
        assert "registrerade incidenten" not in page, view
        assert "Region-Objektspecialist" not in page, view
        assert "Sussa-Supportspecialist" not in page, view
    assert "Till alla." in page_of(vendor, ticket)
    assert "Känt allt. Prövat omstart. Önskat rättning." in page_of(vendor, ticket)


def test_the_customer_side_reads_the_vendors_people_by_organisation_and_role():
    ticket = at_vendor()
    step(ticket, "add_note", actor("cambio-service-desk", "cambio"), note_text="Vi tittar.", note_audience="all")
    page = page_of(desk(), ticket)
    assert "Vi tittar." in page
    assert "Cambio Leverantörens servicedesk" in page
    assert "Cambio-Service-Desk" not in page


def test_every_changed_field_is_shown_with_what_stood_before():
    ticket = prioritised(impact=3, urgency=2)
    step(ticket, "prioritise", actor("region-incidentansvarig", "dalarna"), impact=3, urgency=4)
    page = desk().see(f"/arenden/{ticket.number}/", visa="falt").content.decode()
    assert "<del>Stopp med reservrutin eller kraftigt nedsatt funktion</del> <ins>Kan vänta</ins>" in page
    assert "Listan ligger kvar i tio sekunder." in page


def test_only_notes_shows_no_events():
    ticket = incident()
    step(ticket, "add_note", actor("region-objektspecialist-support", "dalarna"), note_text="Hej.", note_audience="own")
    page = page_of(desk(), ticket, visa="noteringar")
    assert "Hej." in page
    assert "registrerade incidenten" not in page


def test_older_events_are_reached_by_a_link(monkeypatch):
    monkeypatch.setattr("tickets.web.timeline.PER_PAGE", 3)
    ticket, me = incident(), actor("region-objektspecialist-support", "dalarna")
    for number in range(5):
        step(ticket, "add_note", me, note_text=f"Anteckning {number}.", note_audience="own")
    page = desk().see(f"/arenden/{ticket.number}/").content.decode()
    assert "Anteckning 4." in page
    assert "Anteckning 1." not in page
    from re import search

    older = search(r'href="([^"]+visa=allt&amp;fore=\d+)#', page).group(1).replace("&amp;", "&")
    assert "Anteckning 1." in desk().see(older).content.decode()


def test_a_long_story_begins_with_its_latest_events(monkeypatch):
    monkeypatch.setattr("tickets.web.timeline.FIRST", 2)
    ticket, me = incident(), actor("region-objektspecialist-support", "dalarna")
    for number in range(5):
        step(ticket, "add_note", me, note_text=f"Anteckning {number}.", note_audience="own")
    assert "Anteckning 1." in page_of(desk(), ticket)  # it fits on a page
    monkeypatch.setattr("tickets.web.timeline.PER_PAGE", 4)
    page = page_of(desk(), ticket)
    assert [f"Anteckning {number}." in page for number in range(5)] == [False, False, False, True, True]
    place = Event.objects.unscoped("the newest of the page").filter(ticket_id=ticket.pk).order_by("-seq")[1].pk
    page = page_of(desk(), ticket, fore=str(place))
    assert [f"Anteckning {number}." in page for number in range(5)] == [True, True, True, False, False]


def test_the_history_is_checked_when_asked_for():
    ticket = prioritised()
    assert f"Historiken är oförändrad: {ticket.event_seq} händelser kontrollerade" in page_of(
        desk(), ticket, kontroll="1"
    )


def test_reading_is_noted():
    ticket, who = incident(), desk()
    page_of(who, ticket)
    row = Reading.objects.get()
    assert (row.ticket_id, row.user, row.organisation.slug) == (ticket.pk, who.user, "dalarna")
    assert row.at <= timezone.now()


def test_who_reads_it_stands_with_the_rule_for_each():
    page = page_of(desk(), at_vendor(affected_regions=["gavleborg"]))
    assert "Region Dalarna Äger ärendet." in page
    assert "Region Gävleborg Berörs av incidenten." in page
    assert "Cambio Har fått ärendet överlämnat" in page


def test_the_letter_of_a_hand_over_stands_before_the_buttons_that_answer_it():
    ticket = step_to_support(prioritised())
    page = page_of(visitor("sussa-supportspecialist", "sussa-vardstod"), ticket)
    assert "Överlämning: Dalarna → Sussa" in page
    assert page.index("Känt") < page.index("Ta emot")


def test_a_closed_case_says_how_it_ended():
    ticket = closed()
    page = page_of(desk(), ticket)
    assert "Avslutades" in page
    assert "Utfall: rättad." in page


def closed():
    ticket = at_support()
    support, desk_ = (
        actor("sussa-supportspecialist", "sussa-vardstod"),
        actor("region-objektspecialist-support", "dalarna"),
    )
    step(ticket, "assign", support, team=team("sussa-vardstod").slug, category_open="data", assignee="me")
    step(ticket, "take", support)
    ticket = step(ticket, "resolve", support, **SOLUTION)
    from engine.perform import perform
    from tickets.models import RegionLeg

    leg = RegionLeg.objects.unscoped("test").get(ticket=ticket)
    perform(RegionLeg, leg.pk, "region_confirm", actor=desk_, via="test")
    return step(ticket, "close", desk_)


def test_the_neighbours_in_the_list_the_reader_came_from_are_one_press_away():
    first, second, third = (incident().number for _ in range(3))
    page = desk().see(f"/arenden/{second}/", lista="region=me&state=open&sort=registered").content.decode()
    assert f'href="/arenden/{first}/?lista=' in page
    assert f'href="/arenden/{third}/?lista=' in page
    assert "Regionens öppna" in page


def test_a_log_out_in_the_middle_of_a_note_brings_the_note_back_and_saves_nothing():
    ticket, who = incident(), desk()
    resumed = who.client.post(
        f"/arenden/{ticket.number}/steg/add_note/",
        {"_resume": "1", "note_text": "Halvskrivet.", "note_audience": "own"},
    )
    assert resumed.status_code == 200
    assert "Halvskrivet." in resumed.content.decode()
    assert not Note.objects.unscoped("test").exists()


def test_the_page_in_english_has_english_sentences():
    ticket, who = incident(), desk()
    who.user.language = "en"
    who.user.save()
    page = page_of(who, ticket)
    assert "Has been with Region Dalarna for less than a minute and waits to be assessed." in page
    assert "registered the incident." in page


@pytest.mark.parametrize("notes", [1, 15])
def test_the_page_asks_the_database_as_often_for_a_short_story_as_for_a_long_one(notes):
    ticket = at_vendor(affected_regions=["gavleborg"])
    for number in range(notes):
        step(ticket, "add_note", actor("cambio-service-desk", "cambio"), note_text=f"Nr {number}.", note_audience="all")
    who = visitor("sussa-supportspecialist", "sussa-vardstod")
    page_of(who, ticket)
    query_counts.check("web: ticket page", lambda: who.see(f"/arenden/{ticket.number}/"), at_most=20)


def test_the_holders_page_of_a_case_being_worked_on_keeps_the_budget():
    ticket = at_support()
    support = actor("sussa-supportspecialist", "sussa-vardstod")
    step(ticket, "assign", support, team=team("sussa-vardstod").slug, category_open="data")
    ticket = step(fresh(ticket.pk), "take", support)
    step(ticket, "add_task", support, task_title="Ring leverantören", task_blocking=True)
    who = visitor("sussa-supportspecialist", "sussa-vardstod")
    page_of(who, ticket)
    query_counts.check("web: ticket page of its holder", lambda: who.see(f"/arenden/{ticket.number}/"), at_most=20)
