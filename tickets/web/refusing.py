"""What a person reads when a step is refused: one table from the refusal to its page, for tickets and articles."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils.translation import gettext as _

from engine.errors import (
    Busy,
    ChooseHat,
    KeyInUse,
    KeyReused,
    NotPermitted,
    NotPossible,
    Refused,
    Stale,
    VersionMissing,
)
from engine.explain import StepState, add_who
from engine.step import steps
from roles.capabilities import CAPABILITIES
from roles.web.answers import Lacking


def lacking(subject, state: StepState, actor) -> Lacking:
    """Which right the step takes, in words, and who has it on this subject."""
    add_who(subject, [state], actor)
    rule = steps(type(subject))[state.name].rule
    wanted = next((who.capability for who in rule.by if who.capability in CAPABILITIES), "")
    who = "; ".join(
        f"{one.role}, {one.organisation}" + (f" ({', '.join(one.people)})" if one.people else "") for one in state.who
    )
    return Lacking(str(CAPABILITIES.get(wanted, "")), who)


def answered(refused: Exception, form, *, lacks, conflict, not_possible, shown):
    """The answer to what `perform` raised; what is no refusal is raised again.

    `lacks()` gives the 403, `conflict()` and `not_possible(refused)` their pages, `shown(status, **more)` the form.
    """
    match refused:
        case ObjectDoesNotExist():
            raise Http404 from refused
        case NotPermitted():
            raise lacks() from refused
        case Stale() | VersionMissing():
            return conflict()
        case NotPossible():
            return not_possible(refused)
        case KeyReused():
            text = _("This form has been sent once already. Press the button again to send what stands here as well.")
            return shown(422, warning=text, new_mark=True)
        case KeyInUse() | Busy():
            return shown(409 if isinstance(refused, KeyInUse) else 503, warning=str(refused.reasons[0].text))
        case Refused() | ChooseHat():
            form.refuse(refused.reasons)
            return shown(422)
    raise refused
