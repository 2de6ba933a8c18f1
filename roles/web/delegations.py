"""My delegations: hand a role to a colleague for some days, and answer what others ask me to take on."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from roles import changing, delegating
from roles.models import Delegation, User
from roles.web.answers import add_reasons, form_page, lacks, say_why
from roles.web.forms import PersonChoice, few_digits, people

EVERY = "all"
DONE = {
    "accept": gettext_lazy("You have accepted. The roles are yours from the first day on."),
    "decline": gettext_lazy("You have declined. Nothing changes."),
    "withdraw": gettext_lazy("The offer is taken back."),
    "end": gettext_lazy("The delegation is ended. Nothing of it holds from today on."),
}


class DelegationForm(forms.Form):
    what = forms.ChoiceField(label=gettext_lazy("What do you hand over?"))
    receiver = PersonChoice(
        label=gettext_lazy("To whom?"), queryset=User.objects.none(), empty_label=pgettext_lazy("list", "Choose")
    )
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput, help_text=gettext_lazy("At most 90 days.")
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)

    use_required_attribute = False

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        named = {}  # a role somewhere is handed over whole: one's own, and what one wears of it for others
        for hat in actor.hats:
            named.setdefault((hat.role, hat.organisation.pk), []).append(hat)
        self.hats = {str(hats[0].assignment_id): hats[0] for hats in named.values()}
        every = [(EVERY, gettext_lazy("All my roles"))] if len(self.hats) != 1 else []
        labels = [" + ".join(map(str, hats)) for hats in named.values()]
        self.fields["what"].choices = every + list(zip(self.hats, labels, strict=True))
        self.fields["receiver"].queryset = people(actor).exclude(pk=actor.user.pk)

    def clean_reason(self):
        return few_digits(self.cleaned_data["reason"])

    def facts(self) -> dict:
        """What `roles.delegating.propose` takes."""
        data = self.cleaned_data
        return {name: data[name] for name in ("receiver", "first_day", "last_day", "reason")} | {
            "hat": self.hats.get(data["what"])
        }


@never_cache
@require_http_methods(["GET", "POST"])
def delegations(request):
    """What waits for me, what I have handed over and taken on; POST offers something new."""
    _demand_person(request)
    form = DelegationForm(request.POST or None, actor=request.actor, initial={"first_day": timezone.localdate()})
    if request.method == "POST" and not request.resumed and form.is_valid():
        try:
            row = delegating.propose(request.actor, **form.facts())
        except changing.Refused as refused:
            add_reasons(form, refused)
        else:
            text = _("%(person)s has been asked. It counts once the answer is yes; you are told.")
            messages.success(request, text % {"person": row.receiver})
            return redirect("roles:delegations")
    return form_page(request, "roles/delegations.html", {"form": form, **_mine(request.actor.user)})


delegations.resumable = gettext_lazy("Hand over a role")


def _demand_person(request) -> None:
    actor = request.actor
    if actor.user is None or actor.user.kind != "person" or not actor.can(delegating.CAPABILITY):
        raise lacks(delegating.CAPABILITY)


def _mine(user) -> dict:
    today, state = timezone.localdate(), Delegation.State
    rows = list(delegating.concerning(user))
    is_live = {row.pk: row.state in (state.PROPOSED, state.ACCEPTED) and row.last_day >= today for row in rows}
    return {
        "asked": [
            one for one in rows if is_live[one.pk] and one.receiver_id == user.pk and one.state == state.PROPOSED
        ],
        "taken": [
            one for one in rows if is_live[one.pk] and one.receiver_id == user.pk and one.state == state.ACCEPTED
        ],
        "given": [one for one in rows if is_live[one.pk] and one.giver_id == user.pk],
        "past": [one for one in rows if not is_live[one.pk]],
    }


@require_POST
def answer(request, pk: int, act: str):
    """Accept or decline what was offered; take back or end what was given or taken on."""
    try:
        if act in ("accept", "decline"):
            delegating.answer(request.actor, pk, accept=act == "accept")
        else:
            delegating.take_back(request.actor, pk)
    except (Delegation.DoesNotExist, changing.NotAllowed):
        raise Http404 from None
    except changing.Refused as refused:
        say_why(request, refused)
    else:
        messages.success(request, str(DONE[act]))
    return redirect("roles:delegations")
