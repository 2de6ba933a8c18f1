"""The form of a step, made from what it needs and asks. The engine judges; the form keeps what was written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import ErrorDict, ErrorList
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engine.errors import Reason
from engine.explain import StepState
from engine.validate import STATEMENT, STATEMENT_REASON
from regions import directory
from tickets.web.fields import Setting, field_for
from tickets.web.possible import name_on_page

POSSIBLE_NUMBER, CERTAIN_NUMBER = "possible_personal_number", "personal_number"
# What a link beside a text, a file or a task says of what the form is about.
NAMED = ("hidden_part", "settled_part", "file", "task", "breached_clock", "link_kind")
NAMED += ("test_case", "defect", "settled_rows")
# What a field that is empty proposes, of the form's setting; the pages of a process add theirs.
USUAL: dict[str, Callable[[Setting], object]] = {}
HOLD_DAYS = 7
HOLD_HOUR = 8


class StepForm(forms.Form):
    """A step's fields, the version they were read at, and where two of the actor's organisations would do, which one.

    Never validated by itself: `values` are given to the engine, whose reasons come back through `refuse`.
    """

    use_required_attribute = False  # what is missing is said by the engine, in one place and in our words
    has_number = False  # the engine found a personal number in it, which a button takes out
    difference = None  # what one of the engine's reasons shows: what stands in a field, and what would

    read_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        state: StepState,
        setting: Setting,
        data=None,
        files=None,
        *,
        version: int,
        asks_statement=False,
        named=None,
    ):
        ticket = setting.ticket
        initial = {"read_version": version, "seen": ticket.event_seq} | _initial(state, setting)
        initial |= {name: named[name] for name in NAMED if named and name in named}
        super().__init__(
            data, files, initial=initial, auto_id=f"id_{name_on_page(setting.subject, state.name)}_%s", label_suffix=""
        )
        self.state, self.setting = state, setting
        if len(setting.organisations) > 1:
            self.fields["hat"] = hat_field(setting)
        for one in sorted((*state.needs, *state.asks), key=place_of):
            self.fields[one.name] = field_for(one, setting, required=one in state.needs)
        if asks_statement or (data and (data.get(STATEMENT) or data.get(STATEMENT_REASON))):
            self.ask_statement()

    @property
    def names(self) -> list[str]:
        """The step's own fields in order."""
        return [one.name for one in (*self.state.needs, *self.state.asks)]

    def full_clean(self):
        """The engine validates: nothing is wrong until it says so."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def ask_statement(self) -> None:
        """Add the writer's statement that what looks like a personal number is none, with the reason."""
        self.fields[STATEMENT] = forms.BooleanField(
            required=False, label=gettext_lazy("This is not a personal or reserve number")
        )
        self.fields[STATEMENT_REASON] = forms.CharField(
            label=gettext_lazy("What is it then?"),
            help_text=gettext_lazy("For example an order number. Do not repeat the number here."),
        )

    def values(self) -> dict:
        """What was written, as the engine takes it: only fields that the form showed."""
        found = {name: self.value_of(name) for name in self.names}
        if STATEMENT in self.fields:
            found |= {name: self.value_of(name) for name in (STATEMENT, STATEMENT_REASON) if self.value_of(name)}
        for name in self.names:
            if self.data.get(f"keep_{name}") == "theirs":
                found[name] = self.initial.get(name)
        return found

    def value_of(self, name: str):
        """What was written in a field of the step, as it was sent; a moment as day and time of day."""
        field = self.fields[name]
        value = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        if isinstance(field, forms.SplitDateTimeField):
            day, clock = (value or ["", ""])[:2]
            return f"{day or ''} {clock or ''}".strip()
        return value

    def written(self) -> list[tuple[str, str]]:
        """What was written as label and words, to be shown where the form cannot be."""
        found = []
        for name in self.names:
            value = self.value_of(name)
            if isinstance(value, str) and value.strip():
                labels = dict(_flat(getattr(self.fields[name], "choices", ())))
                found.append((str(self.fields[name].label), str(labels.get(value, value))))
        return found

    @property
    def hat(self) -> int | None:
        given = self.data.get("hat", "")
        return int(given) if str(given).isdigit() else None

    @property
    def given_version(self) -> int | None:
        """The version as read. A bare button sends it as "version", unless the step has a field of that name."""
        plain = "" if "version" in self.names else self.data.get("version", "")
        given = self.data.get("read_version", "") or plain
        return int(given) if str(given).isdigit() else None

    @property
    def given_seen(self) -> int | None:
        given = self.data.get("seen", "")
        return int(given) if str(given).isdigit() else None

    def refuse(self, reasons: tuple[Reason, ...]) -> None:
        """Show the engine's reasons at their fields; a reason at a field that is not shown stands for the whole."""
        self.full_clean()
        self.has_number = any(reason.code == CERTAIN_NUMBER for reason in reasons)
        if any(reason.code == POSSIBLE_NUMBER for reason in reasons):
            self.ask_statement()
        self.difference = next((reason.shows for reason in reasons if reason.shows), None)
        for reason in reasons:
            name = reason.field if reason.field in self.fields else NON_FIELD_ERRORS
            self._errors.setdefault(name, ErrorList()).append(str(reason.text))


