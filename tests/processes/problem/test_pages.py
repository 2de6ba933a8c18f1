"""The pages of problems: registering, the panel, the incident's offer, trends, lists and the start page."""

import re
from functools import partial

import pytest
from django.urls import reverse

from roles.models import Role
from tests import parties, query_counts
from tests.cases import answer, fresh, step
from tests.pages import browser
from tests.people import actor
from tests.processes.change import places as changes
from tests.processes.problem import places as at
from tests.tickets import places
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def page_of(ticket, who) -> str:
    answer = browser(who).get(f"/arenden/{ticket.number}/")
    assert answer.status_code == 200
    return text(answer)


def test_a_problem_is_registered_from_the_menu():
    client = browser(at.manager())
    form = client.get(reverse("tickets:register_problem"))
    assert form.status_code == 200
    assert "Registrera problem" in text(form)
    sent = {"title": "Kön stannar", "service": "lakemedel", "problem_origin": "proaktiv", "go": "register"}
    answer = client.post(reverse("tickets:register_problem"), sent)
    made = Ticket.all_objects.get(process="problem")
    assert answer.status_code == 302
    assert made.number in answer["Location"]


def test_the_form_says_what_is_missing_and_keeps_what_was_typed():
    client = browser(at.manager())
    sent = {"title": "Kön stannar", "service": "lakemedel", "problem_origin": "incidenter", "go": "register"}
    answer = client.post(reverse("tickets:register_problem"), sent)
    assert answer.status_code == 422
    assert "Koppla minst en incident." in text(answer)
    assert "Kön stannar" in text(answer)


def test_who_may_not_register_problems_gets_no_form_and_no_offer():
    client = browser(parties.desk())
    assert client.get(reverse("tickets:register_problem")).status_code == 403
    assert client.get(reverse("tickets:problem_trends")).status_code == 403
    assert "Starta problem" not in page_of(places.incident(), parties.desk())


def test_an_incident_offers_a_problem_with_itself_linked():
    incident = places.incident()
    page = page_of(incident, at.manager())
    assert "Starta problem" in page
    address = f"{reverse('tickets:register_problem')}?incident={incident.number}"
    assert address in page
    form = text(browser(at.manager()).get(address))
    assert f'value="{incident.number}"' in form
    assert incident.title in form
    other = places.incident(who=parties.desk(parties.NEIGHBOUR))
    hidden = text(browser(at.region_manager()).get(f"{reverse('tickets:register_problem')}?incident={other.number}"))
    assert f'value="{other.number}"' not in hidden
    assert other.title not in hidden.replace(incident.title, "") or other.title == incident.title


def test_the_holder_links_the_incident_to_a_problem_that_there_is():
    incident, who = places.incident("triage"), at.region_manager()
    page = page_of(incident, who)
    assert "Koppla till problem" in page
    form = text(browser(who).get(f"/arenden/{incident.number}/steg/link/?link_kind=caused_by"))
    assert 'value="caused_by"' in form.split("checked")[0].rsplit("<input", 1)[1] or "caused_by" in form


def test_a_change_that_caused_the_incident_is_no_problem_of_it():
    incident = places.incident()
    changes.take(changes.change("review"), "link_caused", changes.lead(), caused_incidents=[incident.number])
    assert "Starta problem" in page_of(incident, at.manager())
    at.caused(incident)
    assert "Starta problem" not in page_of(incident, at.manager())


def test_the_panel_shows_cause_regions_and_what_the_reader_may_see():
    mine, other = places.incident(), places.incident(who=parties.desk(parties.NEIGHBOUR), title="Grannens fel")
    problem = at.problem("verify", of=at.caused(mine, other))
    step(problem, "verify_region", at.region_manager())
    page = page_of(problem, at.region_manager())
    for said in (
        "Grundorsak",
        "Fel i programmet",
        "Minnet frigörs inte",
        "CR-20871",
        "har bekräftat åtgärden",
        mine.number,
    ):
        assert said in page, said
    assert other.number not in page
    assert "Grannens fel" not in page
    seen = page_of(problem, at.manager())
    assert mine.number in seen
    assert other.number in seen


def test_the_form_of_every_step_opens():
    opened = {"new": at.registered(), "assess": at.at_support(), "verify": at.problem("verify")}
    names = {"new": ["assess"], "assess": ["start_rca", "describe_cause", "to_vendor", "hold", "mark_duplicate"]}
    client = browser(at.manager())
    for state, found in names.items():
        for name in found:
            answer = client.get(f"/arenden/{opened[state].number}/steg/{name}/")
            assert answer.status_code == 200, (name, answer.status_code)
    mine = browser(at.region_manager())
    assert mine.get(f"/arenden/{opened['verify'].number}/steg/verify_region/").status_code == 200


