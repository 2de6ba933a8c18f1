"""How a table that was given becomes rows: those of an order by the form of its item, results by their own columns."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.validate import Unusable, resolver
from tickets.processes.service_request.bulk import checking, results
from tickets.processes.service_request.bulk.reading import version_in
from tickets.processes.service_request.bulk.rows import GIVEN, RESULTS


@resolver("table")
def _table(value, one, context):
    if one.name == RESULTS:
        return results.results_of(value)
    context.shared[GIVEN] = True
    version = version_in(context)
    if version is None or not version.is_bulk:
        raise Unusable("no_rows_here", _("This is not ordered in rows. Leave the file out."))
    return checking.table_of(value, version)
