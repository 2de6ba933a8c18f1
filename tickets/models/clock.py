"""One measured promise of a ticket: what an agreement says of one metric, owed by one provider, round by round."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from regions.models import Organisation
from roles.scope import ScopedManager
from sla.models import AgreementVersion, Metric


class ClockRebuild(models.Model):
    """One run of `manage.py clocks rebuild`: the log of an explicit act, and where it goes on if it was broken off."""

    only_checks = models.BooleanField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    upto = models.BigIntegerField(default=0)  # every ticket up to this id is done
    tickets = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)  # clocks that were not as events and ledger say

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["only_checks"], condition=Q(ended_at=None), name="clock_rebuild_goes_on_once"
            )
        ]

    def __str__(self):
        return f"rebuild of {self.begun_at}"


class Clock(models.Model):
    """How a promise stood when something last happened to it; derived from events and ledger (tickets.clocks).

    Nothing counts up here: `sla.clock` works out what it is now. A clock keeps the version it began under. `counts`:
    the agreement counted for the region on its first day; what does not is shown and not reported. `counted_with` is
    the main case whose clock counts for this one, too. `fired` are the percentages whose step has been taken, and
    `stood_still` the time that did not count: [from, to or null, why] in UTC.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        PAUSED = "paused"
        STOPPED = "stopped"

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    metric = models.CharField(max_length=12, choices=Metric.choices)
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    round = models.PositiveIntegerField()
    priority = models.PositiveSmallIntegerField(null=True)
    amount = models.DurationField(null=True)
    counts = models.BooleanField()
    counted_with = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=8, choices=State.choices)
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    used = models.DurationField()
    due_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    paused_since = models.DateTimeField(null=True)
    paused_by = models.CharField(max_length=24, blank=True)
    stood_still = models.JSONField(default=list)
    fired = ArrayField(models.PositiveSmallIntegerField(), default=list)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "version", "metric", "provider", "round"], name="clock_once"),
            models.CheckConstraint(condition=Q(round__gt=0), name="clock_round_counts_from_one"),
            models.CheckConstraint(
                name="clock_state_with_its_times",
                condition=Q(state="running", stopped_at=None, paused_since=None, paused_by="")
                | (Q(state="paused", stopped_at=None, paused_since__isnull=False) & ~Q(paused_by=""))
                | Q(state="stopped", stopped_at__isnull=False, paused_since=None, paused_by=""),
            ),
            models.CheckConstraint(
                name="clock_due_only_of_an_amount", condition=Q(amount__isnull=False) | Q(due_at=None)
            ),
            models.CheckConstraint(
                name="clock_in_order",
                condition=(Q(stopped_at=None) | Q(stopped_at__gte=F("started_at")))
                & (Q(breached_at=None) | Q(breached_at__gte=F("started_at"))),
            ),
            models.CheckConstraint(
                name="clock_counted_with_another", condition=Q(counted_with=None) | ~Q(counted_with=F("ticket"))
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "due_at"], condition=Q(stopped_at=None), name="clock_running_of_ticket"),
            models.Index(fields=["due_at"], condition=Q(stopped_at=None, breached_at=None), name="clock_due"),
            models.Index(fields=["breached_at"], condition=Q(breached_at__isnull=False), name="clock_breached"),
        ]

    def __str__(self):
        return f"{self.metric} of {self.ticket_id} by {self.provider_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        """Those of readable tickets, under agreements that the reader's side is a party to (tickets.clocks.sides)."""
        from tickets.clocks.sides import seen_by

        return seen_by(actor)
