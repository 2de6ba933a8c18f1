"""Deployments of releases in the calendar: each region's at its own time, in the feed, and in what collides."""

from __future__ import annotations

from itertools import count

import pytest
from django.utils import timezone

from regions import directory
from tests import parties
from tests.cases import fresh
from tests.change_calendar.planning import at, freeze, past_the_guard, plan
from tests.change_calendar.test_feed import fetched, secret_of, soon
from tests.change_calendar.test_pages import page, plain
from tickets.change_calendar import collisions, month, setting
from tickets.change_calendar.rows import FreezePeriod
from tickets.models import AffectedService, RegionDeployment, ReleaseDetail, Ticket

pytestmark = pytest.mark.django_db
NUMBERS = count(1)
START, END = "2026-12-08 22:00", "2026-12-09 02:00"


def rollout(planned: dict, services=("lakemedel",), *, state: str = "planned", of_state: str = "approved") -> Ticket:
    """A release with a row a region: `planned` gives slug -> (start, end). Put straight into the tables."""
    now, support = timezone.now(), directory.support_org()
    with past_the_guard():
        ticket = Ticket.all_objects.create(
            process="release",
            number=f"REL-1999-{next(NUMBERS):06d}",
            state=of_state,
            title="Vårdstöd 10.1",
            origin=support,
            reporter_organisation=support,
            holder=support,
            visibility="joint",
            created_at=now,
            updated_at=now,
            registered_at=now,
            closed_at=now if of_state in ("closed", "cancelled") else None,
            version=1,
        )
        ReleaseDetail.objects.create(ticket=ticket, release_version="10.1", release_type="minor")
        AffectedService.all_objects.bulk_create(
            AffectedService(ticket=ticket, service=directory.service_by_slug(slug)) for slug in services
        )
        RegionDeployment.all_objects.bulk_create(
            _row(ticket, slug, times, state, now) for slug, times in planned.items()
        )
    return fresh(ticket.pk)


def _row(ticket, slug, times, state, now) -> RegionDeployment:
    row = RegionDeployment(ticket=ticket, region=directory.by_slug(slug), since=now, wave=1, version=1)
    row.__dict__["state"] = state
    row.planned_start, row.planned_end = (at(one) for one in times)
    return row


def read(actor=None, region=None) -> month.Span:
    first, last = at(START).date(), at("2026-12-31 00:00").date()
    return month.read(first, last, actor or parties.support(), region=region)


def test_each_region_stands_at_its_own_time():
    later = ("2026-12-15 22:00", "2026-12-16 02:00")
    release = rollout({"dalarna": (START, END), "halland": later})
    span = read()
    assert [(one.change.pk, [place.slug for place in one.regions]) for one in span.entries] == [
        (release.pk, ["dalarna"]),
        (release.pk, ["halland"]),
    ]
    assert [one.start for one in span.entries] == [at(START), at(later[0])]
    only = read(region=directory.by_slug("halland"))
    assert [one.start for one in only.entries] == [at(later[0])]


def test_what_was_deferred_or_belongs_to_a_release_that_ended_stands_nowhere():
    rollout({"dalarna": (START, END)}, state="deferred")
    rollout({"dalarna": (START, END)}, of_state="cancelled")
    assert read().entries == []
    rollout({"dalarna": (START, END)}, state="verified", of_state="closed")
    assert len(read().entries) == 1, "what was carried out stays"


def test_a_deployment_and_a_change_in_the_same_region_collide_both_ways():
    release = rollout({"dalarna": (START, END)}, services=("provsvar",))
    change = plan("2026-12-08 23:00", "2026-12-08 23:30", ["dalarna"], ["lakemedel"])
    plan("2026-12-08 23:00", "2026-12-08 23:30", ["halland"], ["lakemedel"])
    found = {one.change.pk: [other.pk for other in one.collides] for one in read().entries}
    assert found[release.pk] == [change.pk] and release.pk in found[change.pk]
    (met,) = [one for one in collisions.of(change) if one.change.pk == release.pk]
    assert [place.slug for place in met.regions] == ["dalarna"] and met.services == ()


def test_the_regions_of_one_release_do_not_collide_with_each_other_but_with_another_release():
    one = rollout({"dalarna": (START, END), "halland": (START, END)})
    assert all(not entry.collides for entry in read().entries)
    other = rollout({"dalarna": (START, END)})
    found = [(entry.change.pk, [each.pk for each in entry.collides]) for entry in read().entries]
    assert (other.pk, [one.pk]) in found and (one.pk, [other.pk]) in found


def test_a_deployment_in_a_freeze_is_marked_and_a_new_freeze_says_what_it_hits():
    rollout({"dalarna": (START, END), "halland": (START, END)})
    day = at(START).date()
    wanted = FreezePeriod(organisation=directory.by_slug("halland"), first_day=day, last_day=day, name="Stopp")
    hit = setting.hit_by_freeze(wanted, parties.support())
    assert [[place.slug for place in one.regions] for one in hit.worse] == [["halland"]]
    freeze(day.isoformat(), day.isoformat(), "dalarna", "Dalastoppet")
    frozen = {one.regions[0].slug: [row.name for row in one.frozen] for one in read().entries}
    assert frozen == {"dalarna": ["Dalastoppet"], "halland": []}


def test_the_page_and_the_feed_name_the_region_and_the_release():
    release = rollout({"dalarna": (START, END)})
    shown = plain(page(parties.object_leader(), manad="2026-12"))
    assert "22.00–02.00" in shown and release.number in shown and "Dalarna" in shown
    near = rollout({"dalarna": (soon(), soon(hour=23)), "halland": (soon(), soon(hour=23))})
    found = [one for one in fetched(secret_of(parties.object_leader())).walk("VEVENT") if near.number in one["SUMMARY"]]
    assert {str(one["LOCATION"]) for one in found} == {"Dalarna", "Halland"}
    assert len({str(one["UID"]) for one in found}) == 2, "each region is an entry of its own"


def test_many_deployments_cost_no_more_queries(django_assert_max_num_queries):
    who = parties.support()
    rollout({"dalarna": (START, END)})
    read(who)
    for _number in range(5):
        rollout({region.slug: (START, END) for region in directory.regions()})
    with django_assert_max_num_queries(8):
        read(who)
