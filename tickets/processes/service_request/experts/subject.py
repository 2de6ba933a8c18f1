"""What an order says of itself where a forum decides on it: which forum, and on which content."""

from __future__ import annotations

from typing import ClassVar

from tickets.models import TextVersion
from tickets.processes.service_request.experts.codes import rule_of

WHY = "a rule of the order itself"
DECIDED = {"expert_to_fulfilment": "approved", "expert_to_quote": "approved", "expert_no": "rejected"}


class ExpertSubject:
    """Mixed into the workflow of orders."""

    results: ClassVar[dict[str, str]] = DECIDED
    frozen: ClassVar[tuple[str, ...]] = ("catalogue_item", "ordered_for", "answers", "bulk_rows")
    frozen_if_filled: ClassVar[frozenset[str]] = frozenset({"bulk_rows"})

    @property
    def decided_by(self) -> dict[str, str]:
        """The rule of the order's own field decides which forum may; before a field is chosen, none."""
        field = self.detail().expert_field
        return dict.fromkeys(DECIDED, rule_of(field)) if field else {}

    def ballots(self) -> list:
        """Of an order that experts look at; no other is voted on."""
        return super().ballots() if self.pk and self.detail().expert_field else []

    def before_forums(self, state: str) -> tuple[str, ...]:
        return (rule_of(self.detail().expert_field),) if state == "expert_review" else ()

    def frozen_value(self, name: str):
        """What was answered, named by the salted digest of its newest text: the frozen content holds no words."""
        return self._digests().get(name, "")

    def _digests(self) -> dict[str, str]:
        if "_digests_of_answers" not in self.__dict__:
            rows = TextVersion.objects.unscoped(WHY).filter(ticket_id=self.pk, field__in=("answers", "bulk_rows"))
            newest = rows.order_by("field", "-event_seq", "-pk").distinct("field").values_list("field", "digest")
            self.__dict__["_digests_of_answers"] = dict(newest) if self.pk else {}
        return self.__dict__["_digests_of_answers"]
