"""The box where a note is written: for each circle, exactly who will read it and who will not."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from regions import directory
from tickets import codes
from tickets.readers import Readers
from tickets.web import showing
from tickets.web.sentence import joined


@dataclass(frozen=True)
class Circle:
    """One choice of readers: `sees` and `not_sees` are whole sentences; `not_sees` may be empty."""

    value: str
    label: str
    sees: str
    not_sees: str


def circles_of(ticket, actor, readers: Readers) -> list[Circle]:
    """The circles the reader may write to, the widest last. A vendor writes to its own organisation or to everyone."""
    hat = actor.preferred_hat()
    if hat is None:
        return []
    readers = readers.known_to(actor)
    own = _own(hat.organisation, readers)
    if not actor.is_customer_side:
        return [own, _everyone(ticket, actor, readers, _("Everyone who reads the case"))]
    vendor = directory.organisation(ticket.vendor_id) or directory.vendor()
    everyone = _("Everyone, also %(vendor)s") % {"vendor": vendor.short_name} if vendor else _("Everyone")
    return [own, _customer(actor, readers, vendor), _everyone(ticket, actor, readers, everyone)]


def _own(organisation, readers: Readers) -> Circle:
    others = [showing.called(one) for one in readers.organisations() if one.pk != organisation.pk]
    return Circle(
        value=codes.Audience.OWN,
        label=_("Only %(organisation)s") % {"organisation": showing.called(organisation)},
        sees=_("Is seen by %(organisations)s.") % {"organisations": showing.called(organisation)},
        not_sees=_("Not by %(organisations)s.") % {"organisations": joined(others)} if others else "",
    )


def _customer(actor, readers: Readers, vendor) -> Circle:
    support = directory.support_org()
    names = [showing.called(one) for one in readers.organisations("region", "support")] + _people(actor, readers)
    return Circle(
        value=codes.Audience.CUSTOMER,
        label=_("The region side and %(support)s") % {"support": support.short_name if support else ""},
        sees=_("Is seen by %(organisations)s.") % {"organisations": joined(names)},
        not_sees=_("%(vendor)s does not see it.") % {"vendor": vendor.short_name} if vendor else "",
    )


def _everyone(ticket, actor, readers: Readers, label: str) -> Circle:
    names = [showing.called(one) for one in readers.organisations()] + _people(actor, readers)
    vendor = directory.vendor()
    later = ""
    if ticket.vendor_id is None and vendor is not None:
        later = _("%(vendor)s sees it only if the case is handed over to them.") % {"vendor": vendor.short_name}
    return Circle(
        value=codes.Audience.ALL,
        label=label,
        sees=_("Is seen by %(organisations)s.") % {"organisations": joined(names)},
        not_sees=later,
    )


def _people(actor, readers: Readers) -> list[str]:
    """Persons whom the case is shared with, outside the organisations already named; never named to the vendor."""
    if not actor.is_customer_side:
        return []
    known = {one.pk for one in readers.organisations()}
    return [
        row.person for row in readers.rows if row.person and not (row.organisation and row.organisation.pk in known)
    ]
