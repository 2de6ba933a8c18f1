"""What the frame itself keeps: the accessibility statement in its versions, and what readers wrote about it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Compliance(models.TextChoices):
    """The three words the law knows (Digg's guidance to MDFFS 2019:2)."""

    FULL = "full", _("fully compliant")
    PARTIAL = "partial", _("partially compliant")
    NOT = "not", _("not compliant")


class AccessibilityStatement(models.Model):
    """One published version of the accessibility statement. A change is a new version; none is altered or removed."""

    version = models.PositiveIntegerField(unique=True)
    provider = models.CharField(_("Name of the public actor"), max_length=200)
    service_name = models.CharField(_("Name of the service"), max_length=200)
    compliance = models.CharField(_("How the service meets the law"), max_length=10, choices=Compliance.choices)
    shortcomings = models.TextField(_("What is not accessible, and why"), blank=True)
    burden = models.TextField(_("Content excepted as an unreasonable burden (section 12), with reasons"), blank=True)
    outside_law = models.TextField(_("Content that the law does not cover (section 9)"), blank=True)
    method = models.TextField(_("How the service was assessed"))
    assessed_on = models.DateField(_("Day of the assessment"))
    contact = models.TextField(_("Other ways to reach us"), blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-version"]

    def __str__(self):
        return f"{self.service_name}, version {self.version}"


class FeedbackKind(models.TextChoices):
    ACCESSIBILITY = "accessibility", _("Something is hard or impossible to use")
    OTHER = "other", pgettext_lazy("feedback", "Something else about the service")


class Feedback(models.Model):
    """What a reader told us about the service, and when somebody answered."""

    kind = models.CharField(_("What is it about?"), max_length=20, choices=FeedbackKind.choices)
    message = models.TextField(_("What happened, and where?"), max_length=4000)
    reply_to = models.EmailField(_("E-mail for the answer"), blank=True)
    page = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["-sent_at", "-id"], name="feedback_newest")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.sent_at:%Y-%m-%d}"


class ReadOnlyChange(models.Model):
    """Somebody has turned read-only mode on or off. The newest row counts; none is altered or removed (a trigger).

    `by` is None where it was done by a command on the server; `by_name` says who gave it.
    """

    is_on = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    expected_end = models.DateTimeField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=160)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_on=False) | (~models.Q(reason="") & models.Q(expected_end__isnull=False)),
                name="read_only_says_why_and_until",
            )
        ]

    def __str__(self):
        return f"{'on' if self.is_on else 'off'} {self.at:%Y-%m-%d %H:%M}"