ABOVE: set[str] = set()  # ticks that ask for what stands below them


def place_of(one) -> int:
    """Ticks confirm what stands above them; files come last, so that one too large breaks nothing off before it."""
    return 0 if one.name in ABOVE else {"bool": 1, "files": 2, "table": 2}.get(one.kind, 0)


def _flat(choices) -> list[tuple[str, object]]:
    return [(key, label) for one in choices for key, label in (one[1] if isinstance(one[1], list | tuple) else [one])]


def hat_field(setting: Setting, *, blank: str = "") -> forms.Field:
    """Which organisation the step is taken for; one role for each, and `blank` where none need be chosen."""
    first: dict[int, object] = {}
    for hat in setting.hats:
        first.setdefault(hat.organisation.pk, hat)
    preferred = setting.actor.preferred_hat()
    initial = next((hat.assignment_id for hat in first.values() if hat == preferred and not blank), None)
    return forms.ChoiceField(
        label=_("For whom do you do it?"),
        help_text=_("Two of your roles allow it, at different organisations."),
        widget=forms.RadioSelect,
        choices=[*([("", blank)] if blank else []), *((str(hat.assignment_id), str(hat)) for hat in first.values())],
        initial=str(initial) if initial else ("" if blank else None),
    )


def _initial(state: StepState, setting: Setting) -> dict:
    """What the fields hold from the start: what the ticket already says, and a hold's usual end."""
    found = {}
    for one in (*state.needs, *state.asks):
        value = None
        if one.stored == "ticket" or (one.stored == "part" and setting.subject is not setting.ticket):
            value = _shown(setting.subject, one)
        elif one.stored == "detail" and setting.ticket.detail() is not None:
            value = _shown(setting.ticket.detail(), one)
        if value in (None, "") and one.name in USUAL:
            value = USUAL[one.name](setting)
        if one.name == "impact" and value is None:
            value = setting.ticket.proposed_impact()
        if value not in (None, ""):
            found[one.name] = value
    return found | usual_values((*state.needs, *state.asks), setting)


def usual_values(inputs, setting: Setting) -> dict:
    """What a field holds from the start whatever the ticket."""
    audience = "customer" if setting.actor.is_customer_side else "all"
    usual = {"resume_at": _usual_end(setting.at), "note_audience": audience}
    return {one.name: usual[one.name] for one in inputs if one.name in usual}


def _shown(subject, one):
    if one.kind in ("team", "person"):
        return getattr(subject, f"{one.target}_id", None)
    if one.kind == "service":
        service = directory.service(subject.service_id)
        return service.slug if service else None
    return getattr(subject, one.target, None)


def _usual_end(at: datetime) -> datetime:
    """A week ahead, in the morning."""
    local = timezone.localtime(at) + timedelta(days=HOLD_DAYS)
    return local.replace(hour=HOLD_HOUR, minute=0, second=0, microsecond=0)
