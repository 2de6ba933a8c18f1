"""The steps of a major incident that say something: status messages, the log, and what the vendor reports."""

from django.utils.translation import gettext_lazy as _

from engine.step import SYSTEM_MAY, Who, step
from tickets.escalating import reminding
from tickets.processes.major_incident import effects, guards, messaging, missing
from tickets.processes.major_incident.who import COMMUNICATOR, LEADER, LOGGER, MANAGER

WORKING = ("declared", "investigating", "identified", "mitigating", "monitoring")
TELLING = (*WORKING, "resolved")
AFTER = (*TELLING, "review")


class Telling:
    """Mixed into the workflow."""

    # fmt: off
    @step(TELLING, None, _("Write status message"),
          by=(COMMUNICATOR,),
          needs=("message_situation", "message_impact", "message_reserve_routine", "next_message_at"),
          asks=("message_audience",),
          checks=(guards.next_message_ahead,),
          does=(messaging.write,))
    def write_message(self): "A draft, which the leader publishes. A draft that is not out yet is replaced."

    @step(TELLING, None, _("Publish status message"),
          by=(LEADER,),
          guards=(guards.message_ready, guards.author_is_not_approver_unless_p1),
          does=(messaging.publish,))
    def publish_message(self): "It goes out now. Its text cannot be changed afterwards, only added to."

    @step(AFTER, None, _("Append to status message"),
          by=(COMMUNICATOR, LEADER),
          needs=("correction",), asks=("message_number",),
          checks=(guards.message_published,),
          does=(messaging.correct,))
    def correct_message(self): "A new message that names the old one, to the same regions. The old text stands."

    @step(AFTER, None, _("Add for your region"),
          by=(Who("mi_row.state", "anyone", tiers=("region",)), Who("mi.duty", "communicator", tiers=("region",))),
          needs=("suffix_text",), asks=("message_number",),
          checks=(guards.message_published, guards.own_region_adds),
          does=(messaging.add_suffix,))
    def add_suffix(self): "What applies in your region: read there together with the message."

    @step(AFTER, None, _("Write in the log"),
          by=(LOGGER, LEADER, COMMUNICATOR, MANAGER),
          needs=("entry_text",), asks=("happened_at", "corrected_entry"),
          checks=(guards.happened_not_ahead, guards.corrects_its_entry),
          does=(messaging.log_entry,),
          quiet=True)
    def log_entry(self): "What happened, and when. Nothing is changed afterwards: a correction is a new entry."

    @step(WORKING, None, _("Report status"),
          by=(Who("mi.vendor_status", "vendor", tiers=("vendor",)),),
          needs=("status_text",), asks=("expected_at",),
          does=(effects.tell_team,))
    def report_vendor_status(self): "How it stands with you, and when you expect it to be ready."

    @step(("resolved", "review", "closed"), None, _("One of its incidents declined the solution"),
          by=(SYSTEM_MAY,),
          does=(effects.tell_team,),
          quiet=True)
    def child_declined(self): "The fault remains there: that incident goes on."

    @step(("candidate", *AFTER), None, _("Reminder"),
          by=(SYSTEM_MAY,),
          guards=(missing.still_missing,),
          does=(reminding.remind, missing.reminded),
          quiet=True)
    def escalate(self): "A decision, a message, a region's answer or a leader is waited for."
    # fmt: on
