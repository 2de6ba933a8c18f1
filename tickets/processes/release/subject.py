"""What a release knows of itself: its scope, its signatures, what the regions said, and what a decision freezes."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from engine.errors import Reason
from tickets.balloting import freezing
from tickets.models import RegionAnswer, TextVersion
from tickets.processes import touching
from tickets.processes.release import along
from tickets.processes.release.codes import SCOPE_RULE
from tickets.processes.release.states import UNTIL_APPROVAL

WHY = "a rule of the release itself"
WRITTEN = ("release_notes", "test_plan")  # with the proposal of a scope
NOT_THERE = {
    "halter": _("Only the organisation that stopped the rollout can do this."),
    "participating": _("Only a region that takes part in the acceptance test can do this."),
}


class ReleaseSubject:
    """Mixed into the workflow of releases. What it reads, it reads once a step."""

    # What a forum decides on, and those who approve the release sign: the scope, to the letter.
    frozen: ClassVar[tuple[str, ...]] = (
        "release_version",
        "release_type",
        "services",
        "scope_items",
        "pending_items",
        "test_plan",
    )

    # --- Rows, read once for the step ---

    def detail(self):
        """The release's own row, and what is always asked of it along with it; one query, read once."""
        if "_detail" not in self.__dict__ and self.pk and (found := along.read_for_step(self)) is not None:
            self.__dict__["_detail"] = found
        return super().detail()

    def ballots(self) -> list:
        """While a scope is proposed; nothing else is voted on, as it is approved by signatures."""
        return super().ballots() if "_ballots" in self.__dict__ or self._is_proposed() else []

    def before_forums(self, state: str) -> tuple[str, ...]:
        return (SCOPE_RULE,) if state in UNTIL_APPROVAL and self._is_proposed() else ()

    def _is_proposed(self) -> bool:
        return bool(self.pk) and self.detail().proposed_items is not None

    def items(self) -> list:
        """The rows of the cases in the scope as it stands, or stood last."""
        return self._along("_items")

    def signs(self) -> list:
        """The signatures that nobody has made void, of the release and of its regions' rows."""
        return self._along("_signs")

    def answers(self, kind: str = "result") -> dict[int, object]:
        """How the acceptance test went, as each region says: by region."""
        rows = RegionAnswer.objects.unscoped(WHY).filter(ticket_id=self.pk, ended_at=None)
        found = self._once("_answers", lambda: list(rows) if self.pk else [])
        return {one.region_id: one for one in found if one.kind == kind}

    def said(self) -> dict[str, str]:
        """The latest words of each field."""
        rows = TextVersion.objects.unscoped(WHY).filter(ticket_id=self.pk, part=None, redacted=False)
        latest = rows.order_by("field", "-event_seq").distinct("field").values_list("field", "body")
        return self._once("_said", lambda: dict(latest))

    def _along(self, name: str) -> list:
        """Read with the release's own row; none while it is being born."""
        if name not in self.__dict__:
            self.detail()
        return self.__dict__.setdefault(name, [])

    def _once(self, name: str, read):
        if name not in self.__dict__:
            self.__dict__[name] = read()
        return self.__dict__[name]

    # --- The scope ---

    def wanted_items(self) -> dict[int, bool]:
        """By id of the case, whether it is pending: as proposed, else as the scope stands."""
        detail = self.detail()
        if detail.proposed_items is not None:
            pending = set(detail.proposed_pending)
            return {pk: pk in pending for pk in detail.proposed_items}
        return {one.item_id: one.pending for one in self.items()}

    def scope_now(self) -> str:
        """The digest of the scope as it is at this moment."""
        return self._once("_scope_now", lambda: freezing.digest(freezing.content(self)))

    def already_has(self, one) -> bool:
        """What was written when the scope was proposed need not be written again."""
        if one.name == "services":
            return bool(touching.services_of(self))
        if one.name == "scope_items":
            return bool(self.wanted_items())
        if one.name in WRITTEN:
            return one.name in self.said()
        return super().already_has(one)

    def frozen_value(self, name: str):
        if name == "services":
            return touching.services_of(self) or None
        wanted = self.wanted_items()
        return sorted(pk for pk, pending in wanted.items() if pending or name == "scope_items") or None

    def bound_persons(self) -> dict[int, str]:
        """Whoever asks for a scope does not decide on it."""
        found = {self.reporter_id: "requester", self.detail().owner_id: "owner"}
        return {pk: why for pk, why in found.items() if pk is not None}

    # --- Who stands where ---

    def stands(self, where: str, *, hat, actor) -> bool:
        if where in NOT_THERE:
            return hat.organisation.pk in self.organisations_at(where)
        return super().stands(where, hat=hat, actor=actor)

    def organisations_at(self, where: str) -> set[int]:
        if where == "halter":
            return {self.detail().halted_by_id, *self.detail().halters} - {None}
        if where == "participating":
            return set(self.detail().participants)
        return super().organisations_at(where)

    def why_not_at(self, where: str) -> Reason:
        return Reason(f"not_{where}", NOT_THERE[where]) if where in NOT_THERE else super().why_not_at(where)
