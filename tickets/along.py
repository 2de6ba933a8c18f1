"""Rows of other tables that are read along with a row, as one column of its statement, and made rows again in memory.

Each list that is read by itself costs a statement: a release has fifteen lists, and a page may take twenty statements
(tests/query_counts.json). So the database gives a list as documents, one a row, with all that the row holds.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, QuerySet
from django.db.models.functions import JSONObject

from regions import directory


def column(rows: QuerySet, *more: str) -> ArraySubquery:
    """The `rows`, which are in order and lead outwards (`OuterRef`), for an annotation of the row around them.

    `more` are what they are annotated with, and columns of the rows that they lead to (`person__email`).
    """
    return documents(rows, *(field.attname for field in rows.model._meta.concrete_fields), *more)


def documents(rows: QuerySet, *names: str) -> ArraySubquery:
    """As `column`, of these columns alone; they stay documents."""
    return ArraySubquery(rows.values(as_document=JSONObject(**{name: name for name in names})))


def rows(model: type[Model], documents: Iterable[dict], **known) -> list:
    """The rows of a `column`, as the database would have given them; what more was asked for are attributes as well.

    `known` are the rows that each of them leads to and that are at hand, as its region always is.
    """
    return [_row(model, document, known) for document in documents]


def _row(model: type[Model], document: dict, known: dict):
    fields = {field.attname: field for field in model._meta.concrete_fields}
    values = [field.to_python(document[name]) for name, field in fields.items()]
    row = model.from_db("default", list(fields), values)
    more = {name: value for name, value in document.items() if name not in fields}
    if document.get("region_id") is not None:
        more["region"] = directory.organisation(row.region_id)
    for name, value in (more | known).items():
        setattr(row, name, value)
    return row
