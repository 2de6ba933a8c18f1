"""What the steps of a template bring about."""

from __future__ import annotations

from django.utils import timezone

from engine.context import Context
from regions import directory
from tickets.expiring import Expiry
from tickets.models import ChangeTemplateDetail, ChangeTemplateVersion, TemplateUse
from tickets.models.number import next_number
from tickets.processes.change_template import figures
from tickets.processes.touching import services_of

# The first morning after its last day it is suspended; before that its leader is reminded.
VALIDITY = Expiry("run_out", "remind", "validity", lambda: figures.of("remind_days"))


def born(context: Context) -> None:
    """Number and readers. The support organisation holds it; the organisation that drafts it is its origin."""
    ticket, setting = context.subject, directory.setting(context.subject.process)
    ticket.number = next_number(setting.prefix, timezone.localtime(context.at).year)
    ticket.created_at = ticket.updated_at = ticket.registered_at = context.at
    ticket.origin = ticket.reporter_organisation = context.hat.organisation
    ticket.holder = directory.support_org()
    ticket.reporter = context.actor.person
    ticket.visibility = setting.default_visibility


def tell_process_role(context: Context) -> None:
    context.tell("process_role")


def tell_reporter(context: Context) -> None:
    context.tell("reporter")


def freeze(context: Context) -> None:
    """What is approved becomes a version; changes made from an older one keep that. Runs until `valid_until`.

    A vendor that carries the changes out reads the template from now on.
    """
    detail = context.subject.detail()
    version = ChangeTemplateVersion(
        template_id=context.subject.pk,
        number=_last_number(context.subject.pk) + 1,
        services=[one.pk for one in services_of(context.subject)],
        valid_until=detail.valid_until,
        vendor_works=detail.vendor_works,
        decision=context.cause.removeprefix("decision:") if context.cause.startswith("decision:") else "",
        made_at=context.at,
    )
    if detail.vendor_works and context.subject.vendor_id is None:
        context.subject.vendor, context.subject.vendor_since = directory.vendor(), context.at
    if context.source == "suspended":
        detail.reinstated_at = context.at
    context.subject.detail_changed = True
    context.then.append(lambda finished: _keep(finished, version))
    VALIDITY.watch(context, detail.valid_until)
    context.tell("all_regions")


def _last_number(template_id: int) -> int:
    rows = ChangeTemplateVersion.objects.unscoped("its own versions").filter(template_id=template_id)
    return rows.order_by("-number").values_list("number", flat=True).first() or 0


def _keep(finished: Context, version) -> None:
    """The version is named by the event that approved it, which is known only once it is written."""
    version.event_seq = finished.event.seq
    version.save(force_insert=True)
    ChangeTemplateDetail.objects.filter(ticket_id=finished.subject.pk).update(current=version)
    finished.subject.detail().current = version


def suspended(context: Context) -> None:
    VALIDITY.call_off(context)
    context.tell("process_role")
    context.tell("all_regions")


def end(context: Context) -> None:
    context.subject.closed_at = context.at
    VALIDITY.call_off(context)
    context.tell("all_regions")


def count_outcome(context: Context) -> None:
    """A change made from it has ended; from which version is written beside how it went."""
    ticket = context.subject
    change, outcome = context.data["made_change"], context.data["template_outcome"]
    version = context.notes.pop("made_from", None) or ticket.detail().current_id
    context.add(
        lambda event, texts: TemplateUse(
            template_id=ticket.pk, version_id=version, change=change, outcome=outcome, at=event.at
        )
    )
