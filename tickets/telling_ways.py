"""The kinds of events that people are told of, and how each person is told: in the list, by mail, daily, or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engine.errors import Reason, Refused
from roles.models import User
from tickets.models.notice import Mailing, NoticePreference


@dataclass(frozen=True)
class Way:
    """How somebody is told: whether in the list, and when by mail."""

    is_listed: bool
    mailing: str


AT_ONCE = Way(True, Mailing.NOW)
DAILY = Way(True, Mailing.DAILY)


@dataclass(frozen=True)
class Category:
    """A kind of event. `why_always` says why it cannot be turned off; then its `way` holds for everybody."""

    label: object
    way: Way
    why_always: object = ""


# In order of weight: who is meant in two ways is told by the first.
CATEGORIES: dict[str, Category] = {
    "safety": Category(
        _("Patient safety, emergencies and exceeded times"),
        AT_ONCE,
        _("Somebody must act at once: care may be at risk, or an agreed time has passed."),
    ),
    "personal_data": Category(
        _("Personal data in a case"), AT_ONCE, _("The law gives 72 hours from when we know of it.")
    ),
    "handoff": Category(
        _("Hand-overs to accept"), AT_ONCE, _("A hand-over counts when it is accepted, so somebody must see it.")
    ),
    "warning": Category(_("Time that runs out, and cases that wait for somebody"), AT_ONCE),
    "stand_in_offer": Category(
        _("Requests to stand in for somebody"), AT_ONCE, _("It counts once it is accepted, so you must see it.")
    ),
    "ballot": Category(_("Votes that I may give, and what forums decide"), AT_ONCE),
    "mine": Category(_("Cases that I have reported or am assigned to"), AT_ONCE),
    "question": Category(_("Questions and notes to my organisation"), AT_ONCE),
    "new": Category(_("New cases to my organisation"), AT_ONCE),
    "work": Category(_("Other events in cases that my organisation works with"), DAILY),
    "followed": Category(_("Cases that I follow"), DAILY),
    "stand_in": Category(_("Answers about standing in for one another"), AT_ONCE),
    "article": Category(_("Knowledge articles that I own or review"), AT_ONCE),
}
# Told to a person for her own part, never to an organisation's mailbox.
PERSONAL = frozenset({"stand_in_offer", "ballot", "mine", "followed", "stand_in"})
_RANK = {name: number for number, name in enumerate(CATEGORIES)}
OF_GROUP = {
    "patient_safety": "safety",
    "support_on_call": "safety",
    "personal_data": "personal_data",
    "escalated": "warning",
    "escalated_always": "safety",
    "receiver": "handoff",
    "reporter": "mine",
    "participants": "mine",
    "assignee": "mine",
    "owner": "mine",
    "awaited": "question",
    "breach_owner": "question",
    "note_audience": "question",
    "desk": "new",
    "major_team": "mine",
    "major_leader": "mine",
    "major_offered": "question",
    "major_managers": "safety",
    "major_region_managers": "safety",
    "major_hit": "safety",
    "major_row_region": "safety",
    "major_message": "safety",
    "major_own_region": "safety",
    "major_invited": "question",
    "major_doer": "mine",
    "major_closers": "question",
    "change_initiator": "mine",
    "change_assessors": "question",
    "change_object_owners": "warning",
    "phone_person": "question",
    "deployment_region": "question",
    "deployment_regions": "question",
    "deployment_deciders": "question",
    "deployment_verifiers": "question",
    "deviation_region": "warning",
    "need_origin_leaders": "question",
    "need_coordinators": "question",
    "need_asked": "question",
    "order_approvers": "question",
    "order_reviewers": "new",
    "order_signers": "question",
    "release_signers": "warning",
    "release_party": "question",
    "release_test_leader": "question",
    "release_testers": "question",
    "release_trainers": "question",
    "release_regional_trainers": "question",
    "scope_deciders": "question",
    "regulatory_security": "warning",
    "regulatory_device": "warning",
    "regulatory_maker": "warning",
    "regulatory_regions": "warning",
    "regulatory_notice": "warning",
    "regulatory_notices": "warning",
}
ALWAYS_WHY = {"patient_safety": "safety", "personal_data": "personal_data"}
ALWAYS_STEP = {"breach": "safety", "overdue": "safety", "halt": "safety"}


def category_of(group: str, *, step: str, why: Iterable[str]) -> str:
    """The kind of event for those whom this group of a step's message means."""
    found = [OF_GROUP.get(group, "work")]
    if group == "vendor":  # told of personal data alone, which it has to remove with itself
        found += [ALWAYS_WHY[one] for one in why if one in ALWAYS_WHY]
    if step in ALWAYS_STEP:
        found.append(ALWAYS_STEP[step])
    return heaviest(found)


def heaviest(categories: Iterable[str]) -> str:
    return min(categories, key=_RANK.__getitem__)


def ways(user_ids: Iterable[int]) -> dict[tuple[int, str], Way]:
    """What these people have chosen; one query."""
    rows = NoticePreference.objects.filter(user_id__in=list(user_ids))
    return {(row.user_id, row.category): Way(row.is_listed, row.mailing) for row in rows}


def way_of(chosen: Mapping[tuple[int, str], Way], user_id: int, category: str) -> Way:
    """How this person is told; a kind that must be heard cannot be turned off, whatever a row says."""
    kind = CATEGORIES[category]
    return kind.way if kind.why_always else chosen.get((user_id, category), kind.way)


def choose(user: User, wanted: Mapping[str, Way]) -> None:
    """Keep what the person wants. Opens a transaction. Raises Refused for a kind that must be heard or is unknown."""
    for name, way in wanted.items():
        if name not in CATEGORIES or way.mailing not in Mailing.values:
            raise Refused(Reason("unknown_choice", _("There is no such choice."), name))
        if CATEGORIES[name].why_always and way != CATEGORIES[name].way:
            raise Refused(Reason("always_told", CATEGORIES[name].why_always, name))
    free = {name: way for name, way in wanted.items() if not CATEGORIES[name].why_always}
    rows = [
        NoticePreference(user=user, category=name, is_listed=way.is_listed, mailing=way.mailing)
        for name, way in free.items()
    ]
    with transaction.atomic():
        NoticePreference.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["user", "category"],
            update_fields=["is_listed", "mailing"],
        )
