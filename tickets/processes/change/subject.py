"""What a change knows of itself: its words, what was assessed, what the regions answered, and what a vote freezes."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from regions import directory
from tickets import codes as ticket_codes
from tickets.processes import touching
from tickets.processes.change import codes, figures, risk

NO_RISK = ("", ticket_codes.PatientSafety.NO)
WHY = "a rule of the change itself"
WHAT = (
    "change_type",
    "title",
    "change_reason",
    "consequence_if_not",
    "services",
    "affected_regions",
    "wanted_start",
    "wanted_end",
    "touches_data",
    "touches_secrecy",
    "touches_shared",
    "contract_effect",
    "cost_estimate",
    "own_infrastructure",
    "vendor_works",
    "needs_go",
)
PLAN = (
    "implementation_plan",
    "test_plan",
    "back_out_plan",
    "back_out_max_minutes",
    "back_out_decision_point",
    "communication_plan",
    "verification_plan",
)


class ChangeSubject:
    """Mixed into the workflow of changes."""

    # What a vote is about: a step that writes one of these while votes are cast, or after, makes them void.
    frozen: ClassVar[tuple[str, ...]] = (*WHAT, *PLAN, *(one.name for one in risk.CURRENT.questions), "risk_level")

    # --- Rows, read once for the step ---

    def said(self) -> dict[str, str]:
        """The latest words of each field, as far as they are in sight."""
        from tickets.models import TextVersion

        rows = TextVersion.objects.unscoped(WHY).filter(ticket_id=self.pk, part=None, redacted=False)
        latest = rows.order_by("field", "-event_seq").distinct("field").values_list("field", "body")
        return self._once("_said", lambda: dict(latest))

    def services(self) -> tuple[int, ...]:
        """The ids of the services that it touches."""
        return tuple(one.pk for one in touching.services_of(self))

    def assessments(self) -> tuple:
        """What was assessed, as it holds now, by kind."""
        from tickets.models import Assessment

        rows = Assessment.objects.unscoped(WHY).filter(ticket_id=self.pk, ended_at=None).order_by("kind", "at")
        return self._once("_assessments", lambda: tuple(rows))

    def answers(self, kind: str) -> dict[int, object]:
        """What the regions answered, as it holds now: by region."""
        from tickets.models import RegionAnswer

        rows = RegionAnswer.objects.unscoped(WHY).filter(ticket_id=self.pk, ended_at=None).order_by("kind", "at")
        by_kind = self._once(
            "_answers", lambda: {key: list(found) for key, found in groupby(rows, key=lambda one: one.kind)}
        )
        return {one.region_id: one for one in by_kind.get(kind, ())}

    def own_infrastructure(self) -> frozenset[int]:
        """The regions whose own infrastructure it touches, by id."""
        from tickets.models import OwnInfrastructure

        rows = OwnInfrastructure.objects.unscoped(WHY).filter(ticket_id=self.pk)
        return self._once("_infrastructure", lambda: frozenset(rows.values_list("region_id", flat=True)))

    def _once(self, name: str, read):
        """Rows of a change that is being born are none."""
        if name not in self.__dict__:
            self.__dict__[name] = read()
        return self.__dict__[name]

    # --- The subject ---

    def already_has(self, one) -> bool:
        """A plan that was written before need not be written again."""
        if one.name == "services":
            return bool(self.services())
        if one.name == "affected_regions":
            return bool(self.affected_ids())
        if one.is_text and one.name in self.frozen and not one.stored:
            return one.name in self.said()
        return super().already_has(one)

    def frozen_value(self, name: str):
        """Organisations and services of rows of their own, and the answers on risk; None where there are none."""
        if name in self.detail().risk_answers or name.startswith("risk_"):
            return self.detail().risk_answers.get(name)
        if name == "services":
            return touching.services_of(self) or None
        pks = self.own_infrastructure() if name == "own_infrastructure" else self.affected_ids()
        return [directory.organisation(pk) for pk in sorted(pks)] or None

    def bound_persons(self) -> dict[int, str]:
        """Who neither votes nor decides, under no hat: who wants it, owns it or carries it out."""
        detail = self.detail()
        found = {self.assignee_id: "implementer", detail.owner_id: "owner", detail.initiator_id: "requester"}
        return {pk: why for pk, why in (found | {self.reporter_id: "requester"}).items() if pk is not None}

    def meets(self, condition: str) -> bool:
        """The conditions of a rule's party. A region is asked where the vendor is no second organisation."""
        is_risk, vendor_works = self.patient_safety not in NO_RISK, self.detail().vendor_works
        return {
            "patient_safety": is_risk,
            "vendor_works": vendor_works,
            "region_voice": is_risk or not vendor_works,
        }[condition]

    # --- Who stands where ---

    def stands(self, where: str, *, hat, actor) -> bool:
        """Who carries it out may belong to another organisation than the one that holds it."""
        place = self.detail().implementing_organisation_id
        if where == "assignee" and place is not None:
            return hat.organisation.pk == place and actor.person_id == self.assignee_id
        return super().stands(where, hat=hat, actor=actor)

    def organisations_at(self, where: str) -> set[int]:
        place = self.detail().implementing_organisation_id
        return {place} if where == "assignee" and place is not None else super().organisations_at(where)

    def is_of(self, *types: str) -> bool:
        return self.detail().change_type in types

    def needed_assessments(self) -> list[tuple[str, int | None]]:
        """What must be assessed: (kind, region); the region only where each gives its own."""
        detail, careful = self.detail(), {codes.Touches.YES, codes.Touches.UNKNOWN}
        kinds = codes.AssessmentKind
        found = [(kinds.TECHNOLOGY, None), (kinds.OPERATIONS, None)]
        found += [(kinds.REGIONAL_IT, pk) for pk in sorted(self.own_infrastructure())]
        if detail.touches_data in careful:
            found.append((kinds.SECURITY, None))
        if self.meets("patient_safety"):
            found.append((kinds.PATIENT_SAFETY, None))
        if self.is_of(codes.ChangeType.MAJOR):
            found.append((kinds.TRAINING, None))
        if detail.cost_estimate or detail.contract_effect in careful:
            found.append((kinds.COST, None))
        if self.needs_budget_decision() or detail.touches_secrecy in careful:
            found.append((kinds.LEGAL, None))
        if self.needs_budget_decision():
            found.append((kinds.CONTRACT, None))
        return found

    def needs_budget_decision(self) -> bool:
        """It affects a contract, or costs more than the collaboration lets the change manager say yes to."""
        detail = self.detail()
        if detail.contract_effect in (codes.Touches.YES, codes.Touches.UNKNOWN):
            return True
        return (detail.cost_estimate or 0) > figures.of("cost_threshold")

    def missing_assessments(self) -> list[tuple[str, int | None]]:
        given = {(one.kind, one.organisation_id) for one in self.assessments()}
        kinds = {kind for kind, _place in given}
        return [
            (kind, region)
            for kind, region in self.needed_assessments()
            if (kind not in kinds if region is None else (kind, region) not in given)
        ]
