"""Reading the agreements: who promises whom how much time, version by version, and since when it counts."""

from __future__ import annotations

from django.http import Http404
from rest_framework.response import Response

from regions import directory
from sla.agreement_regions import counted
from sla.agreement_versions import may_read, readable
from sla.models import Agreement as Row
from sla.models import AgreementVersion, Metric, PauseRule, PriorityChange, Waiting
from tickets.api import describe
from tickets.api.asked import parameters_of
from tickets.api.door import ApiView
from tickets.api.shapes import BOOL, NO_SLUG, NO_TIME, SLUG, STRING, WHOLE, body, listed, reference, some

DATE = {"type": "string", "format": "date"}
NO_DATE = some("string", format="date")
NO_WHOLE = some("integer")
_HEAD = {
    "slug": SLUG,
    "label": STRING,
    "kind": {"type": "string", "enum": Row.Kind.values},
    "provider": NO_SLUG | {"description": "Empty where every organisation of the kind promises."},
    "provider_kind": SLUG,
    "customer": NO_SLUG | {"description": "Empty where it is promised to every organisation of the kind."},
    "customer_kind": SLUG,
}
_TARGET = {
    "process": SLUG,
    "metric": {"type": "string", "enum": Metric.values},
    "priority": NO_WHOLE | {"description": "Empty: any."},
    "minutes": NO_WHOLE | {"description": "Working time of the calendar. Empty: nothing is promised."},
    "calendar": NO_SLUG,
}
_PAUSE = {"hold": {"type": "string", "enum": Waiting.values}, "rule": {"type": "string", "enum": PauseRule.values}}
_PLAIN = {
    "number": WHOLE,
    "valid_from": DATE,
    "is_example": BOOL,
    "only_while_held": BOOL | {"description": "Time counts only while the provider holds the case."},
    "on_priority_change": {"type": "string", "enum": PriorityChange.values},
    "pauses_from": WHOLE | {"description": "A case of a more urgent priority never pauses."},
    "most_pauses": NO_WHOLE,
    "longest_pause_minutes": NO_WHOLE,
    "reason": STRING,
    "published_at": NO_TIME,
}
_REGION = {"region": SLUG, "since": NO_DATE | {"description": "Empty: not yet."}, "until": NO_DATE}
COMPONENTS = {
    "Agreements": reference(**_HEAD),
    "Agreement": body(
        **_HEAD,
        versions=listed(
            body(**_PLAIN, pause_calendar=NO_SLUG, targets=listed(body(**_TARGET)), pauses=listed(body(**_PAUSE)))
        ),
        counts=listed(body(**_REGION)) | {"description": "The days on which it counts for each region."},
    ),
}


class Agreements(ApiView):
    @describe.agreements
    def get(self, request):
        parameters_of(request, frozenset())
        rows = _rows(self.actor) if may_read(self.actor) else []
        return Response({"results": [_head(one) for one in rows]})


class Agreement(ApiView):
    @describe.agreement
    def get(self, request, agreement: str):
        parameters_of(request, frozenset())
        found = _rows(self.actor).filter(slug=agreement).first() if may_read(self.actor) else None
        if found is None:
            raise Http404
        published = found.versions.filter(state=AgreementVersion.State.PUBLISHED).select_related("pause_calendar")
        versions = published.prefetch_related("targets__calendar", "pauses").order_by("valid_from", "number")
        return Response(
            _head(found)
            | {
                "versions": [_version(one) for one in versions],
                "counts": [
                    {"region": one.region.slug, "since": one.since, "until": one.until} for one in counted(found)
                ],
            }
        )


def _rows(actor):
    return readable(actor).order_by("slug")


def _head(one: Row) -> dict:
    plain = {name: getattr(one, name) for name in ("slug", "label", "kind", "provider_kind", "customer_kind")}
    return plain | {"provider": _slug(one.provider_id), "customer": _slug(one.customer_id)}


def _slug(organisation_id: int | None) -> str | None:
    place = directory.organisation(organisation_id)
    return place.slug if place else None


def _version(one: AgreementVersion) -> dict:
    return {name: getattr(one, name) for name in _PLAIN} | {
        "pause_calendar": one.pause_calendar.slug if one.pause_calendar else None,
        "targets": [
            {name: getattr(target, name) for name in ("process", "metric", "priority", "minutes")}
            | {"calendar": target.calendar.slug if target.calendar else None}
            for target in one.targets.all()
        ],
        "pauses": [{"hold": pause.hold, "rule": pause.rule} for pause in one.pauses.all()],
    }
