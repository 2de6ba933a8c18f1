"""The rows of the start page: a release to deliver, to test, to sign, to roll out or to look back at."""

from __future__ import annotations

from functools import partial, reduce
from operator import or_

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Exists, F, Func, IntegerField, OuterRef, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from engine.step import steps
from roles.kept import AnyOf
from tickets import signing
from tickets.models import RegionAnswer, RegionDeployment, ReleaseDetail, ReleaseSign
from tickets.processes.release.codes import Purpose
from tickets.processes.release.guards import AUTHORISES
from tickets.processes.release.parties import A_REGION, HALTING, MANAGER, OBJECT_MANAGER, OBJECT_MANAGER_IT
from tickets.processes.release.workflow import Release
from tickets.web import addresses, start, turns

NARROWS = "only narrows what the reader reads"
OURS = Q(process=Release.slug)
# By the turn's name: the step whose form the row leads to, and why it waits.
ROWS = {
    "deliver_release": ("deliver", gettext_lazy("Its scope is fixed. Deliver what you have built from it.")),
    "test_release": ("report_test", gettext_lazy("Your region takes part in the acceptance test. Report how it went.")),
    "train_release": ("confirm_training", gettext_lazy("It is being tested. Is the training material ready?")),
    "approve_release": ("sign_approval", gettext_lazy("Everything else is ready. Your signature is missing.")),
    "lift_release": ("sign_lift", gettext_lazy("The rollout is stopped. Your signature is needed to lift the stop.")),
    "cancel_release": ("sign_cancel", gettext_lazy("It is to be called off. The second signature is missing.")),
    "accept_release": ("start_acceptance", gettext_lazy("It has been delivered. Start the acceptance test.")),
    "start_rollout": ("start_rollout", gettext_lazy("A region has given its go. Start the rollout.")),
    "complete_release": ("complete", gettext_lazy("Early life support has come to its last day.")),
    "close_release": ("close", gettext_lazy("Early life support is over. Say how the release went.")),
}  # fmt: skip


def _turns(actor) -> list:
    found = [*_signing(actor), *_of_regions(actor)]
    delivers, leads = turns.places(actor, "release.deliver"), turns.places(actor, "release.manage")
    if delivers:
        found.append(turns.Turn("deliver_release", OURS & Q(state="scoped", vendor_id__in=delivers)))
    if turns.places(actor, "release.training"):
        asked = _with(training_at=None)
        found.append(turns.Turn("train_release", OURS & Q(state="acceptance") & asked))
    if leads:
        found += _of_lead()
    return found


def _of_lead() -> list:
    today = timezone.localdate()
    ready = RegionDeployment.objects.unscoped(NARROWS).filter(state="ready")
    return [
        turns.Turn("accept_release", OURS & Q(state="delivered")),
        turns.Turn("start_rollout", OURS & Q(state="approved") & _among(ready)),
        turns.Turn("complete_release", OURS & Q(state="els") & _with(els_until__lte=today)),
        turns.Turn("close_release", OURS & Q(state="completed")),
    ]


def _of_regions(actor) -> list:
    """A region that takes part, and has not reported."""
    places = turns.places(actor, "release.test")
    if not places:
        return []
    asked = _takes_part(places)
    said = RegionAnswer.objects.unscoped(NARROWS).filter(region_id__in=places, kind="result", ended_at=None)
    silent = Q(AnyOf("pk", ArraySubquery(ReleaseDetail.objects.filter(asked).values("ticket_id")))) & ~_among(said)
    return [turns.Turn("test_release", OURS & Q(state="acceptance") & silent)]


