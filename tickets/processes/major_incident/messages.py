"""Status messages to all or chosen regions. Once published never changed; a correction is a new one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets.models.audience import of_readable_tickets


def _words(**options):
    return models.ForeignKey("tickets.TextVersion", on_delete=models.PROTECT, related_name="+", **options)


def _person(**options):
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


class MiMessage(models.Model):
    """`number` counts the messages of one major incident. A draft has no `published_at`; a new draft replaces it.

    `regions` are the ids of those it is meant for, none for all. Words are text versions, so that what is hidden
    in them is hidden here.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    situation = _words()
    impact = _words(null=True)  # a correction has its one text in `situation`
    reserve_routine = _words(null=True)
    next_at = models.DateTimeField(null=True)
    regions = models.JSONField(default=list)
    author = _person()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approver = _person(null=True)
    published_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)  # a draft that another took the place of
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "number"], name="message_number_once"),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(published_at=None, dropped_at=None), name="message_one_draft"
            ),
        ]
        indexes = [models.Index(fields=["ticket", "-number"], name="message_of_major")]

    def __str__(self):
        return f"message {self.number} of {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        """A published message: for the support organisation, its author's, and the regions it is meant for.

        A draft also for those who have a duty: the leader reads what she publishes, wherever she works.
        """
        from tickets.models import MiDuty

        readable = of_readable_tickets(actor)
        if actor.is_system or "support" in actor.tiers:
            return readable
        meant = Q(regions=[])
        for pk in actor.organisation_ids:
            meant |= Q(regions__contains=pk)
        on_duty = MiDuty.objects.unscoped("whose duty it is").filter(person_id=actor.person_id, until=None)
        own = Q(organisation_id__in=actor.organisation_ids) | Q(ticket_id__in=on_duty.values("ticket_id"))
        return readable & (own | (Q(published_at__isnull=False) & meant))


class MiSuffix(models.Model):
    """What a region adds to a message for its own people; read by that region and the support organisation."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(MiMessage, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    text = _words()
    author = _person()
    at = models.DateTimeField()

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        indexes = [models.Index(fields=["message", "region"], name="suffix_of_message")]

    def __str__(self):
        return f"suffix of {self.message_id} for {self.region_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        readable = of_readable_tickets(actor)
        if actor.is_system or "support" in actor.tiers:
            return readable
        return readable & Q(region_id__in=actor.organisation_ids)
