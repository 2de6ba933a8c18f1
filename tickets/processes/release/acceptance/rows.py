"""The rows of the acceptance test. Their words are text versions; what somebody has reported is never rewritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets
from tickets.processes.release.acceptance import codes


def _ticket(**more):
    return models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", **more)


def _words(**more):
    return models.ForeignKey("tickets.TextVersion", on_delete=models.PROTECT, related_name="+", **more)


def _person(**more):
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **more)


class AcceptanceCase(models.Model):
    """What is to be tried: from a numbered scope on, until it is withdrawn.

    One that was copied keeps the words of the release that it comes from.
    """

    ticket = _ticket()
    number = models.PositiveSmallIntegerField()
    event_seq = models.PositiveIntegerField()
    from_scope = models.PositiveSmallIntegerField()
    name = _words()
    doing = _words()
    expected = _words()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["ticket", "number"], name="acceptance_case_numbered_once")]

    def __str__(self):
        return f"test case {self.number} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)


class AcceptanceResult(models.Model):
    """How a case went in a region. Of several the latest holds, and only for the build that it was run on."""

    ticket = _ticket()
    case = models.ForeignKey(AcceptanceCase, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=codes.CaseOutcome.choices)
    comment = _words(null=True)
    scope_number = models.PositiveSmallIntegerField()
    build_id = models.CharField(max_length=80)
    person = _person(null=True)
    at = models.DateTimeField()
    event_seq = models.PositiveIntegerField()

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        ordering = ["event_seq"]
        constraints = [models.UniqueConstraint(fields=["ticket", "event_seq"], name="acceptance_result_once")]

    def __str__(self):
        return f"{self.region_id} on case {self.case_id}: {self.outcome}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)


class AcceptanceDefect(models.Model):
    """Something that is wrong with what was delivered. Open until it is mended, or waived by somebody who owns that."""

    ticket = _ticket()
    number = models.PositiveSmallIntegerField()
    event_seq = models.PositiveIntegerField()
    title = _words()
    description = _words(null=True)
    reference = _words(null=True)  # of the vendor
    severity = models.CharField(max_length=8, choices=codes.Severity.choices)
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)  # that found it
    only_region = models.BooleanField(default=False)  # it lies in that region's own surroundings
    case = models.ForeignKey(AcceptanceCase, on_delete=models.PROTECT, related_name="+", null=True)
    linked = _ticket(null=True)  # the incident or problem that it is worked on in
    scope_number = models.PositiveSmallIntegerField()
    build_id = models.CharField(max_length=80)
    person = _person(null=True)
    at = models.DateTimeField()
    mended_at = models.DateTimeField(null=True)
    mended_by = _person(null=True)
    mended_build = models.CharField(max_length=80, blank=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="acceptance_defect_numbered_once"),
            models.CheckConstraint(
                condition=Q(only_region=False) | Q(region__isnull=False), name="acceptance_defect_of_its_region"
            ),
        ]

    def __str__(self):
        return f"defect {self.number} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)


class DefectWaiver(models.Model):
    """Somebody owns that a defect is lived with, until a day. The defect is open again when it ends."""

    ticket = _ticket()
    defect = models.ForeignKey(AcceptanceDefect, on_delete=models.PROTECT, related_name="+")
    owner = _person()
    reason = _words()
    until = models.DateField()  # the last day
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    granted_by = _person(null=True)
    at = models.DateTimeField()
    event_seq = models.PositiveIntegerField()
    ended_at = models.DateTimeField(null=True)  # before its day

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        ordering = ["event_seq"]
        constraints = [
            models.UniqueConstraint(fields=["defect"], condition=Q(ended_at=None), name="defect_waived_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("at")), name="defect_waiver_ends_after_it_began"
            ),
        ]

    def __str__(self):
        return f"waiver of {self.defect_id} until {self.until}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)
