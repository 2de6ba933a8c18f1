"""One step on many tickets is the same step on each: same result, same refusals, once each, whoever dies meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from engine.errors import EngineError, Refused
from engine.perform import perform
from engine.step import steps
from roles.models import RoleAssignment
from tests.cases import fresh, incident, opened, prioritised, step, team
from tests.parties import NEIGHBOUR, desk, object_leader, support, support_security, vendor
from tests.people import wear
from tests.query_counts import counted
from tickets.bulk import runs, working
from tickets.bulk.judging import judge
from tickets.bulk.offered import offer_called, offered
from tickets.bulk.picking import MOST, Pick, by_ids, by_numbers, every_hit
from tickets.models import BulkRow, BulkRun, Event, TextVersion, Ticket
from tickets.workflows import PROCESSES

pytestmark = pytest.mark.django_db

OPEN = {"state": "open"}
PERSONAL_NUMBER = "19121212-1212"


def picks(*tickets) -> list[Pick]:
    return [Pick(one.number, one.pk, fresh(one.pk).version) for one in tickets]


def started(name: str, who, *tickets, hat=None, **data) -> BulkRun:
    with translation.override("sv"):
        run = runs.choose(picks(*tickets), name, actor=who, via="web", at=timezone.now())
    runs.start(run, data=data, hat=hat, at=timezone.now())
    run.refresh_from_db()
    return run


def carried_out(name: str, who, *tickets, **data) -> BulkRun:
    run = started(name, who, *tickets, **data)
    while working.work(seconds=60):
        pass
    run.refresh_from_db()
    assert run.is_finished
    return run


def outcomes(run) -> list[str]:
    return [row.outcome for row in BulkRow.objects.filter(run=run)]


def codes(run) -> list[list[str]]:
    return [[one["code"] for one in row.reasons] for row in BulkRow.objects.filter(run=run)]


def verdicts(name: str, who, *tickets, hat=None, **data):
    offer = offer_called(name, who)
    return judge(picks(*tickets), offer, actor=who, via="web", data=data, hat=hat, at=timezone.now())


def assigned(**data) -> Ticket:
    """An incident that is assigned to the desk's team."""
    return step(prioritised(**data), "assign", desk(), team=team("dalarna").slug, category_open="programfel")


def history(ticket) -> list[tuple]:
    """What happened to the ticket, without what no two tickets share."""
    rows = Event.objects.unscoped("test").filter(ticket_id=ticket.pk).order_by("seq")
    words = TextVersion.objects.unscoped("test").filter(ticket_id=ticket.pk).order_by("pk")
    said = [(one.seq, one.step, one.source, one.target, one.via, one.user_id, one.role, one.audience) for one in rows]
    return [*said, *((one.event_seq, one.field, one.body, one.audience) for one in words)]


def state_of(ticket) -> dict:
    own = {"id", "number", "event_digest", "created_at", "updated_at", "registered_at", "closed_at", "resolved_at"}
    ticket = fresh(ticket.pk)
    return {one.attname: getattr(ticket, one.attname) for one in ticket._meta.concrete_fields if one.name not in own}


HOLD = {"hold_reason": "await_reporter", "hold_question": "Gick det bra?"}
WAYS = {
    "triage": (incident, desk, {}),
    "prioritise": (prioritised, desk, {"impact": 2, "urgency": 2}),
    "assign": (prioritised, desk, {"category_open": "programfel"}),
    "take": (assigned, desk, {}),
    "hold": (assigned, desk, HOLD),
    "add_note": (incident, desk, {"note_text": "Läst.", "note_audience": "customer"}),
    "cancel": (incident, desk, {"reason": "Det var inget fel."}),
    "watch": (incident, object_leader, {}),
    "add_task": (assigned, desk, {"task_title": "Ring", "task_blocking": False}),
}


@pytest.mark.parametrize("name", WAYS)
def test_a_step_on_many_leaves_what_as_many_single_steps_leave(name):
    make, who, data = WAYS[name]
    data = data | ({"resume_at": timezone.now() + timedelta(days=3)} if name == "hold" else {})
    data = {key: one.isoformat() if hasattr(one, "isoformat") else one for key, one in data.items()}
    data |= {"team": team("dalarna").slug} if name == "assign" else {}
    many, single = [make() for _ in range(3)], [make() for _ in range(3)]
    run = carried_out(name, who(), *many, **data)
    assert outcomes(run) == ["done"] * 3
    for one in single:
        perform(Ticket, one.pk, name, actor=who(), via="web", version=fresh(one.pk).version, data=data)
    for together, alone in zip(many, single, strict=True):
        assert state_of(together) == state_of(alone)
        assert history(together) == history(alone)


