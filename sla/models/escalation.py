"""Who is told when time runs out or somebody waits: a rule a row, each with a first day, so the past keeps its rule."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regions.models import Collaboration
from regions.models.labelled import Labelled
from sla.models.calendar import Calendar


class Trigger(models.TextChoices):
    """What makes a rule speak."""

    CLOCK = "clock", _("A part of an agreed time has passed")
    HANDOFF_UNANSWERED = "handoff_unanswered", _("A hand-over has not been answered")
    HOLD_EXPIRED = "hold_expired", _("The time to wait is over")
    SILENT = "silent", _("Nothing has happened in the case")
    APPROVAL_MISSING = "approval_missing", _("An answer that was asked for has not come")
    BREACH_UNEXPLAINED = "breach_unexplained", _("An exceeded time has no reason and owner")
    MAJOR_UNDECIDED = "major_undecided", _("A proposed major incident has not been decided on")
    MAJOR_UNTOLD = "major_untold", _("The first status message has not come")
    MAJOR_SILENT = "major_silent", _("The next status message has not come")
    MAJOR_WATCHED = "major_watched", _("The next status message has not come while the service is watched")
    MAJOR_CROWDED = "major_crowded", _("One person still has several duties in a major incident")
    MAJOR_LEADERLESS = "major_leaderless", _("A major incident has no leader")
    MAJOR_UNDRAFTED = "major_undrafted", _("The review after a major incident has not begun")
    MAJOR_UNREVIEWED = "major_unreviewed", _("The review after a major incident has not been held and signed")


PERCENTS = (50, 75, 90, 100, 120)
MOST_LEVELS = 3


class RoleGroup(Labelled):
    """Roles under one name, of which those count that people at a place wear: "process_role" at the holder."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    roles = models.JSONField()

    class Meta:
        ordering = ["slug"]
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="role_group_once")]


class EscalationRule(models.Model):
    """From `valid_from` on (a local day): whom `trigger` tells. A rule for a process or priority beats a common one.

    `percent` is of a clock's amount, of `metrics` where not of all; for the other triggers `level` counts the reminders
    of one thing, each `after_minutes` of the calendar's time after it began. Functional goes to who can do something,
    hierarchical up the line. Of `targets` everybody is told; one without a holder goes to the next row, then down
    `falls_to`. A row reads "role or group, role at place"; the roles of the place's own level count. Mails wait for the
    recipient's office hours from the priority `quiet_from` on. A mandatory one cannot be turned off.
    """

    class Kind(models.TextChoices):
        FUNCTIONAL = "functional", _("functional")
        HIERARCHICAL = "hierarchical", _("hierarchical")

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    trigger = models.CharField(max_length=20, choices=Trigger.choices)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    metrics = models.JSONField(default=list, blank=True)
    level = models.PositiveSmallIntegerField(default=1)
    after_minutes = models.PositiveIntegerField(null=True, blank=True)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    process = models.SlugField(max_length=60, blank=True)
    priority = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    targets = models.JSONField()
    falls_to = models.JSONField(default=list, blank=True)
    quiet_from = models.PositiveSmallIntegerField(null=True, blank=True)
    mandatory = models.BooleanField(default=False)

    class Meta:
        ordering = ["trigger", "percent", "level", "process", "priority", "slug", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "slug", "valid_from"], name="escalation_rule_once"),
            models.CheckConstraint(
                name="escalation_rule_has_its_moment",
                condition=Q(trigger="clock", percent__in=PERCENTS, after_minutes=None, calendar=None)
                | Q(trigger="hold_expired", percent=None, after_minutes=None, calendar=None)
                | ~Q(trigger__in=["clock", "hold_expired"])
                & Q(percent=None, after_minutes__gt=0, calendar__isnull=False),
            ),
            models.CheckConstraint(
                name="escalation_rule_priority_known", condition=Q(priority=None) | Q(priority__range=(1, 4))
            ),
            models.CheckConstraint(
                name="escalation_rule_quiet_known", condition=Q(quiet_from=None) | Q(quiet_from__range=(1, 4))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} from {self.valid_from}"

    @property
    def stage(self) -> int:
        """Which one in the row of the trigger's steps: the percent of a clock, else the level."""
        return self.percent or self.level
