"""No need dies silently: wherever it stands somebody who can act hears of it, and its end is told with the reason."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as some

from engine import due, explain
from engine.perform import perform
from outbox.deliver import deliver
from sla.models import DueStep
from tests import parties
from tests.cases import fresh, step
from tests.processes.change import places as changes
from tests.processes.need import places as at
from tickets.models import AffectedRegion, Event, Notice, Ticket
from tickets.processes.need import deciding, figures, results, saying, silence
from tickets.workflows import Need

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
NO = {"need_decline_code": "lag_nytta", "reason": "Bara två enheter skulle märka av det."}
OWN = {name for name in vars(Need) if not name.startswith("_")} - {"open", "submit"}


def waiting(need, name: str) -> list[DueStep]:
    rows = DueStep.objects.filter(subject_id=need.pk, step=name, fired_at=None, set_aside_at=None)
    return list(rows.order_by("due_at"))


def told(need, name: str) -> set[int]:
    for _round in range(2):
        deliver(now=timezone.now() + timedelta(days=900))
    event = Event.all_objects.filter(ticket_id=need.pk, step=name).latest("seq")
    return set(Notice.objects.unscoped("test").filter(event=event).values_list("user_id", flat=True))


def acts(need, who) -> list[str]:
    """The need's own steps that the person may take now."""
    found = explain.steps_for(fresh(need.pk), who)
    return [one.name for one in found if one.allowed and one.name in OWN]


@pytest.mark.parametrize("state", Need.live)
def test_wherever_it_stands_somebody_who_can_act_is_reminded(state):
    people = [at.leader(), at.coordinator()]
    need = at.need(state)
    for _put_off in range(3):
        if not Event.all_objects.filter(ticket_id=need.pk, step=silence.STEP).exists():
            due.fire(now=waiting(need, silence.STEP)[0].due_at)
    need = fresh(need.pk)
    heard = told(need, silence.STEP)
    assert [who for who in people if who.user.pk in heard and acts(need, who)], (state, need.state)
    assert waiting(need, silence.STEP), "and it is reminded of again"


def test_every_state_that_is_no_end_is_looked_at():
    assert set(Need.live) | set(Need.terminal) | {"draft"} == set(Need.States.values)


def declined_by_the_forum():
    need = at.turned_down(at.need("joint_review"))
    return step(need, "decline", at.coordinator(), **NO, decision_link=deciding.named(need))


ENDS = {
    "declined by the region": lambda: step(at.submitted(), "decline", at.leader(), **NO),
    "declined by the coordinator": lambda: step(at.need("regional_prepared"), "decline", at.coordinator(), **NO),
    "declined by the forum": declined_by_the_forum,
    "closed": lambda: at.need("closed"),
    "closed without benefit": lambda: step(
        at.need("effect_followup"), "close", at.coordinator(), effect_text="Det tar lika lång tid som förut.",
        benefit_met="no", reason="Regionen har slutat med det.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("end", ENDS)
def test_at_every_end_whoever_asked_is_told_why_in_words(end, mailoutbox):
    need = ENDS[end]()
    name = "close" if need.state == "closed" else "decline"
    assert need.closed_at and not DueStep.objects.filter(subject_id=need.pk, fired_at=None).exists()
    assert at.clinician().user.pk in told(need, name)
    event = Event.all_objects.filter(ticket_id=need.pk, step=name).latest("seq")
    with translation.override("sv"):
        sentence = saying.sentence(need, event)
    why = {"decline": "nyttan är för låg", "close": "gav den nytta" if end == "closed" else "gav inte"}[name]
    assert why in sentence, sentence
    mails = [one.body for one in mailoutbox if at.clinician().user.email in one.to]
    assert any(sentence in body.replace("\n", " ") for body in mails), mails
    client = Client()
    client.force_login(at.clinician().user)
    page = re.sub(r"\s+", " ", client.get(f"/arenden/{need.number}/").content.decode())
    said = NO["reason"] if name == "decline" else at.EFFECT["effect_text"] if end == "closed" else "lika lång tid"
    assert said in page


# --- However it goes ---


def called_off(need):
    for pk in results.ids(need):
        perform(Ticket, pk, "cancel", actor=changes.lead(), via="test", data={"reason": "Görs på annat sätt."})
    due.fire(now=timezone.now() + timedelta(minutes=1))
    return fresh(need.pk)


def converted(need):
    return step(need, "convert", at.coordinator(), resulting_tickets=[at.change().number])


def in_use(need):
    """In her region, while the change still goes on."""
    AffectedRegion.objects.unscoped("test").filter(ticket_id=need.pk).update(deployed_at=timezone.now())
    return step(need, "start_followup", at.coordinator())


def parked(need):
    return step(need, "park", at.coordinator(), reason="Väntar.", review_at=at.in_days(60))


def reported(need):
    if any(one.effect_at for one in need.voices() if one.region.slug == parties.REGION):
        return need
    return step(need, "report_effect", at.leader(), **at.EFFECT)


def forum_declines(need):
    need = at.turned_down(need)
    return step(need, "decline", at.coordinator(), **NO, decision_link=deciding.named(need))


MOVES = {
    "submitted": [
        lambda one: step(one, "prepare", at.leader(), **at.PREPARING),
        lambda one: step(one, "decline", at.leader(), **NO),
    ],
    "regional_prepared": [
        lambda one: step(one, "start_joint_review", at.coordinator(), **at.CHECKED),
        parked,
        lambda one: step(one, "decline", at.coordinator(), **NO),
    ],
    "joint_review": [at.decided, parked, forum_declines],
    "prioritised": [converted, parked],
    "converted": [in_use, called_off],
    "effect_followup": [
        reported,
        lambda one: step(one, "close", at.coordinator(), **at.EFFECT, reason="Alla har fått frågan."),
    ],
    "parked": [lambda one: step(one, "wake", at.coordinator())],
}


def check(need) -> None:
    """Of one that goes on: when it is reminded of. Of one that has ended: that it was told, and nothing is due."""
    if need.state in Need.terminal:
        assert not DueStep.objects.filter(subject_id=need.pk, fired_at=None).exists()
        assert at.clinician().user.pk in told(need, "close" if need.state == "closed" else "decline")
        return
    rests_until = max(timezone.now(), need.hold_until or timezone.now())
    row = waiting(need, silence.STEP)[0]
    (later,) = silence.put_off([(need, row)]).values() or (row.due_at,)
    assert later <= rests_until + timedelta(days=figures.of("remind_days"))
    if need.state == "parked":
        assert [one.due_at for one in waiting(need, "wake")] == [need.hold_until]
    if need.state == "effect_followup" and need.detail().effect_asked_at is None:
        assert [one.due_at for one in waiting(need, "ask_effect")] == [need.detail().effect_due_at]


@settings(max_examples=5)
@given(some.lists(some.integers(0, 5), min_size=3, max_size=8))
def test_whatever_is_done_with_it(choices):
    need = at.submitted()
    check(need)
    for choice in choices:
        if need.state in Need.terminal:
            break
        moves = MOVES[need.state]
        need = moves[choice % len(moves)](need)
        check(need)
