"""From a walk's words to the data of a step: what the person would have typed or chosen in the form."""

from __future__ import annotations

import re

from engine.step import Declared
from regions import directory
from roles.models import User
from sussa.demo.files import made_file
from sussa.demo.moments import Moments
from sussa.demo.reading import Case, DemoData, Move, Script
from tickets.models import Attachment, Clock, Decision, MiAction, Task, TextVersion, Ticket

_DAY = re.compile(r"[+-]\d{1,3}")


class Typist:
    """Knows the people and cases by their keys and turns them into addresses and numbers."""

    def __init__(self, script: Script, people: dict[str, User], moments: Moments):
        self.script, self.people, self.moments = script, people, moments
        self.ticket_ids: dict[str, int] = {}
        self._told: dict[str, set[str]] = {}  # what each case has been told already

    def data_for(self, move: Move, declared: Declared) -> dict:
        """The data of one step; at birth every fact of the case is told, later only what is needed and was not told."""
        case, rule = self.script.cases[move.case], declared.rule
        if unknown := set(move.typed) - {one.name for one in rule.inputs}:
            raise DemoData(f"{place(self.script, move)}: {move.do} does not ask for {', '.join(sorted(unknown))}")
        is_birth, told = move.case not in self.ticket_ids, self._told.setdefault(move.case, set())
        data = {}
        for one in rule.inputs:
            if one.name in move.typed:
                given = move.typed[one.name]
            elif is_birth or (one.name in rule.needs and (one.kind == "bool" or one.name not in told)):
                given = self._habit(one, move, case, ticks=not is_birth)
            else:
                continue
            if given is not None:
                data[one.name] = self._value(one, given, case)
        told.update(one.name for one in rule.inputs if one.name in data and one.stored)
        return data

    def _habit(self, one, move: Move, case: Case, *, ticks: bool):
        """What the person fills in without thinking: the case's facts, themselves, a tick; None for nothing."""
        if one.name in case.facts:
            return case.facts[one.name]
        person = self.people[move.by]
        match one.name:
            case "contact":
                return person.get_full_name()
            case "callback":
                return person.work_phone or person.email
            case "category_close":
                return case.facts.get("category_open")
            case "contract_severity":
                return directory.priority(case.facts.get("impact"), case.facts.get("urgency"))
        return True if ticks and one.kind == "bool" else None

    def _value(self, one, value, case: Case):
        match one.kind:
            case "text" if one.name == "decision_link":
                return str(self._rows(Decision, case, text__body__startswith=value).get())
            case "datetime":
                return self.moments.at(value)
            case "date":  # so many working days from today
                return self.moments.day(int(value))
            case "person":
                return value if value == "me" else self.people[value].email
            case "persons":
                return [self.people[key].email for key in value]
            case "ticket":
                return Ticket.objects.unscoped("the demo's own case").get(pk=self.ticket_ids[value]).number
            case "tickets":
                rows = Ticket.objects.unscoped("the demo's own cases").filter(pk__in=map(self.ticket_ids.get, value))
                return list(rows.values_list("number", flat=True))
            case "files":
                return [made_file(name, case.files[name]) for name in value]
            case "answers" | "table":
                return self._days_in(value)
            case "part":
                return self._text(case, value).part_key
            case "integer" if one.name == "action":
                return self._rows(MiAction, case, text__body__startswith=value).get().event_seq
            case "integer" if one.name == "task":
                return self._row(Task, case, title=value)
            case "integer" if one.name == "file":
                return self._row(Attachment, case, name=value)
            case "integer" if one.name == "breached_clock":
                agreement, metric = value.split()
                which = {"version__agreement__slug": agreement, "metric": metric, "breached_at__isnull": False}
                return self._rows(Clock, case, **which).latest("round").pk
        return value

    def _days_in(self, value):
        """Answers to an item's questions as they are; "+5" and "-3" among them are days, as everywhere in the demo."""
        if isinstance(value, dict):
            return {name: self._days_in(each) for name, each in value.items()}
        if isinstance(value, list):
            return [self._days_in(each) for each in value]
        if isinstance(value, str) and _DAY.fullmatch(value):
            return self.moments.day(int(value)).isoformat()
        return value

    def _text(self, case: Case, begins: str) -> TextVersion:
        rows = TextVersion.objects.unscoped("the demo's own")
        return rows.get(ticket_id=self.ticket_ids[case.key], body__startswith=begins)

    def _row(self, model, case: Case, **which) -> int:
        return self._rows(model, case, **which).get().pk

    def _rows(self, model, case: Case, **which):
        return model.objects.unscoped("the demo's own").filter(ticket_id=self.ticket_ids[case.key], **which)


def place(script: Script, move: Move) -> str:
    """Where in the files the step stands, for messages."""
    return f"{script.cases[move.case].walked_in}: {move.case}: step {move.number + 1}"
