"""Every guard and check of every step: silent on the way that works, saying its own reason where it is broken.

Asked of every step by `test_every_step`, at the ticket that the step is then taken on.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine.context import Context
from engine.perform import prepare
from engine.step import steps
from regions import directory
from tests import parties
from tests.people import person
from tests.tickets.spoiling import BY_WHO, OF_THE_PROGRAM, SPOILED
from tests.tickets.ways import WORKFLOWS, instant

pytestmark = pytest.mark.django_db


def rules_of(declared) -> list:
    return [*declared.rule.guards, *declared.rule.checks]


def prepared(subject, name, actor, data, cause) -> Context:
    """The step's context as it stands when everything has been found right."""
    subject.refresh_from_db()
    if subject.root is not subject:
        subject.root.__class__ = subject.root.workflow_class()
    at = instant(name, subject) or timezone.now()
    how = {"at": at, "via": "test", "source": subject.state, "cause": cause}
    context = Context(subject=subject, step=steps(type(subject))[name], actor=actor, **how)
    prepare(context, data)
    return context


def assert_each_rule_refuses_what_breaks_it(subject, name, actor, data, cause) -> None:
    """Of the step of a subject of its own; what breaking it writes is to be undone by the caller."""
    context = prepared(subject, name, actor, data, cause)
    before = dict(context.subject.root.__dict__), dict(context.data), context.hat, context.cause, context.at
    for rule in rules_of(context.step):
        assert not rule(context)
        spoil, code, field = SPOILED[rule.__name__]
        spoil(context)
        said = rule(context)
        assert said, f"{rule.__name__} lets it through"
        reason = said[0] if isinstance(said, list) else said
        assert (reason.code, reason.field) == (code, field)
        assert str(reason.text)
        columns, context.data, context.hat = dict(before[0]), dict(before[1]), before[2]
        context.cause, context.at = before[3:]
        context.subject.root.__dict__.clear()
        context.subject.root.__dict__.update(columns)


def test_every_rule_in_use_has_a_way_to_break_it():
    used = {rule.__name__ for workflow in WORKFLOWS for one in steps(workflow).values() for rule in rules_of(one)}
    assert used == set(SPOILED) | OF_THE_PROGRAM


def conditions() -> dict:
    """Every condition of a right, by name."""
    declared = [one for workflow in WORKFLOWS for one in steps(workflow).values()]
    return {who.when.__name__: who.when for one in declared for who in one.rule.by if who.when}


def test_every_condition_of_a_right_has_a_way_to_break_it():
    assert set(conditions()) == set(BY_WHO)


@pytest.mark.parametrize("name", sorted(BY_WHO))
def test_a_right_with_a_condition_holds_only_while_the_condition_does(name):
    ticket, at, code = BY_WHO[name]()
    context = Context(subject=ticket, step=None, actor=parties.desk(), at=at, via="test")
    assert conditions()[name](context).code == code


def test_no_rule_is_declared_that_no_step_uses():
    import inspect

    from tickets import guards

    declared = {
        name
        for name, function in vars(guards).items()
        if inspect.isfunction(function) and function.__module__ == guards.__name__ and not name.startswith("_")
    }
    assert declared - set(SPOILED) - set(BY_WHO) == set()


def test_a_share_with_somebody_who_has_no_role_any_more_is_refused():
    from tickets import guards

    gone = person("region-kliniker", parties.NEIGHBOUR)
    gone.assignments.update(valid_to=timezone.localdate() - timedelta(days=1))
    ticket = parties.desk()
    context = Context(subject=None, step=None, actor=ticket, at=timezone.now(), via="test", data={"to_person": gone})
    assert guards.share_within_collaboration(context).field == "to_person"
    context.data = {"to_organisation": directory.by_slug(parties.VENDOR_ORG)}
    assert guards.share_within_collaboration(context).field == "to_organisation"
