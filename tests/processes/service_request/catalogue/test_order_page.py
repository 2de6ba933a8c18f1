"""The catalogue's page and the form of an order: what is typed is never lost, and each fault stands at its field."""

import pytest

from roles.actor import actor_for
from tests import parties
from tests.cases import fresh, step
from tests.groups.giving import worker
from tests.pages import browser
from tests.processes.service_request import places as at
from tests.processes.service_request.catalogue.changing import SHORT, asked, now, publish, text
from tickets.models import Ticket
from tickets.processes.service_request.catalogue.questions import Kind, Question, Words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forgets")]
ADDRESS = f"/bestalla/{at.ITEM}/"
ONCE = "0d0f6a0e-3df2-4c0c-9d6a-0f8a5f1f2a11"


def sent(item: str = at.ITEM, **more) -> dict:
    answers = {
        f"answers.{name}": str(value).lower() if value is True else value for name, value in at.ANSWERS[item].items()
    }
    return {"item": f"{item}:{now(item).number}", "ordered_for": at.FOR, "once": ONCE} | answers | more


def ordered(client, item: str = at.ITEM, **more) -> Ticket:
    answer = client.post(f"/bestalla/{item}/", sent(item, **more))
    assert answer.status_code == 302, text(answer)
    return Ticket.all_objects.get(number=answer["Location"].rstrip("/").rpartition("/")[2])


def test_the_catalogue_says_what_things_cost_how_long_they_take_and_who_approves():
    page = text(browser(at.orderer()).get("/bestalla/"))
    for words in ("Mallar och innehåll", "Etikettskrivare", "2 400 kr utan moms", "10 arbetsdagar", "Förgodkänd",
                  "En godkännare beslutar först", "Offert lämnas först"):  # fmt: skip
        assert words in page, words
    assert "Inget motsvarar dina ord" in text(browser(at.orderer()).get("/bestalla/", {"q": "månraket"}))
    found = text(browser(at.orderer()).get("/bestalla/", {"q": "skrivare etik"}))
    assert "Etikettskrivare" in found and "Ny användare" not in found


def test_who_may_not_order_reads_what_is_asked_and_who_orders():
    who = at.orderer()
    reader = actor_for(worker())
    page = text(browser(reader).get(ADDRESS))
    assert str(who.user) in page and "Vilket HSA-id har personen?" in page and "<textarea" not in page
    assert str(who.user) in text(browser(reader).get("/bestalla/"))
    assert browser(reader).post(ADDRESS, sent()).status_code == 403
    assert not Ticket.all_objects.filter(process="service-request").exists()


def test_an_order_is_made_from_its_form_and_its_page_shows_it_in_the_forms_words():
    client = browser(at.orderer())
    assert client.get(ADDRESS).status_code == 200
    ticket = ordered(client)
    assert ticket.state == "regional_approval"
    page = text(client.get(f"/arenden/{ticket.number}/"))
    for words in ("Vilken behörighet gäller det?", "Signera remisser", "Lägg till", at.FOR, "3 arbetsdagar"):
        assert words in page, words
    again = client.post(ADDRESS, sent())
    assert again.status_code == 302 and ticket.number in again["Location"], "pressed twice it is one order"


def test_every_fault_stands_at_its_field_and_nothing_typed_is_lost():
    wrong = {"answers.hsa_id": " ", "answers.kind": "steal", "answers.first_day": "i morgon", "ordered_for": ""}
    answer = browser(at.orderer()).post(ADDRESS, sent(**wrong))
    assert answer.status_code == 422
    page = text(answer)
    assert "Signera remisser" in page and "i morgon" in page
    for name in ("hsa_id", "first_day"):
        assert f'aria-describedby="id_answers.{name}-' in page and f'id="id_answers.{name}-error"' in page, name
    assert 'id="id_answers.kind-error"' in page and 'id="id_ordered_for-error"' in page
    assert "Skriv ett datum" in page
    assert not Ticket.all_objects.filter(process="service-request").exists()


def test_a_personal_number_is_refused_at_the_answer_that_holds_it():
    answer = browser(at.orderer()).post(ADDRESS, sent(**{"answers.what": "Gäller 19121212-1212"}))
    assert answer.status_code == 422
    assert 'id="id_answers.what-error"' in text(answer) and "no-store" in answer["Cache-Control"]


def test_a_cost_centre_is_asked_for_where_there_is_a_price():
    client = browser(at.orderer())
    answer = client.post(f"/bestalla/{at.PRICED}/", sent(at.PRICED))
    assert answer.status_code == 422 and 'id="id_cost_centre-error"' in text(answer)
    assert ordered(client, at.PRICED, cost_centre="41230").state == "regional_approval"


def test_a_form_that_was_changed_meanwhile_is_shown_anew_with_what_still_answers_it():
    client, old = browser(at.orderer()), sent()
    gone = [one for one in asked(at.ITEM) if one.name != "what"]
    publish(at.ITEM, questions=[*gone, Question("extra", Kind.TEXT, Words("Något mer", "More"), required=True)])
    answer = client.post(ADDRESS, old)
    page = text(answer)
    assert answer.status_code == 409
    assert "Formuläret har ändrats" in page and "Vilken behörighet gäller det?: Signera remisser" in page
    assert "SE2321000180-1A2B" in page and f'value="{at.ITEM}:2"' in page
    assert client.post(ADDRESS, sent(**{"answers.what": "", "answers.extra": "Ja"})).status_code == 302