def _signing(actor) -> list:
    """Whoever's own party has not signed, and whose own yes, or that of whom she stands for, is not given."""
    found = []
    if wanted := _unsigned(actor, _APPROVING, Purpose.APPROVE):
        found.append(
            turns.Turn("approve_release", OURS & Q(state="acceptance") & _ready_to_sign() & reduce(or_, wanted))
        )
    if wanted := [*_unsigned(actor, (MANAGER,), Purpose.LIFT, since="halted_at"), *_of_halter(actor)]:
        found.append(turns.Turn("lift_release", OURS & Q(state="halted") & reduce(or_, wanted)))
    if wanted := _unsigned(actor, _CANCELLING, Purpose.CANCEL):
        begun = _among(_signs(Purpose.CANCEL))
        found.append(turns.Turn("cancel_release", OURS & begun & reduce(or_, wanted)))
    return found


_APPROVING = (MANAGER, OBJECT_MANAGER, OBJECT_MANAGER_IT, A_REGION)
_CANCELLING = (OBJECT_MANAGER, OBJECT_MANAGER_IT)
_TIERS = {"support": "support", "participating": "region"}  # of the places where a party's hats are worn


def _signs(purpose: str):
    return ReleaseSign.objects.unscoped(NARROWS).filter(purpose=purpose, void_at=None)


def _settling(purpose: str, of_party: Q, people):
    return signing.settling(_signs(purpose).filter(ticket_id=OuterRef("ticket_id")), of_party, people)


def _unsigned(actor, parties, purpose: str, *, since: str = "") -> list[Q]:
    """Releases that a hat of the actor can still sign for one of the parties; `since` names the moment that counts."""
    found = []
    for party in parties:
        for people, hats in signing.hats_by_people(actor, partial(_is_of, party)).items():
            given = _settling(purpose, Q(party=party.key), people)
            if since:
                given = given.filter(at__gte=OuterRef(since))
            rows = ReleaseDetail.objects.filter(~Exists(given))
            if party is A_REGION:
                rows = rows.filter(_takes_part([hat.organisation.pk for hat in hats]))
            found.append(_among(rows))
    return found


def _is_of(party, hat) -> bool:
    return party.capability in hat.capabilities and hat.tier == _TIERS[party.where]


def _of_halter(actor) -> list[Q]:
    """Releases that an organisation of the actor has stopped and not lifted, nor have she or whom she stands for."""
    found = []
    for people, hats in signing.hats_by_people(actor, lambda hat: HALTING.capability in hat.capabilities).items():
        for place in (hat.organisation.pk for hat in hats):
            of_it = Q(party__startswith=HALTING.key, organisation_id=place)
            given = _settling(Purpose.LIFT, of_it, people).filter(at__gte=OuterRef("halted_at"))
            found.append(_among(ReleaseDetail.objects.filter(_named_in("halters", place), ~Exists(given))))
    return found


def _takes_part(places) -> Q:
    """One of these regions is among those that test."""
    return reduce(or_, [_named_in("participants", pk) for pk in sorted(places)])


def _named_in(column: str, pk: int) -> Q:
    """The organisation is in the list. It is a value of its own, as kept queries need it."""
    organisation = Func(Cast(Value(pk), IntegerField()), function="to_jsonb")
    joined = {"template": "(%(expressions)s)", "arg_joiner": " @> ", "output_field": BooleanField()}
    return Q(Func(F(column), organisation, **joined))


def _ready_to_sign() -> Q:
    return _with(training_at__isnull=False, communication_at__isnull=False, change__state__in=AUTHORISES)


def _with(**columns) -> Q:
    return Q(AnyOf("pk", ArraySubquery(ReleaseDetail.objects.filter(**columns).values("ticket_id"))))


def _among(rows) -> Q:
    return Q(AnyOf("pk", ArraySubquery(rows.order_by().values("ticket_id"))))


def _row_of(name: str, why):
    def row(ticket):
        label = str(steps(Release)[name].rule.label)
        act = start.Act(label, addresses.step_of(ticket, name))
        url = reverse("tickets:detail", args=[ticket.number])
        return start.Row(ticket, url, start.titled(label, ticket), str(why), ticket.updated_at, [act])

    return row


def add() -> None:
    turns.MORE_TURNS.append(_turns)
    start.MORE_ROWS.update({turn: _row_of(step, why) for turn, (step, why) in ROWS.items()})
