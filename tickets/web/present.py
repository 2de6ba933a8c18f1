"""The line on a case's page that says who else reads it or writes in it; pages ask by themselves every few seconds."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tickets import presence
from tickets.web.detail import found


@never_cache
@require_POST
def present(request, number: str):
    """Say what I do (`does`: reads, writes or leaves) and hear who else is there; 404 for whoever may not read it."""
    ticket, now, does = found(number, request.actor), timezone.now(), request.POST.get("does")
    if does == "leaves":
        presence.leave(ticket, request.actor, at=now)
    else:
        presence.note(ticket, request.actor, writes=does == "writes", at=now)
    lines = [_line(one) for one in presence.others(ticket, request.actor, at=now)]
    return render(request, "tickets/presence.html", {"lines": lines})


def _line(one: presence.Present) -> dict:
    who = f"{one.name} ({one.organisation})" if one.name else one.organisation
    text = _("%(who)s is writing") if one.writes else _("%(who)s is reading")
    return {"icon": "note" if one.writes else "eye", "text": text % {"who": who}}


present.only_looks = True
