"""The forms of the calendars: what a new version says, and a time to try."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from roles.changing import Refused
from roles.web.forms import few_digits
from sla.calendar_text import Unreadable, read_day, read_windows, write_day, write_windows
from sla.calendar_versions import Wanted
from sla.models import CalendarDay, CalendarVersion, DayRule

WEEK = range(7)
MOST_HOURS = 2000
PROMISES = {"answer": gettext_lazy("time to answer"), "solve": gettext_lazy("time to solve")}


class HoursField(forms.CharField):
    """The hours of one weekday, written as text; nothing written is closed."""

    def clean(self, value):
        text = self.to_python(value)
        self.run_validators(text)
        try:
            return read_windows(text)
        except Unreadable as error:
            raise ValidationError(str(error)) from None


class WeekdayField(HoursField):
    def __init__(self, weekday: int):
        label = capfirst(WEEKDAYS[weekday])
        super().__init__(label=label, max_length=120, widget=forms.TextInput(attrs={"size": 24}))


class VersionForm(forms.Form):
    """A new version of a calendar."""

    valid_from = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput,
        help_text=gettext_lazy("From this day on the version counts, until another one takes over."),
    )
    day_0, day_1, day_2, day_3, day_4, day_5, day_6 = (WeekdayField(weekday) for weekday in WEEK)
    on_public = forms.ChoiceField(label=gettext_lazy("Public holidays"), choices=DayRule.choices)
    on_eves = forms.ChoiceField(
        label=gettext_lazy("Midsummer Eve, Christmas Eve and New Year's Eve"), choices=DayRule.choices
    )
    on_squeezed = forms.ChoiceField(
        label=gettext_lazy("Days squeezed in"),
        choices=DayRule.choices,
        help_text=gettext_lazy("A single working day between two days off."),
    )
    short_until = forms.TimeField(
        label=gettext_lazy("Shortened days end at"),
        required=False,
        widget=forms.TimeInput,
        help_text=gettext_lazy(
            "The day before Epiphany, Maundy Thursday, Walpurgis Eve, the day before Ascension Day and the day before "
            "All Saints' Day. Leave it empty where they are like any other day."
        ),
    )
    own_days = forms.CharField(
        label=gettext_lazy("Days of your own"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One day a row: date, “closed” or the times, and what the day is called. For example: "
            "2026-12-23 08.00–12.00 Short day"
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Shown in the list of versions."),
    )

    read_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    use_required_attribute = False

    @property
    def week(self) -> list:
        return [self[f"day_{weekday}"] for weekday in WEEK]

    @property
    def rest(self) -> list:
        return [self[name] for name in ("on_public", "on_eves", "on_squeezed", "short_until", "own_days", "reason")]

    def label_of(self, bound) -> str:
        return str(bound.label)

    def clean_own_days(self) -> list[str]:
        rows = self.cleaned_data["own_days"].splitlines()
        for row in rows:
            try:
                few_digits(read_day(row)[2] if row.strip() else "")
            except Unreadable:
                continue  # said with its row, where the version is judged as a whole
        return rows

    def clean_reason(self) -> str:
        return few_digits(self.cleaned_data["reason"])

    def wanted(self) -> Wanted:
        plain = ("valid_from", "on_public", "on_eves", "on_squeezed", "short_until", "own_days", "reason")
        week = [self.cleaned_data[f"day_{weekday}"] for weekday in WEEK]
        return Wanted(week=week, **{name: self.cleaned_data[name] for name in plain})

    def add_reasons(self, refused: Refused) -> None:
        """Put the sentences of a refusal at their fields; that of the week at its first day."""
        for name, text in refused.reasons.items():
            place = "day_0" if name == "week" else name
            self.add_error(place if place in self.fields else None, text)


def written(version: CalendarVersion | None, *, first_day: date) -> dict:
    """What stands in the form at first: what `version` says, but its reason and the days that are over."""
    if version is None:
        return {"valid_from": first_day, "on_squeezed": DayRule.ORDINARY}
    own = version.days.filter(kind=CalendarDay.Kind.OWN, date__gte=first_day)
    rows = [write_day(row.date, row.windows, row.name) for row in own]
    plain = ("on_public", "on_eves", "on_squeezed", "short_until")
    week = {f"day_{weekday}": write_windows(version.week[weekday]) for weekday in WEEK}
    return (
        week
        | {name: getattr(version, name) for name in plain}
        | {
            "valid_from": first_day,
            "own_days": "\n".join(rows),
        }
    )


class PreviewForm(forms.Form):
    """A start and an amount of working time. A time that the clocks skip or show twice is taken as it stands."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput)
    time = forms.TimeField(label=pgettext_lazy("of day", "Time"), widget=forms.TimeInput)
    hours = forms.IntegerField(label=gettext_lazy("Hours"), min_value=0, max_value=MOST_HOURS)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=0, max_value=59, required=False)
    promise = forms.ChoiceField(
        label=gettext_lazy("What is promised"),
        choices=list(PROMISES.items()),
    )
    priority = forms.ChoiceField(
        label=gettext_lazy("Priority"),
        required=False,
        choices=[("", gettext_lazy("Any")), *((f"P{number}", f"P{number}") for number in range(1, 5))],
    )

    use_required_attribute = False

    def __init__(self, data, *, zone: ZoneInfo, now: datetime):
        local = now.astimezone(zone)
        initial = {"day": local.date(), "time": time(local.hour, local.minute), "hours": 4, "minutes": 0}
        super().__init__(data if "hours" in data else None, initial=initial, prefix=None)
        self.zone = zone

    def start(self) -> datetime:
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], self.zone)

    def amount(self) -> timedelta:
        return timedelta(hours=self.cleaned_data["hours"], minutes=self.cleaned_data["minutes"] or 0)

    def promised(self) -> str:
        return str(PROMISES[self.cleaned_data["promise"]])

    def too_much(self) -> None:
        self.add_error("hours", _("So much working time does not pass within three years. Write less."))
