"""Change (processes.md 5.5): what is altered, who says yes to it, when it is done, and how it went.

This is its way from the draft to the assessment. Its decisions stand in `deciding.py`, emergencies in `urgent.py`,
and from the plan in time to the review in `doing.py`.
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import OPEN, SYSTEM_MAY, Who, step
from tickets import codes as ticket_codes
from tickets import effects as every_effect
from tickets import guards as rules
from tickets import handing_over
from tickets.areas import tagging
from tickets.areas.tagging import CarriesAreas
from tickets.balloting.guards import no_open_ballot, void_votes_said
from tickets.balloting.voiding import void_ballots
from tickets.models import ChangeDetail, Ticket
from tickets.processes.change import assessing, content, effects, guards, linking, risk, voting
from tickets.processes.change.codes import AssessmentKind
from tickets.processes.change.deciding import Decided
from tickets.processes.change.doing import CarriedOut
from tickets.processes.change.states import DECIDED, END, LIVE, OPEN_CONTENT, S
from tickets.processes.change.subject import PLAN, WHAT, ChangeSubject
from tickets.processes.change.urgent import Urgent
from tickets.processes.change.voting import CAB
from tickets.processes.change.who import CUSTOMER, CUSTOMER_REPORTER, MANAGER, REPORTER, in_regions, on_both_sides
from tickets.workflows.affecting import ConcernsRegions
from tickets.workflows.every_process import ALWAYS, EveryProcess
from tickets.workflows.process import Process

SUBMITTED = (
    "change_type", "title", "change_reason", "consequence_if_not", "services", "affected_regions", "wanted_start",
    "wanted_end", "initiator",
)  # fmt: skip
MORE = ("touches_data", "touches_secrecy", "touches_shared", "contract_effect", "cost_estimate", "patient_safety",
        "own_infrastructure", "vendor_works", "needs_go", "problem_link", "programme_areas")  # fmt: skip
OF_A_TEMPLATE = ("change_template", "template_parameters")
FITS = (guards.wanted_is_a_period, guards.problem_is_a_problem, guards.level_not_below_computed)
LEADERS = (MANAGER, Who("change.assess", "origin", ("region",)))
WRITERS = (REPORTER, *LEADERS)
ASSESSORS = (
    Who("change.assess", "support"),
    Who("change.assess", "origin", ("region",), guards.one_region_alone),
)
VERDICT = ("verdict", "assessment_text")
HANDS_OVER = ("handoff_reason", "handoff_letter", "audience_reviewed")
LETTER = (rules.audience_reviewed, rules.text_when_other)


class Change(ChangeSubject, CarriesAreas, ConcernsRegions, Process, Decided, Urgent, CarriedOut, EveryProcess, Ticket):
    States = S
    slug = "change"
    live = LIVE
    terminal = END
    detail_model = ChangeDetail
    birth = ("open", "submit")
    ranked = False
    people = ("owner", "initiator", "template")
    when_linked: ClassVar = {ticket_codes.LinkKind.CAUSED_BY: "incident_linked"}
    when_unlinked: ClassVar = {ticket_codes.LinkKind.CAUSED_BY: "incident_unlinked"}
    # What comes of a change when a forum decides so: the steps that its chair takes with the decision.
    results: ClassVar = {
        "cab_authorise": "approved",
        "cab_reject": "rejected",
        "postpone": "postponed",
        "lower_risk": "noted",
        "retro_gate": "noted",
    }
    decided_by: ClassVar = dict.fromkeys(results, CAB.rule)
    # The vendor takes part in what it consents to or carries out; two changes are never one; none has a priority.
    report_solution = merge = take_in = let_go = propose_priority = None

    class Meta:
        proxy = True
        verbose_name = pgettext_lazy("process", "Change")

    # fmt: off
    @step("", S.DRAFT, _("New change"), by=(Who("change.submit"),), does=(every_effect.record_reporter,))
    def open(self): "Start writing. Nobody else sees a draft."

    @step(S.DRAFT, S.SUBMITTED, pgettext_lazy("change", "Submit"),
          by=(REPORTER,),
          needs=SUBMITTED, asks=(*OF_A_TEMPLATE, *MORE),
          checks=(guards.template_when_standard, *FITS),
          does=(effects.submit, content.take_in, tagging.set_areas))
    def submit(self): "It gets a number, and the change manager reads it. One of an approved template is authorised."

    @step(OPEN_CONTENT, None, _("Change the content"),
          by=WRITERS,
          asks=(*(name for name in WHAT if name != "change_type"), "patient_safety", "problem_link", "void_votes"),
          checks=(guards.something_changed, *FITS, void_votes_said),
          does=(content.take_in, voting.rework_when_postponed))
    def edit(self): "What is written in a field replaces what stood there. Votes on another content become void."

    @step(OPEN_CONTENT, None, _("Write the plan"),
          by=WRITERS,
          asks=(*PLAN, *risk.FIELDS, "risk_level", "void_votes"),
          checks=(guards.something_changed, guards.level_not_below_computed, void_votes_said),
          does=(content.take_in, voting.rework_when_postponed))
    def write_plan(self): "How it is done, tried, put back and told, and how risky it is. It can be written bit by bit."

    @step(OPEN, None, _("Set the programme areas"),
          by=(CUSTOMER_REPORTER, *LEADERS),
          asks=("programme_areas",),
          checks=(tagging.areas_differ,),
          does=(tagging.replace_areas,))
    def tag_areas(self): "With whom it is coordinated. It changes nobody's decision: votes stay as they are."

    @step(OPEN, None, _("Programme areas came from a need"),
          by=(SYSTEM_MAY,),
          does=(tagging.come,),
          audience=ALWAYS, quiet=True)
    def areas_came(self): "A need led to the change: what the need concerns, the change concerns."

    @step(S.SUBMITTED, S.AUTHORISED, _("Authorised by its template"),
          by=(SYSTEM_MAY,),
          guards=(guards.is_standard,),
          does=(effects.authorised_by_template,))
    def pick_template(self): "The template is approved, and the change keeps within its limits."

    @step(S.SUBMITTED, S.DRAFT, _("The template does not fit"),
          by=(SYSTEM_MAY,),
          needs=("reason",),
          guards=(guards.is_standard,),
          does=(effects.call_off, effects.tell_reporter))
    def template_refused(self): "It is a draft again: choose another template, or register a normal change."

    @step(S.SUBMITTED, S.ASSESS, _("Start assessing"),
          by=ASSESSORS,
          needs=("change_owner", "assessors"),
          guards=(guards.is_normal,),
          does=(effects.begin_assessment,))
    def accept_assess(self): "Somebody owns it, and those you name assess it side by side."

    @step((S.SUBMITTED, S.ASSESS), None, _("Set the type"),
          by=(MANAGER,),
          needs=("change_type", "reason"), asks=("void_votes",),
          guards=(guards.is_normal,),
          checks=(guards.stays_normal, guards.type_is_another, guards.type_limits_met, void_votes_said),
          does=(effects.decide_in_time, effects.tell_reporter))
    def set_type(self): "Minor or major: it decides who says yes to it."

    @step((S.ASSESS, *DECIDED), S.DRAFT, pgettext_lazy("change", "Send back"),
          by=(MANAGER,),
          needs=("missing_text",),
          does=(void_ballots, effects.send_back))
    def return_(self): "What is missing is written down. Assessments and votes no longer hold."

    @step((S.SUBMITTED, S.ASSESS), S.REJECTED, pgettext_lazy("change", "Turn down"),
          by=(MANAGER,),
          needs=("change_reject_code", "reason"),
          guards=(guards.not_standard, no_open_ballot),
          does=(effects.reject,))
    def reject(self): "Whoever wanted it reads why."

    @step(S.ASSESS, None, _("Assess technology"),
          by=on_both_sides("change.assess_technology"),
          needs=VERDICT, asks=("assessment_condition",), checks=(guards.condition_is_stated,),
          does=(assessing.assess(AssessmentKind.TECHNOLOGY),))
    def assess_technology(self): "Architecture and solution: does it fit what is there?"

    @step(S.ASSESS, None, _("Assess regional IT"),
          by=(in_regions("change.assess_regional_it"),),
          needs=VERDICT, asks=("assessment_condition",), checks=(guards.condition_is_stated,),
          does=(assessing.assess(AssessmentKind.REGIONAL_IT),))
    def assess_regional_it(self): "What it asks of the region's own IT and medical engineering."

    @step(S.ASSESS, None, _("Assess information security"),
          by=on_both_sides("change.assess_security"),
          needs=VERDICT, asks=("assessment_condition",), checks=(guards.condition_is_stated,),
          does=(assessing.assess(AssessmentKind.SECURITY),))
    def assess_security(self): "Data, access, logs and traceability."

    @step(S.ASSESS, None, _("Assess patient safety"),
          by=(in_regions("change.assess_patient_safety"),),
          needs=VERDICT, asks=("assessment_condition",), checks=(guards.condition_is_stated,),
          does=(assessing.assess(AssessmentKind.PATIENT_SAFETY),))
    def assess_patient_safety(self): "Could a patient come to harm while it is done, or afterwards?"

    @step(S.ASSESS, None, _("Assess operations and test"),
          by=(Who("change.assess_operations", "support"),),
          needs=VERDICT, asks=("assessment_condition",), checks=(guards.condition_is_stated,),
          does=(assessing.assess(AssessmentKind.OPERATIONS),))
    def assess_operations(self): "Can it be run, tested and put back?"

    @step(S.ASSESS, None, _("Assess training and communication"),
          by=on_both_sides("change.assess_training"),
          needs=VERDICT, asks=("assessment_condition",), checks=(guards.condition_is_stated,),
          does=(assessing.assess(AssessmentKind.TRAINING),))
    def assess_training(self): "Who must learn or be told something, and when?"

    @step(S.ASSESS, None, _("Assess cost"),
          by=(Who("change.assess_cost", "support"),),
          needs=(*VERDICT, "cost_estimate"), asks=("assessment_condition", "void_votes"),
          checks=(guards.condition_is_stated, void_votes_said),
          does=(assessing.assess(AssessmentKind.COST),),
          audience=ticket_codes.Audience.CUSTOMER)
    def assess_cost(self): "What it costs, and whether there is money for it."

    @step(S.ASSESS, None, _("Assess law and contract"),
          by=(Who("change.assess_legal", "support"),),
          needs=VERDICT, asks=("assessment_condition", "contract_change_ground"),
          checks=(guards.condition_is_stated,),
          does=(assessing.assess_law_or_contract,),
          audience=ticket_codes.Audience.CUSTOMER)
    def assess_legal(self): "Legal counsel looks at the law, the contract manager at the contract."

    @step(OPEN, None, _("The time to decide has passed"),
          by=(SYSTEM_MAY,),
          does=(effects.tell_leaders,),
          quiet=True)
    def decision_late(self): "Nobody has decided on the change in the time that its type is given."

    @step(OPEN, None, _("An incident was linked"),
          by=(SYSTEM_MAY,),
          needs=("linked_ticket",),
          does=(linking.note_incident,),
          audience=ALWAYS, quiet=True, also_ended=True)
    def incident_linked(self): "Somebody named the change as the cause of an incident."

    @step(OPEN, None, _("An incident was unlinked"),
          by=(SYSTEM_MAY,),
          needs=("linked_ticket",),
          does=(linking.note_incident,),
          audience=ALWAYS, quiet=True, also_ended=True)
    def incident_unlinked(self): "The incident turned out to have another cause."

    @step(LIVE, None, _("Hand over to {support}"),
          by=(Who("ticket.work", "holder", ("region",)), Who("ticket.manage", "holder", ("region",))),
          needs=HANDS_OVER, asks=("reason",),
          guards=(rules.held_by_region, rules.no_open_handoff), checks=LETTER,
          does=(handing_over.to_support,))
    def hand_over_support(self): "Your organisation holds it until it is accepted."

    @step(LIVE, None, _("Hand back to {giver}"),
          by=(Who("ticket.work", "holder", CUSTOMER), Who("ticket.manage", "holder", CUSTOMER)),
          needs=HANDS_OVER, asks=("reason",),
          guards=(rules.no_open_handoff, rules.not_its_owner), checks=(*LETTER, rules.vendor_reason_allowed),
          does=(handing_over.back,))
    def hand_back(self): "Back to the organisation it came from."
    # fmt: on