@pytest.mark.parametrize("name", ["assign", "cancel", "close", "hold", "resolve", "take"])
def test_what_the_dry_run_says_is_what_the_step_says_on_each(name):
    """Every kind of refusal: a wrong state, a missing field, a wrong place, a lacking right."""
    tickets = [incident(), prioritised(), assigned(), step(incident(), "cancel", desk(), reason="Nej")]
    found = verdicts(name, desk(), *tickets)
    for one, ticket in zip(found, tickets, strict=True):
        assert _codes_of(ticket, name, desk()) == [why.code for why in one.reasons]


def _codes_of(ticket, name, who) -> list[str]:
    try:
        perform(Ticket, ticket.pk, name, actor=who, via="web", version=fresh(ticket.pk).version, data={})
    except EngineError as refused:
        return [why.code for why in refused.reasons]
    return []


def test_the_dry_run_writes_nothing_even_where_an_effect_would():
    ticket = assigned()
    before = {model: model.objects.unscoped("test").count() for model in (Ticket, Event, TextVersion)}
    found = verdicts("reclassify", desk(), ticket, new_kind="general-case", reason="Det är en fråga.")
    assert [one.reasons for one in found] == [()]
    assert {model: model.objects.unscoped("test").count() for model in before} == before
    assert fresh(ticket.pk).state == "assigned"


def test_what_an_effect_would_refuse_is_said_in_the_dry_run():
    ticket, other = assigned(), assigned()
    step(ticket, "link", desk(), other_ticket=other.number, link_kind="related")
    found = verdicts("link", desk(), ticket, other, other_ticket=other.number, link_kind="related")
    assert [[why.code for why in one.reasons] for one in found] == [["already_linked"], ["link_to_itself"]]


def test_partial_success_is_reported_per_row_and_the_refused_ones_can_be_tried_again():
    fine, held = assigned(), step(assigned(), "take", desk())
    run = carried_out("take", desk(), fine, held)
    assert outcomes(run) == ["done", "refused"]
    assert codes(run) == [[], ["not_from_this_state"]]
    assert "Ta" in BulkRow.objects.get(run=run, position=2).reasons[0]["text"]  # in the person's language
    again = runs.picks_again(run, BulkRow.Outcome.REFUSED, desk())
    assert [one.ticket_id for one in again] == [held.pk]
    assert runs.progress_of(run)[run.pk] == runs.Progress(total=2, done=1, refused=1)


def test_what_was_done_is_taken_back_as_the_step_left_it_and_not_what_came_later():
    mine, changed = assigned(), assigned()
    until = (timezone.now() + timedelta(days=3)).isoformat()
    run = carried_out("hold", desk(), mine, changed, resume_at=until, **HOLD)
    step(changed, "resume", desk())
    step(changed, "hold", desk(), resume_at=until, **HOLD)
    again = runs.picks_again(run, BulkRow.Outcome.DONE, desk())
    undo = runs.choose(again, "resume", actor=desk(), via="web", at=timezone.now())
    runs.start(undo, data={}, hat=None, at=timezone.now())
    working.work(seconds=60)
    assert codes(undo) == [[], ["stale"]]
    assert fresh(changed.pk).state == "on_hold"


def test_a_row_that_changed_since_it_was_seen_says_so():
    ticket = prioritised()
    run = started("cancel", desk(), ticket, reason="Nej")
    step(ticket, "prioritise", desk(), impact=1, urgency=1)
    working.work(seconds=60)
    assert codes(run) == [["stale"]]
    assert fresh(ticket.pk).state == "triage"


def test_one_event_a_ticket_in_a_transaction_of_its_own_named_by_the_run():
    tickets = [incident() for _ in range(3)]
    run = carried_out("triage", desk(), *tickets)
    rows = Event.objects.unscoped("test").filter(cause=f"bulk:{run.pk}")
    assert sorted(rows.values_list("ticket_id", flat=True)) == sorted(one.pk for one in tickets)
    assert set(rows.values_list("via", "user_id")) == {("web", desk().user.pk)}


