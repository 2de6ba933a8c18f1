"""The register of programme areas: read by the customer side, edited by who may, with a log that stays."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from regions import directory
from roles import changing
from tests import parties, query_counts
from tests.people import actor
from tests.processes.change import places as changes
from tests.processes.change.test_pages import browser
from tests.processes.need import places as needs
from tests.web.tickets.door import words
from tickets.areas import editing, register
from tickets.models import ProgrammeArea, ProgrammeAreaChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
PAGE, NEW, ONE = "/programomraden/", "/programomraden/nytt/", "/programomraden/tandvard/"


@pytest.fixture(autouse=True)
def _fresh_register():
    yield
    directory.clear()


def administrator():
    return actor("sussa-objektledare", parties.SUPPORT_ORG)


def area(slug="tandvard") -> ProgrammeArea:
    return ProgrammeArea.objects.get(slug=slug)


def typed(**more) -> dict:
    row = area()
    return {"label_sv": row.label_sv, "label_en": row.label_en, "reason": "Beslut 2026", "read_at": ""} | more


def test_an_area_is_named_anew_with_a_reason_and_the_log_says_what_was():
    visitor = browser(administrator())
    answer = visitor.post(ONE, typed(label_sv="Tandvård och oral hälsa", short_sv="Tandvård"))
    assert answer.status_code == 302, words(answer)
    row = register.called("tandvard")
    assert (row.label_sv, row.short_sv, row.slug) == ("Tandvård och oral hälsa", "Tandvård", "tandvard")
    assert row.short == "Tandvård"
    entry = ProgrammeAreaChange.objects.get()
    assert (entry.before["label_sv"], entry.after["label_sv"]) == ("Tandvård", "Tandvård och oral hälsa")
    assert (entry.by, entry.reason) == (administrator().user, "Beslut 2026")
    assert entry.done_as
    said = words(visitor.get(ONE))
    assert "Namn på svenska: Tandvård → Tandvård och oral hälsa" in said
    assert "Beslut 2026" in said


def test_an_area_is_retired_brought_back_and_added():
    visitor, yesterday = browser(administrator()), timezone.localdate() - timedelta(days=1)
    assert visitor.post(ONE, typed(valid_to=yesterday.isoformat())).status_code == 302
    assert "tandvard" not in dict(register.offered())
    assert f"Avslutat: sista dagen var {yesterday}" in words(visitor.get(PAGE))
    assert visitor.post(ONE, typed(read_at=editing.read_at(area()))).status_code == 302
    assert "tandvard" in dict(register.offered())
    new = {"label_sv": "Sällsynta åkommor", "label_en": "Rare conditions", "reason": "Beslut 2026"}
    assert visitor.post(NEW, new).status_code == 302
    added = register.called("sallsynta-akommor")
    assert (added.position, added.label_sv) == (27, "Sällsynta åkommor")
    assert [slug for slug, _name in register.offered()][-1] == "sallsynta-akommor"
    assert "finns" in words(visitor.post(NEW, new)) or visitor.post(NEW, new).status_code == 422


def test_what_is_wrong_is_said_and_nothing_is_written():
    visitor = browser(administrator())
    for wrong, said in (
        ({"reason": ""}, "Uppgiften saknas"),
        ({"label_sv": "Primärvård"}, "Ett annat område har det namnet"),
        ({"label_sv": "19121212-1212"}, "högst fyra siffror"),
        ({"label_sv": "Munhälsa", "reason": "Om 19121212-1212"}, "personnummer"),
        ({}, "Inget är ändrat"),
    ):
        answer = visitor.post(ONE, typed(**wrong))
        assert answer.status_code == 422, wrong
        assert said in words(answer), (wrong, words(answer))
    assert not ProgrammeAreaChange.objects.exists()


def test_what_somebody_else_changed_meanwhile_is_read_first():
    visitor = browser(administrator())
    assert visitor.post(ONE, typed(label_sv="Munhälsa")).status_code == 302
    answer = visitor.post(ONE, typed(label_sv="Tänder"))
    assert answer.status_code == 422
    assert "Någon annan har ändrat området" in words(answer)
    assert "Munhälsa" in words(answer)
    again = re.search(r'name="read_at" value="([^"]+)"', answer.content.decode()).group(1)
    assert visitor.post(ONE, typed(label_sv="Tänder", read_at=again)).status_code == 302


def test_the_customer_side_reads_the_page_and_who_may_edits():
    leader, vendor = browser(needs.leader()), browser(changes.vendor_lead())
    assert "Nytt programområde" not in words(leader.get(PAGE))
    assert "Nytt programområde" in words(browser(administrator()).get(PAGE))
    assert vendor.get(PAGE).status_code == 403
    for address in (NEW, ONE):
        assert leader.get(address).status_code == 403
        assert leader.post(address, typed(label_sv="Annat")).status_code == 403
    with pytest.raises(changing.NotAllowed):
        editing.add(needs.leader(), editing.Wanted("A", "B"), reason="x", at=timezone.now())
    assert browser(administrator()).get("/programomraden/finns-inte/").status_code == 404
    assert PAGE in leader.get("/start/", follow=True).content.decode()


def test_the_page_counts_what_the_reader_reads():
    needs.submitted(programme_areas=["tandvard"])
    changes.submitted(programme_areas=["tandvard", "primarvard"])
    visitor = browser(needs.coordinator())
    answer = query_counts.check("web: programme areas", lambda: visitor.get(PAGE), at_most=10)
    body = answer.content.decode()
    assert "/arenden/?state=open&amp;area=tandvard&amp;process=need" in body
    assert "/arenden/?state=open&amp;area=primarvard&amp;process=change" in body
    assert "area=primarvard&amp;process=need" not in body


def test_the_log_stays_and_no_area_goes():
    editing.change(
        administrator(),
        area(),
        editing.Wanted("Munhälsa", "Oral health"),
        reason="Beslut",
        read="",
        at=timezone.now(),
    )
    for wrong in (
        lambda: ProgrammeAreaChange.objects.update(reason="Annat"),
        lambda: ProgrammeAreaChange.objects.all().delete(),
        lambda: ProgrammeArea.objects.filter(slug="akut-vard").delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()
