"""Who gives an opinion and who decides in a field, and what a decision must say of templates."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from tickets.balloting import opening
from tickets.balloting.codes import SeatKind
from tickets.balloting.seats import Seat, seats_for
from tickets.models import TemplateRecord, TemplateRetirement
from tickets.processes.service_request.experts.codes import KIND_OF_FIELD, Reuse, TemplateState, rule_of

WHY = "only whether one took its place"


def seats(ticket, at) -> list[Seat]:
    """Who sits in the forum of the order's field, as the rule of the field says; one query, read once for the step."""
    field = ticket.detail().expert_field
    if not field:
        return []
    known = ticket.__dict__.setdefault("_expert_seats", {})
    if field not in known:
        known[field] = seats_for(opening.rule_for(rule_of(field), at), ticket)
    return known[field]


def _sits(context: Context, *, chairs: bool) -> bool:
    found = (one for one in seats(context.root, context.at) if (one.kind == SeatKind.CHAIRS) == chairs)
    return any(one.place_of(context.hat) is not None for one in found)


def may_give_opinion(context: Context) -> Reason | None:
    """A region's expert of the field that was chosen. Without a hat nobody is asked for."""
    if context.hat is None or _sits(context, chairs=False):
        return None
    return Reason("other_field", _("The experts of another field give their opinion on this order."))


def expert_of_the_field(context: Context) -> Reason | None:
    """The coordinator of the field that was chosen. Without a hat nobody is asked for."""
    if context.hat is None or _sits(context, chairs=True):
        return None
    return Reason("other_field", _("The order lies in another field: its coordinator decides with the forum."))


def template_said(context: Context) -> list[Reason]:
    """What the register needs: the template that is used, or the name and the use of the one that is made."""
    reuse, record = context.data.get("reuse_existing_template"), context.data.get("reused_template")
    kind = KIND_OF_FIELD.get(context.root.detail().expert_field)
    named = [name for name in ("template_name", "template_purpose") if context.has(name)]
    if reuse == Reuse.YES:
        return _reused(record, kind, named)
    if reuse == Reuse.NO:
        return _made(context, record, kind, named)
    said = [*(["reused_template"] if record else []), *named]
    text = _("Leave this empty: you have said that it is not about a template.")
    return [Reason("not_about_templates", text, name) for name in said]


def _reused(record, kind, named: list[str]) -> list[Reason]:
    text = _("Leave this empty: no template is made.")
    found = [Reason("no_new_template", text, name) for name in named]
    if record is None:
        return [*found, Reason("required", _("Choose the template that is used."), "reused_template")]
    return [*found, *_unfit(record, kind)]


def _made(context: Context, record, kind, named: list[str]) -> list[Reason]:
    if kind is None:
        text = _("This field decides on no templates. Say that it is not about a template.")
        return [Reason("no_templates_here", text, "reuse_existing_template")]
    missing = [name for name in ("template_name", "template_purpose") if name not in named]
    text = _("Write it for the register, which all regions read.")
    return [Reason("required", text, name) for name in missing] + (_unfit(record, kind) if record else [])


def _unfit(record, kind) -> list[Reason]:
    newer = TemplateRecord.objects.unscoped(WHY).filter(replaces_id=record.pk, state=TemplateState.IN_USE)
    ended = TemplateRetirement.objects.unscoped(WHY).filter(record=record, undone_at=None)
    ended = ended.filter(retires_on__lte=timezone.localdate())
    if record.state != TemplateState.IN_USE or newer.exists() or ended.exists():
        return [Reason("not_in_use", _("That template is not in use. Choose another."), "reused_template")]
    if record.kind != kind:
        text = _("That template is of another kind than this forum decides on. Choose another.")
        return [Reason("other_kind", text, "reused_template")]
    return []
