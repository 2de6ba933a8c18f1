"""What a change knows of itself: its words, what was assessed, what the regions answered, and what a vote freezes."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from django.utils.translation import gettext as _

from regions import directory
from sla import wording
from tickets import codes as ticket_codes
from tickets.models import Assessment, Decision, OwnInfrastructure, RegionAnswer, TextVersion
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

_MAJOR, _MINOR = (codes.ChangeType.MAJOR,), (codes.ChangeType.MINOR,)
_STANDARD, _EMERGENCY = (codes.ChangeType.STANDARD,), (codes.ChangeType.EMERGENCY,)
# Steps that only changes of a type take.
STEPS_OF_TYPE = (
    dict.fromkeys(("to_regional", "regional_passed", "regional_failed", "back_to_regional"), _MAJOR)
    | dict.fromkeys(("cab_authorise", "cab_reject", "postpone", "take_up", "reschedule_to_cab"), _MAJOR)
    | dict.fromkeys(("to_minor", "to_cab_minor", "reschedule_to_assess"), _MINOR)
    | dict.fromkeys(("validate_standard", "validate_failed"), _STANDARD)
    | dict.fromkeys(("ecab_approve", "ecab_reject", "confirm_phone", "start_now", "document"), _EMERGENCY)
    | dict.fromkeys(("retro_gate", "reschedule_to_ecab"), _EMERGENCY)
)


class ChangeSubject:
    """Mixed into the workflow of changes."""

    # What a vote is about: a step that writes one of these while votes are cast, or after, makes them void.
    # Programme areas are none of them: with whom it is coordinated changes nobody's decision.
    frozen: ClassVar[tuple[str, ...]] = (*WHAT, *PLAN, *risk.FIELDS, "risk_level")

    frozen_if_filled = frozenset(risk.FIELDS) - frozenset(risk.FIELDS[:5])

    # --- Rows, read once for the step ---

    def said(self) -> dict[str, str]:
        """The latest words of each field, as far as they are in sight."""
        rows = TextVersion.objects.unscoped(WHY).filter(ticket_id=self.pk, part=None, redacted=False)
        latest = rows.order_by("field", "-event_seq").distinct("field").values_list("field", "body")
        return self._once("_said", lambda: dict(latest))

    def services(self) -> tuple[int, ...]:
        """The ids of the services that it touches."""
        return tuple(one.pk for one in touching.services_of(self))

    def assessments(self) -> tuple:
        """What was assessed, as it holds now, by kind."""
        rows = Assessment.objects.unscoped(WHY).filter(ticket_id=self.pk, ended_at=None).order_by("kind", "at")
        return self._once("_assessments", lambda: tuple(rows))

    def answers(self, kind: str) -> dict[int, object]:
        """What the regions answered, as it holds now: by region."""
        rows = RegionAnswer.objects.unscoped(WHY).filter(ticket_id=self.pk, ended_at=None).order_by("kind", "at")
        by_kind = self._once(
            "_answers", lambda: {key: list(found) for key, found in groupby(rows, key=lambda one: one.kind)}
        )
        return {one.region_id: one for one in by_kind.get(kind, ())}

    def own_infrastructure(self) -> frozenset[int]:
        """The regions whose own infrastructure it touches, by id."""
        rows = OwnInfrastructure.objects.unscoped(WHY).filter(ticket_id=self.pk)
        return self._once("_infrastructure", lambda: frozenset(rows.values_list("region_id", flat=True)))

    def undone_decisions(self):
        """The newest decision by which it was authorised, where that was undone; nothing is asked yet."""
        rows = Decision.objects.unscoped(WHY).filter(ticket_id=self.pk)
        newest = rows.filter(step="cab_authorise").order_by("-pk").values("pk")[:1]
        return rows.filter(replaces__in=newest)

    def decision_is_undone(self) -> bool:
        return self._once("_decision_undone", lambda: self.undone_decisions().exists())

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

    def is_offered(self, name: str) -> bool:
        """The steps of another type of change are none of this one's; who carries it out plans by the change itself."""
        detail, kinds = self.detail(), STEPS_OF_TYPE.get(name)
        if name == "confirm_phone":  # while there is something to confirm
            return detail.phone_at is not None and detail.phone_confirmed_at is None
        return name != "set_planned_dates" and (kinds is None or detail.change_type in kinds)

    def risk_answers_now(self, at=None) -> dict[str, str]:
        """The answers that were given to the version of the questions that is in force; of an older one none holds."""
        detail = self.detail()
        return detail.risk_answers if detail.risk_version == risk.in_force(at).version else {}

    def frozen_words(self, name: str, value) -> tuple[str, str] | None:
        """A question on risk and its answer, as the version put it in which it was answered."""
        if name not in risk.FIELDS:
            return None
        own, known = self.detail().risk_version, risk.versions()
        asked = [one for number in (own, *reversed(known)) if number in known and (one := known[number].named(name))]
        said = next((one for one in asked if value in dict(one.choices)), asked[0] if asked else None)
        return (str(said.label), str(dict(said.choices).get(value, value or ""))) if said else None

    def frozen_value(self, name: str):
        """Organisations and services of rows of their own, and the answers on risk; None where there are none."""
        if name in risk.FIELDS:
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

    def said_yes_by_telephone(self):
        return self.detail().phone_person

    def said_of_vote(self, ballot, vote) -> str:
        """Of the newest vote on the emergency: whose yes came by telephone, and whether she has confirmed it."""
        detail = self.detail()
        is_newest = ballot.stage == "ecab" and ballot == self.ballot("ecab")
        if not is_newest or detail.phone_at is None or vote.person_id != detail.phone_person_id:
            return ""
        if detail.phone_confirmed_at is None:
            return _("by telephone, not confirmed yet")
        return _("by telephone, confirmed %(at)s") % {"at": wording.row_time(detail.phone_confirmed_at)}

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

    def before_forums(self, state: str) -> tuple[str, ...]:
        """What it costs, or what it does to a contract, is decided before the change is."""
        return codes.BUDGET_RULES if state in ("assess", "cab_review") and self.needs_budget_decision() else ()

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
