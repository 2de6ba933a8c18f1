"""What the page of an order shows: what was ordered in the words of its own version, who approved it, who delivers."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from regions import directory, phases
from regions.money import in_kronor
from tickets.models import ServiceRequestDetail, Ticket
from tickets.processes.service_request.catalogue import reading, schema, wording
from tickets.processes.service_request.codes import Approved
from tickets.processes.service_request.states import END, S
from tickets.processes.service_request.subject import as_answers
from tickets.web import showing
from tickets.web.sentence import joined

ALONG = ("version__item__region", "version__service", "approved_by")


def read_before(read) -> None:
    """Let the order know its own row and its words as the reader reads them; one query."""
    known = read.ticket.__dict__
    row = ServiceRequestDetail.objects.select_related(*ALONG).filter(ticket_id=read.ticket.pk).first()
    if row is not None:
        known["_detail"] = row
    known["_said"] = {
        name: text.body for name, text in read.words.items() if text.part_id is None and not text.redacted
    }


def panel(read, actions) -> dict | None:
    """The order itself; None for a draft that names no item."""
    ticket, detail = read.ticket, read.ticket.detail()
    version = detail.version
    if version is None:
        return None
    now = reading.current(version.item_id, read.now)
    return {
        "template": "tickets/service_request/panel.html",
        "version": version,
        "before": _ordered_before(read, detail),
        "newer": now.number if now is not None and now.number > (version.number or 0) else None,
        "answers": schema.shown(version, as_answers(known_words(read, "answers"))),
        "is_hidden": "answers" in read.words and read.words["answers"].redacted,
        "facts": [fact for fact in _facts(read, detail) if fact[1]],
        "again_url": _again(read, version),
        "edit_url": draft_url(ticket) if ticket.state == S.DRAFT and actions.can("order") else "",
    }


def _ordered_before(read, detail) -> str:
    """The number of the order that it was ordered again after, where the reader reads that one."""
    if detail.copied_from_id is None:
        return ""
    rows = Ticket.objects.visible_to(read.actor).filter(pk=detail.copied_from_id)
    return rows.values_list("number", flat=True).first() or ""


def known_words(read, name: str) -> str:
    return read.ticket.__dict__.get("_said", {}).get(name, "")


def read_out(ticket, text) -> list[tuple[str, str]]:
    """The answers in the words of the form that they were given in, for who is handed the order."""
    return schema.shown(ticket.ordered(), as_answers(text.body))


def _facts(read, detail):
    """Label, value and a line that explains it; only what the reader may read."""
    version, is_customer = detail.version, read.actor.is_customer_side
    yield _("Ordered for"), detail.ordered_for, ""
    if read.ticket.shows(read.actor, "owner"):
        yield _("Cost centre"), detail.cost_centre, ""
        yield _("What it costs"), *_cost(read.ticket, detail)
    if is_customer:
        yield _("Approval"), *_approval(read, detail)
    yield _("Delivered within"), wording.lead_of(version), _promised(read.ticket, detail)
    if not detail.fulfiller and read.ticket.state in END:
        return  # nobody came to carry it out
    side = detail.fulfiller or version.fulfiller
    proposed = "" if detail.fulfiller else _("As the catalogue proposes; it is decided when the order is assessed.")
    yield _("Carried out by"), wording.fulfiller_of(side, _origin_of(read.ticket)), proposed


def _promised(ticket, detail) -> str:
    """The day that the time leads to; before it has begun, and while it stands still, what it waits for."""
    if ticket.state == S.REGIONAL_APPROVAL:
        return _("Counted from the approval.")
    if ticket.state in (S.QUOTING, S.ORDER_APPROVAL):
        return _("The quote says how long it takes. Counted from its acceptance.")
    is_off = ticket.state == S.DRAFT or (ticket.state in END and ticket.resolved_at is None)
    if detail.fulfil_by is None or is_off:
        return ""
    if ticket.state == S.ON_HOLD and detail.fulfil_stands_since is not None:
        return _("The time stands still while an answer is waited for.")
    return _("To be delivered by %(day)s.") % {"day": date_format(timezone.localtime(detail.fulfil_by))}


def _origin_of(ticket):
    return directory.organisation(ticket.origin_id)


def _cost(ticket, detail) -> tuple[str, str]:
    price = wording.price_of(detail.version)
    if detail.version.price and ticket.quotes():
        return price, _("The catalogue's price. The quote says what it costs.")
    if detail.amount is None or detail.amount == detail.version.price:
        return price, ""
    return _("%(price)s without VAT") % {"price": in_kronor(detail.amount)}, price


def _approval(read, detail) -> tuple[str, str]:
    """Who approved it, or which rule did, in the words of the version and the phase that counted."""
    version, ticket = detail.version, read.ticket
    if detail.approved_by_rule == Approved.BY_ITEM:
        return str(Approved.BY_ITEM.label), " ".join((wording.preapproval_of(version), version.preapproved_reason))
    if detail.approved_by_rule == Approved.BY_GROUP:
        return str(Approved.BY_GROUP.label), _group_of(ticket)
    if detail.approved_by_id is not None:
        person = showing.person_shown(ticket, detail.approved_by, ticket.origin_id, read.actor)
        place = _origin_of(ticket).name
        return (_("Approved by %(name)s") % {"name": person} if person else _("Approved")), place
    if ticket.state == S.REGIONAL_APPROVAL:
        return _("An approver decides"), " ".join(_awaited(read, detail))
    return "", ""


def _awaited(read, detail):
    """Who can approve it, and until when."""
    ticket, place = read.ticket, _origin_of(read.ticket)
    rows = ticket.able_to_approve(read.now)
    able, own = [str(row.user) for row in rows], [row for row in rows if row.user_id == read.actor.person_id]
    if own and own[0].amount_limit is None:
        yield _("You approve without a limit.")
    elif own:
        yield _("You approve up to %(limit)s.") % {"limit": in_kronor(own[0].amount_limit)}
    if not able:
        yield _("Nobody at %(place)s can approve it. Ask whoever gives roles there.") % {"place": place.name}
    elif ticket.names_shown_to(read.actor, place):
        yield _("It can be approved by %(who)s.") % {"who": joined(able)}
    if detail.expires_at is not None:
        day = date_format(timezone.localtime(detail.expires_at))
        yield _("It lapses on %(day)s if nobody has answered.") % {"day": day}


def _group_of(ticket) -> str:
    """Whose group it was, and the phase whose rule let it order without an approver."""
    place = _origin_of(ticket)
    if place.tier != "region":
        return _("Those who order for %(place)s.") % {"place": place.name}
    phase = phases.phase(place.pk, ticket.registered_at or ticket.created_at)
    text = _("The group of %(place)s that is approved in advance, as is the rule in %(phase)s.")
    return text % {"place": place.name, "phase": phase.label if phase else "–"}


def _again(read, version) -> str:
    """Where the orderer orders the same again, of an order that has ended."""
    ticket = read.ticket
    is_hers = ticket.reporter_id == read.actor.person_id and ticket.state in END
    return (
        order_url(version, copy=ticket.pk) if is_hers and reading.may_read_item(read.actor, version, read.now) else ""
    )


def draft_url(ticket) -> str:
    """The form of an order that is a draft."""
    version = ticket.ordered()
    if version is None:
        return reverse("tickets:catalogue")
    return order_url(version, draft=ticket.pk)


def order_url(version, **asked) -> str:
    url = reverse("tickets:order", args=[version.item.slug])
    return f"{url}?{urlencode(asked)}" if asked else url
