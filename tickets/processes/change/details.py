"""What only a change needs: one row a ticket, what was assessed, and what each region says for itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets
from tickets.processes.change import codes


def _person():
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)


def _ticket():
    return models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)


class ChangeDetail(models.Model):
    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, primary_key=True, related_name="+")
    change_type = models.CharField(max_length=12, blank=True, choices=codes.ChangeType.choices)
    initiator = _person()
    owner = _person()
    template = _ticket()  # of a standard change: the approved template, in the version it was approved in
    template_version = models.PositiveIntegerField(null=True)
    problem = _ticket()
    ground = models.CharField(max_length=8, blank=True, choices=codes.Ground.choices)  # of an emergency
    requested_at = models.DateTimeField(null=True)  # as an emergency

    touches_data = models.CharField(max_length=7, blank=True, choices=codes.Touches.choices)
    touches_secrecy = models.CharField(max_length=7, blank=True, choices=codes.Touches.choices)
    touches_shared = models.CharField(max_length=7, blank=True, choices=codes.Touches.choices)
    contract_effect = models.CharField(max_length=7, blank=True, choices=codes.Touches.choices)
    cost_estimate = models.PositiveIntegerField(null=True)
    vendor_works = models.BooleanField(default=False)  # the vendor carries it out, and consents to that
    needs_go = models.BooleanField(default=False)  # each region gives its go before the start

    risk_answers = models.JSONField(default=dict)
    risk_version = models.PositiveSmallIntegerField(null=True)
    risk_computed = models.CharField(max_length=6, blank=True, choices=codes.RiskLevel.choices)
    risk_level = models.CharField(max_length=6, blank=True, choices=codes.RiskLevel.choices)
    risk_decision = models.CharField(max_length=140, blank=True)  # that lowered the level below the computed one
    back_out_max_minutes = models.PositiveIntegerField(null=True)

    wanted_start = models.DateTimeField(null=True)
    wanted_end = models.DateTimeField(null=True)
    authorised_at = models.DateTimeField(null=True)
    authorised_start = models.DateTimeField(null=True)
    authorised_end = models.DateTimeField(null=True)
    decision = models.CharField(max_length=140, blank=True)  # number of the last decision of a forum about it
    planned_start = models.DateTimeField(null=True)
    planned_end = models.DateTimeField(null=True)
    freeze_overridden_at = models.DateTimeField(null=True)
    implementing_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)

    phone_person = _person()  # who said yes by telephone, and confirms it afterwards
    phone_recorder = _person()
    phone_at = models.DateTimeField(null=True)
    phone_confirmed_at = models.DateTimeField(null=True)

    actual_start = models.DateTimeField(null=True)
    actual_end = models.DateTimeField(null=True)
    back_out_done_at = models.DateTimeField(null=True)
    validated_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True, choices=codes.Outcome.choices)
    retro_verdict = models.CharField(max_length=9, blank=True, choices=codes.RetroVerdict.choices)

    class Meta:
        indexes = [
            models.Index(
                fields=["planned_start", "planned_end"],
                condition=Q(planned_start__isnull=False),
                name="change_by_planned_time",
            )
        ]

    def __str__(self):
        return f"detail of {self.ticket_id}"


class Assessment(models.Model):
    """What one organisation found of one kind. A later one of the same ends the earlier; the words are a text."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=codes.AssessmentKind.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=codes.Verdict.choices)
    at = models.DateTimeField()
    event_seq = models.PositiveIntegerField()
    ended_at = models.DateTimeField(null=True)  # replaced, or the change was sent back and is assessed anew

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "kind", "organisation"], condition=Q(ended_at=None), name="assessment_in_force_once"
            )
        ]

    def __str__(self):
        return f"{self.kind} of {self.ticket_id}: {self.verdict}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)


class RegionAnswer(models.Model):
    """What a region says of a change for itself: its window, its go, its verification. One of each in force."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=codes.AnswerKind.choices)
    verdict = models.CharField(max_length=10)
    at = models.DateTimeField()
    event_seq = models.PositiveIntegerField()
    ended_at = models.DateTimeField(null=True)  # replaced, or said of a time that no longer holds

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "region", "kind"], condition=Q(ended_at=None), name="region_answer_in_force_once"
            )
        ]

    def __str__(self):
        return f"{self.region_id} on {self.ticket_id}: {self.kind} {self.verdict}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)


class AskedAssessor(models.Model):
    """Somebody who was named to assess a change."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="assessor_asked_once")]

    def __str__(self):
        return f"{self.person_id} assesses {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)


class OwnInfrastructure(models.Model):
    """A region whose own infrastructure a change touches: it assesses that, and says yes to the time."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [models.UniqueConstraint(fields=["ticket", "region"], name="own_infrastructure_once")]

    def __str__(self):
        return f"{self.region_id} on {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)
