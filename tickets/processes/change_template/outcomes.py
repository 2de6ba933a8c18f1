"""How changes made from a template went: counted on the template, which is suspended when too many fail."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from engine.context import Context
from engine.perform import take
from engine.step import steps
from roles.actor import SYSTEM
from tickets.models import ChangeTemplateVersion, TemplateUse, Ticket
from tickets.processes.change.codes import UNSUCCESSFUL
from tickets.processes.change_template import figures


def note(context: Context, *, template, outcome: str, version: int | None = None) -> None:
    """An effect of the step that ends a change: its `outcome` counts on the template, in the same transaction.

    `version` is the number of the version it was made from, the current one when left out. Two failures at once
    suspend the template once: its lock is held from here on, and failures are counted under it.
    """
    context.then.append(lambda finished: _count(finished, template.pk, outcome, version))


def _count(finished: Context, template_id: int, outcome: str, version: int | None) -> None:
    template = Ticket.lock(template_id, SYSTEM)
    data = {"made_change": finished.root.number, "template_outcome": outcome}
    notes = {"made_from": _version_id(template_id, version)} if version else {}
    take(template, "count_outcome", data=data, notes=notes, **_how(finished))
    if outcome in UNSUCCESSFUL:
        suspend_when_it_fails(template, finished)


def suspend_when_it_fails(template, finished: Context) -> None:
    if not steps(type(template))["suspend"].possible_from(template.state):
        return
    days = figures.of("failure_days")
    failed = failures_since(template, finished.at - timedelta(days=days))
    if failed >= figures.of("failures"):
        with translation.override(settings.LANGUAGE_CODE):
            reason = _("%(failures)s changes made from it have failed within %(days)s days.")
            data = {"reason": reason % {"failures": failed, "days": days}}
        take(template, "suspend", data=data, version=template.version, **_how(finished))


def failures_since(template, since: datetime) -> int:
    """Failures after `since`, and after it was last reinstated."""
    reinstated = template.detail().reinstated_at
    rows = TemplateUse.objects.unscoped("a rule of the template itself").filter(template_id=template.pk)
    rows = rows.filter(outcome__in=UNSUCCESSFUL, at__gt=since)
    return (rows.filter(at__gt=reinstated) if reinstated else rows).count()


def _version_id(template_id: int, number: int) -> int | None:
    rows = ChangeTemplateVersion.objects.unscoped("a rule of the template itself")
    return rows.filter(template_id=template_id, number=number).values_list("pk", flat=True).first()


def _how(finished: Context) -> dict:
    return {"actor": SYSTEM, "via": finished.via, "cause": f"change:{finished.root.pk}", "at": finished.at}
