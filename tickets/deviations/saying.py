"""What those are told who hear of a deviation: what has happened, and what is asked of them until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tickets.telling_asks import do
from tickets.telling_until import falls_due

HAPPENED = {
    "register": _("A deviation has been registered"),
    "open": _("A region deviates from a release"),
    "renew": _("A deviation has been renewed"),
    "end": _("A deviation has ended"),
    "remind": _("The deviation's last day is near"),
    "fall_due": _("The deviation's last day has passed"),
}

ASKED = {
    "remind": (do("renew", _("Renew it, or end it."), until=falls_due("fall_due")),),
    "fall_due": (do("renew", _("Renew it now, or end it.")),),
}

SAYS = (("deviation", HAPPENED, ASKED),)
