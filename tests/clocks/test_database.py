"""What the database refuses, whoever writes it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests import cases
from tests.clocks.reading import clock
from tickets.models import Clock

pytestmark = pytest.mark.django_db

SLA = "sla-sussa"


@pytest.mark.parametrize(
    "wrong",
    [
        {"round": 0},
        {"state": "paused"},
        {"state": "stopped"},
        {"state": "running", "paused_by": "await_reporter"},
        {"amount": None},
        {"stopped_at": timezone.now() - timedelta(days=900)},
        {"breached_at": timezone.now() - timedelta(days=900)},
    ],
    ids=lambda wrong: "-".join(wrong),
)
def test_the_database_refuses_a_clock_that_cannot_be(wrong):
    row = clock(cases.at_support(), SLA, "resolve")
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.all_objects.filter(pk=row.pk).update(**wrong)


def test_the_database_refuses_a_second_row_of_one_round_and_a_case_counted_with_itself():
    row = clock(cases.at_support(), SLA, "resolve")
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.all_objects.filter(pk=row.pk).update(counted_with=row.ticket_id)
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