def test_an_order_keeps_the_form_it_was_made_with():
    client = browser(at.orderer())
    ticket = ordered(client)
    publish(at.ITEM, title_sv="Behörighet 2.0", lead_days=40, questions=[SHORT])
    page = text(client.get(f"/arenden/{ticket.number}/"))
    assert "Vilken behörighet gäller det?" in page and "Ändrad behörighet" in page and "3 arbetsdagar" in page
    assert "Version 2 finns i katalogen nu" in page and "40 arbetsdagar" not in page
    assert "Något mer" in text(client.get(ADDRESS))


def test_a_returned_order_is_completed_in_its_own_form_and_nobody_elses_change_is_lost():
    client = browser(at.orderer())
    ticket = step(at.reviewed(), "return", at.reviewer(), question="Vilken enhet?")
    start = text(client.get("/"))
    assert "En fråga har kommit" in start
    address = f"{ADDRESS}?draft={ticket.pk}"
    redirected = client.get(f"/arenden/{ticket.number}/steg/order/")
    assert redirected.status_code == 302 and redirected["Location"] == address
    page = text(client.get(address))
    assert "Signera remisser" in page and ticket.number in page
    mine = {"draft": str(ticket.pk), "answers.what": "Läsa remisser"}
    stale = client.post(address, sent(read_version=str(ticket.version - 1), **mine))
    assert stale.status_code == 409
    assert "Signera remisser" in text(stale) and "Läsa remisser" in text(stale)
    answer = client.post(address, sent(read_version=str(ticket.version), **mine))
    assert answer.status_code == 302, text(answer)
    after = fresh(ticket.pk)
    assert after.number == ticket.number and after.state == "regional_approval"
    assert "Läsa remisser" in text(client.get(f"/arenden/{ticket.number}/"))


def test_an_order_that_has_ended_is_ordered_again_from_its_answers():
    client = browser(at.orderer())
    ticket = step(ordered(client), "cancel", at.orderer(), reason="Fel dag.")
    assert "Beställ igen" in text(client.get(f"/arenden/{ticket.number}/"))
    address = f"{ADDRESS}?copy={ticket.pk}"
    assert "Signera remisser" in text(client.get(address))
    answer = client.post(address, sent(copied_from=ticket.number, once=ONCE[:-1] + "2"))
    assert answer.status_code == 302, text(answer)
    copy = Ticket.all_objects.filter(process="service-request").exclude(pk=ticket.pk).get()
    assert at.row_of(copy).copied_from_id == ticket.pk
    others = browser(at.orderer(parties.NEIGHBOUR)).get(address)
    assert "Signera remisser" not in text(others)


def test_my_orders_say_what_waits_for_me_and_how_far_the_rest_has_come():
    client = browser(at.orderer())
    assert "Du har inte beställt något" in text(client.get("/mina-bestallningar/"))
    done, under_way = at.delivered(), at.placed()
    page = text(client.get("/mina-bestallningar/"))
    assert done.number in page and under_way.number in page and "Godkänn leveransen" in page
    assert page.index("Väntar på dig") < page.index(done.number) < page.index("På gång") < page.index(under_way.number)
    assert done.number not in text(browser(at.orderer(parties.NEIGHBOUR)).get("/mina-bestallningar/"))


def test_start_shows_each_what_waits_for_her():
    placed, delivered = at.placed(at.PRICED), at.delivered()
    assert "Godkänn beställning" in text(browser(at.approver()).get("/"))
    start = text(browser(at.orderer()).get("/"))
    assert "Godkänn leverans" in start and delivered.number in start and placed.number not in start
    step(placed, "approve", at.approver())
    assert "Bedöm beställning" in text(browser(at.reviewer()).get("/"))


def test_an_approver_is_not_asked_for_what_is_above_her_limit():
    publish(at.PRICED, price=at.LIMIT + 1)
    at.placed(at.PRICED)
    assert "Godkänn beställning" not in text(browser(at.approver()).get("/"))


def test_who_approved_it_beforehand_is_shown():
    ticket = at.placed(at.PREAPPROVED)
    page = text(browser(at.orderer()).get(f"/arenden/{ticket.number}/"))
    assert "Styrgruppen för Sussa" in page and "31 december 2027" in page


def test_what_was_begun_is_kept_and_given_back_as_it_was_written():
    client = browser(at.orderer())
    client.post("/utkast/spara/", {"_form": ADDRESS, **sent(**{"answers.hsa_id": "", "answers.first_day": "i morgon"})})
    page = text(client.get(ADDRESS))
    assert "Här är det du skrev" in page and "Signera remisser" in page and "i morgon" in page
    assert "error-summary" not in page and "aria-invalid" not in page
    assert "Beställning: Ändrad behörighet" in text(client.get("/utkast/"))
    assert ordered(client).number
    assert "Här är det du skrev" not in text(client.get(ADDRESS))


def test_a_log_in_that_ended_gives_the_form_back():
    client = browser(at.orderer())
    page = text(client.post(ADDRESS, sent() | {"_resume": "1"}))
    assert "Signera remisser" in page and "Här är det du skrev" in page
    assert not Ticket.all_objects.filter(process="service-request").exists()


def test_the_vendor_reads_what_is_to_be_done_and_not_who_pays():
    ticket = at.at_vendor()
    page = text(browser(parties.vendor()).get(f"/arenden/{ticket.number}/"))
    assert "Kemilab Falun" in page and "10 arbetsdagar" in page
    assert "41230" not in page and "2 400 kr" not in page and "Kostnadsställe" not in page
