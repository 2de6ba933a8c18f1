"""The field in which programme areas are chosen, the same of a need and of a change."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input
from tickets.areas import register

FIELDS = (
    Input(
        "programme_areas",
        "codes",
        _("National programme areas"),
        _("Those that it is about. Leave it out if you do not know."),
        choices=register.offered,
        of_data=True,
    ),
)
