"""A decision, written in one transaction with the step that it is, so that neither is there without the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Done, NotPossible, Reason, Refused
from engine.inputs import INPUTS
from engine.once import Once
from engine.perform import durably, judged, moved
from engine.validate import personal_numbers, storable
from forums import chairs, numbering
from forums.models import Forum
from regions.kinds import OrganisationKind
from tickets import codes as ticket_codes
from tickets.balloting import freezing, guards, opening, voiding, voting
from tickets.balloting.codes import BallotState, Result
from tickets.models import Decision, Ticket

RECORD = "record_decision"  # the step of a decision that moves nothing: a matter without a step, or an undone decision
SETTLES = (Result.APPROVED, Result.REJECTED)


@dataclass(frozen=True)
class Said:
    """What is decided, in the chair's words. `conditions`, one a line, must be met before it is carried out."""

    text: str
    result: str
    conditions: str = ""
    dissent: str = ""
    replaces: Decision | None = None
    step: str = RECORD
    data: dict = field(default_factory=dict)

    @property
    def words(self) -> dict[str, str]:
        found = {"decision_text": self.text, "dissent": self.dissent, "decision_conditions": self.conditions}
        return {name: str(storable(body)).strip() for name, body in found.items() if body and body.strip()}


def decide(
    actor, ticket_pk, *, forum, text, result, via, step=RECORD, data=None, conditions="", dissent="",
    replaces=None, version=None, hat=None, once: Once | None = None, at: datetime | None = None,
) -> Decision | Done:  # fmt: skip
    """Decide about a ticket as chair of `forum` (the row or its slug); returns the decision.

    Opens the transaction: the decision and the step `step` of the ticket are written both, or neither is. `replaces`
    is the decision that this one undoes. Raises as `engine.perform.perform`, and NotPermitted for who is no chair.
    """
    said = Said(text, result, conditions, dissent, replaces, step or RECORD, dict(data or {}))
    made: list[Decision] = []

    def act():
        made.append(decide_within(actor, ticket_pk, said, forum=forum, via=via, version=version, hat=hat, at=at))
        return made[-1].event

    done = durably(act, once)
    return done if isinstance(done, Done) else made[-1]


def decide_within(actor, ticket_pk, said: Said, *, forum, via, version=None, hat=None, at=None) -> Decision:
    """As `decide`, inside a caller's transaction."""
    board = forum if isinstance(forum, Forum) else Forum.objects.get(slug=forum, collaboration__status="active")
    worn = chairs.chair_hat(actor, board, hat)
    ticket = Ticket.lock(ticket_pk, actor)
    ballot = ballot_of(ticket, board)
    digest = freezing.digest(freezing.content(ticket))
    if reasons := [
        *_unsaid(said),
        *_unfit(said, ticket, board, at or timezone.now()),
        *_unsupported(said, actor, ticket, ballot, digest),
        *_contradicts(said, board, ticket, digest),
    ]:
        raise Refused(*reasons)
    at = max(at or timezone.now(), ticket.updated_at)
    number = numbering.next_number(board, timezone.localtime(at).year)
    decision = _new(said, ticket, ballot, board=board, number=number, digest=digest, actor=actor, worn=worn, at=at)
    context = judged(
        ticket,
        said.step,
        actor=actor,
        via=via,
        version=version,
        data=said.data,
        hat=worn.assignment_id,
        cause=f"{guards.DECISION}{decision}",
        at=at,
        notes={"decision": _note(decision, board)},
    )
    if _circle(board) == ticket_codes.Audience.CUSTOMER and said.step == RECORD:
        context.audience = ticket_codes.Audience.CUSTOMER
    _bring_about(context, said, decision, ballot)
    ticket.write([context], moved(context))
    return decision


def _new(said: Said, ticket, ballot, *, board: Forum, number: int, digest: str, actor, worn, at) -> Decision:
    """The row, without the event and the words, which come of the step."""
    return Decision(
        forum=board.slug,
        year=timezone.localtime(at).year,
        number=number,
        ticket=ticket,
        ballot=ballot,
        step=said.step,
        result=said.result,
        votes=votes_of(ballot),
        digest=digest,
        chair=actor.person,
        organisation=worn.organisation,
        role_label=worn.label,
        deputy_for_id=worn.deputy_for_id,
        replaces=said.replaces,
        at=at,
    )


def ballot_of(ticket, board: Forum):
    """The newest vote of the forum on the ticket that has led to nothing yet; None where there is none."""
    return next((one for one in ticket.ballots() if one.forum == board.slug and not one.used_seq), None)


def votes_of(ballot) -> list[dict]:
    """How each party has voted, as a decision keeps it."""
    if ballot is None:
        return []
    counted = ballot.standing_votes()
    return [
        {
            "seat": seat.key,
            "organisation": counted[seat.key].organisation if seat.key in counted else seat.organisations[0],
            "choice": counted[seat.key].choice if seat.key in counted else "",
            "code": counted[seat.key].code if seat.key in counted else "",
        }
        for seat in ballot.parties()
    ]


def _circle(board: Forum) -> str:
    """Who may know of its decisions: the vendor only of those of forums where it sits."""
    meets = {board.interface.upper_kind, board.interface.lower_kind}
    return ticket_codes.Audience.ALL if OrganisationKind.VENDOR in meets else ticket_codes.Audience.CUSTOMER


