"""An event's changed fields for people: which field, what stood before, what stands now, each cut to its readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import CharField, Value
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from engine.inputs import INPUTS
from regions import directory
from roles.models import Team, User
from sla import wording
from sla.models import EscalationRule
from tickets import codes
from tickets.escalating import said as said_of
from tickets.models.audience import reads_audience
from tickets.web import showing
from tickets.workflows import PROCESSES

# Columns that no input fills under their own name.
LABELS = {
    "process": gettext_lazy("Kind"),
    "number": gettext_lazy("Number"),
    "origin": gettext_lazy("Owner"),
    "reporter": gettext_lazy("Reported by"),
    "reporter_organisation": gettext_lazy("Reported from"),
    "holder": pgettext_lazy("column", "Lies with"),
    "hold": gettext_lazy("Reason for waiting"),
    "hold_until": gettext_lazy("Resume at the latest"),
    "awaited": gettext_lazy("Whose answer is awaited"),
    "supplier": gettext_lazy("Third party"),
    "offered_to": gettext_lazy("Handed over to"),
    "co_holder": gettext_lazy("Holds it as well"),
    "priority": gettext_lazy("Priority"),
    "resolution": gettext_lazy("Closing code"),
    "visibility": gettext_lazy("Readers"),
    "vendor": gettext_lazy("Vendor"),
    "vendor_since": gettext_lazy("The vendor reads from"),
    "registered_at": gettext_lazy("Registered"),
    "resolved_at": pgettext_lazy("moment", "Resolved"),
    "closed_at": pgettext_lazy("moment", "Closed"),
    "reopenings": gettext_lazy("Times reopened"),
    "returns": gettext_lazy("Times returned"),
    "from_organisation": gettext_lazy("From"),
    "to_organisation": gettext_lazy("To"),
    "reason": gettext_lazy("Reason"),
    "units": gettext_lazy("Affected units"),
    "region": gettext_lazy("Region"),
    "proposed_by": gettext_lazy("Handed over by"),
    "proposed_at": gettext_lazy("Handed over at"),
    "answered_at": gettext_lazy("Answered at"),
    "event_seq": gettext_lazy("Letter"),
    "leg_symptom": gettext_lazy("What the region sees"),
    "leg_contact": gettext_lazy("The region's contact"),
    "merged": gettext_lazy("Cases merged in"),
    "link": gettext_lazy("Linked case"),
    "unlink": gettext_lazy("Link removed"),
    "files": gettext_lazy("Files"),
    "file_confirmed": gettext_lazy("File confirmed"),
    "task_done": gettext_lazy("Task done"),
    "shared_with": gettext_lazy("Shared with"),
    "not_personal_data": gettext_lazy("Stated not to be a personal number"),
    "not_personal_data_reason": gettext_lazy("Why it is not a personal number"),
    "historic": gettext_lazy("Imported"),
    "hidden": gettext_lazy("Hidden as personal data"),
    "settled": gettext_lazy("Decision on hidden personal data"),
    "bypass": gettext_lazy("Past the support organisation"),
    "with_solution": gettext_lazy("With a solution"),
    "late": gettext_lazy("Carried out late; was due"),
    "escalation": gettext_lazy("Escalation"),
    "escalated": gettext_lazy("Told"),
    "clock": gettext_lazy("Time"),
    "breach": gettext_lazy("Exceeded time"),
    "regime": gettext_lazy("Law"),
    "aware_at": gettext_lazy("When the organisation knew"),
    "significant_at": gettext_lazy("Judged to be significant"),
    "known_by_program": gettext_lazy("Assumed by the program"),
    "opened_at": gettext_lazy("Assessed from"),
    "decided_by": gettext_lazy("Decided by"),
    "decided_role": gettext_lazy("Decided as"),
    "decided_at": gettext_lazy("Decided at"),
    "report": gettext_lazy("Report"),
    "report_reference": gettext_lazy("The authority's reference number"),
    "report_copy": gettext_lazy("Copy of what was sent"),
}
ORGANISATIONS = frozenset(
    {"origin", "reporter_organisation", "holder", "awaited", "supplier", "offered_to", "co_holder", "vendor"}
    | {"from_organisation", "to_organisation", "region", "organisation"}
)
PEOPLE = frozenset({"reporter", "assignee", "proposed_by", "decided_by", "known_error_owner", "problem_owner"})
TEAMS = frozenset({"team"})
CODES = {
    "hold": codes.HoldReason,
    "impact": codes.Impact,
    "urgency": codes.Urgency,
    "priority": codes.Priority,
    "proposed_priority": codes.Priority,
    "patient_safety": codes.PatientSafety,
    "category_open": codes.Category,
    "category_close": codes.Category,
    "visibility": codes.Visibility,
    "users_affected": codes.UsersAffected,
    "return_reason": codes.ReturnReason,
    "reason": codes.HandoffReason,
}
RESOLUTIONS = (codes.IncidentResolution, codes.CaseResolution, codes.CaseReject)
# Bookkeeping, and other cases that stand among the links for those who read them.
HIDDEN = frozenset(
    {"event_seq", "decided_seq", "silences", "source_key", "ticket", "fix_link", "known_error", "copied_from"}
)


@dataclass(frozen=True)
class Change:
    """One field of one event, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Named:
    """A person or a team: what it is called, and the organisation it belongs to."""

    name: str
    organisation_id: int | None


