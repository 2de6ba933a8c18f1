"""Counting what a request was refused for, after it: what was to be saved is undone, the count stays."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import date

from django.db import DatabaseError, connection
from django.utils import timezone

from engine.personal_data.tally import tally
from tickets.guards_between import region_of

log = logging.getLogger(__name__)


class CountRefusedNumbers:
    """Stands right inside the actor's middleware. Whoever is refused is refused whether or not it is counted."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with tally() as refused:
            response = self.get_response(request)
        if refused:
            try:
                count(request.actor, Counter(kind for _field, kind in refused), day=timezone.localdate())
            except DatabaseError as error:
                log.error("refused numbers were not counted: %s", type(error).__name__)
        return response


def count(actor, kinds: Counter, *, day: date) -> None:
    """Add them to the month of the organisation that the actor works for; a region's own IT counts with its region."""
    hat = actor.preferred_hat()
    if hat is None:
        return
    values = [(region_of(hat.organisation).pk, day.replace(day=1), kind, number) for kind, number in kinds.items()]
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into tickets_refusednumber (organisation_id, month, kind, count) values (%s, %s, %s, %s)"
            " on conflict (organisation_id, month, kind) do update"
            " set count = tickets_refusednumber.count + excluded.count",
            values,
        )
