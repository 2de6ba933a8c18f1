"""One step on many tickets: what was chosen, what was filled in, and what became of each row."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from roles.models import RoleAssignment


class BulkRun(models.Model):
    """A step that a person chose for several tickets, and has it taken on them once started.

    Belongs to its person alone; read it through `tickets.bulk.runs`. `assignment` is the hat that a credential is
    bound to, `hat` the one chosen in the form. `data` is what was filled in: kept while it may be needed again
    (tickets/bulk/working.py) and no longer. A worker has the run until `leased_until`; times are UTC.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    acting_person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    assignment = models.ForeignKey(RoleAssignment, on_delete=models.PROTECT, null=True, related_name="+")
    hat = models.BigIntegerField(null=True)
    via = models.CharField(max_length=10)
    step = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["leased_until"],
                condition=Q(started_at__isnull=False, finished_at=None),
                name="bulk_run_waiting",
            ),
            models.Index(fields=["user", "-created_at"], name="bulk_run_of_person"),
        ]

    def __str__(self):
        return f"{self.step} #{self.pk}"

    @property
    def is_started(self) -> bool:
        return self.started_at is not None

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class BulkRow(models.Model):
    """One ticket of a run, at the version that the person saw. `ticket` is null where she may not read the number.

    `left_at` is the version at which the step left it, null unless it was done.

    `reasons` say why the step was refused, in the language of the run: code, text and field.
    """

    class Outcome(models.TextChoices):
        WAITING = "", "waiting"
        DONE = "done", "done"
        REFUSED = "refused", "refused"

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=24)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.CASCADE, null=True, related_name="+")
    version = models.PositiveIntegerField(null=True)
    left_at = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=8, blank=True, choices=Outcome.choices, default=Outcome.WAITING)
    reasons = models.JSONField(default=list)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="bulk_row_place"),
            models.UniqueConstraint(fields=["run", "ticket"], name="bulk_row_once_a_run"),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at=None) | (~Q(outcome="") & Q(settled_at__isnull=False)),
                name="bulk_row_settled_with_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.number}: {self.outcome or 'waiting'}"
