"""Telling the other regions that run the same version: those who follow up patient safety there, by list and mail.

They read what and how serious, never whose case it is or what stands in it. The support organisation, which is told of
the case itself, answers them.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from outbox import rendering
from outbox.models import Message
from outbox.rendering import Rendered
from regions import directory
from tickets import codes, notices, telling, telling_people, telling_whom
from tickets.guards_between import region_of
from tickets.models import Event, Notice, RegionLeg, SafetyWarning, Ticket
from tickets.processes.release.versions.reading import version_in
from tickets.telling_boxes import Reach

MAIL, CATEGORY = "safety.mail", "safety"
DANGERS = (codes.PatientSafety.RISK, codes.PatientSafety.OCCURRED)
FOLLOWS_UP = telling_whom.CAPABILITIES["patient_safety"]


def register() -> None:
    """Make the kind of mail and of notice known; called once, when the app is ready."""
    rendering.register_renderer(MAIL, render)
    telling.ALSO["patient_safety"] = spread
    notices.MORE_THINGS["safety_warning"] = notices.Thing(
        "safety_warning__service", lambda one: (words(one.safety_warning), reverse("tickets:versions"))
    )


def spread(ticket: Ticket, event: Event) -> None:
    """Of a step that named a danger: tell each person once. Opens its transaction; safe to call again."""
    region = _who_says(ticket, event)
    level = _level(ticket, region) if region is not None else ""
    if level not in DANGERS or ticket.visibility == codes.Visibility.CONFIDENTIAL or not ticket.service_id:
        return
    version = version_in(region.pk, ticket.service_id, event.at)
    others = {
        one.pk
        for one in directory.regions()
        if one != region and version and version_in(one.pk, ticket.service_id, event.at) == version
    }
    if not others:
        return
    row, _made = SafetyWarning.objects.get_or_create(
        ticket=ticket,
        region=region,
        level=level,
        defaults={"service_id": ticket.service_id, "version": version, "at": event.at},
    )
    meant: dict[int, telling_people.Meant] = {}
    for one in telling_whom.wearing(Reach(frozenset(others), capabilities=FOLLOWS_UP)):
        meant.setdefault(one.user_id, telling_people.Meant()).by(CATEGORY)
    telling_people.write(meant, notice=lambda pk: Notice(safety_warning=row), mail=lambda pk: _mail(row, pk), more=[])


def _who_says(ticket: Ticket, event: Event):
    """The member region that speaks, by itself or by its own IT; else the one whose case it is."""
    said = directory.organisation(event.organisation_id)
    found = [region_of(one) for one in (said, directory.organisation(ticket.origin_id)) if one is not None]
    return next((one for one in found if one in directory.regions()), None)


def _level(ticket: Ticket, region) -> str:
    """What it says of its own part, else of the case."""
    legs = RegionLeg.objects.unscoped(telling_whom.WHY).filter(ticket_id=ticket.pk, region_id=region.pk)
    said = legs.values_list("patient_safety", flat=True).first()
    return said or (ticket.patient_safety if region.pk == ticket.origin_id else "")


def words(row: SafetyWarning) -> str:
    """What is told, in the reader's language."""
    service = directory.service(row.service_id)
    said = {"service": service.name if service else "", "version": row.version}
    if row.level == codes.PatientSafety.OCCURRED:
        text = _("Another region reports an event with patients in %(service)s %(version)s, which you run")
    else:
        text = _("Another region reports a risk to patients in %(service)s %(version)s, which you run")
    return text % said


def _mail(row: SafetyWarning, user_id: int) -> Message:
    return Message(
        kind=MAIL,
        recipient_id=user_id,
        subject_type="tickets.safetywarning",
        subject_id=row.pk,
        payload={},
        dedupe_key=f"safety:{row.pk}:user:{user_id}",
    )


def render(message: Message) -> Rendered:
    row = SafetyWarning.objects.get(pk=message.subject_id)
    support = directory.support_org()
    said = {"support": support.name if support else "", "where": f"{settings.PUBLIC_URL}{reverse('tickets:versions')}"}
    body = _(
        "Check whether it concerns you, and register an incident if it does. %(support)s follows it up and can tell you"
        " more.\n\nWhat each region runs stands here: %(where)s\n"
    )
    return Rendered(words(row), body % said)
