"""Which reports each law wants, in which order, for whom. How soon, and from what threshold, is data (`legal.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets.processes.regulatory import legal
from tickets.processes.regulatory.codes import DeviceEvent, Regime, Stage


@dataclass(frozen=True)
class Report:
    """One report of a law. Its time begins with the knowledge, or when the report `after` was sent.

    A `prompt` one is due without delay, and reminded of. One that is `asked` for is sent when the authority wants it.
    Where the time goes `by_event`, the shortest counts until somebody has stated the kind of event.
    """

    law: Regime
    stage: Stage
    after: Stage | None = None
    is_prompt: bool = False
    is_asked: bool = False
    by_event: bool = False

    def rule(self, at: datetime, zone: ZoneInfo, event: str = "", book: legal.Book | None = None) -> legal.Rule:
        """The rule of a time that begins then."""
        book, day = book or legal.book(), at.astimezone(zone).date()
        if not self.by_event:
            return book.of_report(self.law, self.stage, "", day)
        kinds = [event] if event else book.events_of(self.law, self.stage) or [DeviceEvent.OTHER]
        return min((book.of_report(self.law, self.stage, one, day) for one in kinds), key=lambda one: one.length)


REPORTS: dict[str, tuple[Report, ...]] = {
    Regime.NIS2: (
        Report(Regime.NIS2, Stage.WARNING),
        Report(Regime.NIS2, Stage.NOTIFICATION),
        Report(Regime.NIS2, Stage.PROGRESS, is_asked=True),
        Report(Regime.NIS2, Stage.FINAL, after=Stage.NOTIFICATION),
    ),
    Regime.GDPR: (Report(Regime.GDPR, Stage.BREACH),),
    Regime.DEVICE: (
        Report(Regime.DEVICE, Stage.AUTHORITY, is_prompt=True),
        Report(Regime.DEVICE, Stage.TO_MAKER, is_prompt=True),
    ),
    Regime.LEX_MARIA: (Report(Regime.LEX_MARIA, Stage.INSPECTORATE, is_prompt=True),),
    Regime.MAKER: (Report(Regime.MAKER, Stage.MAKER, by_event=True),),
    Regime.NOTICE: (Report(Regime.NOTICE, Stage.ACKNOWLEDGED),),
}
RECEIVERS = {
    Regime.NIS2: _("The CSIRT unit, through the portal of the authority"),
    Regime.GDPR: _("The Authority for Privacy Protection (IMY)"),
    Regime.DEVICE: _("The Medical Products Agency, and the manufacturer"),
    Regime.LEX_MARIA: _("The Health and Social Care Inspectorate (IVO)"),
    Regime.MAKER: _("The Medical Products Agency"),
    Regime.NOTICE: _("The support organisation, for the manufacturer"),
}
# Where the reports of one law go to different places.
RECEIVER_OF = {
    Stage.AUTHORITY: _("The Medical Products Agency"),
    Stage.TO_MAKER: _("The manufacturer"),
}
# Whose duty it is and how soon, as the law has it.
DUTIES = {
    Regime.NIS2: _("Each organisation reports its own significant incident."),
    Regime.GDPR: _("The controller of the data reports."),
    Regime.DEVICE: _(
        "The care provider reports without delay, before its own investigation is done, and tells the manufacturer: "
        "the agency does not. The manufacturer has a duty and times of its own."
    ),
    Regime.LEX_MARIA: _("The care provider reports without delay, its investigation along with it or soon after."),
    Regime.MAKER: _(
        "The manufacturer reports at once, and no later than the kind of event allows, counted from its own knowledge. "
        "The care provider reports for itself."
    ),
    Regime.NOTICE: _("Each region says that it has read the notice and what it does."),
}
SHORT = {
    Regime.NIS2: _("Cybersecurity Act"),
    Regime.GDPR: _("GDPR"),
    Regime.DEVICE: _("Medical device"),
    Regime.LEX_MARIA: _("Lex Maria"),
    Regime.MAKER: _("The manufacturer"),
    Regime.NOTICE: _("Field safety notice"),
}
FOR_SECURITY = frozenset({Regime.NIS2, Regime.GDPR})
FOR_DEVICE = frozenset({Regime.DEVICE, Regime.LEX_MARIA})
FOR_MAKER = frozenset({Regime.MAKER})
FOR_RECEIVER = frozenset({Regime.NOTICE})
BY_HAND = FOR_SECURITY | FOR_DEVICE | FOR_MAKER  # what an organisation may begin to assess by itself


def said_of(report: Mapping) -> str:
    """What an event says of a report (`changed["report"]`): which, and how much of its time had passed."""
    label = str(dict(Stage.choices).get(report.get("stage"), ""))
    if "percent" not in report:
        return label
    return gettext("%(report)s, %(percent)s %% of its time has passed") % {
        "report": label,
        "percent": report["percent"],
    }


def report_of(regime: str, stage: str) -> Report | None:
    return next((one for one in REPORTS[regime] if one.stage == stage), None)


def times_of(law: Regime, at: datetime) -> str:
    """The times of a law that begin with the knowledge, in words."""
    zone = ZoneInfo(settings.TIME_ZONE)
    from_knowledge = [one for one in REPORTS[law] if one.after is None and not (one.is_asked or one.is_prompt)]
    return ", ".join(one.rule(at, zone).span for one in from_knowledge)


def due_at(
    one: Report,
    *,
    aware_at: datetime,
    sent: Mapping[str, datetime],
    zone: ZoneInfo,
    event: str = "",
    book: legal.Book | None = None,
) -> datetime | None:
    """When the report is due (UTC); None for one without a time, or whose time has not begun.

    A progress report sent in place of the final one moves that on: its time begins with the newest of them.
    `event` is the kind of event with a device, where it was stated.
    """
    if one.is_prompt or one.is_asked or (one.after is not None and one.after not in sent):
        return None
    began = began_at(one, aware_at=aware_at, sent=sent)
    return one.rule(began, zone, event, book).after(began, zone)


def began_at(one: Report, *, aware_at: datetime, sent: Mapping[str, datetime]) -> datetime:
    """When the report's time began."""
    if one.after is None:
        return aware_at
    return max(sent[stage] for stage in (one.after, Stage.PROGRESS) if stage in sent)


def warned_at(began: datetime, due: datetime, percent: int) -> datetime:
    """When this share of the time has passed (UTC): absolute time, day and night."""
    began = began.astimezone(UTC)
    return began + (due - began) * percent / 100


def next_warnings(began: datetime, due: datetime, shares: tuple[int, ...], *, now: datetime) -> dict[int, datetime]:
    """The warnings to give from `now` on: of those whose time has passed the last, at once; none once it is due."""
    if due <= now:
        return {}
    times = {percent: warned_at(began, due, percent) for percent in shares}
    passed = [percent for percent, at in times.items() if at <= now]
    return {percent: max(at, now) for percent, at in times.items() if percent not in passed[:-1]}
