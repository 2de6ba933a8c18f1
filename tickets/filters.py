"""The query language of ticket lists: the same words in the address, the API and saved views.

Every filter is a line of `FILTERS`: what it is called, what it takes and which rows it keeps. An unknown
name or value is refused with the choices; it never silently shows everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engine.errors import Reason, Refused
from regions import directory
from tickets import codes, concerned
from tickets.areas import register as programme_areas
from tickets.clocks import sides
from tickets.models import Clock, DiaryNumber, Handoff, Link, TicketArea, Watch
from tickets.processes import PROCESSES
from tickets.processes.release.early_life import watching
from tickets.search import index

Keep = Callable[[str, object], Q]  # (value, actor) -> rows to keep; raises KeyError or ValueError for a bad value

CLOSED = Q(closed_at__isnull=False)
NARROWS = "only narrows tickets that are read through the scope"


@dataclass(frozen=True)
class Filter:
    """`keep` takes one value; `many` allows several, separated by commas (any of them)."""

    label: object
    keep: Keep
    many: bool = True


def _organisation(column: str) -> Keep:
    def keep(value: str, actor) -> Q:
        if value == "me":
            return Q(**{f"{column}_id__in": actor.organisation_ids})
        found = directory.by_slug(value)
        if found is None:
            raise KeyError(value)
        return Q(**{f"{column}_id": found.pk})

    return keep


def _tier(value: str, actor) -> Q:
    ids = [one.pk for one in directory.organisations() if one.tier == value]
    if value not in ("region", "support", "vendor"):
        raise KeyError(value)
    return Q(holder_id__in=ids)


def _state(value: str, actor) -> Q:
    if value == "open":
        return Q(closed_at=None) & ~Q(registered_at=None)
    if value == "closed":
        return CLOSED
    if value == "all":
        return ~Q(state="draft")
    if not any(value in workflow.States.values for workflow in PROCESSES.values()):
        raise KeyError(value)
    return Q(state=value)


def _process(value: str, actor) -> Q:
    if value not in PROCESSES:
        raise KeyError(value)
    return Q(process=value)


def _priority(value: str, actor) -> Q:
    if value == "none":
        return Q(priority=None)
    return Q(priority=codes.Priority(int(value.lower().removeprefix("p"))))


def _region(value: str, actor) -> Q:
    """Tickets that concern a region: owned by it, or naming it."""
    ids = actor.organisation_ids if value == "me" else [_found(directory.by_slug(value), value).pk]
    return Q(origin_id__in=ids) | concerned.naming(ids)


def _found(one, value):
    if one is None:
        raise KeyError(value)
    return one


def _assignee(value: str, actor) -> Q:
    if value == "none":
        return Q(assignee=None)
    return Q(assignee_id=actor.person_id if value == "me" else int(value))


def _service(value: str, actor) -> Q:
    """A component and everything under it."""
    found = _found(directory.service_by_slug(value), value)
    ids = [one.pk for one in directory.services() if found.pk in (one.pk, one.parent_id)]
    return Q(service_id__in=ids)


def _safety(value: str, actor) -> Q:
    if value == "any":
        return Q(
            patient_safety__in=[codes.PatientSafety.UNKNOWN, codes.PatientSafety.RISK, codes.PatientSafety.OCCURRED]
        )
    return Q(patient_safety=codes.PatientSafety(value))


def _days(column: str, *, older: bool) -> Keep:
    def keep(value: str, actor) -> Q:
        edge = timezone.now() - timedelta(days=int(value))
        return Q(**{f"{column}__lt" if older else f"{column}__gte": edge})

    return keep


def _handed(value: str, actor) -> Q:
    """Accepted hand-offs of the last seven days between two sides: `support-vendor`, `vendor-support` …"""
    sender, receiver = value.split("-")
    ids = {tier: [one.pk for one in directory.organisations() if one.tier == tier] for tier in (sender, receiver)}
    if not all(ids.values()):
        raise KeyError(value)
    rows = Handoff.objects.unscoped(NARROWS).filter(
        ticket_id=OuterRef("pk"),
        state="accepted",
        answered_at__gte=timezone.now() - timedelta(days=7),
        from_organisation_id__in=ids[sender],
        to_organisation_id__in=ids[receiver],
    )
    if not actor.is_customer_side:  # a hand-over between others is not the vendor's to ask for
        mine = actor.organisation_ids
        rows = rows.filter(Q(from_organisation_id__in=mine) | Q(to_organisation_id__in=mine))
    return Q(Exists(rows))


def _watched(value: str, actor) -> Q:
    return Q(Exists(Watch.objects.filter(ticket_id=OuterRef("pk"), user_id=actor.person_id)))


def _awaiting(value: str, actor) -> Q:
    ids = actor.organisation_ids if value == "me" else [_found(directory.by_slug(value), value).pk]
    return concerned.awaiting(ids)


def _area(value: str, actor) -> Q:
    """Needs and changes that concern a programme area."""
    found = _found(programme_areas.called(value), value)
    rows = TicketArea.objects.unscoped(NARROWS).filter(ticket_id=OuterRef("pk"), area_id=found.pk)
    return Q(Exists(rows))


def _diary(value: str, actor) -> Q:
    """The case that an authority has registered under this number in its diary, whatever the letters' case."""
    rows = DiaryNumber.objects.unscoped(NARROWS).filter(ticket_id=OuterRef("pk"), number__iexact=value.strip())
    return Q(Exists(rows)) if actor.is_customer_side else Q(pk__in=[])


