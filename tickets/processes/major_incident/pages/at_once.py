"""What the page of a major incident shows of its short rows: duties, offers, log and additions, read in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from roles.models import User
from tickets.models import MajorIncidentDetail, MiAction, MiDuty, MiEntry, MiOffer, MiSuffix, TextVersion
from tickets.processes.major_incident.following_up import left

WHY = "a rule of the ticket itself"
ACTION = JSONObject(id="pk", seq="event_seq", owner="owner_id", due="due_at", done="done_at")
SHOWN = 5  # entries of the log; all stand in the review's timeline


@dataclass
class Short:
    """`entries` are the newest ones by when they happened, the oldest first; all cut to the reader."""

    entries: list[MiEntry]
    suffixes: list[MiSuffix]
    open_actions: int


def read(ticket, actor) -> Short:
    """The rows of `ticket`; its detail, duties and offers are known to it afterwards. One query."""
    detail = MajorIncidentDetail.objects.annotate(
        of_duties=_held(MiDuty.objects.unscoped(WHY).filter(until=None), since="since"),
        of_offers=_held(MiOffer.objects.unscoped(WHY).filter(answered_at=None)),
        of_entries=_written(
            MiEntry.objects.visible_to(actor).order_by("-happened_at", "-pk"),
            seq="event_seq",
            happened="happened_at",
            recorded="recorded_at",
            corrected="corrects__happened_at",
        ),
        of_suffixes=_written(MiSuffix.objects.visible_to(actor).order_by("at"), message="message_id", at="at"),
        of_actions=ArraySubquery(_of_this(MiAction.objects.unscoped(WHY).order_by("event_seq")).values(row=ACTION)),
    ).get(ticket_id=ticket.pk)
    detail.ticket = ticket
    ticket.__dict__["_detail"] = detail
    ticket.__dict__["_duties"] = {one["duty"]: _duty(ticket, one) for one in detail.of_duties}
    ticket.__dict__["_offers"] = [_offer(ticket, one) for one in detail.of_offers]
    ticket.__dict__["_actions"] = [_action(ticket, one) for one in detail.of_actions]
    newest = [_entry(ticket, one) for one in detail.of_entries[:SHOWN]]
    return Short(newest[::-1], [_suffix(ticket, one) for one in detail.of_suffixes], len(left(ticket)))


def _of_this(rows):
    return rows.filter(ticket_id=OuterRef("pk"))


def _held(rows, **more):
    named = {"id": "pk", "duty": "duty", "person": "person_id"}
    names = {"given": "person__given_name", "family": "person__family_name"}
    return ArraySubquery(_of_this(rows).values(row=JSONObject(**named, **names, **more)))


def _written(rows, **more):
    place = {"region": "region_id"} if rows.model is MiSuffix else {"organisation": "organisation_id"}
    who = {"author": "author_id", "given": "author__given_name", "family": "author__family_name"}
    return ArraySubquery(_of_this(rows).values(row=JSONObject(id="pk", body="text__body", **who, **place, **more)))


def _person(row: dict, pk: int) -> User:
    return User(pk=pk, given_name=row["given"], family_name=row["family"])


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _duty(ticket, row: dict) -> MiDuty:
    person = _person(row, row["person"])
    return MiDuty(pk=row["id"], ticket=ticket, duty=row["duty"], person=person, since=_at(row["since"]))


def _offer(ticket, row: dict) -> MiOffer:
    return MiOffer(pk=row["id"], ticket=ticket, duty=row["duty"], person=_person(row, row["person"]))


def _action(ticket, row: dict) -> MiAction:
    times = {"due_at": _at(row["due"]), "done_at": _at(row["done"])}
    return MiAction(pk=row["id"], ticket=ticket, event_seq=row["seq"], owner_id=row["owner"], **times)


def _entry(ticket, row: dict) -> MiEntry:
    corrected = _at(row["corrected"])
    return MiEntry(
        pk=row["id"],
        ticket=ticket,
        event_seq=row["seq"],
        happened_at=_at(row["happened"]),
        recorded_at=_at(row["recorded"]),
        text=TextVersion(body=row["body"]),
        organisation_id=row["organisation"],
        author=_person(row, row["author"]),
        corrects=MiEntry(happened_at=corrected) if corrected else None,
    )


def _suffix(ticket, row: dict) -> MiSuffix:
    author = _person(row, row["author"])
    text, at = TextVersion(body=row["body"]), _at(row["at"])
    return MiSuffix(
        pk=row["id"], message_id=row["message"], region_id=row["region"], text=text, author=author, at=at, ticket=ticket
    )
