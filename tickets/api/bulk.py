"""One step on many tickets over the API: tried with a verdict for each, or given to the worker and followed."""

from __future__ import annotations

import re

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.response import Response

from engine.errors import NotPermitted, Reason, Refused
from engine.once import Once, claim, settle
from engine.step import steps
from tickets.api import describe
from tickets.api.asked import fields_of, hat_of, once_of, parameters_of, replayed
from tickets.api.door import ApiView
from tickets.api.problems import error_of
from tickets.bulk import picking, runs
from tickets.bulk.judging import Verdict, judge, refuse_words
from tickets.bulk.offered import Offer, is_for_many, offer_called
from tickets.models import BulkRow, BulkRun
from tickets.workflows import PROCESSES

MEMBERS = frozenset({"step", "tickets", "dry_run"})
_NUMBER = re.compile(r"[A-Za-z]{2,6}-[0-9]{4}-[0-9]{1,9}")


class Bulk(ApiView):
    @describe.bulk
    def post(self, request):
        data, hat = fields_of(request, besides=MEMBERS), hat_of(request)
        offer, seen, is_dry = _offer(request, self.actor), _seen(request), _is_dry(request)
        if is_dry:
            picks = picking.by_numbers(seen, self.actor)
            verdicts = judge(picks, offer, actor=self.actor, via="api", data=data, hat=hat, at=timezone.now())
            return Response(_tried(offer, verdicts))
        run, is_replayed = self._started(offer, seen, data, hat, once_of(request, demanded=True))
        headers = {"Location": reverse("api:bulk_run", args=[run.pk])} | replayed(is_replayed)
        return Response(_reported(run, self.actor), status=202, headers=headers)

    @transaction.atomic
    def _started(self, offer: Offer, seen: dict, data: dict, hat: int | None, once: Once) -> tuple[BulkRun, bool]:
        """The run, and whether an earlier call with the same key has started it."""
        refuse_words(offer, data)
        done = claim(once)
        if done is not None:
            return runs.of(self.actor).get(pk=done.outcome["run"]), True
        picks, now = picking.by_numbers(seen, self.actor), timezone.now()
        run = runs.choose(picks, offer.name, actor=self.actor, via="api", at=now)
        runs.start(run, data=data, hat=hat, at=now)
        settle(once, {"run": run.pk})
        run.refresh_from_db()
        return run, False


class Run(ApiView):
    @describe.bulk_run
    def get(self, request, id):
        parameters_of(request, frozenset())
        return Response(_reported(runs.of(self.actor).get(pk=id, started_at__isnull=False), self.actor))


def _offer(request, actor) -> Offer:
    """Raises Refused for a name that is no step on many, and NotPermitted where none of the actor's roles allows it."""
    name = request.data.get("step")
    offer = offer_called(name, actor) if isinstance(name, str) else None
    if offer is not None:
        return offer
    if any(is_for_many(one) for workflow in PROCESSES.values() for one in steps(workflow).values() if one.name == name):
        raise NotPermitted(Reason("not_permitted", _("None of your roles allows this.")), step=name)
    raise Refused(Reason("no_such_step", _("There is no such step on several tickets."), "step"))


def _seen(request) -> dict[str, int | None]:
    """Number to the version that was read, of each ticket in the body."""
    given = request.data.get("tickets")
    text = _("List 1 to %(most)d tickets, each with its number and the version you read.") % {"most": picking.MOST}
    if not isinstance(given, list) or not 1 <= len(given) <= picking.MOST or not all(map(_is_pick, given)):
        raise Refused(Reason("not_a_list_of_tickets", text, "tickets"))
    seen = {one["number"].upper(): one.get("version") for one in given}
    if len(seen) < len(given):
        raise Refused(Reason("named_twice", _("Name each ticket once."), "tickets"))
    return seen


def _is_pick(one) -> bool:
    if not isinstance(one, dict) or one.keys() - {"number", "version"}:
        return False
    version = one.get("version")
    is_version = version is None or (
        isinstance(version, int) and not isinstance(version, bool) and 0 <= version < 10**9
    )
    return is_version and isinstance(one.get("number"), str) and bool(_NUMBER.fullmatch(one["number"]))


def _is_dry(request) -> bool:
    given = request.data.get("dry_run", False)
    if not isinstance(given, bool):
        raise Refused(Reason("not_yes_or_no", _("Answer yes or no."), "dry_run"))
    return given


def _tried(offer: Offer, verdicts: list[Verdict]) -> dict:
    results = [
        {"number": one.pick.number, "can": one.can, "errors": list(map(error_of, one.reasons))} for one in verdicts
    ]
    return {"step": offer.name, "can": sum(one.can for one in verdicts), "total": len(verdicts), "results": results}


def _reported(run: BulkRun, actor) -> dict:
    """How far the run has come, and what became of each ticket."""
    progress = runs.progress_of(run)[run.pk]
    return {
        "id": run.pk,
        "step": run.step,
        "state": "finished" if run.is_finished else "running",
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "total": progress.total,
        "done": progress.done,
        "refused": progress.refused,
        "results": [_result(one) for one in BulkRow.objects.filter(run=run)],
    }


def _result(row: BulkRow) -> dict:
    errors = [error_of(Reason(**one)) for one in row.reasons]
    return {"number": row.number, "outcome": row.outcome or "waiting", "errors": errors}
