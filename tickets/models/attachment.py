"""Files on a ticket: stored under their hash, served only through the reader's scope."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes
from tickets.models.audience import audience_scope


def stored_name(attachment, filename: str) -> str:
    return f"{attachment.sha256[:2]}/{attachment.sha256}"


class Attachment(models.Model):
    """`readable`: its text was searched for personal numbers. An image carries the writer's tick instead.

    Its event names it by a digest of `sha256` with `salt`. Hidden or removed it has a mark for a name, and no file,
    sum or salt: `part` is the act that hid it, `redacted` says that it is gone for good.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    event_seq = models.PositiveIntegerField()
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    salt = models.CharField(max_length=32, blank=True)
    file = models.FileField(upload_to=stored_name, max_length=160, blank=True)
    readable = models.BooleanField(default=False)
    image_checked = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    audience = models.CharField(max_length=8, choices=codes.Audience.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    redacted = models.BooleanField(default=False)
    part = models.ForeignKey("tickets.HiddenPart", on_delete=models.PROTECT, related_name="+", null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        indexes = [models.Index(fields=["ticket", "-at"], name="attachment_of_ticket")]

    def __str__(self):
        return self.name

    @property
    def is_hidden(self) -> bool:
        """Taken out of sight, not yet decided."""
        return self.part_id is not None and not self.redacted

    @property
    def part_key(self) -> str:
        """What it is called where a part of a ticket is named."""
        return f"file-{self.pk}"

    @classmethod
    def scope(cls, actor) -> Q:
        """By audience; the vendor sees a picture or unreadable file once a specialist has looked at it (law.md 3.2)."""
        if actor.is_customer_side:
            return audience_scope(actor)
        looked_at = Q(readable=True) | Q(confirmed_by__isnull=False) | Q(organisation_id__in=actor.organisation_ids)
        return audience_scope(actor) & looked_at
