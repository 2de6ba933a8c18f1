"""Who sees what of a need: the thread, similar needs, the vendor, and other regions."""

import pytest
from django.utils import timezone, translation

from engine.errors import EngineError
from tests import parties
from tests.api import calling
from tests.cases import fresh, step
from tests.pages import browser, text_of
from tests.processes.need import places as at
from tests.processes.release import places as releases
from tickets import selectors
from tickets.models import Event, Link, ReleaseItem, Ticket
from tickets.processes.need import results, similar, thread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]


def page(need, who) -> str:
    return text_of(browser(who).get(f"/arenden/{need.number}/"))


def knots(need, who) -> list[thread.Knot]:
    need = fresh(need.pk)
    return thread.of(need, selectors.links(need, who), who)


def test_every_region_reads_it_and_the_vendor_does_not():
    need = at.submitted()
    assert at.TITLE in page(need, at.leader(parties.NEIGHBOUR))
    assert browser(parties.vendor()).get(f"/arenden/{need.number}/").status_code == 404
    assert need.number not in text_of(browser(parties.vendor()).get("/behov/"))
    assert calling.vendor().get("needs").json()["total"] == 0


def test_a_draft_is_its_writers_alone():
    draft = at.drafted()
    for who in (at.leader(), at.coordinator()):
        assert not Ticket.objects.visible_to(who).filter(pk=draft.pk).exists()
    draft = step(draft, "withdraw", at.clinician(), reason="Behövs inte.")
    assert (draft.state, draft.number) == ("declined", None)


def test_the_thread_leads_from_the_need_to_the_effect():
    need, release = at.need("prioritised"), releases.planning()
    need = step(need, "convert", at.coordinator(), resulting_tickets=[release.number, at.change().number])
    found = knots(need, at.leader())
    assert [one.status for one in found] == ["done", "done", "done", "current", "todo", "todo"]
    assert [line.number for line in found[3].lines] == [release.number]
    assert len(found[2].lines) == 1
    said = page(need, at.leader())
    for words in ("Från behov till nytta", release.number, "Prioriterat: hög", "Dalarna: inte än"):
        assert words in said, words


def test_the_thread_stands_in_the_preparation_again_when_a_prioritised_need_has_rested():
    need = at.need("prioritised")
    need = step(need, "park", at.coordinator(), reason="Väntar.", review_at=at.in_days(3))
    assert knots(need, at.leader())[1].status == "current"
    need = step(need, "wake", at.coordinator())
    assert knots(need, at.leader())[1].status == "current"
    need = at.decided(need, "low")
    assert knots(need, at.leader())[1].status == "done"


def test_nothing_tells_how_many_cases_the_reader_may_not_read():
    need = at.need("prioritised")
    need = step(need, "convert", at.coordinator(), resulting_tickets=[at.change().number, at.change().number])
    event = Event.all_objects.get(ticket_id=need.pk, step="convert")
    assert "results" not in event.changed


def test_a_change_that_needed_no_release_is_in_use_with_its_day():
    need = at.need("effect_followup")
    (change,) = results.found(need)
    with translation.override("en"):
        release, deployment = knots(need, at.leader())[3:5]
    assert (release.status, release.nothing) == ("done", "None: it came into use without a release")
    ((number, text, day),) = [(line.number, line.text, line.at) for line in deployment.lines]
    assert (number, text, deployment.status) == (change.number, "In use without a release", "done")
    assert day is not None and day <= need.detail().followup_at
    assert "Dalarna: inte än" not in page(need, at.leader())


def test_a_change_that_waits_for_its_release_is_not_in_use():
    need, release = at.need("prioritised"), releases.planning()
    change = at.change("review")
    ReleaseItem.all_objects.create(ticket=release, item=change, from_scope=1)
    Link.objects.create(ticket=change, other=release, kind="in_release", created_at=timezone.now())
    need = step(need, "convert", at.coordinator(), resulting_tickets=[change.number])
    assert results.came(need) == "" and not any(map(results.is_used, results.found(need)))
    with pytest.raises(EngineError):
        step(need, "start_followup", at.coordinator())
    with translation.override("en"):
        (released, deployment) = knots(need, at.leader())[3:5]
    assert [line.number for line in released.lines] == [release.number]
    assert [line.text for line in deployment.lines] == ["Dalarna: not yet"]


def test_what_the_reader_may_not_read_is_a_knot_without_content():
    need = at.need("converted")
    change = Ticket.objects.unscoped("test").get(pk=next(iter(results.ids(need))))
    Ticket.all_objects.filter(pk=change.pk).update(planned_version="")  # a plain column: the row itself is left alone
    step(
        change,
        "make_confidential",
        parties.support_security(),
        reason="Känsligt",
        named_readers=[parties.desk().user.email],
    )
    outside = at.leader(parties.NEIGHBOUR)
    found = knots(need, outside)
    assert (found[2].status, found[2].lines) == ("done", [])
    assert change.number not in page(need, outside)
    assert change.title not in page(need, outside)


def test_the_link_is_seen_from_both_ends_by_who_reads_both():
    need = at.need("converted")
    change = Ticket.objects.unscoped("test").get(pk=next(iter(results.ids(need))))
    assert need.number in text_of(browser(at.leader()).get(f"/arenden/{change.number}/"))
    assert change.number in page(need, at.leader())
    (link,) = Link.objects.visible_to(at.leader()).filter(other=need)
    assert (link.ticket_id, link.kind) == (change.pk, "follows")


def test_a_confidential_case_is_not_named_where_all_regions_read():
    need, change = at.need("prioritised"), at.change()
    change = step(
        change, "make_confidential", parties.support_security(), reason="K", named_readers=[at.coordinator().user.email]
    )
    from engine.errors import Refused

    with pytest.raises(Refused) as refused:
        step(need, "convert", at.coordinator(), resulting_tickets=[change.number])
    assert refused.value.reasons[0].code == "confidential_result"


def test_similar_needs_are_those_that_the_reader_reads():
    need = at.submitted(at.clinician(parties.NEIGHBOUR))
    found = similar.to_title("Sköra äldres läkemedel i en enda vy", at.leader())
    assert [one.number for one in found.needs] == [need.number]
    own = at.submitted()
    assert need.number in page(own, at.leader())
    assert "Behov som kan vara samma" in page(own, at.leader())
    step(need, "make_confidential", parties.support_security(), reason="K", named_readers=[parties.desk().user.email])
    found = similar.to_title("Sköra äldres läkemedel i en enda vy", at.leader())
    assert [one.number for one in found.needs] == [own.number]


def test_a_personal_number_is_not_looked_for():
    assert not similar.to_title("Sköra äldres läkemedel 19121212-1212", at.leader())


def test_similar_needs_are_shown_while_the_title_is_written():
    need = at.submitted(at.clinician(parties.NEIGHBOUR))
    answer = browser(at.clinician()).post("/arenden/ny/behov/liknande/", {"title": "Läkemedel för sköra äldre på sida"})
    assert need.number in text_of(answer)
    assert browser(parties.desk()).post("/arenden/ny/behov/liknande/", {"title": "Läkemedel"}).status_code == 403
