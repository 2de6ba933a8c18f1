"""When something must be reported, and how soon, by law: versioned data of the collaboration."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from regions.models import Collaboration
from regions.models.labelled import Labelled
from tickets.processes.regulatory.codes import DeviceEvent, Regime, RuleKind, Stage, Unit


class ReportRule(Labelled):
    """One version of a rule, in force from `valid_from` (a local day) until a later one is. Never changed (trigger).

    Of a `time` or a `reminder`, `stage` is the report and `value` its time in `unit`; `warn_at` are the shares of it,
    in per cent, at which its people are warned. A `threshold` says in words what is to be reported, its {value} among
    them. `verified_at` is the day on which somebody read the source itself.
    """

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    law = models.CharField(max_length=12, choices=Regime.choices)
    kind = models.CharField(max_length=10, choices=RuleKind.choices)
    stage = models.CharField(max_length=12, choices=Stage.choices, blank=True)
    event = models.CharField(max_length=16, choices=DeviceEvent.choices, blank=True)
    value = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=8, choices=Unit.choices, blank=True)
    warn_at = models.CharField(max_length=40, blank=True)
    legal_reference = models.CharField(max_length=200)
    verified_at = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["slug", "version"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "slug", "version"], name="report_rule_version_once"),
            models.UniqueConstraint(fields=["collaboration", "slug", "valid_from"], name="report_rule_day_once"),
            models.CheckConstraint(
                name="report_rule_words_known",
                condition=Q(law__in=Regime.values, kind__in=RuleKind.values, unit__in=["", *Unit.values]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"