@dataclass
class Names:
    """Who the ids in events stand for, read once for all events of a page."""

    people: dict[int, Named] = field(default_factory=dict)
    teams: dict[int, Named] = field(default_factory=dict)


def names_in(events) -> Names:
    """The people and teams that the events name; one query, none where nobody is named."""
    wanted: dict[str, set[int]] = {"person": set(), "team": set()}
    for event in events:
        for key, said in event.changed.items():
            column = key.rpartition(".")[2]
            kind = "person" if column in PEOPLE else "team" if column in TEAMS else ""
            if kind and isinstance(said, dict):
                wanted[kind].update(value for value in (said.get("old"), said.get("new")) if isinstance(value, int))
    if not any(wanted.values()):
        return Names()
    people = User.objects.filter(pk__in=wanted["person"]).annotate(which=Value("person", CharField()))
    teams = Team.objects.filter(pk__in=wanted["team"]).order_by().annotate(which=Value("team", CharField()))
    rows = people.values_list("which", "pk", "given_name", "home_organisation_id").union(
        teams.values_list("which", "pk", "name", "organisation_id"), all=True
    )
    found = Names()
    for kind, pk, name, place in rows:
        (found.people if kind == "person" else found.teams)[pk] = Named(name, place)
    return found


def label_of(key: str) -> str:
    """What a field is called, whatever part of the ticket it sits on."""
    column = key.rpartition(".")[2]
    if column in LABELS:
        return str(LABELS[column])
    return str(INPUTS[column].label) if column in INPUTS else column.replace("_", " ").capitalize()


def changes_of(event, ticket, actor, *, texts, names: Names) -> list[Change]:
    """Every change of `event` that `actor` may read. `texts` are the readable versions of the ticket's words."""
    found = []
    for key, said in event.changed.items():
        if key.rpartition(".")[2] in HIDDEN:
            continue
        audience = said.get("for", event.audience) if isinstance(said, dict) else event.audience
        if not reads_audience(actor, audience, event.organisation_id):
            continue
        if isinstance(said, dict) and "text" in said:
            found.append(_words(key, event, texts))
        elif isinstance(said, dict) and "new" in said:
            before, after = (value_words(key, said[side], ticket, actor, names) for side in ("old", "new"))
            found.append(Change(label_of(key), before, after or pgettext("change", "(emptied)")))
        else:
            found.append(Change(label_of(key), "", _fact(key, said)))
    return [one for one in found if one is not None]


