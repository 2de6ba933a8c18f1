"""The signatures of a row, as its steps ask for them: who decides on what, and who has yet to sign."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from tickets.processes.release.parties import parties

GO, VERIFY, DEFER, OPT_OUT = "go", "verify", "defer", "opt_out"


def may_go(context: Context) -> Reason | None:
    return _may(context, GO)


def may_verify(context: Context) -> Reason | None:
    return _may(context, VERIFY)


def may_defer(context: Context) -> Reason | None:
    return _may(context, DEFER)


def may_opt_out(context: Context) -> Reason | None:
    return _may(context, OPT_OUT)


def _may(context: Context, purpose: str) -> Reason | None:
    from tickets.processes.release import signing

    return signing.may_sign(purpose)(context)


def all_signed(purpose: str):
    """Guard of the step that follows by itself: nobody is missing."""

    def guard(context: Context) -> Reason | None:
        from tickets.processes.release import signing

        return signing.all_signed(purpose)(context)

    guard.__name__ = "all_signed"
    return guard


def decides_on_go(context: Context) -> Reason | None:
    return _is_party(context, GO)


def decides_on_deferral(context: Context) -> Reason | None:
    return _is_party(context, DEFER)


def _is_party(context: Context, purpose: str) -> Reason | None:
    """The region's object owner of IT decides on major releases only."""
    hats = [context.hat] if context.hat is not None else context.actor.hats
    wanted = parties(purpose, context.subject)
    if any(one.fits(hat, context.subject, context.actor) for one in wanted for hat in hats):
        return None
    who = ", ".join(str(one.label) for one in wanted)
    return Reason("decided_by_others", _("Decided by %(who)s.") % {"who": who})


def sign(context: Context, purpose: str, then: str) -> None:
    from tickets.processes.release import signing

    context.subject.signed_at = context.at
    signing.sign(purpose, then=then)(context)


def of(row, purpose: str) -> list:
    from tickets.processes.release import signing

    return signing.signs(row, purpose)


def void(context: Context, *purposes: str) -> None:
    from tickets.processes.release import signing

    signing.void(context, *purposes)


def void_outdated(context: Context, *purposes: str) -> None:
    from tickets.processes.release import signing

    signing.void_outdated(context, *purposes)


def void_all(context: Context) -> None:
    void(context, GO, VERIFY, DEFER, OPT_OUT)
