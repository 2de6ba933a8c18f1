"""The form in which a new figure of a region is given."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions import directory
from tickets.region_figures.giving import MOST_SOURCE, Kind


class FigureForm(forms.Form):
    """`places`: each region and kind that the actor gives."""

    use_required_attribute = False

    region = forms.ChoiceField(label=gettext_lazy("Region"))
    kind = forms.ChoiceField(label=gettext_lazy("What is counted"), widget=forms.RadioSelect)
    value = forms.CharField(
        label=gettext_lazy("How many"), max_length=15, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    measured_on = forms.DateField(
        label=gettext_lazy("The day it is of"),
        widget=forms.DateInput,
        help_text=gettext_lazy("Costs are divided by the latest figure of the day that they are divided on."),
    )
    source = forms.CharField(
        label=gettext_lazy("Who counted, and where it is found"),
        max_length=MOST_SOURCE,
        help_text=gettext_lazy("For example “The region's directory of accounts, active in the last 90 days”."),
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        regions = dict.fromkeys(region for region, _kind in places)
        kinds = {kind for _region, kind in places}
        self.fields["region"].choices = [(one.slug, one.name) for one in regions]
        self.fields["kind"].choices = [(kind, label) for kind, label in Kind.choices if kind in kinds]

    def clean_region(self):
        return directory.by_slug(self.cleaned_data["region"])

    def clean_value(self) -> int:
        written = re.sub(r"[\s\u00a0\u202f]", "", self.cleaned_data["value"])
        if not re.fullmatch(r"\d{1,9}", written, re.ASCII):
            raise ValidationError(_("Write a whole number, for example 157 223."))
        return int(written)
