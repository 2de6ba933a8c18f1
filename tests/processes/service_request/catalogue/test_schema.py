"""One JSON Schema judges the answers of an order: what page, file and program call valid is the same."""

import json
from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tickets.models import CatalogueVersion
from tickets.processes.service_request.catalogue import schema
from tickets.processes.service_request.catalogue.questions import Kind, Question, Words, questions_of, schema_of

A_OR_B = (("a", Words("A", "A")), ("b", Words("B", "B")))
QUESTIONS = [
    Question("name", Kind.TEXT, Words("Namn", "Name"), required=True, high=20),
    Question("purpose", Kind.LONG_TEXT, Words("Syfte", "Purpose"), help=Words("Kort", "Briefly")),
    Question("kind", Kind.CHOICE, Words("Slag", "Kind"), required=True, choices=A_OR_B),
    Question("parts", Kind.CHOICES, Words("Delar", "Parts"), choices=(("x", Words("X", "X")), ("y", Words("Y", "Y")))),
    Question("count", Kind.NUMBER, Words("Antal", "Number"), required=True, low=1, high=50),
    Question("day", Kind.DATE, Words("Dag", "Day")),
    Question("agreed", Kind.YES_NO, Words("Godkänt", "Agreed")),
]  # fmt: skip
RIGHT = {"name": "Mall", "kind": "a", "count": 3}


@pytest.fixture
def version():
    return CatalogueVersion(form=schema_of(QUESTIONS))


def fields(found):
    return [(one.field, one.code) for one in found]


def test_the_schema_is_one_and_says_all_that_its_questions_say(version):
    Draft202012Validator.check_schema(version.form)
    asked = questions_of(json.loads(json.dumps(version.form, sort_keys=True)))
    assert [(one.name, one.kind, one.label, one.required) for one in asked] == [
        (one.name, one.kind, one.label, one.required) for one in QUESTIONS
    ]
    assert schema_of(asked) == version.form


@pytest.mark.parametrize(
    ("answers", "field", "code"),
    [
        ({"name": ""}, "name", "empty"),
        ({"name": "x" * 21}, "name", "too_long"),
        ({"name": 3}, "name", "not_text"),
        ({"kind": "c"}, "kind", "not_a_choice"),
        ({"parts": []}, "parts", "not_a_choice"),
        ({"parts": ["x", "x"]}, "parts", "not_a_choice"),
        ({"parts": ["z"]}, "parts", "not_a_choice"),
        ({"count": 0}, "count", "out_of_range"),
        ({"count": "3"}, "count", "out_of_range"),
        ({"count": True}, "count", "out_of_range"),
        ({"day": "5 mars"}, "day", "not_a_day"),
        ({"day": "2026-02-30"}, "day", "not_a_day"),
        ({"agreed": "ja"}, "agreed", "not_yes_or_no"),
        ({"patient": "x"}, "patient", "unknown_field"),
    ],
)
def test_each_wrong_answer_is_one_fault_at_its_field(version, answers, field, code):
    assert fields(schema.faults(version, RIGHT | answers)) == [(f"answers.{field}", code)]


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_form(version):
    found = schema.faults(version, {"count": 99, "day": "x", "more": 1}, prefix="bulk_rows.7")
    assert [one.field.rpartition(".")[2] for one in found] == ["name", "kind", "count", "day", "more"]
    assert all(one.field.startswith("bulk_rows.7.") for one in found)
    assert schema.faults(version, "text")[0].code == "not_answers"


def test_answers_are_kept_trimmed_and_in_the_order_of_the_form(version):
    kept = schema.clean(version, {"count": 3.0, "purpose": " a\r\nb ", "name": "  En   mall ", "kind": "a"})
    assert list(kept) == ["name", "purpose", "kind", "count"]
    assert kept == {"name": "En mall", "purpose": "a\nb", "kind": "a", "count": 3}
    assert type(kept["count"]) is int


def test_answers_are_shown_in_the_words_of_either_language(version):
    answers = RIGHT | {"agreed": False, "parts": ["y", "x"]}
    assert schema.shown(version, answers, "sv") == [
        ("Namn", "Mall"), ("Slag", "A"), ("Delar", "Y, X"), ("Antal", "3"), ("Godkänt", "Nej"),
    ]  # fmt: skip
    assert schema.shown(version, answers, "en")[-1] == ("Agreed", "No")


def posted(form, answers) -> QueryDict:
    """The answers as a browser sends them."""
    data = QueryDict(mutable=True)
    for name, value in answers.items():
        values = value if isinstance(value, list) else [str(value).lower() if isinstance(value, bool) else str(value)]
        data.setlist(f"answers.{name}", values)
    return data


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=25)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "name": TEXTS,
        "purpose": TEXTS,
        "kind": st.sampled_from(["a", "b", "c"]),
        "parts": st.lists(st.sampled_from(["x", "y", "z"]), max_size=3),
        "count": st.integers(-2, 60),
        "day": st.dates(date(1890, 1, 1), date(2210, 1, 1)).map(str) | st.just("2026-13-01"),
        "agreed": st.booleans(),
    },
)


@settings(max_examples=400)
@given(ANSWERS)
def test_page_and_program_agree_with_the_schema_on_what_is_valid(answers):
    version = CatalogueVersion(form=schema_of(QUESTIONS))
    is_valid = Draft202012Validator(version.form, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid
    assert (schema.faults(version, answers) == []) is is_valid(answers)
    form = schema.form_for(version)(posted(version, answers))
    written = form.values()
    # A browser sends a blank field as one that was left out; all else arrives as it was meant.
    filled = {name: value for name, value in answers.items() if value != [] and str(value).strip()}
    ends = {name: v.replace("\r\n", "\n") if isinstance(v, str) else v for name, v in filled.items()}
    assert written == {name: ends[name] for name in (one.name for one in QUESTIONS) if name in ends}
    assert (schema.faults(version, written) == []) is is_valid(ends)
    if is_valid(answers):
        kept = schema.clean(version, answers)
        assert schema.faults(version, kept) == [] and schema.clean(version, kept) == kept
        assert schema.form_for(version)(initial=kept).initial.keys() == kept.keys()


@settings(max_examples=200)
@given(st.lists(st.sampled_from(QUESTIONS), unique_by=lambda one: one.name, max_size=7), st.randoms())
def test_a_form_gives_back_the_questions_it_was_made_of(questions, order):
    order.shuffle(questions)
    form = schema_of(questions)
    assert schema_of(questions_of(form)) == form
    assert [one.name for one in questions_of(form)] == [one.name for one in questions]
