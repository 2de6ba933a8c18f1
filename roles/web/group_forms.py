"""The forms of the groups: a new member, another limit, a last day."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions.money import in_kronor, read_kronor
from roles.models import GroupMembership, OrderGroup, RoleAssignment, User
from roles.web.forms import CONFIRMED, PersonChoice, few_digits, people

NO_LIMIT = gettext_lazy("Leave it empty where there is no limit.")


def limit_words(row: GroupMembership) -> str:
    """Up to how much the member approves; "" for one who does not."""
    if row.group != OrderGroup.GODKANNARE:
        return ""
    return in_kronor(row.amount_limit) if row.amount_limit is not None else _("without a limit")


class KronorField(forms.CharField):
    """An amount as people write it; None where nothing is written."""

    def __init__(self, **options):
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=30, required=False, **options)

    def clean(self, value):
        written = super().clean(value)
        if not written:
            return None
        amount = read_kronor(written)
        if amount is None:
            raise ValidationError(_("Write an amount in kronor with at most two decimals, for example 50 000."))
        return amount


class MemberForm(forms.Form):
    """Somebody who has a role at the organisation becomes a member of one of its groups."""

    group = forms.ChoiceField(label=gettext_lazy("Group"), choices=OrderGroup.choices, widget=forms.RadioSelect)
    person = PersonChoice(
        label=gettext_lazy("Person"),
        queryset=User.objects.none(),
        help_text=gettext_lazy("Those who have a role of their own at the organisation."),
    )
    amount_limit = KronorField(
        label=gettext_lazy("Approves up to, in kronor"),
        help_text=gettext_lazy("Only for approvers. Leave it empty where there is no limit."),
    )
    valid_from = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput)
    valid_to = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Leave it empty for until further notice."),
        widget=forms.DateInput,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)
    confirmed = forms.BooleanField(label=CONFIRMED, required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args, actor, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        worn = RoleAssignment.objects.filter(organisation=organisation, deputy_for=None)
        worn = worn.exclude(valid_to__lt=timezone.localdate())
        self.fields["person"].queryset = people(actor).filter(pk__in=worn.values("user_id"))

    def clean_reason(self):
        return few_digits(self.cleaned_data["reason"])

    def facts(self) -> dict:
        """What `roles.groups.add` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "confirmed"}


class LimitForm(forms.Form):
    """Another limit from a day on."""

    amount_limit = KronorField(label=gettext_lazy("New limit in kronor"), help_text=NO_LIMIT)
    first_day = forms.DateField(label=gettext_lazy("Holds from"), widget=forms.DateInput)
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)
    confirmed = forms.BooleanField(label=CONFIRMED, required=False, widget=forms.HiddenInput)

    use_required_attribute = False

    def clean_reason(self):
        return few_digits(self.cleaned_data["reason"])

    def facts(self) -> dict:
        """What `roles.groups.change_limit` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "confirmed"}
