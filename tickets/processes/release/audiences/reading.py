"""Published release notes as each person reads them: in the words of her audience, with when it comes to her region."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef

from roles.actor import Actor
from tickets.models import RegionDeployment, ReleaseDetail, TextVersion, Ticket
from tickets.models.audience import audience_only
from tickets.processes.release.audiences import words
from tickets.processes.release.audiences.codes import PUBLISHED, SLUGS, Reader, field_of
from tickets.processes.release.versions.concerned import regions_of

PER_PAGE = 10
LEADS, WORKS = "overview.read", frozenset({"ticket.work", "ticket.manage", "incident.triage"})


@dataclass(frozen=True)
class Note:
    """What is published of one release for one audience, and how far the reader's own regions have come with it."""

    ticket: Ticket
    version: str
    body: str
    at: datetime
    rows: list[RegionDeployment] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    notes: list[Note]
    more: int | None = None


def audiences_of(actor: Actor) -> dict[str, Reader]:
    """The audiences whose notes the actor may read, by the word of the address: her own side's."""
    if actor.is_customer_side:
        return {slug: one for slug, one in SLUGS.items() if one != Reader.VENDOR or "support" in actor.tiers}
    return {slug: one for slug, one in SLUGS.items() if one == Reader.VENDOR}


def usual_of(actor: Actor) -> str:
    """The audience that the actor most likely belongs to, by what she may do."""
    if not actor.is_customer_side:
        return "leverantor"
    if actor.can(LEADS):
        return "ledning"
    return "support" if actor.capabilities & WORKS else "vard"


def notes(reader: Reader, actor: Actor, *, number: str = "", start: int = 0) -> Found:
    """The notes for one audience, of the release with that number or the latest published first; four queries."""
    written = TextVersion.objects.unscoped("of releases read through the scope").filter(
        audience_only(actor), ticket_id=OuterRef("pk"), field=field_of(reader), audience__in=PUBLISHED, part=None
    )
    rows = Ticket.objects.visible_to(actor).filter(Exists(written.filter(redacted=False)), process="release")
    rows = rows.filter(number=number) if number else rows
    tickets = list(rows.order_by("-registered_at", "-pk")[start : start + PER_PAGE + 1])
    shown = tickets[:PER_PAGE]
    ids = [one.pk for one in shown]
    texts, versions, here = words.published(ids, actor), _versions(ids), _rows(ids, actor)
    found = [
        Note(one, versions.get(one.pk, ""), said.body, said.at, here.get(one.pk, []))
        for one in shown
        if (said := texts.get((one.pk, reader))) is not None
    ]
    return Found(found, start + PER_PAGE if len(tickets) > PER_PAGE else None)


def _versions(ids: list[int]) -> dict[int, str]:
    return dict(ReleaseDetail.objects.filter(ticket_id__in=ids).values_list("ticket_id", "release_version"))


def _rows(ids: list[int], actor: Actor) -> dict[int, list[RegionDeployment]]:
    rows = RegionDeployment.objects.unscoped("of releases read through the scope")
    rows = rows.filter(ticket_id__in=ids, region_id__in=regions_of(actor))
    found: dict[int, list[RegionDeployment]] = {}
    for row in rows.select_related("region").order_by("region__position"):
        found.setdefault(row.ticket_id, []).append(row)
    return found
