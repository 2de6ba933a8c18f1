"""A published workaround reaches every incident of its problem and every region, once each, and nobody else."""

import pytest

from engine import due
from engine.errors import EngineError, Refused
from regions import directory
from tests import cases, parties
from tests.cases import fresh, step
from tests.notices import told
from tests.processes.known_error import places
from tests.processes.known_error.places import known_error
from tests.tickets import places as places_of_incidents
from tests.web.tickets.door import Visitor, words
from tickets.models import Event, Notice, Task, Ticket, TicketUserGrant

pytestmark = pytest.mark.django_db


def events_of(ticket, name: str) -> list[Event]:
    return list(Event.objects.unscoped("test").filter(ticket_id=ticket.pk, step=name))


def three_behind():
    """A problem, and incidents of three organisations that it causes."""
    found = [cases.incident(parties.desk(region)) for region in ("dalarna", "halland", "vasterbotten")]
    return places.problem(*found), found


def test_publishing_is_told_to_the_desks_of_all_nine_regions_once_each():
    desks = [parties.desk(region.slug) for region in directory.regions()]
    ticket = known_error()
    told.open_all()
    told.open_all()
    published = Event.objects.unscoped("test").get(ticket_id=ticket.pk, step="publish")
    assert len(desks) == 9
    assert [len(told.notices_of(one, event=published)) for one in desks] == [1] * 9
    assert Notice.all_objects.filter(event=published, user=parties.vendor().user).count() == 0


def test_every_open_incident_of_the_problem_says_so_once():
    behind, found = three_behind()
    apart = cases.incident()
    step(found[2], "cancel", parties.desk("vasterbotten"), reason="Löste sig")
    known_error(behind=behind)
    due.fire()
    due.fire()
    counts = [len(events_of(one, "workaround_published")) for one in (*found, apart)]
    assert counts == [1, 1, 0, 0]
    (said,) = events_of(found[0], "workaround_published")
    assert (said.audience, said.user, fresh(found[0].pk).version) == ("customer", None, found[0].version)


def test_its_page_shows_the_workaround_to_those_who_read_both():
    behind, found = three_behind()
    ticket = known_error(behind=behind)
    page = Visitor(parties.desk().user).text(f"/arenden/{found[0].number}/")
    assert f"{ticket.number} har en tillfällig lösning" in page and places.WORKAROUND in page
    other = Visitor(parties.desk().user).see(f"/arenden/{found[1].number}/")
    assert other.status_code == 404


def test_the_page_of_the_known_error_lists_only_incidents_that_the_reader_reads():
    behind, found = three_behind()
    ticket = known_error(behind=behind)
    pages = {
        region: words(Visitor(parties.desk(region).user).see(f"/arenden/{ticket.number}/"))
        for region in ("dalarna", "halland", "gavleborg")
    }
    assert found[0].number in pages["dalarna"] and found[1].number not in pages["dalarna"]
    assert found[1].number in pages["halland"] and found[0].number not in pages["halland"]
    assert not any(one.number in pages["gavleborg"] for one in found)
    assert places.WORKAROUND in pages["gavleborg"]


def test_the_vendor_of_an_incident_learns_nothing_of_a_known_error_it_does_not_read():
    incident = cases.at_vendor()
    behind = places.problem(incident)
    ticket = known_error(behind=behind)
    due.fire()
    (said,) = events_of(incident, "workaround_published")
    assert said.audience == "customer"
    page = Visitor(parties.vendor().user).text(f"/arenden/{incident.number}/")
    assert ticket.number not in page and places.WORKAROUND not in page and "tillfällig" not in page.lower()


def test_withdrawing_tells_incidents_that_were_told_and_stops_the_offer():
    behind, found = three_behind()
    ticket = known_error(behind=behind)
    due.fire()
    step(ticket, "withdraw", parties.problem_manager(), reason="Höll inte")
    due.fire()
    assert len(events_of(found[0], "workaround_withdrawn")) == 1
    page = Visitor(parties.desk().user).text(f"/arenden/{found[0].number}/")
    assert ticket.number in page and places.WORKAROUND not in page


