"""Tickets and what hangs on them as plain dictionaries, cut to their reader. Asks the database for nothing."""

from __future__ import annotations

from functools import partial

from engine.inputs import INPUTS
from engine.step import steps
from regions import directory
from roles import titles
from tickets import codes
from tickets.api.facts import facts_of
from tickets.models import (
    Attachment,
    Ballot,
    Event,
    Handoff,
    HiddenPart,
    Link,
    MiRegionRow,
    Note,
    RegionDeployment,
    RegionLeg,
    RegulatoryTrack,
    TextVersion,
    Ticket,
)
from tickets.models.audience import reads_audience
from tickets.models.hidden import settles
from tickets.selectors import leads_on_to

# Columns that name an organisation or a service: given as slugs, like everywhere in the API.
ORGANISATIONS = frozenset(
    {
        "origin",
        "holder",
        "offered_to",
        "awaited",
        "supplier",
        "co_holder",
        "vendor",
        "reporter_organisation",
        "region",
        "from_organisation",
        "to_organisation",
    }
)


def organisation(pk: int | None) -> str | None:
    found = directory.organisation(pk)
    return found.slug if found else None


def service(pk: int | None) -> str | None:
    found = directory.service(pk)
    return found.slug if found else None


def person(user, at_organisation: int | None, ticket: Ticket, actor) -> dict | None:
    """A person by name and work address; None where the reader may not know the names of that side."""
    place = directory.organisation(at_organisation)
    if user is None or place is None or not ticket.names_shown_to(actor, place):
        return None
    return {"name": user.get_full_name(), "email": user.email}


def row(ticket: Ticket, actor) -> dict:
    """A ticket as lists show it. `team` and `assignee` are None for who stands outside the holder's side."""
    inside = actor.is_customer_side or ticket.holder_id in actor.organisation_ids
    said = {
        "number": ticket.number,
        "process": ticket.process,
        "state": ticket.state,
        "state_label": ticket.state_label(),
        "version": ticket.version,
        "title": ticket.title,
        "service": service(ticket.service_id),
        "origin": organisation(ticket.origin_id),
        "holder": organisation(ticket.holder_id),
        "offered_to": organisation(ticket.offered_to_id),
        "awaited": organisation(ticket.awaited_id),
        "team": ticket.team.slug if inside and ticket.team_id else None,
        "assignee": person(ticket.assignee, ticket.holder_id, ticket, actor) if ticket.assignee_id else None,
        "hold": {"reason": ticket.hold, "until": ticket.hold_until} if ticket.hold else None,
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "priority": ticket.priority,
        "proposed_priority": ticket.proposed_priority,
        "patient_safety": ticket.patient_safety or None,
        "category_open": ticket.category_open or None,
        "category_close": ticket.category_close or None,
        "resolution": ticket.resolution or None,
        "tags": ticket.tags,
        "vendor": organisation(ticket.vendor_id),
        "vendor_reference": ticket.vendor_reference,
        "expected_at": ticket.expected_at,
        "planned_version": ticket.planned_version,
        "registered_at": ticket.registered_at,
        "updated_at": ticket.updated_at,
        "resolved_at": ticket.resolved_at,
        "closed_at": ticket.closed_at,
    }
    if actor.is_customer_side:
        said |= _customer_only(ticket)
    return said


def _customer_only(ticket: Ticket) -> dict:
    return {
        "visibility": ticket.visibility,
        "supplier": organisation(ticket.supplier_id),
        "co_holder": organisation(ticket.co_holder_id),
        "satisfaction": ticket.satisfaction,
        "historic": ticket.historic,
    }


def listed(ticket: Ticket, actor) -> dict:
    return row(ticket, actor) | {"legs": [short_leg(one) for one in ticket.shown_legs]}


def short_leg(one: RegionLeg) -> dict:
    return {"region": organisation(one.region_id), "state": one.state}


def detailed(ticket: Ticket, actor, *, texts, detail, legs, links, words=None) -> dict:
    """A ticket with its current words, the facts of its process, its legs and links.

    `words` maps an event's place to what a region wrote in it when it joined.
    """
    said = row(ticket, actor)
    said["reporter_organisation"] = organisation(ticket.reporter_organisation_id)
    reporter = ticket.reporter if ticket.reporter_id else None
    said["reporter"] = person(reporter, ticket.reporter_organisation_id, ticket, actor)
    said["texts"] = {name: text(one) for name, one in texts.items() if _is_of_the_ticket(name)}
    at_holder = partial(person, at_organisation=ticket.holder_id, ticket=ticket, actor=actor)
    said["facts"] = facts_of(ticket, detail, actor, texts=texts, person=at_holder, organisation=organisation)
    if hasattr(ticket, "affected"):
        said["affected_regions"] = [affected(one) for one in ticket.affected()]
    if hasattr(ticket, "programme_areas"):
        said["programme_areas"] = [one.slug for one in ticket.programme_areas()]
    said["legs"] = [leg(one, ticket, actor, words or {}) for one in legs]
    said["continued_as"] = leads_on_to(links, ticket) or None
    said["links"] = [link(one, ticket) for one in links if one.ticket.number and one.other.number]
    return said


