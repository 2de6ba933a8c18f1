"""The forms of a release's steps: what a field holds from the start, and the people to choose among."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from regions import directory
from roles.models import RoleAssignment
from tickets.models import Ticket
from tickets.processes.release.codes import HaltGround
from tickets.processes.release.workflow import Release
from tickets.processes.touching import services_of
from tickets.web import fields, forms

WORDS = ("release_notes", "test_plan", "known_errors_text", "install_guide", "communication_plan", "training_material")


def _of_release(make: Callable, besides: Callable | None = None) -> Callable:
    """Only where the case is a release; elsewhere what was proposed for the field before."""

    def propose(setting):
        if setting.ticket.process == Release.slug:
            return make(setting)
        return besides(setting) if besides else None

    return propose


def _usual(name: str, make: Callable) -> None:
    forms.USUAL[name] = _of_release(make, forms.USUAL.get(name))


def _numbers(pending_only: bool) -> Callable:
    """The cases that the release contains, or is proposed to, as far as the reader reads them."""

    def numbers(setting) -> str:
        wanted = setting.ticket.wanted_items()
        named = [pk for pk, pending in wanted.items() if pending or not pending_only]
        if not named:
            return ""
        rows = Ticket.objects.visible_to(setting.actor).filter(pk__in=named).order_by("number")
        return ", ".join(rows.values_list("number", flat=True))

    return numbers


def _ground(setting) -> str | None:
    """A region stops the rollout for the safety of patients alone."""
    return HaltGround.PATIENT_SAFETY if setting.hats and setting.hats[0].tier == "region" else None


def _leaders(setting) -> list[tuple[str, str, str]]:
    """Whoever may lead an acceptance test today, at the support organisation or in an affected region."""
    places = {directory.support_org().pk, *setting.ticket.affected_ids()}
    rows = RoleAssignment.objects.valid_on(timezone.localdate(setting.at)).filter(
        organisation__in=places, role__capabilities__capability="release.acceptance", user__kind="person"
    )
    return sorted({(one.organisation.name, str(one.user_id), str(one.user)) for one in rows.select_related("user")})


def add() -> None:
    for name in WORDS:
        _usual(name, lambda setting, name=name: setting.ticket.said().get(name))
    _usual("halt_ground", _ground)
    _usual("services", lambda setting: [one.slug for one in services_of(setting.ticket)])
    _usual("scope_items", _numbers(pending_only=False))
    _usual("pending_items", _numbers(pending_only=True))
    _usual("delivered_scope", lambda setting: setting.ticket.detail().scope_number or None)
    _usual(
        "participating_regions",
        lambda setting: [directory.organisation(pk).slug for pk in sorted(setting.ticket.affected_ids())],
    )
    fields.PEOPLE.setdefault("test_leader", _leaders)
