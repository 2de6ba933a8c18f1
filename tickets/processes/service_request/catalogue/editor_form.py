"""The form of a version of an item: what it is, what it costs, who delivers, and one row for each question."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from engine.personal_data import detect_identifiers, refusal
from regions import directory
from roles.changing import Refused
from roles.web.group_forms import KronorField
from tickets.processes.service_request.catalogue.models import CatalogueVersion, ExpertField, Fulfiller, PricePer
from tickets.processes.service_request.catalogue.publishing import PLAIN, Wanted
from tickets.processes.service_request.catalogue.questions import (
    CHOSEN,
    MOST_QUESTIONS,
    Kind,
    Question,
    Words,
    questions_of,
)

TEXTS = ("title_sv", "title_en", "lead_sv", "lead_en", "preapproved_by", "preapproved_reason", "reason")
# Where a sentence about both languages is said.
PLACES = {"title": "title_sv", "lead": "lead_sv"}
CHOICE = re.compile(r"(?:(?P<key>[a-z0-9][a-z0-9_-]*): )?(?P<sv>[^|]+?) *\| *(?P<en>[^|]+)")


def _text(label, longest: int, *, rows: int = 0, needed: bool = True, hint="") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=longest, widget=widget, required=needed, help_text=hint)


def without_numbers(form: forms.Form, cleaned: dict, names) -> dict:
    """What was cleaned; a text that holds what looks like a personal number is refused, and the number not repeated."""
    for name in names:
        if found := list(detect_identifiers(str(cleaned.get(name) or ""))):
            form.add_error(name, str(refusal(form.fields[name].label, found)))
    return cleaned


class VersionForm(forms.Form):
    """What a version says beside its questions."""

    use_required_attribute = False

    valid_from = forms.DateField(
        label=gettext_lazy("First day"),
        help_text=gettext_lazy("From this day on it is what is ordered, until another version takes over."),
    )
    title_sv = _text(gettext_lazy("Name in Swedish"), 120, hint=gettext_lazy("As somebody who needs it would say it."))
    title_en = _text(gettext_lazy("Name in English"), 120)
    lead_sv = _text(gettext_lazy("What it is, in Swedish"), 600, rows=2, hint=gettext_lazy("One or two sentences."))
    lead_en = _text(gettext_lazy("What it is, in English"), 600, rows=2)
    service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    price = KronorField(
        label=gettext_lazy("Price in kronor"),
        localize=True,
        help_text=gettext_lazy("Leave it empty where it costs nothing beyond the agreement, or is quoted."),
    )
    price_per = forms.ChoiceField(
        label=gettext_lazy("The price is for"), choices=PricePer.choices, widget=forms.RadioSelect
    )
    in_contract = forms.BooleanField(
        label=gettext_lazy("It is within the agreement"),
        required=False,
        help_text=gettext_lazy("What is not, is quoted before it is carried out."),
    )
    fulfiller = forms.ChoiceField(
        label=gettext_lazy("Carried out by"), choices=Fulfiller.choices, widget=forms.RadioSelect
    )
    lead_days = forms.IntegerField(label=gettext_lazy("Delivered within, in working days"), min_value=1, max_value=250)
    expert_field = forms.ChoiceField(
        label=gettext_lazy("Experts who judge it first"), choices=ExpertField.choices, required=False
    )
    is_bulk = forms.BooleanField(
        label=gettext_lazy("It is ordered in rows, from a file"),
        required=False,
        help_text=gettext_lazy("Each question below is then a column of the file."),
    )
    bulk_load = forms.BooleanField(
        label=gettext_lazy("It is for loading in bulk"),
        required=False,
        help_text=gettext_lazy("Only regions in a phase that allows it can order it."),
    )
    preapproved_by = _text(
        gettext_lazy("Approved in advance by"), 160, needed=False,
        hint=gettext_lazy("The forum or role that decided. Leave it empty where an approver decides on each order."),
    )  # fmt: skip
    preapproved_at = forms.DateField(label=gettext_lazy("Approved in advance from"), required=False)
    preapproved_until = forms.DateField(label=gettext_lazy("Approved in advance through"), required=False)
    preapproved_reason = _text(gettext_lazy("Why it is approved in advance"), 300, needed=False)
    reason = _text(
        pgettext_lazy("version", "Why it is changed"), 200, needed=False, hint=gettext_lazy("Shown among the versions.")
    )
    read_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data=None, *, initial=None):
        super().__init__(data, initial=initial, label_suffix="")
        rows = directory.services()
        names = [(str(one.pk), f"{one.name} ({one.parent.name})" if one.parent else one.name) for one in rows]
        self.fields["service"].choices = [("", pgettext_lazy("list", "Choose")), *names]

    def label_of(self, bound) -> str:
        return str(bound.label)

    def clean(self):
        return without_numbers(self, super().clean(), TEXTS)

    def wanted(self, questions: list[Question]) -> Wanted:
        said = {name: self.cleaned_data[name] for name in PLAIN}
        service = directory.service(int(self.cleaned_data["service"] or 0))
        return Wanted(questions=questions, service=service, **said)

    def add_reasons(self, refused: Refused) -> None:
        """Put the sentences of a refusal at their fields; those of the questions stand for the whole."""
        for name, text in refused.reasons.items():
            place = PLACES.get(name, name)
            self.add_error(place if place in self.fields else None, text)


def written(version: CatalogueVersion) -> dict:
    """What stands in the form at first: what `version` says, but why it was changed."""
    said = {name: getattr(version, name) for name in PLAIN if name != "reason"}
    return said | {"service": str(version.service_id or "")}


class QuestionForm(forms.Form):
    """One question of the form that the orderer fills in."""

    use_required_attribute = False

    name = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    label_sv = _text(gettext_lazy("Question in Swedish"), 200)
    label_en = _text(gettext_lazy("Question in English"), 200)
    kind = forms.ChoiceField(label=gettext_lazy("How it is answered"), choices=Kind.choices)
    required = forms.BooleanField(label=gettext_lazy("An answer is needed"), required=False)
    choices = _text(
        gettext_lazy("Answers to choose among"), 6000, rows=4, needed=False,
        hint=gettext_lazy("One a line: På svenska | In English. Only where the answer is chosen."),
    )  # fmt: skip
    low = forms.IntegerField(label=gettext_lazy("Lowest number"), required=False)
    high = forms.IntegerField(
        label=gettext_lazy("Highest number, or most characters"), required=False, help_text=gettext_lazy("Can be left.")
    )
    help_sv = _text(gettext_lazy("Help in Swedish"), 300, needed=False)
    help_en = _text(gettext_lazy("Help in English"), 300, needed=False)

    def __init__(self, data=None, *, place: int, initial=None):
        super().__init__(data, initial=initial, prefix=f"q{place}", label_suffix="")
        self.place = place

    @property
    def is_chosen(self) -> bool:
        """Whether its answers stand in sight: where it is answered by choosing, or somebody has written some."""
        return self["kind"].value() in CHOSEN or bool(self["choices"].value()) or "choices" in self.errors

    def clean_choices(self) -> tuple:
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        found = [CHOICE.fullmatch(line) for line in lines]
        if wrong := next((line for line, one in zip(lines, found, strict=True) if one is None), ""):
            text = _("“%(line)s” has no | between Swedish and English. Write such as: Ny mall | New template")
            raise forms.ValidationError(text % {"line": wrong[:60]})
        return tuple(
            (one["key"] or name_of(one["en"], "-"), Words(one["sv"].strip(), one["en"].strip())) for one in found
        )

    def clean(self):
        return without_numbers(self, super().clean(), ("label_sv", "label_en", "help_sv", "help_en"))

    def question(self) -> Question:
        said = self.cleaned_data
        is_bounded = said["kind"] in (Kind.NUMBER, Kind.TEXT, Kind.LONG_TEXT)
        return Question(
            said["name"] or name_of(said["label_en"], "_"),
            said["kind"],
            Words(said["label_sv"], said["label_en"]),
            Words(said["help_sv"], said["help_en"]),
            said["required"],
            said["choices"] if said["kind"] in CHOSEN else (),
            said["low"] if said["kind"] == Kind.NUMBER else None,
            said["high"] if is_bounded else None,
        )


def name_of(words: str, between: str) -> str:
    """A name for programs, of words in English."""
    made = slugify(words).replace("-", between)[:40].strip(between)
    return made if made and (between == "-" or made[0].isalpha()) else f"q{between}{made}"[:40].rstrip(between)


def _line(key: str, label: Words) -> str:
    """An answer as it is written; with its name where that does not follow from its words."""
    words = f"{label.sv} | {label.en}"
    return words if key == name_of(label.en, "-") else f"{key}: {words}"


def as_initial(one: Question) -> dict:
    lines = [_line(key, label) for key, label in one.choices]
    return {
        "name": one.name, "label_sv": one.label.sv, "label_en": one.label.en, "kind": one.kind,
        "required": one.required, "choices": "\n".join(lines), "low": one.low, "high": one.high,
        "help_sv": one.help.sv, "help_en": one.help.en,
    }  # fmt: skip


@dataclass
class Questions:
    """The rows of questions on the page: as posted, or as a version asks them."""

    rows: list[QuestionForm]

    @classmethod
    def of_version(cls, version: CatalogueVersion | None) -> Questions:
        asked = questions_of(version.form) if version is not None else []
        rows = [QuestionForm(place=place, initial=as_initial(one)) for place, one in enumerate(asked)]
        return cls(rows or [QuestionForm(place=0, initial={"kind": Kind.TEXT, "required": True})])

    @classmethod
    def posted(cls, data) -> Questions:
        """The rows of a post, after what its button asks for: one more, one moved, one taken away."""
        count = data.get("questions", "0")
        count = min(int(count), MOST_QUESTIONS + 1) if count.isdecimal() and len(count) < 4 else 0
        return cls([QuestionForm(data, place=place) for place in range(count)])

    @property
    def count(self) -> int:
        return len(self.rows)

    def is_valid(self) -> bool:
        return all([row.is_valid() for row in self.rows])

    def questions(self) -> list[Question]:
        return _with_own_names([row.question() for row in self.rows])

    def summary(self) -> str:
        return "\n".join(str(row["label_sv"].value() or "–") for row in self.rows)


def _with_own_names(questions: list[Question]) -> list[Question]:
    """Two new questions in the same words get names that differ."""
    found: list[Question] = []
    for one in questions:
        name, number = one.name, 2
        while any(other.name == name for other in found):
            name, number = f"{one.name[:36]}_{number}", number + 1
        found.append(replace(one, name=name))
    return found


def rearranged(data, go: str):
    """The posted fields with a question added, moved up or down, or taken away; the rest as it was."""
    what, _dash, place = go.partition("-")
    count = data.get("questions", "0")
    count = int(count) if count.isdecimal() and len(count) < 4 else 0
    order: list[int | None] = list(range(count))
    at = int(place) if place.isdecimal() and len(place) < 4 else -1
    if what == "add" and count < MOST_QUESTIONS:
        order.append(None)
    elif what == "remove" and 0 <= at < count:
        order.pop(at)
    elif what == "up" and 0 < at < count:
        order[at - 1], order[at] = order[at], order[at - 1]
    elif what == "down" and 0 <= at < count - 1:
        order[at + 1], order[at] = order[at], order[at + 1]
    moved = data.copy()
    for name in data:
        if re.match(r"q\d+-", name):
            del moved[name]
    for new, old in enumerate(order):
        for field in QuestionForm.base_fields:
            values = data.getlist(f"q{old}-{field}") if old is not None else []
            if values:
                moved.setlist(f"q{new}-{field}", values)
    moved["questions"] = str(len(order))
    if what == "add" and order and order[-1] is None:
        moved[f"q{len(order) - 1}-kind"] = Kind.TEXT
    moved.is_unsent = True
    return moved