def test_what_was_withdrawn_before_the_incidents_were_told_is_not_told():
    behind, found = three_behind()
    step(known_error(behind=behind), "withdraw", parties.problem_manager(), reason="Höll inte")
    due.fire()
    assert events_of(found[0], "workaround_published") == []


def test_a_confidential_problem_gives_a_confidential_known_error_that_reaches_no_incident():
    behind, found = three_behind()
    secret = {"reason": "Känsligt", "named_readers": [parties.problem_manager().user.email]}
    step(behind, "make_confidential", parties.support_security(), **secret)
    ticket = known_error(behind=fresh(behind.pk))
    assert (ticket.state, ticket.visibility) == ("published", "confidential")
    assert Ticket.objects.visible_to(parties.problem_manager()).filter(pk=ticket.pk).exists()
    given = TicketUserGrant.objects.filter(content_object=ticket)
    assert {one.event_seq for one in given} == {1}, "by the step that made the known error, not by the problem's"
    assert not Ticket.objects.visible_to(parties.desk()).filter(pk=ticket.pk).exists()
    due.fire()
    assert events_of(found[0], "workaround_published") == []


def test_publishing_waits_for_the_review_of_templates_where_they_may_be_affected():
    ticket, who = places.draft(review_verdict="affects"), parties.problem_manager()
    with pytest.raises(Refused) as refused:
        step(ticket, "publish", who, **places.publishing())
    assert [one.code for one in refused.value.reasons] == ["template_review_missing"]
    step(ticket, "review_template_impact", places.reviewer(), review_verdict="unclear", comment="Ska undersökas.")
    with pytest.raises(Refused):
        step(ticket, "publish", who, **places.publishing())
    step(ticket, "review_template_impact", places.reviewer(), review_verdict="affects", comment="Mall 12 är rättad.")
    assert step(ticket, "publish", who, **places.publishing()).state == "published"


def test_the_owner_hears_when_the_day_of_review_has_come():
    ticket = known_error()
    from sla.models import DueStep

    (row,) = DueStep.objects.filter(subject_id=ticket.pk, step="review_due", fired_at=None)
    assert due.fire(now=row.due_at) >= 1
    assert len(events_of(ticket, "review_due")) == 1
    told.open_all()
    reminded = events_of(ticket, "review_due")[0]
    assert told.notices_of(parties.problem_manager(), event=reminded)
    later = step(ticket, "confirm_review", parties.problem_manager(), review_at=places.in_months(5).isoformat())
    assert later.detail().review_at == places.in_months(5)


def test_the_program_proposes_and_a_person_retires():
    ticket = known_error()
    places.by_the_program(ticket, "propose_retiring")
    (task,) = Task.objects.unscoped("test").filter(ticket_id=ticket.pk)
    assert task.done_at is None
    with pytest.raises(Refused) as refused:
        step(ticket, "retire", parties.problem_manager(), reason="Rättat")
    (why,) = refused.value.reasons
    assert why.code == "regions_unverified" and "Dalarna" in str(why.text)
    places.verified(ticket, *places.REGIONS)
    assert step(ticket, "retire", parties.problem_manager(), reason="Rättat").closed_at is not None
    task.refresh_from_db()
    assert task.done_at is not None


PROGRAM = {"add_regions": "affected_regions", "verify_region": "verified_region", "use": "used_on"}


