"""The answers of an order against the form of a version: one JSON Schema judges page, file and program alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django import forms
from django.utils.formats import date_format
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from engine.errors import Reason
from tickets.processes.service_request.catalogue.answer_fields import AnswersForm, field_of
from tickets.processes.service_request.catalogue.questions import Kind, Question, questions_of

PREFIX = "answers"


def faults(version, answers, prefix: str = PREFIX) -> list[Reason]:
    """Every answer that the version's form refuses, one reason a field, each saying what to do."""
    if not isinstance(answers, Mapping):
        return [Reason("not_answers", _("Write the answers by the names of their questions."), prefix)]
    asked = {one.name: one for one in asked_by(version)}
    found: dict[str, tuple[str, str]] = {}
    for error in validator(version).iter_errors(dict(answers)):
        for name, code, text in _said(error, asked, answers):
            found.setdefault(name, (code, text))
    order = [*asked, *(name for name in found if name not in asked)]
    return [Reason(*found[name], f"{prefix}.{name}") for name in order if name in found]


def asked_by(version) -> list[Question]:
    """The version's questions in their order; read once a version that is at hand."""
    known = version.__dict__
    if "_asked" not in known:
        known["_asked"] = questions_of(version.form)
    return known["_asked"]


def validator(version) -> Draft202012Validator:
    """What judges answers to its form; a day is read as a day, too. Made once a version that is at hand."""
    known = version.__dict__
    if "_validator" not in known:
        known["_validator"] = Draft202012Validator(version.form, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return known["_validator"]


def clean(version, answers: Mapping) -> dict:
    """Valid answers as they are kept, in the order of the form: texts trimmed, whole numbers without a point."""
    return {one.name: _kept(one, answers[one.name]) for one in asked_by(version) if one.name in answers}


def fitting(version, answers: Mapping) -> dict:
    """Of answers to another version of the item those that this one's questions still take."""
    wrong = {one.field.partition(".")[2] for one in faults(version, answers)}
    return {name: value for name, value in answers.items() if name not in wrong}


def form_for(version) -> type[AnswersForm]:
    """The Django form of the version's questions. It shows and reads; `faults` judges (AnswersForm.judge)."""
    asked = asked_by(version)
    fields: dict[str, object] = {one.name: field_of(one) for one in asked}
    return type("VersionAnswersForm", (AnswersForm,), fields | {"version": version, "asked": asked})


def shown(version, answers: Mapping, language: str = "") -> list[tuple[str, str]]:
    """The answers in the form's own words, question by question; those that were not given are left out."""
    language = language or get_language() or "sv"
    with override(language):
        return [
            (one.label.in_language(language), _in_words(one, answers[one.name], language))
            for one in asked_by(version)
            if answers.get(one.name) not in (None, "", [])
        ]


def columns(version) -> list[dict]:
    """What a row of many is made of: each question as a column, with what may stand in it."""
    return [
        {
            "name": one.name,
            "kind": str(one.kind),
            "label": str(one.label),
            "help": str(one.help),
            "required": one.required,
            "choices": [(key, str(label)) for key, label in one.choices],
        }
        for one in asked_by(version)
    ]


def _kept(one: Question, value):
    if one.kind == Kind.TEXT:
        return " ".join(value.split())
    if one.kind == Kind.LONG_TEXT:
        return value.replace("\r\n", "\n").strip()
    return int(value) if one.kind == Kind.NUMBER else value


def _in_words(one: Question, value, language: str) -> str:
    labels = {key: label.in_language(language) for key, label in one.choices}
    if one.kind == Kind.YES_NO:
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    if one.kind == Kind.CHOICES:
        return ", ".join(labels.get(key, key) for key in value)
    if one.kind == Kind.CHOICE:
        return labels.get(value, value)
    if one.kind == Kind.DATE:
        return date_format(forms.DateField().to_python(value))
    return str(value)


# --- What a fault is called, and what to do about it ---


def _said(error: ValidationError, asked: dict[str, Question], answers) -> Iterator[tuple[str, str, str]]:
    """The field, a code and a sentence of each thing that the error is about."""
    if error.validator == "required":
        for name in error.validator_value:
            if name not in answers:
                yield name, "required", _("The answer is missing. Fill it in.")
    elif error.validator == "additionalProperties":
        for name in answers:
            if name not in asked:
                text = _("The form does not ask for “%(name)s”. Leave it out.") % {"name": str(name)[:60]}
                yield str(name)[:60], "unknown_field", text
    else:
        one = asked[error.absolute_path[0]]
        yield one.name, *_wrong_answer(one, error.validator)


def _wrong_answer(one: Question, rule: str) -> tuple[str, str]:
    """The code and the sentence where an answer breaks a rule of its question's schema."""
    if one.kind in (Kind.CHOICE, Kind.CHOICES):
        listed = ", ".join(str(label) for _key, label in one.choices)
        text = _("Choose among: %(choices)s.") if one.kind == Kind.CHOICES else _("Choose one of: %(choices)s.")
        return "not_a_choice", text % {"choices": listed}
    if one.kind == Kind.NUMBER:
        said = {"low": one.least, "high": one.most}
        return "out_of_range", _("Write a whole number from %(low)s to %(high)s.") % said
    if one.kind == Kind.DATE:
        return "not_a_day", _("Write a date, for example 2026-03-05.")
    if one.kind == Kind.YES_NO:
        return "not_yes_or_no", _("Answer yes or no.")
    if rule == "maxLength":
        return "too_long", _("Shorten this to at most %(most)d characters.") % {"most": one.most}
    if rule == "pattern":
        return "empty", _("Write something here, or leave the question out.")
    return "not_text", _("Write this as text.")