def _duplicate_of(value: str, actor) -> Q:
    """What is marked as a duplicate of the main case of this number, as far as the reader reads both."""
    rows = Link.objects.visible_to(actor).filter(
        ticket_id=OuterRef("pk"), kind=codes.LinkKind.DUPLICATE_OF, ended_at=None, other__number=value.strip().upper()
    )
    return Q(Exists(rows))


def _secrecy(value: str, actor) -> Q:
    return Q(secrecy_mark=codes.Secrecy(value)) if actor.is_customer_side else Q(pk__in=[])


def _due(value: str, actor) -> Q:
    """Tickets with a running promise of the reader's own side that is exceeded, or runs out within so many days."""
    now = timezone.now()
    edge = {"due_at__lt": now}
    if value != "over":
        edge = {"due_at__gte": now, "due_at__lt": now + timedelta(days=int(value)), "breached_at": None}
    rows = Clock.objects.unscoped(NARROWS).filter(sides.of_its_own(actor), ticket_id=OuterRef("pk"))
    return Q(Exists(rows.filter(stopped_at=None, counts=True, counted_with=None, **edge)))


def _early_life(value: str, actor) -> Q:
    """Incidents registered while a release was new in their region and component; `any`: whichever release."""
    return watching.keep(value, actor)


def _text(column: str, choices) -> Keep:
    def keep(value: str, actor) -> Q:
        return Q(**{column: choices(value)})

    return keep


def _historic(value: str, actor) -> Q:
    return {"only": Q(historic=True), "include": Q()}[value]


FILTERS: dict[str, Filter] = {
    "state": Filter(_("State"), _state),
    "process": Filter(_("Kind"), _process),
    "priority": Filter(_("Priority"), _priority),
    "origin": Filter(_("Owner"), _organisation("origin")),
    "region": Filter(_("Concerns the region"), _region),
    "holder": Filter(_("Held by"), _organisation("holder")),
    "side": Filter(_("Held by the side"), _tier),
    "offered": Filter(_("Waiting to be accepted by"), _organisation("offered_to")),
    "awaited": Filter(_("Waiting for an answer from"), _organisation("awaited")),
    "confirm": Filter(_("Waiting for confirmation from"), _awaiting),
    "assignee": Filter(_("Assigned to"), _assignee),
    "reporter": Filter(
        _("Reported by"),
        lambda value, actor: Q(reporter_id=actor.person_id) if value == "me" else Q(reporter_id=int(value)),
    ),
    "watched": Filter(_("Followed"), _watched, many=False),
    "service": Filter(_("Service"), _service),
    "area": Filter(_("Programme area"), _area),
    "hold": Filter(_("Waits because"), _text("hold", codes.HoldReason)),
    "safety": Filter(_("Patient safety"), _safety),
    "visibility": Filter(_("Readers"), _text("visibility", codes.Visibility)),
    "secrecy": Filter(_("Mark of secrecy"), _secrecy),
    "diary": Filter(_("Diary number"), _diary, many=False),
    "duplicate_of": Filter(_("Duplicates of"), _duplicate_of),
    "due": Filter(_("Agreed time"), _due, many=False),
    "handed": Filter(_("Handed over in the last seven days"), _handed),
    "older_than": Filter(_("Older than (days)"), _days("registered_at", older=True), many=False),
    "newer_than": Filter(_("Newer than (days)"), _days("registered_at", older=False), many=False),
    "early_life": Filter(_("While a release was new"), _early_life),
    "q": Filter(_("Words or number"), index.keep, many=False),
    "historic": Filter(_("Imported cases"), _historic, many=False),
}


def keep(parameters: Mapping[str, str], actor) -> Q:
    """The rows that the filters in `parameters` keep, for `actor`. Other names are the caller's business.

    Raises Refused, one reason a filter, for a value that a filter does not take.
    """
    kept, faults = Q(), []
    if "historic" not in parameters:
        kept &= Q(historic=False)
    for name, one in FILTERS.items():
        if (given := parameters.get(name, "")) == "":
            continue
        values = [value.strip() for value in given.split(",") if value.strip()] if one.many else [given]
        try:
            # Without a seed: one that matches nothing would keep the partial indexes from being used.
            kept &= reduce(or_, (one.keep(value, actor) for value in values))
        except (KeyError, ValueError, TypeError, OverflowError):
            text = _("“%(field)s” does not take this value. Choose another, or leave the filter out.") % {
                "field": one.label
            }
            faults.append(Reason("bad_filter", text, name))
        except Refused as refused:
            faults += refused.reasons
    if faults:
        raise Refused(*faults)
    return kept


def shown(parameters: Mapping[str, str], actor) -> Q:
    """The rows of a list: what the filters keep, without drafts unless a state is asked for. Raises Refused."""
    kept = keep(parameters, actor)
    return kept if parameters.get("state") else kept & ~Q(state="draft")


def looks_words_up(parameters: Mapping[str, str]) -> bool:
    """Whether the filters ask for words, which are found by those in use now."""
    return bool(parameters.get("q"))


def named(parameters: Mapping[str, str]) -> tuple:
    """The filters among `parameters`, as the name of the query they make."""
    return tuple((name, value) for name, value in sorted(parameters.items()) if name in FILTERS and value)
