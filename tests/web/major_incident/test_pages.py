"""The pages of a major incident: what each reader sees, and what can be done from there."""

import pytest

from tests import cases, parties, query_counts
from tests.pages import browser
from tests.processes.major_incident import places as majors
from tests.processes.regulatory import opened as tracks
from tests.tickets import places
from tickets.models import MiRegionRow, RegulatoryTrack

pytestmark = pytest.mark.django_db
MOST = 20  # statements of the page of a case


def body(client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def picture(ticket) -> str:
    return f"/storningar/{ticket.number}/lagesbild/"


def told(ticket):
    ticket = cases.step(ticket, "write_message", majors.communicator(), **majors.message())
    return cases.step(ticket, "publish_message", majors.leader())


def test_the_record_shows_situation_regions_lead_and_duties():
    ticket = told(majors.major("investigating"))
    seen = body(browser(majors.manager()), f"/arenden/{ticket.number}/")
    for words in ("Läkemedelslistan går inte att öppna.", "https://mote.example/mi", "region--unknown"):
        assert words in seen
    assert majors.leader().user.given_name in seen


def test_a_candidate_has_a_page_too():
    ticket = majors.major("candidate")
    assert ticket.title in body(browser(majors.manager()), f"/arenden/{ticket.number}/")


@pytest.mark.parametrize("state", ["declared", "monitoring", "resolved", "review", "closed", "downgraded"])
def test_every_page_of_every_state_is_shown(state):
    ticket = majors.major(state)
    for who in (majors.manager(), majors.region_manager(), parties.desk(parties.NEIGHBOUR)):
        client = browser(who)
        for path in (
            f"/arenden/{ticket.number}/", picture(ticket), f"/storningar/{ticket.number}/besked/",
            f"/storningar/{ticket.number}/efteranalys/", "/storningar/", "/",
        ):  # fmt: skip
            body(client, path)


def test_a_region_sets_its_own_row_from_the_picture_and_nobody_elses():
    ticket = majors.major("investigating")
    client = browser(majors.region_manager())
    seen = body(client, picture(ticket))
    own = f"/arenden/{ticket.number}/lage/{parties.REGION}/state_not_affected/"
    assert own in seen
    assert f"/lage/{parties.NEIGHBOUR}/" not in seen
    row = majors.row(ticket)
    answer = client.post(own, {"read_version": row.version, "once": "0123456789"})
    assert answer.status_code == 303
    assert majors.row(ticket).state == "not_affected"
    other = f"/arenden/{ticket.number}/lage/{parties.NEIGHBOUR}/state_not_affected/"
    assert client.post(other, {"read_version": 1}).status_code in (403, 409)
    assert MiRegionRow.all_objects.get(ticket=ticket, region__slug=parties.NEIGHBOUR).state == "unknown"


def test_the_picture_says_who_signed_when_and_who_is_silent():
    ticket = majors.major("investigating")
    majors.say(ticket, "state_affected", row_units="Akuten")
    seen = body(browser(majors.manager()), picture(ticket))
    assert "Akuten" in seen
    assert majors.region_manager().user.short_name in seen
    assert "region--affected" in seen


def test_a_region_that_answered_orally_is_marked_so():
    row = majors.told_orally()
    assert "Jourhavande Karin" in body(browser(majors.manager()), picture(row.ticket))


def test_others_tickets_have_no_such_pages():
    ticket = places.incident()
    client = browser(parties.desk())
    for page in ("lagesbild", "besked", "efteranalys"):
        body(client, f"/storningar/{ticket.number}/{page}/", 404)


def test_the_list_and_start_tell_everyone_concerned_and_stop_when_it_is_over():
    ticket = majors.major("investigating")
    for who in (majors.manager(), parties.desk(), parties.desk(parties.NEIGHBOUR)):
        client = browser(who)
        assert picture(ticket) in body(client, "/")
        assert ticket.title in body(client, "/storningar/")
    cases.step(ticket, "downgrade", majors.manager(), reason="Färre än vi trodde")
    assert picture(ticket) not in body(browser(parties.desk()), "/")


def test_start_leads_a_region_to_what_it_has_to_say():
    ticket = majors.major("investigating")
    row = f'href="/arenden/{ticket.number}/#regionerna">'
    assert f"{row}Ange läget i din region…" in body(browser(majors.region_manager()), "/")
    majors.say(ticket, "state_not_affected")
    assert row not in body(browser(majors.region_manager()), "/")


def test_the_vendor_that_does_not_take_part_sees_no_banner():
    ticket = majors.major("investigating")
    client = browser(parties.vendor())
    assert picture(ticket) not in body(client, "/")
    body(client, picture(ticket), 404)


def test_published_text_stands_and_a_correction_stands_beneath():
    ticket = told(majors.major("investigating"))
    cases.step(ticket, "correct_message", majors.leader(), correction="Även provsvar är berörda.")
    seen = body(browser(parties.desk()), f"/storningar/{ticket.number}/besked/")
    assert seen.index("Läkemedelslistan går inte att öppna.") < seen.index("Även provsvar är berörda.")


def test_the_review_says_of_a_region_that_never_answered_that_nothing_is_known():
    ticket = majors.major("declared")
    silent = MiRegionRow.all_objects.filter(ticket=ticket, state="unknown").count()
    seen = body(browser(majors.manager()), f"/storningar/{ticket.number}/efteranalys/")
    assert silent and seen.count('<span class="muted">Okänt</span>') == silent


def test_the_review_has_the_timeline_minutes_and_actions():
    ticket = majors.settled_review()
    seen = body(browser(majors.manager()), f"/storningar/{ticket.number}/efteranalys/")
    assert "Larma vid halv minnesanvändning." in seen
    assert "sign_review" in seen


def test_a_problem_is_registered_from_the_review_with_the_major_incident_named():
    ticket = majors.major("review")
    seen = body(browser(majors.manager()), f"/storningar/{ticket.number}/efteranalys/")
    assert f"/arenden/ny/problem/?incident={ticket.number}" in seen
    form = body(browser(majors.manager()), f"/arenden/ny/problem/?incident={ticket.number}")
    assert ticket.number in form
    neighbour = body(browser(parties.desk(parties.NEIGHBOUR)), f"/storningar/{ticket.number}/efteranalys/")
    assert "/arenden/ny/problem/" not in neighbour


def test_the_panel_counts_and_drafts_for_the_own_region_alone():
    ticket = majors.major("investigating")
    own, other = tracks.security(), tracks.security(parties.NEIGHBOUR)
    assert RegulatoryTrack.objects.visible_to(own).filter(ticket=ticket).exists()
    path = f"/arenden/{ticket.number}/provning/"
    seen = body(browser(own), path)
    assert ticket.title in seen, "the draft is filled in"
    assert "Ordination sker på papper." in seen
    assert 'lang="sv"' in seen
    assert "CSIRT" not in body(browser(other), path)
    track = RegulatoryTrack.objects.visible_to(own).get(ticket=ticket, regime="nis2")
    draft = browser(own).get(f"{path}{track.pk}/utkast/warning/")
    assert draft["Content-Type"].startswith("text/plain")
    text = draft.content.decode()
    assert text.startswith("UTKAST, ej skickat: Upplysning")
    assert majors.leader().user.given_name not in text
    assert browser(other).get(f"{path}{track.pk}/utkast/warning/").status_code == 404


PAGES = {
    "web: major incident": "/arenden/{number}/",
    "web: situation picture": "/storningar/{number}/lagesbild/",
    "web: status messages": "/storningar/{number}/besked/",
    "web: review of a major incident": "/storningar/{number}/efteranalys/",
    "web: list of major incidents": "/storningar/",
    "web: duties to report": "/arenden/{number}/provning/",
}


def test_the_pages_ask_the_same_number_of_queries_whatever_there_is():
    ticket = told(majors.major("investigating"))
    client = browser(majors.manager())
    for hit in (1, 4):
        for one in majors.rows(ticket)[:hit]:
            if one.state == "unknown":
                majors.say(ticket, "state_affected", one.region.slug, row_units="Akuten")
        for name, path in PAGES.items():
            here = path.format(number=ticket.number)
            client.get(here)
            query_counts.check(name, lambda here=here: client.get(here))


def more_of_everything(ticket):
    """Rows of every kind that the record shows: offers, log, messages, additions, incidents, sent reports, tasks."""
    for one in majors.rows(ticket)[:4]:
        if one.state == "unknown":
            majors.say(ticket, "state_affected", one.region.slug, row_units="Akuten")
    new = majors.manager().user.email
    ticket = cases.step(ticket, "hand_over_role", majors.leader(), mi_duty="logger", new_person=new)
    for number in range(7):
        ticket = cases.step(ticket, "log_entry", majors.logger(), entry_text=f"Rad {number}")
    ticket = cases.step(ticket, "add_suffix", majors.region_manager(), suffix_text="Hos oss: ring 4711.")
    ticket = cases.step(ticket, "correct_message", majors.leader(), correction="Även provsvar.")
    ticket = cases.step(ticket, "write_message", majors.communicator(), **majors.message())
    tracks.sent(tracks.track_of(ticket), "warning", hours=0)
    other = places.incident(who=parties.desk(parties.NEIGHBOUR))
    return cases.step(ticket, "link_incident", majors.leader(), linked_incidents=[other.number])


def statements(client, ticket) -> int:
    path = f"/arenden/{ticket.number}/"
    client.get(path)
    return len(query_counts.counted(lambda: client.get(path))[1])


def test_the_record_costs_every_reader_at_most_twenty_statements_whatever_there_is():
    incident = cases.step(cases.at_vendor(), "widen", parties.support(), reason="Rör fler")
    ticket = told(majors.major("investigating", incident))
    for region in (parties.REGION, parties.NEIGHBOUR):
        majors.say(ticket, "state_affected", region, row_units="Akuten")
    readers = (
        majors.manager(), majors.leader(), majors.communicator(), majors.region_manager(), parties.problem_manager(),
        parties.desk(parties.NEIGHBOUR), tracks.security(), majors.vendor_manager(),
    )  # fmt: skip
    windows = [browser(one) for one in readers]
    few = [statements(one, ticket) for one in windows]
    many = [statements(one, more) for more in [more_of_everything(ticket)] for one in windows]
    assert few == many and max(many) <= MOST, (few, many)


def readers_of_all():
    return majors.manager(), majors.region_manager(), parties.problem_manager()


@pytest.mark.parametrize("state", ["candidate", "review", "closed"])
def test_the_record_costs_at_most_twenty_statements_before_and_after(state):
    ticket = majors.major(state)
    found = {who.user.email: statements(browser(who), ticket) for who in readers_of_all()}
    assert max(found.values()) <= MOST, found
