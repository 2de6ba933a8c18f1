"""The matrix: which role may do what, straight from the data the program itself asks."""

from __future__ import annotations

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from roles.capabilities import CAPABILITIES, UNIVERSAL
from roles.models import Role, RoleCapability
from roles.models.role import Level

# What the first word of a capability is about, in the order of the table.
AREAS = {
    "ticket": gettext_lazy("All cases"),
    "case": gettext_lazy("General cases"),
    "incident": gettext_lazy("Incidents"),
    "incident_leg": gettext_lazy("Incidents"),
    "vendor": gettext_lazy("The vendor's part"),
    "mi": gettext_lazy("Major incidents"),
    "mi_row": gettext_lazy("Major incidents"),
    "problem": gettext_lazy("Problems and known errors"),
    "known_error": gettext_lazy("Problems and known errors"),
    "change": gettext_lazy("Changes"),
    "template": gettext_lazy("Changes"),
    "request": gettext_lazy("Service requests"),
    "catalogue": gettext_lazy("Service requests"),
    "order": gettext_lazy("Service requests"),
    "solidarity": gettext_lazy("Time and contract"),
    "release": gettext_lazy("Releases"),
    "deployment": gettext_lazy("Releases"),
    "need": gettext_lazy("Needs"),
    "forum": gettext_lazy("Forums and decisions"),
    "approval": gettext_lazy("Forums and decisions"),
    "knowledge": gettext_lazy("Knowledge"),
    "sla": gettext_lazy("Time and contract"),
    "contract": gettext_lazy("Time and contract"),
    "regulatory": gettext_lazy("Law and supervision"),
}
OTHER = gettext_lazy("Registers, follow-up and settings")


@require_GET
def matrix(request):
    """The roles of one level against everything a role can allow; two queries beside the log-in's."""
    levels = dict(Level.choices)
    level = request.GET.get("level") if request.GET.get("level") in levels else _own_level(request.actor)
    roles = list(Role.objects.filter(level=level))
    granted = set(RoleCapability.objects.filter(role__level=level).values_list("role_id", "capability"))
    context = {
        "levels": [
            {"label": label, "url": f"{reverse('roles:matrix')}?level={one}", "current": one == level}
            for one, label in levels.items()
        ],
        "level": levels[level],
        "roles": [{"label": role.label, "code": role.code or str(role.number), "slug": role.slug} for role in roles],
        "groups": _groups(roles, granted),
        "universal": [CAPABILITIES[one] for one in sorted(UNIVERSAL)],
    }
    return render(request, "roles/matrix.html", context)


def _own_level(actor) -> str:
    hat = actor.preferred_hat()
    return hat.tier if hat and hat.tier in dict(Level.choices) else Level.REGION


def _groups(roles, granted) -> list[dict]:
    """The capabilities that a role of the level has, by what they are about; the ones that all have are told apart."""
    areas: dict[str, list] = {}
    for capability, label in CAPABILITIES.items():
        cells = [(role.pk, capability) in granted for role in roles]
        if capability in UNIVERSAL or not any(cells):
            continue
        area = str(AREAS.get(capability.split(".")[0], OTHER))
        names = [role.label for role, has in zip(roles, cells, strict=True) if has]
        areas.setdefault(area, []).append({"label": label, "cells": cells, "names": ", ".join(names)})
    order = list(dict.fromkeys(str(area) for area in (*AREAS.values(), OTHER)))
    return [{"area": area, "rows": areas[area], "span": len(roles) + 1} for area in order if area in areas]
