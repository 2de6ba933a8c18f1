"""What the steps of a major incident bring about: its rows, duties, timers, and what its incidents and regions hear."""

from __future__ import annotations

from datetime import UTC

from django.utils import timezone

from engine.context import Context
from engine.perform import take
from regions import directory
from roles.actor import SYSTEM
from sla.models import Trigger
from tickets import codes as shared
from tickets import proposing
from tickets.escalating import rows
from tickets.models import Link, MiRegionRow, Ticket
from tickets.models.number import next_number
from tickets.processes.major_incident import duty_changes, figures, guards, kin, naming, row_effects, timing
from tickets.processes.major_incident.codes import HIT, RowState
from tickets.processes.regulatory import opening

TEAM = row_effects.TEAM
MANAGERS = "major_managers"

# --- Candidate ---


def propose(context: Context) -> None:
    """Number, holder, readers, and the clock of the decision; its incidents become part of it."""
    ticket, incidents = context.subject, context.data["linked_incidents"]
    setting = directory.setting(ticket.process)
    ticket.registered_at = ticket.created_at = ticket.updated_at = context.at
    ticket.number = next_number(setting.prefix, timezone.localtime(context.at).year)
    ticket.visibility = setting.default_visibility
    ticket.origin = ticket.holder = directory.support_org()
    if context.hat is not None:
        ticket.reporter, ticket.reporter_organisation = context.actor.person, context.hat.organisation
    first = incidents[0]
    ticket.title, ticket.service_id = naming.title_of(incidents, context.at), first.service_id
    context.write("title", ticket.title)
    ticket.detail().watch_hours = figures.of("watch_hours")
    ticket.detail_changed = True
    ticket.priority = min((one.priority for one in incidents if one.priority), default=None)
    worries = [one.patient_safety for one in incidents]
    ticket.patient_safety = next((one for one in _WORST_FIRST if one in worries), "")
    _let_vendor_in(context, incidents)
    timing.await_decision(context)
    context.then.append(lambda finished: _enter(finished, incidents))
    context.tell(MANAGERS)
    context.tell("major_region_managers")


_WORST_FIRST = tuple(
    str(one)
    for one in (
        shared.PatientSafety.OCCURRED,
        shared.PatientSafety.RISK,
        shared.PatientSafety.UNKNOWN,
        shared.PatientSafety.NO,
    )
)


def link_incidents(context: Context) -> None:
    """Each becomes part of it; once it is declared they are P1, too."""
    incidents = context.data["linked_incidents"]
    _let_vendor_in(context, incidents)
    context.then.append(lambda finished: _enter(finished, incidents))
    if context.subject.detail().declared_at is not None:
        context.then.append(lambda finished: _each(finished, "heed_major", [one.pk for one in incidents]))


def _let_vendor_in(context: Context, incidents) -> None:
    """The vendor of an incident that was handed to it, or who proposes this, reads it from now on."""
    ticket, hat = context.subject, context.hat
    vendors = [one.vendor_id for one in incidents if one.vendor_since is not None]
    if hat is not None and hat.tier == "vendor":
        vendors.insert(0, hat.organisation.pk)
    if vendors and ticket.vendor_since is None:
        ticket.vendor_id, ticket.vendor_since = vendors[0], context.at


def _enter(finished: Context, incidents) -> None:
    _each(finished, "enter_major", sorted(one.pk for one in incidents), major_ticket=finished.root.number)


def _each(finished: Context, name: str, incidents, **data) -> None:
    """Let incidents take a step of the program's, in the order in which they are locked; solved ones are left alone."""
    how = {"actor": SYSTEM, "via": finished.via, "cause": f"major:{finished.root.pk}", "at": finished.at}
    for pk in incidents:
        one = Ticket.lock(pk, SYSTEM)
        take(one, name, data=data, version=one.version, **how)


# --- Declared, turned down, downgraded ---


def declare(context: Context) -> None:
    ticket, detail = context.subject, context.subject.detail()
    ticket.priority = 1
    detail.declared_at = context.at
    detail.known_at = detail.known_at or context.at
    ticket.detail_changed = True
    timing.decided(context)
    duty_changes.begin_all(context)
    _create_rows(context)
    timing.await_first_message(context)
    incidents = kin.open_incidents(ticket)
    context.then.append(lambda finished: _each(finished, "heed_major", incidents))
    context.tell("all_regions")
    context.tell("vendor")
    context.tell(TEAM)


def _create_rows(context: Context) -> None:
    """One row a member region, each asked how it stands there; the duties to report begin with them (5.9)."""
    ticket, guessed = context.subject, context.data.get("affected_regions") or []
    made = []
    for region in directory.regions():
        row = MiRegionRow(ticket=ticket, region=region, since=context.at, guessed=region in guessed)
        context.move(row, "create")
        rows.begin(context, Trigger.APPROVAL_MISSING, key=str(region.pk))
        made.append(row)
    opening.open_tracks(context, guessed)
    ticket.__dict__["_region_rows"] = made


def reject(context: Context) -> None:
    timing.decided(context)
    _end(context)
    context.tell("reporter")
    context.tell(MANAGERS)


