"""The status messages of a major incident as one reader may know them, with what regions have added."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from regions import directory
from tickets.models import MiMessage, MiSuffix


def messages_of(ticket, actor, *, added: list[MiSuffix] | None = None) -> list[MiMessage]:
    """Messages that the reader may read, the newest first, each with its corrections and what regions have added.

    Two queries, one where `added` was read before. Which draft waits is known to the ticket afterwards, a rule of its
    own.
    """
    rows = MiMessage.objects.unscoped("cut to the reader below").filter(ticket_id=ticket.pk, dropped_at=None)
    may_read = MiMessage.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    related = ("situation", "impact", "reserve_routine", "author", "approver", "corrects")
    every = list(rows.annotate(shown=Exists(may_read)).select_related(*related).order_by("-number"))
    ticket.__dict__["_draft"] = next((one for one in every if one.published_at is None), None)
    found = [one for one in every if one.shown]
    whole: dict[int, int] = {}  # the message that each adds to in the end
    for one in reversed(found):
        whole[one.pk] = whole.get(one.corrects_id, one.corrects_id) if one.corrects_id else one.pk
    by_message: dict[int, list] = {}
    for one in _added(found, actor) if added is None else added:
        one.region = directory.organisation(one.region_id)
        by_message.setdefault(one.message_id, []).append(one)
    for one in found:
        one.added = by_message.get(one.pk, [])
        one.meant_for = [directory.organisation(pk) for pk in one.regions]
        one.corrections = [other for other in reversed(found) if other.corrects_id and whole[other.pk] == one.pk]
        one.is_named = names_are_shown(ticket, actor, one.organisation_id)
    return found


def _added(messages: list[MiMessage], actor) -> list[MiSuffix]:
    if not messages:
        return []
    rows = MiSuffix.objects.visible_to(actor).filter(message__in=[one.pk for one in messages])
    return list(rows.select_related("text", "author").order_by("at"))


def names_are_shown(ticket, actor, organisation_id: int | None) -> bool:
    place = directory.organisation(organisation_id)
    return place is not None and ticket.names_shown_to(actor, place)
