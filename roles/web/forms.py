"""The forms of the register: giving and ending roles, and making accounts."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions import directory
from regions.swedish import swedish_order
from roles import rights
from roles.models import Role, RoleAssignment, User

MOST_DIGITS = 4  # in a name, a title or a reason: too few for any personal number
CONFIRMED = gettext_lazy("I have read what changes, and it is right")


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person) -> str:
        home = person.home_organisation
        return f"{person}, {home.short_name or home.name}" if home else str(person)


def few_digits(text: str) -> str:
    """The text in one line; refused with more digits than a name or title has, since it may be a personal number."""
    line = " ".join(text.split())
    if len(re.findall(r"\d", line)) > MOST_DIGITS:
        raise ValidationError(_("Write this with at most four digits: no numbers of persons belong here."))
    return line


def people(actor):
    """The open accounts of people whose names the actor reads."""
    rows = User.objects.filter(kind="person", is_active=True).select_related("home_organisation")
    if not rights.is_administrator(actor):
        shown = [one.pk for one in directory.organisations() if rights.names_shown(actor, one)]
        rows = rows.filter(home_organisation_id__in=shown)
    return rows.order_by(swedish_order("given_name"), swedish_order("family_name"))


class AssignForm(forms.Form):
    """A role for a person at one organisation. `organisation` decides which roles are to choose among."""

    role = forms.ModelChoiceField(label=gettext_lazy("Role"), queryset=Role.objects.none())
    person = PersonChoice(label=gettext_lazy("Person"), queryset=User.objects.none())
    valid_from = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput)
    valid_to = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Leave it empty for until further notice."),
        widget=forms.DateInput,
    )
    deputy_for = PersonChoice(
        label=gettext_lazy("Deputy for"),
        required=False,
        queryset=User.objects.none(),
        help_text=gettext_lazy("Only when the person stands in for somebody who has the role."),
    )
    local_title = forms.CharField(
        label=gettext_lazy("Title at home"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("If your organisation calls the role something else. Shown in the history."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)
    confirmed = forms.BooleanField(label=CONFIRMED, required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args, actor, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.fields["role"].queryset = Role.objects.filter(level=organisation.tier)
        self.fields["person"].queryset = people(actor)
        holders = RoleAssignment.objects.filter(organisation=organisation, deputy_for=None)
        holders = holders.exclude(valid_to__lt=timezone.localdate())
        self.fields["deputy_for"].queryset = people(actor).filter(pk__in=holders.values("user_id"))

    def clean_local_title(self):
        return few_digits(self.cleaned_data["local_title"])

    def clean_reason(self):
        return few_digits(self.cleaned_data["reason"])

    def facts(self) -> dict:
        """What `roles.changing.assign` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "confirmed"}


class EndForm(forms.Form):
    """The last day of a role. Today counts as a day it is worn."""

    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)

    use_required_attribute = False

    def clean_reason(self):
        return few_digits(self.cleaned_data["reason"])


class PersonForm(forms.Form):
    """A new account. The work e-mail is how the person logs in."""

    email = forms.EmailField(label=gettext_lazy("Work e-mail"), max_length=254)
    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=80)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=80)
    home = forms.ChoiceField(
        label=gettext_lazy("Home organisation"),
        help_text=gettext_lazy("The employer. Roles are given afterwards, also at other organisations."),
    )

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {str(one.pk): one for one in rights.places()}
        choices = [(pk, one.name) for pk, one in self.places.items()]
        self.fields["home"].choices = [("", gettext_lazy("Choose")), *choices]

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if len(re.findall(r"\d", email)) > MOST_DIGITS:
            raise ValidationError(_("Write a work address with at most four digits."))
        return email

    def clean_given_name(self):
        return few_digits(self.cleaned_data["given_name"])

    def clean_family_name(self):
        return few_digits(self.cleaned_data["family_name"])

    def clean_home(self):
        return self.places[self.cleaned_data["home"]]
