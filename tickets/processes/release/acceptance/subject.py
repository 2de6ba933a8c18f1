"""What a release knows of its acceptance test within a step; read once, unscoped, as rules of the release itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.errors import Reason
from regions import directory
from tickets.models import AcceptanceCase, AcceptanceDefect, AcceptanceResult, DefectWaiver

WHY = "a rule of the release itself"
LEADER = "test_leader"
NOT_THERE = _("Only the test leader of the release can do this.")


class TestedSubject:
    """Mixed into the workflow of releases."""

    __test__ = False  # no test of pytest's

    def stands(self, where: str, *, hat, actor) -> bool:
        if where == LEADER:
            leader = self.detail().test_leader_id
            return leader is not None and actor.person_id == leader
        return super().stands(where, hat=hat, actor=actor)

    def organisations_at(self, where: str) -> set[int]:
        if where == LEADER:
            return {one.pk for one in (*directory.regions(), directory.support_org()) if one is not None}
        return super().organisations_at(where)

    def persons_at(self, where: str) -> frozenset[int] | None:
        if where == LEADER:
            return frozenset({self.detail().test_leader_id} - {None})
        return super().persons_at(where)

    def why_not_at(self, where: str) -> Reason:
        return Reason("not_test_leader", NOT_THERE) if where == LEADER else super().why_not_at(where)

    def test_cases(self) -> list:
        """Those in force, by number."""
        return self._of_test("_test_cases", AcceptanceCase, withdrawn_at=None)

    def test_results(self) -> list:
        """On the present scope and build, the latest last."""
        detail = self.detail()
        which = {"scope_number": detail.scope_number, "build_id": detail.build_id}
        return self._of_test("_test_results", AcceptanceResult, **which)

    def defects(self) -> list:
        return self._of_test("_defects", AcceptanceDefect)

    def waivers(self) -> dict[int, object]:
        """Those that nobody has ended, by defect; whether their day has come is asked of the day."""
        return {one.defect_id: one for one in self._of_test("_waivers", DefectWaiver, ended_at=None)}

    def _of_test(self, name: str, model, **which) -> list:
        if name not in self.__dict__:
            rows = model.objects.unscoped(WHY).filter(ticket_id=self.pk, **which) if self.pk else []
            self.__dict__[name] = list(rows)
        return self.__dict__[name]
