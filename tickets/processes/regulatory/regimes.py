"""Which reports each law wants, and when each is due: absolute time, day and night; a month by the civil calendar."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

DAY = timedelta(hours=24)
WARNED_AT = (50, 75, 90)  # per cent of the time that a report has (law.md 3.5); at 100 it is overdue
MARKED_AT = 75  # from here on the clock on the page is marked
PROMPTLY = DAY  # what is due "without delay" has no time in law; its people are reminded after this


class Regime(TextChoices):
    NIS2 = "nis2", _("Cybersecurity Act (2025:1506), significant incident")
    GDPR = "gdpr_33", _("GDPR article 33, personal data breach")
    DEVICE = "device", _("Medical device or NMI (HSLF-FS 2021:52)")
    LEX_MARIA = "lex_maria", _("Lex Maria (2010:659)")
    MAKER = "maker", _("The manufacturer's report (MDR article 87)")


class Stage(TextChoices):
    WARNING = "warning", _("Early warning")
    NOTIFICATION = "notification", _("Incident notification")
    PROGRESS = "progress", _("Progress report")
    FINAL = "final", _("Final report")
    BREACH = "breach", _("Notification of a personal data breach")
    AUTHORITY = "authority", _("Report to the Medical Products Agency")
    TO_MAKER = "to_maker", _("Notice to the manufacturer")
    INSPECTORATE = "inspectorate", _("Report to the Health and Social Care Inspectorate")
    MAKER = "maker", _("The manufacturer's report to the Medical Products Agency")


class DeviceEvent(TextChoices):
    """What kind of event with a device the manufacturer reports (MDR article 87.3 to 87.5)."""

    PUBLIC_HEALTH = "public_health", _("Serious threat to public health (2 days)")
    DEATH = "death", _("Death, or serious deterioration that was not expected (10 days)")
    OTHER = "other", _("Another serious incident (15 days)")


EVENT_TIMES = {DeviceEvent.PUBLIC_HEALTH: 2 * DAY, DeviceEvent.DEATH: 10 * DAY, DeviceEvent.OTHER: 15 * DAY}


@dataclass(frozen=True)
class Report:
    """One report of a regime. Due `within` of the knowledge, or `months` after the report `after` was sent.

    With neither it is due without delay. One that is `asked` for is sent when the authority wants it. Where the time
    goes `by_event`, `within` is what counts until somebody has stated the kind of event: the shortest.
    """

    stage: Stage
    within: timedelta | None = None
    by_event: bool = False
    months: int = 0
    after: Stage | None = None
    is_asked: bool = False

    @property
    def is_prompt(self) -> bool:
        return self.within is None and self.after is None and not self.is_asked


REPORTS: dict[str, tuple[Report, ...]] = {
    Regime.NIS2: (
        Report(Stage.WARNING, within=DAY),
        Report(Stage.NOTIFICATION, within=3 * DAY),
        Report(Stage.PROGRESS, is_asked=True),
        Report(Stage.FINAL, months=1, after=Stage.NOTIFICATION),
    ),
    Regime.GDPR: (Report(Stage.BREACH, within=3 * DAY),),
    Regime.DEVICE: (Report(Stage.AUTHORITY), Report(Stage.TO_MAKER)),
    Regime.LEX_MARIA: (Report(Stage.INSPECTORATE),),
    Regime.MAKER: (Report(Stage.MAKER, within=min(EVENT_TIMES.values()), by_event=True),),
}
RECEIVERS = {
    Regime.NIS2: _("The CSIRT unit, through the portal of the authority"),
    Regime.GDPR: _("The Authority for Privacy Protection (IMY)"),
    Regime.DEVICE: _("The Medical Products Agency, and the manufacturer"),
    Regime.LEX_MARIA: _("The Health and Social Care Inspectorate (IVO)"),
    Regime.MAKER: _("The Medical Products Agency"),
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
        "The manufacturer reports at once, within 2, 10 or 15 days of its own knowledge, by the kind of event. "
        "The care provider reports for itself."
    ),
}
SHORT = {
    Regime.NIS2: _("Cybersecurity Act"),
    Regime.GDPR: _("GDPR"),
    Regime.DEVICE: _("Medical device"),
    Regime.LEX_MARIA: _("Lex Maria"),
    Regime.MAKER: _("The manufacturer"),
}
FOR_SECURITY = frozenset({Regime.NIS2, Regime.GDPR})
FOR_DEVICE = frozenset({Regime.DEVICE, Regime.LEX_MARIA})
FOR_MAKER = frozenset({Regime.MAKER})


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


def due_at(
    one: Report, *, aware_at: datetime, sent: Mapping[str, datetime], zone: ZoneInfo, event: str = ""
) -> datetime | None:
    """When the report is due (UTC); None for one without a time, or whose time has not begun.

    A progress report sent in place of the final one moves that on: it is due a month after the newest of them.
    `event` is the kind of event with a device, where it was stated.
    """
    if one.within is not None:
        return aware_at.astimezone(UTC) + (EVENT_TIMES.get(event, one.within) if one.by_event else one.within)
    if one.after is None or one.after not in sent:
        return None
    return months_after(began_at(one, aware_at=aware_at, sent=sent), one.months, zone)


def began_at(one: Report, *, aware_at: datetime, sent: Mapping[str, datetime]) -> datetime:
    """When the report's time began."""
    if one.after is None:
        return aware_at
    return max(sent[stage] for stage in (one.after, Stage.PROGRESS) if stage in sent)


def warned_at(began: datetime, due: datetime, percent: int) -> datetime:
    """When this share of the time has passed (UTC): absolute time, day and night."""
    began = began.astimezone(UTC)
    return began + (due - began) * percent / 100


def next_warnings(began: datetime, due: datetime, *, now: datetime) -> dict[int, datetime]:
    """The warnings to give from `now` on: of those whose time has passed the last, at once; none once it is due."""
    if due <= now:
        return {}
    times = {percent: warned_at(began, due, percent) for percent in WARNED_AT}
    passed = [percent for percent, at in times.items() if at <= now]
    return {percent: max(at, now) for percent, at in times.items() if percent not in passed[:-1]}


def months_after(at: datetime, months: int, zone: ZoneInfo) -> datetime:
    """The same day and time of day by the clocks of `zone`, in UTC; the month's last day where there is no such day.

    An hour that the clocks skip is counted as by the time before; one that comes twice is the first of the two.
    """
    local = at.astimezone(zone)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day, fold=0).astimezone(UTC)