@pytest.mark.parametrize("name", ["add_regions", "verify_region", "unverify", "propose_retiring", "review_due", "use"])
def test_a_step_of_the_program_is_taken_by_it_alone(name):
    ticket = known_error()
    asked = {
        "add_regions": {"affected_regions": ["dalarna"]},
        "verify_region": {"verified_region": "dalarna"},
        "use": {"used_on": cases.incident().number},
    }
    data = asked.get(name, {})
    with pytest.raises(EngineError):
        step(ticket, name, parties.problem_manager(), **data)
    if name in PROGRAM:
        with pytest.raises(Refused) as refused:
            places.by_the_program(ticket, name)
        assert PROGRAM[name] in refused.value.by_field()
    places.by_the_program(ticket, name, **data)
    assert len(events_of(ticket, name)) == 1


def test_personal_data_is_hidden_in_a_draft_too():
    from tickets.models import TextVersion

    ticket = places.draft(workaround=places.WORKAROUND)
    row = TextVersion.objects.unscoped("test").get(ticket_id=ticket.pk, field="workaround")
    step(ticket, "hide_personal_data", parties.desk(), hidden_part=row.part_key)
    row.refresh_from_db()
    assert places.WORKAROUND not in row.body


def test_a_known_error_needs_an_open_problem():
    with pytest.raises(Refused) as refused:
        places.draft(cases.incident(parties.support()))
    assert [one.code for one in refused.value.reasons] == ["not_a_problem"]


def linked_by_the_problem(behind, incident):
    step(behind, "link_incidents", parties.problem_manager(), incident_links=[incident.number])


def linked_by_the_incident(behind, incident):
    places.linked(incident, behind)


def brought_by_a_duplicate(behind, incident):
    step(places.problem(incident), "mark_duplicate", parties.problem_manager(), master_ticket=behind.number)


@pytest.mark.parametrize("state", ["published", "under_change"])
@pytest.mark.parametrize("come", [linked_by_the_problem, linked_by_the_incident, brought_by_a_duplicate])
def test_an_incident_that_comes_after_it_was_published_hears_of_it_as_the_earlier_ones_did(come, state):
    behind, found = three_behind()
    ticket = known_error(state, behind=behind)
    due.fire()
    late = cases.incident()
    come(behind, late)
    due.fire()
    due.fire()
    (said,) = events_of(late, "workaround_published")
    assert (said.audience, said.changed["known_error"]["ticket"]) == ("customer", ticket.pk)
    assert places.WORKAROUND in Visitor(parties.desk().user).text(f"/arenden/{late.number}/")
    assert len(events_of(found[0], "workaround_published")) == 1


@pytest.mark.parametrize("state", ["draft", "withdrawn", "retired"])
def test_what_is_not_offered_is_not_told_to_an_incident_that_comes_later(state):
    behind = places.problem()
    known_error(state, behind=behind)
    late = cases.incident()
    linked_by_the_incident(behind, late)
    due.fire()
    assert events_of(late, "workaround_published") == []


def test_an_ended_incident_is_told_nothing():
    behind = places.problem()
    known_error(behind=behind)
    late = step(cases.incident(), "cancel", parties.desk(), reason="Löste sig")
    linked_by_the_problem(behind, late)
    due.fire()
    assert events_of(late, "workaround_published") == []


def test_an_incident_that_is_linked_to_the_known_error_itself_hears_of_it_too():
    ticket, incident = known_error(), places_of_incidents.incident("in_progress")
    step(incident, "link", parties.desk(), other_ticket=ticket.number, link_kind="solved_by")
    step(ticket, "withdraw", parties.problem_manager(), reason="Den tillfälliga lösningen höll inte.")
    due.fire()
    assert len(events_of(incident, "workaround_withdrawn")) == 1
    step(ticket, "republish", parties.problem_manager(), **places.publishing())
    due.fire()
    assert len(events_of(incident, "workaround_published")) == 1
    incident = fresh(incident.pk)
    step(incident, "unlink", parties.desk(), other_ticket=ticket.number)
    step(ticket, "withdraw", parties.problem_manager(), reason="Den tillfälliga lösningen höll inte.")
    due.fire()
    assert len(events_of(incident, "workaround_withdrawn")) == 1, "no longer linked"
