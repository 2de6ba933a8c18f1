"""What experts say, and how the templates of the register stand."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.processes.service_request.catalogue.models import ExpertField
from tickets.processes.service_request.codes import Expert


class TemplateKind(TextChoices):
    MEDICATION = "medication", _("Medication template")
    RECORD = "record", _("Health record template")


class TemplateState(TextChoices):
    DECIDED = "decided", pgettext_lazy("template", "Decided, being made")
    IN_USE = "in_use", pgettext_lazy("template", "In use")
    RETIRED = "retired", pgettext_lazy("template", "Retired")
    DROPPED = "dropped", pgettext_lazy("template", "Decided, never made")


class Opinion(TextChoices):
    """What a region's expert says of an order."""

    ENDORSE = "endorse", _("Endorse")
    CHANGED = "endorse_changed", _("Endorse with changes")
    AGAINST = "against", pgettext_lazy("opinion", "Advise against")


class Reuse(TextChoices):
    """Whether a template that exists will do."""

    YES = "yes", _("Yes, one that exists is used")
    NO = "no", _("No, a template is made or changed")
    NOT_RELEVANT = "not_relevant", _("It is not about a template")


# The field of experts that an item's orders usually need, and the kind of template that a field decides on.
FIELD_OF_ITEM = {
    ExpertField.MEDICATION: Expert.MEDICATION,
    ExpertField.RECORD: Expert.INFORMATICS,
    ExpertField.ARCHITECTURE: Expert.ARCHITECTURE,
}
KIND_OF_FIELD = {Expert.MEDICATION: TemplateKind.MEDICATION, Expert.INFORMATICS: TemplateKind.RECORD}


def rule_of(field: str) -> str:
    """The slug of the rule (collaboration's data) that says which forum decides in this field, and who sits there."""
    return f"expert-{field.replace('_', '-')}"
