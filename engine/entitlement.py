"""May this actor take this step here, and under which hat?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import ChooseHat, NotPermitted, NotPossible, Reason
from engine.step import SYSTEM_CAPABILITY, Who
from roles.actor import Hat


def knows(rule, actor) -> bool:
    """Whether any hat of the actor has a capability of the step at a side that may use it, wherever the subject is."""
    return any(hat_knows(rule, hat) for hat in actor.hats)


def hat_knows(rule, hat: Hat) -> bool:
    return any(who.capability in hat.capabilities and (not who.tiers or hat.tier in who.tiers) for who in rule.by)


def hats_that_may(context: Context) -> tuple[list[Hat], list[Reason]]:
    """The actor's hats that allow the step on this subject, and else the nearest reasons why none does."""
    rule, actor, subject = context.step.rule, context.actor, context.subject
    allowed: list[Hat] = []
    reasons: dict[str, Reason] = {}
    for hat in actor.hats:
        for who in rule.by:
            if who.capability not in hat.capabilities or (who.tiers and hat.tier not in who.tiers):
                continue
            why_not = _why_not_here(context, who, hat, subject)
            if why_not is None:
                allowed.append(hat)
                break
            reasons.setdefault(why_not.code, why_not)
    return allowed, list(reasons.values())


def _why_not_here(context: Context, who: Who, hat: Hat, subject) -> Reason | None:
    if not subject.stands(who.where, hat=hat, actor=context.actor):
        return subject.why_not_at(who.where)
    return who.when(context) if who.when else None


def choose_hat(context: Context, *, chosen: int | None = None) -> Hat | None:
    """The hat to act under; None for the system.

    Raises NotPermitted (no hat has the capability), NotPossible (capability, but not from here) and
    ChooseHat (two organisations would do and none was chosen).
    """
    rule = context.step.rule
    if context.actor.is_system:
        if any(who.capability == SYSTEM_CAPABILITY for who in rule.by):
            return None
        raise NotPermitted(Reason("system_may_not", _("The program itself may not do this.")), step=context.step.name)
    allowed, reasons = hats_that_may(context)
    if not allowed:
        if reasons:
            raise NotPossible(*reasons)
        raise _lacking(context)
    if chosen is not None:
        for hat in allowed:
            if hat.assignment_id == chosen:
                return hat
        raise NotPossible(
            Reason("hat_may_not", _("You cannot do this under the chosen role. Choose another role."), "hat")
        )
    if len({hat.organisation.pk for hat in allowed}) > 1:
        raise ChooseHat(
            Reason("choose_hat", _("You may do this for more than one organisation. Choose which one."), "hat"),
            hats=tuple(allowed),
        )
    preferred = context.actor.preferred_hat()
    return next((hat for hat in allowed if hat == preferred), allowed[0])


def _lacking(context: Context) -> NotPermitted:
    wanted = [who.capability for who in context.step.rule.by if who.capability != SYSTEM_CAPABILITY]
    return NotPermitted(
        Reason("not_permitted", _("None of your roles allows this.")),
        capability=wanted[0] if wanted else "",
        step=context.step.name,
    )
