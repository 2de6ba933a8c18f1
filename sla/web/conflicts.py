"""Two persons in one draft: the second one's form as it was written, beside what the draft says now."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms

from sla.publishing import ChangedMeanwhile


@dataclass(frozen=True)
class Differing:
    """A field that holds something else than the draft does now."""

    label: str
    theirs: str
    mine: str


def shown_again(form: forms.Form, changed: ChangedMeanwhile, theirs: dict) -> list[Differing]:
    """Let the bound form be sent once more, now knowing the draft of `theirs` (as initial values); what differs."""
    found = [
        Differing(form.label_of(bound), _words(bound, theirs.get(bound.name)), _words(bound, bound.value()))
        for bound in form.visible_fields()
    ]
    form.add_error(None, changed.reasons[""])
    form.data = form.data.copy()
    form.data["read_at"] = changed.row.changed_at.isoformat()
    return [one for one in found if one.theirs != one.mine]


def _words(bound, value) -> str:
    """What stands in the field for this value, as it reads."""
    field = bound.field
    if isinstance(field, forms.BooleanField):
        return "✓" if field.to_python(value) else "–"
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(field.to_python(value), "–"))
    return str(field.widget.format_value(value) or "–")
