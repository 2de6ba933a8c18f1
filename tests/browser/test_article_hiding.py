"""A part of an article hidden and decided about, in a real browser, wide and narrow."""

import pytest

from tests.articles.making import published
from tests.parties import DESK_ROLE, NEIGHBOUR, REGION
from tickets.models import Article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORD = "Kvittrasången"


@pytest.mark.parametrize("narrow", [False, True])
def test_a_reader_hides_the_text_and_those_who_decide_remove_it(enter, narrow):
    article = published(article_body=f"Ring {WORD} på avdelningen.")
    address = f"/kunskap/{article.number}/"
    window = enter(DESK_ROLE, NEIGHBOUR, narrow=narrow)
    page = window.page
    page.goto(address)
    window.assert_sound()
    page.click("text=Dölj personuppgift")
    page.select_option("[name=hidden_part]", index=1)
    page.select_option("[name=hidden_part]", label="Text, Region Dalarna")
    window.assert_sound()
    page.click("main form button.button--primary")
    page.locator("text=Dolda och borttagna personuppgifter").wait_for()
    assert WORD not in page.content()
    window.assert_sound()

    decider = enter("region-informationssakerhetsansvarig", REGION, narrow=narrow)
    page = decider.page
    page.goto(address)
    page.click("text=Granska och avgör")
    page.locator(f"text={WORD}").wait_for()
    decider.assert_sound()
    page.check("[name=personal_data_verdict][value=redact]", force=True)
    page.fill("[name=reason]", "Namn på en patient")
    page.click("main form button.button--primary")
    page.locator("text=Borttagen").first.wait_for()
    decider.assert_sound()
    assert WORD not in page.content()
    assert Article.all_objects.get().shown_body.redacted
