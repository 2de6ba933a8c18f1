"""The words a client needs: organisations, services, teams, codes; and who it is itself."""

from __future__ import annotations

from rest_framework.response import Response

from engine.inputs import INPUTS
from regions import directory
from roles.models import Team
from tickets.api import describe
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.models import Handoff, RegionLeg
from tickets.workflows import PROCESSES


class Reference(ApiView):
    def listed(self, request, rows) -> Response:
        parameters_of(request, frozenset())
        return Response({"results": list(rows)})


class Me(ApiView):
    @describe.me
    def get(self, request):
        parameters_of(request, frozenset())
        actor = self.actor
        person = actor.acting_person
        body = {
            "account": actor.user.get_full_name(),
            "kind": actor.user.kind,
            "credential": request.auth.kind,
            "scopes": sorted(request.auth.scopes),
            "acting_person": {"name": person.get_full_name(), "email": person.email} if person else None,
            "hats": [
                {
                    "id": hat.assignment_id,
                    "role": hat.role,
                    "label": hat.label,
                    "organisation": hat.organisation.slug,
                    "capabilities": sorted(hat.capabilities),
                }
                for hat in actor.hats
            ],
        }
        return Response(body)


class Organisations(Reference):
    @describe.organisations
    def get(self, request):
        return self.listed(
            request,
            (
                {
                    "slug": one.slug,
                    "name": one.name,
                    "short_name": one.short_name,
                    "kind": one.kind,
                    "tier": one.tier,
                    "parent": one.parent.slug if one.parent else None,
                    "is_member_region": one in directory.regions(),
                }
                for one in directory.organisations()
            ),
        )


class Services(Reference):
    @describe.services
    def get(self, request):
        return self.listed(
            request,
            (
                {
                    "slug": one.slug,
                    "name": one.name,
                    "parent": one.parent.slug if one.parent else None,
                    "vendor": one.vendor.slug if one.vendor else None,
                    "lifecycle_state": one.lifecycle_state,
                }
                for one in directory.services()
            ),
        )


class Teams(Reference):
    """Teams of the caller's own organisations: those it may assign to."""

    @describe.teams
    def get(self, request):
        rows = Team.objects.filter(organisation_id__in=self.actor.organisation_ids).order_by("organisation_id", "slug")
        return self.listed(
            request,
            (
                {
                    "slug": one.slug,
                    "name": one.name,
                    "organisation": directory.organisation(one.organisation_id).slug,
                }
                for one in rows
            ),
        )


class Codes(ApiView):
    @describe.codes
    def get(self, request):
        parameters_of(request, frozenset())
        body = {
            "processes": [
                {"code": slug, "label": str(workflow._meta.verbose_name), "states": _choices(workflow.States.choices)}
                for slug, workflow in PROCESSES.items()
            ],
            "handoff_states": _choices(Handoff.States.choices),
            "leg_states": _choices(RegionLeg.States.choices),
            "fields": [
                {"field": one.name, "label": str(one.label), "choices": _choices(one.choices())}
                for one in INPUTS
                if one.choices and one.is_asked
            ],
        }
        return Response(body)


def _choices(choices) -> list[dict]:
    return [{"code": code, "label": str(label)} for code, label in choices if code != ""]
