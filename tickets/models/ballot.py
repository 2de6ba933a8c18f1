"""A ballot of a ticket, and its votes: a part of the ticket that is moved by what the votes come to."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, FSMModelMixin

from engine.step import SYSTEM_MAY, Who, step
from regions.models import Organisation
from roles.scope import ScopedManager
from tickets.balloting import guards, voting
from tickets.balloting.codes import BallotState as S
from tickets.balloting.codes import Choice, RejectReason
from tickets.balloting.subject import BallotSubject
from tickets.guards import parent_open
from tickets.models.audience import of_readable_tickets

PARTY = Who("approval.sign", "seat", tiers=("region", "support"))
CONSENTS = Who("forum.consent", "consents", tiers=("vendor",))


def with_a_seat(actor, ballot: str) -> Q:
    """The customer's side reads every vote; a vendor those in which it has a part itself."""
    if actor.is_system or actor.is_customer_side:
        return Q()
    seats = BallotSeat.objects.unscoped("whether the reader sits in it")
    return Q(Exists(seats.filter(ballot_id=OuterRef(ballot), organisation_id__in=actor.organisation_ids)))


class Ballot(BallotSubject, FSMModelMixin, models.Model):
    """One vote on the frozen content of a ticket (5.8). The state follows from the votes, by steps of the program.

    `frozen` holds the deciding fields: {"value": …}, or {"text": digest} of the text version that holds the words;
    `digest` is the SHA-256 over its canonical JSON. `seats` are the parties as they were when it was opened.
    `proposal` counts the contents that were voted on in this stage. `then_passed` and `then_failed` are steps of the
    ticket that the result brings about. `used_seq` is the event that was taken on the strength of it.
    """

    States = S
    kind = "ballot"
    terminal = (S.PASSED, S.FAILED, S.VOIDED, S.EXPIRED)

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    stage = models.SlugField(max_length=40)
    proposal = models.PositiveSmallIntegerField(default=1)
    rule = models.ForeignKey("tickets.BallotRule", on_delete=models.PROTECT, related_name="+")
    forum = models.SlugField(max_length=100, blank=True)
    frozen = models.JSONField()
    digest = models.CharField(max_length=64)
    seats = models.JSONField()
    state = FSMField(max_length=10, default="", protected=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    deadline = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    then_passed = models.CharField(max_length=60, blank=True)
    then_failed = models.CharField(max_length=60, blank=True)
    used_seq = models.PositiveIntegerField(default=0)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "stage"], condition=Q(state="pending"), name="ballot_one_open_a_stage"
            ),
            models.CheckConstraint(condition=Q(state__in=S.values), name="ballot_state_known"),
            models.CheckConstraint(
                condition=Q(deadline__gt=models.F("opened_at")), name="ballot_deadline_after_opening"
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "stage", "-id"], name="ballot_of_ticket"),
            models.Index(fields=["forum", "-id"], name="ballot_of_forum"),
            models.Index(fields=["deadline"], condition=Q(state="pending"), name="ballot_open"),
        ]

    def __str__(self):
        return f"{self.stage} {self.proposal} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor) & with_a_seat(actor, "pk")

    # fmt: off
    @step("", S.PENDING, _("Vote opened"), by=(SYSTEM_MAY,))
    def open(self): "The proposal is frozen, and those who may vote are asked."

    @step(S.PENDING, None, pgettext_lazy("step", "Vote"),
          by=(PARTY,),
          needs=("vote",), asks=("vote_condition", "reject_code", "vote_reason"),
          guards=(parent_open, guards.still_time, guards.no_conflict, guards.content_unchanged),
          checks=(guards.condition_said, guards.rejection_has_reason),
          does=(voting.vote,))
    def vote(self): "One vote counts for your organisation: the last one given by whoever may vote."

    @step(S.PENDING, None, _("Answer on consent"),
          by=(CONSENTS,),
          needs=("vote",), asks=("vote_condition", "reject_code", "vote_reason"),
          guards=(parent_open, guards.still_time, guards.no_conflict, guards.content_unchanged),
          checks=(guards.condition_said, guards.rejection_has_reason, guards.consents_or_not),
          does=(voting.vote,))
    def consent(self): "You consent to carrying it out; whether it is needed is the customer's to decide."

    @step(S.PENDING, None, _("State a conflict of interest"),
          by=(PARTY, CONSENTS),
          needs=("vote_reason",),
          guards=(parent_open,),
          does=(voting.declare_conflict,))
    def declare_conflict(self): "Your own vote is taken back and locked; another person may vote for your organisation."

    @step(S.PENDING, None, _("A yes by telephone was noted"), by=(SYSTEM_MAY,), does=(voting.vote_by_telephone,))
    def vote_by_telephone(self): "It is the vote that was missing. Whoever gave it confirms it afterwards."

    @step(S.PENDING, None, _("Reminder of the vote"), by=(SYSTEM_MAY,), does=(voting.remind,), quiet=True)
    def remind(self): "Half, or nine tenths, of the time has passed, and votes are missing."

    @step(S.PENDING, None, _("The time to vote is over"), by=(SYSTEM_MAY,), does=(voting.settle,), quiet=True)
    def settle(self): "What the votes come to is worked out."

    @step(S.PENDING, S.PASSED, _("The vote passed"), by=(SYSTEM_MAY,), does=(voting.passed,))
    def pass_(self): "The votes meet the rule."

    @step(S.PENDING, S.FAILED, _("The vote failed"), by=(SYSTEM_MAY,), does=(voting.failed,))
    def fail(self): "The votes can no longer meet the rule."

    @step((S.PENDING, S.PASSED), S.VOIDED, _("The vote was voided"), by=(SYSTEM_MAY,))
    def void(self): "What it was about has changed, or was sent back."

    @step(S.PENDING, S.EXPIRED, _("The vote lapsed"), by=(SYSTEM_MAY,), does=(voting.expired,))
    def expire(self): "The time is over and too few have voted."
    # fmt: on


