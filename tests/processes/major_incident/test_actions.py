"""The actions of a review are followed up: their doers hear of them, say that they are done, and are reminded once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine import due
from engine.errors import NotPermitted, NotPossible, Refused
from tests import parties
from tests.cases import fresh, step
from tests.people import actor
from tests.processes.major_incident import places as at
from tests.web.tickets.door import Visitor, words
from tickets.models import Event, MiAction
from tickets.telling import recipients

pytestmark = pytest.mark.django_db
TEXT = "Larma vid halv minnesanvändning."


def doer():
    return actor("region-objektledare", parties.NEIGHBOUR)


def added(*, state="review", days: int = 30, who=None):
    typed = at.acting(action_text=TEXT, action_owner=(who or doer()).user.email)
    ticket = step(
        at.major(state), "add_action", at.manager(), **typed | {"action_due_at": timezone.now() + timedelta(days=days)}
    )
    return ticket, MiAction.objects.unscoped("test").get(ticket=ticket)


def events(ticket, name: str) -> list[Event]:
    return list(Event.objects.unscoped("test").filter(ticket=ticket, step=name).order_by("seq"))


def fire(when) -> None:
    while due.fire(now=when):
        pass


def test_its_doer_hears_of_it():
    ticket, _action = added()
    (event,) = events(ticket, "add_action")
    told = recipients(ticket, event, ["major_doer"])
    assert list(told) == [doer().user]


def test_its_doer_marks_it_as_done_also_after_the_end():
    ticket, action = added()
    at.settle_tracks(ticket)
    ticket = step(step(ticket, "sign_review", at.manager(), **at.signing()), "close", parties.problem_manager())
    page = f"/storningar/{ticket.number}/efteranalys/"
    assert "Markera som klar" in words(Visitor(doer().user).client.get(page))
    step(ticket, "finish_action", doer(), action=action.event_seq)
    action.refresh_from_db()
    assert (action.done_by, fresh(ticket.pk).state) == (doer().user, "closed")
    assert "Markera som klar" not in words(Visitor(doer().user).client.get(page))


def test_nobody_marks_somebody_elses_as_done():
    ticket, _mine = added()
    other = actor("region-objektledare", parties.REGION)
    ticket = step(ticket, "add_action", at.manager(), **at.acting(action_owner=other.user.email))
    _own, theirs = MiAction.objects.unscoped("test").filter(ticket=ticket).order_by("event_seq")
    with pytest.raises(Refused) as refused:
        step(ticket, "finish_action", doer(), action=theirs.event_seq)
    seen = Visitor(doer().user).client.get(f"/storningar/{ticket.number}/efteranalys/").content.decode()
    assert seen.count("Markera som klar") == 1
    assert [(one.code, one.field) for one in refused.value.reasons] == [("not_own_action", "action")]
    with pytest.raises((NotPermitted, NotPossible)):
        step(ticket, "finish_action", parties.desk(), action=theirs.event_seq)
    step(ticket, "finish_action", parties.problem_manager(), action=theirs.event_seq)


def test_one_that_is_not_done_by_its_day_is_told_of_once():
    ticket, action = added(days=3)
    fire(action.due_at - timedelta(seconds=1))
    assert events(ticket, "action_late") == []
    fire(action.due_at), fire(action.due_at + timedelta(days=2))
    (event,) = events(ticket, "action_late")
    assert doer().user in recipients(ticket, event, ["major_doer"])
    assert event.changed["action"]["event"] == action.event_seq


def test_one_that_is_done_is_not_told_of():
    ticket, action = added(days=3)
    step(ticket, "finish_action", doer(), action=action.event_seq)
    fire(action.due_at + timedelta(days=1))
    assert events(ticket, "action_late") == []


def test_those_left_stand_on_the_page_of_major_incidents_by_their_day():
    ticket, action = added(days=3)
    step(ticket, "add_action", at.manager(), **at.acting(action_text="Skriv om rutinen."))
    page = words(Visitor(parties.desk().user).client.get("/storningar/"))
    assert "Åtgärder som är kvar 2" in page and page.index(TEXT) < page.index("Skriv om rutinen.")
    assert "Försenad" not in page
    MiAction.objects.unscoped("test").filter(pk=action.pk).update(due_at=timezone.now() - timedelta(days=1))
    assert "Försenad" in words(Visitor(parties.desk().user).client.get("/storningar/"))
    assert TEXT not in words(Visitor(parties.vendor().user).client.get("/storningar/"))
