"""How an agreement gets a version: what is wrong with one, and the publication of all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sla.agreement_text import WantedTarget
from sla.models import (
    Agreement,
    AgreementVersion,
    Calendar,
    Pause,
    PriorityChange,
    Target,
    Waiting,
)

State = AgreementVersion.State
PRIORITIES = (1, 2, 3, 4)
PLAIN = (
    "valid_from",
    "is_example",
    "only_while_held",
    "on_priority_change",
    "pauses_from",
    "most_pauses",
    "longest_pause_minutes",
    "reason",
)


@dataclass(frozen=True)
class Wanted:
    """What a version is to say; `pauses` gives a rule for every reason to wait."""

    valid_from: date
    targets: Sequence[WantedTarget] = ()
    pauses: Mapping[str, str] = field(default_factory=dict)
    is_example: bool = False
    only_while_held: bool = False
    on_priority_change: str = PriorityChange.FROM_START
    pauses_from: int = 2
    most_pauses: int | None = None
    longest_pause_minutes: int | None = None
    pause_calendar: str | None = None
    reason: str = ""


def overlaps(targets: Sequence[WantedTarget]) -> dict[int, str]:
    """By the target's place: an earlier one that is about the same cases."""
    wrong: dict[int, str] = {}
    seen: dict[tuple, set] = {}
    for place, one in enumerate(targets):
        before = seen.setdefault((one.process, one.metric), set())
        if one.priority in before or (before and (one.priority is None or None in before)):
            text = _("“%(process)s %(metric)s” already has a target for %(priority)s. Remove one of the two.")
            shown = {"process": one.process, "metric": one.metric, "priority": shown_priority(one.priority)}
            wrong[place] = text % shown
        before.add(one.priority)
    return wrong


def holes(targets: Sequence[WantedTarget]) -> dict[int, str]:
    """By the place of the last target of its process and metric: the priorities that have none."""
    said: dict[tuple, dict[int | None, int]] = {}
    for place, one in enumerate(targets):
        said.setdefault((one.process, one.metric), {})[one.priority] = place
    wrong = {}
    for (process, metric), places in said.items():
        missing = [shown_priority(one) for one in PRIORITIES if one not in places]
        if None not in places and missing:
            text = _(
                "“%(process)s %(metric)s” has no target for %(missing)s. Add a row for each; none is a target, too."
            )
            shown = {"process": process, "metric": metric, "missing": ", ".join(missing)}
            wrong[max(places.values())] = text % shown
    return wrong


def faults(wanted: Wanted, *, kind: str) -> dict[str, str]:
    """What is wrong with a version as a whole, by field."""
    found = {}
    if kind == Agreement.Kind.EXTERNAL:
        if wanted.targets:
            found["targets"] = _("Without an agreement nothing is promised. Remove the targets or correct the kind.")
    elif not wanted.targets:
        found["targets"] = _("The version promises nothing. Add its targets.")
    elif missing := [hold for hold in Waiting.values if hold not in wanted.pauses]:
        text = _("Say what the clock does in: %(missing)s.")
        found["pauses"] = text % {"missing": ", ".join(missing)}
    if wanted.pauses_from not in (2, 3, 4):
        found["pauses_from"] = _("Write 2, 3 or 4: a case of P1 never pauses.")
    if wanted.most_pauses == 0:
        found["most_pauses"] = _("Write 1 or more, or leave the key out where there is no limit.")
    if (wanted.longest_pause_minutes is None) != (wanted.pause_calendar is None) or wanted.longest_pause_minutes == 0:
        text = _("Give the longest pause in minutes, more than 0, and the calendar by which they are counted.")
        found["longest_pause_minutes"] = text
    return found


def publish_loaded(agreement: Agreement, wanted: Wanted, calendars: Mapping[str, Calendar]) -> AgreementVersion:
    """A version of the data files, checked by the loader. Needs a transaction."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    row = AgreementVersion(agreement=agreement, changed_at=timezone.now())
    for name in PLAIN:
        setattr(row, name, getattr(wanted, name))
    row.pause_calendar = calendars[wanted.pause_calendar] if wanted.pause_calendar else None
    row.save()
    Target.objects.bulk_create(
        Target(
            version=row,
            process=one.process,
            metric=one.metric,
            priority=one.priority,
            minutes=one.minutes,
            calendar=calendars[one.calendar] if one.calendar else None,
        )
        for one in wanted.targets
    )
    Pause.objects.bulk_create(Pause(version=row, hold=hold, rule=rule) for hold, rule in wanted.pauses.items())
    published = agreement.versions.filter(state=State.PUBLISHED)
    row.number = (published.aggregate(latest=Max("number"))["latest"] or 0) + 1
    row.state, row.published_at = State.PUBLISHED, timezone.now()
    row.save(update_fields=["number", "state", "published_at"])
    return row


def shown_priority(priority: int | None) -> str:
    return _("any priority") if priority is None else f"P{priority}"
