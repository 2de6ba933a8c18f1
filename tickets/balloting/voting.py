"""What a vote brings about: a row that stays, and the result as soon as the votes come to one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from engine.context import Context
from engine.errors import NotPossible, Reason
from engine.perform import take
from roles.actor import SYSTEM, actor_for
from tickets import codes as ticket_codes
from tickets.balloting import counting, waiting
from tickets.balloting.codes import BallotState, Choice

STEP_OF = {BallotState.PASSED: "pass", BallotState.FAILED: "fail", BallotState.EXPIRED: "expire"}
MOST_OF_A_TITLE = 160


def vote(context: Context) -> None:
    _cast(context, context.data["vote"], context.hat, context.actor)


def declare_conflict(context: Context) -> None:
    _cast(context, Choice.CONFLICT, context.hat, context.actor)


def vote_by_telephone(context: Context) -> None:
    """The yes of whoever the ticket says has given it by telephone, at the seat that lacks one. Raises NotPossible."""
    ballot = context.subject
    person = ballot.ticket.said_yes_by_telephone()
    if person is None:
        raise NotPossible(Reason("nobody_said_yes", _("Nobody has said yes by telephone.")))
    who = actor_for(person, at=context.at)
    hat = next(hat for hat in who.hats if ballot.seat_for(hat, who, at=context.at))
    _cast(context, Choice.APPROVE, hat, who)


def _cast(context: Context, choice: str, hat, who) -> None:
    """One more row; the earlier ones of the seat stay, and count no longer."""
    from tickets.models import Vote

    ballot = context.subject
    seat = ballot.seat_for(hat, who, at=context.at)
    row = Vote(
        ballot=ballot,
        seat=seat.key,
        organisation=hat.organisation,
        person=who.person,
        role=hat.role,
        role_label=hat.label,
        for_person_id=hat.deputy_for_id,
        choice=choice,
        reject_code=context.data.get("reject_code") or "" if choice == Choice.REJECT else "",
        digest=ballot.digest,
        at=context.at,
    )

    def make(event, texts):
        row.ticket, row.event_seq = event.ticket, event.seq
        row.text = texts.get("vote_condition" if choice == Choice.CONDITION else "vote_reason")
        return row

    context.add(make)
    ballot.know_votes([*ballot.cast(), row])
    context.notes["vote"] = {"seat": seat.key, "choice": str(choice), "for": ticket_codes.Audience.ALL}
    waiting.answered(context, ballot)
    context.then.append(_evaluate)


def settle(context: Context) -> None:
    """The time is over."""
    context.then.append(_evaluate)


def _evaluate(finished: Context) -> None:
    """Let the ballot take the step that its votes have come to, if they have."""
    ballot = finished.subject
    name = STEP_OF.get(counting.count(ballot, finished.at).state)
    if name:
        again = type(ballot).lock(ballot.pk, SYSTEM)
        cause = f"event:{finished.event.seq}"
        take(again, name, version=again.version, actor=SYSTEM, via=finished.via, cause=cause, at=finished.at)


def remind(context: Context) -> None:
    """Whoever may vote at a seat without a vote is told."""
    ballot = context.subject
    ballot.reminded_at = context.at
    context.tell("ballot_missing", kind="ballot_reminder")


def passed(context: Context) -> None:
    """Each condition becomes a task that must be done before it is carried out."""
    ballot = context.subject
    _end(context)
    for cast in counting.count(ballot, context.at).conditions:
        context.add(_task_of(ballot.row_of(cast)))
    _then(context, ballot.then_passed)


def failed(context: Context) -> None:
    _end(context)
    _then(context, context.subject.then_failed)


def expired(context: Context) -> None:
    _end(context)


def _end(context: Context) -> None:
    ballot = context.subject
    ballot.closed_at = context.at
    waiting.ended(context, ballot)
    for step in ("remind", "settle"):
        context.call_off(step)
    context.tell("ballot_parties", kind="ballot_result")
    context.tell("process_role")


def _task_of(vote):
    return lambda event, texts: blocking_task(event, vote.text.body, organisation_id=vote.organisation_id)


def blocking_task(event, words: str, *, organisation_id: int):
    """A condition as a task: what it says must be done first."""
    from tickets.models import Task

    return Task(
        ticket=event.ticket,
        event_seq=event.seq,
        title=" ".join(words.split())[:MOST_OF_A_TITLE],
        blocking=True,
        organisation_id=organisation_id,
        audience=ticket_codes.Audience.ALL if event.ticket.vendor_since else ticket_codes.Audience.CUSTOMER,
    )


def _then(context: Context, name: str) -> None:
    """The step of the ticket that the result brings about, in the same transaction."""
    if not name:
        return
    from tickets.models import Ticket

    pk, cause = context.root.pk, f"ballot:{context.subject.pk}"

    def follow(finished: Context) -> None:
        ticket = Ticket.lock(pk, SYSTEM)
        take(ticket, name, version=ticket.version, actor=SYSTEM, via=finished.via, cause=cause, at=finished.at)

    context.then.append(follow)
