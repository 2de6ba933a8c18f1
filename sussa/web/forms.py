"""The forms of the frame: the accessibility statement and what readers write about the service."""

from django import forms
from django.utils.translation import gettext_lazy as _

from engine.personal_data import certain, detect_identifiers, refusal
from sussa.models import AccessibilityStatement, Feedback


class StatementForm(forms.ModelForm):
    class Meta:
        model = AccessibilityStatement
        fields = [
            "provider",
            "service_name",
            "compliance",
            "shortcomings",
            "burden",
            "outside_law",
            "method",
            "assessed_on",
            "contact",
        ]
        widgets = {
            "compliance": forms.RadioSelect,
            "assessed_on": forms.DateInput,
            "burden": forms.Textarea(attrs={"rows": 3}),
            "outside_law": forms.Textarea(attrs={"rows": 3}),
            "method": forms.Textarea(attrs={"rows": 3}),
            "contact": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "shortcomings": _(
                "One shortcoming a line: where it is, what it means for the reader, when it is put right."
            ),
            "method": _("For example: own assessment with automatic tests of every page, keyboard and screen reader."),
        }


class FeedbackForm(forms.ModelForm):
    class Meta:
        model = Feedback
        fields = ["kind", "message", "reply_to", "page"]
        widgets = {"kind": forms.RadioSelect, "page": forms.HiddenInput, "message": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "message": _("Say which page and what you use, for example a screen reader. No details about patients."),
            "reply_to": _("Leave it empty if you need no answer."),
        }

    def clean_message(self):
        """Refuses what is certainly a personal number; the number itself is never repeated."""
        message = self.cleaned_data["message"]
        found = certain(detect_identifiers(message))
        if found:
            raise forms.ValidationError(refusal(self.fields["message"].label, found))
        return message
