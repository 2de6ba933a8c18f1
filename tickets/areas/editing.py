"""How the register of programme areas changes by hand: an area is named anew, retired, brought back or added.

What was and what is stand in the log with who did it and why; an area is never removed. Each opens its transaction.
Raises `changing.NotAllowed` where the actor may not, and `changing.Refused` with a sentence a field.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.personal_data import certain, detect_identifiers, refusal
from regions import directory
from roles.actor import Actor
from roles.changing import Refused
from sla import publishing
from tickets.areas.rows import ProgrammeArea, ProgrammeAreaChange

CAPABILITY = "settings.edit"
MOST_REASON = 300
FIELD_NAMES = {
    "label_sv": gettext_lazy("Name in Swedish"),
    "label_en": gettext_lazy("Name in English"),
    "short_sv": gettext_lazy("Short name in Swedish"),
    "short_en": gettext_lazy("Short name in English"),
    "valid_to": gettext_lazy("Last day it can be chosen"),
    "reason": gettext_lazy("Why"),
}


@dataclass(frozen=True)
class Wanted:
    """What an area is to say. `valid_to` is the last day on which it can be chosen."""

    label_sv: str
    label_en: str
    short_sv: str = ""
    short_en: str = ""
    valid_to: date | None = None

    def as_kept(self) -> dict:
        return asdict(self) | {"valid_to": self.valid_to.isoformat() if self.valid_to else None}


class ChangedMeanwhile(Refused):
    """Somebody else has changed the area since the actor read it."""

    def __init__(self):
        text = _("Somebody else has changed the area meanwhile. What you wrote is still here: compare, and save again.")
        super().__init__(_=text)


def may_edit(actor: Actor) -> bool:
    return actor.can(CAPABILITY) and actor.viewer is None


def wanted_of(row: ProgrammeArea) -> Wanted:
    """What an area says."""
    return Wanted(row.label_sv, row.label_en, row.short_sv, row.short_en, row.valid_to)


def read_at(row: ProgrammeArea) -> str:
    """By which it is seen whether somebody else changed the area meanwhile."""
    return row.edited_at.isoformat() if row.edited_at else ""


def add(actor: Actor, wanted: Wanted, *, reason: str, at: datetime) -> ProgrammeArea:
    """An area more, the last of them."""
    _demand(actor)
    with transaction.atomic():
        collaboration = _locked()
        _check(wanted, reason)
        known = ProgrammeArea.objects.filter(collaboration=collaboration)
        slug = slugify(wanted.label_sv)[:60]
        if not slug or known.filter(slug=slug).exists():
            raise Refused(label_sv=_taken())
        last = known.aggregate(last=Max("position"))["last"] or 0
        row = ProgrammeArea(collaboration=collaboration, slug=slug, position=last + 1)
        _keep(actor, row, wanted, before={}, reason=reason, at=at)
    directory.clear()
    return row


def change(actor: Actor, row: ProgrammeArea, wanted: Wanted, *, reason: str, read: str, at: datetime) -> ProgrammeArea:
    """Let the area say something else; `read` is the `read_at` of what the actor has read."""
    _demand(actor)
    with transaction.atomic():
        _locked()
        row = ProgrammeArea.objects.get(pk=row.pk)
        if read_at(row) != read:
            raise ChangedMeanwhile
        before = wanted_of(row)
        if before == wanted:
            raise Refused(_=_("Nothing is changed. Change something, or leave the page."))
        _check(wanted, reason, but=row)
        _keep(actor, row, wanted, before=before.as_kept(), reason=reason, at=at)
    directory.clear()
    return row


def _locked():
    """One edits the register at a time."""
    active = directory.collaboration()
    return type(active).objects.select_for_update().get(pk=active.pk)


def _keep(actor: Actor, row: ProgrammeArea, wanted: Wanted, *, before: dict, reason: str, at: datetime) -> None:
    for name, value in asdict(wanted).items():
        setattr(row, name, value)
    row.edited_at = at
    row.save()
    ProgrammeAreaChange.objects.create(
        area=row,
        before=before,
        after=wanted.as_kept(),
        at=at,
        by=actor.user,
        done_as=publishing.right_of(actor, CAPABILITY),
        reason=reason.strip(),
    )


def _demand(actor: Actor) -> None:
    publishing.demand(actor, CAPABILITY)


def _check(wanted: Wanted, reason: str, *, but: ProgrammeArea | None = None) -> None:
    faults = {}
    for name in ("label_sv", "label_en"):
        if not getattr(wanted, name).strip():
            faults[name] = _("Write this in both languages.")
    words = {name: value for name, value in asdict(wanted).items() if isinstance(value, str)} | {"reason": reason}
    for name, value in words.items():
        if found := certain(detect_identifiers(value)):
            faults[name] = refusal(FIELD_NAMES[name], found)
    if not 0 < len(reason.strip()) <= MOST_REASON:
        faults["reason"] = _("Say why, in a sentence of at most %(most)d characters.") % {"most": MOST_REASON}
    others = ProgrammeArea.objects.filter(collaboration=directory.collaboration()).exclude(pk=but.pk if but else None)
    for name in ("label_sv", "label_en"):
        if name not in faults and others.filter(**{f"{name}__iexact": getattr(wanted, name).strip()}).exists():
            faults[name] = _taken()
    if faults:
        raise Refused(**faults)


def _taken() -> str:
    return _("Another area has this name, perhaps a retired one. Choose another, or bring that one back.")
