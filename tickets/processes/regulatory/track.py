"""The track of one organisation under one law: what it knew when, what it has sent, or why it reports nothing.

Each organisation is an authority of its own: it and the support organisation read its track, nobody else. The program
reminds and drafts; it never reports.
"""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin

from engine.step import SYSTEM_MAY, Who, step
from regions import directory
from regions.models import Organisation
from roles.scope import ScopedManager
from tickets import codes
from tickets.models.audience import of_readable_tickets
from tickets.models.subject import PartSubject
from tickets.processes.regulatory import effects, maker, regimes, rules
from tickets.processes.regulatory.codes import DeviceEvent, NoticeAnswer, Regime, Stage

MAKER = Who("regulatory.vendor", "affected", tiers=("vendor",), when=rules.is_for_maker)
DECIDES = (
    Who("regulatory.track", "affected", tiers=("region", "support"), when=rules.is_for_security),
    Who("regulatory.device", "affected", tiers=("region",), when=rules.is_for_device),
    MAKER,
)
RECEIVES = Who("regulatory.device", "affected", tiers=("region",), when=rules.is_for_receiver)
ANY = ("assessing", "reporting", "not_reportable", "done")
OF_NOTICE = {"assessing": _("Not answered"), "done": _("Acknowledged")}


def read_by(actor, *, organisation: str = "organisation_id") -> Q:
    """Whose tracks an actor reads: all for the support organisation, else those of the own organisations."""
    if actor.is_system or "support" in actor.tiers:
        return Q()
    return Q(**{f"{organisation}__in": actor.organisation_ids})


