"""Rules of a region's row."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason

CLOCKS_DIFFER = timedelta(minutes=5)


def row_marked_oral(context: Context) -> Reason | None:
    if not context.subject.oral:
        return Reason("not_oral", _("The region has said so itself: there is nothing oral to confirm."))
    return None


def told_not_in_future(context: Context) -> Reason | None:
    return _not_ahead(context, "told_at", _("The time lies ahead. State when you were told."))


def restored_not_in_future(context: Context) -> Reason | None:
    return _not_ahead(context, "confirmed_restored_at", _("The time lies ahead. State when it worked again."))


def _not_ahead(context: Context, name: str, text) -> Reason | None:
    at = context.data.get(name)
    return Reason("in_the_future", text, name) if at and at > context.at + CLOCKS_DIFFER else None
