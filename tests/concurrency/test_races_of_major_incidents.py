"""Two people on one candidate at the same instant: one decides, the other is told clearly that it is decided."""

import pytest

from tests.cases import fresh, step
from tests.concurrency.racing import lost, race, won
from tests.concurrency.test_races import by
from tests.processes.major_incident import places as at
from tickets.models import Event, MiDuty, MiRegionRow, Ticket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]


@pytest.mark.parametrize("via", ["test", "web"])
def test_two_who_declare_the_same_candidate_are_one_declaration(via):
    ticket = at.candidate()
    version = {"version": ticket.version, "via": via}
    data = at.declaring()
    outcomes = race(
        by(at.manager(), Ticket, ticket.pk, "declare", **version, **data),
        by(at.region_manager(), Ticket, ticket.pk, "declare", **version, **data),
    )
    assert lost(outcomes) == (["Stale"] if via == "web" else ["NotPossible"])
    (event,) = won(outcomes)
    after = fresh(ticket.pk)
    assert after.state == "declared"
    assert Event.all_objects.filter(ticket=ticket, step="declare").get().user == event.user
    assert MiRegionRow.objects.unscoped("test").filter(ticket=ticket).count() == 9
    assert MiDuty.objects.unscoped("test").filter(ticket=ticket).count() == 3
    (error,) = [one for one in outcomes if isinstance(one, Exception)]
    assert error.reasons and str(error.reasons[0].text)


def test_declared_and_turned_down_at_once_one_of_them_happens():
    ticket = at.candidate()
    outcomes = race(
        by(at.manager(), Ticket, ticket.pk, "declare", **at.declaring()),
        by(at.region_manager(), Ticket, ticket.pk, "reject", reason="En enda avdelning"),
    )
    assert lost(outcomes) == ["NotPossible"]
    (event,) = won(outcomes)
    assert fresh(ticket.pk).state == ("declared" if event.step == "declare" else "rejected")


def test_a_region_that_is_still_affected_is_heard_when_it_says_so_at_the_instant_of_the_solution():
    ticket = at.major("investigating")
    at.say(ticket, "state_affected", row_units="Akuten")
    step(ticket, "monitor", at.leader(), **at.monitoring())
    at.answer_all(ticket)
    outcomes = race(
        by(at.region_manager(), MiRegionRow, at.row(ticket).pk, "decline", reason="Kvar hos oss"),
        by(at.manager(), Ticket, ticket.pk, "resolve"),
    )
    after, order = fresh(ticket.pk), Event.all_objects.filter(ticket=ticket).order_by("seq")
    said = [one for one in order.values_list("step", flat=True) if one in ("decline", "resolve")]
    assert at.row(ticket).state == "affected"
    if said == ["decline"]:
        assert after.state == "investigating" and lost(outcomes) == ["NotPossible"]
    else:
        assert said == ["resolve", "decline"] and after.state == "resolved" and lost(outcomes) == []
