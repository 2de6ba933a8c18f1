"""What only a major incident needs: one row a ticket. Its words are text versions, as everywhere."""

from django.conf import settings
from django.db import models

from tickets.processes.major_incident import codes


def _person():
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)


def _ticket():
    return models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", null=True)


class MajorIncidentDetail(models.Model):
    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, primary_key=True, related_name="+")
    hosting_fault = models.BooleanField(default=False)  # the vendor's own operation has failed
    decide_by = models.DateTimeField(null=True)  # a candidate waits for its decision until then
    declared_at = models.DateTimeField(null=True)
    known_at = models.DateTimeField(null=True)  # when the support organisation came to know of it
    bridge = models.CharField(max_length=200, blank=True)
    confidence = models.CharField(max_length=6, blank=True, choices=codes.Confidence.choices)
    change = _ticket()
    restored_at = models.DateTimeField(null=True)  # as the team says; void after a step back
    watch_hours = models.PositiveSmallIntegerField()
    # Status messages
    first_message_at = models.DateTimeField(null=True)
    last_message_at = models.DateTimeField(null=True)
    message_due_at = models.DateTimeField(null=True)  # the next one is late from then on; none while nothing is owed
    messages_missed = models.PositiveSmallIntegerField(default=0)
    # The review
    review_owner = _person()
    meeting_at = models.DateTimeField(null=True)
    invitees = models.JSONField(default=list)  # ids of persons
    problem = _ticket()
    no_actions = models.BooleanField(default=False)  # said with a reason
    signed_by = _person()  # the first of the two
    signed_as = models.CharField(max_length=8, blank=True, choices=codes.SignedAs.choices)
    signed_at = models.DateTimeField(null=True)
    signed_seq = models.PositiveIntegerField(default=0)  # the event with the words that were signed

    def __str__(self):
        return f"detail of {self.ticket_id}"
