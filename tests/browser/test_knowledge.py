"""Knowledge in a real browser: written and previewed, found, and a question answered with it, by keyboard alone too."""

import pytest

from tests import cases, parties
from tests.articles.making import BODY, CONTENT, fresh, published, step, writer, written
from tests.tickets import places
from tickets.models import Article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def inside(visit, who, address, **wishes):
    window = visit(**wishes)
    window.log_in(who.user.email)
    window.page.on("dialog", lambda dialog: dialog.accept())
    window.page.goto(address)
    return window


def test_every_page_of_knowledge_is_sound_at_both_widths(visit):
    article = step(step(published(), "feed_back", parties.desk(), article_feedback="Bra, men kort"), "revise", writer())
    step(article, "edit", writer(), **CONTENT | {"article_body": "Ny text"})
    window = inside(visit, writer(), "/kunskap/")
    window.assert_sound()
    here = f"/kunskap/{article.number}/"
    for address in (
        "?q=zebra",
        "ny/",
        f"{article.number}/",
        f"{article.number}/historik/",
        f"{article.number}/steg/edit/",
    ):
        window.page.goto(f"/kunskap/{address}")
        window.assert_sound()
    window.page.goto(f"{here}steg/submit/")
    window.assert_sound()


def test_an_article_is_written_with_a_preview_by_keyboard_alone(visit):
    window = inside(visit, writer(), "/kunskap/ny/")
    page = window.page
    page.focus("[name=article_title]")
    page.keyboard.type(CONTENT["article_title"])
    page.keyboard.press("Tab")
    page.keyboard.insert_text(BODY)
    page.select_option("[name=article_service]", "journal")
    for name in ("article_domain", "article_audience"):
        page.locator(f"[name={name}]").first.focus()
        page.keyboard.press("Space")
    page.locator("button[value=preview]").focus()
    page.keyboard.press("Enter")
    page.locator("#forhandsvisning").wait_for()
    assert page.locator("section ol li, section ul li", has_text="Välj skrivare").count()
    assert page.input_value("[name=article_body]").replace("\r\n", "\n") == BODY
    assert not Article.all_objects.exists()
    page.locator("form.stepform button.button--primary").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kunskap/KUN-*/")
    assert Article.all_objects.get().title == CONTENT["article_title"]
    assert window.faults == []


@pytest.mark.parametrize("script", [True, False])
def test_a_question_is_answered_with_an_article_in_one_click_and_the_use_is_counted(visit, script):
    article, ticket = published(), places.case("in_progress")
    window = inside(visit, parties.desk(), f"/arenden/{ticket.number}/", script=script)
    page = window.page
    page.click("text=Svara med den")
    page.wait_for_load_state()
    assert "Öppna listan." in page.input_value("[name=answer]")
    assert page.input_value("[name=used_article]") == article.number
    page.check("[name=case_resolution] >> nth=0") if page.locator("input[name=case_resolution]").count() else (
        page.select_option("[name=case_resolution]", index=1)
    )
    page.select_option("[name=category_close]", index=1)
    page.click("form.stepform button.button--primary")
    page.wait_for_url(f"**/arenden/{ticket.number}/")
    assert (cases.fresh(ticket.pk).state, fresh(article.pk).used) == ("resolved", 1)


def test_two_who_edit_the_same_article_both_keep_their_text(visit):
    article = written()
    window = inside(visit, writer(), f"/kunskap/{article.number}/steg/edit/")
    page = window.page
    page.fill("[name=article_body]", "Min text")
    step(article, "edit", parties.desk(), **CONTENT | {"article_body": "Kollegans text"})
    page.click("form.stepform button.button--primary")
    page.locator("#deras").wait_for()
    assert "Kollegans text" in page.inner_text("main")
    assert page.input_value("[name=article_body]") == "Min text"
    window.assert_sound()
    page.fill("[name=article_body]", "Båda")
    page.click("form.stepform button.button--primary")
    page.wait_for_url(f"**/kunskap/{article.number}/")
    assert fresh(article.pk).version == article.version + 2


def test_the_explaining_pages_and_the_viewing_are_sound(visit):
    ticket = cases.at_vendor()
    window = inside(visit, parties.support(), f"/arenden/{ticket.number}/vem-ser/")
    window.assert_sound()
    window.page.goto(f"/arenden/{ticket.number}/varfor/")
    window.assert_sound()
    administrator = parties.support_security().user
    administrator.is_administrator = True
    administrator.save()
    person = parties.desk().user
    window = inside(visit, parties.support_security(), f"/roller/personer/{person.pk}/visa-som/")
    window.assert_sound()
    window.page.fill("[name=reason]", "Felsökning")
    window.page.click("main form.form button.button--primary")
    window.page.wait_for_url("**/")
    assert "Du ser programmet som" in window.page.inner_text("main")
    window.assert_sound()
    window.page.goto(f"/arenden/{ticket.number}/")
    window.assert_sound()
    window.page.click("text=Sluta visa som")
    window.page.wait_for_url("**/roller/visningar/")
    window.assert_sound()
    window.page.click("tbody a")
    window.page.wait_for_load_state()
    assert ticket.number in window.page.inner_text("main")
    window.assert_sound()
