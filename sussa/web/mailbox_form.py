"""The form that names a function mailbox of an organisation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outbox.models import Mailbox
from roles.models import Role, Team
from tickets.telling_ways import CATEGORIES, PERSONAL

WHOLE = "organisation"
ALWAYS = [name for name, kind in CATEGORIES.items() if kind.why_always and name not in PERSONAL]
CHOSEN = [name for name, kind in CATEGORIES.items() if not kind.why_always and name not in PERSONAL]
FIRST_CHOSEN = ["warning", "question", "new"]


class MailboxForm(forms.Form):
    """Whose mails, to which address, of what, and whether the people get them too."""

    whose = forms.ChoiceField(label=gettext_lazy("Whose mails"))
    address = forms.CharField(
        label=gettext_lazy("Address of the mailbox"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("A shared mailbox that your organisation looks after, not the address of a person."),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What it is told of"),
        required=False,
        initial=FIRST_CHOSEN,
        choices=[(name, CATEGORIES[name].label) for name in CHOSEN],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Patient safety, personal data and hand-overs to accept always come along."),
    )
    replaces_people = forms.BooleanField(
        label=gettext_lazy("Mail the mailbox instead of the people"),
        required=False,
        help_text=gettext_lazy("They still have it in their lists, and mails of what must always be heard."),
    )

    use_required_attribute = False

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        roles = sorted(Role.objects.filter(level=organisation.tier), key=lambda one: one.label)
        teams = Team.objects.filter(organisation=organisation)
        self.fields["whose"].choices = [
            (WHOLE, _("The whole organisation")),
            (_("One role"), [(f"role:{one.slug}", one.label) for one in roles]),
            (_("One team: cases that are assigned to it"), [(f"team:{one.slug}", one.name) for one in teams]),
        ]
        self._roles = {one.slug: one for one in roles}
        self._teams = {one.slug: one for one in teams}

    def facts(self) -> dict:
        """What `outbox.mailboxes.open_mailbox` takes."""
        said = self.cleaned_data
        what, _colon, slug = said["whose"].partition(":")
        return {
            "address": said["address"],
            "kinds": [*ALWAYS, *said["kinds"]],
            "replaces_people": said["replaces_people"],
            "role": self._roles.get(slug) if what == "role" else None,
            "team": self._teams.get(slug) if what == "team" else None,
        }


def whose(box: Mailbox) -> str:
    """Whose mails the mailbox gets, in words."""
    if box.role is not None:
        return box.role.label
    return box.team.name if box.team is not None else _("The whole organisation")


def kinds_of(box: Mailbox) -> list:
    return [CATEGORIES[name].label for name in box.kinds if name in CATEGORIES and name not in ALWAYS]
