"""Steps that every process has: words, files, readers, tasks, links. None of them changes the state.

Mixed into each workflow; a process that ends up needing its own form of one simply declares it again.
"""

from django.utils.translation import gettext_lazy as _

from engine.step import OPEN, SYSTEM_MAY, Who, step
from tickets import codes, effects, guards, guards_between, handing_over, merging, words
from tickets.clocks import firing
from tickets.escalating import explaining, reminding
from tickets.workflows.personal_data import HidesPersonalData
from tickets.workflows.records import KeptAsRecord

READER = Who("ticket.comment", "reader")
ANYONE = Who("ticket.comment", "anyone")
HOLDER = Who("ticket.work", "holder")
LEADER = Who("ticket.manage", "holder")
CUSTOMER = ("region", "support")
CUSTOMER_HOLDER = Who("ticket.work", "holder", tiers=CUSTOMER)
CUSTOMER_LEADER = Who("ticket.manage", "holder", tiers=CUSTOMER)
VENDOR_HOLDS = Who("vendor.work", "holder", tiers=("vendor",))
VENDOR_SEES = Who("vendor.reference", "vendor", tiers=("vendor",))
ALWAYS = codes.Audience.CUSTOMER


class EveryProcess(HidesPersonalData, KeptAsRecord):
    """Mixed into each workflow. `OPEN` stands for the open states of the process at hand (`Process.live`)."""

    # fmt: off
    @step(OPEN, None, _("Write a note"),
          by=(READER,),
          needs=("note_text", "note_audience"),
          checks=(guards.note_audience_allowed_for_side,),
          does=(words.add_note,),
          quiet=True)
    def add_note(self): "Say something to those you choose."

    @step(OPEN, None, _("Attach files"),
          by=(READER,),
          needs=("files", "note_audience"), asks=("image_checked",),
          checks=(guards.note_audience_allowed_for_side,),
          does=(words.attach,),
          quiet=True)
    def attach(self): "Files are searched for personal numbers before they are stored."

    @step(OPEN, None, _("Confirm a file"),
          by=(Who("incident.hand_to_vendor", "support"),),
          needs=("file",),
          does=(words.confirm_file,),
          audience=ALWAYS, quiet=True)
    def confirm_file(self): "You have looked at a picture or an unreadable file: the vendor may see it."

    @step(OPEN, None, _("Ask a question"),
          by=(HOLDER, LEADER),
          needs=("question", "awaited_party"),
          checks=(guards.awaited_can_answer,),
          does=(words.ask,),
          quiet=True)
    def ask(self): "The organisation you ask is told, and finds the question on its start page."

    @step(OPEN, None, _("Answer the question"),
          by=(Who("ticket.comment", "awaited"),),
          needs=("note_text",),
          does=(words.answer,),
          quiet=True)
    def answer(self): "Your answer takes a waiting case up again at once."

    @step(OPEN, None, _("Ask {it} to act"),
          by=(CUSTOMER_HOLDER, CUSTOMER_LEADER),
          needs=("handoff_reason", "handoff_letter", "audience_reviewed"), asks=("reason",),
          guards=(guards.no_open_handoff,), checks=(guards.audience_reviewed, guards.text_when_other),
          does=(handing_over.to_it,))
    def hand_over_it(self): "Hand over to the region's own IT and medical engineering."

    @step(OPEN, None, _("Report a solution"),
          by=(VENDOR_HOLDS,),
          needs=("solution", "handoff_letter"), asks=("planned_version",),
          guards=(guards.no_open_handoff,),
          does=(handing_over.back_with_solution,))
    def report_solution(self): "Hand the case back with your solution; the customer decides whether it is solved."

    @step(OPEN, None, _("Propose a priority"),
          by=(Who("vendor.work", "vendor", tiers=("vendor",)), Who("ticket.own", "reporter", tiers=CUSTOMER)),
          needs=("proposed_priority", "reason"),
          does=(effects.tell_process_role,))
    def propose_priority(self): "The incident manager decides; you are told."

    @step(OPEN, None, _("State the vendor's reference"), by=(VENDOR_SEES,), needs=("vendor_reference",))
    def link_vendor_reference(self): "The number of the case in your own system."

    @step(OPEN, None, _("State planned dates"),
          by=(VENDOR_SEES,),
          needs=("expected_at",), asks=("planned_version", "comment"),
          does=(effects.tell_holder,))
    def set_planned_dates(self): "When the correction is expected, and in which version."

    @step(OPEN, None, _("Make joint"),
          by=(Who("ticket.widen", "support"),),
          needs=("reason",),
          guards=(guards.not_confidential, guards.is_region_wide),
          does=(effects.make_joint,),
          audience=ALWAYS)
    def widen(self): "All member regions may read it from now on."

    @step(OPEN, None, _("Limit to the region"),
          by=(Who("ticket.widen", "support"),),
          needs=("reason",),
          guards=(guards.not_confidential, guards.is_joint, guards.not_read_by_others),
          does=(effects.make_regional,),
          audience=ALWAYS)
    def narrow(self): "Possible until somebody in another region has read it."

    @step(OPEN, None, _("Make confidential"),
          by=(Who("ticket.confidential", "support"), Who("ticket.confidential", "origin")),
          needs=("reason", "named_readers"),
          guards=(guards.not_confidential,),
          does=(effects.make_confidential,),
          audience=ALWAYS)
    def make_confidential(self): "Only the persons you name, and your role, can read it from now on."

    @step(OPEN, None, _("Lift confidentiality"),
          by=(Who("ticket.confidential", "support"), Who("ticket.confidential", "origin")),
          needs=("reason",),
          guards=(guards.is_confidential,),
          does=(effects.lift_confidential,),
          audience=ALWAYS)
    def lift_confidential(self): "The usual readers can read it again."

    @step(OPEN, None, _("Share"),
          by=(Who("ticket.share", "owner"), Who("ticket.manage", "owner", tiers=CUSTOMER)),
          needs=("share_level", "reason"), asks=("to_organisation", "to_role", "to_person", "expires_at"),
          guards=(guards.not_confidential,), checks=(guards.share_within_collaboration, guards.expiry_ahead),
          does=(effects.share,),
          audience=ALWAYS, quiet=True)
    def share(self): "Let an organisation, a role or a person read it, until a day you choose."

    @step(OPEN, None, _("End shares"),
          by=(Who("ticket.share", "owner"), Who("ticket.manage", "owner", tiers=CUSTOMER), SYSTEM_MAY),
          asks=("which_share",),
          guards=(guards_between.has_shares,), checks=(guards_between.is_its_share,),
          does=(effects.end_shares,),
          audience=ALWAYS, quiet=True, also_ended=True)
    def end_share(self): "The one you choose, or everyone it was shared with, can no longer read it."

    @step(OPEN, None, _("Add a task"),
          by=(CUSTOMER_HOLDER, CUSTOMER_LEADER),
          needs=("task_title",), asks=("task_blocking", "task_assignee", "task_due_at"),
          does=(words.add_task,),
          audience=ALWAYS, quiet=True)
    def add_task(self): "A blocking task must be done before the case is resolved."

    @step(OPEN, None, _("Mark a task as done"),
          by=(CUSTOMER_HOLDER, CUSTOMER_LEADER),
          needs=("task",),
          does=(words.finish_task,),
          audience=ALWAYS, quiet=True)
    def finish_task(self): "The task is done."

    @step(OPEN, None, _("Link to another case"),
          by=(CUSTOMER_HOLDER, CUSTOMER_LEADER),
          needs=("other_ticket", "link_kind"),
          does=(words.link,),
          audience=ALWAYS, quiet=True)
    def link(self): "Shown to those who may read both."

    @step(OPEN, None, _("Remove a link"),
          by=(CUSTOMER_HOLDER, CUSTOMER_LEADER),
          needs=("other_ticket",),
          does=(words.unlink,),
          audience=ALWAYS, quiet=True)
    def unlink(self): "The history keeps that they were linked."

    @step(OPEN, None, _("Merge cases into this one"),
          by=(CUSTOMER_HOLDER, Who("incident.cancel", "support")),
          needs=("merged_tickets",),
          guards=(guards.not_confidential,), checks=(guards_between.merged_are_others,),
          does=(merging.merge,),
          audience=ALWAYS, quiet=True)
    def merge(self): "They are closed as duplicates and their people go on here. Can be undone for 30 days."

    @step(OPEN, None, _("Took in a duplicate"),
          by=(SYSTEM_MAY,),
          needs=("merged_ticket",),
          does=(merging.take_in,),
          audience=ALWAYS, quiet=True, also_ended=True)
    def take_in(self): "A case was marked as a duplicate of this one."

    @step(OPEN, None, _("Let a duplicate go"),
          by=(SYSTEM_MAY,),
          needs=("merged_ticket",),
          does=(merging.let_go,),
          audience=ALWAYS, quiet=True, also_ended=True)
    def let_go(self): "The mark as duplicate was undone."

    @step(OPEN, None, _("Reminder"),
          by=(SYSTEM_MAY,),
          guards=(reminding.still_waited_for,),
          does=(reminding.remind,),
          quiet=True)
    def escalate(self): "Somebody is waited for, or nothing has happened for long."

    @step(OPEN, None, _("Reminder of a reason"),
          by=(SYSTEM_MAY,),
          does=(reminding.remind,),
          quiet=True, also_ended=True)
    def ask_explanation(self): "An agreed time was exceeded, and nobody has said why and whose it was."

    @step(OPEN, None, _("Its time runs out"),
          by=(SYSTEM_MAY,),
          does=(firing.fire,),
          quiet=True, also_ended=True)
    def warn(self): "Half, three quarters or nine tenths of what an agreement allows have been used."

    @step(OPEN, None, _("Its time has run out"),
          by=(SYSTEM_MAY,),
          does=(firing.fire,),
          quiet=True, also_ended=True)
    def breach(self): "What an agreement allows has been used up."

    @step(OPEN, None, _("Its time ran out long ago"),
          by=(SYSTEM_MAY,),
          does=(firing.fire,),
          quiet=True, also_ended=True)
    def overrun(self): "A fifth more than an agreement allows has been used."

    @step(OPEN, None, _("Give a reason for an exceeded time"),
          by=(LEADER, Who("ticket.manage", "support"), Who("ticket.manage", "vendor", tiers=("vendor",))),
          needs=("breached_clock", "breach_reason", "breach_owner"), asks=("breach_text",),
          checks=(explaining.clock_was_exceeded, explaining.owner_took_part, explaining.text_when_other_reason),
          does=(explaining.explain,),
          quiet=True, also_ended=True)
    def explain_breach(self): "Say why it was exceeded and whose it was. Whoever you name is told, and may dispute it."

    @step(OPEN, None, _("Dispute the reason"),
          by=(Who("ticket.manage", "anyone"),),
          needs=("breached_clock", "dispute_text"),
          checks=(explaining.is_the_named_owner,),
          does=(explaining.dispute,),
          quiet=True, also_ended=True)
    def dispute_breach(self): "You are named as owner of an exceeded time. Your words stand beside the reason."

    @step(OPEN, None, _("Follow"), by=(ANYONE,), does=(words.watch,), audience=codes.Audience.OWN,
          quiet=True, also_ended=True)
    def watch(self): "You are told of what happens."

    @step(OPEN, None, _("Stop following"),
          by=(ANYONE,),
          does=(words.unwatch,),
          audience=codes.Audience.OWN, quiet=True, also_ended=True)
    def unwatch(self): "You are no longer told."
    # fmt: on
