"""The forms of saved views: a name, and who else gets it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.errors import Reason
from tickets import saved_views
from tickets.saved_views import Circle


class ViewForm(forms.Form):
    """Never validated by itself: the reasons of `saved_views` come back through `refuse`."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=saved_views.LONGEST_NAME)

    def __init__(self, actor, data=None, *, view=None):
        initial = {"name": view.name, "shared_with": saved_views.circle_of(view).key} if view else {"shared_with": ""}
        super().__init__(data, initial=initial, auto_id="id_view_%s", label_suffix="")
        choices = circle_choices(actor)
        if view and view.is_shared and saved_views.circle_of(view) not in saved_views.circles(actor):
            choices.append((saved_views.circle_of(view).key, words_of(saved_views.circle_of(view))))
        if len(choices) > 1:
            self.fields["shared_with"] = forms.ChoiceField(
                label=_("Who else gets it?"),
                help_text=_("A view shows each reader what she may read, and nothing more."),
                choices=choices,
                required=False,
            )

    def refuse(self, reasons: tuple[Reason, ...]) -> None:
        self.full_clean()
        self._errors.clear()
        for reason in reasons:
            self.add_error(reason.field if reason.field in self.fields else None, str(reason.text))


def circle_choices(actor) -> list[tuple]:
    """Only oneself first; then each organisation with its roles, and roles wherever they are worn."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in saved_views.circles(actor):
        group = one.organisation.name if one.organisation else _("Every organisation")
        groups.setdefault(group, []).append((one.key, words_of(one)))
    return [("", _("Only me")), *groups.items()]


def words_of(circle: Circle) -> str:
    match circle:
        case Circle(None, None):
            return _("Only me")
        case Circle(place, None):
            return _("Everybody at %(organisation)s") % {"organisation": place.short_name or place.name}
        case Circle(None, role):
            return _("%(role)s at every organisation") % {"role": role.label}
    said = {"role": circle.role.label, "organisation": circle.organisation.short_name or circle.organisation.name}
    return _("%(role)s at %(organisation)s") % said