def _is_of_the_ticket(name: str) -> bool:
    """Words that describe the ticket; what was said in one step stands with its event, note or hand-off."""
    return name in INPUTS and INPUTS[name].audience != "event" and not name.startswith("leg_")


def text(one: TextVersion) -> dict:
    return {"text": one.body, "audience": codes.called(one.audience)} | taken_out(one)


def taken_out(one: TextVersion | Attachment) -> dict:
    """What the text or file is called when it is hidden, and whether it is hidden or removed as personal data."""
    return {"part": one.part_key, "hidden": one.is_hidden, "redacted": one.redacted}


def affected(one) -> dict:
    """A region that a problem or a known error concerns, and how far the fix has come there."""
    return {"region": organisation(one.region_id), "deployed_at": one.deployed_at, "verified_at": one.verified_at}


def leg(one: RegionLeg, ticket: Ticket, actor, words: dict) -> dict:
    said = {text.field: text.body for text in words.get(one.joined_seq, []) if one.joined_seq}
    return {
        "region": organisation(one.region_id),
        "state": one.state,
        "state_label": one.state_label(),
        "version": one.version,
        "patient_safety": one.patient_safety or None,
        "users_affected": one.users_affected or None,
        "whole_region": one.whole_region,
        "units": one.units,
        "reporter": person(one.reporter, one.reporter_organisation_id, ticket, actor) if one.reporter_id else None,
        "reporter_organisation": organisation(one.reporter_organisation_id),
        "joined_at": one.joined_at,
        "symptom": said.get("leg_symptom"),
        "contact": said.get("leg_contact"),
    }


def share(one) -> dict:
    """A share of the ticket; for the customer's side only."""
    who, place, role = one.receiver
    return {
        "key": one.key,
        "organisation": place.slug if place else None,
        "role": role or None,
        "person": {"name": who.get_full_name(), "email": who.email} if who else None,
        "level": one.level,
        "granted_at": one.row.granted_at,
        "expires_at": one.row.expires_at,
    }


def link(one: Link, ticket: Ticket) -> dict:
    forwards = one.ticket_id == ticket.pk
    other = one.other if forwards else one.ticket
    return {"kind": one.kind, "direction": "to" if forwards else "from", "number": other.number, "title": other.title}


def handoff(one: Handoff, actor, texts: list[TextVersion]) -> dict:
    letter = next((words.body for words in texts if words.field == "handoff_letter"), None)
    return {
        "id": one.pk,
        "state": one.state,
        "state_label": one.state_label(),
        "version": one.version,
        "from": organisation(one.from_organisation_id),
        "to": organisation(one.to_organisation_id),
        "reason": one.reason,
        "letter": letter,
        "with_solution": one.with_solution,
        "bypass": one.bypass,
        "proposed_at": one.proposed_at,
        "answered_at": one.answered_at,
        "return_reason": one.return_reason or None,
    }


def note(one: Note, ticket: Ticket, actor) -> dict:
    return {
        "id": one.pk,
        "kind": one.kind,
        "text": one.text.body,
        **taken_out(one.text),
        "audience": codes.called(one.audience),
        "organisation": organisation(one.organisation_id),
        "author": person(one.author, one.organisation_id, ticket, actor),
        "at": one.at,
    }


def attachment(one: Attachment, ticket: Ticket, actor) -> dict:
    return {
        "id": one.pk,
        "name": one.name,
        "content_type": one.content_type,
        "size": one.size,
        "sha256": one.sha256,
        "audience": codes.called(one.audience),
        "organisation": organisation(one.organisation_id),
        "author": person(one.author, one.organisation_id, ticket, actor),
        "at": one.at,
        "download": f"/api/v1/attachments/{one.pk}" if one.file else None,
        **taken_out(one),
    }


