"""What a problem does to its known errors: drafts one, plans its fix, verifies it region by region, lets it go.

Each takes the context of the problem's own step. The known errors move in the same transaction, by steps of their own
that the program takes, after the problem's step is written.
"""

from __future__ import annotations

from engine import due
from engine.context import Context
from engine.perform import create_within, take
from engine.step import steps
from roles.actor import SYSTEM
from tickets import codes
from tickets.models import AffectedRegion, Event, KnownErrorDetail, Link, Task, TextVersion, Ticket
from tickets.processes import PROCESSES
from tickets.processes.known_error.effects import OPEN_INCIDENT, TOLD
from tickets.processes.known_error.guards import OFFERED

SLUG = "known-error"


def draft(context: Context) -> None:
    """Draft a known error of the problem, with its title, symptom, workaround, versions and regions as stated."""
    context.then.append(_draft)


def _draft(finished: Context) -> None:
    problem, data = finished.root, finished.data
    if open_ones(problem):
        return  # declared before: the known error that there is goes on
    regions = data.get("affected_regions") or []
    given = {
        "problem_link": problem.number,
        "symptom": data.get("symptom") or _words(problem, "symptom", "description"),
        "workaround": data.get("workaround") or _words(problem, "workaround"),
        "affected_versions": data.get("affected_versions") or "",
        "affected_regions": [region.slug for region in regions],
    }
    create_within(
        PROCESSES[SLUG],
        ("create",),
        process=SLUG,
        data={name: value for name, value in given.items() if value},
        **_how(finished),
    )


def _words(problem, *fields) -> str:
    """The problem's newest words under the first of `fields` that has any."""
    rows = TextVersion.objects.unscoped("carried to its known error").filter(ticket_id=problem.pk, field__in=fields)
    rows = rows.filter(part=None, redacted=False).order_by("event_seq")
    newest = {row.field: row.body for row in rows}
    return next((newest[name] for name in fields if newest.get(name)), "")


def fix_planned(context: Context) -> None:
    """A fix is on its way: those that are published say so. The problem's detail names the fix."""

    def follow(finished: Context) -> None:
        detail = finished.root.detail()
        data = {"fix_reference": detail.fix_reference or finished.root.number}
        if detail.fix_id:
            data |= {"fix_link": detail.fix.number}
        _each(finished, "plan_fix", data)

    context.then.append(follow)


def fix_dropped(context: Context) -> None:
    """No fix is on its way any more; the reason is that of the problem's step."""
    context.then.append(lambda finished: _each(finished, "unplan_fix", {"reason": _reason(finished)}))


def verified_in(context: Context, region) -> None:
    """The fix works in `region`. When it works in every region of a known error, retiring it is proposed."""
    context.then.append(lambda finished: verify_there(finished, _of(finished.root), region))


def verify_there(finished: Context, pks: list[int], region) -> None:
    """What mends these known errors is verified in `region`: nobody there is offered their workarounds.

    Said once, whether a release or the problem says it first. After the step that says so is written; `pks` by rising
    id, as they are locked.
    """
    rows = AffectedRegion.objects.unscoped("a rule of the known error itself").filter(ticket_id__in=pks)
    here = set(rows.filter(region_id=region.pk, verified_at=None).values_list("ticket_id", flat=True))
    for pk in pks:
        verified = pk in here and _take(finished, pk, "verify_region", {"verified_region": region.slug}) is not None
        if verified and all_verified(pk):
            _propose(finished, pk)


def not_fixed(context: Context) -> None:
    """The fix did not hold: no region counts as verified any more."""
    context.then.append(lambda finished: _each(finished, "unverify", {}))


def propose_retiring(context: Context) -> None:
    """Propose to retire those whose regions have all verified the fix, unless it is proposed already."""

    def follow(finished: Context) -> None:
        for pk in _of(finished.root):
            if all_verified(pk):
                _propose(finished, pk)

    context.then.append(follow)


def _propose(finished: Context, pk: int) -> None:
    said = Event.objects.unscoped("proposed already").filter(ticket_id=pk, step="propose_retiring").values("seq")
    waiting = Task.objects.unscoped("proposed already").filter(ticket_id=pk, done_at=None, event_seq__in=said)
    if not waiting.exists():
        _take(finished, pk, "propose_retiring", {})


