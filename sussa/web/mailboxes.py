"""The mails of an organisation: its function mailboxes, and whether its mails hold the titles of cases."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from outbox import mailboxes
from outbox.models import Mailbox
from regions import directory
from roles import rights
from roles.changing import Refused
from roles.web.answers import add_reasons, lacks
from sussa.web.mailbox_form import MailboxForm, kinds_of, whose


@never_cache
@require_http_methods(["GET", "POST"])
def page(request, slug: str):
    """What is mailed to the organisation, with the form that names another mailbox."""
    place = _place(request, slug)
    form = MailboxForm(request.POST if request.method == "POST" else None, organisation=place)
    if request.method == "POST" and not request.resumed and form.is_valid():
        try:
            box = mailboxes.open_mailbox(request.actor, place, at=timezone.now(), **form.facts())
        except Refused as refused:
            add_reasons(form, refused)
        else:
            text = _("%(address)s is mailed from the next event on.")
            messages.success(request, text % {"address": box.address})
            return redirect("frame:mailboxes", slug=place.slug)
    return _shown(request, place, form)


page.resumable = gettext_lazy("Name a mailbox")


@require_POST
def remove(request, slug: str, pk: int):
    """Nothing more is mailed to the mailbox."""
    place = _place(request, slug)
    box = Mailbox.objects.filter(pk=pk, organisation=place).select_related("organisation").first()
    if box is None:
        raise Http404
    mailboxes.close_mailbox(request.actor, box, at=timezone.now())
    messages.success(request, _("Nothing more is mailed to %(address)s.") % {"address": box.address})
    return redirect("frame:mailboxes", slug=place.slug)


@require_POST
def titles(request, slug: str):
    """Titles in the organisation's mails, or none. They are let in only by somebody who has ticked that it is right."""
    place = _place(request, slug)
    are_shown = request.POST.get("show") == "1"
    if are_shown and request.POST.get("confirmed") != "on":
        form = MailboxForm(organisation=place)
        return _shown(request, place, form, unconfirmed=True, status=422)
    mailboxes.choose_titles(request.actor, place, are_shown=are_shown, at=timezone.now())
    on, off = _("The mails to %(place)s hold titles from now on."), _("The mails to %(place)s hold no titles any more.")
    messages.success(request, (on if are_shown else off) % {"place": place.name})
    return redirect("frame:mailboxes", slug=place.slug)


def _place(request, slug: str):
    place = directory.by_slug(slug)
    if place is None or place not in rights.places():
        raise Http404
    if not mailboxes.may_manage(request.actor, place):
        raise lacks(rights.ASSIGNS[place.tier])
    return place


def _shown(request, place, form: MailboxForm, *, unconfirmed: bool = False, status: int = 200):
    choices = mailboxes.choices_of(place)
    context = {
        "place": place,
        "form": form,
        "rows": [{"box": one, "whose": whose(one), "kinds": kinds_of(one)} for one in mailboxes.opened([place.pk])],
        "titles_shown": bool(choices) and choices[0].are_shown,
        "choices": choices,
        "unconfirmed": unconfirmed,
    }
    if form.is_bound and form.errors and not request.resumed:
        status = 422
    return render(request, "frame/mailboxes.html", context, status=status)
