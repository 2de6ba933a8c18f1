"""What becomes of a need, in a sentence to whoever asked: by mail, in the list of notices, and on Start. No query."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from regions import directory
from sla import wording
from tickets.processes.need import codes

PROCESS = "need"


def to_whoever_asked(ticket, event, actor) -> list[str]:
    """The sentence of this event, where the reader is the one who asked; nothing for others and for other events."""
    if ticket.process != PROCESS or event.subject_type != "ticket" or ticket.reporter_id != actor.person_id:
        return []
    return [said] if (said := sentence(ticket, event)) else []


def sentence(ticket, event) -> str:
    """What an event means for whoever asked, "" where it turns nothing, or something in another region alone."""
    make = TURNS.get(event.step)
    if make is None or ticket.registered_at is None or _is_elsewhere(ticket, event.changed):
        return ""
    return make(event.changed, event) % {
        "month": wording.month(ticket.registered_at, now=event.at),
        **_facts(event),
    }


def _is_elsewhere(ticket, changed: dict) -> bool:
    regions = [
        changed[name]["region"] for name in ("in_use", "out_of_use", "effect") if "region" in changed.get(name, {})
    ]
    return any(one != ticket.origin_id for one in regions)


def _facts(event) -> dict:
    changed = event.changed
    place = directory.organisation(event.organisation_id)
    return {
        "day": wording.day_in_words(_since(changed) or event.at, now=event.at),
        "region": (place.short_name or place.name) if place else "",
        "release": release_words(changed.get("in_use")),
        "rank": _label(codes.Rank, _new(changed, "joint_priority")).lower(),
        "why": _label(codes.Declined, _new(changed, "need_decline_code")).lower(),
        "until": _day(_new(changed, "review_at")),
    }


def _since(changed: dict) -> datetime | None:
    """When the region verified it, where the need heard of it later."""
    at = (changed.get("in_use") or {}).get("since")
    return datetime.fromisoformat(at) if at else None


def release_words(said: dict | None) -> str:
    """ "Cosmic 4.3": the product and the version that a region has in use; "" where the release says none."""
    if not said:
        return ""
    service = directory.service(said.get("service"))
    version = said.get("version") or ""
    name = service.name if service else ""
    return version if version.lower().startswith(name.lower()) else f"{name} {version}".strip()


def _new(changed: dict, name: str) -> str:
    said = changed.get(name)
    return (said.get("new") or "") if isinstance(said, dict) else ""


def _label(of, code: str) -> str:
    return str(of(code).label) if code in of.values else ""


def _day(text: str) -> str:
    day = parse_date(text) if text else None
    return wording.long_day(day) if day else ""


def _deployed(changed: dict, event) -> str:
    if release_words(changed.get("in_use")):
        return _("Your need from %(month)s was deployed in your region on %(day)s (%(release)s).")
    return _("Your need from %(month)s was deployed in your region on %(day)s.")


def _in_use(changed: dict, event) -> str:
    if "not_here" in changed:
        return _("What came of your need from %(month)s is in use, but not yet in your region. You hear when it is.")
    return _("What came of your need from %(month)s is in use. Your region says later whether it helped.")


def _reported(changed: dict, event) -> str:
    return {
        codes.BenefitMet.YES: _("Your region says that your need from %(month)s gave the benefit that was hoped for."),
        codes.BenefitMet.PARTLY: _("Your region says that your need from %(month)s gave a part of the benefit."),
    }.get(_met(changed, "effect"), _("Your region says that your need from %(month)s did not give the benefit."))


def _closed(changed: dict, event) -> str:
    return {
        codes.BenefitMet.YES: _("Your need from %(month)s is closed: it gave the benefit that was hoped for."),
        codes.BenefitMet.PARTLY: _("Your need from %(month)s is closed: it gave a part of the benefit."),
    }.get(_met(changed, "closed_with"), _("Your need from %(month)s is closed: it did not give the benefit."))


def _met(changed: dict, name: str) -> str:
    return (changed.get(name) or {}).get("met", "")


def _always(text: Callable[[], str]):
    return lambda changed, event: text()


TURNS: dict[str, Callable[[dict, object], str]] = {
    "submit": _always(lambda: _("Your need was received on %(day)s. Your region looks at it first.")),
    "prepare": _always(
        lambda: _("Your region has prepared your need from %(month)s. Now all regions look at it together.")
    ),
    "take_to_joint": _always(lambda: _("All regions look at your need from %(month)s together.")),
    "start_joint_review": _always(lambda: _("All regions look at your need from %(month)s together.")),
    "join": _always(lambda: _("%(region)s has the same need and has joined yours from %(month)s.")),
    "prioritise": _always(lambda: _("Your need from %(month)s has been prioritised: %(rank)s.")),
    "convert": _always(lambda: _("The work on your need from %(month)s has begun.")),
    "deployed_in_region": _deployed,
    "put_back_in_region": _always(
        lambda: _("Your region put back on %(day)s what came of your need from %(month)s. It is not in use there now.")
    ),
    "come_to_nothing": _always(
        lambda: _("What was to come of your need from %(month)s was not carried out. It is being looked at anew.")
    ),
    "start_followup": _in_use,
    "report_effect": _reported,
    "close": _closed,
    "decline": _always(
        lambda: _("Your need from %(month)s was declined: %(why)s. The reason in full stands in the need.")
    ),
    "withdraw": _always(lambda: _("You withdrew your need from %(month)s.")),
    "park": _always(lambda: _("Your need from %(month)s rests until %(until)s. Then it is taken up by itself.")),
    "wake": _always(lambda: _("Your need from %(month)s has been taken up again.")),
}
