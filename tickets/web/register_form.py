"""The fields of a registration and on which page of the form each stands.

The form only shows and reads; whether something is wrong is asked of the workflow (`tickets.web.birth.faults`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from engine.inputs import INPUTS
from engine.personal_data import CONFIRMATION
from engine.validate import STATEMENT, STATEMENT_REASON
from regions import directory
from tickets import codes
from tickets.resolvers import working_at


@dataclass(frozen=True)
class Registration:
    """How a process is registered in the browser. `asked` are the fields that are needed, `more` what is filled in.

    `prefilled(request)` gives further first values, from the case or list that somebody came from.
    """

    title: object
    templates: tuple[str, ...]
    required: frozenset[str]
    address: str
    lead: object = ""
    instead: tuple[str, object] = ("", "")
    looks_for_similar: bool = False
    similar: Callable | None = None  # of the title and the actor, what is shown as similar where that is no fault
    similar_address: str = "tickets:similar"  # where the browser asks for it while the title is written
    prefilled: Callable | None = None
    # By field, where the usual words do not fit: what it is called, the line under it, and that under each choice.
    labels: Mapping[str, object] = field(default_factory=dict)
    helps: Mapping[str, object] = field(default_factory=dict)
    hints: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    names_own_region: bool = False  # among the affected regions; else it takes part anyway
    readers: object = ""  # who reads it once it is registered, where that is not as usual; names owner, support, vendor


PAGES = {
    "incident": (
        ("title", "symptom", "service"),
        ("affected_units", "whole_region", "users_affected", "reserve_routine", "patient_safety"),
    ),
    "general-case": (
        ("title", "description", "service", "patient_safety", "confidential_wish", "contact", "callback"),
    ),
}
# What is filled in for the person, or asked for only by those who want to say more: folded, on the page named.
MORE = {
    "incident": (
        ("contact", "callback", "started_at", "source", "version", "environment"),
        ("affected_regions", "patient_contact", "confidential_wish"),
    ),
    "general-case": (("patient_contact",),),
}
REQUIRED = frozenset(
    {"title", "symptom", "description", "service", "users_affected", "reserve_routine", "patient_safety"}
    | {"affected_units", "contact", "started_at", "source"}
)
REQUIRED_IN_CASE = REQUIRED | {"callback", "confidential_wish"}
STATEMENTS = (STATEMENT, STATEMENT_REASON)
REGISTRATIONS = {
    "incident": Registration(
        _("Register incident"),
        ("tickets/register_incident_1.html", "tickets/register_incident_2.html"),
        REQUIRED,
        "tickets:register",
        looks_for_similar=True,
    ),
    "general-case": Registration(
        _("Register general case"),
        ("tickets/register_case.html",),
        REQUIRED_IN_CASE,
        "tickets:register_case",
        _("A question, or something you want done. What does not work is registered as an incident."),
        ("tickets:register", _("Register an incident instead")),
    ),
}


def add(process: str, how: Registration, *, pages, more=None) -> None:
    """Let the pages of a process say how it is registered: the fields of each page, and what stands folded there."""
    REGISTRATIONS[process] = how
    PAGES[process], MORE[process] = pages, more or tuple(() for _page in pages)


def address_of_draft(ticket) -> str:
    """Where a registration that was begun, and has no number yet, goes on."""
    return f"{reverse(REGISTRATIONS[ticket.process].address)}?draft={ticket.pk}"


SAFETY_HINTS = {
    codes.PatientSafety.RISK: _("It has not happened but could."),
    codes.PatientSafety.OCCURRED: _("The case gets at least priority P2."),
    codes.PatientSafety.UNKNOWN: _("The incident manager looks into it."),
}


class RegisterForm(forms.Form):
    """Every field of a registration, most of them hidden on any one page. `hats` are the ones to choose between."""

    use_required_attribute = False

    def __init__(self, data=None, *, process: str, hats, initial=None):
        super().__init__(data, initial=initial)
        self.process = process
        self.hats = hats
        for name in (*self.asked_for, *STATEMENTS):
            self.fields[name] = _field(name, process)
        self.fields["hat"] = forms.ChoiceField(
            label=_("For which organisation do you register?"),
            choices=[(str(hat.assignment_id), hat.organisation.name) for hat in hats],
            widget=forms.RadioSelect if len(hats) > 1 else forms.HiddenInput,
        )
        if REGISTRATIONS[process].looks_for_similar:
            self.fields["title"].widget.attrs |= asks_for_similar(REGISTRATIONS[process].similar_address)
        if "initiator" in self.fields:
            self.fields["initiator"].choices = _colleagues(hats)
        if "own_infrastructure" in self.fields:
            self.fields["own_infrastructure"].choices = [(one.slug, one.short_name) for one in directory.regions()]
        if "affected_regions" in self.fields:
            own = set() if REGISTRATIONS[process].names_own_region else {hat.organisation.pk for hat in hats}
            others = [one for one in directory.regions() if one.pk not in own]
            self.fields["affected_regions"].choices = [(one.slug, one.short_name) for one in others]

    @property
    def asked_for(self) -> tuple[str, ...]:
        """The names of everything the workflow is given, page by page."""
        return tuple(name for pages in (PAGES, MORE) for page in pages[self.process] for name in page)

    def full_clean(self):
        """Reads nothing and refuses nothing: faults come from the workflow, through `say`."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def say(self, reasons) -> None:
        """Put the workflow's reasons at their fields."""
        for reason in reasons:
            self.add_error(reason.field if reason.field in self.fields else None, str(reason.text))

    def values(self) -> dict:
        """What was typed, as the workflow takes it: blank fields left out."""
        found = {}
        for name in (*self.asked_for, *STATEMENTS):
            given = self[name].value()
            if _is_moment(name):
                given = _moment(given)
            if given not in (None, "", [], False):
                found[name] = given
        return found

    @property
    def hat(self):
        """The hat that was chosen; the first one where none was, or one that is not the person's."""
        chosen = self["hat"].value()
        return next((hat for hat in self.hats if str(hat.assignment_id) == str(chosen)), self.hats[0])

    def carried(self, *, beside) -> list[tuple[str, str]]:
        """The posted fields that do not stand on the page, to travel along hidden."""
        shown = {self[name].html_name for name in beside} | {
            "csrfmiddlewaretoken",
            "once",
            "page",
            "go",
            "draft",
            "_resume",
        }
        shown |= {f"{name}_{part}" for name in beside if _is_moment(name) for part in (0, 1)}
        if not self.is_bound:
            return []
        return [(name, value) for name, values in self.data.lists() if name not in shown for value in values]


