"""The form of a step: what it offers, what it says when it is refused, and that nothing written is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from engine.errors import Busy, Reason
from tests.cases import SOLUTION, TO_SUPPORT, at_support, at_vendor, fresh, incident, prioritised, step, team
from tests.files.made_pictures import png
from tests.people import actor, person, wear
from tests.web.tickets.door import Visitor, address, leg_of, offer_of, visitor, words
from tickets.models import Attachment, Event, Note, TextVersion

pytestmark = pytest.mark.django_db
CERTAIN = "19121212-1212"
POSSIBLE = "1212121212"
PNG = png()


def desk():
    return visitor("region-objektspecialist-support", "dalarna")


def test_a_form_asks_for_what_the_step_needs_and_says_what_is_optional():
    ticket = prioritised()
    page = desk().text(address(ticket, "assign"))
    assert "Ange vilket team eller vilken handläggare som gör det." in page
    assert "Team" in page
    assert "Handläggare (frivilligt)" in page
    assert "Kategori vid öppning" in page


def test_only_teams_and_people_of_the_own_organisation_can_be_chosen():
    ticket = prioritised()
    person("sussa-supportspecialist", "sussa-vardstod", name="samira")
    person("region-objektspecialist", "dalarna", name="tove")
    page = desk().see(address(ticket, "assign")).content.decode()
    assert "Tove" in page
    assert "Samira" not in page
    assert f'value="{team("sussa-vardstod").pk}"' not in page


def test_only_the_reasons_of_the_own_side_can_be_chosen_for_waiting():
    ticket = at_vendor()
    vendor = visitor("cambio-service-desk", "cambio")
    ticket = step(
        ticket, "assign", actor("cambio-service-desk", "cambio"), team=team("cambio").slug, category_open="data"
    )
    page = vendor.see(address(ticket, "hold")).content.decode()
    assert "await_customer" in page
    assert "await_reporter" not in page


def test_a_missing_field_is_named_at_the_field_and_at_the_top_and_nothing_is_written():
    ticket = prioritised()
    answer = desk().take(ticket, "assign", team=team("dalarna").pk)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#id_assign_category_open"' in page
    assert "Kategori vid öppning saknas. Fyll i uppgiften." in page
    assert fresh(ticket.pk).version == ticket.version


def test_what_was_written_stands_in_the_form_that_is_shown_again():
    ticket = prioritised()
    answer = desk().take(ticket, "escalate_tier", handoff_letter="Känt: ingenting än.")
    assert answer.status_code == 422
    assert "Känt: ingenting än." in answer.content.decode()
    assert not TextVersion.objects.unscoped("test").filter(body__contains="ingenting").exists()


def test_a_certain_personal_number_is_refused_without_being_repeated_in_the_reasons_or_stored():
    ticket = incident()
    answer = desk().take(ticket, "add_note", note_text=f"Gäller {CERTAIN}.", note_audience="own")
    assert answer.status_code == 422
    page = answer.content.decode()
    summary = page[page.index("error-summary") : page.index('<form class="form stepform"')]
    assert "personnummer" in summary
    assert CERTAIN not in summary
    assert CERTAIN in page  # in the field alone, where the writer takes it away
    assert "no-store" in answer["Cache-Control"]
    assert not Note.objects.unscoped("test").exists()


def test_a_possible_personal_number_asks_for_a_statement_and_is_taken_with_it():
    ticket, who = incident(), desk()
    data = {"note_text": f"Ordernummer {POSSIBLE}.", "note_audience": "own"}
    answer = who.take(ticket, "add_note", **data)
    assert answer.status_code == 422
    assert "Det här är inte ett personnummer eller reservnummer" in answer.content.decode()
    stated = {"not_personal_data": "on", "not_personal_data_reason": "Ett ordernummer."}
    assert who.take(ticket, "add_note", **data, **stated).status_code == 303
    assert Note.objects.unscoped("test").count() == 1


def test_the_same_form_sent_twice_is_one_act_and_leads_to_the_same_place():
    ticket, who, once = incident(), desk(), str(uuid4())
    answers = [who.take(ticket, "add_note", once=once, note_text="En gång.", note_audience="own") for _ in range(2)]
    assert [(one.status_code, one.url) for one in answers] == [(303, f"/arenden/{ticket.number}/")] * 2
    assert Note.objects.unscoped("test").count() == 1


def test_a_form_that_was_sent_and_is_changed_afterwards_says_so_and_can_be_sent_again():
    ticket, who, once = incident(), desk(), str(uuid4())
    who.take(ticket, "add_note", once=once, note_text="Första.", note_audience="own")
    answer = who.take(ticket, "add_note", once=once, note_text="Andra.", note_audience="own")
    assert answer.status_code == 422
    assert "har redan skickats en gång" in words(answer)
    assert "Andra." in answer.content.decode()
    assert once not in answer.content.decode()


def test_a_step_that_is_no_longer_possible_shows_the_ticket_as_it_is_with_what_was_written():
    ticket = at_support()
    answer = desk().take(ticket, "escalate_tier", **{k: "on" if v is True else v for k, v in TO_SUPPORT.items()})
    assert answer.status_code == 409
    page = words(answer)
    assert "gjordes inte" in page
    assert TO_SUPPORT["handoff_letter"] in page
    assert "Ligger hos Sussa vårdstöd" in page


def test_somebody_without_the_right_reads_which_right_it_is_and_who_has_it():
    ticket = prioritised()
    person("region-incidentansvarig", "dalarna", name="elin")
    answer = visitor("region-kliniker", "dalarna").see(address(ticket, "prioritise"))
    assert answer.status_code == 403
    assert "Elin" in words(answer)


def test_while_another_saves_the_form_stays_and_asks_to_try_again(monkeypatch):
    def taken(*_args, **_how):
        raise Busy(Reason("busy", "Någon annan sparar just nu. Försök igen om en stund."))

    monkeypatch.setattr("tickets.web.steps.perform", taken)
    answer = desk().take(incident(), "add_note", note_text="Kvar.", note_audience="own")
    assert answer.status_code == 503
    assert "Försök igen" in words(answer)
    assert "Kvar." in answer.content.decode()


def test_who_works_at_two_organisations_that_both_may_chooses_one_and_the_event_says_which():
    ticket = incident()
    both = person("region-objektspecialist-support", "dalarna")
    wear(both, "sussa-supportspecialist", "sussa-vardstod")
    who = Visitor(both)
    answer = who.take(ticket, "add_note", note_text="Från oss.", note_audience="customer")
    assert answer.status_code == 422
    assert "För vilken organisation gör du det?" in words(answer)
    hat = both.assignments.get(organisation__slug="sussa-vardstod")
    assert who.take(ticket, "add_note", note_text="Från oss.", note_audience="customer", hat=hat.pk).status_code == 303
    assert Event.objects.unscoped("test").get(step="add_note").organisation.slug == "sussa-vardstod"


def test_a_hand_over_shows_what_the_receiver_will_read():
    ticket, support = at_support(), actor("sussa-supportspecialist", "sussa-vardstod")
    step(ticket, "add_note", support, note_text="Ring oss.", note_audience="all")
    step(ticket, "add_note", support, note_text="Bara vi.", note_audience="own")
    page = visitor("sussa-supportspecialist", "sussa-vardstod").text(address(ticket, "escalate_vendor"))
    assert "Det här kommer Cambio att läsa" in page
    assert "Ring oss." in page
    assert "Bara vi." not in page
    assert "1 anteckning eller bilaga har en snävare läsarkrets" in page


def test_a_region_confirms_its_own_part_and_no_other_region_can():
    ticket = at_support(affected_regions=["gavleborg"])
    support = actor("sussa-supportspecialist", "sussa-vardstod")
    step(ticket, "assign", support, team=team("sussa-vardstod").slug, category_open="data", assignee="me")
    ticket = step(fresh(ticket.pk), "take", support)
    ticket = step(ticket, "resolve", support, **SOLUTION)
    other = visitor("region-incidentansvarig", "gavleborg")
    assert other.take(leg_of(ticket, "dalarna"), "region_confirm").status_code == 409
    assert other.take(leg_of(ticket, "gavleborg"), "region_decline", what_remains="Fyra enheter.").status_code == 303
    assert leg_of(ticket, "gavleborg").state == "in_progress"


def test_a_hand_over_can_be_undone_from_its_receipt():
    ticket, who = prioritised(), desk()
    answer = who.take(ticket, "escalate_tier", **{k: "on" if v is True else v for k, v in TO_SUPPORT.items()})
    page = who.client.get(answer.url).content.decode()
    offer = offer_of(ticket)
    undo = f"/arenden/{ticket.number}/overlamning/{offer.pk}/withdraw/?angra=1&amp;v={offer.version}"
    assert undo in page
    assert "Ångra" in page
    assert who.client.post(undo.replace("&amp;", "&"), {"once": str(uuid4())}).status_code == 303
    assert fresh(ticket.pk).offered_to is None


def test_a_hold_is_asked_for_with_day_and_time_of_day_and_kept_in_local_time():
    ticket, who = prioritised(), desk()
    me = actor("region-objektspecialist-support", "dalarna")
    ticket = step(ticket, "assign", me, team=team("dalarna").slug, category_open="data")
    until = (timezone.localtime() + timedelta(days=3)).replace(hour=9, minute=30, second=0, microsecond=0)
    answer = who.take(
        ticket,
        "hold",
        hold_reason="await_reporter",
        resume_at_0=until.strftime("%Y-%m-%d"),
        resume_at_1="09:30",
        hold_question="Vilken skrivare?",
    )
    assert answer.status_code == 303, words(answer)
    assert fresh(ticket.pk).hold_until == until


def test_a_file_is_attached_downloaded_as_a_file_and_not_for_other_circles():
    ticket, who = incident(), desk()
    upload = SimpleUploadedFile("logg.txt", b"rad 1\n", content_type="text/plain")
    assert who.take(ticket, "attach", files=upload, note_audience="own").status_code == 303
    row = Attachment.objects.unscoped("test").get()
    answer = who.see(f"/arenden/{ticket.number}/fil/{row.pk}/")
    assert b"".join(answer.streaming_content) == b"rad 1\n"
    assert answer["Content-Disposition"] == 'attachment; filename="logg.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    support = visitor("sussa-supportspecialist", "sussa-vardstod")
    assert support.see(f"/arenden/{ticket.number}/fil/{row.pk}/").status_code == 404


def test_a_picture_needs_the_tick_that_it_has_been_looked_at():

    ticket, who = incident(), desk()
    answer = who.take(ticket, "attach", files=SimpleUploadedFile("bild.png", PNG), note_audience="own")
    assert answer.status_code == 422
    assert "Kryssa i att du har kontrollerat att bilden" in words(answer)


def test_an_unknown_step_is_a_page_that_does_not_exist():
    ticket = incident()
    for name in ("delete", "open", "register", "carry_on", "create"):
        assert desk().see(f"/arenden/{ticket.number}/steg/{name}/").status_code in (404, 409), name
        assert desk().see(f"/arenden/{ticket.number}/steg/delete/").status_code == 404


def test_a_repeated_press_gives_the_receipt_once_also_where_the_first_answer_was_lost():
    ticket, visitor = incident(), desk()
    address, receipt = f"/arenden/{ticket.number}/", "Anteckningen är sparad."
    sent = {"note_text": "En gång", "note_audience": "customer"}
    for mark, is_lost in (("mark-lost-1", True), ("mark-kept-2", False)):
        before = visitor.client.cookies.copy()
        for number in range(2):
            assert visitor.take(ticket, "add_note", once=mark, **sent).status_code == 303
            if is_lost and number == 0:
                visitor.client.cookies = before
        assert visitor.text(address).count(receipt) == 1, mark
        assert receipt not in visitor.text(address)
    assert Note.objects.unscoped("test").filter(ticket=ticket).count() == 2
