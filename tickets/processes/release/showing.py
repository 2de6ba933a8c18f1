"""The panel of a release on its own page: what it is, its scope, its delivery, who has signed, and its halt."""

from __future__ import annotations

from django.urls import reverse

from regions import directory
from roles import titles
from tickets.balloting import wording
from tickets.models import ReleaseItem
from tickets.processes.change.codes import RegionResult
from tickets.processes.release import along, signing
from tickets.processes.release.codes import HaltGround, Purpose
from tickets.processes.release.parties import parties
from tickets.processes.release.subject import WHY
from tickets.processes.touching import services_of
from tickets.web import changes, showing

SCOPE_WORDS = ("release_notes", "test_plan")
DELIVERY_WORDS = ("known_errors_text", "install_guide")
TEST_WORDS = ("entry_criteria", "training_material", "communication_plan")
AFTERWARDS = ("els_exit_criteria", "incident_trend", "release_review")
SIGNED_IN = {
    Purpose.APPROVE: ("acceptance", "approved"),
    Purpose.LIFT: ("halted",),
    Purpose.CANCEL: ("planning", "scoped", "delivered", "acceptance", "approved"),
}


def read_before(read) -> None:
    """Let the ticket know its words as the reader reads them, and what only the page shows; one query.

    That the scope is what was fixed is asked anew of every step; to the page it is, where nothing else is proposed.
    """
    ticket, known = read.ticket, read.ticket.__dict__
    if (detail := along.read_for_page(ticket, read.actor)) is not None:
        known["_detail"] = detail
        known["_scope_now"] = detail.scope_digest if detail.proposed_items is None else ""
    known["_said"] = {
        name: text.body for name, text in read.words.items() if text.part_id is None and not text.redacted
    }


def panel(read, actions) -> dict:
    ticket, detail = read.ticket, read.ticket.detail()
    return {
        "template": "tickets/release/panel.html",
        "detail": detail,
        "owner": _person(read, detail.owner),
        "test_leader": _test_leader(read),
        "services": [one.name for one in services_of(ticket)],
        "scope": _scope(read),
        "words": {
            "scope": _words(read, SCOPE_WORDS),
            "delivery": _words(read, DELIVERY_WORDS),
            "test": _words(read, TEST_WORDS),
            "afterwards": _words(read, AFTERWARDS),
        },
        "results": _results(ticket),
        "signing": _signing(read),
        "halt": _halt(read),
        "is_customer": read.actor.is_customer_side,
        "change": _change(read),
    }


def _person(read, person) -> str:
    return showing.person_shown(read.ticket, person, read.ticket.holder_id, read.actor) if person else ""


def _test_leader(read) -> str:
    found = read.ticket.detail().test_leader
    return str(found) if found is not None and read.actor.is_customer_side else ""


def _words(read, names) -> list[dict]:
    return [
        {"label": changes.label_of(name), "body": changes.body_of(read.words[name])}
        for name in names
        if name in read.words
    ]


# --- The scope ---


def _scope(read) -> dict:
    """The cases in it, those that the reader reads by name; what the last decision changed, and what a proposal would.

    Read with the release itself (`along.read_for_page`).
    """
    ticket, detail = read.ticket, read.ticket.detail()
    standing = {one.item_id: one.pending for one in ticket.items()}
    cases, number = ticket.__dict__["_cases"], detail.scope_number
    before = {one.item_id for one in ticket.__dict__["_left"] if one.to_scope == number - 1}
    fresh = {one.item_id for one in ticket.items() if one.from_scope == number > 1} - before
    proposed = set(detail.proposed_items or ())
    is_proposed = detail.proposed_items is not None

    def named(pks, pending=()) -> list[dict]:
        return [_item(one, pk in pending, pk in detail.missing_items) for pk, one in cases.items() if pk in pks]

    return {
        "items": named(standing, {pk for pk, is_pending in standing.items() if is_pending}),
        "hidden": len(standing.keys() - cases.keys()),
        "came": named(fresh),
        "went": named(before - standing.keys()),
        "is_proposed": is_proposed,
        "added": named(proposed - standing.keys(), detail.proposed_pending),
        "removed": named(standing.keys() - proposed) if is_proposed else [],
    }


def _item(case: dict, pending: bool = False, missing: bool = False) -> dict:
    number = case["number"]
    url = reverse("tickets:detail", args=[number])
    return {"number": number, "title": case["title"], "url": url, "pending": pending, "missing": missing}


def scope_at(ticket_pk: int, number: int):
    """The rows of the cases that stood in scope `number`, which is answerable for ever."""
    rows = ReleaseItem.objects.unscoped(WHY).filter(ticket_id=ticket_pk, from_scope__lte=number)
    return rows.exclude(to_scope__lt=number)


# --- The test, the signatures, the halt ---


def _results(ticket) -> list[dict]:
    """How each region that takes part found it; nothing of those that have not said."""
    said = ticket.answers("result")
    return [
        {
            "name": showing.short_name(pk),
            "verdict": RegionResult(said[pk].verdict).label if pk in said else "",
            "icon": "" if pk not in said else "check" if said[pk].verdict == RegionResult.OK else "x",
            "at": said[pk].at if pk in said else None,
        }
        for pk in sorted(ticket.detail().participants, key=lambda one: directory.organisation(one).position)
    ]


def _signing(read) -> list[dict]:
    """Each thing that is signed now, with whose yes is there and whose is missing. The vendor reads none of it."""
    ticket = read.ticket
    if not read.actor.is_customer_side:
        return []
    found = []
    for purpose, states in SIGNED_IN.items():
        given = {one.party: one for one in signing.signs(ticket, purpose)} if ticket.state in states else {}
        if ticket.state not in states or (not given and (purpose == Purpose.CANCEL or ticket.state == "approved")):
            continue
        rows = [_party(one, given.get(one.key)) for one in parties(purpose, ticket)]
        found.append({"label": purpose.label, "rows": rows, "missing": signing.sentence(ticket, purpose)})
    return found


def _party(party, sign) -> dict:
    return {
        "label": party.label,
        "at": sign.at if sign else None,
        "by": f"{titles.as_kept(sign.role_label)}, {showing.short_name(sign.organisation_id)}" if sign else "",
    }


def _halt(read) -> dict | None:
    detail = read.ticket.detail()
    if detail.halted_at is None:
        return None
    said = detail.why_halted
    return {
        "at": detail.halted_at,
        "by": wording.listed([showing.full_name(pk) for pk in _halters(detail)]),
        "ground": HaltGround(detail.halt_ground).label,
        "waves": ", ".join(str(one) for one in detail.halted_waves),
        "reasons": [
            {"by": showing.full_name(one["organisation_id"]) if len(said) > 1 else "", "body": one["body"]}
            for one in said
        ],
    }


def _halters(detail) -> list[int]:
    """Who stopped it first, then those who did as well."""
    return [detail.halted_by_id, *(pk for pk in detail.halters if pk != detail.halted_by_id)]


def _change(read) -> dict | None:
    """The change that authorises it, for whoever reads that."""
    pk = read.ticket.detail().change_id
    found = next((end for one in read.links for end in (one.ticket, one.other) if end.pk == pk), None)
    return _item({"number": found.number, "title": found.title}) if found is not None else None
