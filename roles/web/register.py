"""The register: who holds which role at an organisation now, before and later, and which roles nobody holds."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from regions import directory
from roles import rights
from roles.models import Role, RoleAssignment


@dataclass
class Holding:
    """One assignment as the register shows it; nothing in it asks the database."""

    pk: int
    name: str
    person_url: str
    title: str
    deputy_for: str
    valid_from: object
    valid_to: object
    when: str  # now, later, past
    end_url: str = ""


@dataclass
class Line:
    """One role at the organisation, with everyone who holds, held or will hold it."""

    role: Role
    now: list[Holding] = field(default_factory=list)
    later: list[Holding] = field(default_factory=list)
    past: list[Holding] = field(default_factory=list)
    assign_url: str = ""

    @property
    def is_vacant(self) -> bool:
        return not self.now


@require_GET
def register(request):
    """The roles of one organisation; two queries beside the log-in's."""
    actor = request.actor
    places = rights.places()
    place = chosen_place(request, places)
    lines = lines_of(place, actor) if place else []
    context = {
        "place": place,
        "places": [_place_link(one, place) for one in places],
        "lines": lines,
        "vacant": sum(line.is_vacant for line in lines),
        "held": sum(not line.is_vacant for line in lines),
        "shows_names": bool(place) and rights.names_shown(actor, place),
        "may_assign": bool(place) and rights.may_assign(actor, place),
        "has_past": any(line.past for line in lines),
    }
    return render(request, "roles/register.html", context)


def chosen_place(request, places):
    """The organisation in the address, else one's own, else the first."""
    wanted = directory.by_slug(request.GET.get("organisation", ""))
    if wanted in places:
        return wanted
    hat = request.actor.preferred_hat()
    home = directory.organisation(hat.organisation.pk if hat else request.user.home_organisation_id)
    return home if home in places else (places[0] if places else None)


def _place_link(one, place) -> dict:
    return {
        "name": one.short_name or one.name,
        "slug": one.slug,
        "current": one == place,
        "is_part": one.parent_id is not None,
    }


def lines_of(place, actor) -> list[Line]:
    """Every role of the organisation's level with its holders; two queries."""
    may_assign = rights.may_assign(actor, place)
    lines = {role.pk: Line(role) for role in Role.objects.filter(level=place.tier)}
    rows = RoleAssignment.objects.filter(organisation=place).select_related("user", "role", "deputy_for")
    today = timezone.localdate()
    for row in rows.order_by("valid_from", "pk"):
        shown = holding(row, place, actor, today, may_assign=may_assign)
        if shown and row.role_id in lines:
            getattr(lines[row.role_id], shown.when).append(shown)
    for line in lines.values():
        if may_assign:
            line.assign_url = f"{reverse('roles:assign', args=[place.slug])}?role={line.role.pk}"
    return list(lines.values())


def holding(row, place, actor, today, *, may_assign: bool) -> Holding | None:
    """The assignment as `actor` may see it; None for a program's account and for one whose account is closed now."""
    when = "later" if row.valid_from > today else "past" if row.valid_to and row.valid_to < today else "now"
    if row.user.kind != "person" or (not row.user.is_active and when != "past"):
        return None
    shown = rights.names_shown(actor, place)
    return Holding(
        pk=row.pk,
        name=row.user.get_full_name() if shown else _("Held"),
        person_url=reverse("roles:person", args=[row.user_id]) if shown else "",
        title=row.local_title,
        deputy_for=_deputy(row, shown),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        when=when,
        end_url=reverse("roles:end", args=[row.pk]) if may_assign and when != "past" else "",
    )


def _deputy(row, shown: bool) -> str:
    if row.deputy_for is None:
        return ""
    return row.deputy_for.get_full_name() if shown else _("the holder")
