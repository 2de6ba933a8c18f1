"""Whether one value is of the kind its key wants, and the sentence that says what to write instead."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models
from django.utils.translation import gettext as _

from sussa.collaboration.schema import Column


def wrong_with(column: Column, value: object) -> str:
    """What is wrong with `value` for this key, "" when it fits. What it refers to is checked elsewhere."""
    if column.is_list:
        return _wrong_with_list(value)
    if value is None:
        return "" if not column.must_be_given else _("The key is empty. Give it a value.")
    if column.refers_to:
        return _wrong_with_text(value, longest=None)
    field = column.field
    if isinstance(field, models.BooleanField):
        return "" if isinstance(value, bool) else _("Write true or false.")
    if isinstance(field, models.DateField):
        is_day = isinstance(value, date) and not isinstance(value, datetime)
        return "" if is_day else _("Write a day as YYYY-MM-DD.")
    if isinstance(field, models.IntegerField | models.DecimalField):
        return _wrong_with_number(value)
    if wrong := _wrong_with_text(value, longest=field.max_length):
        return wrong
    return _wrong_with_word(column, value)


def _wrong_with_word(column: Column, value: str) -> str:
    """What is wrong with a text that must be one of some words, or a slug."""
    if column.choices and value not in column.choices:
        return _("“%(value)s” is not known. Choose one of: %(choices)s.") % {
            "value": value,
            "choices": ", ".join(column.choices),
        }
    if isinstance(column.field, models.SlugField) and value:
        try:
            validate_slug(value)
        except ValidationError:
            return _("“%(value)s” is no slug. Use a–z, 0–9 and hyphens only.") % {"value": value}
    return ""


def _wrong_with_number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return _("Write a whole number, 0 or more, without quotes.")
    return ""


def _wrong_with_text(value: object, *, longest: int | None) -> str:
    if not isinstance(value, str):
        return _("This reads as another kind of value. Write text; put it in double quotes.")
    if longest and len(value) > longest:
        return _("The text has %(length)d characters. Shorten it to %(longest)d.") % {
            "length": len(value),
            "longest": longest,
        }
    return ""


def _wrong_with_list(value: object) -> str:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return _("Write a list of words: [one, two].")
    return ""
