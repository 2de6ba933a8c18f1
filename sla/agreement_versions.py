"""How an agreement changes: what is wrong with a version, and how a draft is kept and published.

The rules that hold for every kind of version, and what is raised: sla.publishing. What is wrong with a target stands
in a refusal as "targets.<place>", with the place in the wanted targets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from regions import directory
from roles.actor import Actor
from roles.changing import Refused
from sla import publishing
from sla.agreement_text import WantedTarget
from sla.calendars import calendars as all_calendars
from sla.calendars import course_now
from sla.models import (
    Agreement,
    AgreementVersion,
    Calendar,
    Pause,
    PriorityChange,
    Target,
    Waiting,
)

CAPABILITY = "sla.edit_targets"
CONTRACT = "sla.confirm_period"  # of whoever answers for a party's contract
Called = Callable[[WantedTarget], str]
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


def may_read(actor: Actor) -> bool:
    """The customer side reads the agreements, which stand in no case; the vendor those that it is a party to."""
    return actor.is_customer_side or may_edit(actor) or bool(_answers_for(actor))


def readable(actor: Actor) -> QuerySet[Agreement]:
    """The agreements that the actor reads, as far as they are published."""
    rows = Agreement.objects.filter(collaboration=directory.collaboration())
    if actor.is_customer_side or may_edit(actor):
        return rows
    own = _answers_for(actor)
    return rows.filter(Q(provider__in=own) | Q(customer__in=own))


def reads_own_alone(actor: Actor) -> bool:
    """Whether the other agreements, and all drafts, are as if they were not there."""
    return may_read(actor) and not actor.is_customer_side and not may_edit(actor)


def _answers_for(actor: Actor) -> set[int]:
    """The organisations whose contracts the actor answers for."""
    return {hat.organisation.pk for hat in actor.hats if CONTRACT in hat.capabilities}


def may_edit(actor: Actor) -> bool:
    return actor.can(CAPABILITY)


def has_versions(agreement: Agreement) -> bool:
    """Whether people write versions of it: where there is no agreement nothing is promised."""
    return agreement.kind != Agreement.Kind.EXTERNAL


def by_slugs(target: WantedTarget) -> str:
    """What a row is called in data files."""
    return f"{target.process} {target.metric}"


def strangers(
    targets: Iterable[WantedTarget], *, processes: Collection[str], calendars: Collection[str]
) -> dict[int, str]:
    """By the target's place: a process or a calendar that does not exist."""
    wrong = {}
    for place, one in enumerate(targets):
        for section, slug, known in (
            ("processes", one.process, processes),
            ("calendars", one.calendar, calendars),
        ):
            if slug is not None and slug not in known:
                said = _("“%(value)s” is not in the section %(section)s. Choose one of: %(words)s.")
                wrong[place] = said % {"value": slug, "section": section, "words": ", ".join(sorted(known))}
    return wrong


def overlaps(targets: Sequence[WantedTarget], called: Called = by_slugs) -> dict[int, str]:
    """By the target's place: an earlier one that is about the same cases."""
    wrong: dict[int, str] = {}
    seen: dict[tuple, set] = {}
    for place, one in enumerate(targets):
        before = seen.setdefault((one.process, one.metric), set())
        if one.priority in before or (before and (one.priority is None or None in before)):
            text = _("“%(row)s” already has a target for %(priority)s. Remove one of the two.")
            wrong[place] = text % {"row": called(one), "priority": shown_priority(one.priority)}
        before.add(one.priority)
    return wrong


def holes(targets: Sequence[WantedTarget], called: Called = by_slugs) -> dict[int, str]:
    """By the place of the last target of its process and metric: the priorities that have none."""
    said: dict[tuple, dict[int | None, int]] = {}
    for place, one in enumerate(targets):
        said.setdefault((one.process, one.metric), {})[one.priority] = place
    wrong = {}
    for places in said.values():
        missing = [shown_priority(one) for one in PRIORITIES if one not in places]
        if None not in places and missing:
            last = max(places.values())
            text = _("“%(row)s” has no target for %(missing)s. Add a row for each; none is a target, too.")
            wrong[last] = text % {"row": called(targets[last]), "missing": ", ".join(missing)}
    return wrong


def shut_for_good(targets: Iterable[WantedTarget], calendars: Mapping[str, Calendar]) -> dict[int, str]:
    """By the target's place: a calendar that no version has opened, so that its time would never pass."""
    opens = {slug: _opens(calendars[slug]) for slug in {one.calendar for one in targets} & set(calendars)}
    text = _("The calendar “%(calendar)s” never opens, so the time would never pass. Choose another one.")
    return {
        place: text % {"calendar": calendars[one.calendar].label}
        for place, one in enumerate(targets)
        if not opens.get(one.calendar, True)
    }


def _opens(calendar: Calendar) -> bool:
    return calendar.around_the_clock or any(any(version.week) for version in course_now(calendar).versions)