class BallotSeat(models.Model):
    """Where a vote is waited for: one row a seat and organisation, kept along with the votes. For lists, never a rule.

    `roles` may vote, and `later_roles` where nobody wears one of `roles` there.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    roles = ArrayField(models.SlugField(max_length=80))
    later_roles = ArrayField(models.SlugField(max_length=80), default=list)
    waiting = models.BooleanField(default=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["ballot", "seat", "organisation"], name="ballot_seat_once"),
        ]
        indexes = [models.Index(fields=["organisation"], condition=Q(waiting=True), name="ballot_seat_waiting")]

    def __str__(self):
        return f"{self.seat} of {self.ballot_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor) & with_a_seat(actor, "ballot_id")


class Vote(models.Model):
    """What a person said for a seat: append-only (trigger). A later row of the same seat takes the place of this one.

    A person speaks for one seat of a ballot only, under whatever hats. `digest` is the content that was voted on;
    `text` the condition or the reason, in the vote's event.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=80)
    role_label = models.CharField(max_length=120)
    for_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    choice = models.CharField(max_length=10, choices=Choice.choices)
    reject_code = models.CharField(max_length=16, blank=True, choices=RejectReason.choices)
    text = models.ForeignKey("tickets.TextVersion", on_delete=models.PROTECT, related_name="+", null=True)
    digest = models.CharField(max_length=64)
    event_seq = models.PositiveIntegerField()
    at = models.DateTimeField()

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        ordering = ["pk"]
        constraints = [
            ExclusionConstraint(
                name="vote_person_for_one_seat",
                expressions=[
                    ("ballot", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("seat", RangeOperators.NOT_EQUAL),
                ],
            ),
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="vote_choice_known"),
            models.CheckConstraint(
                condition=~Q(choice="reject") | ~Q(reject_code=""), name="vote_rejection_has_reason"
            ),
        ]
        indexes = [models.Index(fields=["ballot", "id"], name="vote_of_ballot")]

    def __str__(self):
        return f"{self.choice} for {self.seat}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor) & with_a_seat(actor, "ballot_id")
