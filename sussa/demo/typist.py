"""From a walk's words to the data of a step: what the person would have typed or chosen in the form."""

from __future__ import annotations

from engine.step import Declared
from roles.models import User
from sussa.demo.files import made_file
from sussa.demo.moments import Moments
from sussa.demo.reading import Case, DemoData, Move, Script
from tickets.models import Attachment, Task, Ticket


class Typist:
    """Knows the people and cases by their keys and turns them into addresses and numbers."""

    def __init__(self, script: Script, people: dict[str, User], moments: Moments):
        self.script, self.people, self.moments = script, people, moments
        self.ticket_ids: dict[str, int] = {}

    def data_for(self, move: Move, declared: Declared, subject=None) -> dict:
        """The data of one step on `subject`; at birth there is none, and every fact of the case is told."""
        case, rule = self.script.cases[move.case], declared.rule
        unknown = set(move.typed) - {one.name for one in rule.inputs}
        if unknown:
            raise DemoData(f"{place(self.script, move)}: {move.do} does not ask for {', '.join(sorted(unknown))}")
        data = {}
        for one in rule.inputs:
            if one.name in move.typed:
                data[one.name] = self._value(one, move.typed[one.name], case)
            elif subject is not None and one.kind != "bool" and subject.already_has(one):
                continue
            elif one.name in rule.needs or subject is None:
                told = self._told(one, move, case, subject)
                if told is not None:
                    data[one.name] = self._value(one, told, case)
        return data

    def _told(self, one, move: Move, case: Case, subject):
        """What the person would fill in without thinking: the case's facts, themselves, a tick."""
        if one.name in case.facts:
            return case.facts[one.name]
        person = self.people[move.by]
        own = {"contact": person.get_full_name(), "callback": person.work_phone or person.email}
        if one.name in own:
            return own[one.name]
        if one.name == "category_close":
            return case.facts.get("category_open")
        if one.name == "contract_severity" and subject is not None:
            return subject.priority
        return True if one.kind == "bool" and subject is not None else None

    def _value(self, one, value, case: Case):
        match one.kind:
            case "datetime":
                return self.moments.at(value)
            case "person":
                return value if value == "me" else self.people[value].email
            case "persons":
                return [self.people[key].email for key in value]
            case "ticket":
                return self._ticket(value).number
            case "files":
                return [made_file(name, case.files[name]) for name in value]
            case "integer" if one.name == "task":
                return self._task(case, value)
            case "integer" if one.name == "file":
                return self._attachment(case, value)
        return value

    def _ticket(self, key: str) -> Ticket:
        return Ticket.objects.unscoped("the demo's own case").get(pk=self.ticket_ids[key])

    def _task(self, case: Case, title: str) -> int:
        tasks = Task.objects.unscoped("the demo's own task")
        return tasks.get(ticket_id=self.ticket_ids[case.key], title=title).pk

    def _attachment(self, case: Case, name: str) -> int:
        files = Attachment.objects.unscoped("the demo's own file")
        return files.get(ticket_id=self.ticket_ids[case.key], name=name).pk


def place(script: Script, move: Move) -> str:
    """Where in the files the step stands, for messages."""
    return f"{script.cases[move.case].walked_in}: {move.case}: step {move.number + 1}"
