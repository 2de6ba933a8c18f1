"""What people are told about a finding: the field, the kind and the remedy; never the number."""

from collections.abc import Iterable

from django.utils.functional import Promise, lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from engine.personal_data import findings as kinds
from engine.personal_data.findings import Finding

KIND_LABELS: dict[str, Promise] = {
    kinds.PERSONAL_NUMBER: _("a personal identity number"),
    kinds.COORDINATION_NUMBER: _("a coordination number"),
    kinds.NATIONAL_RESERVE: _("a national reserve number"),
    kinds.LOCAL_RESERVE: _("a local reserve number"),
    kinds.INTERIM_NUMBER: _("an interim number"),
    kinds.NAMED_PATIENT: _("the name of a patient"),
}
CODE = "personal-number"
"""The code of the reason, the same in forms and in the API."""

CONFIRMATION = _("The information is not a personal identity number or a reserve number")
"""What a person ticks, with a reason, to keep a text that holds a possible finding."""

REMINDER = _("Never write names, numbers or other information about patients in a ticket.")


def kind_names(findings: Iterable[Finding]) -> Promise:
    """The kinds found, each once, in the reader's language when it is shown."""
    labels = [KIND_LABELS[kind] for kind in dict.fromkeys(finding.kind for finding in findings)]
    if not labels:
        return lazystr("")
    names: Promise = lazystr(labels[0])
    for label in labels[1:]:
        names = format_lazy(_("{kinds} and {kind}"), kinds=names, kind=label)
    return names


def refusal(field_label: str | Promise, findings: Iterable[Finding]) -> Promise:
    """Why a field with certain findings is not saved, and what to do."""
    return format_lazy(
        _("{field} contains {kinds}. Remove it: a ticket may hold no information that identifies a patient."),
        field=field_label,
        kinds=kind_names(findings),
    )


def question(field_label: str | Promise, findings: Iterable[Finding]) -> Promise:
    """What a person must answer before a field with possible findings is saved."""
    return format_lazy(
        _("{field} may contain {kinds}. Remove it, or confirm that it is something else and say what."),
        field=field_label,
        kinds=kind_names(findings),
    )
