"""The start page's rows around decisions: what the votes came to, and what must be confirmed, put in time or ended.

The vote itself is a row of its own (tickets.balloting.pages), and so is the decision of a forum (forums.web.waiting).
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regions import directory
from tickets.balloting.codes import BallotState
from tickets.balloting.opening import rule_for
from tickets.models import AffectedRegion, Ballot, ChangeDetail, RegionAnswer
from tickets.processes.change.codes import AnswerKind, ChangeType
from tickets.processes.change.states import AFTER_START
from tickets.processes.change.voting import CAB, ECAB, MINOR, OF_STATE, REGIONAL
from tickets.processes.change.workflow import Change
from tickets.web.turns import Turn, places

NARROWS = "only narrows what the reader reads"
OURS = Q(process=Change.slug)
# What the rows that open a step's form say: turn -> the step, and why.
ROWS = {
    "regions_said_yes": ("regional_passed", _("The affected regions have said yes. Send it to the CAB.")),
    "regions_said_no": ("regional_failed", _("The affected regions have said no. Confirm it, or send it back.")),
    "vote_again": ("vote_anew", _("The vote was voided or has lapsed. Open it anew, or send the change back.")),
    "authorise_minor": ("to_cab_minor", _("Both change managers have said yes.")),
    "authorise_emergency": ("ecab_approve", _("Those who decide on emergencies have said yes.")),
    "schedule_change": ("schedule", _("It has been authorised. Put it in time.")),
    "review_change": ("review_done", _("It has been carried out. Say how it went.")),
    "confirm_phone": ("confirm_phone", _("You said yes to it by telephone. Confirm that here.")),
}


def turns_of(actor) -> list[Turn]:
    leads, completes = places(actor, "change.manage"), places(actor, "change.complete")
    found = [Turn("confirm_phone", OURS & Q(state__in=("authorised", "scheduled", *AFTER_START)) & _said_yes(actor))]
    if minor := places(actor, "change.authorise_minor"):
        found.append(Turn("authorise_minor", _in_state("assess", MINOR, "passed") & _mine_to_authorise(actor, minor)))
    if places(actor, "change.ecab"):
        found.append(Turn("authorise_emergency", _in_state("ecab_review", ECAB, "passed")))
    if leads:
        found += _of_the_manager()
    if completes:
        found.append(Turn("verified_change", OURS & Q(state="validating") & ~Exists(_silent())))
    if any(hat.tier == "support" and "change.schedule" in hat.capabilities for hat in actor.hats):
        found.append(Turn("schedule_change", OURS & Q(state="authorised")))
    return found


def _of_the_manager() -> list[Turn]:
    over = (BallotState.VOIDED, BallotState.EXPIRED)
    again = Q(pk__in=())
    for state in ("regional_review", "cab_review", "ecab_review"):
        again |= _in_state(state, OF_STATE[state], *over)
    emergency = Exists(_details().filter(change_type=ChangeType.EMERGENCY))
    return [
        Turn("regions_said_yes", _in_state("regional_review", REGIONAL, BallotState.PASSED)),
        Turn("regions_said_no", _in_state("regional_review", REGIONAL, BallotState.FAILED)),
        Turn("vote_again", again),
        Turn("retro_change", OURS & Q(emergency, state="review")),
        Turn("review_change", OURS & Q(~emergency, state="review")),
    ]


def _in_state(state: str, stage, *results: str) -> Q:
    """Changes in a state in which the newest vote of the stage came to one of these."""
    rows = Ballot.objects.unscoped(NARROWS).filter(ticket_id=OuterRef("pk"), stage=stage.stage)
    newer = Ballot.objects.unscoped(NARROWS).filter(
        ticket_id=OuterRef("ticket_id"), stage=stage.stage, pk__gt=OuterRef("pk")
    )
    return OURS & Q(Exists(rows.filter(~Exists(newer), state__in=results)), state=state)


def _details():
    return ChangeDetail.objects.filter(ticket_id=OuterRef("pk"))


def _said_yes(actor) -> Q:
    waits = _details().filter(phone_person_id=actor.person_id, phone_at__isnull=False, phone_confirmed_at=None)
    return Q(Exists(waits))


def _mine_to_authorise(actor, at: list[int]) -> Q:
    """Of the support organisation, or of an affected region; not by who wants it, owns it or carries it out."""
    affected = AffectedRegion.objects.unscoped(NARROWS).filter(ticket_id=OuterRef("pk"), region_id__in=at)
    joint = any(hat.tier == "support" and hat.organisation.pk in at for hat in actor.hats)
    person = actor.person_id
    bound = Q(initiator_id=person) | Q(owner_id=person)
    own = Q(reporter_id=person) | Q(assignee_id=person) | Q(Exists(_details().filter(bound)))
    return (Q() if joint else Q(Exists(affected))) & ~own


def _silent():
    """Affected regions that have not said whether it works."""
    said = RegionAnswer.objects.unscoped(NARROWS).filter(
        ticket_id=OuterRef("ticket_id"), region_id=OuterRef("region_id"), kind=AnswerKind.RESULT, ended_at=None
    )
    return AffectedRegion.objects.unscoped(NARROWS).filter(~Exists(said), ticket_id=OuterRef("pk"))


def retro_url(ticket) -> str:
    """Where the chair of the forum that votes on changes settles an emergency; no query but for the rule, once."""
    return reverse("forums:decide_step", args=[_forum(), ticket.number, "retro_gate"])


def _forum() -> str:
    return directory.remembered((__name__, "forum"), lambda: rule_for(CAB.rule, timezone.now()).forum)
