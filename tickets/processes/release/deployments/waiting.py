"""What waits for somebody on Start in a region's row: its next step, and whose it is."""

from __future__ import annotations

from functools import partial, reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from engine.step import steps
from regions import directory
from roles.kept import AnyOf
from tickets import signing
from tickets.models import RegionDeployment, ReleaseDetail, ReleaseSign
from tickets.processes.release.codes import ReleaseType
from tickets.processes.release.deployments import signed
from tickets.processes.release.deployments.codes import BEFORE_DEPLOYMENT, BEFORE_GO
from tickets.processes.release.deployments.codes import RowState as R
from tickets.processes.release.deployments.guards import APPROVED, DELIVERED, ROLLING
from tickets.processes.release.parties import REGION_BUSINESS, REGION_CARE, REGION_IT, REGION_OPERATIONS
from tickets.web import start, turns

NARROWS = "only narrows what the reader reads"
OURS = Q(process="release")
PLANNED_ANEW = (R.FAILED, R.ROLLED_BACK)
# What a region deviates by, and whose yes it takes: always, and of a major release.
DEVIATES = {
    signed.DEFER: ((REGION_BUSINESS,), (REGION_IT,)),
    signed.OPT_OUT: ((REGION_BUSINESS, REGION_IT), ()),
}
# turn -> the step that it waits for, and why.
WHY = {
    "deploy_confirm": ("deploy_done", _("The vendor has reported on the deployment. Confirm it for your region.")),
    "deploy_go": ("sign_go", _("Your region waits for go or no-go. You have not signed.")),
    "deploy_verify": ("sign_verify", _("It is deployed in your region. Sign that it works.")),
    "deploy_finish": ("deploy_done", _("Your region is deploying. Confirm when it is done.")),
    "deploy_start": ("deploy_start", _("Your region has given its go, and the rollout is under way.")),
    "deploy_test": ("start_test", _("The release is delivered. Your region is to test it.")),
    "deploy_train": ("confirm_training", _("Your region has planned its deployment. Confirm the training.")),
    "deploy_tell": ("confirm_communication", _("Your region has planned its deployment. Confirm the communication.")),
    "deploy_defer": ("sign_deferral", _("Your region is to deploy it later. The second signature is missing.")),
    "deploy_opt_out": ("sign_opt_out", _("Your region is to opt out of it. The second signature is missing.")),
    "deploy_plan": ("plan", _("Your region has no plan for its deployment.")),
    "deploy_replan": ("replan", _("Your region is to plan its deployment anew.")),
}


def _turns(actor) -> list:
    """No query of its own: each is a condition that Start puts together with the others."""
    manages, tests = turns.places(actor, "deployment.manage"), turns.places(actor, "deployment.test")
    trains, tells = turns.places(actor, "deployment.training"), turns.places(actor, "deployment.communication")
    go = _unsigned(actor, signed.GO, (REGION_BUSINESS, REGION_OPERATIONS), (REGION_IT,))
    verify = _unsigned(actor, signed.VERIFY, (REGION_CARE, REGION_OPERATIONS))
    found = {}
    if manages:
        here = Q(region_id__in=manages)
        anew = Q(state__in=PLANNED_ANEW) | Q(state=R.GO_DECISION, no_go_at__isnull=False)
        found["deploy_confirm"] = _with(here & Q(reported_at__isnull=False))
        found["deploy_finish"] = _with(here & Q(state=R.DEPLOYING))
        found["deploy_start"] = _with(here & Q(state=R.READY)) & Q(state__in=ROLLING)
        found["deploy_plan"] = _with(here & Q(state=R.NOT_PLANNED))
        found["deploy_replan"] = _with(here & anew)
    if go is not None:
        found["deploy_go"] = _with(go & Q(state=R.GO_DECISION, no_go_at=None)) & Q(state__in=APPROVED)
    if verify is not None:
        found["deploy_verify"] = _with(verify & Q(state=R.DEPLOYED))
    for purpose, parties in DEVIATES.items():
        unsigned = _unsigned(actor, purpose, *parties)
        if unsigned is not None:
            begun = Q(Exists(_signs(purpose)), state__in=BEFORE_DEPLOYMENT)
            found[f"deploy_{purpose}"] = _with(begun & unsigned)
    if tests:
        found["deploy_test"] = _with(Q(region_id__in=tests, state=R.PLANNED)) & Q(state__in=DELIVERED)
    if trains:
        found["deploy_train"] = _with(Q(region_id__in=trains, state__in=BEFORE_GO, trained_at=None))
    if tells:
        found["deploy_tell"] = _with(Q(region_id__in=tells, state__in=BEFORE_GO, communicated_at=None))
    return [turns.Turn(name, OURS & found[name]) for name in WHY if name in found]


def _with(row: Q) -> Q:
    """The releases that have such a row."""
    rows = RegionDeployment.objects.unscoped(NARROWS).filter(row)
    return Q(AnyOf("pk", ArraySubquery(rows.values("ticket_id"))))


def _unsigned(actor, purpose: str, parties, of_major: tuple = ()) -> Q | None:
    """The rows that a hat of the actor can still sign for one of the parties; None where she signs for none."""
    found = []
    for party in (*parties, *of_major):
        for people, hats in signing.hats_by_people(actor, partial(_is_of, party)).items():
            given = signing.settling(_signs(purpose), Q(party=party.key), people)
            one = Q(~Exists(given), region_id__in=[hat.organisation.pk for hat in hats])
            if party in of_major:
                major = ReleaseDetail.objects.filter(release_type=ReleaseType.MAJOR)
                one &= Q(AnyOf("ticket_id", ArraySubquery(major.values("ticket_id"))))
            found.append(one)
    return reduce(or_, found) if found else None


def _is_of(party, hat) -> bool:
    return party.capability in hat.capabilities


def _signs(purpose: str):
    """The signatures of a row that hold; found by its release, as they are indexed."""
    rows = ReleaseSign.objects.unscoped(NARROWS).filter(purpose=purpose, void_at=None)
    return rows.filter(ticket_id=OuterRef("ticket_id"), row_id=OuterRef("pk"))


def _row_of(name: str):
    step, why = WHY[name]

    def prepare(tickets, actor):
        """Of all the releases of this turn: the reader's own region's row of each; one query."""
        mine = RegionDeployment.objects.visible_to(actor).filter(
            ticket_id__in=[one.pk for one in tickets], region_id__in=actor.organisation_ids
        )
        regions = {row.ticket_id: row for row in mine}
        return lambda ticket: _row(ticket, regions.get(ticket.pk), step, str(why))

    return prepare


def _row(ticket, row, step: str, why: str) -> start.Row:
    label = str(steps(RegionDeployment)[step].rule.label)
    region = directory.organisation(row.region_id)
    url = reverse("tickets:deployment_step", args=[ticket.number, region.slug, step])
    acts = [start.Act(label, url)]
    if step == "sign_go":
        no_go = str(steps(RegionDeployment)["no_go"].rule.label)
        acts.append(start.Act(no_go, reverse("tickets:deployment_step", args=[ticket.number, region.slug, "no_go"])))
    page = reverse("tickets:detail", args=[ticket.number])
    title = start.titled(pgettext("row", "Deployment"), ticket)
    return start.Row(ticket, page, title, why, row.since, acts)


def add() -> None:
    turns.MORE_TURNS.append(_turns)
    start.MORE_MAKERS.update({name: _row_of(name) for name in WHY})