def test_a_worker_that_dies_between_two_rows_leaves_nothing_twice(monkeypatch):
    tickets = [incident() for _ in range(4)]
    run = started("triage", desk(), *tickets)
    real, taken = working._settle, []

    def dying(*args):
        if len(taken) == 2:
            raise KeyboardInterrupt
        taken.append(args)
        real(*args)

    monkeypatch.setattr(working, "_settle", dying)
    with pytest.raises(KeyboardInterrupt):
        working.work(seconds=60)
    monkeypatch.undo()
    assert working.work(seconds=60) == 0  # the dead worker's lease holds for some seconds
    BulkRun.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert working.work(seconds=60) == 2
    assert outcomes(run) == ["done"] * 4
    for one in tickets:
        assert Event.objects.unscoped("test").filter(ticket_id=one.pk, step="triage").count() == 1


def test_a_row_that_is_settled_is_never_taken_again():
    ticket = incident()
    run = carried_out("add_note", desk(), ticket, note_text="En gång.", note_audience="customer")
    row = BulkRow.objects.get(run=run)
    working._settle(run, working._Waiting(row.pk, ticket.pk, ticket.process, row.version), desk())
    assert Event.objects.unscoped("test").filter(ticket_id=ticket.pk, step="add_note").count() == 1


def test_a_row_that_breaks_is_set_apart_and_the_others_go_on(monkeypatch):
    tickets = [incident() for _ in range(3)]
    run = started("triage", desk(), *tickets)
    real = working.perform_within

    def breaking(model, pk, *args, **how):
        if pk == tickets[1].pk:
            raise RuntimeError("poison")
        return real(model, pk, *args, **how)

    monkeypatch.setattr(working, "perform_within", breaking)
    working.work(seconds=60)
    assert outcomes(run) == ["done", "refused", "done"]
    assert codes(run)[1] == ["broken"]


def test_a_run_goes_by_the_roles_that_are_worn_when_it_is_carried_out():
    ticket = incident()
    run = started("triage", desk(), ticket)
    RoleAssignment.objects.filter(user=desk().user).update(valid_to=timezone.localdate() - timedelta(days=1))
    working.work(seconds=60)
    assert codes(run) == [["not_found"]]
    assert fresh(ticket.pk).state == "new"


def test_a_personal_number_is_refused_before_anything_is_kept_or_tried():
    with pytest.raises(Refused) as refused:
        verdicts("add_note", desk(), incident(), note_text=f"Ring {PERSONAL_NUMBER}", note_audience="customer")
    assert [(why.code, why.field) for why in refused.value.reasons] == [("personal_number", "note_text")]


@pytest.mark.parametrize(
    "data",
    [
        {"note_text": 191212121212},
        {"note_text": {"a": PERSONAL_NUMBER}},
        {"note_text": {PERSONAL_NUMBER: "a"}},
        {"note_text": ["a", [PERSONAL_NUMBER]]},
        {"note_text": "19121212\x00-1212"},
        {"note_audience": PERSONAL_NUMBER},
        {"not_personal_data": PERSONAL_NUMBER},
        {"not_personal_data_reason": {"a": PERSONAL_NUMBER}},
        {"not_personal_data_reason": "19121212\x00-1212"},
    ],
)
def test_a_personal_number_is_refused_in_whatever_field_and_form_it_comes(data):
    with pytest.raises(Refused) as refused:
        verdicts("add_note", desk(), incident(), **data)
    assert [(why.code, why.field) for why in refused.value.reasons] == [("personal_number", *data)]


def test_what_a_database_cannot_hold_is_left_out_of_what_was_filled_in():
    ticket = incident()
    given = {"note_text": "Lä\x00st.", "note_audience": "customer", "tags": {"\x00": ["\ud800"]}}
    run = started("add_note", desk(), ticket, **given)
    assert run.data == {"note_text": "Läst.", "note_audience": "customer", "tags": {"": ["?"]}}


def test_a_field_that_no_kind_of_ticket_asks_for_is_refused():
    with pytest.raises(Refused) as refused:
        verdicts("take", desk(), assigned(), state="closed")
    assert [(why.code, why.field) for why in refused.value.reasons] == [("unknown_field", "state")]


