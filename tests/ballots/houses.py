"""A small process to vote in: problems that can be put to a vote, changed, and carried out by a decision.

Its steps are put on the real workflow for one test, so that everything else is the program's own.
"""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from engine import step as engine_step
from engine.perform import create, perform
from engine.step import OPEN, SYSTEM_MAY, Who, step
from forums.models import Forum
from regions import directory
from regions.models import Collaboration
from tests import parties
from tests.cases import fresh
from tests.people import actor
from tests.processes.problem import places
from tickets.balloting import guards, opening, voiding
from tickets.models import Ballot, BallotRule
from tickets.workflows import Problem

REGIONS = ("dalarna", "halland", "vasterbotten")
CHANGE_MANAGER = "region-andringsansvarig"
STAGE, RULE = "council", "test-council"
FORUM = "sussa-region-utvecklingsforum-andringsrad"
FROZEN = ("title", "description", "problem_origin")


def rule(slug: str = RULE, **said) -> BallotRule:
    """A rule in force; `said` are the columns that a test is about."""
    usual = {
        "version": BallotRule.objects.filter(slug=slug).count() + 1,
        "valid_from": "2020-01-01",
        "label_sv": "Rådets röster",
        "label_en": "Votes of the council",
        "forum": FORUM,
        "seats": [f"region: {CHANGE_MANAGER} else region-objektledare at affected"],
        "quorum": "all",
        "need": "simple",
    }
    made = BallotRule.objects.create(
        collaboration=Collaboration.objects.get(status="active"), slug=slug, **(usual | said)
    )
    directory.clear()  # as the loader does
    return made


def install(monkeypatch, *, regions=REGIONS, frozen=FROZEN, deadline=timedelta(days=10), bound=None) -> SimpleNamespace:
    """Put the steps on the workflow of problems; gives what a test may turn while it runs."""
    house = SimpleNamespace(regions=regions, deadline=deadline, bound=bound or {}, then_passed="", then_failed="")

    def put(context):
        opening.open_ballot(
            context, stage=STAGE, rule=RULE, deadline=context.at + house.deadline,
            then_passed=house.then_passed, then_failed=house.then_failed,
        )  # fmt: skip

    # fmt: off
    @step(("new", "assess"), None, "Put to the vote", by=(Who("problem.manage", "support"),),
          asks=("description",), does=(put,))
    def put_to_vote(self): ""

    @step(("new", "assess"), None, "Edit", by=(Who("problem.manage", "support"),),
          asks=("title", "description", "void_votes"), checks=(guards.void_votes_said,))
    def edit(self): ""

    @step(("new", "assess"), None, "Send back", by=(Who("problem.manage", "support"),), does=(voiding.void_ballots,))
    def send_back(self): ""

    @step("new", "assess", "Carry out", by=(Who("forum.chair", "support"),), asks=("description", "void_votes"),
          guards=(guards.ballot_passed(STAGE), guards.frozen_as_voted(STAGE), guards.by_decision))
    def carry_out(self): ""

    @step("new", "assess", "Passed by the votes", by=(SYSTEM_MAY,), guards=(guards.ballot_passed(STAGE),))
    def by_votes(self): ""

    @step("new", "cancelled", "Failed by the votes", by=(SYSTEM_MAY,), guards=(guards.ballot_failed(STAGE),))
    def by_votes_no(self): ""
    # fmt: on
    record = step(OPEN, None, "Note", by=(Who("forum.chair"),), guards=(guards.by_decision,), also_ended=True)
    added = {one.__name__: one for one in (put_to_vote, edit, send_back, carry_out, by_votes, by_votes_no)}
    _put_on(monkeypatch, added | {"record_decision": record(lambda self: "")}, house, frozen)
    return house


def _put_on(monkeypatch, methods: dict, house, frozen) -> None:
    for name, method in methods.items():
        method._django_fsm.field = Problem._meta.get_field("state")  # as when a class is made
        monkeypatch.setattr(Problem, name, method, raising=False)
    monkeypatch.setattr(Problem, "frozen", frozen)
    monkeypatch.setattr(
        Problem, "concerned_regions", lambda self: {directory.by_slug(slug).pk for slug in house.regions}
    )
    monkeypatch.setattr(Problem, "bound_persons", lambda self: house.bound)
    monkeypatch.setattr(Problem, "meets", lambda self, condition: True)
    monkeypatch.setattr(engine_step, "_FOUND", {})


def manager():
    return parties.problem_manager()


def chair():
    return actor("sussa-andringsansvarig", "sussa-vardstod")


def voter(region: str, role: str = CHANGE_MANAGER):
    return actor(role, region)


def proposal():
    """A problem that the regions read, put to nobody yet."""
    who = manager()
    event = create(Problem, ("register",), actor=who, via="test", data=places.PROBLEM, process="problem")
    return fresh(event.ticket_id)


def put(ticket, **data):
    """The open ballot on the ticket."""
    perform(type(ticket), ticket.pk, "put_to_vote", actor=manager(), via="test", data=data)
    return newest(ticket)


def newest(ticket) -> Ballot:
    return Ballot.objects.unscoped("test").filter(ticket_id=ticket.pk).order_by("-pk").first()


def vote(ballot, who, choice: str, *, via="test", at=None, **data):
    more = {"condition": {"vote_condition": "Inte under lönekörningen."}, "reject": {"reject_code": "operations"}}
    how = {"actor": who, "via": via, "at": at, "data": {"vote": choice} | more.get(choice, {}) | data}
    return perform(Ballot, ballot.pk, "vote", **how)


def forum() -> Forum:
    return Forum.objects.get(slug=FORUM)


def later(**span):
    return timezone.now() + timedelta(**span)
