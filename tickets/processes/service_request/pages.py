"""What every order adds to the shared pages: how its steps read, what their fields propose, and who is to sign."""

from collections.abc import Callable

from tickets.codes import YesNo
from tickets.processes.service_request import likely, phrases, signing_rows
from tickets.processes.service_request.workflow import ServiceRequest
from tickets.web import forms, possible


def _of_catalogue(value: Callable) -> Callable:
    """What the version of the item says; nothing of another kind of case."""

    def propose(setting):
        ticket = setting.ticket
        version = ticket.ordered() if ticket.process == ServiceRequest.slug else None
        return value(version) if version is not None else None

    return propose


def add() -> None:
    """Tell the shared pages; called once, when the addresses are read."""
    phrases.add()
    signing_rows.add()
    forms.USUAL.setdefault("fulfiller", _of_catalogue(lambda version: version.fulfiller))
    forms.USUAL.setdefault("in_contract", _of_catalogue(lambda version: YesNo.YES if version.in_contract else YesNo.NO))
    # An order mostly goes by its own steps; handing it over by hand is for when it lies wrong.
    handing = {"hand_over_support", "hand_over_vendor", "hand_back"}
    possible.place(ServiceRequest.slug, seldom=handing, likely=likely.first)
