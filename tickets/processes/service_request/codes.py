"""Code lists of orders. Who carries one out is `catalogue.models.Fulfiller`."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Reject(TextChoices):
    """Why an order is turned down."""

    NO_NEED = "ej_behov", _("The need is not shown")
    OUTSIDE_CONTRACT = "utanfor_avtal", pgettext_lazy("order turned down", "Outside the contract")
    COST = "kostnad", _("The cost is not accepted")
    EXISTS = "befintlig_losning", _("An existing service or template can be used")
    WRONG_ITEM = "fel_bestallning", _("Wrong catalogue item")


class Expert(TextChoices):
    """Whose field an order lies in that experts look at."""

    MEDICATION = "medication_templates", _("Medication templates")
    INFORMATICS = "health_informatics", _("Health informatics")
    ARCHITECTURE = "architecture", _("Architecture")


class Approved(TextChoices):
    """The rule that an order is approved by, where no approver was asked."""

    BY_ITEM = "preapproved_item", _("The item is approved in advance")
    BY_GROUP = "preapproved_group", _("The group that orders is approved in advance")


class Purpose(TextChoices):
    """What several people sign together."""

    CONVERT = "convert", _("Convert to change")
    QUOTE = "quote", _("Accept the quote")