class RegulatoryTrack(PartSubject, FSMModelMixin, models.Model):
    """One row an organisation and law on a ticket. `known_by_program`: nobody has stated the knowledge yet."""

    class States(models.TextChoices):
        ASSESSING = "assessing", _("Being assessed")
        REPORTING = "reporting", _("Being reported")
        NOT_REPORTABLE = "not_reportable", _("Nothing to report")
        DONE = "done", _("Reported")

    kind = "track"

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    regime = models.CharField(max_length=12, choices=Regime.choices)
    state = FSMField(max_length=20, default="", protected=True, editable=False)
    version = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    aware_at = models.DateTimeField(null=True)
    significant_at = models.DateTimeField(null=True)
    known_by_program = models.BooleanField(default=False)
    event_kind = models.CharField(max_length=16, choices=DeviceEvent.choices, blank=True, default="")
    action_reference = models.CharField(max_length=80, blank=True, default="")  # the manufacturer's FSCA number
    answer = models.CharField(max_length=16, choices=NoticeAnswer.choices, blank=True, default="")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    decided_role = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_seq = models.PositiveIntegerField(default=0)  # the event that holds the reason

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "organisation", "regime"], name="track_once"),
            models.CheckConstraint(condition=Q(state__in=list(ANY)), name="track_state_known"),
        ]
        indexes = [models.Index(fields=["organisation", "state"], name="track_of_organisation")]

    def __str__(self):
        return f"{self.regime} of {self.organisation_id} on {self.ticket_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return of_readable_tickets(actor) & read_by(actor)

    def stands(self, where: str, *, hat, actor) -> bool:
        if where == "affected":
            return hat.organisation.pk == self.organisation_id
        return self.ticket.stands(where, hat=hat, actor=actor)

    def organisations_at(self, where: str) -> set[int]:
        return {self.organisation_id} if where == "affected" else super().organisations_at(where)

    def event_audience(self, context) -> str:
        """The organisation itself, as the event's own, and the support organisation."""
        return codes.Circle.SUPPORT

    def event_organisation(self, context):
        """What the program says of it is read by the organisation, as what it says itself."""
        return super().event_organisation(context) or directory.organisation(self.organisation_id)

    def state_label(self) -> str:
        of_notice = OF_NOTICE.get(self.state) if self.regime == Regime.NOTICE else None
        return str(of_notice or super().state_label())

    # --- What is due ---

    @property
    def known_at(self):
        """From when the law counts: the earlier of knowing and judging it significant."""
        return min((one for one in (self.aware_at, self.significant_at) if one), default=None)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(directory.organisation(self.organisation_id).time_zone)

    def sent(self) -> dict[str, object]:
        """When each report was sent (the newest of its kind), read once."""
        if "_sent" not in self.__dict__:
            rows = RegulatoryReport.objects.unscoped("of a track at hand").filter(track_id=self.pk) if self.pk else ()
            self.know_sent(rows)
        return self.__dict__["_sent"]

    def know_sent(self, rows) -> None:
        """Take the reports from rows that were read already."""
        self.__dict__["_sent"] = {}
        for row in rows:
            self.note_sent(row.stage, row.sent_at)

    def note_sent(self, stage: str, at) -> None:
        sent = self.sent()
        sent[stage] = max(at, sent.get(stage, at))

    def due_at(self, one: regimes.Report):
        if not self.known_at:
            return None
        return regimes.due_at(one, aware_at=self.known_at, sent=self.sent(), zone=self.zone, event=self.event_kind)

    # fmt: off
    @step("", States.ASSESSING, _("The duty to report is assessed"), by=(SYSTEM_MAY,), quiet=True)
    def open(self): "The organisation is to assess whether it must report."

    @step((States.ASSESSING, States.REPORTING), None, _("State when you knew"),
          by=DECIDES,
          needs=("report_aware_at",), asks=("report_significant_at", "reason"),
          checks=(rules.knowledge_is_past, rules.later_knowledge_has_reason),
          does=(effects.note_who_knew,),
          quiet=True)
    def record_knowledge(self): "The times of the law are counted from it, day and night."

    @step((States.ASSESSING, States.REPORTING), None, _("State the kind of event"),
          by=(MAKER,),
          needs=("device_event",),
          does=(effects.keep_times,),
          quiet=True)
    def state_event(self): "The manufacturer's time to report follows from it."

    @step((States.ASSESSING, States.REPORTING, States.DONE), None, _("State a field safety corrective action"),
          by=(MAKER,),
          needs=("action_reference",),
          does=(effects.tell_of_it,),
          quiet=True)
    def state_action(self): "What is done about devices in use (FSCA). The regions are told by a field safety notice."

    @step(States.ASSESSING, States.REPORTING, _("Decide: it is to be reported"),
          by=DECIDES,
          asks=("reason",),
          guards=(rules.knowledge_is_recorded,),
          does=(effects.sign_reportable,),
          quiet=True)
    def decide_reportable(self): "A decision of your organisation, with your name and role. Then send the reports."

    @step((States.ASSESSING, States.REPORTING), States.REPORTING, _("Mark a report as sent"),
          by=DECIDES,
          needs=("report_stage", "report_sent_at"), asks=("report_reference", "report_copy"),
          guards=(rules.knowledge_is_recorded,),
          checks=(
              rules.stage_is_of_regime, rules.stage_is_not_sent, rules.stage_before_is_sent,
              rules.sent_after_knowledge, rules.sent_in_order
          ),
          does=(effects.mark_sent, maker.give),
          quiet=True)
    def mark_sent(self): "You have sent it yourselves: the program sends nothing to any authority."

    @step((States.ASSESSING, States.REPORTING), States.NOT_REPORTABLE, _("Decide: nothing to report"),
          by=DECIDES,
          needs=("reason",),
          does=(effects.sign,),
          quiet=True)
    def decide_not_reportable(self): "A decision of your organisation, with your name, role and reason."

    @step(ANY, None, _("A region has given notice"),
          by=(SYSTEM_MAY,),
          does=(effects.tell_of_it,),
          quiet=True)
    def notice_came(self): "The manufacturer reads it in the case, and is to confirm that it has it."

    @step(ANY, None, _("Confirm receipt of the notice"),
          by=(MAKER,),
          guards=(maker.a_notice_waits,),
          does=(maker.confirm,),
          quiet=True)
    def confirm_receipt(self): "Each region reads that you have its notice, and when you confirmed it."

    @step(ANY, None, _("The manufacturer has confirmed the notice"),
          by=(SYSTEM_MAY,),
          does=(effects.tell_of_it,),
          quiet=True)
    def receipt_came(self): "The region's duty to tell the manufacturer is done, and can be shown."

    @step(States.ASSESSING, States.DONE, _("Acknowledge the notice"),
          by=(RECEIVES,),
          needs=("notice_answer", "notice_measures"),
          does=(effects.acknowledge,),
          quiet=True)
    def acknowledge(self): "Your region has read the field safety notice. Say what it does."

    @step((States.NOT_REPORTABLE, States.DONE), States.ASSESSING, _("Assess it again"),
          by=(*DECIDES, RECEIVES),
          needs=("reason",),
          does=(effects.take_up_again,),
          quiet=True)
    def reopen(self): "What was decided or sent stays in the history."

    @step((States.ASSESSING, States.REPORTING), States.DONE, _("End the reporting"),
          by=(*DECIDES, SYSTEM_MAY),
          guards=(rules.all_reports_sent,),
          does=(effects.stop_times,),
          quiet=True)
    def finish(self): "Every report that the law wants is marked as sent."

    @step((States.ASSESSING, States.REPORTING), None, _("A report is soon due"),
          by=(SYSTEM_MAY,),
          does=(effects.remind,),
          quiet=True)
    def remind(self): "Half, three quarters or nine tenths of its time have passed."

    @step((States.ASSESSING, States.REPORTING), None, _("The time of a report has passed"),
          by=(SYSTEM_MAY,),
          does=(effects.remind,),
          quiet=True)
    def overdue(self): "It is neither marked as sent nor decided that there is nothing to report."
    # fmt: on


class RegulatoryReport(models.Model):
    """One report that was sent: what, when, by whom, and the authority's number. Written by the step alone."""

    track = models.ForeignKey(RegulatoryTrack, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    sent_at = models.DateTimeField()
    reference = models.CharField(max_length=80, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    role = models.CharField(max_length=200, blank=True)
    event_seq = models.PositiveIntegerField()

    objects = ScopedManager()
    all_objects = models.Manager()

    class Meta:
        default_manager_name = "all_objects"
        indexes = [models.Index(fields=["track", "sent_at"], name="report_of_track")]

    def __str__(self):
        return f"{self.stage} of {self.track_id}"

    @classmethod
    def scope(cls, actor) -> Q:
        return Q(Exists(RegulatoryTrack.objects.visible_to(actor).filter(pk=OuterRef("track_id"))))
