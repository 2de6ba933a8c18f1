"""The solidarity ledger: what was given and used adds up, names nobody, and is entered by those who may."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as some

from regions import directory
from regions.models import RegionMeasure
from roles import changing
from roles.models import Role
from sla import wording
from tests import parties, query_counts
from tests.cases import step
from tests.people import actor, person
from tests.processes.service_request import places as orders
from tests.processes.service_request.quoting import places
from tests.web.tickets.door import Visitor, words
from tickets.models import SolidarityRow, SolidarityShare
from tickets.solidarity import entering, reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
MARCH = date(2026, 3, 1)


def controller():
    return actor("sussa-ekonomicontroller", parties.SUPPORT_ORG)


def regional(region=parties.REGION):
    return actor("region-objektledare", region)


def place(slug):
    return directory.by_slug(slug)


def effort(who=None, *, region=parties.REGION, hours="10", used_by=(), month=MARCH, role=None, process="incident"):
    facts = {"region": place(region), "process": process, "role": role, "hours": Decimal(hours), "month": month}
    return entering.add_effort(who or controller(), used_by=[place(one) for one in used_by], at=timezone.now(), **facts)


def cost(who=None, *, amount="900", key="equal", shares=None, used_by=(), month=MARCH, label="Kurs i förvaltning"):
    parts = {place(slug): share for slug, share in (shares or {}).items()}
    facts = {"label": label, "amount": Decimal(amount), "month": month, "key": key, "shares": parts}
    return entering.add_cost(who or controller(), used_by=[place(one) for one in used_by], at=timezone.now(), **facts)


def lines(first=YEAR[0], last=YEAR[1]) -> dict:
    return {one.region.slug: one for one in reading.ledger(controller(), first, last).lines}


def refused(call) -> dict:
    with pytest.raises(changing.Refused) as told:
        call()
    return told.value.reasons


# --- What it counts ---


def test_hours_are_given_by_one_and_used_by_those_they_were_for():
    effort(hours="9", used_by=("dalarna", "halland", "blekinge"))
    found = lines()
    assert (found["dalarna"].hours_given, found["dalarna"].hours_beyond) == (Decimal("9.00"), Decimal("6.00"))
    assert {slug: one.hours_used for slug, one in found.items() if one.hours_used} == {
        "dalarna": Decimal("3.00"), "halland": Decimal("3.00"), "blekinge": Decimal("3.00"),
    }  # fmt: skip


def test_a_cost_is_borne_by_its_key_and_used_in_equal_parts():
    cost(amount="1000", key="population")
    found = lines()
    assert sum(one.kronor_borne for one in found.values()) == Decimal("1000.00")
    assert found["halland"].kronor_borne > found["blekinge"].kronor_borne
    used = {one.kronor_used for one in found.values()}
    assert max(used) - min(used) <= Decimal("0.10")


def test_shares_of_ones_own_and_the_orderer():
    cost(amount="200", key="custom", shares={"dalarna": 7500, "halland": 2500}, used_by=("halland",))
    cost(amount="50", key="orderer", used_by=("blekinge",))
    found = lines()
    assert (found["dalarna"].kronor_beyond, found["halland"].kronor_beyond) == (Decimal("150"), Decimal("-150"))
    assert (found["blekinge"].kronor_borne, found["blekinge"].kronor_used) == (Decimal("50"), Decimal("50"))


def test_only_rows_of_the_period_count_and_none_that_was_taken_back():
    effort(month=date(2026, 2, 1))
    gone = effort(hours="100")
    entering.withdraw(controller(), gone.pk, at=timezone.now())
    assert lines(MARCH, date(2026, 3, 31))["dalarna"].hours_given == 0
    assert lines()["dalarna"].hours_given == Decimal("10")
    assert SolidarityRow.objects.get(pk=gone.pk).withdrawn_as


def test_a_region_that_has_left_since_keeps_its_line_where_it_gave(monkeypatch):
    effort(hours="9", region="halland", used_by=("halland", "dalarna"))
    cost(amount="900", used_by=("halland",))
    stay = tuple(one for one in directory.regions() if one.slug != "halland")
    monkeypatch.setattr(directory, "regions", lambda: stay)
    found = reading.ledger(controller(), *YEAR)
    assert (found.total.hours_given, found.total.kronor_borne) == (Decimal("9.00"), Decimal("900.00"))
    assert "halland" in [one.region.slug for one in found.lines]
    assert "halland" not in [
        one.region.slug for one in reading.ledger(controller(), date(2025, 1, 1), date(2025, 12, 31)).lines
    ]


def test_a_cost_is_divided_by_the_figures_of_its_month():
    assert set(refused(lambda: cost(key="population", month=date(2021, 5, 1)))) == {"key"}
    row = cost(key="users", month=date(2026, 2, 1))
    assert {one["measured_on"] for one in row.figures} <= {"2025-12-31"}


def test_an_accepted_quote_flows_in_with_what_binds_each_region_until_the_order_is_withdrawn():
    half = step(places.joint(), "sign_quote", places.controller(), **places.REFERENCE)
    assert all(one.kronor_borne == 0 for one in lines().values())
    ticket = step(half, "sign_quote", places.manager())
    today = timezone.localdate()
    found = lines(today, today)
    assert {slug: one.kronor_borne for slug, one in found.items()} == {
        slug: amount for slug, (_share, amount) in places.shares_of(ticket).items()
    }
    assert sum(one.kronor_used for one in found.values()) == Decimal("125000.50")
    (entry,) = reading.ledger(controller(), today, today).entries
    assert (entry.kind, entry.number, entry.kronor) == ("quote", ticket.number, Decimal("125000.50"))
    step(ticket, "ask_withdrawal", orders.orderer(), reason="Avdelningen stänger.")
    assert lines(today, today)["dalarna"].kronor_borne


def test_who_may_not_read_the_order_sees_its_cost_without_its_number():
    step(step(places.joint(), "sign_quote", places.controller(), **places.REFERENCE), "sign_quote", places.manager())
    today = timezone.localdate()
    (entry,) = reading.ledger(regional(parties.NEIGHBOUR), today, today).entries
    assert entry.number == "" and entry.kronor == Decimal("125000.50")


def test_what_the_ordering_region_alone_pays_stands_in_no_ledger():
    places.accepted()
    today = timezone.localdate()
    for reader in (controller(), regional(parties.NEIGHBOUR)):
        assert reading.ledger(reader, today, today).entries == []


@settings(max_examples=25)
@given(
    some.lists(
        some.tuples(
            some.decimals("0.01", 100_000, places=2),
            some.sampled_from(["equal", "population", "users"]),
            some.sets(some.sampled_from(["dalarna", "halland", "blekinge", "norrbotten"]), max_size=4),
        ),
        max_size=5,
    )
)
def test_what_is_borne_and_what_is_used_are_the_same_money(rows):
    with transaction.atomic():
        for amount, key, used_by in rows:
            cost(amount=str(amount), key=key, used_by=sorted(used_by))
        total = reading.ledger(controller(), *YEAR).total
        wanted = sum((amount for amount, _key, _used in rows), Decimal(0))
        assert total.kronor_borne == total.kronor_used == wanted
        transaction.set_rollback(True)


def test_what_each_region_gave_stands_beside_what_was_agreed_then():
    assert reading.ledger(controller(), *YEAR).total.hours_agreed is None
    given = {"collaboration": directory.collaboration(), "kind": "effort", "source": "Styrgruppen 2025 § 4"}
    for day, hours in ((date(2025, 12, 1), 1200), (date(2026, 3, 31), 600)):
        RegionMeasure.objects.create(region=place("dalarna"), measured_on=day, value=hours, **given)
    directory.clear()
    effort(hours="90")
    found = reading.ledger(controller(), date(2026, 1, 1), date(2026, 4, 30))
    agreed = {one.region.slug: one.hours_agreed for one in found.lines}
    assert agreed.pop("dalarna") == Decimal("300.00")  # two months of 100 hours and two of 50
    assert set(agreed.values()) == {None} and found.total.hours_agreed == Decimal("300.00")
    later = reading.ledger(controller(), date(2027, 1, 1), date(2027, 12, 31))
    assert later.total.hours_agreed is None, "nothing is owed of months that have not begun"
    page = Visitor(controller().user).text("/solidaritet/", **{"from": "2026-01", "to": "2026-04"})
    assert "Avtalade timmar" in page and "en tolftedel" in page


# --- Who enters and reads ---


def test_a_region_enters_its_own_effort_and_no_costs():
    assert effort(regional()).entered_for == place(parties.REGION)
    with pytest.raises(changing.NotAllowed):
        effort(regional(parties.NEIGHBOUR))
    with pytest.raises(changing.NotAllowed):
        cost(regional())
    assert entering.regions_of(regional()) == [place(parties.REGION)]


@pytest.mark.parametrize(
    "who", [("region-objektspecialist", parties.REGION), ("cambio-contract-manager", parties.VENDOR_ORG)]
)
def test_others_neither_read_nor_enter(who):
    user = person(*who)
    with pytest.raises(changing.NotAllowed):
        effort(actor(*who))
    visitor = Visitor(user)
    for path in ("/solidaritet/", "/solidaritet/fil/", "/solidaritet/insats/", "/solidaritet/kostnad/"):
        assert visitor.see(path).status_code == 403
    assert "/solidaritet/" not in visitor.see("/").content.decode()


def test_only_whose_row_it_is_takes_it_back_and_once():
    row = effort(regional())
    with pytest.raises(changing.NotAllowed):
        entering.withdraw(regional(parties.NEIGHBOUR), row.pk, at=timezone.now())
    entering.withdraw(regional(), row.pk, at=timezone.now())
    assert refused(lambda: entering.withdraw(regional(), row.pk, at=timezone.now()))


def test_no_person_is_named():
    someone = person("region-kliniker", parties.REGION, name="karin")
    someone.given_name, someone.family_name = "Karin", "Wallin"
    someone.save()
    assert set(refused(lambda: cost(label="Arvode till karin  wallin"))) == {"label"}
    assert set(refused(lambda: cost(label="Arvode 19121212-1212"))) == {"label"}
    names = {one.name for one in SolidarityRow._meta.get_fields()}
    assert not {"person", "user", "holder"} & names
    effort(regional(), role=Role.objects.get(slug="region-kliniker"))
    page = Visitor(controller().user).text("/solidaritet/", **{"from": "2026-01", "to": "2026-12"})
    assert regional().user.get_full_name() not in page and "Regional kliniker" in page


def test_what_cannot_be_is_refused_with_a_sentence():
    later = timezone.localdate() + timedelta(days=40)
    assert set(refused(lambda: effort(hours="0"))) == {"hours"}
    assert set(refused(lambda: effort(month=later))) == {"month"}
    assert set(refused(lambda: cost(amount="0"))) == {"amount"}
    assert set(refused(lambda: cost(key="custom", shares={"dalarna": 9999}))) == {"shares"}
    assert set(refused(lambda: cost(key="orderer"))) == {"used_by"}
    assert not SolidarityRow.objects.exists()


def test_the_database_keeps_rows_and_refuses_parts_that_are_not_the_whole():
    row = cost()
    for change in ({"amount": 1}, {"label": "Annat"}, {"month": date(2026, 4, 1)}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            SolidarityRow.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError, match="add up"), transaction.atomic():
        row.pk = None
        row.save(force_insert=True)
        SolidarityShare.objects.create(row=row, part="borne", region=place("dalarna"), share=9999)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


# --- The page ---


def test_the_page_costs_the_same_for_one_row_and_many_and_stands_in_the_order_of_the_strip():
    visitor = Visitor(controller().user)
    visitor.see("/solidaritet/")  # the log-in's first page is written down
    for count in range(3):
        effort(hours=str(count + 1), region=("halland", "dalarna", "blekinge")[count])
        cost(amount=str(count + 1))
        if count in (0, 2):
            page = query_counts.check(
                "web: solidarity", lambda: visitor.see("/solidaritet/", **{"from": "2026-01"}), at_most=12
            )
    body = page.content.decode()
    order = re.findall(r'<th scope="row">(Region [^<]+)</th>', body)
    assert order == [one.name for one in directory.regions()]
    assert "Så räknas det" in words(page)
    with override("sv"):
        assert f"Läget {wording.long_day(timezone.localdate())}" in words(page)


def test_effort_and_costs_are_entered_by_the_form():
    visitor = Visitor(controller().user)
    sent = {"region": "halland", "process": "incident", "role": "", "hours": "12,5", "month": "2026-03"}
    assert visitor.client.post("/solidaritet/insats/", sent).status_code == 302
    sent = {"label": "Kurs", "amount": "1 200", "month": "2026-03", "key": "custom"}
    shares = {"shares-dalarna": "60", "shares-halland": "39,99"}
    wrong = visitor.client.post("/solidaritet/kostnad/", sent | shares)
    assert wrong.status_code == 422 and "Det saknas 0,01 % till 100,00 %." in words(wrong)
    assert 'value="39,99"' in wrong.content.decode()
    assert visitor.client.post("/solidaritet/kostnad/", sent | shares | {"shares-blekinge": "0,01"}).status_code == 302
    found = lines()
    assert (found["halland"].hours_given, found["dalarna"].kronor_borne) == (Decimal("12.50"), Decimal("720.00"))
    assert visitor.client.post("/solidaritet/insats/", sent | {"hours": "x"}).status_code == 422


def test_a_form_that_is_sent_twice_enters_one_row():
    visitor = Visitor(controller().user)
    sent = {"region": "halland", "process": "incident", "hours": "12,5", "month": "2026-03", "once": "a" * 36}
    for _press in range(2):
        assert visitor.client.post("/solidaritet/insats/", sent).status_code == 302
    assert SolidarityRow.objects.count() == 1


def test_a_period_that_cannot_be_is_said():
    page = Visitor(controller().user).see("/solidaritet/", **{"from": "2026-13"})
    assert page.status_code == 422 and "Skriv en månad som år och månad" in words(page)


def test_the_file_holds_what_the_page_shows():
    effort(hours="9", used_by=("dalarna",))
    cost(label="=1+1")
    answer = Visitor(controller().user).see("/solidaritet/fil/", **{"from": "2026-01", "to": "2026-12"})
    rows = [line.split(";") for line in answer.content.decode("utf-8-sig").splitlines()]
    assert answer["Content-Type"].startswith("text/csv") and len(rows) == 1 + 9 + 2
    dalarna = next(row for row in rows if row[2] == "Region Dalarna")
    assert dalarna[3:7] == ["9,00", "9,00", "99,99", "100,00"]  # 11,11 % of 900
    assert any(row[2].startswith("'=") for row in rows)