def test_tickets_that_the_person_may_not_read_are_not_found_and_nothing_of_them_is_said():
    hidden = incident(desk(NEIGHBOUR))
    assert by_ids({hidden.pk: 1}, desk()) == []
    (pick,) = by_numbers({hidden.number: 1}, desk())
    assert pick.ticket_id is None
    (verdict,) = judge(
        [Pick(hidden.number, hidden.pk, 1)],
        offer_called("add_note", desk()),
        actor=desk(),
        via="web",
        data={},
        hat=None,
        at=timezone.now(),
    )
    assert (verdict.ticket, [why.code for why in verdict.reasons]) == (None, ["not_found"])


def test_every_hit_is_what_the_list_holds_and_no_more_than_five_hundred():
    mine = [incident() for _ in range(3)]
    incident(desk(NEIGHBOUR))
    found = every_hit({"state": "open", "sort": "registered"}, desk())
    assert [one.ticket_id for one in found] == [one.pk for one in mine]
    assert MOST == 500


def test_only_steps_that_need_nothing_of_one_ticket_alone_are_offered():
    """Every offered step is declared so: nothing is listed a second time."""
    for who in (desk(), support(), vendor()):
        for name, offer in offered(who).items():
            declared = [steps(workflow)[name] for workflow in PROCESSES.values() if name in steps(workflow)]
            assert any(one.rule.is_for_people for one in declared), name
            assert not any(one.of_one for one in (*offer.needs, *offer.asks)), name
    names = set(offered(desk()))
    assert names >= {"assign", "take", "hold", "resume", "prioritise", "close", "confirm", "add_note", "cancel"}
    assert names >= {"link", "mark_duplicate", "watch"}
    assert {"share", "end_share"} & set(offered(object_leader())) == {"share", "end_share"}
    assert not names & {"attach", "hide_personal_data", "escalate_tier", "finish_task", "merge", "register", "open"}


def test_a_step_that_two_kinds_have_is_one_step_with_one_form():
    case, fault = opened("general-case", desk()), prioritised()
    case = step(case, "start_triage", desk())
    data = {"team": team("dalarna").slug, "category_open": "programfel", "impact": 3, "urgency": 3}
    run = carried_out("assign", desk(), case, fault, **data)
    assert outcomes(run) == ["done", "done"]
    assert {one.name for one in offer_called("assign", desk()).needs} == {*data}


def test_a_person_who_acts_for_two_organisations_is_asked_only_where_both_would_do():
    here, there = incident(), incident(desk(NEIGHBOUR))
    wear(desk().user, "region-objektspecialist-support", NEIGHBOUR)
    run = carried_out("triage", desk(), here, there)
    assert outcomes(run) == ["done", "done"]


def test_what_was_filled_in_is_forgotten_when_nothing_was_refused_and_after_a_day_otherwise():
    note = {"note_text": "Läst.", "note_audience": "customer"}
    closed = step(incident(), "cancel", desk(), reason="Nej")
    assert carried_out("add_note", desk(), incident(), **note).data == {}
    run = carried_out("add_note", desk(), closed, **note)
    assert run.data == note
    working.forget_old(at=timezone.now() + timedelta(days=2))
    run.refresh_from_db()
    assert run.data == {}
    working.forget_old(at=timezone.now() + timedelta(days=91))
    assert not BulkRun.objects.exists()


def test_two_runs_take_turns():
    first = started("triage", desk(), *[incident() for _ in range(30)])
    second = started("triage", desk(), incident())
    assert working._go_on(working._claimed(timezone.now()), 1e12) == working.ROWS_AT_A_TIME
    assert working._claimed(timezone.now()).pk == second.pk
    assert first.pk != second.pk


def test_an_idle_look_is_one_query():
    _nothing, statements = counted(working.work)
    assert len(statements) == 1


def test_what_is_removed_as_personal_data_leaves_the_run_that_brought_it_too():
    ticket, closed = incident(), step(incident(), "cancel", desk(), reason="Nej")
    run = carried_out(
        "add_note", desk(), ticket, closed, note_text="Kvittrasången är patient.", note_audience="customer"
    )
    assert "Kvittrasången" in run.data["note_text"]
    words = TextVersion.objects.unscoped("test").get(ticket_id=ticket.pk, field="note_text")
    step(ticket, "hide_personal_data", desk(), hidden_part=words.part_key)
    step(ticket, "settle_personal_data", support_security(), personal_data_verdict="redact", reason="Ett namn")
    run.refresh_from_db()
    assert "Kvittrasången" not in str(run.data)
