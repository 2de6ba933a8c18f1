"""The fields that the steps of an order ask for."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.inputs import Input
from tickets.codes import YesNo
from tickets.processes.service_request import codes
from tickets.processes.service_request.catalogue.models import Fulfiller

FIELDS = (
    Input("catalogue_item", "catalogue_item", _("Catalogue item"), stored="detail", column="version", of_one=True),
    Input("answers", "answers", _("Answers to the item's questions"), of_one=True),
    Input(
        "ordered_for",
        "text",
        _("Ordered for"),
        _("The unit, the team or the colleague who needs it. No details about patients."),
        stored="detail",
        max_length=160,
    ),
    Input("cost_centre", "text", _("Cost centre"), stored="detail", audience="owner", max_length=40),
    Input(
        "copied_from",
        "ticket",
        _("Copied from the order"),
        _("Its number. What was answered there stands in the new draft."),
        of_one=True,
        stored="detail",
    ),
    Input(
        "request_reject_code",
        "code",
        _("Why it is turned down"),
        stored="detail",
        column="reject_code",
        choices=lambda: codes.Reject.choices,
    ),
    Input(
        "fulfiller",
        "choice",
        pgettext_lazy("order", "Who carries it out"),
        stored="detail",
        choices=lambda: Fulfiller.choices,
    ),
    Input(
        "in_contract",
        "choice",
        _("Is it within the contract?"),
        _("What is not needs a quote first."),
        stored="detail",
        choices=lambda: YesNo.choices,
    ),
    Input(
        "quote_request",
        "long_text",
        _("What the quote is to cover"),
        _("The vendor reads it. No details about patients."),
        audience="event",
    ),
    Input(
        "delivery_note",
        "long_text",
        _("What was delivered"),
        _("How it is used or where it is found. No details about patients."),
    ),
    Input(
        "cost_note",
        "long_text",
        _("What it has cost so far"),
        _("Work and purchases that are paid for in spite of the withdrawal; “nothing” where there are none."),
        audience="customer",
    ),
)
