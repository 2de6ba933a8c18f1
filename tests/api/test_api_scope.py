"""What the vendor's system can see and do: what was handed to it, and nothing else, through no door."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from regions import directory
from tests.api.calling import codes, region, support, vendor
from tests.cases import at_support, at_vendor, fresh, incident, step
from tests.files.made_pictures import png
from tests.parties import object_leader
from tests.people import actor, person
from tickets.models import Attachment, Handoff, RegionLeg
from tickets.workflows import PROCESSES

pytestmark = pytest.mark.django_db
PNG = png(notes=False)


def test_what_was_not_handed_to_the_vendor_is_nowhere():
    hidden, shown = at_support(title="Dold lista"), at_vendor()
    cambio, desk = vendor(), region()
    desk.upload(f"tickets/{hidden.number}/attachments", files=SimpleUploadedFile("a.txt", b"x"), audience="all")
    file = Attachment.objects.unscoped("test").get()
    handoff = Handoff.objects.unscoped("test").filter(ticket=hidden).first()
    for path in ("", "/steps", "/notes", "/attachments", "/events", "/handoffs"):
        assert cambio.get(f"tickets/{hidden.number}{path}").status_code == 404
    assert cambio.get(f"attachments/{file.pk}").status_code == 404
    writes = {
        "steps/take": {},
        "notes": {"text": "x", "audience": "all"},
        f"handoffs/{handoff.pk}/steps/accept": {},
        "legs/dalarna/steps/region_confirm": {},
    }
    for path, body in writes.items():
        assert cambio.post(f"tickets/{hidden.number}/{path}", body, version=1).status_code == 404
    crossed = f"tickets/{shown.number}/handoffs/{handoff.pk}/steps/accept"
    assert cambio.post(crossed, version=1).status_code == 404
    listed = cambio.get("tickets", count="true").json()
    assert [one["number"] for one in listed["results"]] == [shown.number] and listed["total"] == 1
    for query in (
        {"q": hidden.number},
        {"q": "Dold"},
        {"holder": "sussa-vardstod"},
        {"state": "all", "historic": "include"},
    ):
        assert hidden.number not in cambio.get("tickets", **query).content.decode()
    link = {"fields": {"other_ticket": hidden.number, "link_kind": "related"}}
    answer = cambio.post(f"tickets/{shown.number}/steps/link", link, version=1)
    assert hidden.number not in answer.content.decode() and answer.status_code == 403


def test_another_region_does_not_read_the_ticket_either():
    number = incident().number
    other = region("halland")
    assert other.get(f"tickets/{number}").status_code == 404
    assert other.get("tickets", count="true").json()["total"] == 0


def test_notes_and_events_for_the_customers_side_leave_no_trace_at_the_vendor():
    ticket = at_vendor()
    cambio, desk, sussa = vendor(), region(), support()
    everything = ("", "/notes", "/events", "/steps", "/attachments", "/handoffs")
    before = [cambio.get(f"tickets/{ticket.number}{path}").content for path in everything]
    listed = cambio.get("tickets").content
    for audience in ("customer", "own"):
        body = {"text": f"Internt {audience}", "audience": audience}
        assert sussa.post(f"tickets/{ticket.number}/notes", body).status_code == 201
    file = SimpleUploadedFile("intern.txt", b"internt")
    answer = desk.upload(f"tickets/{ticket.number}/attachments", files=file, audience="customer")
    assert answer.status_code == 201
    assert [cambio.get(f"tickets/{ticket.number}{path}").content for path in everything] == before
    assert cambio.get("tickets").content == listed
    assert cambio.get(f"attachments/{answer.json()['results'][0]['id']}").status_code == 404
    assert "Internt customer" in desk.get(f"tickets/{ticket.number}/notes").content.decode()
    assert "Internt own" not in desk.get(f"tickets/{ticket.number}/notes").content.decode()


def test_history_from_before_the_hand_off_reaches_the_vendor_as_the_letter_alone():
    ticket = at_vendor()
    cambio, sussa = vendor(), support()
    steps = [one["step"] for one in cambio.get(f"tickets/{ticket.number}/events").json()["results"]]
    assert "register" not in steps and "prioritise" not in steps and "escalate_vendor" in steps
    handed = cambio.get(f"tickets/{ticket.number}/handoffs").json()["results"]
    assert [(one["from"], one["to"]) for one in handed] == [("sussa-vardstod", "cambio")]
    assert handed[0]["letter"].startswith("Känt")
    assert len(sussa.get(f"tickets/{ticket.number}/handoffs").json()["results"]) == 2


def test_the_vendor_reads_organisations_and_roles_of_the_other_side_never_names():
    ticket = at_vendor(contact="Karin Kontakt")
    support_actor = actor("sussa-supportspecialist", "sussa-vardstod")
    step(ticket, "widen", support_actor, reason="Gäller alla")
    cambio = vendor()
    names = {support_actor.user.get_full_name(), support_actor.user.email, "Karin Kontakt"}
    for path in ("", "/events", "/steps", "/notes", "/handoffs"):
        said = cambio.get(f"tickets/{ticket.number}{path}").content.decode()
        assert not any(name in said for name in names), path
    read = cambio.get(f"tickets/{ticket.number}").json()
    assert not {"visibility", "satisfaction", "supplier", "co_holder"} & set(read)
    assert "contact" not in read["texts"] and "deviation_id" not in read["facts"]
    assert read["reporter"] is None and read["reporter_organisation"] == "dalarna"
    hand = next(
        one
        for one in cambio.get(f"tickets/{ticket.number}/events").json()["results"]
        if one["step"] == "escalate_vendor"
    )
    assert (
        hand["organisation"] == "sussa-vardstod"
        and hand["role"] == "sussa-supportspecialist"
        and hand["person"] is None
    )


def test_a_picture_waits_for_the_support_organisation_before_the_vendor_opens_it():
    ticket = at_vendor()
    cambio, desk, sussa = vendor(), region(), support()
    file = SimpleUploadedFile("bild.png", PNG, content_type="image/png")
    sent = {"files": file, "audience": "all"}
    answer = desk.upload(f"tickets/{ticket.number}/attachments", **sent)
    assert codes(answer) == [("image_checked", "image_not_checked")]
    file.seek(0)
    made = desk.upload(f"tickets/{ticket.number}/attachments", **sent, image_checked="true").json()["results"][0]
    assert cambio.get(f"attachments/{made['id']}").status_code == 404
    assert cambio.get(f"tickets/{ticket.number}/attachments").json()["results"] == []
    assert sussa.step(ticket.number, "confirm_file", file=made["id"]).status_code == 200
    opened = cambio.get(f"attachments/{made['id']}")
    assert b"".join(opened.streaming_content) == PNG
    assert opened.headers["Content-Disposition"] == 'attachment; filename="bild.png"'
    assert opened.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [
        ("close", {}, 403),
        ("resolve", {"solution": "x"}, 403),
        ("prioritise", {"impact": 1, "urgency": 1}, 403),
        ("widen", {"reason": "x"}, 403),
        ("share", {"share_level": "view_ticket", "reason": "x"}, 403),
        ("make_confidential", {"reason": "x"}, 403),
        ("cancel", {"reason": "x"}, 403),
        ("mark_duplicate", {"master_ticket": "INC-2026-000001"}, 403),
        ("reclassify", {"new_kind": "general-case", "reason": "x"}, 403),
        ("escalate_vendor", {}, 403),
        ("escalate_tier", {}, 403),
        ("add_task", {"task_title": "x"}, 403),
        ("confirm_file", {"file": 1}, 403),
    ],
)
def test_the_vendor_takes_no_step_of_the_customers_side(name, fields, status):
    ticket = at_vendor()
    before = fresh(ticket.pk).event_seq
    answer = vendor().post(f"tickets/{ticket.number}/steps/{name}", {"fields": fields}, version=ticket.version)
    assert answer.status_code in (status, 409), answer.json()
    assert answer.json()["code"] in ("not_permitted", "not_possible_now")
    assert fresh(ticket.pk).event_seq == before


def test_the_vendor_neither_confirms_for_a_region_nor_sets_category_or_a_note_of_the_other_side():
    ticket = at_vendor()
    cambio = vendor()
    leg = RegionLeg.objects.unscoped("test").get(ticket=ticket)
    answer = cambio.post(f"tickets/{ticket.number}/legs/dalarna/steps/region_confirm", version=leg.version)
    assert answer.status_code == 403
    answer = cambio.post(f"tickets/{ticket.number}/notes", {"text": "x", "audience": "customer"})
    assert codes(answer) == [("audience", "audience_of_other_side")]


def test_a_ticket_the_vendor_registers_is_held_by_the_support_organisation():
    from tests.api.test_api_refusals import fields

    made = vendor().register("incident", fields(source="vendor"))
    assert made.status_code == 201, made.json()
    assert (made.json()["holder"], made.json()["vendor"]) == ("sussa-vardstod", "cambio")
    assert support().get(f"tickets/{made.json()['number']}").status_code == 200


def test_the_steps_list_says_what_is_blocked_why_and_who_could():
    ticket = at_vendor()
    vendor_name = directory.by_slug("cambio").name
    listed = {one["name"]: one for one in vendor().get(f"tickets/{ticket.number}/steps").json()["steps"]}
    assert listed["assign"]["allowed"] and {one["field"] for one in listed["assign"]["needs"]} == {
        "team",
        "category_open",
    }
    assert not listed["take"]["allowed"] and listed["take"]["reasons"][0]["code"]
    assert any(one["organisation"] == vendor_name for one in listed["assign"]["who"])
    desk = {one["name"]: one for one in region().get(f"tickets/{ticket.number}/steps").json()["steps"]}
    assert not desk["assign"]["allowed"]
    assert all(one["people"] == [] for one in desk["assign"]["who"] if one["organisation"] == vendor_name)


def test_nobody_is_named_for_a_step_that_the_case_itself_does_not_allow():
    """Those who are named can take it: the reporter alone where only the reporter may, and nobody too early."""
    ticket = incident(object_leader())
    another = person("region-objektledare", "dalarna", name="annan")
    listed = {one["name"]: one for one in region().get(f"tickets/{ticket.number}/steps").json()["steps"]}
    assert listed["resolve"]["who"] == [] and not listed["resolve"]["allowed"]
    people = {name for one in listed["cancel"]["who"] for name in one["people"]}
    assert object_leader().person.short_name in people and another.short_name not in people


def test_pages_lead_through_every_ticket_once():
    desk = region()
    numbers = {incident().number for _time in range(5)}
    seen, address = [], "tickets?page_size=2"
    while address:
        page = desk.http.get(f"/api/v1/{address}", headers=desk.headers()).json()
        seen += [one["number"] for one in page["results"]]
        address = page["next"].partition("/api/v1/")[2] if page["next"] else ""
    assert len(seen) == 5 and set(seen) == numbers


def test_an_unchanged_answer_is_not_sent_twice():
    desk = region()
    incident()
    first = desk.get("tickets")
    again = desk.get("tickets", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.content == b""
    incident()
    assert desk.get("tickets", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_reference_lists_give_the_words_a_client_needs():
    cambio = vendor()
    assert {"slug": "cambio"}.items() <= {one["slug"]: one for one in cambio.get("organisations").json()["results"]}[
        "cambio"
    ].items()
    assert any(one["slug"] == "lakemedel" for one in cambio.get("services").json()["results"])
    assert all(one["organisation"] == "cambio" for one in cambio.get("teams").json()["results"])
    said = cambio.get("codes").json()
    assert {one["code"] for one in said["processes"]} == set(PROCESSES)
    assert any(one["field"] == "hold_reason" for one in said["fields"])
