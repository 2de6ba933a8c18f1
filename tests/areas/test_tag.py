"""Needs and changes carry programme areas: set, shown, read over the API, found by, and carried from need to change."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from engine import due
from engine.errors import Refused
from regions import directory
from tests import parties
from tests.api import calling
from tests.cases import fresh, step
from tests.processes.change import places as changes
from tests.processes.change.test_pages import browser
from tests.processes.need import places as needs
from tests.web.tickets.door import words
from tickets import filters, saved_views
from tickets.areas import register
from tickets.models import Event, ProgrammeArea, Ticket, TicketArea

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
PRIMARY, AGED = "primarvard", "aldre-och-palliativ"


@pytest.fixture(autouse=True)
def _fresh_register():
    yield
    directory.clear()


def slugs(ticket) -> list[str]:
    return [one.slug for one in fresh(ticket.pk).programme_areas()]


def retire(slug: str) -> None:
    ProgrammeArea.objects.filter(slug=slug).update(valid_to=timezone.localdate() - timedelta(days=1))
    directory.clear()


def found(who, **asked) -> set[int]:
    rows = Ticket.objects.visible_to(who).filter(filters.keep(asked, who))
    return set(rows.values_list("pk", flat=True))


def test_a_change_is_tagged_when_it_is_submitted_and_at_any_time_while_it_is_open():
    ticket = changes.submitted(programme_areas=[AGED, PRIMARY])
    assert slugs(ticket) == [PRIMARY, AGED]
    ticket = changes.take(ticket, "tag_areas", changes.lead(), programme_areas=["tandvard"])
    assert slugs(ticket) == ["tandvard"]
    ticket = changes.take(ticket, "tag_areas", changes.requester())
    assert slugs(ticket) == []
    assert not TicketArea.objects.unscoped("test").filter(ticket_id=ticket.pk).exists()
    ticket = changes.take(changes.change("scheduled"), "tag_areas", changes.lead(), programme_areas=[PRIMARY])
    assert (ticket.state, slugs(ticket)) == ("scheduled", [PRIMARY])


def test_the_tag_is_no_part_of_what_is_voted_on():
    ticket = changes.vote(changes.change("regional_review"), "regional-review", changes.region_lead())
    before = changes.ballot(ticket, "regional-review")
    ticket = changes.take(ticket, "tag_areas", changes.lead(), programme_areas=[PRIMARY])
    after = changes.ballot(ticket, "regional-review")
    assert (after.pk, after.state, after.digest) == (before.pk, before.state, before.digest)
    assert changes.take(ticket, "regional_passed", changes.lead(), vote_deadline=changes.ahead(days=9))


def test_what_is_the_same_or_unknown_is_refused():
    ticket = changes.submitted(programme_areas=[PRIMARY])
    for given, code in (([PRIMARY], "nothing_changed"), (["finns-inte"], None)):
        with pytest.raises(Refused) as refused:
            changes.take(ticket, "tag_areas", changes.lead(), programme_areas=given)
        assert code in (None, refused.value.reasons[0].code)


@pytest.mark.parametrize("kind", ["need", "change"])
def test_a_retired_area_stays_where_it_is_and_is_chosen_no_more(kind):
    if kind == "need":
        ticket = needs.submitted(programme_areas=["tandvard"])
        retag = partial(step, ticket, "prepare", needs.leader(), **needs.PREPARING, programme_areas=[PRIMARY])
    else:
        ticket = changes.submitted(programme_areas=["tandvard"])
        retag = partial(changes.take, ticket, "tag_areas", changes.lead(), programme_areas=[PRIMARY])
    retire("tandvard")
    assert "tandvard" not in dict(register.offered())
    with pytest.raises(Refused):
        changes.submitted(programme_areas=["tandvard"])
    retag()
    assert set(slugs(ticket)) == {PRIMARY, "tandvard"}


def test_the_page_the_timeline_and_the_form_show_the_name_of_today():
    ticket = changes.take(changes.submitted(), "tag_areas", changes.lead(), programme_areas=[PRIMARY])
    ProgrammeArea.objects.filter(slug=PRIMARY).update(label_sv="Nära vård")
    directory.clear()
    visitor = browser(changes.lead())
    story = words(visitor.get(f"/arenden/{ticket.number}/", {"visa": "falt"})).partition("Vad som har hänt")
    assert "Nationella programområden Nära vård" in story[0]
    assert "Nära vård" in story[2], story[2][:900]
    form = visitor.get(f"/arenden/{ticket.number}/steg/tag_areas/").content.decode()
    assert f'value="{PRIMARY}"' in form
    assert "checked" in form[form.index(f'value="{PRIMARY}"') :].split(">")[0]
    link = f"/arenden/?state=open&amp;area={PRIMARY}"
    assert link in visitor.get(f"/arenden/{ticket.number}/").content.decode()


def test_the_filter_keeps_needs_and_changes_in_address_api_and_saved_views():
    need, change = needs.submitted(programme_areas=[PRIMARY]), changes.submitted(programme_areas=[PRIMARY, AGED])
    other = changes.submitted(programme_areas=[AGED])
    who = needs.coordinator()
    assert found(who, area=PRIMARY) == {need.pk, change.pk}
    assert found(who, area=f"{PRIMARY},{AGED}") == {need.pk, change.pk, other.pk}
    assert found(who, area=PRIMARY, process="change") == {change.pk}
    retire(PRIMARY)
    assert found(who, area=PRIMARY) == {need.pk, change.pk}
    with pytest.raises(Refused):
        filters.keep({"area": "finns-inte"}, who)

    said = words(browser(who).get("/arenden/", {"state": "open", "area": PRIMARY}))
    assert need.number in said and change.number in said and other.number not in said
    assert "Programområde: Primärvård (avslutat)" in said
    program = calling.program("sussa-samordnare-behov-konfiguration", parties.SUPPORT_ORG)
    rows = program.get("tickets", area=PRIMARY).json()["results"]
    assert {row["number"] for row in rows} == {need.number, change.number}
    assert program.get("tickets", area="finns-inte").status_code == 422
    view = saved_views.save("Primärvård", {"area": PRIMARY}, "", actor=who, at=timezone.now())
    assert view.filters == {"area": PRIMARY}


def test_the_api_reads_and_writes_the_tag():
    program = calling.program("region-andringsansvarig", parties.REGION)
    ticket = changes.submitted(who=changes.region_lead())
    assert program.get(f"tickets/{ticket.number}").json()["programme_areas"] == []
    answer = program.step(ticket.number, "tag_areas", programme_areas=[PRIMARY])
    assert answer.status_code == 200, answer.json()
    assert program.get(f"tickets/{ticket.number}").json()["programme_areas"] == [PRIMARY]
    listed = program.get("programme-areas").json()["results"]
    assert len(listed) == 26
    row = next(one for one in listed if one["slug"] == PRIMARY)
    assert (row["is_offered"], row["valid_to"], row["short"]) == (True, None, row["label"])


def test_what_a_need_leads_to_takes_its_areas_over():
    need = needs.need("prioritised", of=needs.submitted(programme_areas=[PRIMARY]))
    ticket = changes.submitted(programme_areas=[AGED])
    step(need, "convert", needs.coordinator(), resulting_tickets=[ticket.number])
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert slugs(ticket) == [PRIMARY, AGED]
    event = Event.objects.unscoped("test").get(ticket_id=ticket.pk, step="areas_came")
    assert event.changed["areas"]["after"] == [PRIMARY, AGED]
    assert "tog över programområdena" in words(browser(changes.lead()).get(f"/arenden/{ticket.number}/"))


def test_a_change_that_is_linked_to_the_need_from_its_own_side_takes_them_over_too():
    need = needs.need("prioritised", of=needs.submitted(programme_areas=[PRIMARY]))
    ticket = changes.submitted()
    changes.take(ticket, "link", changes.requester(), at=timezone.now(), other_ticket=need.number, link_kind="follows")
    due.fire(now=timezone.now() + timedelta(minutes=1))
    assert slugs(ticket) == [PRIMARY]


def test_an_area_that_somebody_took_away_does_not_come_back_with_another_need():
    first = needs.need("prioritised", of=needs.submitted(programme_areas=[PRIMARY]))
    second = needs.need("prioritised", of=needs.submitted(programme_areas=[AGED]))
    ticket = changes.submitted()
    step(first, "convert", needs.coordinator(), resulting_tickets=[ticket.number])
    due.fire(now=timezone.now() + timedelta(minutes=1))
    changes.take(ticket, "tag_areas", changes.lead(), at=timezone.now())
    step(second, "convert", needs.coordinator(), resulting_tickets=[ticket.number])
    due.fire(now=timezone.now() + timedelta(minutes=2))
    assert slugs(ticket) == [AGED]
