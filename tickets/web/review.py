"""What a registration says, row by row, before it is sent; and who will read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from engine.inputs import INPUTS
from engine.validate import RESOLVERS, Unusable
from regions import directory
from tickets import codes
from tickets.web.register_form import MORE, PAGES, REGISTRATIONS


@dataclass(frozen=True)
class Answer:
    """A field that was filled in, as people read it, and the page it is changed on."""

    label: str
    value: str
    page: int
    is_long: bool = False


def answers(form) -> list[Answer]:
    """Everything that was said, in the order of the pages."""
    values = form.values()
    found = (
        [Answer(str(form.fields["hat"].label).rstrip("?"), form.hat.organisation.name, 1)] if len(form.hats) > 1 else []
    )
    for page, names in enumerate(zip(PAGES[form.process], MORE[form.process], strict=True), start=1):
        for name in (*names[0], *names[1]):
            if name in values:
                one = INPUTS[name]
                said = _said(form, name, values[name])
                found.append(Answer(str(one.label).rstrip("?"), said, page, is_long=one.kind == "long_text"))
    return found


def _said(form, name: str, value) -> str:
    kind = INPUTS[name].kind
    if kind == "datetime":
        return _moment(name, value)
    if kind == "bool":
        return str(codes.YesNo.YES.label)
    if kind in ("choice", "codes", "service", "services", "organisations"):
        labels = dict(_flat(form.fields[name].choices))
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(str(labels.get(str(one), one)) for one in chosen)
    return value


def _flat(choices):
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), label


def _moment(name: str, value):
    """The instant that was typed; the text itself while it is none."""
    try:
        return timezone.localtime(RESOLVERS["datetime"](value, INPUTS[name], None))
    except Unusable:
        return value


def readers(form, owner) -> str:
    """Who reads the case once it is registered, in a sentence or two."""
    support, vendor = directory.support_org(), directory.vendor()
    values = form.values()
    if values.get("confidential_wish") == codes.YesNo.YES:
        return _("Only you and those who answer for information security will read it, until they decide otherwise.")
    setting = directory.setting(form.process)
    names = {
        "owner": owner.name,
        "support": support.name if support else "",
        "vendor": vendor.short_name if vendor else "",
    }
    if form.hat.tier == "vendor" or support is None or owner == support:
        return ""
    if said := REGISTRATIONS[form.process].readers:
        return str(said) % names
    if setting and setting.default_visibility == codes.Visibility.JOINT:
        return (
            _("All member regions and %(support)s read it. %(vendor)s does not see it before it is sent there.") % names
        )
    return _("%(owner)s and %(support)s read it. %(vendor)s does not see it before it is sent there.") % names
