"""Inhabitants and users of the regions: sourced and dated, only added to, and what was divided keeps what it had."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from regions import allocation, directory
from regions.models import RegionMeasure
from roles import changing
from tests import parties, query_counts
from tests.api import calling
from tests.cases import step
from tests.people import actor
from tests.processes.change.test_pages import browser
from tests.processes.service_request import places as orders
from tests.processes.service_request.quoting import places as quotes
from tests.solidarity.test_ledger import cost
from tests.web.tickets.door import words
from tickets.models import QuoteAllocation, SolidarityRow
from tickets.region_figures import giving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
PAGE, NEW = "/regioner/tal/", "/regioner/tal/nytt/"
USERS, POPULATION = giving.Kind.USERS, giving.Kind.POPULATION


@pytest.fixture(autouse=True)
def _fresh_figures():
    yield
    directory.clear()


def administrator():
    return actor("sussa-objektledare", parties.SUPPORT_ORG)


def leader(region=parties.REGION):
    return actor("region-objektledare", region)


def today():
    return timezone.localdate()


def now_of(kind, region=parties.REGION) -> RegionMeasure:
    return allocation.measures(kind, today())[directory.by_slug(region).pk]


def give(who=None, *, region=parties.REGION, kind=USERS, value=11_000, day=None, source="Kontokatalogen"):
    facts = {"region": directory.by_slug(region), "kind": kind, "value": value, "source": source}
    return giving.give(who or leader(), measured_on=day or today(), at=timezone.now(), **facts)


def refused(**facts) -> dict:
    with pytest.raises(changing.Refused) as told:
        give(**facts)
    return told.value.reasons


def test_the_inhabitants_are_those_that_were_published_and_the_users_are_said_to_be_assumed():
    found = allocation.measures(POPULATION, today())
    assert len(found) == 9
    assert {(row.measured_on.isoformat(), row.assumed) for row in found.values()} == {("2024-12-31", False)}
    assert found[directory.by_slug("blekinge").pk].value == 157_223
    assert all("SCB" in row.source for row in found.values())
    assert all(row.value % 1000 for row in found.values())  # none is rounded
    assert all(row.assumed for row in allocation.measures(USERS, today()).values())


def test_a_region_gives_its_users_and_the_support_organisation_everything():
    row = give()
    assert (row.given_by, row.assumed, row.given_as) == (leader().user, False, "Regional objektledare, Region Dalarna")
    assert now_of(USERS).value == 11_000
    assert now_of(USERS, "halland").assumed
    assert give(administrator(), kind=POPULATION, value=290_000).value == 290_000
    for wrong in ({"region": "halland"}, {"kind": POPULATION}):
        with pytest.raises(changing.NotAllowed):
            give(**wrong)
    with pytest.raises(changing.NotAllowed):
        give(orders.orderer())


def test_an_earlier_day_does_not_take_over_and_a_later_word_on_the_same_day_does():
    give(value=11_000)
    give(value=9_000, day=today() - timedelta(days=30))
    assert now_of(USERS).value == 11_000
    give(value=11_500)
    assert now_of(USERS).value == 11_500
    assert RegionMeasure.objects.filter(region__slug=parties.REGION, kind=USERS).count() == 4


def test_what_is_wrong_is_said():
    assert set(refused(value=0)) == {"value"}
    assert set(refused(day=today() + timedelta(days=1))) == {"measured_on"}
    assert set(refused(source="  ")) == {"source"}
    assert set(refused(source="Enligt 19121212-1212")) == {"source"}


def test_a_figure_is_never_changed_nor_removed():
    row = give()
    for wrong in (
        lambda: RegionMeasure.objects.filter(pk=row.pk).update(value=1),
        lambda: RegionMeasure.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()


def test_an_accepted_quote_keeps_the_figures_that_it_was_divided_by():
    ticket = step(quotes.above(), "allocate", orders.reviewer(), allocation_key="users")
    before = quotes.shares_of(ticket)
    give(value=90_000)
    row = QuoteAllocation.objects.unscoped("test").get(ticket_id=ticket.pk)
    kept = next(one for one in row.figures if one["region"] == parties.REGION)
    assert (kept["value"], kept["assumed"], kept["measured_on"]) == (10_400, True, "2025-12-31")
    assert quotes.shares_of(ticket) == before
    said = words(browser(orders.reviewer()).get(f"/arenden/{ticket.number}/"))
    assert "antaget" in said
    assert "10 400" in said.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_cost_keeps_its_figures_and_the_ledger_says_what_its_keys_rest_on():
    cost(key="users", amount="900", month=today())
    give(value=90_000)
    row = SolidarityRow.objects.get()
    assert next(one for one in row.figures if one["region"] == parties.REGION)["value"] == 10_400
    assert sum((share.share for share in row.shares.filter(part="borne")), 0) == 10_000
    said = words(browser(administrator()).get("/solidaritet/"))
    assert said.count("Antaget, ersätts av regionens uppgift, 2025-12-31 (9 regioner) antaget") == 1  # the row's own
    assert "Antaget, ersätts av regionens uppgift, 2025-12-31 (8 regioner) antaget" in said  # those of now
    assert "summerad till län, 2024-12-31 (9 regioner)" in said
    assert Decimal("900") == row.amount


def test_the_page_shows_source_day_and_what_is_assumed_and_offers_what_the_reader_gives():
    visitor = browser(leader())
    answer = query_counts.check("web: figures of regions", lambda: visitor.get(PAGE), at_most=10)
    body, said = answer.content.decode(), words(answer)
    assert "2024-12-31, SCB" in said and "antaget" in said
    assert body.count(f"{NEW}?region=") == 1
    assert f"{NEW}?region={parties.REGION}&amp;kind=users" in body
    assert browser(administrator()).get(PAGE).content.decode().count(f"{NEW}?region=") == 18
    assert f"{NEW}?" not in browser(orders.orderer()).get(PAGE).content.decode()
    assert browser(actor("cambio-change-manager", parties.VENDOR_ORG)).get(PAGE).status_code == 403


def test_the_form_gives_a_figure_and_says_what_is_wrong():
    visitor = browser(leader())
    typed = {
        "region": parties.REGION,
        "kind": USERS,
        "value": "11 250",
        "measured_on": today().isoformat(),
        "source": "Kontokatalogen",
    }
    assert 'value="users"' in visitor.get(f"{NEW}?region={parties.REGION}&kind=users").content.decode()
    assert 'value="population"' not in visitor.get(NEW).content.decode()
    for wrong in ({"value": "många"}, {"region": "halland"}, {"source": ""}, {"kind": POPULATION}):
        assert visitor.post(NEW, typed | wrong).status_code == 422, wrong
    assert visitor.post(NEW, typed).status_code == 302
    assert (now_of(USERS).value, now_of(USERS).source) == (11_250, "Kontokatalogen")
    assert "Regional objektledare, Region Dalarna" in words(visitor.get(PAGE))
    assert browser(orders.orderer()).get(NEW).status_code == 403


def test_the_api_lists_the_figures_to_the_customer_side():
    rows = calling.region().get("region-figures").json()["results"]
    assert len(rows) == 18
    mine = next(one for one in rows if one["region"] == parties.REGION and one["kind"] == "users")
    assert (mine["assumed"], mine["measured_on"]) == (True, "2025-12-31")
    assert calling.vendor().get("region-figures").json() == {"results": []}
