"""What an order knows of itself: the version it was made of, its words, its signatures, and who carries it out.

Its row, its signatures, its words and its quotes are read in one statement: a yes to a quote needs all of them.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from regions import directory
from roles import groups, kept
from roles.actor import SYSTEM
from roles.kept import Given
from tickets import along
from tickets.models import OrderSign, TextVersion
from tickets.processes.service_request.catalogue import reading
from tickets.processes.service_request.catalogue.models import CatalogueVersion
from tickets.signing import with_deputies

WHY = "a rule of the order itself"
ROWS = "bulk_rows"
WORD = re.compile(r"[^\W_]+")


class OrderSubject:
    """Mixed into the workflow of orders. What it reads, it reads once a step."""

    def detail(self):
        """The order's own row, with the version of the item at hand."""
        if "_detail" not in self.__dict__ and self.pk:
            for row in kept.rows(_with_rows_along, SYSTEM, type(self), ticket=self.pk):
                self.__dict__["_detail"] = row
                self.take_along(row)
        found = super().detail()
        if found.version_id and "version" not in found._state.fields_cache:
            found.version = reading.version(found.version_id)
        return found

    def ordered(self) -> CatalogueVersion | None:
        """The catalogue's version that it was made of; an old order keeps its old one."""
        return self.detail().version

    @classmethod
    def columns_along(cls, ticket) -> dict:
        """What is read along with the order's own row, as columns of it."""
        signed = along.column(with_deputies(_signs_of(ticket)), "in_stead_of")
        return super().columns_along(ticket) | {"signed": signed, "worded": ArraySubquery(_words_of(ticket))}

    def take_along(self, row) -> None:
        """Keep what was read along."""
        super().take_along(row)
        self.__dict__.setdefault("_signs", along.rows(OrderSign, row.signed))
        self.__dict__.setdefault("_said", {one["field"]: one["body"] for one in row.worded})

    def said(self) -> dict[str, str]:
        """The latest words of each field, as far as they are in sight; not the rows of an order in bulk (`bulk/`)."""
        if "_said" not in self.__dict__:
            found = _words_of(self.pk) if self.pk else ()
            self.__dict__["_said"] = {one["field"]: one["body"] for one in found}
        return self.__dict__["_said"]

    def answers(self) -> dict:
        """What was answered to the item's questions; empty where there is nothing, or it is out of sight."""
        return as_answers(self.said().get("answers", ""))

    def more_facts(self, texts: dict) -> dict:
        """What programs read besides its columns; `texts` are the words that the reader reads."""
        version, answers = self.ordered(), texts.get("answers")
        return {
            "version": f"{version.item.slug}:{version.number}" if version else None,
            "answers": as_answers(answers.body) if answers else {},
        }

    def signs(self) -> list:
        """The signatures that nobody has made void."""
        if "_signs" not in self.__dict__:
            self.__dict__["_signs"] = list(with_deputies(_signs_of(self.pk))) if self.pk else []
        return self.__dict__["_signs"]

    def already_has(self, one) -> bool:
        if one.name == "catalogue_item":
            return self.detail().version_id is not None
        if one.name == "answers":
            version = self.ordered()
            return "answers" in self.said() or (version is not None and version.is_bulk)
        if one.name == "cost_note":
            return one.name in self.said()
        return super().already_has(one)

    def is_offered(self, name: str) -> bool:
        """What leads to a withdrawal while it is carried out is shown step by step: asked for, agreed to, done."""
        if name == "agree_withdrawal" and self.detail().withdrawal_asked_at is None:
            return False
        if name == "cancel_in_fulfilment" and self.detail().withdrawal_agreed_at is None:
            return False
        return super().is_offered(name)

    def is_of(self, person) -> bool:
        """Whether the person has ordered it, or is named, among whatever other words, where it says for whom."""
        said, names = self.detail().ordered_for.lower(), set(WORD.findall(str(person).lower()))
        is_named = bool(names) and names <= set(WORD.findall(said))
        return person.pk == self.reporter_id or is_named or (bool(person.email) and person.email.lower() in said)

    def able_to_approve(self, at) -> list:
        """The approvers of the ordering organisation whose limit reaches it; those it is of are none of them."""
        rows = groups.able_to_approve(self.origin_id, self.detail().amount or Decimal(0), at)
        return [row for row in rows if not self.is_of(row.user)]

    def is_of_one_region(self) -> bool:
        """Whether the item is a region's own."""
        version = self.ordered()
        return version is not None and version.item.region_id is not None

    def reviewing(self):
        """The organisation whose leader of orders assesses it."""
        return self.origin if self.is_of_one_region() else directory.support_org()

    def _is_assigned_to(self, actor) -> bool:
        """Where nobody is named, everybody who works at the organisation that carries it out."""
        return (self.assignee_id is None and self.team_id is None) or super()._is_assigned_to(actor)


def _with_rows_along(actor, order):
    rows = order.detail_model.objects.filter(pk=Given("ticket"))
    return rows.annotate(**order.columns_along(OuterRef("pk")))


def _signs_of(ticket):
    return OrderSign.objects.unscoped(WHY).filter(ticket_id=ticket, void_at=None).order_by("pk")


def _words_of(ticket):
    """The latest words of each field, as documents. The rows of an order in bulk may be a book."""
    rows = TextVersion.objects.unscoped(WHY).filter(ticket_id=ticket, part=None, redacted=False).exclude(field=ROWS)
    latest = rows.order_by("field", "-event_seq").distinct("field")
    return latest.values_list(JSONObject(field="field", body="body"), flat=True)


def as_answers(body: str) -> dict:
    """Answers from the text that keeps them; none where it holds a mark instead, as when it was hidden."""
    try:
        found = json.loads(body) if body else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
