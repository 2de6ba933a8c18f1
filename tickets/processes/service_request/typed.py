"""How what was typed becomes a version of the catalogue, and answers to its questions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from engine.inputs import as_text
from engine.validate import Unusable, resolver
from tickets.processes.service_request.catalogue import reading, schema
from tickets.processes.service_request.subject import as_answers

GIVEN = "answers_given"  # among what the step shares: answers came, whether or not they could be taken


@resolver("catalogue_item")
def _catalogue_item(value, one, context):
    """The item's version in force, by its slug; or the one that a form was made of, as `slug:number`."""
    slug, _colon, number = str(value).strip().partition(":")
    found = reading.called(slug, int(number) if number.isdecimal() and len(number) < 6 else None, context.at)
    if found is None or (number and str(found.number) != number) or not _is_known(found, context.actor):
        raise Unusable("not_found", _("There is no such item. Choose one from the catalogue."))
    return found


def _is_known(version, actor) -> bool:
    """A region's own item is there for nobody else: not even what its form asks."""
    region_id = version.item.region_id
    return region_id is None or region_id in {place.pk for place in reading.places_of(actor)}


@resolver("answers")
def _answers(value, one, context):
    """Every answer that the form of the ordered version refuses is a reason of its own."""
    context.shared[GIVEN] = True
    if isinstance(value, str):
        value = as_answers(value) or None
    if not isinstance(value, dict):
        raise Unusable("not_answers", _("Write the answers by the names of their questions."))
    version = context.data.get("catalogue_item") or context.root.ordered()
    if version is None:
        raise Unusable("item_missing", _("Choose the item first: the answers are to its questions."))
    if len(as_text(value)) > one.max_length:
        raise Unusable("too_long", _("Shorten this to at most %(most)d characters.") % {"most": one.max_length})
    if version.is_bulk:  # its questions are the columns of its rows
        if value:
            raise Unusable("answers_in_rows", _("This item is ordered row by row. Write the answers in the rows."))
        return {}
    if context.step.target is None:  # a draft is kept as far as it has come
        return value
    if reasons := schema.faults(version, value):
        raise Unusable.of(reasons)
    return schema.clean(version, value)
