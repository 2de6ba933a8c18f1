"""The thread from a need to its benefit (features.md N17): need, preparation, change, release, deployment, effect.

Always the same six knots. What the reader may not read leaves its knot without content: nothing tells how much is left
out. Everything comes of what the page has read through the scope.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from regions import directory
from tickets import codes as ticket_codes
from tickets.models import ChangeDetail, Link
from tickets.processes.change.codes import UNSUCCESSFUL
from tickets.processes.need import codes
from tickets.processes.need.results import IN_USE, KIND, KINDS, ids

WHY = "only whether there is one; what it is stays unsaid"
DONE, NOW, AHEAD = "done", "current", "todo"
PREPARING = ("draft", "submitted", "regional_prepared", "joint_review", "parked")


@dataclass(frozen=True)
class Line:
    """One thing on a knot. `number` and `url` of a case that the reader may read."""

    text: str
    at: datetime | None = None
    number: str = ""
    url: str = ""


@dataclass(frozen=True)
class Knot:
    label: str
    status: str
    at: datetime | None = None
    lines: list[Line] = field(default_factory=list)
    nothing: str = ""  # in place of lines


def of(ticket, links, actor) -> list[Knot]:
    """The knots of a need; `links` are those of which the reader reads both ends.

    One query, none without changes; three more where one of these is in use.
    """
    led_to = [one.ticket for one in links if one.other_id == ticket.pk and one.kind == KIND]
    led_to = [one for one in led_to if one.process in KINDS]
    releases = [one for one in led_to if one.process == "release"]
    changes = [one for one in led_to if one.process != "release"]
    releases += [one for one in _releases_of(changes, actor) if one.pk not in {each.pk for each in releases}]
    detail, is_made = ticket.detail(), ticket.detail().converted_at is not None
    alone = _used_without_release(changes)
    only_alone = bool(alone) and ids(ticket) == {one.pk for one, _day in alone}
    return [
        Knot(pgettext("thread", "Need"), DONE, ticket.registered_at, [Line(_name(ticket.origin_id))]),
        _preparation(ticket, detail),
        _cases(pgettext("thread", "Change or order"), changes, is_made, detail.converted_at),
        _cases(
            pgettext("thread", "Release"),
            releases,
            is_made and detail.followup_at is not None,
            None,
            is_made,
            _("None: it came into use without a release") if only_alone else "",
        ),
        _deployment(ticket, detail, alone, by_release=not only_alone),
        _effect(ticket, detail),
    ]


def _name(organisation_id: int) -> str:
    place = directory.organisation(organisation_id)
    return (place.short_name or place.name) if place else ""


def _releases_of(changes, actor) -> list:
    kind = ticket_codes.LinkKind.IN_RELEASE
    if not changes:
        return []
    rows = Link.objects.visible_to(actor).filter(ticket_id__in=[one.pk for one in changes], kind=kind, ended_at=None)
    return [one.other for one in rows.select_related("other").order_by("other__number")]


def _used_without_release(changes) -> list[tuple]:
    """(case, day) of those that are in use and stand in no release, whether the reader may read of that or not."""
    used = {one.pk: one for one in changes if one.state in IN_USE[one.process]}
    if not used:
        return []
    released = Link.objects.unscoped(WHY).filter(
        ticket_id__in=used, kind=ticket_codes.LinkKind.IN_RELEASE, ended_at=None
    )
    known = set(released.values_list("ticket_id", flat=True))
    facts = ChangeDetail.objects.filter(ticket_id__in=used).values_list("ticket_id", "outcome", "actual_end")
    said = {pk: (outcome, day) for pk, outcome, day in facts}
    return [
        (one, said.get(pk, ("", None))[1] or one.closed_at)
        for pk, one in used.items()
        if pk not in known and said.get(pk, ("", None))[0] not in UNSUCCESSFUL
    ]


def _preparation(ticket, detail) -> Knot:
    lines = [
        Line(_("Prepared by the region"), detail.prepared_at) if detail.prepared_at else None,
        Line(_("Joint review"), detail.joint_at) if detail.joint_at else None,
        _prioritised(detail),
        Line(_("Rests until %(day)s") % {"day": detail.review_at.isoformat()}) if ticket.state == "parked" else None,
        _declined(ticket, detail),
    ]
    status = NOW if ticket.state in PREPARING else DONE
    return Knot(pgettext("thread", "Preparation"), status, None, [one for one in lines if one])


def _prioritised(detail) -> Line | None:
    if detail.prioritised_at is None:
        return None
    rank = str(codes.Rank(detail.joint_priority).label).lower() if detail.joint_priority else ""
    return Line(_("Prioritised: %(rank)s") % {"rank": rank}, detail.prioritised_at)


def _declined(ticket, detail) -> Line | None:
    if ticket.state != "declined":
        return None
    why = str(codes.Declined(detail.declined).label).lower() if detail.declined else ""
    return Line(_("Declined: %(why)s") % {"why": why}, ticket.closed_at)


def _cases(label: str, cases, is_done: bool, at, is_now: bool = False, nothing: str = "") -> Knot:
    lines = [Line(one.title, None, one.number, reverse("tickets:detail", args=[one.number])) for one in cases]
    status = DONE if is_done else NOW if is_now else AHEAD
    return Knot(label, status, at, lines, "" if lines else nothing or _nothing(status))


def _nothing(status: str) -> str:
    return _("Nothing yet") if status == AHEAD else _("Nothing that you may read")


def _deployment(ticket, detail, alone, *, by_release: bool) -> Knot:
    rows = ticket.affected()
    lines = [
        Line(_("%(region)s: in use") % {"region": _name(one.region_id)}, one.deployed_at)
        if one.deployed_at
        else Line(_("%(region)s: not yet") % {"region": _name(one.region_id)})
        for one in rows
        if detail.converted_at and (by_release or one.deployed_at)
    ]
    lines += [_in_use(one, day) for one, day in alone]
    is_all = bool(rows) and all(one.deployed_at for one in rows)
    status = DONE if is_all or detail.followup_at else NOW if any(one.deployed_at for one in rows) else AHEAD
    return Knot(pgettext("thread", "Deployment in each region"), status, None, lines, "" if lines else _nothing(AHEAD))


def _in_use(case, day) -> Line:
    url = reverse("tickets:detail", args=[case.number])
    return Line(_("In use without a release"), day, case.number, url)


def _effect(ticket, detail) -> Knot:
    lines = [
        Line(
            _("%(region)s: benefit met – %(met)s")
            % {"region": _name(one.region_id), "met": str(one.get_benefit_met_display()).lower()},
            one.effect_at,
        )
        for one in ticket.voices()
        if one.effect_at
    ]
    if detail.benefit_met:
        met = str(detail.get_benefit_met_display()).lower()
        lines.append(Line(_("All together: benefit met – %(met)s") % {"met": met}, ticket.closed_at))
    if detail.effect_due_at and not detail.effect_asked_at and not lines:
        lines.append(Line(_("The regions are asked"), detail.effect_due_at))
    status = DONE if ticket.state == "closed" else NOW if ticket.state == "effect_followup" else AHEAD
    return Knot(pgettext("thread", "Effect"), status, None, lines, "" if lines else _nothing(AHEAD))
