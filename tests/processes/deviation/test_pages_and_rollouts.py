"""The register in the browser, as a file and over REST; and the deviations that a rollout makes and ends."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from engine.context import Context
from engine.errors import Refused
from engine.perform import take
from regions import directory
from roles.actor import SYSTEM
from sla.models import DueStep
from tests import parties, query_counts
from tests.api import calling
from tests.cases import fresh, step
from tests.pages import browser, text_of
from tests.processes.deviation import places, ways
from tests.processes.deviation.places import deviation, in_days, leader, registered, stated
from tests.processes.deviation.test_deviations import last
from tests.processes.release.versions.running_here import release, row_of
from tickets import telling_whom
from tickets.deviations import effects, reading
from tickets.deviations.opening import end_deviation, open_deviation
from tickets.models import DeviationDetail, Ticket

pytestmark = pytest.mark.django_db
PAGE, FORM = "/avvikelser/", "/arenden/ny/avvikelse/"
DAY = timedelta(days=1)


def tally(region: str, who=None):
    rows = reading.counts(who or parties.support())
    return next(one for one in rows if (one.region.slug if one.region else "") == region)


# --- The register ---


def test_the_register_says_whose_why_what_it_costs_and_until_when():
    made = deviation()
    said = text_of(browser(parties.object_leader(parties.NEIGHBOUR)).get(PAGE))
    for words in (places.TITLE, made.number, "Dalarna", "Egen inställning", places.REASON, places.COST, places.GRANTED):
        assert words in said
    assert in_days(200) in said
    assert "1 avvikelse som du får läsa" in said


def test_it_is_divided_by_state_and_filtered_by_region_kind_and_words():
    here, over = deviation(), deviation("ended", title="Gammal inställning")
    there = registered(leader(parties.NEIGHBOUR), deviation_kind="workaround", title="Pappersjournal vid avbrott")
    visitor = browser(parties.support())
    for asked, shown in (
        ({}, {here, there}),
        ({"which": "ended"}, {over}),
        ({"which": "all"}, {here, there, over}),
        ({"which": "due"}, set()),
        ({"region": "halland"}, {there}),
        ({"kind": "setting"}, {here}),
        ({"q": "pappersjournal"}, {there}),
        ({"q": here.number}, {here}),
    ):
        said = text_of(visitor.get(PAGE, asked))
        assert {one for one in (here, there, over) if one.number in said} == shown, asked
    for asked in ({"which": "nothing"}, {"region": "cambio"}, {"kind": "other"}):
        assert "kan inte visas" in text_of(visitor.get(PAGE, asked), 422)


def test_each_region_is_counted_now_and_back_in_time():
    now = timezone.now()
    old = registered(at=now - 200 * DAY, deviation_expires=(timezone.localdate() - 10 * DAY).isoformat())
    registered(at=now - 30 * DAY)
    ended = registered(at=now - 120 * DAY)
    step(ended, "end", leader(), reason="Gör som de andra.")
    registered(leader(parties.NEIGHBOUR))
    here = tally(parties.REGION)
    assert (here.now, here.before, here.change) == (2, (2, 1, 0), 0)
    assert (tally(parties.NEIGHBOUR).now, tally(parties.NEIGHBOUR).change) == (1, 1)
    assert (tally("").now, sum(one.now for one in reading.counts(parties.support())[1:])) == (3, 3)
    assert dict(zip(("deferral", "opt_out", "setting", "workaround"), here.by_kind, strict=True)) == {
        "deferral": 0, "opt_out": 0, "setting": 2, "workaround": 0,
    }  # fmt: skip
    places.by_the_program(old, "fall_due")
    assert tally(parties.REGION).due == 1


def test_what_one_may_not_read_is_neither_shown_nor_counted():
    made = deviation()
    step(made, "make_confidential", parties.support_security(), reason="Känsligt", named_readers=[leader().user.email])
    other = parties.object_leader(parties.NEIGHBOUR)
    assert made.number not in text_of(browser(other).get(PAGE))
    assert tally(parties.REGION, other).now == 0
    assert tally(parties.REGION, leader()).now == 1
    assert made.number not in browser(other).get(PAGE + "fil/").content.decode()


def test_the_file_holds_what_is_shown_and_no_formula():
    registered(title="=2+2")
    deviation("ended")
    lines = list(
        csv.reader(io.StringIO(browser(leader()).get(PAGE + "fil/").content.decode("utf-8-sig")), delimiter=";")
    )
    assert lines[0][:4] == ["Nummer", "Region", "Rubrik", "Slag"]
    assert len(lines) == 2
    assert lines[1][1:4] == ["Region Dalarna", "'=2+2", "Egen inställning"]
    assert browser(leader()).get(PAGE + "fil/", {"which": "nothing"}).status_code == 422


def test_an_object_leader_registers_one_in_the_browser_and_others_are_told_why_not():
    visitor = browser(leader())
    assert "Manuellt arbetssätt" in text_of(visitor.get(FORM))
    assert "Avstår" not in visitor.get(FORM).content.decode()
    answer = visitor.post(FORM, stated() | {"page": "1", "go": "register"})
    assert answer.status_code == 302, text_of(answer)
    made = Ticket.objects.unscoped("test").get(process="deviation")
    said = text_of(visitor.get(f"/arenden/{made.number}/"))
    for words in ("Avvikelsen", places.REASON, places.COST, places.GRANTED):
        assert words in said
    assert browser(parties.desk()).get(FORM).status_code == 403


def test_it_is_registered_and_renewed_over_rest():
    caller = calling.program("region-objektledare", parties.REGION)
    answer = caller.register("deviation", stated())
    assert answer.status_code == 201, answer.json()
    number = answer.json()["number"]
    until = {"deviation_expires": in_days(300), "deviation_granted_by": "Styrgruppen", "reason": "Behövs ett tag till"}
    assert caller.step(number, "renew", **until).status_code == 200
    assert DeviationDetail.objects.get().renewals == 1


def test_the_number_of_queries_does_not_grow():
    visitor = browser(leader())
    visitor.get(PAGE)
    for number in (1, 9):
        for _one in range(number):
            deviation()
        query_counts.check("web: deviations", lambda: visitor.get(PAGE), at_most=10)
        query_counts.check("web: deviations file", lambda: visitor.get(PAGE + "fil/"), at_most=8)


# --- What a rollout makes ---


def opened(ticket, kind: str = "deferral", days: int = 100, region: str = parties.REGION):
    """As the effect of the deployment's step does it."""
    row = row_of(ticket, region)
    row.ticket = ticket
    context = Context(subject=row, step=None, actor=leader(region), at=timezone.now(), via="test")
    return open_deviation(
        context,
        region=directory.by_slug(region),
        kind=kind,
        reason="Vi byter journalsystem på sjukhuset samma månad.",
        cost="Två versioner i drift i tre månader.",
        expires_on=timezone.localdate() + days * DAY,
        granted_by="Regional objektledare, Regional objektägare IT",
        ticket=ticket,
        row=row,
    )


