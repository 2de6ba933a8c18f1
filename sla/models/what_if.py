"""What would have happened if a version had held already: worked out ticket by ticket, for one who may read them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Organisation
from sla.models.agreement import Agreement, AgreementVersion, Metric
from sla.models.calendar import CalendarVersion


class WhatIf(models.Model):
    """The tickets from `since` to `until`, judged as if the version had held all that time.

    `read_at` is the draft's `changed_at` it is about: a draft changed since then wants a new one. Only what `user` may
    read is looked at. A worker has it until `leased_until`; `last_ticket` is how far it has come, `failed`
    how many could not be judged. Times are UTC.
    """

    agreement_version = models.ForeignKey(
        AgreementVersion, on_delete=models.CASCADE, null=True, related_name="what_ifs"
    )
    calendar_version = models.ForeignKey(CalendarVersion, on_delete=models.CASCADE, null=True, related_name="what_ifs")
    read_at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10)
    since = models.DateTimeField()
    until = models.DateTimeField()
    total = models.PositiveIntegerField(null=True)
    looked_at = models.PositiveIntegerField(default=0)
    last_ticket = models.BigIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="what_if_of_one_version",
                condition=Q(agreement_version=None, calendar_version__isnull=False)
                | Q(agreement_version__isnull=False, calendar_version=None),
            ),
        ]
        indexes = [models.Index(fields=["leased_until"], condition=Q(finished_at=None), name="what_if_waiting")]

    def __str__(self) -> str:
        return f"{self.agreement_version_id or self.calendar_version_id} since {self.since}"


class WhatIfFlip(models.Model):
    """A promise that would have come out otherwise. `ticket` is an id; `why` is sentences in the run's language."""

    class Becomes(models.TextChoices):
        KEPT = "kept", "kept"
        MISSED = "missed", "missed"

    what_if = models.ForeignKey(WhatIf, on_delete=models.CASCADE, related_name="flips")
    ticket = models.BigIntegerField()
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    process = models.SlugField(max_length=60)
    metric = models.CharField(max_length=12, choices=Metric.choices)
    priority = models.PositiveSmallIntegerField(null=True)
    round = models.PositiveIntegerField()
    becomes = models.CharField(max_length=8, choices=Becomes.choices)
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    counts = models.BooleanField(default=True)
    why = models.JSONField(default=list)

    class Meta:
        ordering = ["-becomes", "-ticket", "metric", "round", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["what_if", "ticket", "agreement", "provider", "metric", "round"], name="what_if_flip_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket} {self.metric}: {self.becomes}"
