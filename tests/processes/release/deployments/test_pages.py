"""The board of a release, the forms of a region's row, what waits on Start, and the rows by REST."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regions import directory
from tests import cases, parties, query_counts
from tests.api import calling
from tests.pages import browser, plain
from tests.processes.release import places as releases
from tests.processes.release.deployments import places as at
from tickets.models import RegionDeployment

pytestmark = pytest.mark.django_db
DECIDERS = (at.manager, at.leader, at.owner_of_it)


def shown(ticket, who) -> str:
    answer = browser(who).get(f"/arenden/{ticket.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def board_of(html: str) -> str:
    return html[html.index('id="utrullning"') :].partition("</section>")[0]


def window_of_form(days: int = 10) -> dict:
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    return {
        "planned_start_0": day,
        "planned_start_1": "20:00",
        "planned_end_0": day,
        "planned_end_1": "23:00",
        "wave": "1",
    }


def test_the_board_has_nine_rows_and_buttons_for_the_own_region_alone():
    ticket = releases.planning()
    board = board_of(shown(ticket, at.manager()))
    rows = re.findall(r'<th scope="row">(.*?)</th>', board)
    assert len(rows) == 9 and sum("<strong>" in one for one in rows) == 1
    assert board.index('class="region ') < board.index("<table"), "the own region stands first"
    links = set(re.findall(r"/driftsattning/([a-z-]+)/", board))
    assert links == {at.REGION}
    assert "Planera" in plain(board) and "Utan våg" not in board and "Ännu utan våg" in board
    neighbour = board_of(shown(ticket, at.manager(at.NEIGHBOUR)))
    assert set(re.findall(r"/driftsattning/([a-z-]+)/", neighbour)) == {at.NEIGHBOUR}
    assert not re.findall(r"/driftsattning/", board_of(shown(ticket, parties.desk()))), (
        "nothing to press, nothing shown"
    )


def test_a_region_plans_in_its_form_and_the_board_says_when_and_what_is_missing():
    ticket = releases.planning()
    client, address = browser(at.manager()), f"/arenden/{ticket.number}/driftsattning/{at.REGION}/plan/"
    form = client.get(address)
    assert form.status_code == 200 and "Våg" in form.content.decode()
    row = at.row(ticket)
    answer = client.post(address, window_of_form() | {"read_version": row.version})
    assert answer.status_code == 303, plain(answer.content.decode())[-1500:]
    assert at.row(ticket).state == "planned"
    text = plain(board_of(shown(ticket, at.manager(at.NEIGHBOUR))))
    assert "Planerad" in text and "20.00–23.00" in text and "Våg 1" in text
    assert "utbildning" in text and "kommunikation" in text


def test_another_regions_row_has_no_form():
    ticket = releases.planning()
    answer = browser(at.manager(at.NEIGHBOUR)).get(f"/arenden/{ticket.number}/driftsattning/{at.REGION}/plan/")
    assert answer.status_code in (403, 409) and "Bara den berörda regionen" in answer.content.decode()
    assert browser(at.manager()).get(f"/arenden/{ticket.number}/driftsattning/okand/plan/").status_code == 404


def test_the_board_says_who_has_signed_and_what_the_vendor_reports():
    one = at.step(at.tested("approved", vendor_deploys=True), "sign_go", at.leader(), **at.TICKS)
    text = plain(board_of(shown(one.ticket, at.manager())))
    assert "Skriv under klartecken" in text and "Leverantören driftsätter" in text
    assert at.leader().user.short_name in text
    other = plain(board_of(shown(one.ticket, at.vendor())))
    assert at.leader().user.short_name not in other, "the vendor reads roles, no names of the customer's side"
    asked = {who: "väntar på klartecken" in plain(browser(who()).get("/").content.decode()) for who in DECIDERS}
    assert asked == {at.manager: True, at.leader: False, at.owner_of_it: False}, "signed, and no party of a minor one"
    one = at.step(one, "sign_go", at.manager(), **at.TICKS)
    now = timezone.now()
    at.step(one, "vendor_report", at.vendor(), vendor_outcome="done", actual_start=now, actual_end=now)
    assert "Leverantören rapporterar: klar" in plain(board_of(shown(one.ticket, at.manager())))


def test_the_board_says_which_regions_deploy_at_once_and_share_those_on_call():
    ticket = releases.planning()
    for region, hours in ((at.REGION, 200), (at.NEIGHBOUR, 201), ("blekinge", 300)):
        at.step(at.row(ticket, region), "plan", at.manager(region), **at.planning(hours=hours))
    board = plain(board_of(shown(ticket, at.manager())))
    assert "Samtidigt och med samma beredskap: Halland" in board
    assert "Samtidigt och med samma beredskap: Dalarna" in board
    assert "beredskap: Blekinge" not in board and board.count("samma beredskap") == 3, "the own row stands twice"


def test_start_says_what_the_own_regions_row_waits_for():
    ticket = releases.planning()
    said = plain(browser(at.manager()).get("/").content.decode())
    assert "Din region har ingen plan för driftsättningen." in said
    at.step(at.row(ticket), "plan", at.manager(), **at.planning(hours=200))
    assert "ingen plan för driftsättningen" not in plain(browser(at.manager()).get("/").content.decode())
    assert "Bekräfta utbildningen" in plain(browser(at.trainer()).get("/").content.decode())
    assert "Bekräfta utbildningen" not in plain(browser(at.trainer(at.NEIGHBOUR)).get("/").content.decode())


def test_the_page_costs_the_same_however_much_the_regions_have_done():
    ticket = releases.planning()
    client, address = browser(at.manager()), f"/arenden/{ticket.number}/"
    client.get(address)
    query_counts.check("web: release board", lambda: client.get(address), at_most=22)
    for region in directory.regions():
        at.step(at.row(ticket, region.slug), "plan", at.manager(region.slug), **at.planning(hours=300))
    counted = len(query_counts.counted(lambda: client.get(address))[1])
    first = at.step(at.row(ticket), "sign_opt_out", at.leader(), **at.opting_out())
    at.step(at.row(ticket, at.NEIGHBOUR), "sign_opt_out", at.leader(at.NEIGHBOUR), **at.opting_out())
    assert first.ticket_id == ticket.pk
    assert len(query_counts.counted(lambda: client.get(address))[1]) == counted


def test_the_rows_by_rest():
    ticket = releases.planning()
    program = calling.program("region-driftsattningsansvarig", at.REGION)
    rows = program.get(f"tickets/{ticket.number}/deployments").json()["results"]
    assert len(rows) == 9 and {one["state"] for one in rows} == {"not_planned"}
    mine = next(one for one in rows if one["region"] == at.REGION)
    assert [step["name"] for step in mine["steps"] if step["allowed"]] == ["plan"]
    plan = at.planning(hours=200)
    said = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in plan.items()}
    answer = program.post(
        f"tickets/{ticket.number}/deployments/{at.REGION}/steps/plan", {"fields": said}, version=mine["version"]
    )
    assert answer.status_code == 200, answer.content
    assert RegionDeployment.objects.unscoped("test").get(pk=at.row(ticket).pk).state == "planned"
    other = program.post(f"tickets/{ticket.number}/deployments/{at.NEIGHBOUR}/steps/plan", {"fields": said}, version=1)
    assert other.status_code == 409 and calling.codes(other) == [("", "not_affected")]


def test_a_ticket_that_is_no_release_has_no_rows():
    ticket = cases.at_support()
    path = f"tickets/{ticket.number}/deployments"
    for program in (calling.region(at.REGION), calling.support()):
        answer = program.get(path)
        assert (answer.status_code, answer.json()) == (200, {"results": []})
        assert program.post(f"{path}/{at.REGION}/steps/plan", {"fields": {}}, version=1).status_code == 404
    address = reverse("tickets:deployment_step", args=[ticket.number, at.REGION, "plan"])
    for ask in (browser(parties.desk()).get, browser(parties.desk()).post):
        assert ask(address).status_code == 404