@pytest.mark.parametrize("kind", ["deferral", "opt_out"])
def test_a_deployment_makes_one_of_its_region_that_names_the_release(kind):
    ticket = release("4.2")
    made = fresh(opened(ticket, kind).pk)
    detail = made.detail()
    assert (made.origin.slug, made.state, detail.kind) == (parties.REGION, "in_force", kind)
    assert (detail.release_id, detail.row) == (ticket.pk, row_of(ticket).pk)
    said = text_of(browser(parties.object_leader(parties.NEIGHBOUR)).get(f"/arenden/{made.number}/"))
    assert ticket.number in said


def test_one_that_lies_too_far_ahead_is_refused():
    with pytest.raises(Refused) as refused:
        opened(release("4.2"), days=400)
    assert refused.value.reasons[0].code == "deviation_too_long"
    assert not DeviationDetail.objects.exists()


def test_words_of_a_confidential_release_stay_with_its_readers():
    made = opened(release("4.2", visibility="confidential"))
    assert not Ticket.objects.visible_to(parties.object_leader(parties.NEIGHBOUR)).filter(pk=made.pk).exists()


def test_while_the_release_goes_on_the_deployment_ends_it_and_nobody_else():
    ticket = release("4.2")
    made = opened(ticket)
    with pytest.raises(Refused) as refused:
        step(made, "end", leader(), reason="Vi gör som de andra.")
    assert refused.value.reasons[0].code == "ends_with_the_deployment"
    row = row_of(ticket)
    row.ticket = ticket
    context = Context(subject=row, step=None, actor=leader(), at=timezone.now(), via="test")
    end_deviation(context, made, "Planerad på nytt.")
    for follow in context.then:
        follow(context)
    assert fresh(made.pk).state == "ended"
    for follow in context.then:  # planned anew once more: it has ended already
        follow(context)


def test_once_the_release_is_over_the_region_ends_it_itself():
    made = opened(release("4.2", state="closed"))
    assert step(made, "end", leader(), reason="Vi kör samma version nu.").state == "ended"


def test_its_last_day_is_told_to_those_who_renew_it_whether_or_not_the_release_goes_on():
    for state in ("rollout", "closed"):
        made = opened(release("4.2", state=state))
        with transaction.atomic():
            subject = Ticket.lock(made.pk, SYSTEM)
            take(subject, "fall_due", actor=SYSTEM, via="test", version=subject.version)
        told, _boxes = telling_whom.told(fresh(made.pk), last(made), [effects.ROLES], ())
        assert leader().user.pk in told
    assert not DueStep.objects.filter(subject_type="tickets.regiondeployment", fired_at=None).exists()


def test_a_renewal_is_told_to_the_deployment_while_the_release_goes_on():
    for state, waits in (("rollout", 1), ("closed", 0)):
        ticket = release("4.2", state=state)
        made = opened(ticket)
        step(made, "renew", leader(), **ways.until())
        rows = DueStep.objects.filter(subject_type="tickets.regiondeployment", fired_at=None)
        found = list(rows.filter(subject_id=row_of(ticket).pk).values_list("step", flat=True))
        assert found == [effects.ROW_RENEWED] * waits
