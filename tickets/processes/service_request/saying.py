"""What those are told who hear of an order: what has happened, and what is asked of them until when."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla import wording
from sla.workdays import after_working_days
from tickets.processes.service_request import figures
from tickets.processes.service_request.states import S
from tickets.telling_asks import Ask, can, has_reported, is_offered

PROCESS = "service-request"
HAPPENED = {
    "route_to_fulfilment": gettext_lazy("The order is approved in advance and is to be carried out"),
    "route_to_approval": gettext_lazy("An order waits for approval"),
    "route_to_review": gettext_lazy("An order waits to be assessed"),
    "approve": gettext_lazy("The order is approved and waits to be assessed"),
    "reject": gettext_lazy("The order was turned down by an approver"),
    "review_to_fulfilment": gettext_lazy("The order is approved and is to be carried out"),
    "review_to_quote": gettext_lazy("A quote of the order has been asked for"),
    "review_to_expert": gettext_lazy("The order lies with the expert forum"),
    "review_reject": gettext_lazy("The order was turned down when it was assessed"),
    "return": gettext_lazy("The order has come back with a question"),
    "sign_convert": gettext_lazy("One of two has signed that the order becomes a change"),
    "convert_to_change": gettext_lazy("The order has become a change and is closed"),
    "expert_opinion": gettext_lazy("An expert has given an opinion on the order"),
    "expert_to_fulfilment": gettext_lazy("The expert forum has said yes, and the order is to be carried out"),
    "expert_to_quote": gettext_lazy("The expert forum has said yes, and a quote has been asked for"),
    "expert_no": gettext_lazy("The expert forum has advised against the order, and it is closed"),
    "quote": gettext_lazy("A quote of the order has come"),
    "quote_returned": gettext_lazy("The order is assessed without a quote"),
    "allocate": gettext_lazy("The cost of the order has been divided"),
    "sign_quote": gettext_lazy("Another yes to the quote has been given"),
    "accept_quote": gettext_lazy("The quote is accepted, and the order is to be carried out"),
    "decline_quote": gettext_lazy("The quote was declined, and the order is closed"),
    "hold": gettext_lazy("The order is on hold"),
    "resume": gettext_lazy("The order is carried out again"),
    "deliver": gettext_lazy("The order is delivered"),
    "accept": gettext_lazy("The delivery is accepted, and the order is closed"),
    "complain": gettext_lazy("Whoever ordered has complained of the delivery"),
    "cancel": gettext_lazy("The order was withdrawn"),
    "ask_withdrawal": gettext_lazy("Whoever ordered wants to withdraw the order"),
    "agree_withdrawal": gettext_lazy("The order may be withdrawn"),
    "cancel_in_fulfilment": gettext_lazy("The order was withdrawn while it was carried out"),
    "remind_approvers": gettext_lazy("The order still waits for approval"),
    "expires_soon": gettext_lazy("The order lapses soon"),
    "expire": gettext_lazy("The order has lapsed, as nobody answered in time"),
    "quote_late": gettext_lazy("The quote of the order is late"),
    "fulfilment_late": gettext_lazy("The time that was promised for the order has passed"),
    "hand_over_support": gettext_lazy("The order is offered to another organisation"),
    "hand_over_vendor": gettext_lazy("The order is offered to the vendor"),
    "hand_back": gettext_lazy("The order is being handed back"),
}


# --- Until when ---


def _lapses(ticket) -> str:
    """The instant at which it lapses. A quote's is the end of its last day."""
    return _time(ticket.detail().expires_at)


def _holds_until(ticket) -> str:
    return wording.long_day(ticket.latest_quote().valid_until)


def _silence_counts(event) -> str:
    return _time(after_working_days(event.at, figures.of("accept_days")))


def _quoted_by(event) -> str:
    return wording.long_day(after_working_days(event.at, figures.of("quote_days")))


def _promised(ticket) -> str:
    """The time that the item promises, while it runs."""
    detail = ticket.detail()
    if detail.fulfil_by is None or detail.fulfil_stands_since is not None:
        return ""
    return " " + _("Its delivery is promised by %(day)s.") % {"day": wording.long_day(detail.fulfil_by)}


def _time(at: datetime) -> str:
    return wording.long_time(at)


# --- What to do ---


def _in(state: str):
    return lambda ticket, actor: ticket.state == state and has_reported(ticket, actor)


def _takes_it(ticket, actor) -> bool:
    return ticket.state == S.FULFILMENT and is_offered(ticket, actor)


