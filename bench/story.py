"""One generated ticket: what happened, in order, and the rows that the engine would have written for it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from engine import history
from engine.history import START, digest_of

STEPS = (
    # step, from, to, who acts, who holds afterwards
    ("triage", "new", "triage", "region", "region"),
    ("prioritise", "triage", "triage", "region", "region"),
    ("assign", "triage", "assigned", "region", "region"),
    ("take", "assigned", "in_progress", "region", "region"),
    ("escalate_tier", "in_progress", "in_progress", "region", "region"),
    ("accept", "proposed", "accepted", "support", "support"),
    ("escalate_vendor", "in_progress", "in_progress", "support", "support"),
    ("accept", "proposed", "accepted", "vendor", "vendor"),
    ("report_solution", "in_progress", "in_progress", "vendor", "vendor"),
    ("accept", "proposed", "accepted", "support", "support"),
    ("resolve", "in_progress", "resolved", "support", "support"),
    ("close", "resolved", "closed", "region", "support"),
)
OPEN_SHARE = 0.15


class Story:
    """Deals one ticket out of the plan's chance."""

    def __init__(self, plan, ids):
        self.plan, self.ids, chance = plan, ids, plan.chance
        self.pk, ids.ticket = ids.ticket, ids.ticket + 1
        self.region = chance.choice(plan.regions)
        self.places = {"region": self.region, "support": plan.support, "vendor": plan.vendor}
        self.born = plan.moment()
        is_open = chance.random() < OPEN_SHARE
        self.length = chance.randrange(0, 10) if is_open else len(STEPS)
        self.impact, self.urgency = chance.randint(1, 4), chance.randint(1, 4)
        self._tell()

    def _tell(self) -> None:
        chance, at = self.plan.chance, self.born
        self.events, self.texts, self.spans = [], [], []
        self.holder, since = self.region, at
        self.state, self.vendor_since, self.resolved_at = "new", None, None
        self._event("open", "", "draft", "region", at)
        self._event("register", "draft", "new", "region", at, ("title", "symptom", "contact"))
        for step, source, target, side, holds in STEPS[: self.length]:
            at = min(at + timedelta(hours=chance.expovariate(1 / 9)), self.plan.end)
            if step == "escalate_vendor":
                self.vendor_since = at
            if target not in ("accepted",):
                self.state = target
            if step == "resolve":
                self.resolved_at = at
            self._event(step, source, target, side, at, ("solution",) if step == "resolve" else ())
            if self.places[holds] != self.holder:
                self.spans.append((self.holder.pk, since, at))
                self.holder, since = self.places[holds], at
        self.updated = at
        self.closed = at if self.state == "closed" else None
        self.spans.append((self.holder.pk, since, self.closed))

    def _event(self, step, source, target, side, at, fields=()) -> None:
        place = self.places[side]
        row = self.plan.chance.choice(self.plan.people[place.pk])
        audience = "all" if self.vendor_since else "customer"
        seq, changed = len(self.events) + 1, {}
        for field in fields:
            changed[field] = {"text": self._text(seq, field, row, audience), "for": "all"}
        event = SimpleNamespace(
            seq=seq, subject_type="ticket", subject_id=0, step=step, source=source, target=target, at=at, via="web",
            user_id=row.user_id, acting_person_id=None, organisation_id=place.pk, role=row.role.slug,
            role_label=row.role.label, deputy_for_id=None, audience=audience, changed=changed, cause="", imported=False,
        )  # fmt: skip
        event.digest = digest_of(event, self.events[-1].digest if self.events else START)
        self.events.append(event)

    def _text(self, seq: int, field: str, row, audience: str) -> str:
        from bench.generate import FAULTS

        chance, vocabulary = self.plan.chance, self.plan.vocabulary
        more = vocabulary.planted() if field == "symptom" else []
        words = " ".join([*vocabulary.words_of(4 if field == "title" else 22), *more])
        body = f"{words.capitalize()} {chance.choice(FAULTS)}"
        salt = f"{chance.getrandbits(128):032x}"
        digest = history.text_digest(body, salt)
        self.texts.append((seq, field, body, salt, digest, audience, row))
        return digest

    def ticket(self, columns: list[str]) -> list:
        from regions import directory

        chance, closed = self.plan.chance, self.closed is not None
        reporter = self.events[0]
        values = {
            "id": self.pk, "process": "incident", "number": self.plan.number(self.born.year), "state": self.state,
            "version": len(self.events) - 1, "title": self.texts[0][2][:160],
            "service_id": chance.choice(self.plan.services),
            "origin_id": self.region.pk, "reporter_id": reporter.user_id, "reporter_organisation_id": self.region.pk,
            "holder_id": self.holder.pk, "hold": "", "impact": self.impact, "urgency": self.urgency,
            "priority": directory.priority(self.impact, self.urgency) if self.length > 1 else None,
            "patient_safety": chance.choice(("nej", "nej", "nej", "vet_ej", "risk")), "category_open": "programfel",
            "category_close": "programfel" if closed else "", "resolution": "rattad" if closed else "", "tags": "[]",
            "visibility": "joint" if chance.random() < 0.1 else "region",
            "vendor_id": self.plan.vendor.pk if self.vendor_since else None, "vendor_since": self.vendor_since,
            "secrecy_mark": "", "vendor_reference": "", "planned_version": "",
            "created_at": self.born, "updated_at": self.updated,
            "registered_at": self.born, "resolved_at": self.resolved_at, "closed_at": self.closed, "reopenings": 0,
            "returns": 0, "historic": False, "source_key": "", "event_seq": len(self.events),
            "event_digest": self.events[-1].digest, "silences": 0,
        }  # fmt: skip
        return [values.get(column) for column in columns]

    def detail(self, columns: list[str]) -> list:
        values = {
            "ticket_id": self.pk, "started_at": self.born, "environment": "production", "source": "user",
            "users_affected": "n2_10", "reserve_routine": "yes", "whole_region": False, "version": "4.2.0",
            "known_errors_searched": True, "reproduced": "yes", "deviation_id": "",
        }  # fmt: skip
        return [values[column] for column in columns]

    def event_rows(self, columns: list[str]) -> list[list]:
        from bench.generate import as_json

        rows = []
        for event in self.events:
            values = vars(event) | {"id": self.ids.event, "ticket_id": self.pk, "changed": as_json(event.changed)}
            self.ids.event += 1
            rows.append([values[column] for column in columns])
        return rows

    def text_rows(self, columns: list[str]) -> list[list]:
        rows = []
        for seq, field, body, salt, digest, _audience, row in self.texts:
            rows.append(
                [
                    self.ids.textversion,
                    self.pk,
                    seq,
                    field,
                    body,
                    salt,
                    digest,
                    "all",
                    row.organisation_id,
                    row.user_id,
                    False,
                ]
            )
            self.ids.textversion += 1
        return rows

    def ledger_rows(self, columns: list[str]) -> list[list]:
        rows = []
        for holder, since, until in self.spans:
            if until is not None and until <= since:
                continue
            span = f"[{since.isoformat()},{until.isoformat() if until else ''})"
            rows.append([self.ids.ledgerrow, self.pk, holder, "", span])
            self.ids.ledgerrow += 1
        return rows

    def leg(self, columns: list[str]) -> list:
        state = {"resolved": "resolved", "closed": "confirmed"}.get(self.state, "in_progress")
        row = [self.ids.regionleg, self.pk, self.region.pk, state, 1, "nej", "n2_10", False, "Avdelning 12"]
        self.ids.regionleg += 1
        return row
