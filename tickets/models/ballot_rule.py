"""Who votes on what, and what the votes must come to: versioned data of the collaboration."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from regions.models import Collaboration
from regions.models.labelled import Labelled
from tickets.balloting import codes


class BallotRule(Labelled):
    """One version of a rule, in force from `valid_from` (a local day) until a later one is. Never changed (trigger).

    `seats` are lines such as "change-manager: role-a else role-b at affected" (tickets.balloting.seats). `quorum` is
    how many must have voted: a number, "half", "two_thirds" or "all". `need` is how many must be for it, as a part of
    `base`. A no for a reason of `veto` is the end of it. `persons` and `organisations` are how many different ones
    must be among those for it. `min_working_days` is the shortest time that may be set;
    `forum` is where it is voted on and decided.
    """

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    forum = models.SlugField(max_length=100, blank=True)
    seats = models.JSONField()
    quorum = models.CharField(max_length=12, default="all")
    need = models.CharField(max_length=12, choices=codes.Need.choices)
    base = models.CharField(max_length=12, choices=codes.Base.choices, default=codes.Base.SEATS)
    veto = models.JSONField(default=list, blank=True)
    silence = models.CharField(max_length=16, choices=codes.Silence.choices, default=codes.Silence.NOT_COUNTED)
    tie = models.CharField(max_length=8, choices=codes.Tie.choices, default=codes.Tie.FALLS)
    closes = models.CharField(max_length=14, choices=codes.Closes.choices, default=codes.Closes.WHEN_MET)
    persons = models.PositiveSmallIntegerField(default=1)
    organisations = models.PositiveSmallIntegerField(default=1)
    min_working_days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["slug", "version"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "slug", "version"], name="ballot_rule_version_once"),
            models.UniqueConstraint(fields=["collaboration", "slug", "valid_from"], name="ballot_rule_day_once"),
            models.CheckConstraint(
                name="ballot_rule_words_known",
                condition=Q(
                    need__in=codes.Need.values,
                    base__in=codes.Base.values,
                    silence__in=codes.Silence.values,
                    tie__in=codes.Tie.values,
                    closes__in=codes.Closes.values,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"
