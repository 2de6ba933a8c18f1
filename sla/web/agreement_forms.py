"""The forms of the agreements: what a version says, the days of a region, and a target to try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from roles.changing import Refused
from roles.web.forms import CONFIRMED, few_digits
from sla import agreement_words as words
from sla.agreement_text import WantedTarget, read_amount, write_amount
from sla.agreement_versions import PRIORITIES, Wanted, shown_priority
from sla.calendar_text import Unreadable
from sla.calendars import calendars
from sla.models import Calendar, Metric, PauseRule, PriorityChange, Waiting

EVERY = (None, *PRIORITIES)
PLAIN = ("valid_from", "is_example", "only_while_held", "on_priority_change", "most_pauses", "reason")


def cell_name(process: str, metric: str, priority: int | None) -> str:
    return f"target_{process}_{metric}_{priority or 'any'}"


class AmountField(forms.CharField):
    """A time and the calendar by which it counts, written as text; nothing written is no target."""

    def __init__(self, calendars: Sequence[Calendar], **options):
        widget = forms.TextInput(attrs={"size": 22})
        super().__init__(required=False, max_length=120, widget=widget, **options)
        self.calendars = calendars

    def clean(self, value):
        text = self.to_python(value).strip()
        self.run_validators(text)
        if not text:
            return None
        try:
            return read_amount(text, self.calendars)
        except Unreadable as error:
            raise ValidationError(str(error)) from None


@dataclass(frozen=True)
class Line:
    """The cells of one metric: for which priority, and the bound field."""

    metric: str
    cells: tuple[tuple[str, forms.BoundField], ...]


@dataclass(frozen=True)
class Section:
    process: str
    lines: tuple[Line, ...]
    is_open: bool


class AgreementForm(forms.Form):
    """A new version of an agreement: a cell for each process, metric and priority, a rule for each reason to wait."""

    valid_from = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput,
        help_text=gettext_lazy("From this day on the version counts, until another one takes over."),
    )
    only_while_held = forms.BooleanField(
        label=gettext_lazy("Time counts only while the one who promises holds the case"), required=False
    )
    on_priority_change = forms.ChoiceField(
        label=gettext_lazy("After a changed priority the time is measured"), choices=PriorityChange.choices
    )
    pauses_from = forms.TypedChoiceField(
        label=gettext_lazy("Holds pause from"),
        coerce=int,
        choices=[(one, f"P{one}") for one in (2, 3, 4)],
        help_text=gettext_lazy("A case of P1 never pauses."),
    )
    most_pauses = forms.IntegerField(
        label=gettext_lazy("Number of pauses at most"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=gettext_lazy("Leave it empty where there is no limit."),
    )
    longest_pause = forms.CharField(
        label=gettext_lazy("Longest pause"),
        help_text=gettext_lazy("A time and a calendar, as the targets. Leave it empty where there is no limit."),
    )
    is_example = forms.BooleanField(
        label=gettext_lazy("The figures are example values"),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Shown in the list of versions."),
    )
    read_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, data=None, *, initial: dict):
        super().__init__(data, initial=initial)
        self.targets: list[WantedTarget] = []
        known = calendars()
        longest = self.fields["longest_pause"]
        self.fields["longest_pause"] = AmountField(known, label=longest.label, help_text=longest.help_text)
        for process, name in words.processes().items():
            for metric in Metric:
                for priority in EVERY:
                    label = f"{name}, {metric.label}, {shown_priority(priority)}"
                    self.fields[cell_name(process, metric, priority)] = AmountField(known, label=label)
        for hold in Waiting:
            self.fields[f"pause_{hold}"] = forms.ChoiceField(label=hold.label, choices=PauseRule.choices)

    @property
    def sections(self) -> list[Section]:
        return [self._section(slug, name) for slug, name in words.processes().items()]

    def _section(self, process: str, name: str) -> Section:
        lines = [
            Line(
                str(metric.label), tuple((shown_priority(one), self[cell_name(process, metric, one)]) for one in EVERY)
            )
            for metric in Metric
        ]
        cells = [cell for line in lines for _priority, cell in line.cells]
        return Section(name, tuple(lines), any(cell.value() or (self.is_bound and cell.errors) for cell in cells))

    @property
    def pauses(self) -> list[forms.BoundField]:
        return [self[f"pause_{hold}"] for hold in Waiting]

    @property
    def columns(self) -> list[str]:
        return [shown_priority(one) for one in EVERY]

    def label_of(self, bound) -> str:
        return str(bound.label)

    def clean_reason(self) -> str:
        return few_digits(self.cleaned_data["reason"])

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        self.targets = [
            WantedTarget(process, metric.value, priority, amount[0], amount[1].slug if amount[1] else None)
            for process in words.processes()
            for metric in Metric
            for priority in EVERY
            if (amount := said.get(cell_name(process, metric, priority))) is not None
        ]
        minutes, calendar = said["longest_pause"] or (None, None)
        return Wanted(
            targets=self.targets,
            pauses={hold.value: said[f"pause_{hold}"] for hold in Waiting},
            pauses_from=said["pauses_from"],
            longest_pause_minutes=minutes,
            pause_calendar=calendar.slug if calendar else None,
            **{name: said[name] for name in PLAIN},
        )

    def add_reasons(self, refused: Refused) -> None:
        """Put the sentences of a refusal at their fields; that of a target at its cell."""
        for name, text in refused.reasons.items():
            self.add_error(self._field_of(name), text)

    def _field_of(self, name: str) -> str | None:
        if name.startswith("targets."):
            one = self.targets[int(name.partition(".")[2])]
            return cell_name(one.process, one.metric, one.priority)
        if name == "longest_pause_minutes":
            return "longest_pause"
        return name if name in self.fields else None


def written(wanted: Wanted | None, *, first_day: date) -> dict:
    """What stands in the form at first: what the version says, but its reason."""
    if wanted is None:
        return {"valid_from": first_day, "pauses_from": 2} | {f"pause_{hold}": PauseRule.RUNS for hold in Waiting}
    known = words.calendars_by_slug()
    cells = {
        cell_name(one.process, one.metric, one.priority): write_amount(one.minutes, known.get(one.calendar or ""))
        for one in wanted.targets
    }
    pauses = {f"pause_{hold}": wanted.pauses.get(hold, PauseRule.RUNS) for hold in Waiting}
    limit = wanted.longest_pause_minutes
    plain = {name: getattr(wanted, name) for name in (*PLAIN, "pauses_from") if name != "reason"}
    longest = write_amount(limit, known.get(wanted.pause_calendar or "")) if limit else ""
    return cells | pauses | plain | {"valid_from": first_day, "longest_pause": longest}


class RegionForm(forms.Form):
    """The days on which an agreement counts for one region."""

    valid_from = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        widget=forms.DateInput,
        help_text=gettext_lazy("Leave it empty where the region has no day of its own."),
    )
    valid_to = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput,
        help_text=gettext_lazy("Leave it empty for until further notice."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)
    confirmed = forms.BooleanField(label=CONFIRMED)
    read = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    use_required_attribute = False

    def clean_reason(self) -> str:
        return few_digits(self.cleaned_data["reason"])


class TargetTryForm(forms.Form):
    """A target of a version and a time at which a case is registered."""

    target = forms.ChoiceField(label=gettext_lazy("Target"))
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput)
    time = forms.TimeField(label=pgettext_lazy("of day", "Time"), widget=forms.TimeInput)

    use_required_attribute = False

    def __init__(self, data, *, targets: Sequence[WantedTarget], now: datetime):
        local = timezone.localtime(now)
        initial = {"day": local.date(), "time": time(local.hour, local.minute)}
        super().__init__(data if "target" in data else None, initial=initial)
        self.targets = {self.key(one): one for one in words.in_order(targets) if one.minutes}
        known = words.calendars_by_slug()
        self.fields["target"].choices = [
            (key, f"{words.full_name(one)}: {words.amount(one, known)}") for key, one in self.targets.items()
        ]

    @staticmethod
    def key(target: WantedTarget) -> str:
        return cell_name(target.process, target.metric, target.priority)

    def chosen(self) -> WantedTarget:
        return self.targets[self.cleaned_data["target"]]

    def start(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], timezone.get_current_timezone())

    def too_much(self) -> None:
        self.add_error("target", _("So much working time does not pass within three years. Write less."))