def asks_for_similar(address: str = "tickets:similar") -> dict[str, str]:
    """What makes the browser ask for known cases while the title is written; its words go in the body."""
    return {
        "hx-post": reverse(address),
        "hx-trigger": "input changed delay:600ms, change",
        "hx-target": "#similar",
        "hx-params": "title,service",
        "hx-sync": "this:replace",
    }


def _is_moment(name: str) -> bool:
    """Whether the field is a day and a time of day in two controls."""
    return name in INPUTS and INPUTS[name].kind == "datetime"


def _colleagues(hats) -> list[tuple[str, object]]:
    """Whoever registers first, then the others at the organisations to choose between."""
    people = {str(one.pk): str(one) for hat in hats for one in working_at(hat.organisation, timezone.now())}
    return [("me", _("Me")), *sorted(people.items(), key=lambda one: one[1])]


def _moment(given):
    """Day and time of day as one text; None where both are empty."""
    if not isinstance(given, list | tuple):
        return given
    day, clock = (part or "" for part in given)
    return f"{day} {clock}".strip() or None


def _field(name: str, process: str) -> forms.Field:
    if name == STATEMENT:
        return forms.BooleanField(label=CONFIRMATION, required=False)
    if name == STATEMENT_REASON:
        return forms.CharField(label=_("What it is instead"), required=True)
    one = INPUTS[name]
    required = name in REGISTRATIONS[process].required
    how = REGISTRATIONS[process]
    label, text = how.labels.get(name, one.label), how.helps.get(name, one.help)
    maker = _MAKERS.get(name) or _MAKERS.get(one.kind, _text)
    made = maker(one, {"label": label, "help_text": text, "required": required})
    if name in how.hints:
        made.hints = how.hints[name]
    return made


def _text(one, facts):
    # Without autocomplete="off": a browser gives back what was typed, by its back button, only where it is absent.
    return forms.CharField(widget=forms.TextInput(attrs={"maxlength": one.max_length}), **facts)


def _long_text(one, facts):
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), **facts)


def _bool(one, facts):
    return forms.BooleanField(**facts)


def _radios(one, facts):
    return forms.ChoiceField(choices=list(one.choices()), widget=forms.RadioSelect, **facts)


def _select(one, facts):
    choices = [("", pgettext_lazy("choice", "Not stated")), *one.choices()]
    return forms.ChoiceField(choices=choices, **facts)


def _safety(one, facts):
    field = _radios(one, facts)
    field.hints = SAFETY_HINTS
    return field


def _regions(one, facts):
    return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=[], **facts)


def _service(one, facts):
    return forms.ChoiceField(choices=service_choices(), **facts)


def _services(one, facts):
    """As boxes; a part says whose part it is."""
    names = [(row.slug, f"{row.name} ({row.parent.name})" if row.parent else row.name) for row in directory.services()]
    return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=names, **facts)


def _codes(one, facts):
    return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=list(one.choices()), **facts)


def _date(one, facts):
    return forms.DateField(widget=forms.DateInput(), **facts)


def _person(one, facts):
    return forms.ChoiceField(choices=[], **facts)


def _number(one, facts):
    return forms.CharField(widget=forms.NumberInput(attrs={"min": one.low}), **facts)


def _when(one, facts):
    return forms.SplitDateTimeField(widget=forms.SplitDateTimeWidget, **facts)


_MAKERS = {
    "long_text": _long_text,
    "bool": _bool,
    "choice": _radios,
    "codes": _codes,
    "service": _service,
    "services": _services,
    "date": _date,
    "datetime": _when,
    "integer": _number,
    "person": _person,
    "organisations": _regions,
    "environment": _select,
    "source": _select,
    "patient_safety": _safety,
}


def service_choices() -> list:
    """The catalogue as a grouped list: each service with its parts under it."""
    groups = [("", _("Choose"))]
    rows = directory.services()
    for root in rows:
        if root.parent_id is None:
            parts = [(str(part.pk), part.name) for part in rows if part.parent_id == root.pk]
            whole = (str(root.pk), _("%(service)s, the whole or not known which part") % {"service": root.name})
            groups.append((root.name, [*parts, whole]))
    return groups


def first_values(process: str, actor, *, hat, service_id: int | None, at=None) -> Mapping:
    """What is filled in before the person writes anything."""
    person = actor.person
    contact = ", ".join(filter(None, (person.get_full_name(), person.work_phone)))
    values = {"hat": str(hat.assignment_id), "contact": contact, "service": str(service_id or "")}
    if process == "incident":
        values |= {"started_at": timezone.localtime(at), "source": codes.Source.USER}
    else:
        values |= {"callback": person.work_phone or person.email}
    return values
