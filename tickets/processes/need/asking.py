"""What those are told who hear of a need: what has happened, and what is asked of them.

Whoever asked for it reads a sentence of what becomes of it instead (`saying`).
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla import wording
from tickets.telling_asks import Ask, can

HAPPENED = {
    "submit": gettext_lazy("A need was handed in"),
    "prepare": gettext_lazy("The need is prepared by its region"),
    "take_to_joint": gettext_lazy("The joint review of a need has begun"),
    "start_joint_review": gettext_lazy("The joint review of a need has begun"),
    "join": gettext_lazy("Another region has joined the need"),
    "put_to_vote": gettext_lazy("The forum votes about the need"),
    "prioritise": gettext_lazy("The need is prioritised"),
    "convert": gettext_lazy("The work on the need has begun"),
    "add_results": gettext_lazy("The need has led to more"),
    "deployed_in_region": gettext_lazy("What the need led to is in use in a region"),
    "put_back_in_region": gettext_lazy("What the need led to is no longer in use in a region"),
    "come_to_nothing": gettext_lazy("What the need was to lead to was not carried out"),
    "start_followup": gettext_lazy("What the need led to is in use, and its effect is followed up"),
    "ask_effect": gettext_lazy("It is time to say what came of the need"),
    "report_effect": gettext_lazy("A region has said what came of the need"),
    "close": gettext_lazy("The need is closed"),
    "decline": gettext_lazy("The need is declined"),
    "withdraw": gettext_lazy("The need was withdrawn"),
    "park": gettext_lazy("The need rests"),
    "wake": gettext_lazy("The need is taken up again"),
    "remind_silence": gettext_lazy("Nobody has done anything about the need for long"),
}

PREPARE = Ask(
    can("prepare"),
    lambda ticket, event: _("Prepare it for your region: its benefit, the business area and your priority."),
)
TAKE = Ask(can("take_to_joint"), lambda ticket, event: _("Take it to the joint review."))
REVIEW = Ask(
    can("start_joint_review"),
    lambda ticket, event: _("Compare it with the needs of other regions, and start the joint review."),
)
JOIN = Ask(
    can("join"),
    lambda ticket, event: _("Does your region need it, too? Then join it with a priority of your own."),
)
CONVERT = Ask(
    can("convert"), lambda ticket, event: _("Name the change, the release or the order that it is to lead to.")
)
REPORT = Ask(
    can("report_effect"),
    lambda ticket, event: _("Say what is better now in your region, and whether the benefit was met."),
)
CLOSE = Ask(
    can("close"), lambda ticket, event: _("When the regions have answered: sum up what came of it, and close it.")
)
WAKE = Ask(
    can("wake"),
    lambda ticket, event: (
        _("It is taken up by itself on %(day)s. You can take it up before.")
        % {"day": wording.long_day(ticket.hold_until)}
    ),
)
GO_ON = Ask(can("decline"), lambda ticket, event: _("Take the next step with it, or decline it and say why."))
ASKED = {
    "submit": (PREPARE, TAKE),
    "prepare": (REVIEW,),
    "take_to_joint": (JOIN,),
    "start_joint_review": (JOIN,),
    "wake": (JOIN,),
    "prioritise": (CONVERT, JOIN),
    "come_to_nothing": (CONVERT,),
    "ask_effect": (REPORT, CLOSE),
    "report_effect": (CLOSE,),
    "park": (WAKE,),
    "remind_silence": (PREPARE, TAKE, REVIEW, CONVERT, REPORT, CLOSE, GO_ON),
}
