"""The service catalogue in the data files: published once, never changed, each refusal with file, line and key."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tickets.models import CatalogueItem, CatalogueVersion

FILE = "catalogue.yaml"
LATER = (date.today() + timedelta(days=400)).isoformat()
KIND = '      - "safety.no: Nej | No"\n'
NAME = '      - "template_name text! 120: Vilken mall gäller det? | Which template is it about?"\n'
BEFOREHAND = "    preapproved_by: Objektledare för Sussa\n"


def rows(item):
    return CatalogueVersion.objects.filter(item__slug=item, item__collaboration__status="active")


@pytest.fixture
def loaded(sussa):
    sussa.load()
    return sussa


def test_the_catalogue_is_loaded_once_and_a_second_load_changes_nothing(loaded):
    found = CatalogueVersion.objects.filter(item__collaboration__status="active")
    assert found.count() == CatalogueItem.objects.filter(collaboration__status="active").count() >= 12
    assert set(found.values_list("state", "number")) == {("published", 1)}
    assert found.filter(expert_field="medication-templates").count() == 2
    assert found.exclude(preapproved_by="").count() == 2
    assert found.filter(bulk_load=True).count() == 1
    assert CatalogueItem.objects.filter(collaboration__status="active").exclude(region=None).count() == 1
    assert "Nothing changed" in loaded.load()[0]


def test_what_was_published_stays_and_a_later_version_is_added(loaded):
    loaded.edit(FILE, "price: 2400", "price: 2500")
    (line,) = [one for one in loaded.refusal() if "catalogue_versions.price" in one]
    assert line.startswith(f"{FILE}:") and "stays as it is" in line
    loaded.edit(FILE, "price: 2500", "price: 2400")
    text = (loaded.path / FILE).read_text()
    printer = text[text.index("  - item: label-printer") : text.index("  - item: unit-training")]
    loaded.append(FILE, printer.replace("2023-01-01", LATER).replace("2400", "2500"))
    assert f"label-printer / {LATER}" in "\n".join(loaded.load())
    assert rows("label-printer").count() == 2
    for spoil in ({"price": 1}, {"form": {}}, {"valid_from": "2020-01-01"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows("label-printer").update(**spoil)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows("label-printer").delete()


def test_a_new_version_in_the_past_is_refused(loaded):
    text = (loaded.path / FILE).read_text()
    printer = text[text.index("  - item: label-printer") : text.index("  - item: unit-training")]
    loaded.append(FILE, printer.replace("2023-01-01", "2024-01-01"))
    assert any("begin today or later" in one for one in loaded.refusal())


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        (NAME, '      - "Vilken mall gäller det?"\n', "questions", "is no question"),
        (NAME, NAME.replace(" text!", " words!"), "questions", "is no question"),
        (NAME, NAME + NAME, "questions", "Two questions have the name"),
        (NAME, NAME.replace("! 120", "! 9999"), "questions", "1–200 characters"),
        (KIND, '      - "safety no: Nej | No"\n', "answers", "is no answer"),
        (KIND, KIND.replace("safety.", "danger."), "answers", "No question has the name “danger”"),
        (KIND, KIND + KIND, "questions", "Two answers have the same name"),
        ("region: dalarna", "region: sussa-vardstod", "region", "Only a region has items"),
        ("    fulfiller: region\n", "    fulfiller: nobody\n", "fulfiller", "Choose one of"),
        (BEFOREHAND, "", "preapproved_by", "Say who approved"),
        ("price: 2400", "price: -1", "price", "0 or more"),
        ("price: 2400", "price: 2400\n    price_per: row", "price_per", "in rows"),
        ("    bulk_load: true\n", "    bulk_load: true\n    price: 1.5\n", "price", "whole number"),
        ("group: workplace", "group: workplaces", "group", "is not in the section catalogue_groups"),
    ],
)
def test_what_cannot_be_is_refused_with_file_line_and_key(sussa, old, new, key, said):
    sussa.edit(FILE, old, new)
    lines = [one for one in sussa.refusal() if f".{key}" in one]
    assert any(said in one for one in lines), sussa.refusal()
    assert all(one.startswith(f"{FILE}:") for one in lines)
