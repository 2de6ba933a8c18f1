"""The form of an order: whom it is for, who pays, and the answers to the questions of its version."""

from __future__ import annotations

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from engine.file_text.uploading import files_of
from engine.inputs import INPUTS
from engine.personal_data import CONFIRMATION, detect_identifiers
from engine.validate import STATEMENT, STATEMENT_REASON
from tickets.processes.service_request.catalogue import schema
from tickets.processes.service_request.catalogue.answer_fields import AnswersForm

ANSWERS, ROWS, ITEM, COPIED = "answers", "bulk_rows", "catalogue_item", "copied_from"
PERSONAL = ("personal_number", "possible_personal_number")


class OrderForm(forms.Form):
    """What every order says beside its answers. Nothing is judged here; what is wrong comes back through `say`."""

    use_required_attribute = False

    hat = forms.ChoiceField(label=_("For which organisation do you order?"), widget=forms.RadioSelect)
    ordered_for = forms.CharField(widget=forms.TextInput(attrs={"maxlength": 160}))
    cost_centre = forms.CharField(widget=forms.TextInput(attrs={"maxlength": 40}))
    item = forms.CharField(widget=forms.HiddenInput, required=False)
    copied_from = forms.CharField(widget=forms.HiddenInput, required=False)
    draft = forms.CharField(widget=forms.HiddenInput, required=False)
    read_version = forms.CharField(widget=forms.HiddenInput, required=False)
    not_personal_data = forms.BooleanField(label=CONFIRMATION, required=False)
    not_personal_data_reason = forms.CharField(label=_("What it is instead"))

    def __init__(self, data=None, *, version, hats, initial=None):
        super().__init__(data, initial=initial, label_suffix="")
        self.hats = hats
        self.fields["hat"].choices = [(str(hat.assignment_id), hat.organisation.name) for hat in hats]
        if len(hats) < 2:
            self.fields["hat"].widget = forms.HiddenInput()
        for name in ("ordered_for", "cost_centre"):
            self.fields[name].label, self.fields[name].help_text = INPUTS[name].label, INPUTS[name].help
        self.fields["cost_centre"].required = bool(version.price)
        self.asks_cost_centre = bool(version.price) or not version.in_contract

    def full_clean(self):
        self._errors = ErrorDict()
        self.cleaned_data = {}

    def text(self, name: str) -> str:
        return str(self[name].value() or "").strip()

    @property
    def chosen_hat(self):
        chosen = str(self["hat"].value() or "")
        return next((hat for hat in self.hats if str(hat.assignment_id) == chosen), self.hats[0])


class Ordering:
    """Both forms of one order of `version`, as the workflow takes them."""

    def __init__(self, request, version, hats, *, initial: dict, answers: dict):
        data = request.POST if request.method == "POST" else None
        self.version = version
        self.files = files_of(request) if request.method == "POST" else {}
        self.form = OrderForm(data, version=version, hats=hats, initial=initial)
        self.answers: AnswersForm = schema.form_for(version)(data, initial=answers)
        self.asks_statement = bool(data and (data.get(STATEMENT) or data.get(STATEMENT_REASON)))

    @property
    def forms(self) -> list:
        return [self.answers, self.form]

    def values(self) -> dict:
        """What was written; what was left blank is left out."""
        form = self.form
        found = {ITEM: form.text("item")}
        found |= {name: form.text(name) for name in ("ordered_for", "cost_centre", COPIED) if form.text(name)}
        found |= {name: form.text(name) for name in (STATEMENT, STATEMENT_REASON) if form.text(name)}
        if self.version.is_bulk:
            if rows := self.files.get(ROWS):
                found[ROWS] = rows
        else:
            found[ANSWERS] = self.answers.values()
        return found

    def say(self, reasons) -> None:
        """Put each reason at the field that it is about; what no field here is about stands for the whole."""
        for reason in reasons:
            self.asks_statement |= reason.code == PERSONAL[1]
            if reason.field == ANSWERS and reason.code in PERSONAL:
                self._at_the_answer(reason)
            elif reason.field.startswith(f"{ANSWERS}."):
                self.answers.say([reason])
            elif reason.field.partition(".")[0] != ROWS:
                self.form.add_error(reason.field if reason.field in self.form.fields else None, str(reason.text))

    def _at_the_answer(self, reason) -> None:
        """A number stands in one of the answers: say it there, and not of all."""
        written = self.answers.values()
        named = [name for name, value in written.items() if isinstance(value, str) and list(detect_identifiers(value))]
        for name in named:
            self.answers.say_at(name, str(reason.text))
        if not named:
            self.form.add_error(None, str(reason.text))
