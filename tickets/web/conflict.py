"""Somebody else was first: what they changed, what I wrote, and the fields where the two meet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sla import wording
from tickets import selectors
from tickets.web import changes, timeline
from tickets.web.forms import StepForm

MOST_EVENTS = 50
NOT_SENT_ON = ("csrfmiddlewaretoken", "read_version", "seen", "once", "_resume")


@dataclass(frozen=True)
class Clash:
    """A field that both have written: what stands now, and what I wrote."""

    name: str
    label: str
    theirs: str
    theirs_by: str
    mine: str


def context_of(form: StepForm, subject, actor, *, request) -> dict:
    """What the page of a conflict shows. `subject` and `form` are as the ticket is now."""
    ticket = subject.root
    seen = form.given_seen if form.given_seen is not None else ticket.event_seq - 1
    events = [one for one in selectors.events(ticket, actor, size=MOST_EVENTS) if one.seq > seen]
    texts = selectors.all_texts(ticket, actor)
    parts = {("handoff", one.pk): one for one in selectors.handoffs(ticket, actor)}
    parts |= {("leg", one.pk): one for one in selectors.legs(ticket, actor)}
    writer = timeline.Writer(ticket, actor, texts=texts, names=changes.names_in(events), files=[], parts=parts)
    entries = [writer.entry(one, with_changes=True) for one in events]
    clashes = _clashes(form, events, entries)
    met = {one.label for one in clashes}
    return {
        "entries": entries,
        "first": next((one for one in entries if not one.is_note), None),
        "clashes": clashes,
        "kept": [(label, words) for label, words in form.written() if label not in met],
        "hidden": _sent_on(request, {one.name for one in clashes}),
        "can_send": form.state.allowed,
        "reasons": form.state.reasons,
    }


def _clashes(form: StepForm, events, entries) -> list[Clash]:
    mine = {name: words for name, words in _written_by_name(form).items()}
    found = []
    for one in (*form.state.needs, *form.state.asks):
        by = next((entry for event, entry in zip(events, entries, strict=True) if one.target in _columns(event)), None)
        theirs = form.fields[one.name]
        now = _now_words(form, one.name, theirs)
        if by is None or one.name not in mine or now == mine[one.name] or not one.stored:
            continue
        said = _("%(name)s, at %(time)s") % {"name": by.name, "time": _near(by.at, form.setting.at)}
        found.append(Clash(one.name, str(one.label), now, said, mine[one.name]))
    return found


def _columns(event) -> set[str]:
    return {key.rpartition(".")[2] for key in event.changed}


def _written_by_name(form: StepForm) -> dict[str, str]:
    labels = {str(form.fields[name].label): name for name in form.names}
    return {labels[label]: words for label, words in form.written()}


def _now_words(form: StepForm, name: str, field) -> str:
    """What stands now, as the choices of the field word it."""
    value = form.initial.get(name)
    if value in (None, ""):
        return _("(empty)")
    choices = {}
    for key, label in getattr(field, "choices", ()):
        choices.update(dict(label) if isinstance(label, list | tuple) else {key: label})
    if hasattr(value, "isoformat"):
        return wording.long_time(value)
    return str(choices.get(str(value), value))


def _sent_on(request, met: set[str]) -> list[tuple[str, str]]:
    """Everything I wrote, to be sent again; nothing of it is kept anywhere else."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NOT_SENT_ON and not name.startswith("keep_")
    ]


def _near(at, now) -> str:
    """The time of day; with the day where it is another."""
    return wording.clock_time(at) if (now - at).total_seconds() < wording.DAY / 2 else wording.long_time(at)
