"""What the pages of a draft do alike, of agreement or calendar: publish it, throw it away, find that it is gone."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roles.changing import Refused
from roles.web.answers import say_why
from sla.models.version import Version
from sla.web.reading import based_on


def publish(request, row: Version, act: Callable[..., Version], *, page: str, home: str):
    """Let the draft take over as the person has read it. `page` is the draft's own, `home` that of what it is of."""
    try:
        done = act(request.actor, row, based_on=based_on(request), read_at=request.POST.get("read_at", ""))
    except Refused as refused:
        say_why(request, refused)
        return redirect(page)
    text = _("Version %(number)d is published and counts from %(day)s.")
    messages.success(request, text % {"number": done.number, "day": date_format(done.valid_from)})
    return redirect(home)


def discard(request, row: Version, act: Callable[..., None], *, home: str):
    try:
        act(request.actor, row)
    except Refused as refused:
        say_why(request, refused)
    else:
        messages.success(request, _("The draft is thrown away."))
    return redirect(home)


def gone(request, *, home: str):
    messages.error(request, _("The draft is no longer there: it has been published or thrown away."))
    return redirect(home)
