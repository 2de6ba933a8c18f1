"""The questions of a form as fields of a page. Nothing is judged here: what was written is handed on as it is."""

from __future__ import annotations

import re

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.utils.translation import pgettext_lazy

from tickets.processes.service_request.catalogue.questions import Kind, Question

MOST_RADIOS = 6
WHOLE = re.compile(r"-?[0-9]{1,18}")
YES, NO = "true", "false"
YES_OR_NO = ((YES, pgettext_lazy("answer", "Yes")), (NO, pgettext_lazy("answer", "No")))


class AnswersForm(forms.Form):
    """The answers to a version's questions; its names on the page are `answers.<question>`."""

    use_required_attribute = False
    version: object = None
    asked: list[Question] = []

    def __init__(self, data=None, *, initial=None):
        super().__init__(data, initial=first_values(self.asked, initial or {}), prefix="answers", label_suffix="")

    def add_prefix(self, field_name: str) -> str:
        return f"{self.prefix}.{field_name}"

    def full_clean(self):
        """Reads nothing and refuses nothing: `judge` says what is wrong."""
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def values(self) -> dict:
        """What was written, as the schema takes it; what was left blank is left out."""
        found = {}
        for one in self.asked:
            value = answer_of(one, self[one.name].value())
            if value is not None:
                found[one.name] = value
        return found

    def say(self, reasons) -> None:
        """Put reasons at their fields; those of other fields are passed over."""
        for reason in reasons:
            self.say_at(reason.field.removeprefix(f"{self.prefix}."), str(reason.text))

    def say_at(self, name: str, text: str) -> None:
        if name in self.fields:
            self.errors.setdefault(name, ErrorList()).append(text)


def field_of(one: Question) -> forms.Field:
    """The control of a question, with its words."""
    facts = {"label": one.label, "help_text": one.help if one.help.sv else "", "required": one.required}
    choices = [(key, label) for key, label in one.choices]
    if one.kind == Kind.CHOICE and len(choices) > MOST_RADIOS:
        return forms.ChoiceField(choices=[("", pgettext_lazy("list", "Choose")), *choices], **facts)
    if one.kind == Kind.CHOICE:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **facts)
    if one.kind == Kind.CHOICES:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **facts)
    if one.kind == Kind.YES_NO:
        return forms.ChoiceField(choices=YES_OR_NO, widget=forms.RadioSelect, **facts)
    if one.kind == Kind.NUMBER:
        # A field for text: what was written stays as it was written, also where it is no number.
        return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric"}), **facts)
    if one.kind == Kind.DATE:
        return forms.DateField(widget=forms.DateInput(), **facts)
    area = forms.Textarea(attrs={"rows": 5}) if one.kind == Kind.LONG_TEXT else forms.TextInput()
    return forms.CharField(widget=area, **facts)


def answer_of(one: Question, written):
    """What a field holds, as an answer of that kind; as it was written where it is none, None where it is blank."""
    if written is None or written == [] or (isinstance(written, str) and not written.strip()):
        return None
    if one.kind == Kind.NUMBER:
        bare = re.sub(r"[\s\u00a0\u202f]", "", str(written))
        return int(bare) if WHOLE.fullmatch(bare) else str(written)
    if one.kind == Kind.YES_NO:
        return {YES: True, NO: False}.get(written, written)
    if one.kind == Kind.DATE:
        return str(written).strip()
    return written.replace("\r\n", "\n") if isinstance(written, str) else written


def first_values(asked: list[Question], answers: dict) -> dict:
    """Answers as a form holds them before anything is written."""
    words = {True: YES, False: NO}
    return {
        one.name: words.get(answers[one.name]) if one.kind == Kind.YES_NO else answers[one.name]
        for one in asked
        if one.name in answers
    }
