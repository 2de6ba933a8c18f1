"""Orderers and approvers of an organisation: who they are, and giving, changing and ending it, each confirmed."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from regions.money import in_kronor
from roles import changing, groups, rights
from roles.models import GroupMembership, OrderGroup, RoleAssignment
from roles.web.answers import add_reasons, carried, form_page, place_to_assign, say_why
from roles.web.forms import EndForm
from roles.web.group_forms import LimitForm, MemberForm, limit_words
from roles.web.register import chosen_place

MEANING = {
    OrderGroup.BESTALLARE: gettext_lazy("Order from the catalogue for the organisation."),
    OrderGroup.GODKANNARE: gettext_lazy("Approve what others have ordered, up to their limit; never their own orders."),
    OrderGroup.FORGODKAND: gettext_lazy(
        "Order without an approver while the region is in a phase where a pre-approved group orders."
    ),
}


@dataclass
class Member:
    """One membership as the page shows it; nothing in it asks the database."""

    name: str
    person_url: str
    limit: str
    valid_from: object
    valid_to: object
    when: str  # now, later, past
    given_by: str
    rests: bool  # no role of her own there today
    urls: dict


@dataclass
class Group:
    slug: str
    label: str
    meaning: str
    has_limit: bool
    now: list[Member] = field(default_factory=list)
    later: list[Member] = field(default_factory=list)
    past: list[Member] = field(default_factory=list)
    add_url: str = ""


def ordering_places() -> list:
    return [one for one in rights.places() if groups.has_groups(one)]


@require_GET
def listed(request):
    """The groups of one organisation; three queries beside the log-in's."""
    places = ordering_places()
    place = chosen_place(request, places)
    context = {
        "place": place,
        "places": [{"name": one.name, "slug": one.slug, "current": one == place} for one in places],
        "groups": groups_of(place, request.actor) if place else [],
        "shows_names": bool(place) and rights.names_shown(request.actor, place),
        "may_assign": bool(place) and rights.may_assign(request.actor, place),
    }
    return render(request, "roles/groups.html", context)


def groups_of(place, actor) -> list[Group]:
    """The groups with everybody who is, was or will be a member; two queries."""
    may_assign, shown, today = rights.may_assign(actor, place), rights.names_shown(actor, place), timezone.localdate()
    found = {
        slug: Group(slug, label, str(MEANING[slug]), has_limit=slug == OrderGroup.GODKANNARE)
        for slug, label in OrderGroup.choices
    }
    worn = RoleAssignment.objects.valid_on(today).filter(organisation=place, deputy_for=None)
    working = set(worn.values_list("user_id", flat=True))
    rows = GroupMembership.objects.filter(organisation=place).select_related("user", "given_by")
    for row in rows.order_by("valid_from", "pk"):
        one = _member(row, today, working, shown=shown, may_assign=may_assign)
        getattr(found[row.group], one.when).append(one)
    for group in found.values():
        group.add_url = f"{reverse('roles:group_add', args=[place.slug])}?group={group.slug}" if may_assign else ""
    return list(found.values())


def _member(row: GroupMembership, today, working: set[int], *, shown: bool, may_assign: bool) -> Member:
    when = "later" if row.valid_from > today else "past" if row.valid_to and row.valid_to < today else "now"
    given_by = row.given_by.get_full_name() if shown and row.given_by else ""
    return Member(
        name=row.user.get_full_name() if shown else _("Held"),
        person_url=reverse("roles:person", args=[row.user_id]) if shown else "",
        limit=limit_words(row) if shown else "",
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        when=when,
        given_by=given_by,
        rests=when == "now" and (row.user_id not in working or not row.user.is_active),
        urls=_urls(row) if may_assign and when != "past" else {},
    )


def _urls(row: GroupMembership) -> dict:
    found = {"end": reverse("roles:group_end", args=[row.pk])}
    if row.group == OrderGroup.GODKANNARE:
        found["limit"] = reverse("roles:group_limit", args=[row.pk])
    return found


