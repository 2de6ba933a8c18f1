"""Fields tie label, help and error to their control, and keep what was written."""

import re

import pytest
from django import forms
from django.template import engines
from django.utils import translation

from sussa.web import fields
from tests.frame.gallery import SampleForm


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


def test_help_and_error_are_named_by_the_control_they_belong_to():
    shown = fields.render(SampleForm(data={})["title"])
    assert 'aria-describedby="id_title-hint id_title-error"' in shown
    assert 'id="id_title-hint"' in shown
    assert 'id="id_title-error"' in shown
    assert 'aria-invalid="true"' in shown


def test_every_kind_of_control_has_a_label():
    form = SampleForm()
    for bound in form.visible_fields():
        shown = fields.render(bound)
        ids = [found for found in re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', shown)]
        assert ids, bound.name
        for one in ids:
            assert f'for="{one}"' in shown, bound.name


def test_what_was_written_is_still_there_after_an_error():
    form = SampleForm(
        data={"description": "rad ett\nrad två", "safety": "risk", "started_0": "2026-11-24", "started_1": "07:40"}
    )
    page = "".join(fields.render(bound) for bound in form)
    assert "rad ett\nrad två" in page
    assert re.search(r'value="risk" checked', page)
    assert 'type="date" id="id_started_0" name="started_0" value="2026-11-24"' in page
    assert 'type="time" id="id_started_1" name="started_1" value="07:40"' in page


def test_dates_are_iso_in_the_browsers_own_field_whatever_the_language():
    class Form(forms.Form):
        day = forms.DateField()

    from datetime import date

    assert 'type="date"' in fields.render(Form(initial={"day": date(2026, 3, 4)})["day"])
    assert 'value="2026-03-04"' in fields.render(Form(initial={"day": date(2026, 3, 4)})["day"])


def test_the_summary_names_each_field_once_and_leads_to_it():
    form = SampleForm(data={})
    form.is_valid()
    page = engines["django"].from_string("{% load ui %}{% error_summary form %}").render({"form": form})
    assert "6 uppgifter behöver rättas" in page
    assert '<a href="#id_title">Rubrik: ' in page
    assert '<a href="#id_safety">Kan felet skada en patient: ' in page


def test_no_summary_without_errors():
    page = engines["django"].from_string("{% load ui %}{% error_summary form %}").render({"form": SampleForm()})
    assert page.strip() == ""


def test_the_mark_of_a_form_is_kept_only_while_its_errors_are_shown():
    template = engines["django"].from_string("{% load ui %}{% once form %}")
    mark = "6f2d6a3e-0b8f-4a55-9f0b-3f6a0d1c2b4a"
    assert mark in template.render({"form": SampleForm(data={"once": mark})})
    assert mark not in template.render({"form": SampleForm()})
    assert "<b>" not in template.render({"form": SampleForm(data={"once": '"><b>'})})


def test_values_in_attributes_have_no_thousands_separator():
    class Form(forms.Form):
        number = forms.TypedChoiceField(choices=[(12345, "A")], coerce=int, widget=forms.RadioSelect)

    assert 'value="12345"' in fields.render(Form()["number"])
