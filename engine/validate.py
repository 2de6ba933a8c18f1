"""From what was typed to values a step can use; every fault at once, each with its field and remedy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from engine.context import Context
from engine.errors import Reason
from engine.inputs import INPUTS, Input, words_in
from engine.personal_data import detect_identifiers, refusal
from engine.personal_data.tally import note_refusal

# The writer's statement that a possible number is none, with the reason (law.md 3.2 step 2). Asked by every step.
STATEMENT = "not_personal_data"
STATEMENT_REASON = "not_personal_data_reason"
STATEMENTS = frozenset({STATEMENT, STATEMENT_REASON})
POSSIBLE = "possible_personal_number"  # the code of the reason that asks for it

# No case is about a time outside these; beyond them lies arithmetic that overflows.
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200

Resolver = Callable[[object, Input, Context], object]
RESOLVERS: dict[str, Resolver] = {}
AHEAD: dict[str, Callable[[object], object]] = {}


class Unusable(ValueError):
    """A value that cannot be used; carries its code and sentence, or a reason for each thing that is wrong with it."""

    def __init__(self, code: str, text, reasons: Sequence[Reason] = ()):
        self.code = code
        self.text = text
        self.reasons = reasons
        super().__init__(code)

    @classmethod
    def of(cls, reasons: Sequence[Reason]) -> Unusable:
        """Every reason at once, each with the field that it says itself."""
        return cls(reasons[0].code, reasons[0].text, reasons)


def resolver(kind: str):
    """Register how a value of `kind` becomes an object (an organisation, a person …)."""

    def register(function: Resolver) -> Resolver:
        RESOLVERS[kind] = function
        return function

    return register


def takes_long(kind: str):
    """Register what of a value of `kind` is done before anything is locked; its resolver takes what comes of it."""

    def register(function: Callable[[object], object]) -> Callable[[object], object]:
        AHEAD[kind] = function
        return function

    return register


def looked_into(data: dict | None) -> dict:
    """`data` with what takes long of it done already, as `takes_long` says. Refuses nothing: the step does."""
    given = dict(data or {})
    for name, value in given.items():
        if name in INPUTS and (look := AHEAD.get(INPUTS[name].kind)) and not _is_blank(value):
            given[name] = look(value)
    return given


def clean(context: Context, data: dict) -> tuple[dict, list[Reason]]:
    """The step's values from `data`, and every fault found in them."""
    rule = context.step.rule
    inputs = {one.name: one for one in rule.inputs}
    faults = [
        Reason("unknown_field", _("This step does not ask for this field. Leave it out."), name)
        for name in data
        if name not in inputs and name not in STATEMENTS
    ]
    values = context.data = {}  # a field's resolver sees those before it
    for name, one in inputs.items():
        given = storable(data.get(name))
        if _is_blank(given):
            if name in rule.needs and not context.subject.already_has(one):
                faults.append(Reason("required", _("%(field)s is missing. Fill it in.") % {"field": one.label}, name))
            elif name in data:
                values[name] = None
            continue
        try:
            values[name] = RESOLVERS[one.kind](given, one, context)
        except Unusable as why:
            faults += why.reasons or [Reason(why.code, why.text, name)]
    faults += _identifiers(context, values, inputs, data)
    return values, faults


def storable(value):
    """Text without what a database cannot hold: NUL characters and halves of characters."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [storable(each) for each in value]
    if isinstance(value, dict):
        return {storable(name): storable(each) for name, each in value.items()}
    return value


def _is_blank(value) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _identifiers(context: Context, values: dict, inputs: dict[str, Input], data: dict) -> list[Reason]:
    """Personal numbers in the words of the step; what was stated to be none is noted with the step."""
    faults, possible = personal_numbers(values, inputs, data)
    context.stated = _stated(data)
    if possible and not faults:
        note_stated(context, possible)
    return faults


def note_stated(context: Context, possible: dict[str, list[str]]) -> None:
    """Keep with the step that what may be a number in these fields is none, of which kinds, and the reason once."""
    noted = context.notes.setdefault(STATEMENT, {})
    if not noted:
        context.write(STATEMENT_REASON, context.stated, audience="customer")
    for name, kinds in possible.items():
        noted[name] = sorted({*noted.get(name, ()), *kinds})


def personal_numbers(values: dict, inputs: dict[str, Input], data: dict) -> tuple[list[Reason], dict]:
    """Why these words may be kept nowhere, as law.md 3.2 says, and which fields have a possible number in them.

    The number itself is never repeated. The statement that a possible number is none is read from `data`.
    """
    faults, possible = [], {}
    words = [(name, one.label, values[name]) for name, one in inputs.items() if one.is_text and values.get(name)]
    words.append((STATEMENT_REASON, _("Reason"), _reason(data)))
    for name, label, value in words:
        findings = [one for word in words_in(value) for one in detect_identifiers(word)]
        certain = [finding for finding in findings if finding.confidence == "certain"]
        if certain:
            note_refusal(name, certain)
            faults.append(Reason("personal_number", refusal(label, certain), name))
        elif any(finding.confidence == "possible" for finding in findings):
            possible[name] = sorted({finding.kind for finding in findings if finding.confidence == "possible"})
    for name, one in inputs.items():
        if one.kind == "files" and (kinds := {kind for file in values.get(name) or () for kind in file.possible}):
            possible[name] = sorted(kinds)
        if one.kind == "table" and values.get(name) and values[name].possible:
            possible[name] = sorted(values[name].possible)
    if possible and not faults:
        faults = _not_stated(possible, data)
    return faults, possible


def _reason(data: dict) -> str:
    return str(storable(data.get(STATEMENT_REASON)) or "").strip()


def _stated(data: dict) -> str:
    """The reason, where the writer states that what may be a number is none; else ""."""
    return _reason(data) if data.get(STATEMENT) in (True, "true", "on", "1", 1) else ""


def _not_stated(possible: dict, data: dict) -> list[Reason]:
    """What is missing of the writer's statement that these are no personal numbers."""
    if _stated(data):
        return []
    text = _("This may be a personal or reserve number. Remove it, or state below that it is not one and why.")
    faults = [Reason(POSSIBLE, text, name) for name in possible]
    if data.get(STATEMENT) and not _reason(data):
        faults.append(
            Reason("required", _("Say briefly why this is not a personal or reserve number."), STATEMENT_REASON)
        )
    return faults


