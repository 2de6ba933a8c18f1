"""What stands in the way of a step, in words that do not deny each other."""

from engine.errors import Reason
from tickets.models.subject import PLACES
from tickets.web.possible import said_of

WHO = "Det kan göras av Samira."


def places(*names: str) -> list[Reason]:
    return [Reason(f"not_{name}", PLACES[name]) for name in names]


def test_of_several_places_where_it_could_be_taken_only_who_can_is_said():
    assert said_of(places("reporter", "origin"), WHO) == ((WHO,), "")
    other = Reason("not_from_this_state", "Inte nu.")
    assert said_of([*places("reporter", "origin"), other], WHO) == ((other,), WHO)


def test_one_place_and_what_nobody_can_take_keep_their_reasons():
    one = places("holder")
    assert said_of(one, WHO) == (tuple(one), WHO)
    nobody = places("reporter", "origin")
    assert said_of(nobody, "") == (tuple(nobody), "")
