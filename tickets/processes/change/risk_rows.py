"""The questions on risk in their versions: data of the collaboration, in force from a day and never changed."""

from django.db import models

from regions.models import Collaboration


class RiskQuestions(models.Model):
    """One version, in force from `valid_from` (a local day) until a later one is. Never changed (trigger).

    `questions` are lines such as "field: på svenska | in English", and `answers` such as "field.key 2: … | …" with
    their points (tickets.processes.change.risk). The sum gives the level: medium and high from these on.
    """

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    questions = models.JSONField()
    answers = models.JSONField()
    medium_from = models.PositiveSmallIntegerField()
    high_from = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["slug", "version"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "slug", "version"], name="risk_questions_version_once"),
            models.UniqueConstraint(fields=["collaboration", "slug", "valid_from"], name="risk_questions_day_once"),
            models.CheckConstraint(
                condition=models.Q(high_from__gt=models.F("medium_from")), name="risk_questions_high_above_medium"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"
