"""The chain of digests in itself: any change of any part of any event shows, and at its place."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.history import START, digest_of, faults_in, text_digest

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    """An event's parts, as the digest reads them."""

    seq: int
    subject_type: str = "ticket"
    subject_id: int = 0
    step: str = "take"
    source: str = "assigned"
    target: str = "in_progress"
    at: datetime = NOON
    via: str = "web"
    user_id: int | None = 7
    acting_person_id: int | None = None
    organisation_id: int | None = 3
    role: str = "desk"
    role_label: str = "Desk"
    deputy_for_id: int | None = None
    audience: str = "all"
    changed: dict = field(default_factory=dict)
    cause: str = ""
    imported: bool = False
    digest: str = ""


OTHER = {
    "subject_type": "leg",
    "subject_id": 1,
    "step": "start",
    "source": "triage",
    "target": "closed",
    "at": NOON + timedelta(microseconds=1),
    "via": "api",
    "user_id": 8,
    "acting_person_id": 9,
    "organisation_id": 4,
    "role": "leader",
    "role_label": "Leader",
    "deputy_for_id": 5,
    "audience": "own",
    "changed": {"holder": {"old": 1, "new": 2, "for": "all"}},
    "cause": "due:hold",
    "imported": True,
}


def chain(length: int) -> list[Said]:
    events, before = [], START
    for seq in range(1, length + 1):
        event = Said(seq=seq, at=NOON + timedelta(minutes=seq))
        before = digest_of(event, before)
        events.append(replace(event, digest=before))
    return events


def faults(events, length: int) -> list[tuple[int, str]]:
    head = chain(length)[-1]
    found = faults_in("INC-1", events, last_seq=head.seq, last_digest=head.digest)
    return [(fault.seq, fault.what) for fault in found]


def test_a_whole_chain_has_no_fault():
    assert faults(chain(9), 9) == []


@pytest.mark.parametrize("part", sorted(OTHER))
def test_every_part_of_an_event_is_under_the_digest(part):
    events = chain(5)
    events[2] = replace(events[2], **{part: OTHER[part]})
    assert faults(events, 5) == [(3, "changed")]


def test_every_column_of_an_event_is_under_the_digest():
    """A new column that the digest forgets fails here."""
    from engine.models import AbstractEvent

    assert {one.attname for one in AbstractEvent._meta.local_fields} == {*OTHER, "seq", "digest"}


@given(length=st.integers(2, 12), data=st.data())
def test_any_one_event_that_is_taken_away_is_missed(length, data):
    events = chain(length)
    gone = data.draw(st.integers(1, length))
    del events[gone - 1]
    said = faults(events, length)
    assert said[0] == ((gone, "missing") if gone < length else (length, "end of history does not match the ticket"))


@given(length=st.integers(2, 12), data=st.data())
def test_any_two_events_that_change_places_are_found(length, data):
    events = chain(length)
    one = data.draw(st.integers(0, length - 2))
    events[one], events[one + 1] = replace(events[one + 1], seq=one + 1), replace(events[one], seq=one + 2)
    assert (one + 1, "changed") in faults(events, length)


def test_a_forged_event_at_the_end_is_found_even_with_the_right_digest():
    events = chain(4)
    forged = Said(seq=5)
    events.append(replace(forged, digest=digest_of(forged, events[-1].digest)))
    assert faults(events, 4) == [(5, "inserted")]


def test_a_rewritten_chain_does_not_meet_the_head_that_the_ticket_remembers():
    events, before = [], START
    for event in chain(4):
        forged = replace(event, user_id=99)
        before = digest_of(forged, before)
        events.append(replace(forged, digest=before))
    assert faults(events, 4) == [(4, "end of history does not match the ticket")]


def test_the_digest_does_not_depend_on_the_time_zone_it_is_read_in():
    from zoneinfo import ZoneInfo

    event = Said(seq=1)
    assert digest_of(event, START) == digest_of(replace(event, at=NOON.astimezone(ZoneInfo("Asia/Tokyo"))), START)


def test_a_short_text_cannot_be_guessed_from_its_digest():
    assert text_digest("ja", "a" * 32) != text_digest("ja", "b" * 32)
