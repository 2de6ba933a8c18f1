"""What those are told who hear of a standard change template, and what is asked of them until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tickets.telling_asks import do
from tickets.telling_until import falls_due

HAPPENED = {
    "propose": _("A standard change template has been proposed"),
    "return": _("The template has been sent back"),
    "approve": _("The template is approved"),
    "renew": _("The template has been renewed"),
    "suspend": _("The template is suspended"),
    "run_out": _("The template's validity has run out"),
    "remind": _("The template's validity is about to run out"),
    "reinstate": _("The template can be used again"),
    "retire": _("The template is retired"),
    "count_outcome": _("The template was suspended after failures"),
}

ASKED = {
    "propose": (do("approve", _("Take it to the CAB, and approve it or send it back.")),),
    "return": (do("propose", _("Read what is missing, complete it and propose it again.")),),
    "remind": (do("renew", _("Renew it, or let it be suspended by itself."), until=falls_due("run_out")),),
    "run_out": (do("reinstate", _("Reinstate it with a new last day, or retire it.")),),
    "suspend": (do("reinstate", _("Look into why, then reinstate it or retire it.")),),
}

SAYS = (("standard-change-template", HAPPENED, ASKED),)