def test_the_list_finds_problems_by_process_and_state():
    problem, incident = at.at_support(), places.incident()
    page = text(browser(at.manager()).get("/arenden/?process=problem&state=assess"))
    assert problem.number in page
    assert incident.number not in page
    assert "Bedöms" in page


def test_the_list_of_a_region_has_the_problems_that_concern_it():
    problem = at.caused(places.incident(who=parties.desk(parties.NEIGHBOUR)))
    assert problem.origin.slug == parties.SUPPORT_ORG
    listed = browser(parties.desk(parties.NEIGHBOUR)).get("/arenden/?region=me&process=problem")
    assert problem.number in text(listed)
    assert problem.number not in text(browser(parties.desk()).get("/arenden/?region=me&process=problem"))


def test_the_start_page_asks_a_region_to_confirm_and_the_manager_to_assess():
    new, waiting = at.caused(places.incident()), at.problem("verify")
    asked = text(browser(at.region_manager()).get("/"))
    assert "Bekräfta åtgärden" in asked
    assert f"/arenden/{waiting.number}/steg/verify_region/" in asked
    assert waiting.number not in text(browser(at.region_manager(parties.NEIGHBOUR)).get("/"))
    assert f"/arenden/{new.number}/steg/assess/" in text(browser(at.manager()).get("/"))
    step(waiting, "verify_region", at.region_manager())
    assert f"/arenden/{waiting.number}/steg/verify_region/" not in text(browser(at.region_manager()).get("/"))


def test_the_timeline_reads_as_a_problem():
    page = page_of(at.problem("rca"), at.manager())
    assert "registrerade problemet" in page
    assert "startade grundorsaksanalysen" in page
    assert "registrerade incidenten" not in page


def test_the_interface_of_programs_knows_problems():
    problem = at.caused(places.incident())
    client = browser(at.manager())
    listed = client.get("/api/v1/tickets?process=problem").json()["results"]
    assert [one["number"] for one in listed] == [problem.number]
    answer = client.post(
        f"/api/v1/tickets/{problem.number}/steps/assess",
        {"fields": at.ASSESSING},
        content_type="application/json",
        headers={"If-Match": f'"{problem.version}"'},
    )
    assert answer.status_code == 200, answer.content
    made = client.post(
        "/api/v1/tickets",
        {"process": "problem", "fields": at.PROBLEM},
        content_type="application/json",
        headers={"Idempotency-Key": "a-problem-of-its-own"},
    )
    assert made.status_code == 201, made.content


def test_the_interface_tells_the_facts_of_a_problem_and_how_far_the_fix_has_come():
    problem = step(at.problem("verify"), "verify_region", at.region_manager())
    said = browser(at.manager()).get(f"/api/v1/tickets/{problem.number}").json()
    assert (said["facts"]["root_cause"], said["facts"]["fix_reference"]) == ("programfel", "CR-20871")
    assert said["facts"]["owner"]["email"] == at.manager().user.email
    assert "fix" not in said["facts"]
    (row,) = said["affected_regions"]
    assert (row["region"], row["verified_at"] is not None) == (parties.REGION, True)


def test_the_vendor_is_told_neither_the_decision_nor_who_owns_it():
    problem = at.at_vendor()
    problem = step(problem, "declare_ke", at.manager(), **at.DECLARING)
    problem = at.decided(problem)
    cited = at.accepting(problem)["decision_link"]
    problem = step(problem, "accept_risk", at.object_owner(), **at.accepting(problem))
    client = browser(parties.vendor())
    said = client.get(f"/api/v1/tickets/{problem.number}").json()
    assert "decision" not in said["facts"]
    assert "cost_benefit" not in said["texts"]
    page = text(client.get(f"/arenden/{problem.number}/"))
    for hidden in (cited, "Styrgruppsforum", at.ACCEPTING["cost_benefit"], at.ACCEPTING["reason"]):
        assert hidden not in page


def test_the_history_calls_the_forum_by_its_name():
    problem = at.decided()
    cited = at.accepting(problem)["decision_link"]
    problem = step(problem, "accept_risk", at.object_owner(), **at.accepting(problem))
    page = page_of(problem, at.manager())
    assert page.count(cited.split()[0]) == page.count(f"/{cited.split()[0]}/"), "only in addresses"
    assert f"Styrgruppsforum {cited.split(' ', 1)[1]}" in page


