"""Swedish alphabetical order, the same in the database as in Python."""

from regions.models import Organisation
from regions.swedish import swedish_key, swedish_order

WORDS = ["Ale", "Bollebygd", "Épernay", "Östersund", "Zürich", "Åmål", "Ängelholm", "Växjö", "ale", "Vaxholm", "Öckerö"]
IN_ORDER = [
    "Ale",
    "ale",
    "Bollebygd",
    "Épernay",
    "Vaxholm",
    "Växjö",
    "Zürich",
    "Åmål",
    "Ängelholm",
    "Öckerö",
    "Östersund",
]


def test_python_sorts_a_ring_a_umlaut_and_o_umlaut_last():
    assert sorted(WORDS, key=swedish_key) == IN_ORDER


def test_the_database_sorts_as_python_does():
    rows = [Organisation(slug=f"o-{n}", name=word, short_name=word, kind="business") for n, word in enumerate(WORDS)]
    Organisation.objects.bulk_create(rows)
    ordered = Organisation.objects.order_by(swedish_order("name"), "pk").values_list("name", flat=True)
    assert list(ordered) == IN_ORDER
