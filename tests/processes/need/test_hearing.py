"""What whoever asked is told, by mail, in the list and on Start; and what releases and regions tell a need."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone, translation

from engine import due
from engine.errors import NotPermitted, NotPossible
from engine.perform import perform
from outbox.deliver import deliver
from outbox.models import Message
from sla import wording
from tests import parties
from tests.cases import fresh, step
from tests.processes.need import places as at
from tests.processes.release import places as releases
from tests.processes.release.deployments import places as deployments
from tickets.models import AffectedRegion, Event, Link, Notice, RegionDeployment, Ticket
from tickets.processes.need import results, saying, starting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]


def events(need, name: str) -> list[Event]:
    return list(Event.all_objects.filter(ticket_id=need.pk, step=name).order_by("seq"))


def said(need, name: str) -> str:
    """The sentence of the last step of this name, in Swedish."""
    with translation.override("sv"):
        return saying.sentence(fresh(need.pk), events(need, name)[-1])


def month(need) -> str:
    with translation.override("sv"):
        return wording.month(need.registered_at)


def test_each_turn_is_a_sentence_to_whoever_asked():
    need = at.need("prioritised")
    when = month(need)
    assert (
        said(need, "prepare")
        == f"Din region har berett ditt behov från {when}. Nu bereder alla regioner det tillsammans."
    )
    assert said(need, "start_joint_review") == f"Alla regioner bereder ditt behov från {when} tillsammans."
    assert said(need, "prioritise") == f"Ditt behov från {when} har prioriterats: hög."
    rested = at.need("parked")
    assert "vilar till" in said(rested, "park")
    assert "avslogs: nyttan är för låg" in said(at.need("declined"), "decline")


def test_mail_and_list_say_it_to_the_reporter_alone(mailoutbox):
    need = step(at.submitted(), "prepare", at.leader(), **at.PREPARING)
    deliver(now=timezone.now() + timedelta(days=2))
    deliver(now=timezone.now() + timedelta(days=2))
    told = [one for one in mailoutbox if at.clinician().user.email in one.to]
    assert any("har berett ditt behov" in one.body for one in told), [one.body for one in mailoutbox]
    others = [one for one in mailoutbox if at.clinician().user.email not in one.to]
    assert not any("ditt behov" in one.body for one in others)
    assert Notice.objects.unscoped("test").filter(ticket_id=need.pk, user=at.clinician().user).exists()
    assert Message.objects.exists()


def put_back_in(release, region: str) -> None:
    verified_in(release, region, follow=results.region_put_back)


def verified_in(release, region: str, follow=results.region_verified) -> None:
    """As the region's row does when it is verified."""
    from types import SimpleNamespace

    from engine.perform import judged, moved
    from regions import directory

    row = SimpleNamespace(
        ticket_id=release.pk, region_id=directory.by_slug(region).pk, region=directory.by_slug(region)
    )
    ticket = Ticket.lock(release.pk, parties.support())
    data = {"note_text": "Verifierat.", "note_audience": "customer"}
    context = judged(ticket, "add_note", actor=parties.support(), via="test", data=data)
    before = moved(context)
    follow(context, row)
    ticket.write([context], before)


def led_to(need, release) -> None:
    Link.objects.create(ticket=release, other=need, kind=results.KIND, created_at=timezone.now())


def test_a_need_hears_of_its_release_in_its_region():
    need, release = at.need("prioritised"), releases.planning()
    need = step(need, "convert", at.coordinator(), resulting_tickets=[release.number])
    verified_in(release, parties.REGION)
    due.fire(now=timezone.now() + timedelta(minutes=1))
    (event,) = events(need, "deployed_in_region")
    assert (event.user, event.audience) == (None, "customer")
    row = AffectedRegion.objects.unscoped("test").get(ticket_id=need.pk)
    assert row.deployed_at is not None
    sentence = said(need, "deployed_in_region")
    assert sentence.startswith(f"Ditt behov från {month(need)} driftsattes i din region ")
    version = release.detail().release_version
    assert sentence.endswith(f"(Cosmic {version}).") or version in sentence


def test_it_hears_through_the_change_that_stands_in_the_release():
    need = at.need("converted")
    change = Ticket.objects.unscoped("test").get(pk=next(iter(results.ids(need))))
    release = releases.planning()
    from tickets.models import ReleaseItem

    ReleaseItem.objects.unscoped("test").model.all_objects.create(ticket=release, item=change, from_scope=1)
    verified_in(release, parties.REGION)
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert len(events(need, "deployed_in_region")) == 1


def test_another_region_that_is_not_behind_it_tells_nothing():
    need, release = at.need("prioritised"), releases.planning()
    need = step(need, "convert", at.coordinator(), resulting_tickets=[release.number])
    verified_in(release, parties.NEIGHBOUR)
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert events(need, "deployed_in_region") == []


def test_a_region_that_had_it_in_use_before_the_link_is_heard_of_with_its_day():
    need, release = at.need("prioritised"), releases.planning()
    since = timezone.now() - timedelta(days=40)
    rows = RegionDeployment.objects.unscoped("test").filter(ticket_id=release.pk)
    own = rows.get(region__slug=parties.REGION)
    with connection.cursor() as cursor:  # past the guard of the database, which wants a step
        cursor.execute("select set_config('engine.subject', %s, true)", [f"tickets_regiondeployment:{own.pk}"])
    rows.filter(pk=own.pk).update(state="verified", verified_at=since)
    need = step(need, "convert", at.coordinator(), resulting_tickets=[release.number])
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert len(events(need, "deployed_in_region")) == 1
    assert AffectedRegion.objects.unscoped("test").get(ticket_id=need.pk).deployed_at == since
    with translation.override("sv"):
        assert wording.day_in_words(since, now=timezone.now()) in said(need, "deployed_in_region")
    need = step(need, "add_results", at.coordinator(), resulting_tickets=[at.change().number])
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert len(events(need, "deployed_in_region")) == 1