def test_the_known_errors_of_a_problem_follow_its_steps_from_the_browser_and_from_programs():
    problem = at.problem("known_error")
    client = browser(at.manager())
    answer = client.post(
        f"/arenden/{problem.number}/steg/start_fix/",
        {"planned_version": "4.2.1", "fix_reference": "CR-20871", "read_version": problem.version},
    )
    assert answer.status_code == 303, text(answer)
    problem = Ticket.all_objects.get(pk=problem.pk)
    answer = client.post(
        f"/api/v1/tickets/{problem.number}/steps/cancel",
        {"fields": {"reason": "Inget problem."}},
        content_type="application/json",
        headers={"If-Match": f'"{problem.version}"'},
    )
    assert answer.status_code == 200, answer.content


def test_the_page_and_the_list_of_problems_ask_little_of_the_database(django_assert_max_num_queries):
    mine, other = places.incident(), places.incident(who=parties.desk(parties.NEIGHBOUR))
    problem = at.problem("verify", of=at.caused(mine, other))
    client = browser(at.manager())
    client.get(f"/arenden/{problem.number}/")  # what is kept for half a minute
    with django_assert_max_num_queries(20):
        client.get(f"/arenden/{problem.number}/")
    client.get("/arenden/?process=problem")
    with django_assert_max_num_queries(10):
        client.get("/arenden/?process=problem")
    client.get(reverse("tickets:problem_trends"))
    with django_assert_max_num_queries(8):
        client.get(reverse("tickets:problem_trends"))


def watched() -> Ticket:
    """A problem of three regions' incidents that has been to the vendor, with a task, a known error and a fix."""
    found = [places.incident(who=parties.desk(region)) for region in (parties.REGION, parties.NEIGHBOUR, "blekinge")]
    problem = at.problem("rca", of=at.caused(*found))
    problem = step(problem, "to_vendor", at.manager(), **at.TO_VENDOR)
    problem = answer(problem, "return", parties.vendor(), return_reason="saknar_underlag", reason="Vilken version?")
    problem = step(problem, "declare_ke", at.manager(), **at.DECLARING)
    problem = step(problem, "start_fix", at.manager(), planned_version="4.3", fix_link=changes.change("review").number)
    step(problem, "add_task", at.manager(), task_title="Ring leverantören", task_blocking=True)
    return fresh(problem.pk)


def test_the_page_keeps_its_budget_for_every_role():
    problem = watched()
    homes = {"region": parties.REGION, "support": parties.SUPPORT_ORG, "vendor": parties.VENDOR_ORG}
    costs = {}
    for role in Role.objects.filter(level__in=homes).order_by("slug"):
        client = browser(actor(role.slug, homes[role.level]))
        if client.get(f"/arenden/{problem.number}/").status_code == 200:
            call = partial(client.get, f"/arenden/{problem.number}/")
            costs[role.slug] = query_counts.counted(call, again=bool(costs))[1]
    dearest = max(costs, key=lambda slug: len(costs[slug]))
    assert len(costs) > 40
    assert len(costs[dearest]) <= 20, f"{dearest}: {len(costs[dearest])}\n" + "\n".join(
        f"{number:3} {sql[:300]}" for number, sql in enumerate(costs[dearest], start=1)
    )


def test_the_list_shows_how_far_the_fix_has_come_in_each_region():
    found = [places.incident(who=parties.desk(region)) for region in (parties.REGION, parties.NEIGHBOUR, "blekinge")]
    problem = at.problem("known_error", of=at.caused(*found))
    problem = step(problem, "start_fix", at.manager(), planned_version="4.2.1", fix_reference="CR-20871")
    regions = [parties.REGION, parties.NEIGHBOUR]
    problem = step(problem, "fix_delivered", at.deployer(), fixed_version="4.2.1", deployed_regions=regions)
    problem = step(problem, "verify_region", at.region_manager(parties.NEIGHBOUR))
    page = text(browser(at.manager()).get("/arenden/?process=problem&state=open"))
    (strip,) = re.findall(r'class="strip" role="img" aria-label="([^"]+)"', page)
    assert re.findall("Blekinge|Dalarna|Halland", strip) == ["Blekinge", "Dalarna", "Halland"]
    assert strip.count(":") == 4, f"three states, and the regions that are not affected: {strip}"
    vendor = step(at.problem("rca"), "to_vendor", at.manager(), **at.TO_VENDOR)
    page = text(browser(parties.vendor()).get("/arenden/?process=problem&state=open"))
    assert vendor.number in page
    assert problem.number not in page
