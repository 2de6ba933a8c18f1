"""Labels of steps with the organisations they are about, from the collaboration's data."""

from __future__ import annotations

from regions import directory


def step_label(ticket, declared) -> str:
    """The button's words: {support}, {vendor}, {it} and {giver} stand for organisations of this ticket."""
    label = str(declared.rule.label)
    if "{" not in label:
        return label
    return label.format(**organisations_of(ticket))


def organisations_of(ticket) -> dict[str, str]:
    support, vendor = directory.support_org(), directory.organisation(ticket.vendor_id)
    service = directory.service(ticket.service_id)
    vendor = vendor or directory.organisation(service.vendor_id if service else None) or directory.vendor()
    origin = directory.organisation(ticket.origin_id)
    units = [one for one in directory.organisations() if one.kind == "it_mt" and one.parent_id == ticket.origin_id]
    giver = support if ticket.holder_tier() == "vendor" else origin
    return {
        "support": support.short_name if support else "",
        "vendor": vendor.short_name if vendor else "",
        "it": units[0].short_name if units else "",
        "giver": giver.short_name if giver else "",
    }
