"""The one table of steps that fall due: holds, automatic closing, reminders, later clock thresholds."""

from django.db import models
from django.db.models import Q


class DueStep(models.Model):
    """`step` is to be taken on one subject at `due_at` unless the row is removed before.

    Written and removed in the transaction that makes it true or untrue; fired once by
    `engine.due.fire`. A row that keeps failing is set aside and reported by /readyz.
    """

    subject_type = models.CharField(max_length=60)  # "tickets.ticket"
    subject_id = models.BigIntegerField()
    step = models.CharField(max_length=60)
    reason = models.CharField(max_length=60, default="", blank=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    fired_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "step", "reason"],
                condition=Q(fired_at=None),
                name="due_step_waits_once",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(fired_at=None, set_aside_at=None), name="due_step_waiting")
        ]

    def __str__(self):
        return f"{self.step} of {self.subject_type}:{self.subject_id} at {self.due_at:%Y-%m-%d %H:%M}"