def _note(decision: Decision, board: Forum) -> dict:
    """What the event of the step says of the decision."""
    note = {one: getattr(decision, one) for one in ("forum", "year", "number", "result")}
    if decision.replaces_id is not None:
        note["replaces"] = decision.replaces_id
    return note | {"for": _circle(board)}


def _bring_about(context: Context, said: Said, decision: Decision, ballot) -> None:
    """The words, the conditions as tasks, and what becomes of the votes, along with the step."""
    for name, body in said.words.items():
        context.write(name, body)
    for line in filter(None, map(str.strip, said.conditions.splitlines())):
        context.add(_task(line, decision.organisation.pk))
    if ballot is not None and ballot.state == BallotState.PENDING and said.result == Result.POSTPONED:
        voiding.void(context, [ballot])
    elif ballot is not None and ballot.state != BallotState.PENDING and said.result in SETTLES:
        ballot.used_seq = context.root.event_seq + 1
        rows = type(ballot).objects.unscoped("the vote that the decision rests on").filter(pk=ballot.pk)
        context.then.append(lambda finished: rows.update(used_seq=finished.event.seq))

    def make(event, texts):
        decision.event, decision.text = event, texts["decision_text"]
        decision.dissent, decision.conditions = texts.get("dissent"), texts.get("decision_conditions")
        return decision

    context.add(make)
    context.tell("ballot_parties", kind="decided")
    context.tell("participants", kind="decided")


def _task(line: str, organisation_id: int):
    return lambda event, texts: voting.blocking_task(event, line, organisation_id=organisation_id)


def _unsaid(said: Said) -> list[Reason]:
    """What is missing or too long in the words, and personal numbers in them."""
    reasons = []
    if "decision_text" not in said.words:
        reasons.append(Reason("required", _("Write what is decided."), "decision_text"))
    if said.result not in Result.values:
        reasons.append(Reason("not_a_choice", _("Choose what came of it."), "decision_result"))
    if "decision_conditions" in said.words and said.result != Result.APPROVED:
        text = _("Only what is approved has conditions. Leave this empty.")
        reasons.append(Reason("not_approved", text, "decision_conditions"))
    for name, body in said.words.items():
        if len(body) > INPUTS[name].max_length:
            text = _("Shorten this to at most %(most)d characters.") % {"most": INPUTS[name].max_length}
            reasons.append(Reason("too_long", text, name))
    faults, _possible = personal_numbers(said.words, {name: INPUTS[name] for name in said.words}, said.data)
    return [*reasons, *faults]


def _unfit(said: Said, ticket, board: Forum, at: datetime) -> list[Reason]:
    """The step says what the result is, and which forum decides on it."""
    wanted, rule = ticket.results.get(said.step), ticket.decided_by.get(said.step)
    if wanted is not None and said.result != wanted:
        text = _("This step is a decision with the result “%(result)s”.")
        return [Reason("result_unfit", text % {"result": Result(wanted).label}, "decision_result")]
    if rule is not None and opening.rule_for(rule, at).forum != board.slug:
        return [Reason("other_forum", _("Another forum decides on this."))]
    return []


def _unsupported(said: Said, actor, ticket, ballot, digest: str) -> list[Reason]:
    """Separation of duties, and whether the votes say what the decision says."""
    if bound := ticket.bound_persons().get(actor.person_id):
        raise NotPossible(Reason("conflict_of_interest", guards.BOUND[bound]))
    if ballot is None or said.result not in SETTLES:
        return []
    if ballot.state == BallotState.PENDING and ticket.may_decide_early(said.step, said.data):
        return []
    if why := against_the_votes(said.result, ballot):
        return [why]
    if said.result == Result.APPROVED and digest != ballot.digest:
        text = _("The content is no longer what was voted on. The vote must be opened anew.")
        return [Reason("content_changed", text)]
    return []


def against_the_votes(result: str, ballot) -> Reason | None:
    """Why the votes do not bear this result: they are still given, or say otherwise."""
    if ballot is None or result not in SETTLES:
        return None
    if ballot.state == BallotState.PENDING:
        return Reason("ballot_open", _("The vote is still open."), "decision_result")
    wanted = (BallotState.PASSED,) if result == Result.APPROVED else (BallotState.FAILED, BallotState.EXPIRED)
    if ballot.state in wanted:
        return None
    return Reason("votes_say_otherwise", _("The votes do not give this result."), "decision_result")


def _contradicts(said: Said, board: Forum, ticket, digest: str) -> list[Reason]:
    """A decision that says otherwise than one that stands, about the same content, cites it; each is undone once."""
    rows = Decision.objects.unscoped("a rule of the forum's own decisions").filter(
        ticket_id=ticket.pk, forum=board.slug
    )
    undone = set(rows.exclude(replaces=None).values_list("replaces_id", flat=True))
    replaced = said.replaces
    if replaced is not None:
        if replaced.ticket_id != ticket.pk or replaced.forum != board.slug:
            text = _("Only a decision of the same forum about the same case can be undone.")
            return [Reason("not_its_decision", text, "replaces")]
        if replaced.pk in undone:
            return [Reason("already_undone", _("This decision has been undone already."), "replaces")]
        return []
    if said.result not in SETTLES:
        return []
    standing = next((one for one in rows.order_by("-pk") if one.pk not in undone and one.result in SETTLES), None)
    if standing is None or standing.result == said.result or standing.digest != digest:
        return []
    text = _("The forum has decided otherwise in § %(number)d. Say that this decision takes its place.")
    return [Reason("contradicts", text % {"number": standing.number}, "replaces")]