def test_who_was_told_that_it_is_in_use_is_told_that_it_was_put_back():
    need, release = at.need("prioritised"), releases.planning()
    need = step(need, "convert", at.coordinator(), resulting_tickets=[release.number])
    put_back_in(release, parties.REGION)  # of one that was never told of
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert events(need, "put_back_in_region") == []
    verified_in(release, parties.REGION)
    due.fire(now=timezone.now() + timedelta(minutes=1))
    put_back_in(release, parties.REGION)
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert "Det används inte där nu." in said(need, "put_back_in_region")
    assert AffectedRegion.objects.unscoped("test").get(ticket_id=need.pk).deployed_at is None
    deliver(now=timezone.now() + timedelta(minutes=2))
    (event,) = events(need, "put_back_in_region")
    told = Notice.objects.unscoped("test").filter(event=event).values_list("user_id", flat=True)
    assert at.clinician().user.pk in told
    verified_in(release, parties.REGION)
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert len(events(need, "deployed_in_region")) == 2


def test_a_row_that_a_region_has_verified_and_rolled_back_is_heard_of():
    row = deployments.verified()
    need = at.need("prioritised", of=at.submitted(at.clinician(row.region.slug)))
    need = step(need, "convert", at.coordinator(), resulting_tickets=[row.ticket.number])
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert len(events(need, "deployed_in_region")) == 1
    deployments.step(row, "roll_back", deployments.manager(), **deployments.rolling_back(actual_end=timezone.now()))
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert len(events(need, "put_back_in_region")) == 1


def test_what_another_region_has_in_use_or_says_is_not_told_as_ones_own():
    need, release = at.need("prioritised"), releases.planning()
    need = step(need, "join", at.leader(parties.NEIGHBOUR), regional_priority="low")
    need = step(need, "convert", at.coordinator(), resulting_tickets=[release.number])
    verified_in(release, parties.NEIGHBOUR)
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert said(need, "deployed_in_region") == ""
    with translation.override("sv"):
        (own,) = starting.own(at.clinician())["rows"]
    assert own.said == f"Arbetet med ditt behov från {month(need)} har börjat."
    need = step(need, "start_followup", at.coordinator())
    step(need, "report_effect", at.leader(parties.NEIGHBOUR), **at.EFFECT)
    assert said(need, "report_effect") == ""


def test_what_is_in_use_elsewhere_is_not_told_as_in_use_in_ones_own_region():
    need, release = at.need("prioritised"), releases.planning()
    need = step(need, "convert", at.coordinator(), resulting_tickets=[release.number])
    need = step(need, "add_results", at.coordinator(), resulting_tickets=[at.change("review").number])
    assert "Din region svarar senare" in said(step(need, "start_followup", at.coordinator()), "start_followup")
    need = at.need("prioritised")
    need = step(need, "join", at.leader(parties.NEIGHBOUR), regional_priority="low")
    need = step(need, "convert", at.coordinator(), resulting_tickets=[release.number])
    verified_in(release, parties.NEIGHBOUR)
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert "men ännu inte i din region" in said(step(need, "start_followup", at.coordinator()), "start_followup")


def test_whoever_asked_is_told_of_each_turn_once():
    need = at.need("closed")
    deliver(now=timezone.now() + timedelta(minutes=1))
    rows = Notice.objects.unscoped("test").filter(ticket_id=need.pk, user=at.clinician().user)
    told = list(rows.order_by("event__seq").values_list("event__step", flat=True))
    assert told == [
        *("prepare", "start_joint_review", "prioritise", "convert", "start_followup", "report_effect", "close")
    ]


def test_a_link_made_at_the_change_is_an_event_of_the_need():
    need, change = at.need("converted"), at.change()
    perform(
        Ticket,
        change.pk,
        "link",
        actor=parties.desk(),
        via="test",
        data={"other_ticket": need.number, "link_kind": results.KIND},
    )
    assert len(events(need, "result_linked")) == 1
    assert change.pk in results.ids(need)
    perform(Ticket, change.pk, "unlink", actor=parties.desk(), via="test", data={"other_ticket": need.number})
    assert len(events(need, "result_unlinked")) == 1
    assert change.pk not in results.ids(need)


@pytest.mark.parametrize("name", ["deployed_in_region", "remind_silence", "ask_effect", "result_linked"])
def test_the_steps_of_the_program_are_no_persons(name):
    need = at.need("effect_followup")
    data = {"linked_ticket": at.change().number} if name == "result_linked" else {}
    with pytest.raises(NotPermitted):
        step(need, name, at.coordinator(), **data)


@pytest.mark.parametrize("name", [results.DEPLOYED, results.PUT_BACK])
def test_nothing_was_deployed_or_put_back_without_a_release(name):
    need = at.need("converted")
    for cause in ("due:release:0:0", f"due:release:{need.pk}:{need.origin_id}", "due:release:x"):
        with pytest.raises(NotPossible) as refused:
            at.by_the_program(need, name, cause=cause)
        assert [one.code for one in refused.value.reasons] == ["release_gone"]
    assert events(need, name) == []


@pytest.mark.parametrize("name", [results.START, results.FALL])
def test_what_it_led_to_goes_on_so_the_program_does_neither(name):
    need = at.need("converted")
    with pytest.raises(NotPossible) as refused:
        at.by_the_program(need, name)
    assert [one.code for one in refused.value.reasons] == ["results_go_on"]
    assert fresh(need.pk).state == "converted" and events(need, name) == []
