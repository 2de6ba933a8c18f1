"""Every declared step is taken once, and refused once for each field it needs and each rule, through the real door."""

from contextlib import contextmanager

import pytest
from django.db import transaction

from engine.errors import EngineError, Refused
from engine.inputs import INPUTS
from engine.step import NOTHING, steps
from outbox.models import Message
from tests.cases import fresh
from tests.permissions.test_product import assert_a_sample_of_the_product_holds_through_the_database
from tests.tickets import ways
from tests.tickets.replaying import assert_whole, events_of
from tests.tickets.test_every_rule import assert_each_rule_refuses_what_breaks_it, rules_of
from tests.tickets.test_personal_numbers import assert_no_words_of_the_step_may_hold_a_certain_number
from tests.tickets.ways import ALONG, WAYS, WORKFLOWS, all_ways, go, instant, take
from tickets.escalating.said import headline
from tickets.models import Event, TextVersion, Ticket
from tickets.tell import KIND
from tickets.telling import happened

pytestmark = pytest.mark.django_db


def label(one) -> str:
    return one.__name__ if isinstance(one, type) else str(one)


EVERY = [pytest.param(workflow, name, way, id=f"{workflow.__name__}-{name}") for workflow, name, way in all_ways()]


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=label)
def test_every_declared_step_has_a_way_or_moves_along(workflow):
    assert set(steps(workflow)) == set(WAYS[workflow]) | ALONG[workflow]
    assert not set(WAYS[workflow]) & ALONG[workflow]


@pytest.mark.parametrize(("workflow", "name", "way"), EVERY)
def test_the_step_is_refused_where_anything_is_wrong_then_taken_and_written_down(workflow, name, way):
    """All at one ticket, as the way to it is long: a refusal writes nothing, so the next one meets the same ticket."""
    subject, actor, data = go(way)
    assert type(subject) is workflow, "the way belongs to another workflow"
    how = {"at": instant(name, subject), "cause": way.cause}
    if rules_of(steps(workflow)[name]):
        with taken_back():
            assert_each_rule_refuses_what_breaks_it(again(subject), name, actor, rewound(data), way.cause)
    with taken_back():
        assert_a_sample_of_the_product_holds_through_the_database(again(subject), name, rewound(data))
    assert_no_words_of_the_step_may_hold_a_certain_number(subject, name, actor, rewound(data))
    assert_refused_without_each_field_it_needs_and_with_any_other(subject, name, way, actor, data, how)
    assert_taken_and_written_down(subject, name, actor, rewound(data), how)


@contextmanager
def taken_back():
    undone = transaction.savepoint()
    yield
    transaction.savepoint_rollback(undone)


def assert_taken_and_written_down(subject, name, actor, data, how) -> None:
    declared = steps(type(subject))[name]
    before = fresh(subject.root.pk)
    event = take(subject, name, actor, data, **how)
    after = again(subject)
    target = declared.target or subject.state
    assert (event.step, event.source, event.target) == (name, subject.state, target)
    assert after.state == gone_on_to(event)
    assert (event.user, event.organisation) == (actor.user, actor.hats[0].organisation)
    assert (event.role, event.via) == (actor.hats[0].role, "test")
    ticket = fresh(subject.root.pk)
    events = events_of(ticket)
    assert_whole(ticket.pk)
    if declared.rule.quiet and event.step == events[-1].step:
        assert ticket.version == before.version
    if declared.target and not declared.rule.quiet:
        assert after.version > subject.version
    assert_whoever_is_told_reads_what_has_happened(ticket)


def assert_whoever_is_told_reads_what_has_happened(ticket) -> None:
    """A button's label is no news: every step that somebody hears of has words of its own, or a headline."""
    told = Message.objects.filter(kind=KIND, subject_id=ticket.pk).values("event_id")
    ticket = ticket.workflow_class().all_objects.get(pk=ticket.pk)
    for event in Event.all_objects.filter(pk__in=told):
        assert headline(event) or happened(ticket, event), f"{event.subject_type} {event.step}"


def gone_on_to(event) -> str:
    """Where the step has led: its target, unless the program has taken a further one in the same transaction."""
    later = Event.all_objects.filter(ticket_id=event.ticket_id, seq__gt=event.seq, user=None, at=event.at)
    here = later.filter(subject_type=event.subject_type, subject_id=event.subject_id)
    return (here.order_by("seq").last() or event).target


def assert_refused_without_each_field_it_needs_and_with_any_other(subject, name, way, actor, data, how) -> None:
    seen = everything_of(subject)
    for need in steps(type(subject))[name].rule.needs:
        if subject.kind != "ticket" and subject.already_has(INPUTS[need]):  # a part keeps what it has
            continue
        if need in way.stands:
            assert subject.already_has(INPUTS[need])
            continue
        less = {key: value for key, value in rewound(data).items() if key != need}
        with pytest.raises(Refused) as refused:
            take(subject, name, actor, less, **how)
        reasons = refused.value.by_field()
        assert need in reasons, f"{need} may be left out"
        assert str(reasons[need][0].text)
    with pytest.raises(Refused) as refused:
        take(subject, name, actor, rewound(data) | {"state": "closed"}, **how)
    assert [reason.code for reason in refused.value.by_field()["state"]] == ["unknown_field"]
    assert everything_of(subject) == seen


def again(subject):
    """The subject as it stands in the database, as its workflow."""
    found = type(subject)._meta.concrete_model.all_objects.get(pk=subject.pk)
    found.__class__ = type(subject)
    return found


def rewound(data: dict) -> dict:
    """What is typed, its files to be read from their beginning."""
    for file in data.get("files", ()):
        file.seek(0)
    return data


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=label)
def test_nobody_takes_a_step_that_only_moves_along(workflow):
    """What is born with another step, or moved by the clock, has no button."""
    for name in ALONG[workflow]:
        declared = steps(workflow)[name]
        assert declared.sources == (NOTHING,) or not declared.rule.is_for_people, name


def test_a_name_that_is_no_step_is_refused():
    ticket = ways.places.incident()
    for name in ("delete", "save", "__class__", "lock", "", "take "):
        with pytest.raises(EngineError) as refused:
            take(ticket, name, ways.parties.desk(), {})
        assert [reason.code for reason in refused.value.reasons] == ["no_such_step"]


def everything_of(subject):
    ticket_id = subject.root.pk
    return (
        Ticket.all_objects.filter(pk=ticket_id).values().get(),
        Event.all_objects.filter(ticket_id=ticket_id).count(),
        TextVersion.all_objects.filter(ticket_id=ticket_id).count(),
    )
