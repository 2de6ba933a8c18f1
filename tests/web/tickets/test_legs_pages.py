"""One fault and several regions in the browser and over the API: joining, undoing, merging, children, shares."""

import pytest

from roles.actor import actor_for
from tests import cases, parties
from tests.cases import fresh, step
from tests.pages import browser
from tests.people import wear
from tests.tickets import places, way, ways

pytestmark = pytest.mark.django_db
NEIGHBOUR = parties.NEIGHBOUR


def page(client, ticket, **query) -> str:
    answer = client.get(f"/arenden/{ticket.number}/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def take(client, ticket, name: str, **data):
    return client.post(f"/arenden/{ticket.number}/steg/{name}/", {"read_version": fresh(ticket.pk).version} | data)


def api(client, ticket, name: str, **fields):
    return client.post(
        f"/api/v1/tickets/{ticket.number}/steps/{name}",
        {"fields": fields, "version": fresh(ticket.pk).version},
        content_type="application/json",
    )


def test_we_too_is_offered_to_other_regions_and_not_to_the_owner():
    ticket = places.joint()
    assert f"/arenden/{ticket.number}/steg/join/" in page(browser(parties.desk(NEIGHBOUR)), ticket)
    assert f"/arenden/{ticket.number}/steg/join/" not in page(browser(parties.desk()), ticket)
    assert f"/arenden/{ticket.number}/steg/join/" not in page(browser(parties.support()), ticket)


def test_we_too_is_taken_shown_and_undone_from_its_receipt():
    ticket, client = places.joint(), browser(parties.desk(NEIGHBOUR))
    form = client.get(f"/arenden/{ticket.number}/steg/join/").content.decode()
    assert "Vad er region ser" in form
    assert take(client, ticket, "join", **places.JOINING).status_code == 303
    shown = page(client, ticket)
    assert "Samma sak hos oss." in shown
    assert "Grannens support" in shown
    assert f"/arenden/{ticket.number}/region/{NEIGHBOUR}/split_out/?angra=1" in shown
    leg = places.leg_of(ticket)
    undo = f"/arenden/{ticket.number}/region/{NEIGHBOUR}/split_out/?angra=1&v={leg.version}"
    assert client.post(undo).status_code == 303
    assert places.leg_of(ticket).state == "split"
    assert "bröts ut ur" in page(client, ticket)


def test_the_receipt_of_we_too_undoes_the_part_just_joined_and_no_other_of_the_same_person():
    ticket, first = places.joint(), parties.desk("blekinge")
    step(ticket, "join", first, **places.JOINING)
    wear(first.user, parties.DESK_ROLE, NEIGHBOUR)
    both = actor_for(first.user)
    (hat,) = [one for one in both.hats if one.organisation.slug == NEIGHBOUR]
    client = browser(both)
    assert take(client, ticket, "join", hat=hat.assignment_id, **places.JOINING).status_code == 303
    shown = page(client, ticket)
    assert f"/region/{NEIGHBOUR}/split_out/?angra=1" in shown
    assert "/region/blekinge/split_out/?angra=1" not in shown


def test_the_hint_of_a_registration_offers_we_too_with_what_was_typed():
    ticket, client = places.joint(title="Dubbla provsvar vid vidimering"), browser(parties.desk(NEIGHBOUR))
    hint = client.post("/arenden/ny/liknande/", {"title": "Dubbla provsvaren vid vidimering"}).content.decode()
    assert f'formaction="/arenden/{ticket.number}/vi-ocksa/"' in hint
    typed = {"title": "Dubbla provsvar", "symptom": "Två svar på rad", "contact": "Lena", "affected_units": "Lab"}
    form = client.post(f"/arenden/{ticket.number}/vi-ocksa/", typed).content.decode()
    for words in ("Två svar på rad", "Lena", "Lab", f"/arenden/{ticket.number}/steg/join/"):
        assert words in form
    assert not places.legs(ticket)[1:]


def test_the_hint_shows_another_regions_own_case_as_a_count_only():
    cases.incident(title="Dubbla provsvar vid vidimering")
    client = browser(parties.desk(NEIGHBOUR))
    hint = client.post("/arenden/ny/liknande/", {"title": "Dubbla provsvaren vid vidimering"}).content.decode()
    assert "vi-ocksa" not in hint
    assert "1 liknande i en annan region" in hint


def test_a_region_joins_and_leaves_over_the_api():
    ticket, client = places.joint(), browser(parties.desk(NEIGHBOUR))
    assert api(client, ticket, "join", **places.JOINING).status_code == 200
    said = client.get(f"/api/v1/tickets/{ticket.number}").json()
    (leg,) = [one for one in said["legs"] if one["region"] == NEIGHBOUR]
    assert (leg["symptom"], leg["contact"], leg["patient_safety"]) == ("Samma sak hos oss.", "Grannens support", "risk")
    assert leg["reporter"]["email"] == parties.desk(NEIGHBOUR).user.email
    assert "leg_contact" not in said["texts"]
    answer = client.post(
        f"/api/v1/tickets/{ticket.number}/legs/{NEIGHBOUR}/steps/split_out",
        {"fields": {"reason": "Annat fel"}, "version": leg["version"]},
        content_type="application/json",
    )
    assert answer.status_code == 200
    said = client.get(f"/api/v1/tickets/{ticket.number}").json()
    assert [one["kind"] for one in said["links"]] == ["split_from"]
    assert NEIGHBOUR not in [one["region"] for one in said["legs"]]


def test_the_vendor_reads_what_a_region_sees_and_not_whom_to_ask():
    ticket = step(cases.at_vendor(), "widen", parties.support(), reason="Fler")
    step(ticket, "join", parties.desk(NEIGHBOUR), **places.JOINING)
    vendor = browser(parties.vendor())
    assert "Grannens support" not in page(vendor, ticket)
    assert parties.desk(NEIGHBOUR).user.given_name not in page(vendor, ticket)
    (leg,) = [
        one for one in vendor.get(f"/api/v1/tickets/{ticket.number}").json()["legs"] if one["region"] == NEIGHBOUR
    ]
    assert (leg["contact"], leg["reporter"]) == (None, None)


def test_several_are_merged_and_the_page_of_each_leads_on():
    manager = browser(parties.support_manager())
    master, others = cases.at_support(), [cases.incident(parties.desk(NEIGHBOUR)), cases.incident()]
    numbers = ", ".join(one.number for one in others)
    assert take(manager, master, "merge", merged_tickets=numbers).status_code == 303
    shown = page(manager, others[0])
    assert f"Det är en dubblett av {master.number} och fortsätter där." in shown
    said = manager.get(f"/api/v1/tickets/{others[0].number}").json()
    assert (said["state"], said["continued_as"]) == ("duplicate", master.number)


def test_what_cannot_be_merged_is_said_at_the_field_and_the_numbers_stay():
    manager, master = browser(parties.support_manager()), cases.at_support()
    answer = take(manager, master, "merge", merged_tickets="INC-2020-000001")
    assert answer.status_code == 422
    assert "INC-2020-000001" in answer.content.decode()


def test_the_old_address_of_a_reclassified_case_leads_to_the_new_one():
    old, client = places.case("reclassified"), browser(parties.desk())
    answer = client.get(f"/arenden/{old.number}/")
    assert answer.status_code == 302
    new = client.get(answer.url).content.decode()
    assert f"{old.number} är omklassat." in new
    assert f"/arenden/{old.number}/?gamla=1" in new
    assert "Det är omklassat och fortsätter som" in page(client, old, gamla="1")
    said = client.get(f"/api/v1/tickets/{old.number}").json()
    assert answer.url == f"/arenden/{said['continued_as']}/"


def test_a_reclassified_case_whose_new_one_is_hidden_shows_itself():
    old = places.case("reclassified")
    vendor = browser(parties.desk(NEIGHBOUR))
    assert vendor.get(f"/arenden/{old.number}/").status_code == 404


def test_the_proposed_solution_stands_on_the_childs_page_and_is_answered_there():
    child, client = ways.proposed(), browser(parties.desk())
    shown = page(client, child)
    assert "Huvudärendet är löst" in shown
    assert cases.SOLUTION["solution"] in shown
    assert take(client, child, "accept_solution").status_code == 303
    assert fresh(child.pk).state == "resolved"
    assert "Huvudärendet är löst" not in page(client, child)


def test_shares_are_listed_with_level_reason_and_end_and_ended_one_by_one():
    ticket, client = places.incident("in_progress"), browser(parties.object_leader())
    step(ticket, "share", parties.object_leader(), **way.SHARE)
    step(ticket, "share", parties.object_leader(), **way.SHARE | {"to_organisation": "vasterbotten"})
    shown = page(client, ticket)
    assert shown.count("Avsluta delningen") == 2
    assert "Får läsa" in shown
    said = client.get(f"/api/v1/tickets/{ticket.number}/shares").json()["results"]
    assert [(one["organisation"], one["level"]) for one in said] == [
        (NEIGHBOUR, "view_ticket"),
        ("vasterbotten", "view_ticket"),
    ]
    assert take(client, ticket, "end_share", which_share=said[0]["key"]).status_code == 303
    left = client.get(f"/api/v1/tickets/{ticket.number}/shares").json()["results"]
    assert [one["organisation"] for one in left] == ["vasterbotten"]


def test_a_share_of_another_case_is_not_ended_from_this_one():
    one, other = places.incident("in_progress"), places.incident("in_progress")
    for ticket in (one, other):
        step(ticket, "share", parties.object_leader(), **way.SHARE)
    client = browser(parties.object_leader())
    key = client.get(f"/api/v1/tickets/{other.number}/shares").json()["results"][0]["key"]
    assert take(client, one, "end_share", which_share=key).status_code == 422


def test_a_closed_case_without_shares_offers_no_end_of_shares():
    ticket, client = places.incident("closed"), browser(parties.object_leader())
    assert f"/arenden/{ticket.number}/steg/end_share/" not in page(client, ticket)
