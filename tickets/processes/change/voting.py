"""The votes on a change: which stages there are, when one opens, and what a decision must rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from engine.perform import take
from roles.actor import SYSTEM, actor_for
from tickets.balloting import counting, freezing, opening, voiding
from tickets.balloting import guards as ballot_guards
from tickets.balloting.codes import FOR, BallotState, Choice, Result
from tickets.models import Ballot, Decision
from tickets.processes.change import codes, figures
from tickets.processes.change.codes import ChangeType
from tickets.processes.change.content import keep


@dataclass(frozen=True)
class Stage:
    """A vote that a change goes through: its name, and the rule by which votes are counted."""

    stage: str
    rule: str


MINOR = Stage("minor", "change-minor")
REGIONAL = Stage("regional-review", "change-regional")
CAB = Stage("cab", "cab")
ECAB = Stage("ecab", "ecab")
OF_STATE = {"assess": MINOR, "regional_review": REGIONAL, "cab_review": CAB, "ecab_review": ECAB}
OF_TYPE = {ChangeType.MINOR: MINOR, ChangeType.MAJOR: CAB, ChangeType.EMERGENCY: ECAB}


def open_vote(stage: Stage):
    """The effect that freezes the content and asks those who vote in `stage`."""

    def open_it(context: Context) -> None:
        _open(context, stage)

    return open_it


def open_anew(context: Context) -> None:
    """The vote of the state at hand, after one that was voided or lapsed."""
    _open(context, OF_STATE[context.source])


def _open(context: Context, stage: Stage) -> None:
    """An emergency is decided in hours; else the usual time holds where nobody names another."""
    deadline = context.data.get("vote_deadline")
    if deadline is None and stage is ECAB:
        deadline = context.at + timedelta(hours=figures.of("emergency_decide_hours"))
    opening.open_ballot(context, stage=stage.stage, rule=stage.rule, deadline=deadline)


def end_open_vote(context: Context) -> None:
    """What is postponed is voted on anew when it is taken up."""
    if found := [one for one in context.subject.ballots() if one.state == BallotState.PENDING]:
        voiding.void(context, found)


def rework_when_postponed(context: Context) -> None:
    """It is taken up as the regions said yes to it: with another content it is a draft again (5.5 take_up)."""
    if context.source == "postponed":
        context.then.append(_rework)


def _rework(finished: Context) -> None:
    ticket = finished.root
    if freezing.digest(freezing.content(ticket)) == ticket.ballot(CAB.stage).digest:
        return
    reason = str(_("Its content is no longer what the regions said yes to."))
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"event:{finished.event.seq}", "at": finished.at}
    take(ticket, "rework_postponed", data={"reason": reason}, version=ticket.version, **how)


def note_vote_by_telephone(finished: Context) -> None:
    """The yes by telephone is the vote that was missing: the vote is over with it, and has led to what it was about."""
    event = finished.event
    ballot = Ballot.lock(finished.root.ballot(ECAB.stage).pk, SYSTEM)
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"event:{event.seq}", "at": finished.at}
    take(ballot, "vote_by_telephone", version=ballot.version, **how)
    Ballot.objects.unscoped("used by the step that it was about").filter(pk=ballot.pk).update(used_seq=event.seq)


def lower_risk(context: Context) -> None:
    """The decision is kept, so that the level may stay below what the answers give."""
    keep(context, "risk_decision", decision_of(context))
    context.tell("process_role")
    context.tell("owner")


def keep_decision(context: Context) -> None:
    """The number of the decision that the step is; the event carries it as well."""
    keep(context, "decision", decision_of(context))


def decision_of(context: Context) -> str:
    return context.cause.removeprefix(ballot_guards.DECISION)


# --- Guards and checks ---


def vote_is_over(context: Context) -> Reason | None:
    """A vote is opened anew only where the last one was voided, or lapsed."""
    found = context.subject.ballot(OF_STATE[context.subject.state].stage)
    if found is not None and found.state in (BallotState.VOIDED, BallotState.EXPIRED):
        return None
    return Reason("vote_not_over", _("The vote was neither voided nor has it lapsed."))


def time_is_long_enough(context: Context) -> Reason | None:
    """As when the vote of this state was opened first."""
    return ballot_guards.deadline_long_enough(OF_STATE[context.subject.state].rule)(context)


time_is_long_enough.__name__ = "deadline_long_enough"


def regions_have_said_yes(context: Context) -> Reason | None:
    """The CAB votes on what the regions said yes to."""
    if context.subject.state != "cab_review":
        return None
    return ballot_guards.frozen_as_voted(REGIONAL.stage)(context)


def regions_must_vote_again(context: Context) -> Reason | None:
    """The content is another than the regions said yes to."""
    if ballot_guards.frozen_as_voted(REGIONAL.stage)(context) is None:
        return Reason("as_voted", _("The content is what the regions said yes to."))
    return None


def content_is_as_decided(context: Context) -> Reason | None:
    """What is carried out is what was decided, to the letter. A template has fixed the content of its changes."""
    stage = OF_TYPE.get(context.subject.detail().change_type)
    return ballot_guards.frozen_as_voted(stage.stage)(context) if stage else None


def decision_stands(context: Context) -> Reason | None:
    """The forum that decided on it has not undone that since."""
    if not context.subject.is_of(ChangeType.MAJOR) or not context.subject.decision_is_undone():
        return None
    return Reason("decision_undone", _("The decision on it has been undone. Withdraw it, or have it decided anew."))


def ecab_has_said_yes(context: Context) -> Reason | None:
    """The votes are enough; or one is cast here, and the other was given by telephone."""
    ballot = context.subject.ballot(ECAB.stage)
    if ballot is not None and ballot.state == BallotState.PASSED:
        return None
    if context.data.get("phone_decision"):
        return _all_but_one(context, ballot)
    text = _("Those who decide on emergencies must say yes first. One of them may do so by telephone.")
    return Reason("not_voted", text, "phone_decision")


def _all_but_one(context: Context, ballot) -> Reason | None:
    """Everybody else has said yes here, the vendor's consent with them."""
    if ballot is None or ballot.state != BallotState.PENDING:
        return Reason("not_voted", _("No vote is open."), "phone_decision")
    count = counting.count(ballot, context.at)
    if any(one.choice not in FOR for one in count.counted.values()):
        return Reason("somebody_said_no", _("Somebody has not said yes. Wait for the votes."), "phone_decision")
    if len(count.missing) != 1 or count.consents_missing:
        text = _("Everybody else votes here first; only the last yes is given by telephone.")
        return Reason("others_missing", text, "phone_decision")
    return None


