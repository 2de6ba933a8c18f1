"""Swedish alphabetical order, whatever collation the database has."""

from regions.models import Organisation
from regions.swedish import swedish_order

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


def test_a_ring_a_umlaut_and_o_umlaut_stand_last():
    rows = [Organisation(slug=f"o-{n}", name=word, short_name=word, kind="business") for n, word in enumerate(WORDS)]
    Organisation.objects.bulk_create(rows)
    ordered = Organisation.objects.order_by(swedish_order("name"), "pk").values_list("name", flat=True)
    assert list(ordered) == IN_ORDER
