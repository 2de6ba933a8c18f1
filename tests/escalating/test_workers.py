"""Two workers, as processes of their own, and a person on the same tickets: each escalation is raised once."""

from collections import Counter

import pytest
from django.core.management import call_command

from engine.errors import EngineError
from sla.models import DueStep
from tests import cases, parties
from tests.cases import answer, team
from tests.concurrency.racing import process
from tests.escalating.looking import waiting
from tests.tickets import places
from tickets.models import Clock, Event

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kills]

WORKS_UNTIL_NOTHING_IS_DUE = """
import sys, time, django
django.setup()
from datetime import datetime
from engine import due
due.MOST = 5
now, idle = datetime.fromisoformat(sys.argv[1]), 0
print("begun", flush=True)
while idle < 8:
    idle = 0 if due.fire(now=now) else idle + 1
    time.sleep(0.05 if idle else 0)
"""


def test_two_workers_and_a_person_raise_each_escalation_once():
    parties.support_manager()
    tickets = [cases.fresh(places.offered_to_support().ticket_id) for _ in range(8)] + [
        cases.at_support() for _ in range(6)
    ]
    clocks = Clock.all_objects.filter(ticket__in=tickets, amount__isnull=False)
    rows = DueStep.objects.filter(subject_id__in=[one.pk for one in tickets], step__in=("escalate", "warn", "breach"))
    now = max(row.due_at for row in rows)
    workers = [process(WORKS_UNTIL_NOTHING_IS_DUE, now.isoformat()) for _ in range(2)]
    accepted = []
    try:
        assert [one.stdout.readline() for one in workers] == ["begun\n"] * 2
        for one in tickets[7:3:-1]:  # from the other end
            try:
                answer(one, "accept", parties.support(), team=team(parties.SUPPORT_ORG).slug)
                accepted.append(one.pk)
            except EngineError:  # a worker has it this moment
                pass
        assert [one.wait(timeout=60) for one in workers] == [0, 0]
    finally:
        for one in workers:
            one.kill()
            one.communicate()
    pks = [one.pk for one in tickets]
    events = Event.all_objects.filter(ticket_id__in=pks, step__in=("escalate", "warn", "breach", "overrun"))
    # Whoever accepts after the reminder of a silence begins another one, which the time put ahead hears at once.
    events = events.exclude(ticket_id__in=accepted, cause__startswith="due:silent")
    raised = Counter(events.values_list("ticket_id", "step", "cause"))
    assert set(raised.values()) == {1}
    for one in tickets[:4]:
        assert {cause for pk, _step, cause in raised if pk == one.pk} >= {
            "due:handoff_unanswered:1", "due:handoff_unanswered:2"
        }  # fmt: skip
    assert not [one.pk for one in tickets if one.pk in accepted and waiting(one, "handoff_unanswered")]
    assert clocks.exists()
    assert not DueStep.objects.filter(subject_id__in=pks, fired_at=None, due_at__lte=now).exists()
    assert not DueStep.objects.exclude(set_aside_at=None).exists()
    call_command("verify_history", verbosity=0)
