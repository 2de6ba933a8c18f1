"""A ticket and its audit row: narrower than the program's, with fewer indexes. A floor that is hard to come near."""

from django.db import models
from django.db.models import Q


class FloorTicket(models.Model):
    number = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=160)
    body = models.TextField()
    state = models.CharField(max_length=20)
    priority = models.PositiveSmallIntegerField(null=True)
    region = models.PositiveIntegerField()
    holder = models.PositiveIntegerField()
    service = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["region", "-updated_at", "-id"], condition=Q(closed_at=None), name="floor_open"),
            models.Index(fields=["-updated_at", "-id"], name="floor_recent"),
        ]

    def __str__(self):
        return self.number


class FloorAudit(models.Model):
    ticket = models.ForeignKey(FloorTicket, on_delete=models.CASCADE)
    step = models.CharField(max_length=40)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="floor_audit_at")]

    def __str__(self):
        return self.step
