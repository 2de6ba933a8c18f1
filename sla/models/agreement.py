"""What has been promised: agreements, and what each version of one says about time.

A published version, its targets and its pauses are kept by triggers (migration 0003).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regions.kinds import OrganisationKind
from regions.models import Collaboration, Organisation, Phase
from regions.models.labelled import Dated, Labelled, ends_after_start
from sla.models.calendar import Calendar
from sla.models.version import Version, published_whole

EXAMPLE_VALUES = _("Example values – replaced by those of the agreement")


class Agreement(Labelled):
    """A promise of `provider` to `customer`; each is one organisation, or every organisation of a kind.

    It counts for a region from the day of its AgreementRegion, else from its first day in `counts_from_phase`, else
    from the version's first day. Before that, time is measured and not counted.
    """

    class Kind(models.TextChoices):
        SLA = "sla", _("Service level agreement")
        OLA = "ola", _("Operational level agreement")
        UC = "uc", _("Underpinning contract")
        EXTERNAL = "external", _("No agreement: time of its own")

    collaboration = models.ForeignKey(Collaboration, on_delete=models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    provider = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    provider_kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    customer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    customer_kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    counts_from_phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["slug"]
        constraints = [models.UniqueConstraint(fields=["collaboration", "slug"], name="agreement_slug_once")]


class AgreementRegion(Dated):
    """The days on which an agreement counts for a region, where they are its own: such as from Acceptanstest 1."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="regions")
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "region"], name="agreement_region_once"),
            ends_after_start("agreement_region_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} for {self.region_id}"


class AgreementRegionChange(models.Model):
    """Who set the days on which an agreement counts for a region, and what stood before. Append-only (a trigger)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_role = models.CharField(max_length=160)
    had_from = models.DateField(null=True)
    had_to = models.DateField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.agreement_id} for {self.region_id} at {self.at}"


class PriorityChange(models.TextChoices):
    """From when a target counts after the priority was changed."""

    FROM_START = "from_start", _("from the original start")
    FROM_CHANGE = "from_change", _("from the change")


class AgreementVersion(Version):
    """What an agreement says from a day on.

    Holds pause from the priority `pauses_from` on (P1 never), at most `most_pauses` times and for at most
    `longest_pause_minutes` of the working time of `pause_calendar` each; empty: without limit.
    """

    OWNER = "agreement"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    is_example = models.BooleanField(default=False)
    only_while_held = models.BooleanField(default=False)  # time counts for the holder: only while it is the provider
    on_priority_change = models.CharField(
        max_length=12, choices=PriorityChange.choices, default=PriorityChange.FROM_START
    )
    pauses_from = models.PositiveSmallIntegerField(default=2)
    most_pauses = models.PositiveSmallIntegerField(null=True, blank=True)
    longest_pause_minutes = models.PositiveIntegerField(null=True, blank=True)
    pause_calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    class Meta(Version.Meta):
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_number_once"),
            published_whole("agreement_version_published_whole"),
            models.CheckConstraint(name="agreement_version_p1_runs", condition=Q(pauses_from__range=(2, 4))),
            models.CheckConstraint(
                name="agreement_version_pause_limit_whole",
                condition=Q(longest_pause_minutes=None, pause_calendar=None)
                | Q(longest_pause_minutes__gt=0, pause_calendar__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.number or self.state} from {self.valid_from}"


class Metric(models.TextChoices):
    """What is measured of a case."""

    ACKNOWLEDGE = "acknowledge", _("Reception")
    RESPOND = "respond", _("First answer")
    UPDATE = "update", _("Interval of updates")
    RESOLVE = "resolve", _("Solution")
    DECIDE = "decide", _("Decision")
    QUOTE = "quote", _("Quote")


class Target(models.Model):
    """How much working time of a calendar one metric may take. Of no priority: of any. No minutes: no promise."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="targets")
    process = models.SlugField(max_length=60)
    metric = models.CharField(max_length=12, choices=Metric.choices)
    priority = models.PositiveSmallIntegerField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["process", "metric", "priority"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "process", "metric", "priority"], nulls_distinct=False, name="target_once"
            ),
            models.CheckConstraint(
                name="target_takes_time",
                condition=Q(minutes=None, calendar=None) | Q(minutes__gt=0, calendar__isnull=False),
            ),
            models.CheckConstraint(
                name="target_priority_known", condition=Q(priority=None) | Q(priority__range=(1, 4))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.process} P{self.priority} {self.metric}"


class Waiting(models.TextChoices):
    """Why a case may stand still: the holds that people set, and that the vendor has it, which follows from that."""

    AWAIT_REPORTER = "await_reporter", _("Waiting for the reporter or the region")
    VENDOR_HOLDS = "vendor_holds", _("Lies with the vendor")
    AWAIT_CUSTOMER = "await_customer", _("Waiting for the customer")
    AWAIT_REGION_CONFIRM = "await_region_confirm", _("Waiting for the region's confirmation")
    AWAIT_CHANGE_WINDOW = "await_change_window", _("Waiting for a service window or release")
    AWAIT_THIRD_PARTY = "await_third_party", _("Waiting for a third party")
    AWAIT_DECISION = "await_decision", _("Waiting for a forum's decision")


class PauseRule(models.TextChoices):
    """What a clock does meanwhile."""

    PAUSES = "pauses", _("pauses")
    RUNS = "runs", _("runs")
    RUNS_FOR_ALL = "runs_for_all", _("runs, whoever holds the case")
    WITH_WORKAROUND = "with_workaround", _("pauses once a workaround is accepted")
    CUSTOMERS_WINDOW = "customers_window", _("pauses where the customer set the window")


class Pause(models.Model):
    """What a clock of the version does while the case waits for one reason."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="pauses")
    hold = models.CharField(max_length=24, choices=Waiting.choices)
    rule = models.CharField(max_length=20, choices=PauseRule.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "hold"], name="pause_once")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.hold} {self.rule}"
