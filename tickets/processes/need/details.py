"""What only a need has: one row a ticket, and what each region says of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets
from tickets.processes.need import codes


def _score():
    return models.PositiveSmallIntegerField(null=True, choices=codes.Score.choices)


class NeedDetail(models.Model):
    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, primary_key=True, related_name="+")
    # When it first came so far.
    prepared_at = models.DateTimeField(null=True)
    joint_at = models.DateTimeField(null=True)
    prioritised_at = models.DateTimeField(null=True)
    converted_at = models.DateTimeField(null=True)
    followup_at = models.DateTimeField(null=True)
    business_area = models.CharField(max_length=120, blank=True)
    score_patients, score_staff, score_citizens = _score(), _score(), _score()
    score_equal, score_joint = _score(), _score()
    joint_priority = models.CharField(max_length=6, blank=True, choices=codes.Rank.choices)
    decision = models.CharField(max_length=60, blank=True)  # of the forum that prioritised or declined it
    declined = models.CharField(max_length=12, blank=True, choices=codes.Declined.choices)
    review_at = models.DateField(null=True)  # a parked need is taken up again on this day
    effect_due_at = models.DateTimeField(null=True)  # when the regions are asked what came of it
    effect_asked_at = models.DateTimeField(null=True)
    benefit_met = models.CharField(max_length=6, blank=True, choices=codes.BenefitMet.choices)

    class Meta:
        indexes = [
            models.Index(fields=["ticket"], condition=Q(effect_asked_at__isnull=False), name="need_effect_asked")
        ]

    def __str__(self) -> str:
        return f"detail of {self.ticket_id}"


class NeedVoice(models.Model):
    """What a region says of a need: how important it is there, and at last what came of it. One row a region."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    rank = models.CharField(max_length=6, choices=codes.Rank.choices)
    since = models.DateTimeField()
    event_seq = models.PositiveIntegerField()  # the event in which the region said so: its reason stands there
    benefit_met = models.CharField(max_length=6, blank=True, choices=codes.BenefitMet.choices)
    effect_at = models.DateTimeField(null=True)
    effect_seq = models.PositiveIntegerField(default=0)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "region"], name="need_voice_once"),
            models.CheckConstraint(
                condition=Q(effect_at=None, benefit_met="") | (Q(effect_at__isnull=False) & ~Q(benefit_met="")),
                name="need_effect_whole",
            ),
        ]
        indexes = [models.Index(fields=["region", "ticket"], name="need_voice_of_region")]

    def __str__(self) -> str:
        return f"{self.region_id} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor)
