"""The processes of `bench.clocks`: `due N`, `ticks SECONDS`, `rebuild N`, `pauses N`. Each prints one line of JSON."""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import timedelta

import django

from bench.due_worker import memory_mb
from bench.search import backend, cpu_ms

PER_SECOND, PAGES = 10, 15
# One clock a ticket, whose time is up; what it is about (version, provider) is that of the loaded agreements.
CLOCKS = """
delete from sla_duestep; delete from tickets_clock;
insert into tickets_clock (ticket_id, version_id, metric, provider_id, round, priority, amount, counts, state,
    started_at, used, due_at, paused_by, stood_still, fired)
  select t.id, v.id, 'resolve', a.provider_id, 1, t.priority, interval '4 hours', true, 'running',
    now() - interval '4 hours', interval '0', now(), '', '[]', '{}'
  from (select id, priority from tickets_ticket where registered_at is not null order by id desc limit %(rows)s) t,
    sla_agreementversion v join sla_agreement a on a.id = v.agreement_id
  where a.kind = 'sla' and v.number = 1;
"""
AT_ONCE = """
insert into sla_duestep (subject_type, subject_id, step, reason, due_at, attempts, last_error)
  select 'tickets.ticket', ticket_id, 'breach', 'clock:' || id || ':100', date_trunc('minute', now()), 0, ''
  from tickets_clock;
"""
IN_TURN = """
insert into sla_duestep (subject_type, subject_id, step, reason, due_at, attempts, last_error)
  select 'tickets.ticket', ticket_id, 'breach', 'clock:' || id || ':100',
    now() + interval '2 seconds' + (row_number() over ()) * interval '1 second' / %(each)s, 0, ''
  from tickets_clock where fired = '{}' order by id limit %(rows)s;
"""


def _run(sql: str, **given) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, given)


def due(rows: int) -> dict:
    from django.db import connection

    from tickets.models import Clock

    _run(CLOCKS, rows=rows)
    _run(AT_ONCE)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze tickets_clock, sla_duestep")
    return {"clocks": Clock.all_objects.count()}


def ticks(seconds: int) -> dict:
    """Fire as the worker does: a look a second. Late is from when a row was due until it is committed."""
    from engine import due as engine_due
    from sla.models import DueStep

    rows = seconds * PER_SECOND
    _run(CLOCKS, rows=rows)
    _run(IN_TURN, rows=rows, each=PER_SECOND)
    late: list[float] = []
    ours = DueStep.objects.filter(step="breach")
    while ours.filter(fired_at=None).exists():
        begun = time.monotonic()
        now = _now()
        engine_due.fire(now=now)
        done = _now()
        late += [(done - at).total_seconds() for at in ours.filter(fired_at=now).values_list("due_at", flat=True)]
        time.sleep(max(1 - (time.monotonic() - begun), 0))
    return {"fired": len(late), "in_time": sum(one <= 5 for one in late), "latest_s": max(late)}


def _now():
    from django.utils import timezone

    return timezone.now()


def rebuild(_rows: int) -> dict:
    from tickets.clocks import rebuilding
    from tickets.models import Clock, ClockRebuild

    _run("delete from sla_duestep; delete from tickets_clock;")
    ClockRebuild.objects.all().delete()
    before_mb = memory_mb()

    def go(*, only_checks: bool):
        begun = time.perf_counter()
        run = rebuilding.rebuild(
            only_checks=only_checks,
            report=lambda fault: None,
            progress=lambda done, total: print(f"clocks: {done} of {total}", file=sys.stderr),
        )
        return run, time.perf_counter() - begun

    run, took_s = go(only_checks=False)
    checked, check_s = go(only_checks=True)
    return {
        "tickets": run.tickets,
        "clocks": Clock.all_objects.count(),
        "took_s": took_s,
        "check_s": check_s,
        "differing": checked.differing,
        "before_mb": before_mb,
        "after_mb": memory_mb(),
    }


def pauses(count: int) -> dict:
    """Tickets at the support organisation: a new one, one with so many pauses, one with as many events and no pause."""
    from django.conf import settings
    from django.test import Client

    from tests import cases, parties

    settings.ALLOWED_HOSTS = ["*"]
    support = parties.support()
    new, talked_of, ticket = (_working(cases, support, parties.SUPPORT_ORG) for _ in range(3))
    at = ticket.updated_at
    spent = []
    for _number in range(count):
        for _note in range(2):
            _step(talked_of, "add_note", support, {"note_text": "Vilken?", "note_audience": "customer"}, at)
        for name, data in (("hold", _waiting(at)), ("resume", {})):
            at += timedelta(minutes=20)
            begun = time.perf_counter()
            _step(ticket, name, support, data, at)
            spent.append(time.perf_counter() - begun)
    client = Client()
    client.force_login(support.user)
    opened = _opened_ms(client, {"new": new.number, "talked_of": talked_of.number, "with": ticket.number})
    return {f"{name}_ms": ms for name, ms in opened.items()} | {"step_ms": 1000 * statistics.median(spent[-20:])}


def _working(cases, support, place: str):
    ticket = cases.at_support()
    team = cases.team(place).slug
    ticket = cases.step(ticket, "assign", support, category_open="programfel", assignee="me", team=team)
    return cases.step(ticket, "take", support)


def _waiting(at) -> dict:
    return {"hold_reason": "await_reporter", "resume_at": at + timedelta(days=3), "hold_question": "Vilken?"}


def _step(ticket, name: str, who, data: dict, at) -> None:
    from engine.perform import perform
    from tickets.models import Ticket

    perform(Ticket, ticket.pk, name, actor=who, via="test", data=data, at=at)


def _opened_ms(client, numbers: dict[str, str]) -> dict[str, float]:
    """CPU milliseconds of a page, application and database; the pages in turn, since the machine's speed drifts."""
    spent: dict[str, list[float]] = {name: [] for name in numbers}
    for _page in range(PAGES):
        for name, number in numbers.items():
            pid = backend()
            begun = 1000 * time.process_time() + cpu_ms(pid)
            answer = client.get(f"/arenden/{number}/")
            spent[name].append(1000 * time.process_time() + cpu_ms(pid) - begun)
            if answer.status_code != 200:
                raise RuntimeError(f"the page answered {answer.status_code}")
    return {name: statistics.median(each) for name, each in spent.items()}


if __name__ == "__main__":
    django.setup()
    print(json.dumps({"due": due, "ticks": ticks, "rebuild": rebuild, "pauses": pauses}[sys.argv[1]](int(sys.argv[2]))))
