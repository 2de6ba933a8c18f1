"""The forms of the ledger: effort, and a cost that several bear. Organisations and roles, never a person."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.validate import Unusable
from regions import directory
from regions.allocation import Key
from regions.money import read_kronor
from roles.models import Role
from tickets.solidarity import entering, reading
from tickets.solidarity.periods import month_of
from tickets.web.shares_input import SharesInput


class MonthField(forms.CharField):
    """A month as YYYY-MM; gives its first day."""

    def __init__(self, **options):
        widget = forms.TextInput(attrs={"placeholder": "2026-03", "autocomplete": "off", "inputmode": "numeric"})
        super().__init__(max_length=7, widget=widget, **options)

    def prepare_value(self, value):
        return value.strftime("%Y-%m") if isinstance(value, date) else value

    def clean(self, value):
        found = month_of(super().clean(value))
        if found is None:
            raise ValidationError(_("Write a month as year and month, for example 2026-03."))
        return found


class _Row(forms.Form):
    use_required_attribute = False

    def regions_in(self, name: str) -> list:
        return [row for row in directory.regions() if row.slug in self.cleaned_data[name]]


def _regions(label, help_text, **options):
    return forms.MultipleChoiceField(
        label=label, help_text=help_text, required=False, widget=forms.CheckboxSelectMultiple, **options
    )


def _choices() -> list[tuple[str, str]]:
    return [(row.slug, row.short_name or row.name) for row in directory.regions()]


class EffortForm(_Row):
    """Hours that a region gave."""

    region = forms.ChoiceField(label=gettext_lazy("Region that gave the time"))
    process = forms.ChoiceField(label=gettext_lazy("Process"))
    role = forms.ModelChoiceField(
        label=gettext_lazy("Role"),
        queryset=Role.objects.none(),
        required=False,
        empty_label=gettext_lazy("No role in particular"),
        help_text=gettext_lazy("The role, never the person."),
    )
    hours = forms.CharField(
        label=gettext_lazy("Hours"), max_length=10, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    month = MonthField(label=gettext_lazy("Month"))
    used_by = _regions(gettext_lazy("Regions that it was for"), gettext_lazy("Leave it empty for all of them."))

    def __init__(self, *args, regions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [(row.slug, row.name) for row in regions]
        self.fields["process"].choices = [("", _("Choose")), *reading.processes()]
        self.fields["used_by"].choices = _choices()
        self.fields["role"].queryset = entering.roles().order_by("level", "number")

    def clean_region(self):
        return directory.by_slug(self.cleaned_data["region"])

    def clean_hours(self) -> Decimal:
        found = read_kronor(self.cleaned_data["hours"])
        if found is None:
            raise ValidationError(_("Write hours above zero, with at most two decimals."))
        return found

    def facts(self) -> dict:
        """What `entering.add_effort` takes."""
        return self.cleaned_data | {"used_by": self.regions_in("used_by")}


class CostForm(_Row):
    """A cost that the regions bore together."""

    label = forms.CharField(
        label=gettext_lazy("What the cost is for"),
        max_length=entering.MOST_LETTERS,
        help_text=gettext_lazy("For example a course or a licence. No person's name."),
    )
    amount = forms.CharField(
        label=gettext_lazy("Amount in kronor"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=gettext_lazy("All that it costs, without VAT."),
    )
    month = MonthField(label=gettext_lazy("Month"))
    key = forms.ChoiceField(
        label=gettext_lazy("How the cost is divided"), choices=Key.choices, widget=forms.RadioSelect, initial=Key.EQUAL
    )
    shares = forms.Field(
        label=gettext_lazy("Shares of your own, in per cent"),
        required=False,
        widget=SharesInput([]),
        help_text=gettext_lazy("Left aside with another key. Two decimals at most, together exactly 100.00."),
    )
    used_by = _regions(gettext_lazy("Regions that it was for"), gettext_lazy("Leave it empty for all of them."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shares"].widget.choices = _choices()
        self.fields["used_by"].choices = _choices()

    def clean_amount(self) -> Decimal:
        found = read_kronor(self.cleaned_data["amount"])
        if found is None:
            raise ValidationError(_("Write an amount in kronor with at most two decimals, for example 50 000."))
        return found

    def clean_shares(self) -> dict:
        """As the quotes' field of the same kind is read."""
        given = self.cleaned_data["shares"]
        if not given or self.data.get("key") != Key.CUSTOM:
            return {}
        try:
            return entering.shares_said(given)
        except Unusable as why:
            raise ValidationError(str(why.text)) from why

    def facts(self) -> dict:
        """What `entering.add_cost` takes."""
        return self.cleaned_data | {"used_by": self.regions_in("used_by")}
