"""How a ticket stands, in one or two plain sentences: who has it, since when, what is waited for, whom it concerns."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext, pgettext_lazy

from sla import wording
from tickets import codes
from tickets.web import showing

NUMBER_WORDS = {
    2: pgettext_lazy("number of regions", "Two"),
    3: pgettext_lazy("number of regions", "Three"),
    4: pgettext_lazy("number of regions", "Four"),
    5: pgettext_lazy("number of regions", "Five"),
    6: pgettext_lazy("number of regions", "Six"),
    7: pgettext_lazy("number of regions", "Seven"),
    8: pgettext_lazy("number of regions", "Eight"),
    9: pgettext_lazy("number of regions", "Nine"),
}

# (process, state) -> how a case stands there, where the words of other processes do not fit. The pages of a process
# add theirs. While it is open `%(holder)s`, `%(age)s` and `%(whom)s` are filled in, afterwards `%(day)s` and `%(age)s`.
SENTENCES: dict[tuple[str, str], object] = {}


def sentence_of(ticket, *, legs, since: datetime | None, actor, now: datetime, reserve_routine: str = "") -> str:
    """The state of `ticket` in words. `since` is when the present holder got it; `legs` are its regional parts."""
    if ticket.state == "draft" and ticket.registered_at is None:
        return _("This is a draft. Only you can see it.")
    if ticket.closed_at is not None:
        return _ended(ticket)
    told = [_open(ticket, legs, since or ticket.registered_at, actor, now), _planned(ticket), _concerned(legs)]
    if reserve_routine == codes.YesNo.YES:
        told.append(_("A reserve routine exists."))
    return " ".join(str(one) for one in told if one)


# --- Ended ---


def _ended(ticket) -> str:
    day = {"day": wording.long_day(ticket.closed_at), "age": wording.age_words(ticket.closed_at - ticket.registered_at)}
    sentences = {
        "cancelled": _("Was withdrawn on %(day)s."),
        "duplicate": _("Was closed on %(day)s as a duplicate. What happens is told on the main case."),
        "reclassified": _("Was reclassified on %(day)s and goes on under another number."),
        "rejected": _("Was turned away on %(day)s."),
    }
    own = SENTENCES.get((ticket.process, ticket.state))
    text = str(own or sentences.get(ticket.state, _("Was closed on %(day)s, after %(age)s."))) % day
    reason = resolution_label(ticket)
    return f"{text} {pgettext('sentence', 'Outcome: %(outcome)s.') % {'outcome': reason.lower()}}" if reason else text


def resolution_label(ticket) -> str:
    """The closing code in words; empty without one."""
    lists = (codes.IncidentResolution,) if ticket.process == "incident" else (codes.CaseResolution, codes.CaseReject)
    return next((str(one(ticket.resolution).label) for one in lists if ticket.resolution in one.values), "")


# --- Open ---


def _open(ticket, legs, since: datetime, actor, now: datetime) -> str:
    said = {"holder": showing.full_name(ticket.holder_id), "age": wording.age_words(now - since)}
    if ticket.offered_to_id is not None:
        return _offered(ticket, said, actor)
    if ticket.hold:
        return _waiting(ticket, said)
    if own := SENTENCES.get((ticket.process, ticket.state)):
        return str(own) % said
    if ticket.state == "resolved":
        return _resolved(ticket, legs, now)
    if ticket.awaited_id is not None:
        said["whom"] = showing.full_name(ticket.awaited_id)
        return _("Has been with %(holder)s for %(age)s and waits for an answer from %(whom)s.") % said
    return _worked_on(ticket, said, actor)


def _offered(ticket, said: dict, actor) -> str:
    if ticket.offered_to_id in actor.organisation_ids:
        return (
            _("Has been with %(holder)s for %(age)s and has been handed over to you. It waits for you to accept it.")
            % said
        )
    said["receiver"] = showing.full_name(ticket.offered_to_id)
    return (
        _("Has been with %(holder)s for %(age)s and has been handed over to %(receiver)s, who has not answered yet.")
        % said
    )


def _waiting(ticket, said: dict) -> str:
    said["what"] = _awaited(ticket)
    if ticket.hold == codes.HoldReason.AWAIT_CHANGE_WINDOW and ticket.expected_at:
        said["time"] = wording.long_time(ticket.expected_at)
        return _("Has been with %(holder)s for %(age)s and waits for %(what)s, which is planned for %(time)s.") % said
    if ticket.hold_until is None:
        return _("Has been with %(holder)s for %(age)s and waits for %(what)s.") % said
    said["day"] = wording.long_day(ticket.hold_until)
    return _("Has been with %(holder)s for %(age)s and waits for %(what)s, until %(day)s at the latest.") % said


def _awaited(ticket) -> str:
    """What a hold waits for, as it stands after "waits for"."""
    whom = showing.full_name(ticket.awaited_id)
    if ticket.hold == codes.HoldReason.AWAIT_CHANGE_WINDOW:
        if ticket.planned_version:
            return pgettext("waits for", "the correction in version %(version)s") % {"version": ticket.planned_version}
        return pgettext("waits for", "a service window or a release")
    if ticket.hold == codes.HoldReason.AWAIT_THIRD_PARTY:
        supplier = showing.full_name(ticket.supplier_id)
        return supplier or pgettext("waits for", "a third party")
    if ticket.hold == codes.HoldReason.AWAIT_DECISION:
        return pgettext("waits for", "a forum's decision")
    if ticket.hold == codes.HoldReason.AWAIT_REGION_CONFIRM:
        return pgettext("waits for", "confirmation from %(whom)s") % {
            "whom": whom or pgettext("waits for", "the region")
        }
    return pgettext("waits for", "an answer from %(whom)s") % {"whom": whom or pgettext("waits for", "the reporter")}


def _resolved(ticket, legs, now: datetime) -> str:
    said = {"age": wording.age_words(now - (ticket.resolved_at or now))}
    left = [showing.full_name(leg.region_id) for leg in legs if leg.state == "resolved"]
    if ticket.process != "incident":
        said["whom"] = showing.full_name(ticket.reporter_organisation_id)
        return _("Was answered %(age)s ago and waits for %(whom)s to confirm.") % said
    if left:
        said["regions"] = joined(left)
        return (
            npgettext(
                "regions",
                "Was resolved %(age)s ago and waits for %(regions)s to confirm.",
                "Was resolved %(age)s ago and waits for %(regions)s to confirm.",
                len(left),
            )
            % said
        )
    return _("Was resolved %(age)s ago, every region has answered, and it can be closed.") % said


def _worked_on(ticket, said: dict, actor) -> str:
    whom = showing.person_shown(ticket, ticket.assignee, ticket.holder_id, actor)
    said["whom"] = whom or (ticket.team.name if ticket.team_id and actor_reads_team(ticket, actor) else "")
    named = bool(said["whom"])
    sentences = {
        ("triage", False): _("Has been with %(holder)s for %(age)s and is being assessed."),
        ("triage", True): _("Has been with %(holder)s for %(age)s and is being assessed by %(whom)s."),
        ("assigned", False): _("Has been with %(holder)s for %(age)s and is assigned, but not begun."),
        ("assigned", True): _("Has been with %(holder)s for %(age)s and is assigned to %(whom)s, but not begun."),
        ("in_progress", False): _("Has been with %(holder)s for %(age)s and is being worked on."),
        ("in_progress", True): _("Has been with %(holder)s for %(age)s, where %(whom)s works on it."),
    }
    waiting = _("Has been with %(holder)s for %(age)s and waits to be assessed.")
    return sentences.get((ticket.state, named), waiting) % said


def actor_reads_team(ticket, actor) -> bool:
    """Teams are named to their own side only, as persons are."""
    return actor.is_customer_side == (ticket.holder_tier() != "vendor") or ticket.holder_id in actor.organisation_ids


# --- What more there is to say ---


def _planned(ticket) -> str:
    """The vendor's plan, where the first sentence does not already end in it."""
    if ticket.expected_at is None or ticket.state == "resolved" or ticket.hold == codes.HoldReason.AWAIT_CHANGE_WINDOW:
        return ""
    said = {"time": wording.long_time(ticket.expected_at), "version": ticket.planned_version}
    if ticket.planned_version:
        return _("A correction in version %(version)s is planned for %(time)s.") % said
    return _("A correction is planned for %(time)s.") % said


def _concerned(legs) -> str:
    count = len(legs)
    if count < 2:
        return ""
    word = NUMBER_WORDS.get(count, str(count))
    return ngettext("%(word)s region is affected.", "%(word)s regions are affected.", count) % {"word": word}


def joined(names: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