def phone_person_decides(context: Context) -> Reason | None:
    """Whoever said yes by telephone has the vote that is missing, and no part in the change."""
    person, ballot = context.data.get("phone_person"), context.subject.ballot(ECAB.stage)
    if not context.data.get("phone_decision") or person is None or ballot is None:
        return None
    who, missing = actor_for(person, at=context.at), counting.count(ballot, context.at).missing
    seats = (ballot.seat_for(hat, who, at=context.at) for hat in who.hats)
    is_out = any(one.person_id == person.pk and one.choice == Choice.CONFLICT for one in ballot.cast())
    if is_out or not any(seat in missing for seat in seats) or person.pk in context.subject.bound_persons():
        text = _("The person does not have the vote that is missing, or has a part in the change. Name somebody else.")
        return Reason("does_not_decide", text, "phone_person")
    return None


def budget_decision_when_needed(context: Context) -> Reason | None:
    """Contract effect, or a cost above the threshold: the steering or the contract forum has said yes first (5.5)."""
    ticket = context.subject
    if ticket.needs_budget_decision() and not _is_decided(ticket, _budget_forums(context)):
        text = _("It affects a contract, or costs more than may be decided here. A forum must decide on that first.")
        return Reason("budget_decision_missing", text)
    return None


def _budget_forums(context: Context) -> set[str]:
    return {opening.rule_for(rule, context.at).forum for rule in codes.BUDGET_RULES}


def _is_decided(ticket, forums: set[str]) -> bool:
    """Whether one of the forums has said yes to this change, and has not taken it back since."""
    rows = Decision.objects.unscoped("a rule of the ticket itself").filter(ticket_id=ticket.pk, forum__in=forums)
    undone = rows.exclude(replaces=None).values("replaces_id")
    return rows.filter(result=Result.APPROVED).exclude(pk__in=undone).exists()
