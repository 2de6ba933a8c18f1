"""Before a case is handed over: which notes and files the receiver will read. And who reads a note of each circle."""

from __future__ import annotations

from dataclasses import dataclass

from engine.explain import StepState
from regions import directory
from tickets import codes, readers, second_look, selectors
from tickets.second_look import Place
from tickets.web import composing, showing, timeline
from tickets.web.composing import Circle
from tickets.web.receipts import HANDS_OVER

MOST_WORDS = 160


@dataclass(frozen=True)
class Review:
    """What the receiver will read, and how much of it they will not; where a personal number may stand in it."""

    receiver: str
    notes: list[dict]
    files: list[dict]
    left_out: int
    numbers: list[Place]


def review_of(subject, state: StepState, actor) -> Review | None:
    """For a step that hands the case over and asks that this was gone through. Two queries, three to the vendor."""
    if subject.kind != "ticket" or state.name not in HANDS_OVER:
        return None
    ticket, receiver = subject, _receiver(subject, state.name)
    to_vendor = receiver is not None and receiver.tier == "vendor"
    circles = {codes.Audience.ALL} if to_vendor else {codes.Audience.ALL, codes.Audience.CUSTOMER}
    notes, files = list(selectors.notes(ticket, actor)), list(selectors.attachments(ticket, actor))
    shown = [one for one in notes if one.audience in circles]
    open_files = [one for one in files if one.audience in circles]
    return Review(
        receiver=showing.called(receiver) if receiver else "",
        notes=[{"at": one.at, "text": _short(one.text.body)} for one in shown],
        files=[{"name": one.name, "url": timeline.file_url(ticket, one)} for one in open_files],
        numbers=second_look.places(ticket, receiver, actor) if to_vendor else [],
        left_out=len(notes) + len(files) - len(shown) - len(open_files),
    )


def _receiver(ticket, name: str):
    if name in ("escalate_tier", "hand_over_support"):
        return directory.support_org()
    if name in ("escalate_vendor", "hand_over_vendor", "emergency_bypass"):
        service = directory.service(ticket.service_id)
        return directory.organisation(service.vendor_id if service else None) or directory.vendor()
    return None


def _short(words: str) -> str:
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS].rstrip()} …"


def circles_for(subject, state: StepState, actor) -> list[Circle]:
    """The sentences about who reads, for a step that asks for a circle of readers; one query, else none."""
    if subject.kind != "ticket" or not any(one.name == "note_audience" for one in (*state.needs, *state.asks)):
        return []
    return composing.circles_of(subject, actor, readers.readers_of(subject, readers.grants(subject)))
