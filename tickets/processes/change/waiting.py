"""The rows of the start page: a change to take up, to assess, to give a go, to carry out or to verify."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from engine.step import steps
from roles.kept import AnyOf
from tickets.balloting import pages
from tickets.models import AffectedRegion, AskedAssessor, Assessment, ChangeDetail, RegionAnswer
from tickets.processes.change import waiting_to_decide as deciding
from tickets.processes.change.codes import AnswerKind
from tickets.processes.change.workflow import Change
from tickets.web import addresses, showing, start, turns

NARROWS = "only narrows what the reader reads"
OURS = Q(process=Change.slug)


def _turns(actor) -> list:
    verifies, gives_go = turns.places(actor, "change.verify_region"), turns.places(actor, "change.region_go")
    assesses, leads = turns.places(actor, "change.assess"), turns.places(actor, "change.manage")
    found = [
        turns.Turn("assess_change", OURS & Q(state="assess") & _asked_of(actor)),
        turns.Turn("do_change", OURS & Q(state__in=("scheduled", "implementing"), assignee_id=actor.person_id)),
    ]
    if verifies:
        found.append(turns.Turn("verify_change", OURS & Q(state="validating") & _silent(verifies, AnswerKind.RESULT)))
    if gives_go:
        wanted = ChangeDetail.objects.filter(needs_go=True).values("ticket_id")
        asked = Q(AnyOf("pk", ArraySubquery(wanted))) & _silent(gives_go, AnswerKind.GO)
        found.append(turns.Turn("go_change", OURS & Q(state="scheduled") & asked))
    found += [*deciding.turns_of(actor)]
    if leads:  # the joint change manager takes up those of every region
        found.append(turns.Turn("new_change", OURS & Q(state="submitted", offered_to=None)))
    elif assesses:
        found.append(turns.Turn("new_change", OURS & Q(state="submitted", holder_id__in=assesses, offered_to=None)))
    return found


def _asked_of(actor) -> Q:
    """Named to assess it, and has not done so."""
    asked = AskedAssessor.objects.unscoped(NARROWS).filter(person_id=actor.person_id)
    given = Assessment.objects.unscoped(NARROWS).filter(person_id=actor.person_id, ended_at=None)
    return Q(AnyOf("pk", ArraySubquery(asked.values("ticket_id")))) & ~Q(
        AnyOf("pk", ArraySubquery(given.values("ticket_id")))
    )


def _silent(places, kind: str) -> Q:
    """One of these regions is affected, and has not answered."""
    affected = AffectedRegion.objects.unscoped(NARROWS).filter(region_id__in=places)
    said = RegionAnswer.objects.unscoped(NARROWS).filter(region_id__in=places, kind=kind, ended_at=None)
    return Q(AnyOf("pk", ArraySubquery(affected.values("ticket_id")))) & ~Q(
        AnyOf("pk", ArraySubquery(said.values("ticket_id")))
    )


def _row(ticket, label: str, why: str, act) -> start.Row:
    url = reverse("tickets:detail", args=[ticket.number])
    return start.Row(ticket, url, start.titled(label, ticket), why, ticket.updated_at, [act])


def _of_step(name: str, why: str):
    def row(ticket):
        label = str(steps(Change)[name].rule.label)
        return _row(ticket, label, str(why), start.Act(label, addresses.step_of(ticket, name)))

    return row


def _assess(ticket):
    why = _("You are asked to assess it. Others do so at the same time.")
    act = start.Act(pgettext("button", "Assess"), reverse("tickets:detail", args=[ticket.number]))
    return _row(ticket, pgettext("row", "Assess change"), why, act)


def _do(ticket):
    name = "start" if ticket.state == "scheduled" else "finish"
    label = str(steps(Change)[name].rule.label)
    why = _("You are to carry it out. The page says when.") if name == "start" else _("You are carrying it out.")
    return _row(ticket, pgettext("row", "Carry out change"), why, start.Act(label, addresses.step_of(ticket, name)))


def _new(ticket):
    why = _("Submitted by %(organisation)s. Nobody has begun to assess it.") % {
        "organisation": showing.full_name(ticket.reporter_organisation_id)
    }
    label = str(steps(Change)["accept_assess"].rule.label)
    act = start.Act(label, addresses.step_of(ticket, "accept_assess"))
    return _row(ticket, pgettext("row", "New change"), why, act)


def _verify(ticket):
    return _of_step("verify_region", _("It has been carried out. Say whether it works in your region."))(ticket)


def _go(ticket):
    return _of_step("region_go", _("It is put in time. Say whether your region is ready."))(ticket)


def _retro(ticket):
    """The forum's chair settles it there, with the decision."""
    url = deciding.retro_url(ticket)
    why = _("The emergency has been carried out. The CAB judges whether it was justified.")
    return _row(ticket, pgettext("row", "Settle emergency"), why, start.Act(_("Decide"), url))


def _verified(ticket):
    why = _("Every affected region has said whether it works.")
    act = start.Act(pgettext("button", "Complete"), reverse("tickets:detail", args=[ticket.number]))
    return _row(ticket, pgettext("row", "Complete verification"), why, act)


def _has_part(person_id: int) -> Q:
    """Beside who registered it: who wants it, owns it or carries it out (`Change.bound_persons`)."""
    named = ChangeDetail.objects.filter(Q(owner_id=person_id) | Q(initiator_id=person_id), ticket_id=OuterRef("pk"))
    return Q(assignee_id=person_id) | Q(Exists(named))


def add() -> None:
    pages.MORE_BOUND[Change.slug] = _has_part
    turns.MORE_TURNS.append(_turns)
    start.MORE_ROWS.update(assess_change=_assess, do_change=_do, new_change=_new, verify_change=_verify, go_change=_go)
    start.MORE_ROWS.update({name: _of_step(step, why) for name, (step, why) in deciding.ROWS.items()})
    start.MORE_ROWS.update(retro_change=_retro, verified_change=_verified)