APPROVE = Ask(
    can("approve"),
    lambda ticket, event: (
        _("Approve it or turn it down no later than %(time)s. After that it lapses.") % {"time": _lapses(ticket)}
    ),
)
ASSESS = Ask(
    can("review_to_fulfilment"),
    lambda ticket, event: (
        _("Assess it: let it be carried out, ask for a quote, ask a question or turn it down.") + _promised(ticket)
    ),
)
TAKE_OVER = Ask(
    _takes_it, lambda ticket, event: _("Accept the hand-over, then carry the order out.") + _promised(ticket)
)
CARRY_OUT = Ask(can("deliver"), lambda ticket, event: _("Carry it out and deliver it.") + _promised(ticket))
QUOTE = Ask(can("quote"), lambda ticket, event: _("Give a quote no later than %(day)s.") % {"day": _quoted_by(event)})
ACCEPT_QUOTE = Ask(
    can("sign_quote"),
    lambda ticket, event: (
        _("Accept or decline it no later than %(day)s. After that it no longer holds, and the order lapses.")
        % {"day": _holds_until(ticket)}
    ),
)
DIVIDE = Ask(
    can("allocate"),
    lambda ticket, event: (
        _("Look at how the cost is divided. The quote holds until %(day)s.") % {"day": _holds_until(ticket)}
    ),
)
ORDER_AGAIN = Ask(
    has_reported,
    lambda ticket, event: _("Read why. You can order again: everything that you wrote is kept."),
)
ASKED = {
    "route_to_fulfilment": (TAKE_OVER, CARRY_OUT),
    "route_to_approval": (APPROVE,),
    "remind_approvers": (APPROVE,),
    "route_to_review": (ASSESS,),
    "approve": (ASSESS,),
    "quote_returned": (ASSESS,),
    "review_to_fulfilment": (TAKE_OVER, CARRY_OUT),
    "expert_to_fulfilment": (TAKE_OVER, CARRY_OUT),
    "accept_quote": (TAKE_OVER, CARRY_OUT),
    "resume": (CARRY_OUT,),
    "complain": (
        Ask(
            can("deliver"),
            lambda ticket, event: _("Read what is wrong, mend it and deliver again.") + _promised(ticket),
        ),
    ),
    "review_to_quote": (QUOTE,),
    "expert_to_quote": (QUOTE,),
    "quote": (ACCEPT_QUOTE, DIVIDE),
    "allocate": (ACCEPT_QUOTE, DIVIDE),
    "sign_quote": (ACCEPT_QUOTE,),
    "quote_late": (
        Ask(
            can("quote_returned"),
            lambda ticket, event: _("Ask whoever was to give it, or let the order be assessed without a quote."),
        ),
    ),
    "review_to_expert": (
        Ask(can("expert_opinion"), lambda ticket, event: _("Give your region's opinion before the forum decides.")),
    ),
    "sign_convert": (
        Ask(can("sign_convert"), lambda ticket, event: _("Sign it, too, or assess the order in another way.")),
    ),
    "return": (
        Ask(
            _in(S.DRAFT),
            lambda ticket, event: (
                _("Read the question, complete the order and order no later than %(time)s. After that it lapses.")
                % {"time": _lapses(ticket)}
            ),
        ),
    ),
    "expires_soon": (
        Ask(
            _in(S.DRAFT),
            lambda ticket, event: (
                _("Complete it and order no later than %(time)s. After that it lapses.") % {"time": _lapses(ticket)}
            ),
        ),
        Ask(
            _in(S.REGIONAL_APPROVAL),
            lambda ticket, event: (
                _("Ask those who can approve it to answer no later than %(time)s. After that it lapses.")
                % {"time": _lapses(ticket)}
            ),
        ),
        Ask(
            _in(S.ORDER_APPROVAL),
            lambda ticket, event: (
                _("Ask those who accept the quote to answer no later than %(day)s. After that the order lapses.")
                % {"day": _holds_until(ticket)}
            ),
        ),
    ),
    "deliver": (
        Ask(
            can("accept"),
            lambda ticket, event: (
                _("Accept the delivery or complain of it no later than %(time)s. After that it counts as accepted.")
                % {"time": _silence_counts(event)}
            ),
        ),
    ),
    "hold": (
        Ask(
            can("resume"),
            lambda ticket, event: (
                _("Answer what is asked and resume it, no later than %(time)s.") % {"time": _time(ticket.hold_until)}
            ),
        ),
    ),
    "ask_withdrawal": (
        Ask(
            can("agree_withdrawal"),
            lambda ticket, event: _("Say what it has cost so far and agree. Until then the order goes on."),
        ),
    ),
    "agree_withdrawal": (
        Ask(
            can("cancel_in_fulfilment"),
            lambda ticket, event: _("Read what it has cost, and withdraw it if you still want to. Else it goes on."),
        ),
    ),
    "fulfilment_late": (
        Ask(can("deliver"), lambda ticket, event: _("Deliver it, or write when it comes and what it waits for.")),
        Ask(
            can("review_to_fulfilment"),
            lambda ticket, event: _("Assess it now, or write when it comes and what it waits for."),
        ),
    ),
    "hand_over_support": (Ask(is_offered, lambda ticket, event: _("Accept it, or hand it back and say why.")),),
    "hand_over_vendor": (Ask(is_offered, lambda ticket, event: _("Accept it, or hand it back and say why.")),),
    "hand_back": (Ask(is_offered, lambda ticket, event: _("Accept it, or hand it back and say why.")),),
} | dict.fromkeys(("reject", "review_reject", "expert_no", "decline_quote", "expire"), (ORDER_AGAIN,))
