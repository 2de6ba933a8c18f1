"""Messages, people and renderers for the tests of the outbox."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from outbox.enqueue import enqueue
from outbox.models import Message
from outbox.rendering import Rendered, forget_renderer, register_renderer

NOW = datetime(2026, 4, 3, 12, 0, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def person(django_user_model):
    return django_user_model.objects.create_user("anna@region.example", given_name="Anna")


@pytest.fixture
def rendering():
    """Registers renderers for one test: `rendering(kind, fn)`; every kind says its key unless told otherwise."""
    kinds = []

    def register(kind="told", renderer=lambda message: Rendered("Subject", f"Body {message.dedupe_key}")):
        register_renderer(kind, renderer)
        kinds.append(kind)

    yield register
    for kind in kinds:
        forget_renderer(kind)


@pytest.fixture
def told(person):
    """Enqueues messages to the person: `told(key, …)`."""

    def tell(*keys, kind="told", due_at=NOW, **columns):
        rows = [
            Message(
                kind=kind,
                recipient=person,
                subject_type="tickets.ticket",
                subject_id=1,
                event_id=number,
                dedupe_key=key,
                due_at=due_at,
                **columns,
            )
            for number, key in enumerate(keys, start=1)
        ]
        with transaction.atomic():
            enqueue(rows)
        return list(Message.objects.filter(dedupe_key__in=keys).order_by("id"))

    return tell
