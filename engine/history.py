"""The hash chain of a subject's events: a changed, removed or inserted row can be found."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC

START = "0" * 64


def digest_of(event, before: str) -> str:
    """The event's digest over everything it says and the digest of the event before it."""
    said = [
        before,
        event.seq,
        event.subject_type,
        event.subject_id,
        event.step,
        event.source,
        event.target,
        event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        event.via,
        event.user_id,
        event.acting_person_id,
        event.organisation_id,
        event.role,
        event.role_label,
        event.deputy_for_id,
        event.audience,
        event.changed,
        event.cause,
        event.imported,
    ]
    canonical = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def text_digest(body: str, salt: str) -> str:
    """What an event says of words: salted, so that a short text cannot be guessed from the digest."""
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


@dataclass(frozen=True)
class Fault:
    """Where a history does not hold: the ticket's number, the event's place and what is wrong."""

    subject: str
    seq: int
    what: str


def faults_in(subject: str, events, *, last_seq: int, last_digest: str) -> list[Fault]:
    """What is wrong with `events` (in order), given the head that the subject itself remembers."""
    found, before, expected = [], START, 1
    for event in events:
        if event.seq != expected:
            found.append(Fault(subject, expected, "missing" if event.seq > expected else "inserted"))
            expected = event.seq
        if digest_of(event, before) != event.digest:
            found.append(Fault(subject, event.seq, "changed"))
        before, expected = event.digest, expected + 1
    if expected - 1 != last_seq or before != last_digest:
        found.append(Fault(subject, last_seq, "end of history does not match the ticket"))
    return found
