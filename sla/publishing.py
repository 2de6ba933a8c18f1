"""How a version is published, whatever it is a version of: a draft is read through and takes over whole, or not at all.

Each raises changing.NotAllowed where the actor may not, and changing.Refused with a sentence a field.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regions import directory
from roles.actor import Actor
from roles.changing import NotAllowed, Refused
from sla.models.version import Version

FURTHEST_YEARS = 5
State = Version.State


class ChangedMeanwhile(Refused):
    """Somebody else has written in the draft since the actor read it; `row` is how it stands."""

    def __init__(self, row: Version):
        self.row = row
        super().__init__(
            _=_("Somebody else has changed the draft meanwhile. What you wrote is still here: compare, and save again.")
        )


def demand(actor: Actor, capability: str) -> None:
    if not actor.can(capability):
        raise NotAllowed


def right_of(actor: Actor, capability: str) -> str:
    """The hat that lets the actor do it, in words."""
    return str(next(hat for hat in actor.hats if capability in hat.capabilities))[:160]


def locked_draft(row: Version) -> Version:
    """The draft as it stands. Needs a transaction."""
    found = type(row).objects.select_for_update(of=("self",)).select_related(row.OWNER)
    locked = found.filter(pk=row.pk).first()
    if locked is None:
        raise Refused(_=_("The draft has been thrown away meanwhile. Write a new version."))
    if locked.state != State.DRAFT:
        raise Refused(_=_("The draft has been published meanwhile. Write a new version to change it."))
    return locked


def draft_to_write(row: Version, *, read_at: str) -> Version:
    """The draft, if it still is what the actor has read (its `changed_at` in ISO). Needs a transaction."""
    locked = locked_draft(row)
    if locked.changed_at.isoformat() != read_at:
        raise ChangedMeanwhile(locked)
    return locked


def publish(
    actor: Actor,
    row: Version,
    *,
    capability: str,
    based_on: int,
    read_at: str,
    before: Callable[[Version], None] = lambda row: None,
) -> Version:
    """Let the draft take over on its first day. Opens the transaction.

    `based_on` is the latest published number (0 for none) and `read_at` the draft's `changed_at` (ISO) that the actor
    has read: what somebody else published or changed meanwhile is read first. `before` refuses, or completes the row.
    """
    demand(actor, capability)
    with transaction.atomic():
        lock_owner(row)
        row = locked_draft(row)
        if (number := latest(row)) != based_on:
            text = _("Version %(number)d was published meanwhile. Read again what changes, and publish then.")
            raise Refused(_=text % {"number": number})
        if row.changed_at.isoformat() != read_at:
            raise Refused(_=_("The draft has been changed meanwhile. Read again what it says, and publish then."))
        if row.valid_from < timezone.localdate():
            raise Refused(valid_from=too_early())
        before(row)
        settle(row, published_by=actor.user, published_as=right_of(actor, capability))
    directory.clear()
    return row


def lock_owner(row: Version) -> None:
    """Let nobody else publish a version of the same meanwhile. Needs a transaction."""
    owner = type(row)._meta.get_field(row.OWNER).related_model
    owner.objects.select_for_update().get(pk=getattr(row, f"{row.OWNER}_id"))


def settle(row: Version, *, published_by=None, published_as: str = "") -> Version:
    """Make the draft a published version, next in number. Needs a transaction that has locked what it is of."""
    row.number = latest(row) + 1
    row.state, row.published_at = State.PUBLISHED, timezone.now()
    row.published_by, row.published_as = published_by, published_as
    row.save(update_fields=["number", "state", "published_at", "published_by", "published_as"])
    return row


def discard(actor: Actor, row: Version, *, capability: str) -> None:
    """Throw a draft away. Opens the transaction."""
    demand(actor, capability)
    with transaction.atomic():
        locked_draft(row).delete()


def latest(row: Version) -> int:
    """The highest number that is published of what `row` is a version of; 0 where none is."""
    rows = type(row).objects.filter(**{f"{row.OWNER}_id": getattr(row, f"{row.OWNER}_id")}, state=State.PUBLISHED)
    return rows.aggregate(latest=Max("number"))["latest"] or 0


def wrong_first_day(day: date) -> str:
    """What is wrong with the first day of a draft; "" where nothing is."""
    return too_early() if day < timezone.localdate() else too_far(day)


def too_far(day: date) -> str:
    """What is wrong with a day that is years ahead; "" with one that is not."""
    if day.year <= timezone.localdate().year + FURTHEST_YEARS:
        return ""
    return _("The day is too far ahead. Choose one within %(years)d years.") % {"years": FURTHEST_YEARS}


def too_early() -> str:
    today = date_format(timezone.localdate())
    return _("Choose %(today)s or a later day: what has been counted stays as it was.") % {"today": today}


def in_row(place: int, text: str) -> str:
    return _("Row %(row)d: %(text)s") % {"row": place + 1, "text": text}
