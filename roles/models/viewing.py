"""Looking at the program as another person: each time, and each page that was shown. A trigger keeps the rows."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Viewing(models.Model):
    """`viewer` looks as `person` from `started_at` until `ends_at` (UTC) at the latest.

    `organisations` are those where the person works or wears a hat that day: they read the row.
    """

    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    viewer_role = models.CharField(max_length=240)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisations = ArrayField(models.BigIntegerField())
    reason = models.CharField(max_length=200)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["person", "-started_at"], name="viewing_of_person")]

    def __str__(self):
        return f"{self.viewer_id} as {self.person_id}"


class ViewedPage(models.Model):
    """One page that was asked for under a viewing, with the numbers of the cases that it showed."""

    class What(models.TextChoices):
        SHOWN = "shown", _("Shown")
        REFUSED = "refused", _("Refused: nothing may be changed")
        ENDED = "ended", pgettext_lazy("viewing", "Ended")

    viewing = models.ForeignKey(Viewing, on_delete=models.PROTECT, related_name="pages")
    what = models.CharField(max_length=8, choices=What.choices)
    at = models.DateTimeField()
    address = models.CharField(max_length=300)
    status = models.PositiveSmallIntegerField()
    cases = ArrayField(models.CharField(max_length=24), default=list)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.what} {self.address}"
