"""A deviation from its registration to its end: owner, last day, reminders, renewal, and what a rollout makes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine import due
from engine.errors import EngineError, NotPermitted
from engine.perform import create
from regions import directory
from sla.models import DueStep
from tests import parties
from tests.cases import fresh, step
from tests.people import actor
from tests.processes.deviation import places
from tests.processes.deviation.places import by_the_program, deviation, in_days, leader, registered, stated
from tests.processes.deviation.ways import until
from tickets import telling_whom
from tickets.deviations import figures
from tickets.deviations.workflow import Deviation
from tickets.models import Event, TextVersion, Ticket

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def refusal(act) -> str:
    with pytest.raises(EngineError) as refused:
        act()
    return refused.value.reasons[0].code


def waiting(ticket) -> dict:
    rows = DueStep.objects.filter(subject_type="tickets.ticket", subject_id=ticket.pk, fired_at=None)
    return dict(rows.values_list("step", "due_at"))


def last(ticket) -> Event:
    return Event.objects.unscoped("test").filter(ticket=ticket).order_by("-seq").first()


# --- Registering ---


def test_a_region_registers_its_own_and_owns_it():
    made = registered(service="lakemedel")
    detail = made.detail()
    assert made.number.startswith("AVV-")
    assert (made.state, made.origin.slug, made.holder.slug, made.visibility) == (
        "in_force", "dalarna", "dalarna", "joint",
    )  # fmt: skip
    assert (detail.kind, detail.granted_by, detail.renewals) == ("setting", places.GRANTED, 0)
    assert detail.expires_on.isoformat() == in_days(200)
    words = dict(TextVersion.objects.unscoped("test").filter(ticket=made).values_list("field", "body"))
    assert (words["deviation_reason"], words["deviation_cost"]) == (places.REASON, places.COST)


@pytest.mark.parametrize("name", sorted(stated()))
def test_nothing_of_it_may_be_left_out(name):
    given = {key: value for key, value in stated().items() if key != name}
    how = {"actor": leader(), "via": "test", "process": "deviation", "data": given}
    assert refusal(lambda: create(Deviation, Deviation.birth, **how)) == "required"


@pytest.mark.parametrize("kind", ["deferral", "opt_out", "other"])
def test_what_a_rollout_makes_is_not_registered_by_hand(kind):
    assert refusal(lambda: registered(deviation_kind=kind)) == "not_a_choice"


@pytest.mark.parametrize(
    "who",
    [
        parties.desk,
        places.it_owner,
        parties.support,
        lambda: actor("sussa-objektledare", parties.SUPPORT_ORG),
        parties.vendor,
    ],
)
def test_others_than_the_regions_object_leader_register_none(who):
    with pytest.raises(NotPermitted):
        registered(who())
    assert not Ticket.objects.unscoped("test").filter(process="deviation").exists()


@pytest.mark.parametrize(("days", "may"), [(0, False), (-1, False), (1, True), (364, True), (400, False)])
def test_it_holds_at_most_as_long_as_the_agreed_figure_says(days, may):
    if may:
        assert registered(deviation_expires=in_days(days)).state == "in_force"
    else:
        assert refusal(lambda: registered(deviation_expires=in_days(days))) == "deviation_too_long"


def test_the_longest_time_is_a_figure_and_no_constant(monkeypatch):
    monkeypatch.setattr(figures, "of", lambda figure: {"max_months": 3, "remind_days": 30}[figure])
    assert refusal(lambda: registered(deviation_expires=in_days(120))) == "deviation_too_long"


def test_a_person_does_not_open_one_as_the_program_does():
    given = stated(rollout_kind="deferral", deviation_release="REL-2026-000001")
    with pytest.raises(NotPermitted):
        create(Deviation, ("open",), actor=leader(), via="test", process="deviation", data=given)


# --- Its last day ---


def test_the_region_is_reminded_before_its_last_day_and_after_it():
    made = deviation()
    due_rows = waiting(made)
    midnight_after = timezone.localtime(due_rows["fall_due"])
    assert (midnight_after.date().isoformat(), midnight_after.hour) == (in_days(201), 0)
    assert due_rows["fall_due"] - due_rows["remind"] == timedelta(days=figures.of("remind_days"))
    due.fire(now=due_rows["remind"])
    assert fresh(made.pk).state == "in_force"
    assert last(made).step == "remind"
    due.fire(now=due_rows["fall_due"])
    assert fresh(made.pk).state == "due"
    assert waiting(made) == {}


def test_a_short_one_is_reminded_of_only_when_it_is_over():
    assert waiting(deviation(deviation_expires=in_days(10))).keys() == {"fall_due"}


def test_those_who_can_renew_it_are_told_in_its_region_alone():
    made = deviation("due")
    there, elsewhere = (actor("region-objektagare-it", one).user.pk for one in (parties.REGION, parties.NEIGHBOUR))
    owner = leader().user.pk
    told, _boxes = telling_whom.told(made, last(made), ["deviation_region"], ())
    assert {there, owner} <= told.keys()
    assert elsewhere not in told
    assert told[owner].categories == {"warning"} if hasattr(told[owner], "categories") else told[owner]


def test_a_renewal_moves_the_last_day_and_is_counted():
    made = step(deviation("due"), "renew", leader(), **until())
    detail = made.detail()
    assert (made.state, detail.renewals, detail.granted_by) == ("in_force", 1, "Utvecklingsforum 2026 § 9")
    assert timezone.localtime(waiting(made)["fall_due"]).date().isoformat() == in_days(301)


def test_a_renewal_is_within_the_limit_and_later_than_before():
    made = deviation()
    assert refusal(lambda: step(made, "renew", leader(), **until() | {"deviation_expires": in_days(400)})) == (
        "deviation_too_long"
    )
    assert refusal(lambda: step(made, "renew", leader(), **until() | {"deviation_expires": in_days(100)})) == (
        "not_later"
    )


@pytest.mark.parametrize("who", [lambda: leader(parties.NEIGHBOUR), lambda: places.it_owner(parties.NEIGHBOUR)])
@pytest.mark.parametrize("name", ["renew", "end"])
def test_another_region_neither_renews_nor_ends_it(who, name):
    made = deviation()
    data = until() if name == "renew" else {"reason": "Vi tycker så"}
    with pytest.raises(EngineError):
        step(made, name, who(), **data)
    assert fresh(made.pk).state == "in_force"
    assert fresh(made.pk).detail().renewals == 0


def test_the_end_calls_its_reminders_off():
    made = deviation("ended")
    assert made.closed_at is not None
    assert waiting(made) == {}
    assert refusal(lambda: by_the_program(made, "fall_due")) == "not_from_this_state"
    assert refusal(lambda: by_the_program(made, "remind")) == "not_from_this_state"


@pytest.mark.parametrize("name", ["remind", "fall_due"])
def test_what_the_program_does_nobody_does_by_hand(name):
    with pytest.raises(NotPermitted):
        step(deviation(), name, leader())


def test_the_regions_own_it_reads_what_is_registered_and_the_vendor_does_not():
    made = deviation()
    for who, reads in ((parties.object_leader(parties.NEIGHBOUR), True), (parties.support(), True)):
        assert Ticket.objects.visible_to(who).filter(pk=made.pk).exists() is reads
    assert not Ticket.objects.visible_to(parties.vendor()).filter(pk=made.pk).exists()
    assert directory.organisation(made.origin_id).slug == parties.REGION