def withdraw(context: Context) -> None:
    """Withdraw those that are drafted or published, a planned fix first; the reason is that of the problem's step."""

    def follow(finished: Context) -> None:
        for name in ("unplan_fix", "withdraw"):
            _each(finished, name, {"reason": _reason(finished)})

    context.then.append(follow)


def open_ones(problem) -> list[str]:
    """The numbers of the problem's known errors that are not retired: what keeps it from closing without a reason."""
    rows = Ticket.objects.unscoped("a rule of the problem itself").filter(pk__in=_of(problem), closed_at=None)
    return list(rows.order_by("pk").values_list("number", flat=True))


def all_verified(pk: int) -> bool:
    rows = AffectedRegion.objects.unscoped("a rule of the known error itself").filter(ticket_id=pk)
    verified = list(rows.values_list("verified_at", flat=True))
    return bool(verified) and None not in verified


def regions_came(context: Context, regions) -> None:
    """Further regions have the fault: the known errors concern them, and wait for them before they are retired."""
    slugs = [one.slug for one in regions]
    context.then.append(lambda finished: _each(finished, "add_regions", {"affected_regions": slugs}))


def offer_to(context: Context, incidents) -> None:
    """Incidents that the problem takes in hear of its published workarounds, as those did that it had before."""
    pks = [one.pk for one in incidents]
    context.then.append(lambda finished: offer_moved(finished.root, pks, at=finished.at))


def offer_moved(problem, pks, *, at) -> None:
    """Needs a transaction. Locks the known errors: one that is being published finds the link, or is found by it."""
    rows = Ticket.objects.unscoped("a rule of the problem itself").filter(pk__in=_of(problem))
    offered = [
        one.pk
        for one in rows.order_by("pk").select_for_update(no_key=True)
        if one.state in OFFERED and one.visibility == codes.Visibility.JOINT
    ]
    if not offered:
        return
    incidents = Ticket.objects.unscoped("a rule of the problem itself").filter(pk__in=pks, **OPEN_INCIDENT)
    due.schedule((one, TOLD, f"known_error:{pk}", at) for one in incidents.order_by("pk") for pk in offered)


def move(finished: Context, old, new) -> None:
    """The problem is a duplicate: its known errors belong to the main one, whose regions and incidents they reach."""
    for pk in _of(old):
        _take(finished, pk, "change_problem", {"problem_link": new.number})


def move_back(finished: Context, masters, *, moved_at) -> None:
    """The mark is undone: exactly the known errors that moved then come back, where they still are."""
    left = Link.objects.unscoped("a rule of the problem itself").filter(
        other_id=finished.root.pk, kind=codes.LinkKind.FOLLOWS, ended_at=moved_at
    )
    rows = KnownErrorDetail.objects.filter(ticket_id__in=left.values("ticket_id"), problem_id__in=masters)
    for pk in rows.order_by("ticket_id").values_list("ticket_id", flat=True):
        _take(finished, pk, "change_problem", {"problem_link": finished.root.number})


def _of(problem) -> list[int]:
    """The known errors of the problem, in the order in which they are locked."""
    rows = KnownErrorDetail.objects.filter(problem_id=problem.pk)
    return list(rows.order_by("ticket_id").values_list("ticket_id", flat=True))


def _each(finished: Context, name: str, data: dict) -> list:
    """Let every known error of the problem take the step that can; gives those that did."""
    return [one for pk in _of(finished.root) if (one := _take(finished, pk, name, data)) is not None]


def _take(finished: Context, pk: int, name: str, data: dict):
    subject = Ticket.lock(pk, SYSTEM)
    if not steps(type(subject))[name].possible_from(subject.state):
        return None
    take(subject, name, data=data, version=subject.version, **_how(finished))
    return subject


def _how(finished: Context) -> dict:
    return {
        "actor": SYSTEM,
        "via": finished.via,
        "cause": f"{finished.root.process}:{finished.root.pk}",
        "at": finished.at,
    }


def _reason(finished: Context) -> str:
    return finished.data.get("reason") or finished.root.step_label(finished.step)
