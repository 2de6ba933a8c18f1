"""The forms in which a window and a freeze are set."""

from __future__ import annotations

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from roles.web.forms import few_digits
from tickets.change_calendar.rows import FreezeKind, FreezePeriod, ServiceWindow

JOINT = "-"
WEEKS = (
    ("1", pgettext_lazy("week of the month", "the first")),
    ("2", pgettext_lazy("week of the month", "the second")),
    ("3", pgettext_lazy("week of the month", "the third")),
    ("4", pgettext_lazy("week of the month", "the fourth")),
    ("5", pgettext_lazy("week of the month", "the fifth, where there is one")),
)


class _Placed(forms.Form):
    """Whose it is: one of the places that the actor sets them for."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, validators=[few_digits])
    place = forms.ChoiceField(label=gettext_lazy("For whom"))

    def __init__(self, data=None, *, places, initial=None):
        super().__init__(data, initial=initial)
        self.places = {one.slug if one else JOINT: one for one in places}
        self.fields["place"].choices = [
            (slug, one.name if one else _("Everybody (joint)")) for slug, one in self.places.items()
        ]

    def organisation(self):
        return self.places[self.cleaned_data["place"]]


class FreezeForm(_Placed):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=FreezeKind.choices)
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput,
        help_text=gettext_lazy("The freeze holds to the end of that day."),
    )
    field_order = ("name", "kind", "place", "first_day", "last_day")

    def clean(self):
        said = super().clean()
        first, last = said.get("first_day"), said.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        return said

    def row(self) -> FreezePeriod:
        said = self.cleaned_data
        return FreezePeriod(
            organisation=self.organisation(), **{name: said[name] for name in ("name", "kind", "first_day", "last_day")}
        )

    @staticmethod
    def values_of(row: FreezePeriod) -> dict:
        return {
            "name": row.name,
            "kind": row.kind,
            "place": row.organisation.slug if row.organisation else JOINT,
            "first_day": row.first_day,
            "last_day": row.last_day,
        }


class WindowForm(_Placed):
    weekdays = forms.MultipleChoiceField(label=gettext_lazy("Weekdays"), widget=forms.CheckboxSelectMultiple)
    weeks = forms.MultipleChoiceField(
        label=gettext_lazy("Which of the month"),
        help_text=gettext_lazy("Leave it empty where it opens every week."),
        choices=WEEKS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    opens = forms.TimeField(label=gettext_lazy("Opens"), widget=forms.TimeInput)
    closes = forms.TimeField(
        label=gettext_lazy("Closes"),
        widget=forms.TimeInput,
        help_text=gettext_lazy("An earlier time than it opens is on the next day."),
    )
    valid_from = forms.DateField(label=gettext_lazy("Holds from"), widget=forms.DateInput)
    valid_until = forms.DateField(
        label=gettext_lazy("Holds to and including"),
        required=False,
        widget=forms.DateInput,
        help_text=gettext_lazy("Leave it empty where it holds until further notice."),
    )
    field_order = ("name", "place", "weekdays", "weeks", "opens", "closes", "valid_from", "valid_until")

    def __init__(self, *args, **how):
        super().__init__(*args, **how)
        self.fields["weekdays"].choices = [(str(day), capfirst(WEEKDAYS[day])) for day in range(7)]

    def clean(self):
        said = super().clean()
        if said.get("opens") and said.get("opens") == said.get("closes"):
            self.add_error("closes", _("It closes when it opens: choose another time."))
        first, last = said.get("valid_from"), said.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day lies before the first."))
        return said

    def row(self) -> ServiceWindow:
        said = self.cleaned_data
        return ServiceWindow(
            organisation=self.organisation(),
            name=said["name"],
            weekdays=sorted(int(day) for day in said["weekdays"]),
            weeks=sorted(int(week) for week in said["weeks"]),
            opens=said["opens"],
            closes=said["closes"],
            valid_from=said["valid_from"],
            valid_until=said["valid_until"],
        )

    @staticmethod
    def values_of(row: ServiceWindow) -> dict:
        return {
            "name": row.name,
            "place": row.organisation.slug if row.organisation else JOINT,
            "weekdays": [str(day) for day in row.weekdays],
            "weeks": [str(week) for week in row.weeks],
            "opens": row.opens,
            "closes": row.closes,
            "valid_from": row.valid_from,
            "valid_until": row.valid_until,
        }
