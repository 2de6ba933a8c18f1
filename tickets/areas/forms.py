"""The form in which a programme area is named, retired, brought back or added."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from roles.web.forms import few_digits
from tickets.areas.editing import FIELD_NAMES, MOST_REASON, Wanted


def _name(label, most: int, **options):
    return forms.CharField(label=label, max_length=most, validators=[few_digits], **options)


class AreaForm(forms.Form):
    use_required_attribute = False

    label_sv = _name(FIELD_NAMES["label_sv"], 200)
    label_en = _name(FIELD_NAMES["label_en"], 200)
    short_sv = _name(
        FIELD_NAMES["short_sv"],
        40,
        required=False,
        help_text=gettext_lazy("Where there is little room, for example in tables. Leave it empty to use the name."),
    )
    short_en = _name(FIELD_NAMES["short_en"], 40, required=False)
    valid_to = forms.DateField(
        label=FIELD_NAMES["valid_to"],
        required=False,
        widget=forms.DateInput,
        help_text=gettext_lazy(
            "Leave it empty until further notice. After that day nobody can choose it; cases that have it keep it."
        ),
    )
    reason = forms.CharField(
        label=FIELD_NAMES["reason"],
        max_length=MOST_REASON,
        help_text=gettext_lazy("It is read in the history, for example “Decided nationally 2026”."),
    )

    def wanted(self) -> Wanted:
        return Wanted(**{name: value for name, value in self.cleaned_data.items() if name != "reason"})
