"""What those are told who hear of a vote, and what is asked of those who vote until when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tickets.models import Ballot
from tickets.telling_asks import do_in
from tickets.telling_until import falls_due

HAPPENED = {
    "open": _("A vote has been opened"),
    "remind": _("A vote is missing"),
    "pass": _("The vote passed"),
    "fail": _("The vote failed"),
    "expire": _("The vote lapsed: too few voted in time"),
    "void": _("The vote was voided"),
}

VOTE = do_in(Ballot, "vote", _("Read what is proposed, and vote."), until=falls_due("settle", part=Ballot))

CONSENT = do_in(
    Ballot, "consent", _("Say whether you consent to carrying it out."), until=falls_due("settle", part=Ballot)
)

ASKED = dict.fromkeys(("open", "remind"), (VOTE, CONSENT))
SAYS = (("ballot", HAPPENED, ASKED),)
