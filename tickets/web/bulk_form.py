"""The form of a step on many tickets: filled in once. What is left empty stays in each ticket as it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from engine.inputs import Input
from engine.validate import STATEMENT, STATEMENT_REASON
from roles.actor import Actor
from tickets import selectors
from tickets.bulk.offered import Offer
from tickets.web.fields import Setting, field_for
from tickets.web.forms import StepForm, hat_field, place_of, usual_values


class BulkForm(StepForm):
    """As a step's form, without anything that one ticket already holds."""

    read_version = None
    seen = None

    def __init__(self, offer: Offer, setting: Setting, data=None, *, kept: dict | None = None):
        inputs = sorted((*offer.needs, *offer.asks), key=place_of)
        initial = usual_values(inputs, setting) | {
            one.name: _shown(one, kept[one.name]) for one in inputs if kept and one.name in kept
        }
        forms.Form.__init__(self, data, initial=initial, auto_id=f"id_{offer.name}_%s", label_suffix="")
        self.state, self.setting = offer, setting
        if len(setting.organisations) > 1:
            self.fields["hat"] = hat_field(setting, blank=_("In each case the one that can"))
        for one in inputs:
            self.fields[one.name] = field_for(one, setting, required=one in offer.needs and one.stored in ("", "part"))
        if data and (data.get(STATEMENT) or data.get(STATEMENT_REASON)):
            self.ask_statement()

    def values(self) -> dict:
        """What was written; an empty field says nothing of any ticket."""
        return {name: value for name, value in super().values().items() if value not in ("", None, [])}


def setting_of(offer: Offer, tickets: Sequence, actor: Actor, *, at: datetime) -> Setting:
    """What the choices depend on: all the tickets, and the hats that allow the step somewhere."""
    selectors.with_legs(list(tickets), actor)
    return Setting(subject=tickets[0], actor=actor, hats=offer.hats_of(actor), at=at, others=tuple(tickets[1:]))


def _shown(one: Input, value):
    if one.kind != "datetime" or not isinstance(value, str) or (at := parse_datetime(value)) is None:
        return value
    return at if timezone.is_aware(at) else timezone.make_aware(at)
