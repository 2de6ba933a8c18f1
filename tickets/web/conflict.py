"""Somebody else was first: what they changed, what I wrote, and the fields where the two meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.forms import SplitDateTimeField
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from regions import directory
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
    if ticket.process == "major-incident":
        parts |= {("region_row", one.pk): one for one in selectors.region_rows(ticket, actor)}
    if ticket.process == "release":
        parts |= {("deployment", one.pk): one for one in selectors.deployments(ticket, actor)}
    parts |= {("track", one.pk): one for one in selectors.tracks(ticket, actor)}
    writer = timeline.Writer(ticket, actor, texts=texts, names=changes.names_in(events), files=[], parts=parts)
    entries = [writer.entry(one, with_changes=True) for one in events]
    untouched = _untouched(form, events)
    clashes = _clashes(form, events, entries, untouched)
    met = {one.label for one in clashes} | {str(form.fields[name].label) for name in untouched}
    return {
        "entries": entries,
        "first": next((one for one in entries if not one.is_note), None),
        "clashes": clashes,
        "kept": [(label, words) for label, words in form.written() if label not in met],
        "hidden": _sent_on(request) + [(f"keep_{name}", "theirs") for name in untouched],
        "can_send": form.state.allowed,
        "reasons": form.state.reasons,
    }


def settled(form: StepForm):
    """What was posted from the page of a conflict, with theirs in each field where theirs was chosen."""
    data = form.data.copy()
    for name in form.names:
        if data.get(f"keep_{name}") != "theirs":
            continue
        theirs = _sent(form.initial.get(name))
        if isinstance(form.fields[name], SplitDateTimeField):
            data[f"{name}_0"], _blank, data[f"{name}_1"] = theirs.partition(" ")
        else:
            data[name] = theirs
    data.is_unsent = True
    return data


def _untouched(form: StepForm, events) -> list[str]:
    """The fields that others have changed since, and that I left as I found them: theirs stands."""
    found = []
    for one in (*form.state.needs, *form.state.asks):
        said = [event.changed[key] for event in events for key in event.changed if _column(key) == one.target]
        olds = [change["old"] for change in said if isinstance(change, dict) and "old" in change]
        if one.stored and olds and _sent(_as_chosen(one, olds[-1])) == _sent(form.value_of(one.name)):
            found.append(one.name)
    return found


def _as_chosen(one, raw):
    """A column's value as the form's field has it: a service by its slug, a moment by the clock of here."""
    if one.kind == "service":
        service = directory.service(raw) if raw else None
        return service.slug if service else None
    return parse_datetime(raw) if one.kind == "datetime" and raw else raw


def _sent(value) -> str:
    """A value as a form sends it."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value in (None, False) else str(value)


def _clashes(form: StepForm, events, entries, untouched: list[str]) -> list[Clash]:
    written, found = _written_by_name(form), []
    for one in (*form.state.needs, *form.state.asks):
        by = next((entry for event, entry in zip(events, entries, strict=True) if one.target in _columns(event)), None)
        if by is None or one.name not in written or one.name in untouched or not one.stored:
            continue
        if _sent(form.initial.get(one.name)) == _sent(form.value_of(one.name)):
            continue
        said = _("%(name)s, at %(time)s") % {"name": by.name, "time": _near(by.at, form.setting.at)}
        now = _now_words(form, one.name, form.fields[one.name])
        found.append(Clash(one.name, str(one.label), now, said, written[one.name]))
    return found


def _columns(event) -> set[str]:
    return {_column(key) for key in event.changed}


def _column(key: str) -> str:
    return key.rpartition(".")[2]


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


def _sent_on(request) -> list[tuple[str, str]]:
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
