"""Votes and decisions as a reader sees them: of tickets in her scope, with names of her own side alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from engine.step import steps
from regions import directory
from roles import titles
from tickets.balloting import counting, seats, wording
from tickets.balloting.codes import PUT_TO_VOTE, BallotState, Choice
from tickets.models import Ballot, Decision, TextVersion, Vote
from tickets.processes import PROCESSES
from tickets.selectors import as_process

NARROWS = "of ballots that were read through the scope"
OVER = (BallotState.PASSED, BallotState.FAILED, BallotState.EXPIRED)


@dataclass(frozen=True)
class Row:
    """One seat of a ballot: its vote, or who may give it. Names are empty where the reader may not know them."""

    seat: seats.Seat
    name: str
    place: str
    letters: str
    choice: str = ""
    choice_label: str = ""
    person: str = ""
    role: str = ""
    for_person: str = ""
    at: datetime | None = None
    reason: str = ""
    text: str = ""
    note: str = ""
    may: tuple[str, ...] = ()
    none_free: bool = False  # whoever could vote has a part in it
    earlier: int = 0


@dataclass
class Shown:
    """A ballot with everything about it that the page and the API say."""

    ballot: Ballot
    count: counting.Count
    rows: list[Row]
    votes: list

    @property
    def is_open(self) -> bool:
        return self.ballot.state == BallotState.PENDING


def ballots_of(ticket, actor) -> list[Ballot]:
    """The ballots of a ticket that was read through the scope, newest first; two queries, one where it has none."""
    rows = Ballot.objects.unscoped(NARROWS).filter(ticket_id=ticket.pk).select_related("rule").order_by("-pk")
    ticket.know_ballots(rows)
    found = [one for one in ticket.ballots() if one.is_read_by(actor)]
    with_votes(found)
    return found


def with_votes(ballots: list[Ballot]) -> list[Ballot]:
    """Each ballot with its votes, and these with their people and words; one query."""
    ids = [one.pk for one in ballots]
    rows = Vote.objects.unscoped(NARROWS).filter(ballot_id__in=ids).select_related("person", "for_person", "text")
    found = list(rows.order_by("pk")) if ids else []
    for ballot in ballots:
        ballot.know_votes([one for one in found if one.ballot_id == ballot.pk])
    return ballots


def open_ballots(actor, *, forum: str | None = None) -> list[Ballot]:
    """The open ballots of tickets that the actor reads, those with the nearest deadline first; with their votes."""
    rows = Ballot.objects.visible_to(actor).filter(state=BallotState.PENDING)
    rows = rows if forum is None else rows.filter(forum=forum)
    found = list(rows.select_related("rule", "ticket").order_by("deadline", "pk"))
    for one in found:
        as_process(one.ticket)
    return with_votes(found)


def awaits_decision() -> Q:
    """The votes that are over and on which a forum must decide: its newest about a case that can be decided on now.

    A process's own votes follow each other: what the regions said is over when the next forum votes.
    """
    newer = Ballot.objects.unscoped(NARROWS).filter(ticket_id=OuterRef("ticket_id"), pk__gt=OuterRef("pk"))
    is_put = Q(stage=PUT_TO_VOTE)
    follows = Exists(newer.filter(forum=OuterRef("forum"))) | (~is_put & Exists(newer.exclude(is_put)))
    return Q(~follows, _decidable(), state__in=OVER, used_seq=0)


def _decidable() -> Q:
    """Cases at which a step stands open that a forum decides on."""
    found = Q(pk__in=())
    for slug, workflow in PROCESSES.items():
        declared = steps(workflow)
        states = {state for name in workflow.results if name in declared for state in declared[name].sources}
        found |= Q(ticket__process=slug, ticket__state__in=sorted(states))
    return found


def settled_ballots(actor, forum: str, *, most: int) -> list[Ballot]:
    """The newest ballots of a forum that await its decision, as far as the actor reads their tickets."""
    rows = Ballot.objects.visible_to(actor).filter(awaits_decision(), forum=forum)
    found = list(rows.select_related("rule", "ticket").order_by("-pk")[:most])
    for one in found:
        as_process(one.ticket)
    return with_votes(found)


def decisions(actor, *, forum: str | None = None, ticket=None):
    """Decisions about tickets that the actor reads, the newest first."""
    rows = Decision.objects.visible_to(actor)
    rows = rows if forum is None else rows.filter(forum=forum)
    rows = rows if ticket is None else rows.filter(ticket_id=ticket.pk)
    related = ("ticket", "chair", "deputy_for", "organisation", "replaces", "ballot__rule", "event")
    return rows.select_related(*related).order_by("-at", "-pk")


@dataclass(frozen=True)
class Words:
    """The words of a decision that the reader may read; empty where they are for others."""

    text: str
    conditions: tuple[str, ...]
    dissent: str


def words_of(rows, actor) -> dict[int, Words]:
    """By decision; one query."""
    rows = list(rows)
    ids = {pk for one in rows for pk in (one.text_id, one.dissent_id, one.conditions_id) if pk}
    found = dict(TextVersion.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "body")) if ids else {}
    return {
        one.pk: Words(
            text=found.get(one.text_id, ""),
            conditions=tuple(filter(None, map(str.strip, found.get(one.conditions_id, "").splitlines()))),
            dissent=found.get(one.dissent_id, ""),
        )
        for one in rows
    }


def undone_by(decision) -> Decision | None:
    """The decision that took the place of this one."""
    return Decision.objects.unscoped("about the same ticket as one that was read").filter(replaces=decision).first()


def shown(ballot: Ballot, actor, *, now: datetime | None = None) -> Shown:
    """The ballot as its page shows it. Four queries at most."""
    now = now or timezone.now()
    as_process(ballot.ticket)
    count = counting.count(ballot, now)
    missing = [seat for seat in (*count.missing, *count.consents_missing)]
    people = seats.voters_of(missing, at=now) if ballot.state == BallotState.PENDING else {}
    bound = _bound(ballot) if people else set()
    texts = _readable(ballot, actor)
    names = wording.seat_names(ballot.parties())
    votes = ballot.cast()
    rows = [
        _row(ballot, seat, names[seat.key], count, votes, people.get(seat.key, []), bound, texts, actor)
        for seat in ballot.parties()
    ]
    return Shown(ballot, count, rows, votes)


def _bound(ballot: Ballot) -> set[int]:
    """Who has a part in the case, or has stated a conflict of interest: somebody else votes."""
    said = {one.person_id for one in ballot.cast() if one.choice == Choice.CONFLICT}
    return said | set(ballot.ticket.bound_persons())


def _readable(ballot: Ballot, actor) -> dict[int, str]:
    """The words of the votes that the reader may read."""
    ids = [one.text_id for one in ballot.cast() if one.text_id]
    return dict(TextVersion.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "body")) if ids else {}


def _row(ballot, seat, name, count, votes, people, bound, texts, actor) -> Row:
    counted = count.counted.get(seat.key)
    place = directory.organisation(counted.organisation if counted else seat.organisations[0])
    shows = ballot.ticket.names_shown_to(actor, place)
    facts = {"seat": seat, "name": name, "place": place.name, "letters": place.letters}
    own = [one for one in votes if one.seat == seat.key]
    if counted is None:
        free = [one for one in people if one.user_id not in bound]
        may = tuple(_called(one, shows) for one in free)
        return Row(**facts, may=may, none_free=bool(people) and not free, earlier=len(own))
    vote = ballot.row_of(counted)
    return Row(
        **facts,
        choice=vote.choice,
        choice_label=str(Choice(vote.choice).label),
        person=vote.person.short_name if shows else "",
        role=titles.as_kept(vote.role_label),
        for_person=vote.for_person.short_name if shows and vote.for_person else "",
        at=vote.at,
        reason=str(vote.get_reject_code_display()) if vote.reject_code else "",
        text=texts.get(vote.text_id, ""),
        note=ballot.ticket.said_of_vote(ballot, vote),
        earlier=len(own) - 1,
    )


def _called(assignment, shows: bool) -> str:
    """Who may vote: the person where the reader may know it, and the role, as its deputy where it is lent."""
    title = assignment.title
    if assignment.deputy_for_id is not None:
        title = _("deputy for %(role)s") % {"role": title.lower()}
    return f"{assignment.user.short_name}, {title}" if shows else title