def _words(key: str, event, texts) -> Change:
    """The words written in the event, and the version they replaced where the field has versions."""
    versions = [one for one in texts if one.field == key]
    now = next((one for one in versions if one.event_seq == event.seq), None)
    before = None
    if key in INPUTS and INPUTS[key].audience != "event":
        before = max(
            (one for one in versions if one.event_seq < event.seq), key=lambda one: one.event_seq, default=None
        )
    return Change(label_of(key), body_of(before) if before else "", body_of(now) if now else "")


# Texts that are kept as a program reads them, and what people read of them; the pages of a process add theirs.
READ_AS: dict[str, Callable[[object], str]] = {}


def body_of(text) -> str:
    """A text version's words; a removed one says so."""
    if text.redacted:
        return _("(removed)")
    return READ_AS[text.field](text) if text.field in READ_AS and text.part_id is None else text.body


# What the value of a field reads as, where it is a row of one process; the pages of a process add theirs.
VALUES: dict[str, Callable[[object], str]] = {}


def value_words(key: str, value, ticket, actor, names: Names) -> str:
    """A column's value as people read it; empty for none."""
    column = key.rpartition(".")[2]
    if value in (None, "", []):
        return ""
    if column in VALUES:
        return VALUES[column](value)
    if isinstance(value, bool):
        return _("Yes") if value else pgettext("answer", "No")
    if column in ORGANISATIONS:
        return showing.full_name(value)
    if column in PEOPLE:
        return _named(names.people.get(value), ticket, actor)
    if column in TEAMS:
        return _named(names.teams.get(value), ticket, actor)
    if column == "service":
        service = directory.service(value)
        return service.name if service else ""
    return _coded(column, value)


def _coded(column: str, value) -> str:
    if column == "resolution":
        return next((str(one(value).label) for one in RESOLUTIONS if value in one.values), str(value))
    listed = CODES.get(column)
    if listed is not None and value in listed.values:
        return str(listed(value).label)
    if column == "process":
        return str(PROCESSES[value]._meta.verbose_name) if value in PROCESSES else str(value)
    if column in INPUTS and INPUTS[column].choices:
        return str(dict(INPUTS[column].choices()).get(value, value))
    if isinstance(value, str) and "T" in value and (at := parse_datetime(value)):
        return wording.long_time(at)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _named(one: Named | None, ticket, actor) -> str:
    """A person's or a team's name where the reader may know it, else the organisation."""
    place = directory.organisation(one.organisation_id) if one else None
    if one is None or place is None or ticket.names_shown_to(actor, place):
        return one.name if one else ""
    return showing.called(place)


def part_words(what: str) -> str:
    """What a hidden part is called: its field, or that it is a file."""
    return _("File") if what == "file" else label_of(what)


# Facts that one process alone notes, each with what it reads as; the pages of a process add theirs.
FACTS: dict[str, Callable[[dict], str]] = {}


def _fact(key: str, said) -> str:
    """A fact of the event that is no changed column: how many files, with whom it was shared."""
    if key in FACTS:
        return FACTS[key](said)
    if key == "files":
        return str(len(said))
    if key == "merged":
        return str(said.get("count", ""))
    if key == "shared_with" and said.get("organisation"):
        return showing.full_name(said["organisation"])
    if key in ("hidden", "settled"):
        return part_words(said["part"])
    if key == "late":
        return wording.long_time(parse_datetime(said["due_at"]))
    if key == "escalation":
        return str(EscalationRule.Kind(said["kind"]).label)
    if key == "escalated":
        lines = [said_of.told_words(one["roles"], one["organisation"], len(one["people"])) for one in said["told"]]
        return "; ".join(lines + [said_of.unstaffed_words(one) for one in said["unstaffed"]])
    if key == "breach":
        return f"{said_of.metric_words(said['metric'])} – {showing.full_name(said['owner'])}"
    if key == "clock" and "percent" in said:
        return _("%(percent)s %% of the time for %(metric)s") % {
            "percent": said["percent"],
            "metric": said_of.metric_words(said["metric"]),
        }
    if key == "link":
        return str(dict(codes.LinkKind.choices).get(said.get("kind"), ""))
    return ""
