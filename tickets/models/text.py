"""Words: every version of every text of a ticket. The only place where free text is kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes
from tickets.models.audience import audience_scope


class TextVersion(models.Model):
    """One version of one text. Its event names it by `digest` (salted).

    Hidden or removed, it holds a mark instead of its body, and no salt: `part` is the act that hid it, which keeps
    the words until it is decided; `redacted` says that they are gone for good.
    """

    # Found by `text_current`; nothing is looked up by who wrote it.
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+", db_index=False)
    event_seq = models.PositiveIntegerField()
    field = models.CharField(max_length=40)
    body = models.TextField()
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64)
    audience = models.CharField(max_length=8, choices=codes.Audience.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    redacted = models.BooleanField(default=False)
    part = models.ForeignKey("tickets.HiddenPart", on_delete=models.PROTECT, related_name="+", null=True)

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        indexes = [models.Index(fields=["ticket", "field", "-event_seq"], name="text_current")]

    def __str__(self):
        return f"{self.field} {self.event_seq}"

    @property
    def is_hidden(self) -> bool:
        """Taken out of sight, not yet decided."""
        return self.part_id is not None and not self.redacted

    @property
    def part_key(self) -> str:
        """What it is called where a part of a ticket is named."""
        return f"text-{self.pk}"

    @classmethod
    def scope(cls, actor) -> Q:
        return audience_scope(actor)
