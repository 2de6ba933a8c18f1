"""What only a known error needs: one row a ticket."""

from django.conf import settings
from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    NONE = "none", _("No impact on templates")
    AFFECTS = "affects", _("Affects templates")
    UNCLEAR = "unclear", _("Needs to be looked into")


class KnownErrorDetail(models.Model):
    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, primary_key=True, related_name="+")
    problem = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    affected_versions = models.CharField(max_length=120, blank=True)
    review_at = models.DateField(null=True)
    review_verdict = models.CharField(max_length=8, blank=True, choices=Verdict.choices)
    fix = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)
    fix_reference = models.CharField(max_length=60, blank=True)
    published_at = models.DateTimeField(null=True)
    used = models.PositiveIntegerField(default=0)  # incidents resolved with its workaround

    class Meta:
        indexes = [models.Index(fields=["problem"], name="known_error_of_problem")]

    def __str__(self):
        return f"detail of {self.ticket_id}"
