"""The words for each audience. A draft is read in the support organisation alone, until it is published."""

from django.utils.translation import gettext_lazy as _

from engine.inputs import Input
from tickets.processes.release.audiences.codes import Reader, field_of

ASKED = {
    Reader.CLINIC: (
        _("Release notes for clinical staff"),
        _("What becomes different in the daily work, and what each must know before. No technical words."),
    ),
    Reader.SUPPORT: (
        _("Release notes for support and IT"),
        _("What changes in support, settings and environment, known errors, and what to look out for."),
    ),
    Reader.MANAGEMENT: (
        _("Release notes for management"),
        _("Why, benefit, risk and cost, and what is asked of each region, in a few lines."),
    ),
    Reader.VENDOR: (
        _("Release notes for the vendor"),
        _("What the regions expect of it during rollout and early life support."),
    ),
}
FIELDS = tuple(
    Input(field_of(reader), "long_text", label, help_text, audience="event")
    for reader, (label, help_text) in ASKED.items()
)
