"""What is said about a vote: who sits where, and in one sentence what is missing or what it came to."""

from __future__ import annotations

from collections import Counter

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from regions import directory
from roles import titles
from tickets.balloting.codes import BallotState, Choice, Need


def listed(names: list[str]) -> str:
    """Names in a row, with “and” before the last."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def asked_of(rule) -> str:
    """Which part of which votes the rule asks for; of all of them, that says it."""
    if rule.need in (Need.ALL, Need.ALL_AFFECTED):
        return rule.get_need_display()
    return _("%(need)s %(base)s") % {"need": rule.get_need_display(), "base": rule.get_base_display()}


def seat_names(seats) -> dict[str, str]:
    """What each seat is called: its organisation, and where several sit for one, their roles."""
    places = Counter(seat.organisations for seat in seats)
    return {seat.key: seat_name(seat, by_role=places[seat.organisations] > 1) for seat in seats}


def seat_name(seat, *, by_role: bool = False) -> str:
    if len(seat.organisations) > 1:
        return _("one of the regions concerned")
    if by_role:
        return _(" or ").join(titles.of(word) for word in seat.groups[0])
    return place_name(seat.organisations[0])


def place_name(organisation_id: int) -> str:
    place = directory.organisation(organisation_id)
    return place.short_name or place.name


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def sentence(count) -> str:
    """What is missing while the vote is open ("2 more votes, A and B are missing"); else the result."""
    said = {
        BallotState.PENDING: _open,
        BallotState.PASSED: _passed,
        BallotState.FAILED: _failed,
        BallotState.EXPIRED: _expired,
    }
    return said[count.state](count)


def voted(count) -> str:
    """How many have voted."""
    size = sum(seat.is_counted for seat in count.seats)
    return _("%(voted)d of %(size)d have voted.") % {"voted": count.voted, "size": size}


def _open(count) -> str:
    names = seat_names(count.seats)
    missing = [names[seat.key] for seat in count.missing]
    who = ngettext("%(names)s is missing", "%(names)s are missing", len(missing)) % {"names": listed(missing)}
    consent = listed([names[seat.key] for seat in count.consents_missing])
    if not count.lacking:
        parts = [_("The votes are enough so far, %(missing)s.") % {"missing": who}] if missing else []
    else:
        more = ngettext("%(count)d more vote", "%(count)d more votes", count.lacking) % {"count": count.lacking}
        parts = [_("%(votes)s, %(missing)s.") % {"votes": more, "missing": who}]
    if consent:
        parts.append(_("The consent of %(names)s is missing.") % {"names": consent})
    return " ".join(parts)


def _passed(count) -> str:
    said = {"for": count.votes_for, "size": sum(seat.is_counted for seat in count.seats)}
    return _("Passed: %(for)d of %(size)d said yes.") % said


def _failed(count) -> str:
    if count.vetoed_by:
        names = seat_names(count.seats)
        said = listed([names[seat.key] for seat in count.vetoed_by])
        return _("Not passed: %(names)s said no for a reason that stops it.") % {"names": said}
    said = {"for": count.votes_for, "needed": count.needed_for}
    return _("Not passed: %(for)d said yes, and %(needed)d were needed.") % said


def _expired(count) -> str:
    if count.consents_missing:
        names = seat_names(count.seats)
        consent = listed([names[seat.key] for seat in count.consents_missing])
        return _("Lapsed: the consent of %(names)s did not come in time.") % {"names": consent}
    said = {"voted": count.voted, "quorum": count.quorum}
    return _("Lapsed: %(voted)d voted in time, and %(quorum)d were needed.") % said


def choice_words(event) -> str:
    """What was voted, of the event of a vote; empty for every other event."""
    said = event.changed.get("vote")
    return str(Choice(said["choice"]).label) if isinstance(said, dict) and "choice" in said else ""


def decision_words(said: dict) -> str:
    """A decision's year and number, as the event of its step carries them."""
    return _("%(year)d § %(number)d") % {"year": said["year"], "number": said["number"]}
