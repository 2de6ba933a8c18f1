"""The matrix as it is read, in the browser, as a file and over REST: any day, for each reader, in few statements."""

import csv
import io
from datetime import datetime, timedelta
from itertools import product

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from regions import directory
from roles.actor import SYSTEM
from tests import parties, query_counts
from tests.api import calling
from tests.pages import browser, text_of
from tests.processes.release.versions.replaying import ENVIRONMENTS, REGIONS, SERVICES, histories, replayed
from tests.processes.release.versions.running_here import release, spell
from tickets.processes.release.versions import reading

pytestmark = pytest.mark.django_db
PAGE = "/versioner/"
PLACES = dict(zip(REGIONS, ("dalarna", "halland", "orebro-lan"), strict=True))
COMPONENTS = dict(zip(SERVICES, ("cosmic", "lakemedel", "journal"), strict=True))
START = timezone.make_aware(datetime(2026, 3, 20, 12))  # the clock is changed within


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def versions(day: str, who=SYSTEM, **asked) -> dict[tuple[str, str, str], str]:
    """(region, environment, component) to version, of the cells that have one."""
    wanted = reading.asked_of({"as_of": day} | asked, timezone.now())
    matrix = reading.read(wanted, who, timezone.now())
    return {
        (cell.region.slug, part.environment, row.service.slug): cell.version
        for part in matrix.parts
        for row in part.rows
        for cell in row.cells
        if cell.spell is not None
    }


# --- Any day ---


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(spells=histories(start=START, days=20, most=12))
def test_every_day_of_any_history_is_read_as_when_everything_is_done_again(spells):
    with transaction.atomic():
        _deploy(spells)
        for number in range(0, 24, 4):
            _compare(spells, (START + timedelta(days=number)).date())
        transaction.set_rollback(True)  # no spell is ever deleted


def _deploy(spells) -> None:
    releases = {one.pk: release(one.version) for one in spells}
    for one in sorted(spells, key=lambda one: one.pk):
        spell(
            releases[one.pk],
            one.from_at,
            PLACES[one.region_id],
            COMPONENTS[one.service_id],
            back=one.rolled_back_at,
            environment=one.environment,
        )


def _compare(spells, day) -> None:
    ends = timezone.make_aware(datetime.combine(day, datetime.max.time()))
    replay, found = replayed(spells, ends), versions(day.isoformat())
    shown = {(environment, component) for _region, environment, component in found}
    for place in product(PLACES, ENVIRONMENTS, SERVICES):
        wanted = replay.version(place)
        region, environment, component = PLACES[place[0]], place[1], COMPONENTS[place[2]]
        if (environment, component) in shown:
            assert found.get((region, environment, component), "") == wanted
        ids = directory.by_slug(region).pk, directory.service_by_slug(component).pk
        assert reading.version_in(*ids, ends, environment=environment) == wanted


def test_each_day_of_a_rollout_that_one_region_rolls_back():
    old, new = release("4.1"), release("4.2")
    for region in ("dalarna", "halland"):
        spell(old, at("2026-01-10 22:00"), region)
    spell(new, at("2026-02-03 22:00"), "dalarna", back=at("2026-02-05 06:00"))
    spell(new, at("2026-02-10 22:00"), "halland")
    said = {
        day: [versions(day).get((region, "production", "cosmic"), "") for region in ("dalarna", "halland")]
        for day in ("2026-01-09", "2026-01-10", "2026-02-03", "2026-02-04", "2026-02-05", "2026-02-09", "2026-02-10")
    }
    assert said == {
        "2026-01-09": ["", ""],
        "2026-01-10": ["4.1", "4.1"],
        "2026-02-03": ["4.2", "4.1"],
        "2026-02-04": ["4.2", "4.1"],
        "2026-02-05": ["4.1", "4.1"],
        "2026-02-09": ["4.1", "4.1"],
        "2026-02-10": ["4.1", "4.2"],
    }


def test_a_test_environment_has_its_own_part():
    new = release("4.2")
    spell(new, at("2026-02-03 22:00"), environment="test")
    assert versions("2026-02-04") == {("dalarna", "test", "cosmic"): "4.2"}
    assert versions("2026-02-04", environment="production") == {}


def test_what_a_region_runs_of_a_part_follows_the_whole():
    spell(release("4.1"), at("2026-01-10 22:00"))
    spell(release("4.1.3"), at("2026-02-03 22:00"), service="lakemedel")
    pk = {slug: directory.service_by_slug(slug).pk for slug in ("lakemedel", "journal", "skrivare")}
    region, when = directory.by_slug("dalarna").pk, at("2026-02-04 12:00")
    said = {slug: reading.version_in(region, one, when) for slug, one in pk.items()}
    assert said == {"lakemedel": "4.1.3", "journal": "4.1", "skrivare": ""}
    assert versions("2026-02-04", service="journal") == {("dalarna", "production", "journal"): "4.1"}


