"""What is typed becomes a value or a reason that names the field; never an error, whatever is sent."""

from datetime import datetime

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.context import Context
from engine.errors import ChooseHat, NotPossible, Refused
from engine.inputs import INPUTS, Input, Registry
from engine.perform import perform
from engine.step import steps
from engine.validate import RESOLVERS, clean
from roles.actor import actor_for
from tests import parties
from tests.cases import fresh, step
from tests.people import person, wear
from tests.tickets import places
from tickets.workflows import Incident, ServiceRequest

pytestmark = pytest.mark.django_db

ODD = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "²",
    "١",
    "x" * 100_000,
    "9" * 5_000,
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-02-30 12:00",
    "2026-03-29 02:30",
    "2026-13-01",
    "'; drop table tickets_ticket; --",
    "<script>",
    "../../etc/passwd",
    "None",
    0,
    -1,
    1.5,
    10**40,
    float("nan"),
    True,
    False,
    [],
    {},
    [[]],
    [None],
    ["\x00"],
    {"a": 1},
    [{"a": [1]}],
    b"x",
]


def context_of(name: str = "register") -> Context:
    ticket = places.draft("incident", parties.desk())
    actor = parties.desk()
    return Context(
        subject=ticket, step=steps(Incident)[name], actor=actor, at=timezone.now(), via="test", hat=actor.hats[0]
    )


def asked_of(name: str) -> Incident | ServiceRequest:
    """A case that is asked for the input: what orders alone are asked is read by the form of what is ordered."""
    order = any(name in {asked.name for asked in one.rule.inputs} for one in steps(ServiceRequest).values())
    return ServiceRequest(process="service-request") if order else Incident(process="incident")


def is_about(reason, name: str) -> bool:
    """The reason names the field, or a row or an answer inside it."""
    return reason.field == name or reason.field.startswith(f"{name}.")


def test_every_kind_of_input_has_its_resolver():
    from engine.inputs import KINDS

    assert set(RESOLVERS) == set(KINDS)
    assert {one.kind for one in INPUTS} <= set(KINDS)


def test_every_input_of_every_step_survives_whatever_is_sent():
    from engine.step import Declared, Step, Who

    context = context_of()
    for one in INPUTS:
        rule = Step(label="x", by=(Who("x"),), asks=(one.name,))
        context.step, context.subject = Declared("x", "x", rule, ("draft",), None, ""), asked_of(one.name)
        for value in ODD:
            values, faults = clean(context, {one.name: value})
            assert all(is_about(reason, one.name) and str(reason.text) for reason in faults), (one.name, value)
            assert values.get(one.name) is None or not faults


@settings(max_examples=150)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=6,
    ),
    name=st.sampled_from(sorted(one.name for one in INPUTS)),
)
def test_any_json_value_is_a_value_or_a_reason(db, value, name):
    from engine.step import Declared, Step, Who

    actor = parties.desk()
    context = Context(
        subject=asked_of(name),
        step=Declared("x", "x", Step(label="x", by=(Who("x"),), asks=(name,)), ("",), None, ""),
        actor=actor,
        at=timezone.now(),
        via="test",
        hat=actor.hats[0],
    )
    values, faults = clean(context, {name: value})
    assert set(values) <= {name}
    assert all(is_about(reason, name) for reason in faults)


def test_words_are_kept_without_what_no_database_holds():
    ticket = places.incident()
    step(ticket, "add_note", parties.desk(), note_text=" rad ett\r\nrad\x00 två\ud800 ", note_audience="customer")
    from tests.tickets.reading import notes_of

    assert notes_of(parties.desk(), ticket) == ["rad ett\nrad två?"]


def test_a_local_time_is_read_as_local_and_one_that_the_clocks_skip_is_refused():
    context = context_of()
    values, faults = clean(context, {"started_at": "2026-07-01 12:00"})
    assert values["started_at"] == datetime.fromisoformat("2026-07-01T10:00:00+00:00")
    _values, faults = clean(context, {"started_at": "2026-03-29 02:30"})
    assert "no_such_time" in [reason.code for reason in faults]
    values, faults = clean(context, {"started_at": "2026-10-25 02:30"})
    assert "started_at" in values


