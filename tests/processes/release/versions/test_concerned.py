"""What is said of versions concerns a region by what it runs: told for certain, or nothing is kept from it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from regions import directory
from tests.processes.release.versions.running_here import release, spell
from tickets.processes.release.versions import concerned, reading


@pytest.mark.parametrize(
    ("said", "runs", "concerns"),
    [
        ("4.2.0", "4.2.0", True),
        ("4.2.0", "4.2", True),
        ("4.2.0", "4.2.1", False),
        ("4.2", "4.2.1", True),
        ("4.2", "4.20", False),
        ("4.2.2", "4.2", True),
        ("4.1.0–4.2.2", "4.2", True),
        ("4.1.0 - 4.2", "4.2.9", True),
        ("4.1.0-4.2.2", "4.0", False),
        ("4.1.0–4.2.2", "4.10", False),
        ("3.9, 4.1 och 4.3", "4.2", False),
        ("3.9, 4.1 och 4.3", "4.3.1", True),
        ("V4.2", "4.2", True),
        ("4.2 och senare", "5.0", True),
        ("Net iD 6.8", "4.2", True),
        ("", "4.2", True),
        ("4.2", "", True),
        ("4.2", "R8", True),
    ],
)
def test_only_plain_versions_of_which_the_region_runs_none_do_not_concern_it(said, runs, concerns):
    assert concerned.concerns(said, [runs]) is concerns


def test_of_several_regions_one_is_enough_and_of_none_everything_concerns():
    assert concerned.concerns("4.2", ["4.1", "4.2"]) and not concerned.concerns("4.2", ["4.1", "4.3"])
    assert concerned.concerns("4.2", [None, "4.3"]) and concerned.concerns("4.2", [])


@pytest.mark.django_db
def test_what_runs_within_a_statement_is_what_the_matrix_says():
    now = timezone.now()
    days = [now - timedelta(days=count) for count in range(12, 0, -2)]
    spell(release("4.0"), days[0], "dalarna")
    spell(release("4.1"), days[1], "dalarna", "lakemedel")
    spell(release("4.2"), days[2], "dalarna", back=days[3])
    spell(release("4.3"), days[1], "halland", environment="test")
    spell(release("4.4"), days[3], "halland", "journal")
    regions = [directory.by_slug(one).pk for one in ("dalarna", "halland", "blekinge")]
    for slug in ("cosmic", "lakemedel", "journal", "skrivare"):
        service = directory.service_by_slug(slug).pk
        for at in (*days, now):
            sql, values = concerned.runs("asked.service", regions, at)
            with connection.cursor() as cursor:
                cursor.execute(f"select {sql} from (select %s as service) as asked", [*values, service])
                (found,) = cursor.fetchone()
            assert [said or "" for said in found] == [reading.version_in(one, service, at) for one in regions]
