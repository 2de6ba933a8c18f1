"""Giving a role and ending one: first the form, then what it means in plain words, then the change."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from roles import changing, delegating, rights
from roles.capabilities import CAPABILITIES, UNIVERSAL
from roles.models import RoleAssignment
from roles.web.answers import add_reasons, carried, form_page, place_to_assign, say_why
from roles.web.forms import AssignForm, EndForm


@require_http_methods(["GET", "POST"])
def assign(request, slug: str):
    """A role at the organisation of this slug. POST without `confirmed` shows what will be; with it, it is done."""
    place = place_to_assign(request, slug, rights.places())
    initial = {"role": request.GET.get("role"), "valid_from": timezone.localdate()}
    form = AssignForm(request.POST or None, actor=request.actor, organisation=place, initial=initial)
    if request.method != "POST" or request.resumed or not form.is_valid():
        return _form(request, form, place)
    if not form.cleaned_data["confirmed"] or request.POST.get("go") == "change":
        return _form(request, form, place, confirm=request.POST.get("go") != "change")
    try:
        row = changing.assign(request.actor, organisation=place, **form.facts())
    except changing.Refused as refused:
        add_reasons(form, refused)
        return _form(request, form, place)
    text = _("%(person)s is %(role)s at %(organisation)s from %(day)s.")
    facts = {"person": row.user, "role": row.title, "organisation": place.name, "day": date_format(row.valid_from)}
    messages.success(request, text % facts)
    return redirect(f"{reverse('roles:register')}?organisation={place.slug}")


assign.resumable = gettext_lazy("Give a role")


def _form(request, form, place, *, confirm: bool = False):
    context = {
        "form": form,
        "place": place,
        "confirm": confirm,
        "allows": _allows(form) if confirm else (),
        "carried": carried(request),
    }
    return form_page(request, "roles/assign.html", context)


def _allows(form) -> list[str]:
    """What the role will allow the person, in words."""
    granted = form.cleaned_data["role"].capabilities.values_list("capability", flat=True)
    return sorted(str(CAPABILITIES[one]) for one in granted if one in CAPABILITIES and one not in UNIVERSAL)


@require_http_methods(["GET", "POST"])
def end(request, pk: int):
    """The last day of a role; one that was handed over ends at once, with the delegation."""
    row = _row_to_change(request, pk)
    if row.delegation_id is not None:
        return _end_delegation(request, row)
    form = EndForm(request.POST or None, initial={"last_day": timezone.localdate()})
    if request.method == "POST" and not request.resumed and form.is_valid():
        try:
            changing.end(request.actor, row, **form.cleaned_data)
        except changing.Refused as refused:
            add_reasons(form, refused)
        else:
            return _changed(request, row, _("The last day of %(person)s as %(role)s is %(day)s."))
    can_withdraw = row.valid_from >= timezone.localdate()
    return form_page(request, "roles/end.html", {"form": form, "row": row, "can_withdraw": can_withdraw})


def _end_delegation(request, row):
    may_end = delegating.leads(request.actor, row.delegation)
    if request.method != "POST" or request.resumed:
        return render(request, "roles/end_delegation.html", {"row": row, "may_end": may_end})
    if not may_end:
        raise PermissionDenied
    try:
        delegating.take_back(request.actor, row.delegation_id)
    except changing.Refused as refused:
        say_why(request, refused)
        return redirect("roles:end", pk=row.pk)
    return _changed(request, row, _("The delegation is ended. Nothing of it holds from today on."))


end.resumable = gettext_lazy("End a role")


@require_POST
def withdraw(request, pk: int):
    """Take back a role that begins today or later."""
    row = _row_to_change(request, pk)
    try:
        changing.withdraw(request.actor, row)
    except changing.Refused as refused:
        say_why(request, refused)
        return redirect("roles:end", pk=pk)
    return _changed(request, row, _("%(person)s does not become %(role)s."))


def _row_to_change(request, pk: int) -> RoleAssignment:
    row = get_object_or_404(RoleAssignment.objects.select_related("user", "role", "organisation", "delegation"), pk=pk)
    place_to_assign(request, row.organisation.slug, rights.places())
    return row


def _changed(request, row, text: str):
    day = date_format(row.valid_to) if row.valid_to else ""
    messages.success(request, text % {"person": row.user, "role": row.title, "day": day})
    return redirect(f"{reverse('roles:register')}?organisation={row.organisation.slug}")
