"""The forms of a change's steps: what a field holds from the start, and the people to choose among."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from regions import directory
from roles.models import RoleAssignment
from tickets.processes.change import risk
from tickets.processes.change.workflow import Change
from tickets.web import fields, forms

WORDS = ("change_reason", "consequence_if_not", "back_out_decision_point", "communication_plan", "waiting_risk",
         "template_parameters")  # fmt: skip


def _of_change(make: Callable) -> Callable:
    """Only where the case is a change; what others propose for the same field stays theirs."""
    return lambda setting: make(setting) if setting.ticket.process == Change.slug else None


def _slugs(pks) -> list[str]:
    return [directory.organisation(pk).slug for pk in sorted(pks)]


def _people(capability: str, places: Callable) -> Callable:
    """Whoever may do that at these places today, by organisation."""

    def people(setting) -> list[tuple[str, str, str]]:
        rows = RoleAssignment.objects.valid_on(timezone.localdate(setting.at)).filter(
            organisation__in=places(setting.ticket), role__capabilities__capability=capability, user__kind="person"
        )
        found = {(one.organisation.name, str(one.user_id), str(one.user)) for one in rows.select_related("user")}
        return sorted(found)

    return people


def _who_decides_at_night(setting) -> list[tuple[str, str, str]]:
    """Those of the support organisation and of the affected regions who vote on an emergency."""
    return _people("change.ecab", _support)(setting) + _people("change.ecab_region", _affected)(setting)


def _affected(ticket) -> set[int]:
    return set(ticket.affected_ids())


def _all_sides(ticket) -> set[int]:
    """The affected regions, the support organisation and the vendor."""
    others = (directory.support_org(), directory.vendor())
    return {ticket.origin_id, *ticket.affected_ids(), *(one.pk for one in others if one)}


def _customers(ticket) -> set[int]:
    return {ticket.origin_id, ticket.holder_id, *ticket.affected_ids(), directory.support_org().pk} - {None}


def _support(ticket) -> set[int]:
    return {directory.support_org().pk}


def add() -> None:
    for name in WORDS:
        forms.USUAL.setdefault(name, _of_change(lambda setting, name=name: setting.ticket.said().get(name)))
    for one in risk.FIELDS:
        forms.USUAL[one] = _of_change(lambda setting, name=one: setting.ticket.risk_answers_now().get(name))
    forms.USUAL["affected_regions"] = _of_change(lambda setting: _slugs(setting.ticket.affected_ids()))
    forms.USUAL["own_infrastructure"] = _of_change(lambda setting: _slugs(setting.ticket.own_infrastructure()))
    forms.USUAL["authorised_start"] = _of_change(lambda setting: setting.ticket.detail().wanted_start)
    forms.USUAL["authorised_end"] = _of_change(lambda setting: setting.ticket.detail().wanted_end)
    forms.USUAL["planned_start"] = _of_change(lambda setting: setting.ticket.detail().authorised_start)
    forms.USUAL["actual_end"] = _of_change(lambda setting: setting.at)
    forms.ABOVE.add("phone_decision")
    fields.PEOPLE.update(
        implementer=_people("ticket.work", _all_sides),
        change_owner=_people("change.submit", _customers),
        phone_person=_who_decides_at_night,
    )
