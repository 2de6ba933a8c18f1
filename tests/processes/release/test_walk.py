"""The whole way of a release: its scope by decision, its delivery, its rollout and what is due."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from engine.errors import NotPermitted, Refused
from forums.actions import decide
from regions import directory
from sla.models import DueStep
from tests import parties
from tests.cases import fresh
from tests.people import actor
from tests.processes.release import places as at
from tickets.models import Event, Link, ReleaseItem, Ticket
from tickets.processes.release import figures, showing

pytestmark = pytest.mark.django_db
FORUM = "sussa-region-utvecklingsforum"


def codes_of(refused) -> list[str]:
    return [one.code for one in refused.value.reasons]


def items(ticket, **which):
    return ReleaseItem.objects.unscoped("test").filter(ticket_id=ticket.pk, **which)


def due(ticket, step: str):
    return DueStep.objects.filter(subject_id=ticket.pk, step=step, fired_at=None, set_aside_at=None)


def reads(who, ticket) -> bool:
    return Ticket.objects.visible_to(who).filter(pk=ticket.pk).exists()


def test_a_release_walks_from_its_plan_to_its_review():
    ticket = at.release("closed")
    assert ticket.state == "closed" and ticket.number.startswith("REL-") and ticket.closed_at is not None
    steps = Event.objects.unscoped("test").filter(ticket_id=ticket.pk).order_by("seq").values_list("step", flat=True)
    wanted = ["create", "fix_scope", "deliver", "start_acceptance", "sign_approval", "approve", "start_rollout"]
    wanted += ["enter_els", "complete", "close"]
    assert [one for one in dict.fromkeys(steps) if one in wanted] == wanted
    assert not DueStep.objects.filter(
        subject_id=ticket.pk, fired_at=None, step__in=("els_ends", "review_late")
    ).exists()


# --- Its scope ---


def test_the_scope_is_frozen_by_a_decision_of_the_forum_that_decides_on_scopes():
    item = at.an_item()
    ticket = at.take(at.planning(), "propose_scope", at.lead(), **at.scope(item))
    assert ticket.detail().proposed_items == [item.pk] and not items(ticket).exists()
    with pytest.raises(Refused) as refused:
        decide(at.chair(), ticket.pk, forum="sussa-cambio-utvecklingsforum", text="Ja.", result="approved",
               step="fix_scope", via="test")  # fmt: skip
    assert codes_of(refused) == ["other_forum"]
    decision = decide(at.chair(), ticket.pk, forum=FORUM, text="Ja.", result="approved", step="fix_scope", via="test")
    ticket = fresh(ticket.pk)
    detail = ticket.detail()
    assert (ticket.state, detail.scope_number, detail.proposed_items) == ("scoped", 1, None)
    assert decision.digest == detail.scope_digest == ticket.scope_now()
    assert [(one.item_id, one.from_scope, one.to_scope, one.pending) for one in items(ticket)] == [
        (item.pk, 1, None, True)
    ]
    assert Link.objects.unscoped("test").filter(ticket=item, other=ticket, kind="in_release", ended_at=None).exists()


def test_only_the_chair_decides_on_the_scope():
    with pytest.raises(NotPermitted):
        decide(at.object_leader(), at.proposed().pk, forum=FORUM, text="Ja.", result="approved", step="fix_scope",
               via="test")  # fmt: skip


def test_another_scope_is_a_new_decision_and_the_one_before_is_told_for_ever():
    first, second = at.an_item(), at.an_item()
    ticket = at.take(at.planning(), "fix_scope", at.chair(), cause=at.CAUSE, **at.scope(first))
    before = ticket.detail().scope_digest
    ticket = at.take(ticket, "deliver", at.vendor_lead(), **at.DELIVERY)
    ticket = at.take(ticket, "rescope", at.chair(), cause=at.CAUSE, reason="Bytt mot ett annat fel.",
                     **{name: value for name, value in at.scope(second).items() if "items" in name})  # fmt: skip
    detail = ticket.detail()
    assert (ticket.state, detail.scope_number, detail.delivered_at, detail.build_id) == ("scoped", 2, None, "")
    assert detail.scope_digest not in ("", before)
    assert [one.item_id for one in showing.scope_at(ticket.pk, 1)] == [first.pk]
    assert [one.item_id for one in showing.scope_at(ticket.pk, 2)] == [second.pk]
    said = Event.objects.unscoped("test").get(ticket_id=ticket.pk, step="rescope").changed["scope"]
    assert (said["added"], said["removed"], said["number"]) == (1, 1, 2)
    links = Link.objects.unscoped("test").filter(other=ticket, kind="in_release", ended_at=None)
    assert [one.ticket_id for one in links] == [second.pk]


def test_what_stood_in_a_scope_is_not_changed_in_the_database():
    row = items(at.scoped()).get()
    for change in ({"pending": False}, {"from_scope": 7}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReleaseItem.all_objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


def test_a_case_that_is_authorised_needs_no_mark():
    change = at.a_change()
    scope = {"scope_items": [change.number], "pending_items": []} | at.TEXTS
    ticket = at.take(at.planning(), "fix_scope", at.chair(), cause=at.CAUSE, **scope)
    assert [one.pending for one in items(ticket)] == [False]


# --- The vendor ---


def test_the_vendor_reads_a_release_from_its_scope_on_and_what_it_has_registered():
    ticket = at.planning()
    assert not reads(at.vendor_lead(), ticket)
    ticket = at.take(ticket, "fix_scope", at.chair(), cause=at.CAUSE, **at.scope())
    assert reads(at.vendor_lead(), ticket)
    own = at.planning(at.vendor_lead())
    assert reads(at.vendor_lead(), own) and own.origin == directory.support_org()


def test_what_is_built_from_an_earlier_scope_is_not_delivered():
    ticket = at.scoped()
    reason = {"reason": "Ett fel till."}
    ticket = at.take(ticket, "rescope", at.chair(), cause=at.CAUSE, **at.scope(), **reason)
    with pytest.raises(Refused) as refused:
        at.take(ticket, "deliver", at.vendor_lead(), **at.DELIVERY)
    assert codes_of(refused) == ["other_scope"]
    assert at.take(ticket, "deliver", at.vendor_lead(), **at.DELIVERY | {"delivered_scope": 2}).state == "delivered"


# --- Early life support ---


def test_early_life_support_begins_with_the_last_region_that_verifies():
    ticket = at.others_opted_out(at.release("rollout"))
    assert ticket.state == "rollout"
    ticket = at.row_verified(ticket)
    until = timezone.localdate() + timedelta(days=figures.of("els_days"))
    assert (ticket.state, ticket.detail().els_until) == ("els", until)
    first = due(ticket, "els_ends").get().due_at
    assert timezone.localdate(first) == until - timedelta(days=figures.of("els_remind_days"))
    ticket = at.take(ticket, "complete", at.lead(), **at.ENDING)
    assert ticket.detail().els_until == timezone.localdate()
    assert not due(ticket, "els_ends").exists() and due(ticket, "review_late").exists()


def test_the_rows_of_the_regions_are_at_rest_when_it_has_ended():
    ticket = at.release("cancelled")
    with pytest.raises(Refused) as refused:
        window = {"planned_start": timezone.now(), "planned_end": timezone.now() + timedelta(hours=1), "wave": 1}
        at.row_step(ticket, "plan", at.region_lead(), **window)
    assert codes_of(refused) == ["parent_closed"]


def test_every_region_has_a_row_from_the_start():
    ticket = at.planning()
    assert {one.region_id for one in ticket.affected()} == {one.pk for one in directory.regions()}
    assert at.row_of(ticket, parties.NEIGHBOUR).state == "not_planned"


@pytest.mark.parametrize("name", sorted(at.PLANNING))
def test_a_release_is_not_registered_without_what_it_needs(name):
    with pytest.raises(Refused) as refused:
        at.planning(**{name: None})
    assert name in refused.value.by_field()


def test_a_period_ends_after_it_begins():
    with pytest.raises(Refused) as refused:
        at.planning(target_end="2026-11-01")
    assert codes_of(refused) == ["no_period"]


def test_a_region_registers_no_release():
    with pytest.raises(NotPermitted):
        at.planning(actor("region-driftsattningsansvarig", parties.REGION))


def test_nobody_signs_the_approval_before_the_training_is_ready_and_a_change_is_named():
    with pytest.raises(Refused) as refused:
        at.take(at.release("acceptance"), "sign_approval", at.lead(), regulatory_note_read=True)
    assert {"no_change", "training_not_ready"} <= set(codes_of(refused))


def test_no_region_deploys_before_the_rollout_has_started():
    ticket = at.row_ready(at.release("approved"))
    with pytest.raises(Refused) as refused:
        at.row_step(ticket, "deploy_start", at.region_lead(), actual_start=timezone.now())
    assert codes_of(refused) == ["no_rollout"]
    assert at.row_of(ticket).state == "ready"