def timeless(targets: Iterable[WantedTarget]) -> dict[int, str]:
    """By the target's place: a time that cannot be kept, or that nothing counts."""
    text = _("A target of no time cannot be kept. Write a time and a calendar, or none.")
    return {
        place: text
        for place, one in enumerate(targets)
        if one.minutes == 0 or (one.minutes is None) != (one.calendar is None)
    }


def wrong_targets(
    targets: Sequence[WantedTarget],
    *,
    processes: Collection[str],
    calendars: Mapping[str, Calendar],
    called: Called = by_slugs,
) -> dict[int, str]:
    """Everything that is wrong with the targets, by place, one sentence each."""
    unknown = strangers(targets, processes=processes, calendars=calendars)
    by_rows = holes(targets, called) | overlaps(targets, called)
    return by_rows | shut_for_good(targets, calendars) | timeless(targets) | unknown


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


def draft(
    actor: Actor,
    agreement: Agreement,
    wanted: Wanted,
    *,
    processes: Collection[str],
    called: Called = by_slugs,
    row: AgreementVersion | None = None,
    read_at: str = "",
) -> AgreementVersion:
    """Keep a draft, new or in the place of `row`, whose `changed_at` (ISO) the actor has read. Opens the transaction.

    Raises publishing.ChangedMeanwhile where somebody else has written in it since.
    """
    publishing.demand(actor, CAPABILITY)
    if not has_versions(agreement):
        raise Refused(_=_("Without an agreement nothing is promised, so there are no versions to write."))
    calendars = {one.slug: one for one in all_calendars()}
    reasons = faults(wanted, kind=agreement.kind)
    wrong = wrong_targets(wanted.targets, processes=processes, calendars=calendars, called=called)
    reasons |= {f"targets.{place}": text for place, text in wrong.items()}
    if day := publishing.wrong_first_day(wanted.valid_from):
        reasons["valid_from"] = day
    if reasons:
        raise Refused(**reasons)
    with transaction.atomic():
        if row is not None:
            row = publishing.draft_to_write(row, read_at=read_at)
        made_by = row.made_by if row else actor.user
        return _write(agreement, wanted, calendars, row=row, made_by=made_by)


def publish(actor: Actor, row: AgreementVersion, *, based_on: int, read_at: str) -> AgreementVersion:
    """Let the draft take over, as publishing.publish: judged once more by what exists now."""
    how = {"based_on": based_on, "read_at": read_at}
    return publishing.publish(actor, row, capability=CAPABILITY, before=_judge_again, **how)


def discard(actor: Actor, row: AgreementVersion) -> None:
    publishing.discard(actor, row, capability=CAPABILITY)


def publish_loaded(agreement: Agreement, wanted: Wanted, calendars: Mapping[str, Calendar]) -> AgreementVersion:
    """A version of the data files, checked by the loader. Needs a transaction."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    return publishing.settle(_write(agreement, wanted, calendars))


def said_by(version: AgreementVersion) -> Wanted:
    """What the version says, as a draft would be given it. Three queries, none where the rows were read before."""
    prefetch_related_objects([version], "targets__calendar", "pauses")
    plain = {name: getattr(version, name) for name in PLAIN}
    targets = [
        WantedTarget(one.process, one.metric, one.priority, one.minutes, one.calendar.slug if one.calendar else None)
        for one in version.targets.all()
    ]
    pauses = {one.hold: one.rule for one in version.pauses.all()}
    calendar = version.pause_calendar.slug if version.pause_calendar else None
    return Wanted(targets=targets, pauses=pauses, pause_calendar=calendar, **plain)


def _judge_again(row: AgreementVersion) -> None:
    calendars = {one.slug: one for one in Calendar.objects.filter(collaboration=row.agreement.collaboration_id)}
    wanted = said_by(row)
    reasons = faults(wanted, kind=row.agreement.kind)
    wrong = wrong_targets(wanted.targets, processes={one.process for one in wanted.targets}, calendars=calendars)
    reasons |= {f"targets.{place}": text for place, text in wrong.items()}
    if reasons:
        raise Refused(**reasons)


def _write(
    agreement: Agreement,
    wanted: Wanted,
    calendars: Mapping[str, Calendar],
    *,
    row: AgreementVersion | None = None,
    made_by=None,
) -> AgreementVersion:
    row = row or AgreementVersion(agreement=agreement, made_by=made_by)
    for name in PLAIN:
        setattr(row, name, getattr(wanted, name))
    row.pause_calendar = calendars[wanted.pause_calendar] if wanted.pause_calendar else None
    row.changed_at = timezone.now()
    row.save()
    row.targets.all().delete()
    row.pauses.all().delete()
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
    return row


def shown_priority(priority: int | None) -> str:
    return _("any priority") if priority is None else f"P{priority}"
