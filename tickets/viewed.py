"""What the log of looking at the program as another person keeps and shows of cases and articles (roles.viewing)."""

from __future__ import annotations

from engine.personal_data import has_certain
from engine.validate import storable
from roles import viewing
from roles.actor import Actor
from tickets.models import Article, Ticket


def register() -> None:
    """Make the rules known to the log; called once, when the app is ready."""
    viewing.register(viewing.Rules(may_be_kept=_may_be_kept, read_by=_read_by))


def _may_be_kept(address: str) -> bool:
    return storable(address) == address and not has_certain(address)


def _read_by(actor: Actor, numbers: set[str]) -> set[str]:
    """Two queries."""
    rows = (model.objects.visible_to(actor).filter(number__in=numbers) for model in (Ticket, Article))
    return {number for one in rows for number in one.values_list("number", flat=True)}