def test_the_same_name_cannot_mean_two_inputs():
    registry = Registry()
    registry.add(Input("a", "text", "A"))
    registry.add(Input("a", "text", "A"))
    with pytest.raises(ValueError, match="two inputs"):
        registry.add(Input("a", "bool", "A"))
    with pytest.raises(ValueError, match="unknown kind"):
        Input("a", "colour", "A")


def test_every_reason_of_a_step_comes_at_once():
    ticket = places.draft("incident", parties.desk())
    with pytest.raises(Refused) as refused:
        step(ticket, "register", parties.desk(), service="finns-inte", users_affected="många")
    missing = set(steps(Incident)["register"].rule.needs)
    assert set(refused.value.by_field()) >= missing


# --- Which hat ---


def two_hats(*places_):
    user = person("region-kliniker", parties.NEIGHBOUR, name="tva-hattar")
    for role, organisation in places_:
        wear(user, role, organisation)
    return user


def test_one_who_may_for_two_organisations_is_asked_which():
    user = two_hats((parties.DESK_ROLE, parties.REGION), (parties.SUPPORT_ROLE, parties.SUPPORT_ORG))
    ticket = places.incident("triage")
    data = {"impact": 3, "urgency": 3}
    with pytest.raises(ChooseHat) as asked:
        step(ticket, "prioritise", actor_for(user), **data)
    hats = {hat.organisation.slug: hat.assignment_id for hat in asked.value.hats}
    assert set(hats) == {parties.REGION, parties.SUPPORT_ORG}
    event = take(ticket, "prioritise", user, data, hat=hats[parties.SUPPORT_ORG])
    assert (event.organisation.slug, event.role) == (parties.SUPPORT_ORG, parties.SUPPORT_ROLE)
    unfit = user.assignments.get(role__slug="region-kliniker").pk
    with pytest.raises(NotPossible) as refused:
        take(ticket, "prioritise", user, data, hat=unfit)
    assert [reason.code for reason in refused.value.reasons] == ["hat_may_not"]


def take(ticket, name, user, data, *, hat):
    from tickets.models import Ticket

    return perform(Ticket, ticket.pk, name, actor=actor_for(user), via="test", data=data, hat=hat)


def test_two_hats_of_one_organisation_need_no_question_and_the_preferred_one_is_noted():
    user = two_hats((parties.DESK_ROLE, parties.REGION), ("region-incidentansvarig", parties.REGION))
    user.acts_as = user.assignments.get(role__slug="region-incidentansvarig")
    user.save()
    ticket = step(places.incident(), "triage", actor_for(user))
    from tickets.models import Event

    assert Event.all_objects.get(ticket=ticket, step="triage").role == "region-incidentansvarig"


def test_a_preference_for_a_hat_that_may_not_hinders_nothing():
    user = two_hats((parties.DESK_ROLE, parties.REGION))
    user.acts_as = user.assignments.get(role__slug="region-kliniker")
    user.save()
    assert step(places.incident(), "triage", actor_for(user)).state == "triage"


def test_a_deputy_acts_and_the_event_names_for_whom():
    boss = parties.desk().user
    user = person("region-kliniker", parties.NEIGHBOUR, name="vikarie")
    wear(user, parties.DESK_ROLE, parties.REGION, deputy_for=boss)
    ticket = step(places.incident(), "triage", actor_for(user))
    from tickets.models import Event

    assert Event.all_objects.get(ticket=ticket, step="triage").deputy_for == boss


def test_a_person_whose_account_is_closed_does_nothing():
    user = parties.desk().user
    ticket = places.incident()
    user.is_active = False
    user.save()
    from tickets.models import Ticket

    with pytest.raises(Ticket.DoesNotExist):
        step(ticket, "triage", actor_for(user))
    assert fresh(ticket.pk).state == "new"
