"""The form, Start, the report with its file, and the forum's agenda; how many queries each takes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from sla import wording
from tests import parties, query_counts
from tests.api import calling
from tests.cases import fresh, step
from tests.pages import browser, text_of
from tests.processes.need import places as at
from tickets.models import NeedDetail, Ticket
from tickets.processes.need import reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
PAGE, FORM = "/behov/", "/arenden/ny/behov/"


def typed(**more) -> dict:
    from regions import directory

    service = str(directory.service_by_slug("lakemedel").pk)
    return at.ASKED | {"service": service, "page": "1", "go": "register"} | more


# --- The form ---


def test_a_clinician_hands_in_a_need_in_one_page():
    visitor = browser(at.clinician())
    form = text_of(visitor.get(FORM))
    for words in ("Nytt behov", "Vad skulle bli bättre?", "Lämna behovet", "Akut vård"):
        assert words in form, words
    answer = visitor.post(FORM, typed(programme_areas=["aldre-och-palliativ", "primarvard"]))
    assert answer.status_code == 302, text_of(answer)
    need = fresh(Ticket.objects.unscoped("test").get(process="need").pk)
    assert (need.state, need.title) == ("submitted", at.TITLE)
    assert [one.slug for one in need.programme_areas()] == ["primarvard", "aldre-och-palliativ"]
    said = text_of(visitor.get(f"/arenden/{need.number}/"))
    assert "Äldres hälsa och palliativ vård" in said
    assert at.ASKED["need_benefit"] in said


def test_what_is_missing_is_said_and_what_was_typed_stays():
    said = browser(at.clinician()).post(FORM, typed(need_benefit=""))
    assert said.status_code == 422
    assert at.ASKED["description"] in said.content.decode()


def test_an_unknown_area_is_refused():
    said = text_of(browser(at.clinician()).post(FORM, typed(programme_areas=["finns-inte"])), 422)
    assert "Välj något av" in said or "Välj ett av" in said, said[:2000]


def test_who_may_not_hand_in_is_offered_no_form():
    visitor = browser(parties.desk())
    assert visitor.get(FORM).status_code == 403
    assert "Nytt behov" not in text_of(visitor.get(PAGE))


def test_the_steps_of_the_leaders_have_their_forms():
    need = at.submitted()
    said = text_of(browser(at.leader()).get(f"/arenden/{need.number}/steg/prepare/"))
    for words in ("Regionens prioritering", "Varför den prioriteringen", "God och jämlik vård", "Lika och gemensamt"):
        assert words in said, words
    need = at.need("joint_review")
    assert "Vår region behöver det också" in text_of(
        browser(at.leader(parties.NEIGHBOUR)).get(f"/arenden/{need.number}/")
    )
    assert "Vår region behöver det också" not in text_of(browser(at.leader()).get(f"/arenden/{need.number}/"))


# --- Start, and the forum ---


def start(who) -> str:
    return text_of(browser(who).get("/"))


def test_start_says_whose_turn_it_is():
    need = at.submitted()
    assert "Slutför regional beredning" in start(at.leader())
    assert need.number not in start(at.leader(parties.NEIGHBOUR))
    need = at.need("regional_prepared", of=None)
    assert "Starta gemensam beredning" in start(at.coordinator())
    at.need("joint_review")
    assert "Det står på forumets dagordning" in start(at.coordinator())
    at.need("prioritised")
    assert "Forumet har prioriterat det" in start(at.coordinator())


def test_start_asks_the_regions_for_the_effect_once_it_is_time():
    need = at.need("effect_followup")
    assert "Rapportera effekt" not in start(at.leader())
    at.by_the_program(need, "ask_effect")
    assert "Rapportera effekt" in start(at.leader())
    step(fresh(need.pk), "report_effect", at.leader(), **at.EFFECT)
    assert "Rapportera effekt" not in start(at.leader())
    assert "Alla regioner har svarat" in start(at.coordinator())


def test_start_tells_whoever_asked_what_became_of_it():
    assert "Vad det blev av dina behov" in start(at.clinician())
    need = at.need("prioritised")
    said = start(at.clinician())
    assert "har prioriterats: hög" in said
    assert need.number in said
    assert need.number not in start(at.clinician(parties.NEIGHBOUR))
    assert "Vad det blev av dina behov" not in start(parties.desk())


def test_it_stands_on_the_agenda_of_the_forum():
    need = at.need("joint_review")
    said = text_of(browser(at.coordinator()).get(f"/forum/{at.FORUM}/"))
    assert "På dagordningen" in said
    assert need.number in said
    assert need.number not in text_of(browser(at.coordinator()).get("/forum/sussa-cambio-cab/"))
    assert need.number not in text_of(browser(parties.vendor()).get(f"/forum/{at.FORUM}/"))


def test_what_it_weighs_is_of_what_it_was_weighed_by():
    need = at.need("regional_prepared")
    assert "Vägt 5 av 6 " in text_of(browser(at.leader()).get(f"/arenden/{need.number}/")), (
        "three criteria were left out"
    )


# --- The report ---


def test_the_report_counts_stages_regions_and_areas():
    now = timezone.now()
    need = at.submitted(at=now - timedelta(days=40), programme_areas=["primarvard"])
    step(need, "prepare", at.leader(), **at.PREPARING)
    at.submitted(at.clinician(parties.NEIGHBOUR))
    found = reading.report({}, at.leader())
    assert (found.all.number, found.all.open, found.all.silent) == (2, 2, 0)
    assert (found.stages[0].number, found.stages[0].median_days) == (1, 40)
    assert [one.slug for one in found.areas] == ["primarvard"]
    assert {one.slug: one.number for one in found.regions if one.number} == {parties.REGION: 1, parties.NEIGHBOUR: 1}
    narrowed = reading.report({"region": parties.NEIGHBOUR}, at.leader())
    assert narrowed.all.number == 1


def test_a_need_that_lies_still_is_named_and_one_that_rests_is_not():
    now = timezone.now()
    silent, rested = at.submitted(at=now - timedelta(days=181)), at.need("parked")
    found = reading.report({}, at.leader(), now + timedelta(hours=1))
    assert [one.ticket.pk for one in found.silent] == [silent.pk]
    assert found.all.silent_share == 0.5
    said = text_of(browser(at.leader()).get(PAGE))
    assert "Ligger stilla" in said
    assert "50 %" in said
    step(silent, "decline", at.leader(), need_decline_code="lag_nytta", reason="Få berörs.")
    assert reading.report({}, at.leader()).all.silent == 0
    assert rested.number in text_of(browser(at.leader()).get(PAGE, {"which": "parked"}))


def test_an_end_without_a_reason_counts_as_silent():
    need = at.need("declined")
    NeedDetail.objects.filter(ticket_id=need.pk).update(declined="")
    assert reading.report({}, at.leader()).all.silent == 1


def test_the_list_is_filtered_and_says_when_nothing_fits():
    visitor = browser(at.leader())
    assert "Inget behov här" in text_of(visitor.get(PAGE))
    need, ended = at.submitted(programme_areas=["primarvard"]), at.need("declined")
    page = text_of(visitor.get(PAGE))
    assert need.number in page and ended.number not in page
    with override("sv"):
        assert f"Läget {wording.long_day(timezone.localdate())}" in page
    assert ended.number in text_of(visitor.get(PAGE, {"which": "ended"}))
    assert need.number in text_of(visitor.get(PAGE, {"area": "primarvard", "region": parties.REGION, "q": "sköra"}))
    assert "Inget behov passar" in text_of(visitor.get(PAGE, {"area": "tandvard"}))
    for wrong in ({"which": "nothing"}, {"region": "nowhere"}, {"area": "nothing"}):
        assert "kan inte visas" in text_of(visitor.get(PAGE, wrong), 422)
        assert visitor.get(f"{PAGE}fil/", wrong).status_code == 422


def test_the_file_holds_what_the_list_shows():
    need = at.need("closed")
    said = browser(at.leader()).get(f"{PAGE}fil/", {"which": "all"}).content.decode()
    header, line = said.splitlines()[:2]
    assert header.lstrip("\ufeff").startswith("Nummer;Region;Rubrik")
    assert line.startswith(f"{need.number};")
    assert "Geriatrik" in line
    assert line.endswith(";Ja")


def test_the_days_in_the_file_are_swedish_days():
    at.submitted(at=datetime(2026, 11, 3, 23, 30, tzinfo=UTC))
    said = browser(at.leader()).get(f"{PAGE}fil/", {"which": "all"}).content.decode()
    assert ";2026-11-04;" in said and "2026-11-03" not in said


def test_the_api_lists_needs_and_takes_their_steps():
    need = at.need("joint_review")
    (one,) = calling.region().get("needs").json()["results"]
    assert (one["number"], one["state"], one["regions_behind"]) == (need.number, "joint_review", 1)
    assert one["business_area"] == "Geriatrik"
    assert calling.region().get("needs", which="ended").json()["results"] == []
    assert calling.region().get("needs", which="nothing").status_code == 422


def test_the_number_of_queries_does_not_grow():
    visitor, program = browser(at.leader()), calling.region()
    visitor.get(PAGE)
    program.get("needs")
    for rows in (1, 4):
        for _number in range(rows):
            need = at.need("joint_review")
        query_counts.check("web: needs", lambda: visitor.get(PAGE), at_most=10)
        query_counts.check("api: list needs", lambda: program.get("needs"), at_most=6)
    address = f"/arenden/{need.number}/"
    query_counts.check("web: page of a need", lambda: visitor.get(address), at_most=24)
