"""What the pages of a process add to the shared ones: the main menu, and where a step stands."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from tickets.web import menu, possible


@pytest.fixture
def nothing_added(monkeypatch):
    monkeypatch.setattr(menu, "MORE", {})
    monkeypatch.setattr(possible, "MORE_ELSEWHERE", {})
    monkeypatch.setattr(possible, "MORE_SELDOM", {})


def entry(name: str) -> menu.Entry:
    return menu.Entry((name,), name, "list")


@pytest.mark.usefixtures("nothing_added")
def test_an_entry_stands_after_the_one_that_it_names_or_last():
    menu.add(menu.WORK, entry("last"))
    menu.add(menu.WORK, entry("second"), after="first")
    menu.add(menu.REGISTERS, entry("of another group"))
    menu.add(menu.WORK, entry("lost"), after="an entry that is not here")
    found = menu.with_more(menu.WORK, (entry("first"), entry("third")))
    assert [one.label for one in found] == ["first", "second", "third", "last", "lost"]


@pytest.mark.usefixtures("nothing_added")
def test_a_step_is_placed_on_the_tickets_of_its_process_alone(monkeypatch):
    """`link` stands in a panel of the one process and is a button on the other, where `begin` is folded."""
    steps = [
        SimpleNamespace(name=name, allowed=True, hats=[], label=name, help="", has_form=False, reasons=())
        for name in ("link_here", "begin")
    ]
    monkeypatch.setattr(possible, "steps_for", lambda *_args, **_more: steps)
    monkeypatch.setattr(possible, "step_url", lambda *_args: "")
    possible.place("a-process", elsewhere={"link_here"})
    possible.place("another", seldom={"begin"})
    of = {
        slug: possible.actions_of(SimpleNamespace(kind="ticket", process=slug, version=1), None, at=timezone.now())
        for slug in ("a-process", "another")
    }
    assert [one.name for one in of["a-process"].first] == ["begin"]
    assert of["a-process"].names == {"link_here", "begin"}
    assert [one.name for one in of["another"].first] == ["link_here"]
    assert [one.name for one in of["another"].more] == ["begin"]
