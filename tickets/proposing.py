"""Parent and child: a solution of the parent is proposed to each open child, whose own side accepts or declines it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason, Refused
from engine.perform import perform_within, take
from roles.actor import SYSTEM
from sla.models import Trigger
from tickets import codes
from tickets.clocks import keeping as counting_time
from tickets.escalating import rows
from tickets.models import Link, SolutionProposal, TextVersion, Ticket

# A child in these states has not been solved: a solution can be proposed to it.
UNSOLVED = ("new", "triage", "assigned", "in_progress", "on_hold")


def put_under(context: Context) -> None:
    """The parent is locked and looked at again; one that is solved already proposes its solution at once."""
    mains = Ticket.objects.unscoped("the main case, found through the reader").select_for_update(no_key=True)
    parent = mains.get(pk=context.data["parent_ticket"].pk)
    if parent.closed_at is not None:
        text = _("The main case has just been closed. Choose another one.")
        raise Refused(Reason("not_a_parent", text, "parent_ticket"))
    context.notes["link"] = {"kind": codes.LinkKind.PART_OF, "ticket": parent.pk, "for": codes.Audience.CUSTOMER}
    kind = codes.LinkKind.PART_OF
    context.add(lambda event, texts: Link(ticket=event.ticket, other=parent, kind=kind, created_at=event.at))
    context.then.append(lambda finished: counting_time.count_together([finished.root.pk]))
    if parent.state == "resolved":
        context.then.append(lambda finished: _propose(finished, parent, finished.root.pk))


def take_out(context: Context) -> None:
    """The child goes on by itself; an unanswered proposal ends."""
    links = Link.objects.unscoped("its own link").filter(
        ticket_id=context.root.pk, kind=codes.LinkKind.PART_OF, ended_at=None
    )
    context.notes["unlink"] = {"ticket": context.root.kin().parent_id, "for": codes.Audience.CUSTOMER}
    context.then.append(lambda finished: links.update(ended_at=finished.at))
    context.then.append(lambda finished: counting_time.count_together([finished.root.pk]))
    _end_open(context)


def propose_to_children(context: Context) -> None:
    """Of the parent's `resolve`."""
    context.then.append(lambda finished: [_propose(finished, finished.root, pk) for pk in _children(finished.root)])


def propose_to(finished: Context, pks) -> None:
    """Of a solved major incident: its solution is proposed to those of these incidents that are still to be solved."""
    found = Ticket.objects.unscoped("the rule of a major incident").filter(pk__in=pks, state__in=UNSOLVED)
    for pk in found.order_by("pk").values_list("pk", flat=True):
        _propose(finished, finished.root, pk)


def _children(parent, **states) -> list[int]:
    """The parent's children that are still to be solved, in the order in which they are locked."""
    found = Ticket.objects.unscoped("the rule of parent and child").filter(pk__in=parent.kin().children)
    return list(found.filter(**(states or {"state__in": UNSOLVED})).order_by("pk").values_list("pk", flat=True))


def _propose(finished: Context, parent, child_pk: int) -> None:
    """Nothing is proposed from or to a confidential case: its words have readers of their own."""
    child = Ticket.lock(child_pk, SYSTEM)
    if codes.Visibility.CONFIDENTIAL in (parent.visibility, child.visibility):
        return
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"parent:{parent.pk}", "at": finished.at}
    take(child, "receive_solution", data={"parent_ticket": parent.number}, **how)


def receive(context: Context) -> None:
    """Of the child: keep the parent's solution as a proposal, and ask the child's own side."""
    parent = context.data["parent_ticket"]
    _end_open(context)
    told = ("solution", "actions_taken")  # of a case, and of a major incident
    texts = TextVersion.objects.unscoped("proposed to the child").filter(ticket_id=parent.pk, field__in=told)
    words = texts.filter(part=None, redacted=False).order_by("-event_seq").first()
    if words:
        reads_both = parent.vendor_since is not None and parent.vendor_id == context.subject.vendor_id
        audience = words.audience if reads_both else codes.Audience.CUSTOMER  # the vendor of the child alone does not
        context.write("proposed_solution", words.body, audience=audience)
    else:
        context.write("proposed_solution", str(parent.get_category_close_display()))
    context.add(
        lambda event, texts: SolutionProposal(
            ticket=event.ticket,
            parent=parent,
            event_seq=event.seq,
            resolution=parent.resolution,
            category_close=parent.category_close,
            proposed_at=event.at,
        )
    )
    rows.begin(context, Trigger.APPROVAL_MISSING, key=rows.PROPOSED)
    context.tell("holder")
    context.tell("affected")
    context.tell("reporter")


def withdraw_proposals(context: Context) -> None:
    """Of the parent's `reopen`: what its children have not answered is taken back."""

    def follow(finished: Context) -> None:
        open_ones = SolutionProposal.objects.unscoped("its own proposals").filter(
            parent_id=finished.root.pk, ended_at=None, ticket__state__in=UNSOLVED
        )
        for pk in list(open_ones.order_by("ticket_id").values_list("ticket_id", flat=True)):
            cause = f"parent:{finished.root.pk}"
            perform_within(Ticket, pk, "drop_solution", actor=SYSTEM, via=finished.via, cause=cause, at=finished.at)

    context.then.append(follow)


def drop(context: Context) -> None:
    _end_open(context)
    context.tell("holder")


def accept(context: Context) -> None:
    """The proposal becomes the child's own solution; it is solved from now on, also if it waited or was not begun."""
    ticket, proposal = context.subject, context.subject.open_proposal()
    texts = TextVersion.objects.unscoped("the proposal's own words").filter(part=None, redacted=False)
    words = texts.filter(ticket_id=ticket.pk, event_seq=proposal.event_seq, field="proposed_solution").first()
    if words is None:
        raise Refused(Reason("proposal_hidden", _("The proposed solution is hidden or removed. Decline it instead.")))
    context.write("solution", words.body, audience=words.audience)
    ticket.resolution = proposal.resolution
    ticket.category_close = proposal.category_close or ticket.category_close
    ticket.hold, ticket.hold_until, ticket.awaited, ticket.supplier = "", None, None, None
    context.call_off("resume")
    _end_open(context, accepted=True)
    context.tell("holder")


def decline(context: Context) -> None:
    """The fault remains here: the child stays as it is, and the parent's holder is told."""
    parent_id = context.subject.open_proposal().parent_id
    _end_open(context, accepted=False)
    context.then.append(lambda finished: _tell_parent(finished, parent_id))
    context.tell("holder")


def _tell_parent(finished: Context, parent_id: int) -> None:
    cause = f"child:{finished.root.pk}"
    perform_within(Ticket, parent_id, "child_declined", actor=SYSTEM, via=finished.via, cause=cause, at=finished.at)


def tell_of_decline(context: Context) -> None:
    context.tell("holder")
    context.tell("process_role")


def _end_open(context: Context, *, accepted: bool | None = None) -> None:
    open_one = SolutionProposal.objects.unscoped("its own proposal").filter(ticket_id=context.root.pk, ended_at=None)
    if open_one.update(ended_at=context.at, accepted=accepted):
        rows.end(context, Trigger.APPROVAL_MISSING, key=rows.PROPOSED)