def downgrade(context: Context) -> None:
    """Its incidents go on by themselves, with the priority that they have; a person judges it anew."""
    _end(context)
    incidents = kin.open_incidents(context.subject)
    context.then.append(lambda finished: _each(finished, "leave_major", incidents))
    context.tell("all_regions")
    context.tell(TEAM)


def _end(context: Context) -> None:
    context.subject.closed_at = context.at
    timing.nothing_owed(context)
    for row in context.subject.region_rows():
        rows.end(context, Trigger.APPROVAL_MISSING, key=str(row.region_id))
    context.call_off(rows.STEP)
    context.tell("participants")


# --- The work ---


def tell_participants(context: Context) -> None:
    context.tell("participants")
    context.tell(TEAM)


def monitor(context: Context) -> None:
    """The team says that it works again; every region that was hit is asked to confirm. Messages come less often."""
    ticket, detail = context.subject, context.subject.detail()
    if not context.has("watch_period"):
        detail.watch_hours = figures.of("watch_hours")
        ticket.detail_changed = True
    for row in ticket.region_rows():
        if row.state in HIT:
            row.remember()
            row.since, row.restored_at, row.reminders = context.at, detail.restored_at, 0
            context.move(row, "restore")
            rows.begin(context, Trigger.APPROVAL_MISSING, key=str(row.region_id))
    timing.slow_down(context)
    context.tell("major_hit")
    tell_participants(context)


def regress(context: Context) -> None:
    """It is not restored after all: the time of it is void, and the regions that had not confirmed are hit again."""
    ticket, detail = context.subject, context.subject.detail()
    void = {"old": detail.restored_at and detail.restored_at.astimezone(UTC).isoformat(), "new": None}
    context.notes["restored_at"] = void | {"for": shared.Audience.ALL}
    detail.restored_at = None
    ticket.detail_changed = True
    for row in ticket.region_rows():
        if row.state == RowState.RESTORED:
            row.remember()
            row.since, row.restored_at, row.reminders = context.at, None, 0
            context.move(row, "unrestore")
            rows.end(context, Trigger.APPROVAL_MISSING, key=str(row.region_id))
    timing.speed_up(context)
    context.tell("major_hit")
    tell_participants(context)


def resolve(context: Context) -> None:
    """Solved: regions that were named as silent are named in their rows, and the incidents are proposed solved."""
    ticket, named = context.subject, {region.pk for region in context.data.get("silent_regions") or []}
    ticket.resolved_at = context.at
    ticket.resolution = ticket.resolution or shared.IncidentResolution.FIXED
    for row in ticket.region_rows():
        rows.end(context, Trigger.APPROVAL_MISSING, key=str(row.region_id))
        if row.region_id in named and row.state in (RowState.UNKNOWN, RowState.RESTORED):
            row.remember()
            row.named_silent = True
            context.move(row, "name_silent")
    timing.nothing_owed(context)
    timing.await_review(context)
    incidents = kin.open_incidents(ticket)
    context.then.append(lambda finished: proposing.propose_to(finished, incidents))
    context.tell("all_regions")
    context.tell(TEAM)


def tell_team(context: Context) -> None:
    context.tell(TEAM)


# --- The review ---


def start_review(context: Context) -> None:
    """Those who are invited are told; the vendor's and the regions' managers by their roles, others by name."""
    ticket, detail = context.subject, context.subject.detail()
    detail.invitees = sorted(person.pk for person in context.data["invitees"])
    ticket.detail_changed = True
    timing.review_begun(context)
    context.tell("major_invited")
    context.tell(MANAGERS)


def void_signature(context: Context) -> None:
    """What was signed is signed again when the review changes."""
    detail = context.subject.detail()
    if detail.signed_by_id is not None:
        detail.signed_by, detail.signed_as, detail.signed_at, detail.signed_seq = None, "", None, 0
        context.subject.detail_changed = True


def sign(context: Context) -> None:
    """The first of the two: the words are his, the other one signs by closing."""
    ticket, detail = context.subject, context.subject.detail()
    detail.signed_by, detail.signed_at = context.actor.person, context.at
    detail.signed_as, detail.signed_seq = guards.signed_as(context), ticket.event_seq + 1
    detail.no_actions, detail.problem_id = not ticket.actions(), context.data["problem_link"].pk
    ticket.detail_changed = True
    timing.review_held(context)
    _link_problem(context)
    context.tell("major_closers")


def _link_problem(context: Context) -> None:
    ticket, problem = context.subject, context.data["problem_link"]
    kind = shared.LinkKind.CAUSED_BY
    links = Link.objects.unscoped("its own links").filter(ticket_id=ticket.pk, kind=kind, ended_at=None)
    if not links.filter(other_id=problem.pk).exists():
        context.notes["link"] = {"kind": kind, "ticket": problem.pk, "for": shared.Audience.CUSTOMER}
        context.add(lambda event, texts: Link(ticket=event.ticket, other=problem, kind=kind, created_at=event.at))


def close(context: Context) -> None:
    _end(context)
    context.tell(TEAM)