def hidden_part(one: HiddenPart, ticket: Ticket, actor) -> dict:
    """The mark of a hidden part; what it held only for who decides about it, while that is not decided."""
    said = {
        "id": one.pk,
        "what": one.what,
        "audience": codes.called(one.audience),
        "hidden_at": one.at,
        "hidden_for": organisation(one.hidden_for_id),
        "hidden_by": person(one.hidden_by, one.hidden_for_id, ticket, actor),
        "verdict": one.verdict or None,
        "settled_at": one.settled_at,
        "settled_for": organisation(one.settled_for_id),
        "settled_by": person(one.settled_by, one.settled_for_id, ticket, actor),
    }
    if settles(actor, ticket) and not one.verdict:
        said["texts"] = sorted({entry["values"]["body"] for entry in one.kept if "body" in entry["values"]})
        is_file = any(entry["values"].get("file") for entry in one.kept)
        said["download"] = f"/api/v1/tickets/{ticket.number}/hidden/{one.pk}" if is_file else None
    return said


def event(one: Event, ticket: Ticket, actor, texts: list[TextVersion] = ()) -> dict:
    return {
        "id": one.pk,
        "at": one.at,
        "step": one.step,
        "step_label": _step_label(one, ticket),
        "subject": one.subject_type,
        "subject_id": one.subject_id or None,
        "source": one.source,
        "target": one.target,
        "via": one.via,
        "organisation": organisation(one.organisation_id),
        "role": one.role or None,
        "role_label": titles.as_kept(one.role_label) or None,
        "person": person(one.acting_person or one.user, one.organisation_id, ticket, actor),
        "on_behalf_of": person(one.deputy_for, one.organisation_id, ticket, actor) if one.deputy_for_id else None,
        "client": one.user.given_name if _is_shown_client(one, ticket, actor) else None,
        "audience": codes.called(one.audience),
        "imported": one.imported,
        "changed": changes(one, actor),
        "texts": [{"field": words.field, "text": words.body} | taken_out(words) for words in texts],
    }


def _is_shown_client(one: Event, ticket: Ticket, actor) -> bool:
    """The program that called for a person, named to who may read that side's names."""
    return one.acting_person_id is not None and person(one.user, one.organisation_id, ticket, actor) is not None


def _step_label(one: Event, ticket: Ticket) -> str:
    kinds = (Handoff, RegionLeg, RegulatoryTrack, MiRegionRow, RegionDeployment, Ballot)
    parts = {kind.kind: kind for kind in kinds}
    subject = parts.get(one.subject_type, type(ticket))
    declared = steps(subject).get(one.step)
    return ticket.step_label(declared) if declared else one.step


def changes(one: Event, actor) -> list[dict]:
    """The columns that an event changed, those cut that are not for this reader."""
    said = []
    for name, entry in one.changed.items():
        if not isinstance(entry, dict) or "old" not in entry:
            continue
        if reads_audience(actor, entry.get("for", "customer"), one.organisation_id):
            column = name.rpartition(".")[2]
            old, new = (_readable(column, entry[key]) for key in ("old", "new"))
            said.append({"field": name, "old": old, "new": new})
    return said


def _readable(column: str, value):
    if column in ORGANISATIONS:
        return organisation(value)
    if column == "service":
        return service(value)
    return value if isinstance(value, str | int | float | bool | None) else None


def access(one) -> dict:
    """An organisation, role or person that reads a ticket, with the rule."""
    return {
        "rule": one.rule,
        "rule_label": str(one.rule_words),
        "organisation": one.organisation.slug,
        "role": one.role or None,
        "is_person": one.is_person,
        "person": one.person or None,
        "level": one.level or None,
        "since": one.since,
        "until": one.until,
        "reason": one.reason or None,
        "given_by": one.given_by or None,
        "roles": [{"role": each.role, "people": list(each.people), "programs": each.programs} for each in one.worn],
    }


def step_state(one, rules=()) -> dict:
    """One step as the reader meets it now: allowed or blocked, why, who could take it and what it asks for."""
    return {
        "name": one.name,
        "label": one.label,
        "help": one.help,
        "allowed": one.allowed,
        "hats": [{"id": hat.assignment_id, "name": str(hat)} for hat in one.hats],
        "reasons": [{"field": why.field, "code": why.code, "detail": str(why.text)} for why in one.reasons],
        "needs": [asked(each) for each in one.needs],
        "asks": [asked(each) for each in one.asks],
        "version_demanded": not one.quiet,
        "rules": [
            {"capability": each.capability, "label": each.label, "where": each.where, "where_words": each.where_words}
            for each in rules
        ],
        "who": [
            {"role": able.role, "organisation": able.organisation, "people": list(able.people)} for able in one.who
        ],
    }


def asked(one) -> dict:
    said = {"field": one.name, "kind": one.kind, "label": str(one.label), "help": str(one.help)}
    if one.choices:
        said["choices"] = [{"code": code, "label": str(label)} for code, label in one.choices()]
    return said
