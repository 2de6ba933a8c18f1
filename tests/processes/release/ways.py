"""For every step of a release: where it is taken from, by whom and with what.

Steps that are signed by several are taken by the first of them here; the last one also moves the release.
"""

from __future__ import annotations

from forums.actions import RECORD
from tests import parties
from tests.processes.late import exceeded
from tests.processes.release import places as at
from tests.processes.release.acceptance import ways as acceptance
from tests.processes.release.audiences.ways import OF_NOTES
from tests.tickets import places
from tests.tickets.way import (
    COMMON_ALONG,
    NOTE,
    REDACTING,
    Way,
    a_file,
    a_picture,
    a_vote,
    after,
    its_clock,
    its_link,
    its_picture,
    soon,
    the_task,
    the_title,
    why,
)
from tickets.workflows import Release

BY_THE_PROGRAM = {"approve", "lift", "enter_els", "els_ends", "review_late", "cancel"}


def another(subject) -> dict:
    return {"other_ticket": places.incident().number, "link_kind": "related"}


def readers(subject) -> dict:
    return {"reason": "Känsligt", "named_readers": [parties.support().user.email]}


def late():
    return exceeded(at.release())


def decided(place, data, **how) -> Way:
    """A step that the forum's decision brings about."""
    return Way(place, at.chair, data, cause=at.CAUSE, **how)


def ready_to_sign():
    return at.made_ready(at.release("acceptance"))


def other_scope(subject) -> dict:
    return at.scope() | {"reason": "Ett fel till måste med."}


WORKER, SECURITY = parties.support, parties.support_security
QUESTION = {"question": "Vilka enheter testar?", "awaited_party": parties.SUPPORT_ORG}
SHARE = {"share_level": "view_ticket", "reason": "Expert", "to_organisation": parties.NEIGHBOUR}
TASK = {"task_title": "Boka testmiljön"}
WHY = {"reason": "Rör fler"}
COMMON = {
    "explain_breach": Way(late, parties.support_manager, why),
    "dispute_breach": Way(
        after(late, "explain_breach", parties.support_manager, why),
        parties.support_manager,
        lambda s: its_clock(s, dispute_text="Vi väntade på miljön."),
    ),
    "add_note": Way(at.release, WORKER, NOTE),
    "attach": Way(at.release, WORKER, a_file),
    "confirm_file": Way(after(at.release, "attach", WORKER, a_picture), WORKER, its_picture),
    "ask": Way(at.release, WORKER, QUESTION),
    "answer": Way(after(at.release, "ask", WORKER, QUESTION), WORKER, {"note_text": "Två."}),
    "hide_personal_data": Way(at.release, WORKER, the_title),
    "settle_personal_data": Way(after(at.release, "hide_personal_data", WORKER, the_title), SECURITY, REDACTING),
    "watch": Way(at.release, parties.desk),
    "unwatch": Way(at.release, parties.desk),
    "make_confidential": Way(at.release, SECURITY, readers),
    "lift_confidential": Way(after(at.release, "make_confidential", SECURITY, readers), SECURITY, WHY),
    "share": Way(at.release, at.lead, SHARE),
    "end_share": Way(after(at.release, "share", at.lead, SHARE), at.lead),
    "add_task": Way(at.release, WORKER, TASK),
    "finish_task": Way(after(at.release, "add_task", WORKER, TASK), WORKER, the_task),
    "link": Way(at.release, WORKER, another),
    "unlink": Way(after(at.release, "link", WORKER, another), WORKER, its_link),
    "link_vendor_reference": Way(lambda: at.release("scoped"), parties.vendor, {"vendor_reference": "SD-4711"}),
    "set_planned_dates": Way(lambda: at.release("scoped"), parties.vendor, lambda s: soon()),
}
TO_APPROVAL = {
    "edit": Way(at.release, at.lead, {"title": "Vårdstöd 10.1.1", "services": ["lakemedel", "journal"]}),
    "propose_scope": Way(at.release, at.lead, lambda s: at.scope()),
    "put_to_vote": Way(at.proposed, at.chair, a_vote),
    "fix_scope": decided(at.release, lambda s: at.scope()),
    "rescope": decided(lambda: at.release("delivered"), other_scope, stands=("scope_items",)),
    "deliver": Way(lambda: at.release("scoped"), at.vendor_lead, at.DELIVERY, stands=("release_notes",)),
    "start_acceptance": Way(lambda: at.release("delivered"), at.lead, lambda s: at.accepting()),
    "report_test": Way(lambda: at.release("acceptance"), at.region_lead, lambda s: at.testing()),
    "confirm_training": Way(lambda: at.release("acceptance"), at.trainer, {"training_material": "Tre filmer."}),
    "confirm_communication": Way(lambda: at.release("acceptance"), at.lead, {"communication_plan": "Brev i maj."}),
    "name_change": Way(at.release, at.lead, lambda s: {"release_change": at.a_change("submitted").number}),
    "reject_delivery": Way(
        lambda: at.release("acceptance"),
        at.lead,
        lambda s: {"defect_links": [places.incident().number], "reason": "Listan blir tom."},
    ),
    "sign_approval": Way(ready_to_sign, at.lead, {"regulatory_note_read": True}),
    RECORD: decided(at.release, {}),
}
ROLLED_OUT = {
    "start_rollout": Way(lambda: at.row_ready(at.release("approved")), at.lead),
    "halt": Way(lambda: at.release("rollout"), at.region_object_leader, at.HALT | {"affected_waves": ["1"]}),
    "sign_lift": Way(lambda: at.release("halted"), at.lead, {"reason": "Rättad i bygge 55."}),
    "complete": Way(lambda: at.release("els"), at.lead, at.ENDING),
    "close": Way(lambda: at.release("completed"), at.lead, at.REVIEW),
    "sign_cancel": Way(at.release, at.object_leader, {"reason": "Slås ihop med 10.2."}),
}
WAYS = {Release: COMMON | TO_APPROVAL | ROLLED_OUT | acceptance.OF_TEST | OF_NOTES}
# Born with its first step; the rest follow the last signature, the last region, or the clock. Each has its own test.
ALONG = {Release: {"create"} | BY_THE_PROGRAM | acceptance.ALONG | COMMON_ALONG - {"take_in", "let_go"}}
