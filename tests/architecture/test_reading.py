"""Nobody reads past the scope, and nothing on a ticket is reached but through it."""

import ast

from django.apps import apps

from roles.scope import ScopedManager
from tests.architecture.sources import calls, dotted, trees

# `objects` of these refuses everything but a named reader; the manager without a scope is for Django itself.
UNSCOPED = {"all_objects", "_default_manager", "_base_manager"}
MAY_NAME_UNSCOPED = ("tickets/models/", "engine/models.py")
NAMED = {"visible_to", "unscoped", "bulk_create", "create"}


def scoped_models() -> list[type]:
    return [model for model in apps.get_models() if any(isinstance(one, ScopedManager) for one in model._meta.managers)]


def test_the_models_with_readers_of_their_own_are_known():
    names = {model.__name__ for model in scoped_models() if not model._meta.proxy}
    assert names >= {"Ticket", "Event", "Note", "Attachment", "TextVersion", "Task", "Link", "Handoff", "RegionLeg"}


def test_every_read_of_such_a_model_names_its_reader_or_says_why_it_has_none():
    names = {model.__name__ for model in scoped_models()}
    found = []
    for path, tree in trees().items():
        for call in calls(tree):
            parts = dotted(call.func).split(".")
            if len(parts) >= 3 and parts[-2] == "objects" and parts[-3] in names and parts[-1] not in NAMED:
                found.append(f"{path}:{call.lineno} {'.'.join(parts)}")
    assert found == []


def test_a_scoped_manager_refuses_everything_that_names_no_reader():
    import pytest

    for model in scoped_models():
        for name in ("all", "filter", "get", "exclude", "count", "first", "values", "exists"):
            with pytest.raises(LookupError):
                getattr(model.objects, name)()
        with pytest.raises(ValueError, match="say why"):
            model.objects.unscoped("")


def test_the_manager_without_a_scope_is_named_by_models_alone():
    found = [
        f"{path}:{node.lineno} {node.attr}"
        for path, tree in trees().items()
        if not path.startswith(MAY_NAME_UNSCOPED)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in UNSCOPED
    ]
    assert found == []


def test_a_read_without_a_reader_says_why_in_words():
    found = []
    for path, tree in trees().items():
        for call in calls(tree):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "unscoped":
                (why,) = call.args
                is_said = isinstance(why, ast.Name | ast.Attribute) or (
                    isinstance(why, ast.Constant) and len(str(why.value)) >= 10
                )
                if not is_said:
                    found.append(f"{path}:{call.lineno}")
    assert found == []


def test_nothing_with_readers_of_its_own_hangs_on_what_points_at_it():
    """`ticket.note_set` would read every note: there is no way back over a foreign key."""
    scoped = {model._meta.concrete_model for model in scoped_models()}
    found = [
        f"{model.__name__}.{relation.get_accessor_name()}"
        for model in apps.get_models()
        for relation in model._meta.related_objects
        if relation.related_model in scoped and not relation.hidden
    ]
    assert found == []


def test_a_ticket_is_reached_backwards_by_its_grants_alone():
    """guardian needs a real name for its two tables; nothing else has one."""
    from tickets.models import Ticket

    names = {relation.get_accessor_name() for relation in Ticket._meta.related_objects if not relation.hidden}
    assert names == {"user_grants", "group_grants"}


def test_every_model_with_an_audience_is_scoped():
    scoped = {model._meta.concrete_model for model in scoped_models()}
    with_audience = {
        model
        for model in apps.get_models()
        if not model._meta.proxy and any(field.name == "audience" for field in model._meta.concrete_fields)
    }
    assert with_audience <= scoped


def test_no_model_has_a_save_of_its_own():
    """What must hold is a constraint or a step: a save that does more is skipped by every bulk write."""
    own = {"tickets", "roles", "regions", "sla", "outbox", "engine", "forums"}
    found = {
        base.__name__
        for model in apps.get_models()
        for base in model.__mro__
        if base.__module__.split(".")[0] in own and {"save", "delete"} & set(vars(base))
    }
    assert found == set()
