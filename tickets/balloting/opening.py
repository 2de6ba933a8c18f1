"""Opening a vote: the content is frozen, the seats are set, those who may vote are asked, and the time begins."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason, Refused
from regions import directory
from sla.workdays import after_working_days
from tickets.balloting import freezing, waiting
from tickets.balloting.seats import as_json, seats_for

REMINDED_AT = (50, 90)  # percent of the time
USUAL_WORKING_DAYS = 20  # to vote, where nobody says how long


def open_ballot(
    context: Context,
    *,
    stage: str,
    rule: str,
    forum: str = "",
    deadline: datetime | None = None,
    then_passed: str = "",
    then_failed: str = "",
):
    """Effect of a step of the ticket: freeze its deciding fields and let those vote whom `rule` (a slug) names.

    `then_passed` and `then_failed` are steps that the program takes on the result, in the deciding vote's transaction.
    """
    from tickets.models import Ballot

    ticket = context.root
    in_force, before = rule_for(rule, context.at), ticket.ballot(stage)
    seats, content = seats_for(in_force, ticket), freezing.content(ticket, context)
    ballot = Ballot(
        ticket=ticket,
        stage=stage,
        proposal=before.proposal + 1 if before else 1,
        rule=in_force,
        forum=forum or in_force.forum,
        frozen=content,
        digest=freezing.digest(content),
        seats=as_json(seats),
        opened_at=context.at,
        deadline=deadline or usual_deadline(context.at),
        then_passed=then_passed,
        then_failed=then_failed,
    )
    _refuse_what_cannot_be(ballot, seats, before)
    context.move(ballot, "open")
    waiting.ask(context, ballot, seats)
    _remind(context, ballot)
    ticket.know_ballots([ballot, *ticket.ballots()])
    context.tell("ballot_parties", kind="ballot_opened")
    return ballot


def _refuse_what_cannot_be(ballot, seats: list, before) -> None:
    if not any(seat.is_counted for seat in seats):
        raise Refused(Reason("nobody_votes", _("No organisation has a vote on this. Name the regions concerned.")))
    if before is not None and before.state == "pending":
        raise Refused(Reason("ballot_open", _("The vote on this is already open.")))
    if ballot.deadline <= ballot.opened_at:
        raise Refused(Reason("deadline_passed", _("The time to vote must end later than now."), "vote_deadline"))


def _remind(context: Context, ballot) -> None:
    span = ballot.deadline - ballot.opened_at
    for percent in REMINDED_AT:
        context.when_due("remind", ballot.opened_at + span * percent / 100, reason=str(percent), subject=ballot)
    context.when_due("settle", ballot.deadline, subject=ballot)


def rule_for(slug: str, at: datetime):
    """The version of a rule that is in force on the day of `at`. Raises LookupError where the data has none."""
    day = timezone.localdate(at)
    of_active = (one for one in _rules().values() if one.slug == slug and one.collaboration.status == "active")
    found = [one for one in of_active if one.valid_from <= day]
    if not found:
        raise LookupError(f"no rule called {slug} is in force: see the section ballot_rules of the collaboration")
    return found[-1]


def rule_of(ballot):
    """The version of the rule that the ballot was opened with."""
    return _rules().get(ballot.rule_id) or ballot.rule


def _rules() -> dict:
    """Every version by its id, the later last; kept, as a version that has been loaded never changes."""
    from tickets.models import BallotRule

    rows = BallotRule.objects.select_related("collaboration").order_by("valid_from", "version")
    return directory.remembered(__name__, lambda: {one.pk: one for one in rows})


def usual_deadline(at: datetime) -> datetime:
    return after_working_days(at, USUAL_WORKING_DAYS)


def use_ballots(context: Context) -> None:
    """Effect: the step is taken on the strength of the votes. From here on changing the content voids none of them."""
    seq = context.root.event_seq + 1
    for one in context.subject.ballots_in_force():
        if one.state == "passed":
            context.then.append(_mark_used(one.pk, seq))
            one.used_seq = seq


def _mark_used(pk: int, seq: int):
    from tickets.models import Ballot

    rows = Ballot.objects.unscoped("used by the step that it was about").filter(pk=pk)
    return lambda finished: rows.update(used_seq=seq)
