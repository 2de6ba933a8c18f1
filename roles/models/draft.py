"""What a person has written in a form and not sent yet: hers alone, until it is sent."""

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """The fields of one form as one person left them. Read and written by `roles.drafts` only."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=300, help_text="The address that the form is sent to.")
    fields = models.JSONField(help_text="Name and value of each field, in the order of the form.")
    is_cut = models.BooleanField(default=False, help_text="A text with a personal number in it was left out.")
    saved_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True, help_text="Thrown away by its writer, who may take it back.")

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "form"], name="draft_one_a_form")]
        indexes = [models.Index(fields=["saved_at"], name="draft_oldest")]

    def __str__(self):
        return f"draft of {self.person_id}"

    @property
    def address(self) -> str:
        """Of the form; a draft that was thrown away lies aside, at `address#pk`, so that a new one has its place."""
        return self.form.partition("#")[0]
