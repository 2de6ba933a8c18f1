"""What is on offer to whom: a region's own items, bulk loading, the version that counts, what is retired."""

from datetime import timedelta

import pytest
from django.utils import timezone

from regions import directory
from regions.models import CallOff, Contract, ContractOption, Phase, RegionPhase, ServiceComponent
from tests.pages import browser
from tests.processes.service_request import places as at
from tests.processes.service_request.catalogue.changing import (
    editor,
    now,
    publish,
    refused,
    regional_editor,
    text,
)
from tickets.models import CatalogueItem
from tickets.processes.service_request.catalogue import publishing, reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forgets")]
OWN, LOAD, ITEM = at.REGIONAL, "user-load", at.ITEM
HOME, OTHER = "dalarna", "gavleborg"


def slugs(region: str | None) -> list[str]:
    place = directory.by_slug(region).pk if region else None
    return [one.item.slug for one in reading.on_offer(place, timezone.now())]


def into_phase(region: str, slug: str) -> None:
    """The region is in that phase from today on."""
    today = timezone.localdate()
    RegionPhase.objects.filter(region=directory.by_slug(region), valid_to=None).update(
        valid_to=today - timedelta(days=1)
    )
    RegionPhase.objects.filter(region=directory.by_slug(region), phase__slug=slug).delete()
    phase = Phase.objects.get(slug=slug, collaboration=directory.collaboration())
    RegionPhase.objects.create(region=directory.by_slug(region), phase=phase, valid_from=today)
    directory.clear()


def reached(who, slug: str) -> dict:
    """Every way in which somebody may come upon an item: whether it is found there."""
    client, title, link = browser(who), now(slug).title_sv, f'href="/bestalla/{slug}/'
    listed = client.get("/api/v1/catalogue").json()["results"]
    return {
        "list": link in text(client.get("/bestalla/")),
        "search": link in text(client.get("/bestalla/", {"q": title})),
        "address": client.get(f"/bestalla/{slug}/").status_code == 200,
        "API list": slug in [one["slug"] for one in listed],
        "API address": client.get(f"/api/v1/catalogue/{slug}").status_code == 200,
    }


def test_a_regions_own_item_is_reached_by_nobody_else_in_any_way():
    assert OWN in slugs(HOME)
    assert OWN not in slugs(OTHER) and OWN not in slugs(None)
    assert set(reached(at.orderer(HOME), OWN).values()) == {True}
    assert set(reached(at.orderer(OTHER), OWN).values()) == {False}
    assert set(reached(at.support_orderer(), OWN).values()) == {False}
    assert refused(lambda: at.draft(at.orderer(OTHER), OWN)) == [("catalogue_item", "not_found")]


def test_an_item_for_bulk_loading_is_reached_only_in_a_phase_that_allows_it():
    assert LOAD not in slugs(HOME)
    assert set(reached(at.orderer(HOME), LOAD).values()) == {False}
    assert refused(lambda: at.draft(at.orderer(HOME), LOAD)) == [("catalogue_item", "item_not_offered")]
    into_phase(HOME, "phase-1")
    assert LOAD in slugs(HOME) and LOAD not in slugs(OTHER) and LOAD not in slugs(None)
    assert set(reached(at.orderer(HOME), LOAD).values()) == {True}


def test_the_vendor_reads_no_catalogue():
    client = browser(at.quoter())
    assert "Din organisation beställer ingenting här" in text(client.get("/bestalla/"))
    assert client.get(f"/bestalla/{ITEM}/").status_code == 404
    assert client.get("/api/v1/catalogue").json() == {"organisation": None, "results": []}
    assert client.get(f"/api/v1/catalogue/{ITEM}").status_code == 404


def test_a_version_counts_from_its_first_day_and_the_one_before_until_then():
    first, tomorrow = now(ITEM), timezone.now() + timedelta(days=1)
    second = publish(ITEM, lead_days=9)
    assert now(ITEM) == second
    third = publishing.draft(editor(), second.item, publishing.as_kept(publishing.wanted_of(second)), row=None)
    assert now(ITEM) == second, "a draft is not on offer"
    assert reading.version(third.pk) is None
    assert reading.version(first.pk) == first
    assert reading.current(second.item_id, tomorrow) == second
    assert reading.called(ITEM, 1, timezone.now()) == first
    assert not reading.is_offered(first, directory.by_slug(HOME).pk, timezone.now())


def test_what_is_retired_is_offered_to_nobody_until_it_is_put_back():
    item = CatalogueItem.objects.get(slug=ITEM)
    publishing.retire(editor(), item, reason="Ersätts", at=timezone.now())
    assert ITEM not in slugs(HOME)
    assert refused(lambda: at.draft(at.orderer(HOME), ITEM)) == [("catalogue_item", "item_not_offered")]
    item.refresh_from_db()
    publishing.bring_back(editor(), item, reason="Behövs än", at=timezone.now())
    assert ITEM in slugs(HOME)
    assert list(item.retirements.values_list("retired", "reason")) == [(False, "Behövs än"), (True, "Ersätts")]


def test_each_side_edits_its_own_items():
    joint, own = (CatalogueItem.objects.get(slug=slug) for slug in (ITEM, OWN))
    assert publishing.may_edit(editor(), joint) and not publishing.may_edit(editor(), own)
    assert publishing.may_edit(regional_editor(HOME), own) and not publishing.may_edit(regional_editor(HOME), joint)
    assert not publishing.may_edit(regional_editor(OTHER), own)
    assert publishing.edited_places(at.orderer(HOME)) == []


def test_what_a_contracts_option_brings_is_offered_to_those_who_called_it_off():
    contract = Contract.objects.filter(collaboration=directory.collaboration()).first()
    option = ContractOption.objects.create(contract=contract, slug="more", name="Mer")
    ServiceComponent.objects.filter(slug=now(ITEM).service.slug).update(option=option)
    directory.clear()
    assert ITEM not in slugs(HOME) and ITEM in slugs(None)
    yesterday = timezone.localdate() - timedelta(days=1)
    home = directory.by_slug(HOME)
    called = CallOff.objects.create(option=option, organisation=home, status="live", valid_to=yesterday)
    directory.clear()
    assert ITEM not in slugs(HOME), "it has ended"
    CallOff.objects.filter(pk=called.pk).update(valid_to=None)
    directory.clear()
    assert ITEM in slugs(HOME) and ITEM not in slugs(OTHER)
