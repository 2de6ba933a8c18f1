"""People: a list to find them in, one page a person, and the accounts that an administrator makes and closes."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regions import directory
from regions.swedish import swedish_order
from roles import changing, rights, viewing
from roles.models import GroupMembership, RoleAssignment, RoleChange, User
from roles.web.answers import Lacking, add_reasons, form_page, say_why
from roles.web.forms import PersonForm
from roles.web.group_forms import limit_words
from roles.web.register import holding

SHOWN = 200


@require_GET
def people(request):
    """Everyone the reader may see, by name; two queries beside the log-in's."""
    actor = request.actor
    words = request.GET.get("q", "").strip()
    rows = User.objects.filter(kind="person").select_related("home_organisation")
    for word in words.split()[:5]:
        rows = rows.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(email__icontains=word))
    if not rights.is_administrator(actor):
        rows = rows.filter(is_active=True)
    today = timezone.localdate()
    current = RoleAssignment.objects.valid_on(today).select_related("role", "organisation").order_by("pk")
    rows = rows.prefetch_related(Prefetch("assignments", current, to_attr="current"))
    found = rows.order_by(swedish_order("given_name"), swedish_order("family_name"))[: SHOWN + 1]
    shown = [one for one in found if _is_shown(actor, one)]
    context = {
        "rows": [{"person": one, "roles": _roles_shown(actor, one)} for one in shown[:SHOWN]],
        "is_more": len(shown) > SHOWN,
        "words": words,
        "is_administrator": rights.is_administrator(actor),
    }
    return render(request, "roles/people.html", context)


def _is_shown(actor, person) -> bool:
    home = directory.organisation(person.home_organisation_id)
    return rights.names_shown(actor, home) or bool(_roles_shown(actor, person))


def _roles_shown(actor, person) -> list[str]:
    """The roles worn today that the reader may connect with the person's name."""
    return [
        f"{row.title}, {row.organisation.short_name or row.organisation.name}"
        for row in person.current
        if rights.names_shown(actor, row.organisation)
    ]


@require_GET
def person(request, pk: int):
    """One person: what she is called, where she works, her roles in time, and every change of them."""
    return _person_page(request, _found(request.actor, pk))


def _found(actor, pk: int) -> User:
    """The person, if the reader may see the name somewhere; else as if there were none."""
    found = get_object_or_404(User.objects.filter(kind="person").select_related("home_organisation"), pk=pk)
    rows = found.assignments.select_related("organisation", "role", "user", "deputy_for").order_by("-valid_from", "pk")
    found.shown_assignments = [row for row in rows if rights.names_shown(actor, row.organisation)]
    home = directory.organisation(found.home_organisation_id)
    if not found.shown_assignments and not rights.names_shown(actor, home) and actor.user.pk != found.pk:
        raise Http404
    return found


def _person_page(request, found: User, *, password: str = ""):
    actor, today = request.actor, timezone.localdate()
    rows = [(row, directory.organisation(row.organisation_id)) for row in found.shown_assignments]
    shown = [
        (row, place, holding(row, place, actor, today, may_assign=rights.may_assign(actor, place)))
        for row, place in rows
    ]
    held = [
        {"role": row.role.label, "place": place.name, "holding": one} for row, place, one in shown if one is not None
    ]
    reads_log = rights.is_administrator(actor) or rights.assigns_anywhere(actor) or actor.user.pk == found.pk
    context = {
        "person": found,
        "now": [one for one in held if one["holding"].when == "now"],
        "later": [one for one in held if one["holding"].when == "later"],
        "past": [one for one in held if one["holding"].when == "past"],
        "memberships": _memberships(found, actor, today),
        "log": _log_of(found, actor) if reads_log else [],
        "reads_log": reads_log,
        "is_administrator": rights.is_administrator(actor),
        "is_oneself": actor.user.pk == found.pk,
        "may_view": viewing.may_view(actor) and found.is_active and actor.user.pk != found.pk,
        "password": password,
    }
    return render(request, "roles/person.html", context)


def _memberships(found: User, actor, today) -> list[dict]:
    """The groups in which the person orders or approves today or later, as far as the reader knows of names there."""
    rows = GroupMembership.objects.filter(user=found).exclude(valid_to__lt=today).select_related("organisation")
    return [{"row": row, "limit": limit_words(row)} for row in rows if rights.names_shown(actor, row.organisation)]


def _log_of(found: User, actor) -> list[RoleChange]:
    rows = RoleChange.objects.filter(person=found).select_related("by", "role", "organisation", "deputy_for")
    return [row for row in rows if row.organisation is None or rights.names_shown(actor, row.organisation)]


def _demand_administrator(request) -> None:
    if not rights.is_administrator(request.actor):
        raise Lacking(_("Administrator"))


@never_cache
@require_http_methods(["GET", "POST"])
def add_person(request):
    """A new account; the one-time password is shown this once, in the answer itself, and kept nowhere."""
    _demand_administrator(request)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and not request.resumed and form.is_valid():
        try:
            made, password = changing.add_person(request.actor, **form.cleaned_data)
        except changing.Refused as refused:
            add_reasons(form, refused)
        else:
            request.form_sent = True
            return _person_page(request, _found(request.actor, made.pk), password=password)
    return form_page(request, "roles/person_add.html", {"form": form})


add_person.resumable = gettext_lazy("Make an account")


@never_cache
@require_POST
def new_password(request, pk: int):
    _demand_administrator(request)
    found = _found(request.actor, pk)
    try:
        password = changing.new_password(request.actor, found)
    except changing.Refused as refused:
        return _refused(request, found, refused)
    return _person_page(request, found, password=password)


@require_POST
def set_active(request, pk: int):
    """Close the account, or open it again (`active` = 1)."""
    _demand_administrator(request)
    found = _found(request.actor, pk)
    active = request.POST.get("active") == "1"
    try:
        changing.set_active(request.actor, found, active)
    except changing.Refused as refused:
        return _refused(request, found, refused)
    text = _("The account of %(person)s is open again.") if active else _("The account of %(person)s is closed.")
    messages.success(request, text % {"person": found})
    return redirect("roles:person", pk=found.pk)


def _refused(request, found, refused):
    say_why(request, refused)
    return redirect("roles:person", pk=found.pk)
