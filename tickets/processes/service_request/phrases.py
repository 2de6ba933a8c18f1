"""What the steps of an order read as in the timeline, and how it stands in a sentence."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.processes.service_request import signing
from tickets.processes.service_request.catalogue import reading
from tickets.processes.service_request.codes import Purpose
from tickets.processes.service_request.quoting import parties as quoting
from tickets.web import changes
from tickets.web.changes import FACTS, LABELS
from tickets.web.phrases import PHRASES
from tickets.web.sentence import SENTENCES

PROCESS = "service-request"
STEPS = {
    "open": (_("began to write the order."), "plus"),
    "save": (_("saved the draft."), "note"),
    "order": (_("placed the order."), "plus"),
    "route_to_fulfilment": (_("sent it on to be fulfilled: the item is approved in advance."), "arrow"),
    "route_to_approval": (_("sent it on to the approvers."), "arrow"),
    "route_to_review": (_("sent it on to be assessed: whoever ordered needs no approver."), "arrow"),
    "approve": (_("approved the order."), "check"),
    "reject": (_("turned the order down."), "st-cancelled"),
    "review_to_fulfilment": (_("approved it for fulfilment."), "check"),
    "review_to_quote": (_("asked for a quote."), "arrow"),
    "review_reject": (_("turned the order down."), "st-cancelled"),
    "return": (_("asked the orderer for more information."), "undo"),
    "sign_convert": (_("signed that it becomes a change."), "note"),
    "convert_to_change": (_("made a draft of a change of it. The order is closed."), "st-reclassified"),
    "deliver": (_("delivered it. The orderer is asked to accept it."), "st-resolved"),
    "accept": (_("accepted the delivery. The order is closed."), "st-closed"),
    "complain": (_("complained of the delivery."), "undo"),
    "cancel": (_("withdrew the order."), "st-cancelled"),
    "ask_withdrawal": (_("asked to withdraw the order."), "note"),
    "agree_withdrawal": (_("agreed to the withdrawal."), "check"),
    "cancel_in_fulfilment": (_("withdrew the order while it was carried out."), "st-cancelled"),
    "remind_approvers": (_("reminded the approvers."), "clock"),
    "expires_soon": (_("told the orderer that it is about to lapse."), "clock"),
    "expire": (_("let it lapse: nobody answered in time."), "st-cancelled"),
    "quote_late": (_("reminded: no quote has come."), "clock"),
    "fulfilment_late": (_("reminded: the promised time has passed."), "clock"),
}
STANDING = {
    "draft": _("Has been sent back with a question, and waits for whoever ordered it."),
    "regional_approval": _("Waits for an approver of the organisation that ordered it."),
    "joint_review": _("Has been with %(holder)s for %(age)s and is being assessed."),
    "expert_review": _("The forum of its field looks at it."),
    "quoting": _("A quote has been asked for."),
    "order_approval": _("A quote has come, and waits to be accepted."),
    "fulfilment": _("Has been with %(holder)s for %(age)s and is being fulfilled."),
    "delivered": _("Has been delivered. Whoever ordered it is asked whether it is right."),
    "closed": pgettext_lazy("order", "Was closed on %(day)s."),
    "rejected": pgettext_lazy("order", "Was turned down on %(day)s."),
    "cancelled": pgettext_lazy("order", "Was withdrawn on %(day)s."),
    "expired": pgettext_lazy("order", "Lapsed on %(day)s, as nobody had answered."),
}


PARTIES = {one.key: one.label for one in (signing.OF_ORDERS, signing.OF_CHANGES, *quoting.EVERY)}


def _party(key: str) -> str:
    return str(PARTIES.get(key, key))


def _signature(said: dict) -> str:
    return f"{Purpose(said['purpose']).label}: {_party(said['party'])}"


FIELD_LABELS = {
    "order_signature": _("Signature"),
    "order_signatures_missing": _("Still to sign"),
    "order_signatures_voided": _("Signatures that no longer hold"),
}
FIELD_FACTS = {
    "order_signature": _signature,
    "order_signatures_missing": lambda said: ", ".join(_party(key) for key in said["parties"]),
    "order_signatures_voided": lambda said: str(said["count"]),
}


def _item(pk) -> str:
    version = reading.version(pk)
    return version.title if version else ""


def add() -> None:
    """Let the timeline, the sentence of a case and the changed fields use these words."""
    PHRASES.update({(PROCESS, name): words for name, words in STEPS.items()})
    SENTENCES.update({(PROCESS, state): words for state, words in STANDING.items()})
    LABELS.update(FIELD_LABELS)
    FACTS.update(FIELD_FACTS)
    changes.VALUES["catalogue_item"] = _item
