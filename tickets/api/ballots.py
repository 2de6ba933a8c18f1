"""Votes and decisions of a ticket over the API. Names of people are given to their own side alone."""

from __future__ import annotations

from rest_framework.response import Response

from engine.explain import add_who_to, steps_for
from roles import titles
from tickets import selectors
from tickets.api import describe, present
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.api.reads import steps_of
from tickets.api.shapes import BOOL, NO_SLUG, NO_TIME, PERSON, SLUG, STRING, TIME, WHOLE, body, listed, ref
from tickets.api.writes import StepView, id_of
from tickets.balloting import freezing, reading, wording
from tickets.balloting.codes import Choice, Result
from tickets.models import Ballot


class Ballots(ApiView):
    """The votes on a ticket, newest first: what is frozen, who has voted, what is missing, what the caller can do."""

    @describe.ballots
    def get(self, request, number):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        freezing.only_looked_at(ticket)
        rows = reading.ballots_of(ticket, self.actor)
        found = {one: steps_for(one, self.actor) for one in rows}
        add_who_to(found.items(), self.actor)
        return Response({"results": [ballot(one, ticket, self.actor, found) for one in rows]})


class BallotStep(StepView):
    @describe.take_ballot_step
    def post(self, request, number, id, name):
        ballot_id = id_of(Ballot, ticket__number=number.upper(), pk=id)
        return self.take(request, Ballot, ballot_id, number, name)


class Decisions(ApiView):
    @describe.decisions
    def get(self, request, number):
        parameters_of(request, frozenset())
        ticket = selectors.ticket_called(number, self.actor)
        rows = list(reading.decisions(self.actor, ticket=ticket))
        return Response({"results": decided(rows, self.actor)})


def ballot(one: Ballot, ticket, actor, found) -> dict:
    shown = reading.shown(one, actor)
    persons = {vote.pk: vote for vote in one.cast()}
    return {
        "id": one.pk,
        "stage": one.stage,
        "proposal": one.proposal,
        "forum": one.forum or None,
        "rule": {"slug": one.rule.slug, "version": one.rule.version, "label": one.rule.label},
        "state": one.state,
        "state_label": one.state_label(),
        "version": one.version,
        "opened_at": one.opened_at,
        "deadline": one.deadline,
        "closed_at": one.closed_at,
        "digest": one.digest,
        "frozen": sorted(one.frozen),
        "sentence": "" if one.state == "voided" else shown.count.sentence,
        "voted": shown.count.voted,
        "quorum": shown.count.quorum,
        "votes_for": shown.count.votes_for,
        "needed_for": shown.count.needed_for,
        "seats": [_seat(row, persons.values(), ticket, actor) for row in shown.rows],
        "steps": steps_of(one, found),
    }


def _seat(row: reading.Row, votes, ticket, actor) -> dict:
    counted = [one for one in votes if one.seat == row.seat.key and row.choice and one.at == row.at]
    vote = counted[-1] if counted else None
    return {
        "seat": row.seat.key,
        "name": row.name,
        "organisations": [present.organisation(pk) for pk in row.seat.organisations],
        "counted": row.seat.is_counted,
        "vote": row.choice or None,
        "reason_code": (vote.reject_code or None) if vote else None,
        "text": row.text or None,
        "role": row.role or None,
        "by": present.person(vote.person, vote.organisation_id, ticket, actor) if vote else None,
        "for": present.person(vote.for_person, vote.organisation_id, ticket, actor) if vote else None,
        "at": row.at,
    }


def decided(rows, actor) -> list[dict]:
    words = reading.words_of(rows, actor)
    return [_decision(one, words[one.pk], actor) for one in rows]


def _decision(one, words: reading.Words, actor) -> dict:
    return {
        "forum": one.forum,
        "year": one.year,
        "number": one.number,
        "label": wording.decision_words({"year": one.year, "number": one.number}),
        "ticket": one.ticket.number,
        "result": one.result,
        "result_label": one.get_result_display(),
        "step": one.step,
        "event": one.event_id,
        "ballot": one.ballot_id,
        "digest": one.digest,
        "at": one.at,
        "role": titles.as_kept(one.role_label),
        "by": present.person(one.chair, one.organisation_id, selectors.as_process(one.ticket), actor),
        "per_capsulam": one.per_capsulam,
        "text": words.text or None,
        "dissent": words.dissent or None,
        "conditions": list(words.conditions),
        "replaces": _short(one.replaces) if one.replaces else None,
    }


def _short(one) -> str:
    return f"{one.forum}/{one.year}/{one.number}"


_SEAT = body(
    seat=STRING,
    name=STRING,
    organisations=listed(SLUG),
    counted=BOOL | {"description": "False for a party that consents and is not counted."},
    vote={"anyOf": [{"type": "string", "enum": [one.value for one in Choice]}, {"type": "null"}]},
    reason_code=NO_SLUG,
    text=NO_SLUG,
    role=NO_SLUG,
    by=PERSON,
    at=NO_TIME,
    **{"for": PERSON},
)
COMPONENTS = {
    "Ballots": body(
        results=listed(
            body(
                id=WHOLE,
                stage=SLUG,
                proposal=WHOLE,
                forum=NO_SLUG,
                rule=body(slug=SLUG, version=WHOLE, label=STRING),
                state=STRING,
                state_label=STRING,
                version=WHOLE,
                opened_at=TIME,
                deadline=TIME,
                closed_at=NO_TIME,
                digest=STRING,
                frozen=listed(STRING),
                sentence=STRING,
                voted=WHOLE,
                quorum=WHOLE,
                votes_for=WHOLE,
                needed_for=WHOLE,
                seats=listed(_SEAT),
                steps=listed(ref("Step")),
            )
        )
    ),
    "Decision": body(
        forum=SLUG,
        year=WHOLE,
        number=WHOLE,
        label=STRING,
        ticket=STRING,
        result={"type": "string", "enum": Result.values},
        result_label=STRING,
        step=STRING,
        event=WHOLE,
        ballot={"type": ["integer", "null"]},
        digest=STRING,
        at=TIME,
        role=STRING,
        by=PERSON,
        per_capsulam=BOOL,
        text=NO_SLUG,
        dissent=NO_SLUG,
        conditions=listed(STRING),
        replaces=NO_SLUG | {"description": "The decision whose place it takes: forum/year/number."},
    ),
    "Decisions": body(results=listed(ref("Decision"))),
    "NewDecision": {
        "type": "object",
        "properties": {
            "ticket": STRING,
            "step": STRING | {"description": "The step of the ticket that the decision is; none to note it only."},
            "result": {"type": "string", "enum": Result.values},
            "text": STRING,
            "conditions": STRING | {"description": "One a line."},
            "dissent": STRING,
            "replaces": STRING | {"description": "A decision of the same forum about the ticket: year/number."},
            "fields": {"type": "object", "description": "The step's own fields; see its own description."},
            "version": WHOLE,
            "hat": WHOLE,
        },
        "required": ["ticket", "result", "text"],
        "additionalProperties": False,
    },
}