@require_http_methods(["GET", "POST"])
def add(request, slug: str):
    """A new member. POST without `confirmed` shows what will be; with it, it is done."""
    place = _place(request, slug)
    initial = {"group": request.GET.get("group", OrderGroup.BESTALLARE), "valid_from": timezone.localdate()}
    form = MemberForm(request.POST or None, actor=request.actor, organisation=place, initial=initial)
    shown = _before_it_is_done(request, form, {"place": place}, "roles/group_add.html")
    if shown is not None:
        return shown
    try:
        row = groups.add(request.actor, organisation=place, **form.facts())
    except changing.Refused as refused:
        return _again(request, form, refused, {"place": place}, "roles/group_add.html")
    text = _("%(person)s is %(member)s at %(organisation)s from %(day)s.")
    return _changed(request, row, text)


add.resumable = gettext_lazy("Make somebody orderer or approver")


@require_http_methods(["GET", "POST"])
def limit(request, pk: int):
    """Another limit: the membership ends the day before, and a new one begins."""
    row = _row(request, pk)
    form = LimitForm(request.POST or None, initial={"first_day": timezone.localdate()})
    facts = {"row": row, "place": row.organisation, "now": limit_words(row)}
    shown = _before_it_is_done(request, form, facts, "roles/group_limit.html")
    if shown is not None:
        return shown
    try:
        new = groups.change_limit(request.actor, row, **form.facts())
    except changing.Refused as refused:
        return _again(request, form, refused, facts, "roles/group_limit.html")
    return _changed(request, new, _("%(person)s approves at %(organisation)s up to: %(limit)s, from %(day)s."))


limit.resumable = gettext_lazy("Change a limit")


@require_http_methods(["GET", "POST"])
def end(request, pk: int):
    """The last day of a membership."""
    row = _row(request, pk)
    form = EndForm(request.POST or None, initial={"last_day": timezone.localdate()})
    facts = {"row": row, "place": row.organisation, "can_withdraw": row.valid_from >= timezone.localdate()}
    if request.method != "POST" or request.resumed or not form.is_valid():
        return _page(request, form, facts, "roles/group_end.html")
    try:
        groups.end(request.actor, row, **form.cleaned_data)
    except changing.Refused as refused:
        return _again(request, form, refused, facts, "roles/group_end.html")
    return _changed(request, row, _("The last day of %(person)s as %(member)s is %(last)s."))


end.resumable = gettext_lazy("End a membership")


@require_POST
def withdraw(request, pk: int):
    """Take back a membership that begins today or later."""
    row = _row(request, pk)
    try:
        groups.withdraw(request.actor, row)
    except changing.Refused as refused:
        say_why(request, refused)
        return redirect("roles:group_end", pk=pk)
    return _changed(request, row, _("%(person)s does not become %(member)s."))


def _before_it_is_done(request, form, facts: dict, template: str):
    """The form, its faults or what will be; None once that is confirmed."""
    if request.method != "POST" or request.resumed or not form.is_valid():
        return _page(request, form, facts, template)
    if not form.cleaned_data["confirmed"] or request.POST.get("go") == "change":
        return _page(request, form, facts | {"confirm": request.POST.get("go") != "change"}, template)
    return None


def _again(request, form, refused, facts: dict, template: str):
    add_reasons(form, refused)
    return _page(request, form, facts, template)


def _page(request, form, facts: dict, template: str):
    said = dict(OrderGroup.choices).get(form.data.get("group", ""), "")
    amount = form.cleaned_data.get("amount_limit") if facts.get("confirm") else None
    words = in_kronor(amount) if amount is not None else _("without a limit")
    context = {"form": form, "carried": carried(request), "group_label": said, "limit": words, **facts}
    return form_page(request, template, context)


def _place(request, slug: str):
    return place_to_assign(request, slug, ordering_places())


def _row(request, pk: int) -> GroupMembership:
    row = get_object_or_404(GroupMembership.objects.select_related("user", "organisation"), pk=pk)
    _place(request, row.organisation.slug)
    return row


def _changed(request, row: GroupMembership, text: str):
    facts = {
        "person": row.user,
        "member": row.label.lower(),
        "organisation": row.organisation.name,
        "limit": limit_words(row),
        "day": date_format(row.valid_from),
        "last": date_format(row.valid_to) if row.valid_to else "",
    }
    messages.success(request, text % facts)
    return redirect(f"{reverse('roles:groups')}?organisation={row.organisation.slug}")