# --- In the browser ---


def test_the_page_shows_each_region_and_opens_the_release():
    old, new = release("4.1"), release("4.2")
    for region in directory.regions():
        spell(old, at("2026-01-10 22:00"), region.slug)
    spell(new, at("2026-02-03 22:00"), "dalarna")
    answer = browser(parties.desk()).get(PAGE, {"as_of": "2026-02-04"})
    said = text_of(answer)
    assert "Så här var det vid slutet av 2026-02-04" in said
    assert f"4.2 , {new.number} avviker sedan 2026-02-03" in said
    assert said.count(old.number) == len(directory.regions()) - 1
    assert f'href="/arenden/{new.number}/"' in answer.content.decode()
    assert "1 region avviker från de flesta" in said


def test_today_is_what_nothing_asks_for():
    spell(release("4.2"), timezone.now() - timedelta(days=1))
    said = text_of(browser(parties.desk()).get(PAGE))
    assert "Så här är det just nu" in said
    assert "4.2" in said


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"as_of": "i går"}, "år-månad-dag"),
        ({"as_of": "2026-02-30"}, "år-månad-dag"),
        ({"as_of": "1999-12-31"}, "år-månad-dag"),
        ({"as_of": "2999-01-01"}, "framåt i tiden"),
        ({"region": "cambio"}, "Det valet finns inte"),
        ({"environment": "moon"}, "Det valet finns inte"),
        ({"service": "nothing"}, "Det valet finns inte"),
    ],
)
def test_what_cannot_be_asked_is_said_and_today_shown(asked, words):
    spell(release("4.2"), timezone.now() - timedelta(days=1))
    said = text_of(browser(parties.desk()).get(PAGE, asked), 422)
    assert words in said
    assert "4.2" in said


def test_the_file_has_one_line_a_cell_and_no_formula():
    spell(release("=1+1"), at("2026-02-03 22:00"))
    answer = browser(parties.desk()).get(PAGE + "fil/", {"as_of": "2026-02-04"})
    assert answer["Content-Disposition"] == 'attachment; filename="versioner-2026-02-04.csv"'
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == ["Dag", "Region", "Miljö", "Komponent", "Version", "Sedan", "Release"]
    assert len(lines) == 2
    assert lines[1][:6] == ["2026-02-04", "Region Dalarna", "Produktion", "Cosmic", "'=1+1", "2026-02-03 22:00"]
    assert browser(parties.desk()).get(PAGE + "fil/", {"as_of": "2999-01-01"}).status_code == 422


# --- To whom ---


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        (parties.desk, ["4.1"]),
        (lambda: parties.object_leader(parties.NEIGHBOUR), ["4.1"]),
        (parties.support, ["4.1"]),
        (parties.vendor, ["4.3"]),
    ],
)
def test_nobody_sees_the_version_of_a_release_that_she_may_not_read(who, sees):
    spell(release("4.1"), at("2026-01-10 22:00"))
    spell(release("4.2", visibility="confidential"), at("2026-02-03 22:00"))
    spell(release("4.3", vendor="cambio", visibility="region"), at("2026-01-11 22:00"), "halland", service="provsvar")
    who = who()
    said = text_of(browser(who).get(PAGE, {"as_of": "2026-02-04"}))
    if "support" in who.tiers:
        sees = [*sees, "4.3"]
    for version in ("4.1", "4.2", "4.3"):
        assert (f"{version} , REL" in said) is (version in sees), version


# --- Over REST, and what it costs ---


def test_the_api_answers_as_of_any_day():
    new = release("4.2")
    spell(new, at("2026-02-03 22:00"))
    answer = calling.support().get("versions?as_of=2026-02-04")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["as_of"], len(body["results"])) == ("2026-02-04", 1)
    assert body["results"][0] | {"since": ""} == {
        "region": "dalarna",
        "environment": "production",
        "service": "cosmic",
        "version": "4.2",
        "since": "",
        "release": new.number,
        "differs": False,
    }
    assert calling.support().get("versions?as_of=2026-02-02").json()["results"] == []
    refused = calling.support().get("versions?as_of=soon")
    assert refused.status_code == 422


def test_the_number_of_queries_does_not_grow():
    visitor, caller = browser(parties.desk()), calling.support()
    visitor.get(PAGE)
    caller.get("versions")
    for rows in (1, 12):
        for number in range(rows):
            one = release(f"5.{number}")
            for region in directory.regions():
                spell(one, at("2026-02-03 22:00") + timedelta(days=number), region.slug, "lakemedel")
        query_counts.check("web: version matrix", lambda: visitor.get(PAGE, {"as_of": "2026-03-01"}), at_most=6)
        query_counts.check("web: version file", lambda: visitor.get(PAGE + "fil/"), at_most=6)
        query_counts.check("api: versions", lambda: caller.get("versions"), at_most=6)
