"""What the steps of a release read as in the timeline, and how it stands in a sentence."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.processes.release.codes import Purpose
from tickets.processes.release.parties import label_of
from tickets.web.changes import FACTS, LABELS
from tickets.web.phrases import PHRASES
from tickets.web.sentence import SENTENCES

STEPS = {
    "create": (_("registered the release."), "plus"),
    "edit": (_("changed the plan of the release."), "note"),
    "propose_scope": (_("proposed what it is to contain."), "note"),
    "fix_scope": (_("fixed the scope as the forum decided."), "lock"),
    "rescope": (_("changed the scope as the forum decided. Signatures no longer hold."), "undo"),
    "deliver": (_("delivered it."), "arrow"),
    "start_acceptance": (_("started the acceptance test."), "st-active"),
    "report_test": (_("reported the region's test."), "check"),
    "confirm_training": (_("confirmed the training material."), "check"),
    "confirm_communication": (_("confirmed the communication."), "check"),
    "name_change": (_("named the change that authorises it."), "arrow"),
    "reject_delivery": (_("rejected the delivery."), "undo"),
    "sign_approval": (_("signed the approval."), "check"),
    "approve": (_("noted that everybody has signed: it is approved for rollout."), "check"),
    "start_rollout": (_("started the rollout."), "st-active"),
    "halt": (_("stopped the rollout."), "alert"),
    "sign_lift": (_("signed that the stop is lifted."), "check"),
    "lift": (_("noted that the stop is lifted: the rollout goes on."), "st-active"),
    "enter_els": (_("noted that every region has verified it: early life support has begun."), "st-resolved"),
    "els_ends": (_("reminded: early life support is about to end."), "clock"),
    "complete": (_("completed the release."), "st-resolved"),
    "review_late": (_("reminded: nobody has said how the release went."), "clock"),
    "close": (_("looked back and closed the release."), "st-closed"),
    "sign_cancel": (_("signed that it is called off."), "alert"),
    "cancel": (_("noted that it is called off."), "st-cancelled"),
}
STANDING = {
    "planning": _("Is being planned. What it is to contain has not been decided."),
    "scoped": _("What it contains is decided, and the vendor builds it."),
    "delivered": _("Has been delivered, and waits for the acceptance test."),
    "acceptance": _("The regions test it together."),
    "approved": _("Is approved for rollout. It starts when a region has given its go."),
    "rollout": _("Is being rolled out, region by region."),
    "halted": _("The rollout is stopped."),
    "els": _("Runs in every region that has not deferred or opted out, and is watched closely."),
    "completed": _("Early life support is over. It remains to look back."),
    "closed": pgettext_lazy("release", "Was closed on %(day)s."),
    "cancelled": pgettext_lazy("release", "Was called off on %(day)s."),
}


def _signature(said: dict) -> str:
    return f"{Purpose(said['purpose']).label}: {label_of(said['party'])}"


def _scope(said: dict) -> str:
    return _("Number %(number)d: %(added)d added, %(removed)d taken out") % said


FIELD_LABELS = {
    "signature": _("Signature"),
    "signatures_missing": _("Still to sign"),
    "signatures_voided": _("Signatures that no longer hold"),
    "scope": _("Scope"),
    "participants": _("Regions that take part"),
}
FIELD_FACTS = {
    "signature": _signature,
    "signatures_missing": lambda said: ", ".join(label_of(key) for key in said["parties"]),
    "signatures_voided": lambda said: str(said["count"]),
    "scope": _scope,
}


def add() -> None:
    """Let the timeline, the sentence of a case and the changed fields use these words."""
    PHRASES.update({("release", name): words for name, words in STEPS.items()})
    SENTENCES.update({("release", state): words for state, words in STANDING.items()})
    LABELS.update(FIELD_LABELS)
    FACTS.update(FIELD_FACTS)
