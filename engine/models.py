"""Engine rows: what every event is, and the keys that make a repeated request harmless."""

from django.conf import settings
from django.db import models

from regions.models import Organisation


def _unindexed(model):
    """Events are found by their subject: an index by who took the step would cost every step and serve nobody."""
    return models.ForeignKey(model, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)


class AbstractEvent(models.Model):
    """One thing that happened to a subject: append-only, without free text, chained by hash to the one before.

    `changed` maps a field to {"old", "new", "for"} or, for words, to {"text": digest, "for"}; `for` is the
    field's audience. `at` is UTC; for imported history it is the log's own time.
    """

    seq = models.PositiveIntegerField()
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    step = models.CharField(max_length=60)
    source = models.CharField(max_length=30, blank=True)
    target = models.CharField(max_length=30)
    at = models.DateTimeField()
    via = models.CharField(max_length=10)
    user = _unindexed(settings.AUTH_USER_MODEL)
    acting_person = _unindexed(settings.AUTH_USER_MODEL)
    organisation = _unindexed(Organisation)
    role = models.CharField(max_length=80, blank=True)
    role_label = models.CharField(max_length=120, blank=True)
    deputy_for = _unindexed(settings.AUTH_USER_MODEL)
    audience = models.CharField(max_length=8)
    changed = models.JSONField(default=dict)
    cause = models.CharField(max_length=80, blank=True)
    imported = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)

    class Meta:
        abstract = True
        ordering = ["seq"]

    def __str__(self):
        return f"{self.seq} {self.step}"


class OnceKey(models.Model):
    """A request that must not be carried out twice. Holds ids of what it brought about, never words.

    Rows older than `settings.ONCE_KEY_DAYS` are removed by `engine.tasks.forget_keys`.
    """

    owner = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    outcome = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="once_key_per_owner")]
        indexes = [models.Index(fields=["created_at"], name="once_key_age")]

    def __str__(self):
        return f"{self.owner}:{self.key[:8]}"
