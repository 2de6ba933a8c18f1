from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    """Who works together, by which rules, on which services. Imports no other app of the project."""

    name = "regions"
    verbose_name = _("Collaboration and organisations")
    default_auto_field = "django.db.models.BigAutoField"
