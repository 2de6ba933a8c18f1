"""There is one way to change something, one way to send something, and no way around either.

That imports point downwards and that models and migrations agree is said by tests/house/test_lint.py.
"""

import ast
from importlib.metadata import PackageNotFoundError, distribution

import pytest

from tests.architecture.sources import calls, dotted, trees

SIGNALS = {"post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed", "post_init", "pre_init"}
# Guarded tables are written by these alone (tickets/models/writing.py for steps, engine/record.py for history).
WRITERS = {"tickets/models/writing.py", "tickets/models/ledger_writing.py", "engine/record.py"}


def test_no_receiver_listens_to_saving():
    """What a step brings about stands in the step: nothing happens behind its back."""
    found = []
    for path, tree in trees().items():
        for node in ast.walk(tree):
            names = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
            if names & SIGNALS:
                found.append(f"{path}:{node.lineno} {names & SIGNALS}")
            if isinstance(node, ast.Attribute) and node.attr in SIGNALS and dotted(node.value).endswith("signals"):
                found.append(f"{path}:{node.lineno} {node.attr}")
    assert found == []


def test_work_for_later_is_started_by_tasks_and_the_outbox_alone():
    found = [
        f"{path}:{call.lineno}"
        for path, tree in trees().items()
        if not (path.endswith("/tasks.py") or path.startswith("outbox/"))
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"delay", "apply_async", "send_task"}
    ]
    assert found == []


def test_no_task_waits_in_the_queue_for_its_time():
    """What falls due is a row: the queue may forget."""
    found = [
        f"{path}:{call.lineno}"
        for path, tree in trees().items()
        for call in calls(tree)
        if {keyword.arg for keyword in call.keywords} & {"countdown", "eta"}
    ]
    assert found == []


def test_the_engines_key_is_turned_by_its_writers_alone():
    found = {
        path
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "'engine.subject'" in node.value
    }
    assert found <= WRITERS


def test_rows_are_stored_past_their_models_by_the_writers_alone():
    found = {
        path
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "roles" and "rows" in {one.name for one in node.names}
    }
    assert found == {"tickets/models/writing.py", "outbox/enqueue.py"}


def test_transitions_are_called_by_the_engine_alone():
    """`ticket.take()` would move it without event, ledger or message: doors and effects go through `perform`."""
    from engine.step import steps
    from tickets.models import Handoff, RegionLeg, RegulatoryTrack
    from tickets.workflows import PROCESSES

    methods = {
        one.method
        for flow in (*PROCESSES.values(), Handoff, RegionLeg, RegulatoryTrack)
        for one in steps(flow).values()
    }
    subjects = {"ticket", "subject", "leg", "handoff", "part", "root", "new", "old"}
    found = []
    for path, tree in trees().items():
        for call in calls(tree):
            owner, _, method = dotted(call.func).rpartition(".")
            if method in methods and owner.split(".")[-1] in subjects and path != "tickets/carrying.py":
                found.append(f"{path}:{call.lineno} {owner}.{method}")
    assert found == []


def test_the_fsm_library_is_the_maintained_one():
    with pytest.raises(PackageNotFoundError):
        distribution("django-fsm")
    assert distribution("django-fsm-2")


def test_the_state_of_a_subject_is_protected_and_in_no_form():
    from django.apps import apps
    from django_fsm import FSMFieldMixin

    fields = [
        field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FSMFieldMixin)
    ]
    assert fields
    assert all(field.protected and not field.editable for field in fields)
