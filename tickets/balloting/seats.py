"""The parties of a rule as rows of text, and the seats that they come to for one ticket.

A row: "change-manager: role-a, role-b else role-c at affected". Before the colon the party's name; then who may vote,
roles or capabilities (a word with a dot), after `else` those who may where nobody wears what stands before; a place
("one_affected": any one of the regions concerned), or an organisation's slug; and where wanted "chairs" or
"consents", and "when" with a condition on the ticket.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from regions import directory
from roles.models import RoleAssignment
from tickets.balloting.codes import SeatKind

PLACES = ("affected", "one_affected", "all_regions", "support", "vendor", "origin", "holder")
CONDITIONS = ("patient_safety", "region_voice", "vendor_works")
EXAMPLE = "change-manager: role-a else role-b at affected"


class Unreadable(ValueError):
    """A row that is no party; the sentence says what to write instead."""


@dataclass(frozen=True)
class Party:
    name: str
    groups: tuple[tuple[str, ...], ...]
    place: str
    kind: str = SeatKind.VOTES
    when: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word for group in self.groups for word in group)


@dataclass(frozen=True)
class Seat:
    """Who gives one counted vote: a party at one organisation, or at any one of several."""

    key: str
    party: str
    organisations: tuple[int, ...]
    groups: tuple[tuple[str, ...], ...]
    kind: str
    affected: bool

    @property
    def is_counted(self) -> bool:
        return self.kind != SeatKind.CONSENTS

    def place_of(self, hat) -> int | None:
        """In which of the groups a hat stands; None where it may not vote here."""
        if hat.organisation.pk not in self.organisations:
            return None
        found = (number for number, group in enumerate(self.groups) if any(_is(hat, word) for word in group))
        return next(found, None)


def _is(hat, word: str) -> bool:
    return word in hat.capabilities if "." in word else word == hat.role


def read_party(text: str) -> Party:
    """The party of a row; whether there are such roles and organisations is judged elsewhere."""
    name, colon, rest = " ".join(str(text).split()).partition(": ")
    rest, _when, condition = rest.partition(" when ")
    if condition and condition not in CONDITIONS:
        advice = _("“%(text)s”: there is no condition “%(word)s”. Choose one of: %(choices)s.")
        raise Unreadable(advice % {"text": text, "word": condition, "choices": ", ".join(CONDITIONS)})
    kind = next((one for one in SeatKind.values if rest.endswith(f" {one}")), "")
    named, _at, place = rest.removesuffix(f" {kind}").rpartition(" at ")
    groups = tuple(
        tuple(word.strip() for word in group.split(",") if word.strip()) for group in named.split(" else ") if group
    )
    is_odd = not colon or not name or " " in name or not place or " " in place or not groups
    if is_odd or any(not group or any(" " in word for word in group) for group in groups):
        raise Unreadable(_("“%(text)s” is no party. Write such as “%(example)s”.") % {"text": text, "example": EXAMPLE})
    return Party(name, groups, place, kind or SeatKind.VOTES, condition)


def seats_for(rule, ticket) -> list[Seat]:
    """The seats of `rule` for this ticket, in the order of the rule and then of the regions."""
    concerned = ticket.concerned_regions()
    found = []
    for party in map(read_party, rule.seats):
        if party.when and not ticket.meets(party.when):
            continue
        places = _places(party.place, ticket, concerned)
        if party.place == "one_affected":
            if places:
                found.append(Seat(f"{party.name}:one", party.name, tuple(places), party.groups, party.kind, True))
            continue
        for pk in places:
            key = f"{party.name}:{directory.organisation(pk).slug}"
            found.append(Seat(key, party.name, (pk,), party.groups, party.kind, pk in concerned))
    return found


def _places(place: str, ticket, concerned: set[int]) -> list[int]:
    members = [one.pk for one in directory.regions()]
    if place == "all_regions":
        return members
    if place in ("affected", "one_affected"):
        return [pk for pk in members if pk in concerned]
    if place == "support":
        one = directory.support_org()
    elif place == "vendor":
        one = directory.vendor()
    elif place in ("origin", "holder"):
        return [getattr(ticket, f"{place}_id")]
    else:
        one = directory.by_slug(place)
    return [one.pk] if one else []


def as_json(seats: list[Seat]) -> list[dict]:
    return [asdict(one) for one in seats]


def from_json(rows: list[dict]) -> tuple[Seat, ...]:
    return tuple(
        Seat(**{**row, "groups": tuple(map(tuple, row["groups"])), "organisations": tuple(row["organisations"])})
        for row in rows
    )


def is_staffed(organisation_id: int, words, *, at=None) -> bool:
    """Whether anybody wears one of these roles or capabilities there on the day of `at`; one query."""
    return bool(worn_at([organisation_id], words, at=at))


def worn_at(organisation_ids, words, *, at=None) -> list:
    """Assignments in force on the day of `at`, at these places, with these roles or capabilities; two queries."""
    may = Q(role__slug__in=[word for word in words if "." not in word])
    may |= Q(role__capabilities__capability__in=[word for word in words if "." in word])
    rows = RoleAssignment.objects.valid_on(timezone.localdate(at)).filter(may, organisation_id__in=organisation_ids)
    return list(rows.select_related("user", "role").prefetch_related("role__capabilities").distinct().order_by("pk"))


def voters_of(those, *, at=None) -> dict[str, list]:
    """By seat: the assignments that may vote there on the day of `at`, of the first group that is staffed; two queries.

    A seat without anybody has an empty list.
    """
    places = {pk for seat in those for pk in seat.organisations}
    words = {word for seat in those for group in seat.groups for word in group}
    worn = worn_at(sorted(places), sorted(words), at=at) if places else []
    return {seat.key: _at_seat(seat, worn) for seat in those}


def _at_seat(seat: Seat, worn: list) -> list:
    here = [one for one in worn if one.organisation_id in seat.organisations]
    found = []
    for place in seat.organisations:
        groups = ([one for one in here if one.organisation_id == place and _has(one, group)] for group in seat.groups)
        found += next((people for people in groups if people), [])
    return found


def _has(assignment, group) -> bool:
    granted = {one.capability for one in assignment.role.capabilities.all()}
    return any(word in granted if "." in word else word == assignment.role.slug for word in group)
