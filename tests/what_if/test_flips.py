"""What would have happened: which promises flip under a version, why, and for whom it is said."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from regions import directory
from sla import agreement_words, calendar_versions, calendars, what_if
from sla.agreement_text import WantedTarget
from sla.agreement_versions import draft, publish, publish_loaded, said_by
from sla.models import Agreement, Calendar, CalendarDay, WhatIf, WhatIfFlip
from tests import cases, parties, query_counts
from tests.cases import step
from tests.parties import DESK_ROLE, NEIGHBOUR, SUPPORT_ORG
from tests.people import actor, person
from tests.tickets import places
from tickets.clocks import history
from tickets.models import Clock, Ticket
from tickets.what_if import results, working

pytestmark = pytest.mark.django_db
ALWAYS = [[(0, 1440)]] * 7


@pytest.fixture(autouse=True)
def _read_anew():
    directory.clear()
    with translation.override("sv"):
        yield
    directory.clear()


def leader():
    return actor("sussa-objektledare", SUPPORT_ORG)


def uc() -> Agreement:
    return Agreement.objects.get(slug="uc-cambio")


def said():
    return said_by(uc().versions.order_by("-number").exclude(number=None).first())


def with_target(wanted, priority: int, minutes: int | None, calendar: str | None, metric: str = "resolve"):
    new = WantedTarget("incident", metric, priority, minutes, calendar)
    keys = ("process", "metric", "priority")
    rows = [one for one in wanted.targets if [getattr(one, k) for k in keys] != [getattr(new, k) for k in keys]]
    return replace(wanted, targets=[*rows, new])


def drafted(wanted):
    later = replace(wanted, valid_from=timezone.localdate() + timedelta(days=20))
    return draft(leader(), uc(), later, processes=agreement_words.processes())


def worked_out(version, **later) -> WhatIf:
    """As if it were so much later now."""
    run = what_if.ask(leader(), version, at=timezone.now() + timedelta(**later))
    while working.work():
        pass
    run.refresh_from_db()
    assert run.finished_at is not None
    assert run.failed == 0
    return run


def flips(run) -> list[tuple[str, str]]:
    return [(one.metric, one.becomes) for one in run.flips.all()]


def base(minutes: int = 6000) -> None:
    """Publish a version whose P3 resolve target counts around the clock, so that no holiday matters."""
    wanted = replace(with_target(said(), 3, minutes, "around-the-clock"), valid_from=timezone.localdate())
    publish_loaded(uc(), wanted, {one.slug: one for one in Calendar.objects.all()})
    directory.clear()


def at_vendor():
    base()
    ticket = cases.at_vendor()
    assert ticket.priority == 3
    return ticket


def test_the_same_version_flips_nothing_of_any_agreement():
    cases.at_vendor(), cases.at_support(), cases.prioritised()
    for slug in ("uc-cambio", "sla-sussa", "ola-sussa", "ola-region"):
        found = Agreement.objects.get(slug=slug)
        version = replace(said_by(found.versions.get()), valid_from=timezone.localdate() + timedelta(days=3))
        row = draft(leader(), found, version, processes=agreement_words.processes())
        for days in (0, 3, 40):
            run = worked_out(row, days=days)
            assert flips(run) == [], slug
            assert (run.looked_at, run.total) == (3, 3)
        if slug != "ola-region":
            assert run.judged > 0, slug
    row = calendar_versions.draft(leader(), calendars.by_slug("office"), as_office())
    for days in (0, 3, 40):
        run = worked_out(row, days=days)
        assert flips(run) == []
    assert run.judged > 0


def as_office() -> calendar_versions.Wanted:
    version = calendars.course_now(calendars.by_slug("office")).versions[-1]
    week = [[tuple(window) for window in day] for day in version.week]
    plain = {name: getattr(version, name) for name in ("on_public", "on_eves", "on_squeezed", "short_until")}
    return calendar_versions.Wanted(valid_from=timezone.localdate() + timedelta(days=3), week=week, **plain)


def test_a_shorter_target_makes_a_kept_promise_missed_and_says_which_row():
    ticket = at_vendor()
    row = drafted(with_target(said(), 3, 60, "around-the-clock"))
    (flip,) = worked_out(row, days=2).flips.all()
    assert (flip.ticket, flip.metric, flip.priority, flip.becomes, flip.round) == (ticket.pk, "resolve", 3, "missed", 1)
    assert flip.why == ["Incidentprocessen, Lösning, P3: 100 h, dygnet runt → 1 h, dygnet runt"]
    assert flip.due_before - flip.due_after == timedelta(hours=99)
    assert flip.stopped_at is None
    assert flip.counts


def test_what_was_kept_is_shown_with_when_it_was_due(monkeypatch):
    """The vendor answers after three hours of four."""
    wanted = replace(
        with_target(said(), 3, 240, "around-the-clock", metric="acknowledge"), valid_from=timezone.localdate()
    )
    publish_loaded(uc(), wanted, {one.slug: one for one in Calendar.objects.all()})
    directory.clear()
    ticket = cases.step(cases.at_support(), "escalate_vendor", parties.support(), **cases.TO_VENDOR)
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(hours=3))
    cases.answer(ticket, "accept", parties.vendor(), team=cases.team(parties.VENDOR_ORG).slug)
    row = drafted(with_target(said(), 3, 120, "around-the-clock", metric="acknowledge"))
    (flip,) = [one for one in worked_out(row, days=2).flips.all() if one.metric == "acknowledge"]
    assert flip.becomes == "missed"
    assert flip.due_before - flip.due_after == timedelta(hours=2)
    assert flip.due_after < flip.stopped_at < flip.due_before


def test_a_longer_target_makes_a_missed_promise_kept():
    at_vendor()
    run = worked_out(drafted(with_target(said(), 3, 12000, "around-the-clock")), days=5)
    (flip,) = [one for one in run.flips.all() if one.metric == "resolve"]
    assert (flip.becomes, flip.why) == (
        "kept",
        ["Incidentprocessen, Lösning, P3: 100 h, dygnet runt → 200 h, dygnet runt"],
    )


def test_a_target_that_is_taken_away_or_new_is_said_so():
    at_vendor()
    (flip,) = worked_out(drafted(with_target(said(), 3, None, None)), days=5).flips.all()
    assert (flip.becomes, flip.why) == ("kept", ["Incidentprocessen, Lösning, P3: 100 h, dygnet runt → inget"])
    wanted = said()
    rows = [one for one in wanted.targets if (one.process, one.metric) != ("incident", "resolve")]
    (flip,) = worked_out(drafted(replace(wanted, targets=rows)), days=5).flips.all()
    assert flip.why == ["Incidentprocessen, Lösning, P3: 100 h, dygnet runt → –"]
    new = with_target(said(), None, 60, "around-the-clock", metric="quote")
    assert "quote" not in {one.metric for one in worked_out(drafted(new), days=5).flips.all()}


def test_a_pause_that_no_longer_pauses_is_the_reason():
    ticket = at_vendor()
    team = cases.team(parties.VENDOR_ORG).slug
    ticket = step(ticket, "assign", parties.vendor(), team=team, category_open="programfel")
    step(ticket, "hold", parties.vendor(), **places.waiting(hold_reason="await_customer"))
    wanted = said()
    row = drafted(replace(wanted, pauses=wanted.pauses | {"await_customer": "runs"}))
    run = worked_out(row, days=6)
    (flip,) = [one for one in run.flips.all() if one.metric == "resolve"]
    assert (flip.becomes, flip.why) == ("missed", ["Väntar på kunden: står still → går"])


def test_a_calendar_flips_both_ways_and_names_its_days():
    ticket = cases.at_vendor()
    office = calendars.by_slug("office")
    row = calendar_versions.draft(
        leader(), office, replace(as_office(), week=ALWAYS, on_public="ordinary", on_eves="ordinary")
    )
    run = worked_out(row, days=3)
    found = [one for one in run.flips.all() if one.metric == "resolve"]
    assert {(one.ticket, one.becomes) for one in found} == {(ticket.pk, "missed")}
    assert {one.agreement.slug for one in found} == {"uc-cambio", "sla-sussa"}
    assert any("→ 00.00–24.00" in words for words in found[0].why)
    short = calendar_versions.draft(leader(), office, replace(as_office(), week=[[(480, 540)], *[[]] * 6]))
    found = [one for one in worked_out(short, days=40).flips.all() if one.metric == "resolve"]
    assert {one.becomes for one in found} == {"kept"}
    assert any("08.00–17.00 → stängt" in words for words in found[0].why)


def test_own_days_that_a_calendar_has_had_stay_in_what_would_have_happened():
    office = calendars.by_slug("office")
    gone = timezone.localdate() - timedelta(days=30)
    now = calendars.course_now(office)
    closed = CalendarDay(version=now.versions[0], date=gone, kind="own", windows=[])
    before = calendars.Course(office, now.versions, [*now.days, closed])
    draft_row = calendar_versions.draft(leader(), office, as_office())
    assert calendars.course_as_if(before, draft_row).windows(gone) == ()


def test_only_what_the_person_may_read_is_looked_at_and_shown():
    ticket = at_vendor()
    hidden = cases.opened("general-case", parties.desk())
    row = drafted(with_target(said(), 3, 60, "around-the-clock"))
    run = worked_out(row, days=2)
    assert run.looked_at == Ticket.objects.visible_to(leader()).filter(pk__in=[ticket.pk, hidden.pk]).count()
    found = results.found_by(run, leader())
    assert (found.missed, found.kept, found.left_out) == (1, 0, 0)
    assert found.rows[0].ticket.pk == ticket.pk
    stranger = results.found_by(run, actor(DESK_ROLE, NEIGHBOUR))
    assert (stranger.missed, stranger.kept, stranger.rows) == (0, 0, [])


def test_what_is_counted_with_a_main_case_is_said_once():
    main, sub = at_vendor(), cases.at_vendor()
    Clock.all_objects.filter(ticket=sub, version__agreement=uc()).update(counted_with=main)
    row = drafted(with_target(said(), 3, 60, "around-the-clock"))
    assert [one.ticket for one in worked_out(row, days=2).flips.all()] == [main.pk]


def test_two_who_owe_the_same_promise_flip_each_for_oneself():
    at_vendor()
    run = worked_out(drafted(with_target(said(), 3, 60, "around-the-clock")), days=2)
    flip = run.flips.get()
    flip.pk, flip.provider = None, directory.by_slug(SUPPORT_ORG)
    flip.save(force_insert=True)
    assert run.flips.count() == 2


def test_only_the_rounds_that_began_in_the_last_90_days_are_judged():
    at_vendor()
    row = drafted(with_target(said(), 3, 60, "around-the-clock"))
    run = worked_out(row, days=91)
    assert (run.judged, flips(run)) == (0, [])


def test_a_worker_that_is_lost_is_followed_by_one_that_goes_on(monkeypatch):
    for _one in range(3):
        cases.prioritised()
    at_vendor()
    row = drafted(with_target(said(), 3, 60, "around-the-clock"))
    monkeypatch.setattr(working, "TICKETS_AT_A_TIME", 1)
    run = what_if.ask(leader(), row, at=timezone.now() + timedelta(days=2))
    assert working.work(seconds=0) == 0
    working._go_on(working._claimed(timezone.now()), end=0)
    run.refresh_from_db()
    assert (run.looked_at, run.total, run.finished_at) == (1, 4, None)
    claimed = working._claimed(timezone.now())
    assert working._claimed(timezone.now()) is None
    assert working.work() == 0
    WhatIf.objects.filter(pk=claimed.pk).update(leased_until=timezone.now())
    working.work()
    run.refresh_from_db()
    assert (run.looked_at, run.total, len(flips(run))) == (4, 4, 1)
    assert run.finished_at


def test_a_worker_whose_run_was_replaced_writes_nothing():
    at_vendor()
    row = drafted(with_target(said(), 3, 60, "around-the-clock"))
    what_if.ask(leader(), row, at=timezone.now() + timedelta(days=2))
    old = working._claimed(timezone.now())
    new = what_if.ask(leader(), row, at=timezone.now() + timedelta(days=2))
    working._go_on(old, end=0)
    assert list(WhatIf.objects.values_list("pk", "looked_at")) == [(new.pk, 0)]
    assert not WhatIfFlip.objects.exists()


def test_one_ticket_that_cannot_be_judged_stops_no_other(monkeypatch):
    first, second = at_vendor(), cases.at_vendor()
    row = drafted(with_target(said(), 3, 60, "around-the-clock"))
    real = history.History.clocks
    monkeypatch.setattr(
        history.History, "clocks", lambda self, one: 1 / 0 if self.ticket == first.pk else real(self, one)
    )
    run = what_if.ask(leader(), row, at=timezone.now() + timedelta(days=2))
    working.work()
    run.refresh_from_db()
    assert (run.failed, [one.ticket for one in run.flips.all()]) == (1, [second.pk])


# --- the pages ---


@pytest.fixture
def editor(client):
    found = person("sussa-objektledare", SUPPORT_ORG)
    client.force_login(found)
    return found


def test_the_draft_shows_how_far_it_has_come_and_then_what_flips_and_why(client, editor):
    ticket = at_vendor()
    row = drafted(with_target(said(), 3, 60, "around-the-clock"))
    page = reverse("sla:agreement_draft", args=["uc-cambio", row.pk])
    assert "Räkna ut" in client.get(page).content.decode()
    asked = client.post(reverse("tickets:what_if_agreement", args=[row.pk]))
    run = WhatIf.objects.get()
    assert asked.url == reverse("tickets:what_if", args=[run.pk])
    assert "<progress" in client.get(asked.url).content.decode()
    WhatIf.objects.update(until=timezone.now() + timedelta(days=2))
    working.work()
    text = client.get(asked.url).content.decode()
    for words in (
        ticket.number,
        "1 löfte som hölls hade missats",
        "hölls → missas",
        "100 h, dygnet runt → 1 h",
        "inte än",
    ):
        assert words in text, words
    fragment = client.get(asked.url, headers={"HX-Request": "true", "HX-Target": "what-if"}).content.decode()
    assert "<html" not in fragment
    assert ticket.number in fragment
    assert asked.url in client.get(page).content.decode()


def test_a_published_version_keeps_what_would_have_happened(client, editor):
    at_vendor()
    row = drafted(with_target(said(), 3, 60, "around-the-clock"))
    run = worked_out(row, days=2)
    publish(leader(), row, based_on=2, read_at=row.changed_at.isoformat())
    page = client.get(reverse("sla:agreement", args=["uc-cambio"])).content.decode()
    assert reverse("tickets:what_if", args=[run.pk]) in page
    other = person("sussa-objektledare-it", SUPPORT_ORG)
    client.force_login(other)
    assert client.get(reverse("tickets:what_if", args=[run.pk])).status_code == 200


def test_the_draft_of_another_is_worked_out_anew_for_oneself(client, editor):
    row = drafted(said())
    run = worked_out(row)
    client.force_login(person("sussa-objektledare-it", SUPPORT_ORG))
    assert client.get(reverse("tickets:what_if", args=[run.pk])).status_code == 404
    assert client.post(reverse("tickets:what_if_agreement", args=[row.pk])).status_code == 302
    assert WhatIf.objects.count() == 2


def test_the_page_costs_as_many_queries_for_many_flips(client, editor):
    at_vendor()
    row = drafted(with_target(said(), 3, 60, "around-the-clock"))
    for _round in range(2):
        address = reverse("tickets:what_if", args=[worked_out(row, days=2).pk])
        client.get(address)
        query_counts.check("web: what would have happened", lambda address=address: client.get(address), at_most=12)
        cases.at_vendor()
