"""What only one process knows of its cases, as plain values, cut to their reader."""

from __future__ import annotations

from engine.step import steps
from regions.models import Organisation
from roles.models import User
from tickets.models import Ticket


def facts_of(ticket: Ticket, detail, actor, *, texts: dict, person, organisation) -> dict:
    """The columns that only this process has, each only for whom it is.

    Other cases that they name are left out: the links say which of them the reader may know of. `person` and
    `organisation` say how these are given; `texts` are the words that the reader reads.
    """
    if detail is None:
        return {}
    inputs = (one for declared in steps(type(ticket)).values() for one in declared.rule.inputs)
    audiences = dict.fromkeys(getattr(detail, "customer_only", ()), "customer")
    audiences |= dict.fromkeys(getattr(detail, "owner_only", ()), "owner")
    audiences |= {one.target: one.audience for one in inputs if one.stored == "detail"}
    said = {}
    for field in detail._meta.concrete_fields:
        if field.primary_key or not ticket.shows(actor, audiences.get(field.name, "all")):
            continue
        if not field.is_relation or field.related_model is not Ticket:
            said[field.name] = _fact(field, detail, person, organisation)
    return said | (ticket.more_facts(texts) if hasattr(ticket, "more_facts") else {})


def _fact(field, detail, person, organisation):
    value = getattr(detail, field.attname)
    if value in (None, ""):
        return None
    if field.is_relation and field.related_model is User:
        return person(getattr(detail, field.name))
    if field.is_relation and field.related_model is not Organisation:
        named = getattr(detail, field.name)
        return getattr(named, "slug", None) or getattr(named, "number", None)
    return organisation(value) if field.is_relation else value
