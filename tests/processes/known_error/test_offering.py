"""Known errors are offered while somebody types and on the incident's page, never where the fix already works."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from engine.errors import Refused
from tests import cases, parties
from tests.cases import step
from tests.people import person
from tests.processes.known_error import places
from tests.processes.known_error.places import known_error, links_of
from tests.processes.release.versions.running_here import release, spell
from tests.tickets import places as every
from tests.web.test_register import personal_number
from tests.web.tickets.door import Visitor, words

pytestmark = pytest.mark.django_db
TYPED = "Läkemedelslistan fryser"
FOURTH = "gavleborg"


def hint(region: str = FOURTH, title: str = TYPED, **more) -> str:
    return words(Visitor(parties.desk(region).user).client.post(reverse("tickets:similar"), {"title": title} | more))


def test_a_fourth_region_that_types_is_offered_the_workaround_above_similar_cases():
    incident = cases.incident(parties.desk(FOURTH), title="Läkemedelslistan fryser för alla")
    ticket = known_error(behind=places.problem())
    page = hint()
    assert ticket.number in page and places.WORKAROUND in page and incident.number in page
    assert page.index(ticket.number) < page.index(incident.number)


@pytest.mark.parametrize("state", ["draft", "withdrawn", "retired"])
def test_only_what_holds_is_offered(state):
    ticket = known_error(state)
    assert ticket.number not in hint()


def test_what_has_a_planned_fix_is_offered_until_the_region_has_verified_it():
    ticket = places.verified(known_error("under_change"), "dalarna")
    assert ticket.number in hint("halland") and ticket.number in hint(FOURTH)
    assert ticket.number not in hint("dalarna")
    places.by_the_program(ticket, "unverify")
    assert ticket.number in hint("dalarna")


def test_the_page_says_to_the_region_that_the_fix_works_there():
    ticket = places.verified(known_error("under_change"), "dalarna")
    said = "erbjuds därför inte längre"
    pages = [Visitor(parties.desk(one).user).text(f"/arenden/{ticket.number}/") for one in ("dalarna", "halland")]
    assert [said in page for page in pages] == [True, False]


def test_two_words_are_shared_or_one_where_the_service_is_the_same():
    from regions import directory

    ticket, service = known_error(), str(directory.service_by_slug("lakemedel").pk)
    assert ticket.number not in hint(title="Läkemedelslistan går sönder ibland")
    assert ticket.number in hint(title="Läkemedelslistan går sönder ibland", service=service)
    assert ticket.number not in hint(title="Kallelser skrivs ut två gånger", service=service)


def test_the_one_of_the_typed_version_comes_first():
    old = known_error(affected_versions="3.9")
    new = known_error(affected_versions="4.1")
    found = hint(version="3.9")
    assert found.index(old.number) < found.index(new.number)


@pytest.mark.parametrize(
    ("runs", "is_offered"),
    [("4.1.3", True), ("4.2", True), ("4.3", False), ("4.0.9", False), ("4.4.1 rc", True)],
)
def test_what_the_region_does_not_run_today_is_not_offered_to_it(runs, is_offered):
    ticket = known_error()  # 4.1.0–4.2.2
    spell(release(runs), timezone.now() - timedelta(days=1), "dalarna")
    assert (ticket.number in hint("dalarna")) is is_offered
    assert ticket.number in hint("halland"), "nobody has said what they run there"
    assert ticket.number in hint("dalarna", version="4.2.1"), "it is said which version it is about"


def test_a_version_that_is_rolled_back_is_not_what_the_region_runs():
    ticket, now = known_error(), timezone.now()
    spell(release("4.2"), now - timedelta(days=9), "dalarna")
    spell(release("4.3"), now - timedelta(days=3), "dalarna", back=now - timedelta(days=1))
    assert ticket.number in hint("dalarna")


def test_words_that_are_no_plain_versions_keep_it_from_nobody():
    ticket = known_error(affected_versions="före 4.2, och Net iD 6.8")
    spell(release("4.3"), timezone.now() - timedelta(days=1), "dalarna")
    assert ticket.number in hint("dalarna")


def test_a_case_is_offered_what_fits_the_version_of_the_day_when_it_came():
    ticket = known_error()
    before = working(version="")
    spell(release("4.3"), timezone.now(), parties.REGION)
    after = working(version="")
    desk = Visitor(parties.desk().user)
    found = [desk.text(reverse("tickets:fitting_known_errors", args=[one.number])) for one in (before, after)]
    assert [ticket.number in page for page in found] == [True, False]


def test_nothing_is_looked_for_in_a_title_with_a_personal_number():
    ticket = known_error()
    assert ticket.number not in hint(title=f"{TYPED} {personal_number()}")


def test_the_vendor_and_a_confidential_known_error_are_left_out():
    ticket = known_error()
    client = Visitor(person(parties.VENDOR_ROLE, parties.VENDOR_ORG)).client
    assert ticket.number not in words(client.post(reverse("tickets:similar"), {"title": TYPED}))
    secret = {"reason": "Känsligt", "named_readers": [parties.problem_manager().user.email]}
    step(ticket, "make_confidential", parties.support_security(), **secret)
    assert ticket.number not in hint()


def test_a_workaround_that_was_hidden_is_not_shown():
    from tickets.models import TextVersion

    ticket = known_error()
    row = TextVersion.objects.unscoped("test").get(ticket_id=ticket.pk, field="workaround")
    step(ticket, "hide_personal_data", parties.desk(), hidden_part=row.part_key)
    page = hint()
    assert ticket.number in page and places.WORKAROUND not in page


# --- On the incident's page, and its resolution ---


def working(**data):
    return every.incident("in_progress", **({"title": TYPED} | data))


def test_a_fitting_known_error_is_one_click_from_resolving_the_incident():
    ticket, incident = known_error(), working()
    desk = Visitor(parties.desk().user)
    looked_for = reverse("tickets:fitting_known_errors", args=[incident.number])
    assert looked_for in desk.see(f"/arenden/{incident.number}/").content.decode()
    address = reverse("tickets:use_known_error", args=[incident.number, ticket.number])
    assert address in desk.see(looked_for).content.decode()
    form = desk.see(address).content.decode()
    assert places.WORKAROUND in form and f'value="{ticket.number}"' in form


def test_using_a_draft_or_an_unreadable_one_gives_nothing():
    incident, desk = working(), Visitor(parties.desk().user)
    for number in (known_error("draft").number, incident.number, "KFE-2026-999999"):
        assert desk.see(reverse("tickets:use_known_error", args=[incident.number, number])).status_code == 404


def test_resolving_with_a_known_error_links_it_and_counts_once():
    ticket, incident = known_error(), working()
    done = step(incident, "resolve", parties.desk(), **places.WITH_WORKAROUND, known_error=ticket.number)
    assert links_of(done) == [ticket.pk]
    again = step(done, "reopen", parties.desk(), reason="Felet är tillbaka")
    step(again, "resolve", parties.desk(), **places.WITH_WORKAROUND, known_error=ticket.number)
    assert cases.fresh(ticket.pk).detail().used == 1


def test_a_workaround_without_a_problem_or_known_error_is_refused_and_with_one_is_not():
    incident = working()
    with pytest.raises(Refused) as refused:
        step(incident, "resolve", parties.desk(), **places.WITH_WORKAROUND)
    assert [(one.code, one.field) for one in refused.value.reasons] == [("workaround_without_cause", "known_error")]
    linked = places.linked(incident, places.problem())
    assert step(linked, "resolve", parties.desk(), **places.WITH_WORKAROUND).state == "resolved"


def test_an_incident_is_not_resolved_with_a_known_error_that_does_not_hold():
    ticket, incident = known_error("withdrawn"), working()
    with pytest.raises(Refused) as refused:
        step(incident, "resolve", parties.desk(), **places.WITH_WORKAROUND, known_error=ticket.number)
    assert [one.code for one in refused.value.reasons] == ["not_offered"]


# --- The list ---


def listed(region: str = FOURTH, **asked) -> str:
    return Visitor(parties.desk(region).user).text("/kanda-fel/", **asked)


def test_the_list_is_for_all_regions_by_words_service_and_region():
    one = known_error()
    other = known_error(affected_regions=["halland"])
    assert all(ticket.number in listed(region) for ticket in (one, other) for region in ("dalarna", FOURTH))
    page = Visitor(parties.desk().user).text("/kanda-fel/", region="dalarna")
    assert one.number in page and other.number not in page
    assert one.number in listed(q="utskrift lösning") or one.number in listed(q="fryser")
    assert one.number not in listed(q="kallelser")
    assert one.number in listed(service="lakemedel") and one.number not in listed(service="provsvar")
    assert places.WORKAROUND in listed() and "4.1.0–4.2.2" in listed()


def test_the_list_says_when_it_is_empty_and_hides_drafts():
    ticket = known_error("draft")
    assert "Inga kända fel här" in listed() and ticket.number not in listed()
    assert "Inget känt fel passar" in listed(q="kallelser")
    assert Visitor(parties.desk().user).see("/kanda-fel/", which="nothing").status_code == 422
    assert ticket.number in Visitor(parties.problem_manager().user).text("/kanda-fel/", which="draft")


def test_the_vendor_sees_none():
    ticket = known_error()
    assert ticket.number not in Visitor(parties.vendor().user).text("/kanda-fel/")


@pytest.mark.parametrize(("state", "says"), [("draft", False), ("published", True), ("withdrawn", False)])
def test_its_page_says_offered_of_a_region_only_while_it_is(state, says):
    ticket = places.draft(affected_regions=places.REGIONS) if state == "draft" else known_error(state)
    page = Visitor(parties.problem_manager().user).text(f"/arenden/{ticket.number}/")
    assert ("erbjuds" in page.split("Berörda regioner")[1].split("Det här kan du göra")[0]) is says
