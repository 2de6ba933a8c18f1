"""Major incident (processes.md 5.3): service is gone for many. A record of its own, over the incidents of the regions.

Its steps for messages, the log and the review stand in `telling.py` and `reviewing.py`; a region's own in
`region_row.py`.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.step import SYSTEM_MAY, Who, step
from tickets.models import MajorIncidentDetail, Ticket
from tickets.processes.major_incident import duty_changes, effects, guards
from tickets.processes.major_incident.reviewing import Reviewing
from tickets.processes.major_incident.subject import NAMED, MajorSubject
from tickets.processes.major_incident.telling import Telling
from tickets.processes.major_incident.who import COMMUNICATOR, CUSTOMER, LEADER, LOGGER, MANAGER, TECHNICIAN
from tickets.processes.regulatory.reportable import MayBeReportable
from tickets.workflows.every_process import EveryProcess
from tickets.workflows.process import Process


class S(TextChoices):
    CANDIDATE = "candidate", _("Candidate")
    REJECTED = "rejected", pgettext_lazy("major incident", "Turned down")
    DECLARED = "declared", _("Declared")
    INVESTIGATING = "investigating", pgettext_lazy("major incident", "Investigating")
    IDENTIFIED = "identified", _("Cause identified")
    MITIGATING = "mitigating", _("Mitigating")
    MONITORING = "monitoring", pgettext_lazy("major incident", "Monitoring")
    RESOLVED = "resolved", pgettext_lazy("major incident", "Resolved")
    REVIEW = "review", pgettext_lazy("major incident", "Review")
    CLOSED = "closed", pgettext_lazy("major incident", "Closed")
    DOWNGRADED = "downgraded", _("Downgraded")


WORKING = (S.DECLARED, S.INVESTIGATING, S.IDENTIFIED, S.MITIGATING)
LIVE = (S.CANDIDATE, *WORKING, S.MONITORING, S.RESOLVED, S.REVIEW)
AFTER = (*WORKING, S.MONITORING, S.RESOLVED, S.REVIEW)


class MajorIncident(MajorSubject, Process, Telling, Reviewing, MayBeReportable, EveryProcess, Ticket):
    States = S
    slug = "major-incident"
    live = LIVE
    terminal = (S.REJECTED, S.CLOSED, S.DOWNGRADED)
    detail_model = MajorIncidentDetail
    birth = ("propose",)
    hand_over_it = report_solution = merge = take_in = let_go = None  # it stays with the support organisation
    widen = narrow = None  # every member region has its row in it

    class Meta:
        proxy = True
        verbose_name = _("Major incident")

    # fmt: off
    @step("", S.CANDIDATE, _("Propose major incident"),
          by=(Who("mi.propose"), SYSTEM_MAY),
          needs=("linked_incidents", "motivation"), asks=("hosting_fault",),
          checks=(guards.incidents_fit,),
          does=(effects.propose,))
    def propose(self): "The major incident manager decides within the agreed time."

    @step(S.CANDIDATE, S.DECLARED, _("Declare"),
          by=(
              MANAGER, Who("mi.declare", "support", when=guards.decision_overdue),
              Who("mi.declare", "hit", tiers=("region",), when=guards.one_region_hit),
              Who("mi.declare", "vendor", tiers=("vendor",), when=guards.hosting_fails),
          ),
          needs=("business_impact", "affected_regions", "mi_lead", "mi_communicator", "mi_logger", "bridge"),
          asks=("mi_technician", "known_at", "title"),
          checks=(guards.persons_may_have_duties,),
          does=(effects.declare,))
    def declare(self): "Every region is asked how it stands there. A first message is owed within the agreed time."

    @step(S.CANDIDATE, S.REJECTED, _("Turn down"),
          by=(
              MANAGER, Who("mi.reject", "support", when=guards.decision_overdue),
              Who("mi.reject", "hit", tiers=("region",), when=guards.one_region_hit),
          ),
          needs=("reason",),
          does=(effects.reject,))
    def reject(self): "The incidents go on by themselves; whoever proposed it reads why."

    @step((S.CANDIDATE, *WORKING, S.MONITORING), None, _("Link incident"),
          by=(LEADER, Who("mi.link", "support"), SYSTEM_MAY),
          needs=("linked_incidents",),
          checks=(guards.incidents_fit,),
          does=(effects.link_incidents,))
    def link_incident(self): "They become part of it, and keep their own times."

    @step(S.DECLARED, S.INVESTIGATING, _("Start investigating"),
          by=(LEADER,),
          does=(effects.tell_participants,))
    def start_investigation(self): "The team is together and looks for the cause."

    @step((S.INVESTIGATING, S.MITIGATING), S.IDENTIFIED, _("State the cause"),
          by=(LEADER,),
          needs=("suspected_cause", "confidence"),
          does=(effects.tell_participants,))
    def identify(self): "What you believe, and how sure you are."

    @step((S.INVESTIGATING, S.IDENTIFIED), S.MITIGATING, _("Start mitigating"),
          by=(LEADER,),
          needs=("action_plan",), asks=("change_link", "no_change_reason"),
          checks=(guards.change_linked_or_reason,),
          does=(effects.tell_participants,))
    def mitigate(self): "With an emergency change, or the reason why none is needed."

    @step((S.INVESTIGATING, S.IDENTIFIED, S.MITIGATING), S.MONITORING, _("Start monitoring"),
          by=(LEADER,),
          needs=("actions_taken", "restored_at"), asks=("watch_period",),
          checks=(guards.restoration_not_ahead,),
          does=(effects.monitor,))
    def monitor(self): "Every region that was affected is asked to confirm that it works again."

    @step(S.MONITORING, S.INVESTIGATING, _("Back to investigation"),
          by=(LEADER, SYSTEM_MAY),
          needs=("reason",),
          does=(effects.regress,))
    def regress(self): "It does not work after all: the time of restoration no longer holds."

    @step(S.MONITORING, S.RESOLVED, _("Resolve"),
          by=(MANAGER,),
          asks=("silent_regions", "reason", "incident_resolution", "category_close"),
          guards=(guards.watch_period_over,), checks=(guards.every_region_confirmed_or_named,),
          does=(effects.resolve,))
    def resolve(self): "When every region has confirmed, or is named as silent. Each incident is proposed the solution."

    @step(WORKING, S.DOWNGRADED, _("Downgrade"),
          by=(MANAGER,),
          needs=("reason",),
          does=(effects.downgrade,))
    def downgrade(self): "It is no major incident: its incidents go on by themselves."

    @step(AFTER, None, _("Hand over the duty"),
          by=(LEADER, COMMUNICATOR, LOGGER, MANAGER),
          needs=("mi_duty", "new_person"),
          checks=(guards.persons_may_have_duties, guards.own_duty_unless_leading),
          does=(duty_changes.offer,))
    def hand_over_role(self): "Whoever has it keeps it until the new person takes over."

    @step(AFTER, None, _("Take over the duty"),
          by=(Who("mi.duty", NAMED, tiers=CUSTOMER),),
          guards=(guards.duty_offered_to_actor, guards.duties_apart_in_time),
          does=(duty_changes.accept,))
    def accept_role(self): "You have it from now on; the record names you both."

    @step(AFTER, None, _("Leave the duty"),
          by=(LEADER, COMMUNICATOR, LOGGER, TECHNICIAN),
          needs=("mi_duty", "reason"),
          checks=(guards.duty_is_held,),
          does=(duty_changes.leave,))
    def leave_duty(self): "Without a successor. Without a leader the managers are alarmed at once."
    # fmt: on
