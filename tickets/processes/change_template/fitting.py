"""Whether a change may be made from a template: it is approved, in force, and every parameter is within its limits."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.errors import Reason
from regions import directory
from tickets.models import ChangeTemplateVersion, TextVersion
from tickets.processes.change_template import limits
from tickets.processes.change_template.figures import PROCESS

APPROVED = "approved"


def check(template, values: dict, at=None) -> Reason | None:
    """Why the change does not fit, or None. `values`: `services` (components), `parameters` (lines or a dict) and
    `vendor_works`.

    Unscoped: the change names the template by what its maker could read. What is wrong first is said alone.
    """
    version = current(template)
    if why := not_in_force(template, version, at):
        return why
    if why := _services_fit(version, values.get("services") or ()):
        return why
    if values.get("vendor_works") and not version.vendor_works:
        text = _("The template does not have the vendor carry it out.")
        return Reason("outside_template", text, "vendor_works")
    try:
        allowed = limits.read(words_of(version).get("parameter_limits", ""))
        given = values.get("parameters") or {}
        given = limits.values(given) if isinstance(given, str) else given
    except limits.Unreadable as error:
        return Reason("outside_template", error.args[0], "template_parameters")
    return next(iter(limits.outside(allowed, given)), None)


def not_in_force(template, version, at=None) -> Reason | None:
    if template.process != PROCESS:
        return Reason("not_a_template", _("Name a standard change template."), "change_template")
    if template.state != APPROVED or version is None:
        text = _("%(number)s is not approved now. No change can be made from it.")
        return Reason("template_not_approved", text % {"number": template.number}, "change_template")
    if version.valid_until < timezone.localdate(at or timezone.now()):
        text = _("%(number)s has run out. No change can be made from it before it is renewed.")
        return Reason("template_run_out", text % {"number": template.number}, "change_template")
    return None


def current(template):
    """The version that changes are made from now; None where none was approved."""
    rows = ChangeTemplateVersion.objects.unscoped("a rule of the change").filter(template_id=template.pk)
    return rows.order_by("-number").first()


def version_of(template, number: int):
    """An earlier version, for a change that was made from it; None where there is none."""
    rows = ChangeTemplateVersion.objects.unscoped("a rule of the change")
    return rows.filter(template_id=template.pk, number=number).first()


def words_of(version) -> dict[str, str]:
    """The texts of a version by field, as they stood when it was approved; "" where one was removed since."""
    rows = TextVersion.objects.unscoped("a rule of the change").filter(
        ticket_id=version.template_id, part=None, event_seq__lte=version.event_seq
    )
    newest = {row.field: row for row in rows.order_by("event_seq")}
    return {field: "" if row.redacted else row.body for field, row in newest.items()}


def _services_fit(version, services: Iterable) -> Reason | None:
    """Only what the template was approved for; a part fits where its whole service was."""
    allowed = set(version.services)
    others = [one.name for one in services if not {one.pk, one.parent_id} & allowed]
    if others:
        known = [one.name for pk in version.services if (one := directory.service(pk))]
        text = _("The template is for %(allowed)s, not for %(others)s.")
        return Reason("outside_template", text % {"allowed": ", ".join(known), "others": ", ".join(others)}, "services")
    return None