@resolver("text")
@resolver("long_text")
def _words(value, one: Input, context: Context) -> str:
    if not isinstance(value, str):
        raise Unusable("not_text", _("Write this as text."))
    value = value.replace("\r\n", "\n").strip()
    if one.kind == "text":
        value = " ".join(value.split())
    if len(value) > one.max_length:
        raise Unusable("too_long", _("Shorten this to at most %(most)d characters.") % {"most": one.max_length})
    return value


@resolver("tags")
def _tags(value, one: Input, context: Context) -> list[str]:
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise Unusable("not_tags", _("Write words separated by commas."))
    tags = sorted({word.strip().lower() for word in words if word.strip()})
    if len(tags) > 20 or any(len(tag) > 40 for tag in tags):
        raise Unusable("too_many_tags", _("Use at most 20 tags of at most 40 characters each."))
    return tags


@resolver("code")
@resolver("choice")
def _choice(value, one: Input, context: Context):
    allowed = {str(key): key for key, label in (one.choices() if one.choices else ())}
    if isinstance(value, list | dict) or str(value) not in allowed:
        listed = ", ".join(allowed)
        raise Unusable("not_a_choice", _("Choose one of: %(choices)s.") % {"choices": listed})
    return allowed[str(value)]


@resolver("codes")
def _codes(value, one: Input, context: Context) -> list:
    """Several of the choices, each once, in the order in which they stand."""
    given = value if isinstance(value, list | tuple) else str(value).split(",")
    chosen = {_choice(str(each).strip(), one, context) for each in given if str(each).strip()}
    return [key for key, _label in one.choices() if key in chosen]


@resolver("bool")
def _bool(value, one: Input, context: Context) -> bool:
    if value in (True, False):
        return bool(value)
    if str(value).lower() in ("true", "on", "1", "yes", "ja"):
        return True
    if str(value).lower() in ("false", "off", "0", "no", "nej"):
        return False
    raise Unusable("not_yes_or_no", _("Answer yes or no."))


@resolver("integer")
def _integer(value, one: Input, context: Context) -> int:
    try:
        number = int(str(value))
    except ValueError:
        raise Unusable("not_a_number", _("Write a whole number.")) from None
    if (one.low is not None and number < one.low) or (one.high is not None and number > one.high):
        raise Unusable(
            "out_of_range", _("Write a number from %(low)s to %(high)s.") % {"low": one.low, "high": one.high}
        )
    return number


@resolver("date")
def _date(value, one: Input, context: Context) -> date:
    """A day of the calendar, without a time."""
    try:
        day = value if isinstance(value, date) and not isinstance(value, datetime) else parse_date(str(value).strip())
    except ValueError:
        day = None
    if day is None or not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise Unusable("not_a_day", _("Write a date, for example 2026-03-05."))
    return day


@resolver("datetime")
def _datetime(value, one: Input, context: Context) -> datetime:
    """An aware instant; a time without an offset is local time. A local time that does not exist is refused."""
    try:
        at = value if isinstance(value, datetime) else parse_datetime(str(value).strip())
        if at is not None:
            at.astimezone(timezone.get_fixed_timezone(0))  # refuses years that no calendar here reaches
    except (ValueError, OverflowError):
        at = None
    if at is None or not EARLIEST_YEAR <= at.year <= LATEST_YEAR:
        raise Unusable("not_a_time", _("Write a date and a time, for example 2026-03-05 14:30."))
    if timezone.is_naive(at):
        local = timezone.make_aware(at)
        there_and_back = local.astimezone(timezone.get_fixed_timezone(0)).astimezone(local.tzinfo)
        if there_and_back.replace(tzinfo=None) != at:
            raise Unusable(
                "no_such_time", _("This time does not exist: the clocks go forward then. Choose another time.")
            )
        at = local
    return at
