"""Knowledge in the browser and over REST: the list, the page, writing with a preview, collisions, answering with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine.errors import KeyInUse, NotPermitted, Reason
from tests import cases, parties, query_counts
from tests.api.calling import codes, program, region, support, vendor
from tests.articles.making import BODY, CONTENT, fresh, published, reviewer, step, writer, written
from tests.tickets import places
from tests.web.tickets.door import Visitor, words
from tickets import articles
from tickets.models import Article
from tickets.web.article_markup import render

pytestmark = pytest.mark.django_db

FORM = {name: value for name, value in CONTENT.items()}


def by(who) -> Visitor:
    return Visitor(who.user)


# --- The formatting ---


def test_paragraphs_headings_lists_and_addresses_are_formatted_and_nothing_else_is():
    html = render(
        "Först\nsen\n\n## Rubrik\n- ett\n- två\n\n1. a\n2. b\n\n<script>alert(1)</script> **fet** https://exempel.se/?a=1&b=2"
    )
    assert "<p>Först<br>sen</p>" in html
    assert "<h3>Rubrik</h3>" in html
    assert "<ul><li>ett</li><li>två</li></ul>" in html
    assert "<ol><li>a</li><li>b</li></ol>" in html
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert 'href="https://exempel.se/?a=1&amp;b=2"' in html
    assert "javascript:" not in render("[x](javascript:alert(1))").replace("(javascript:alert(1))", "")
    assert "<a" not in render("javascript:alert(1)")


# --- Reading ---


def test_the_list_is_in_the_menu_and_searches_and_filters():
    article = published()
    visitor = by(parties.desk(parties.NEIGHBOUR))
    assert 'href="/kunskap/"' in visitor.see("/").content.decode()
    page = visitor.text("/kunskap/")
    assert CONTENT["article_title"] in page
    assert "1 artikel." in page
    assert CONTENT["article_title"] in visitor.text("/kunskap/", q="skriva", service="journal")
    assert "Ingen artikel passar" in visitor.text("/kunskap/", q="zebra")
    assert visitor.see("/kunskap/", which="nonsens").status_code == 422
    assert visitor.see("/kunskap/", q="19121212-1212").status_code == 422
    assert article.number in visitor.text("/kunskap/", q=article.number)


def test_a_reader_sees_the_published_text_and_not_the_one_being_written():
    article = step(
        step(published(), "revise", writer()),
        "edit",
        writer(),
        **CONTENT | {"article_title": "Zinkgrodan", "article_body": "Kopparälgen"},
    )
    for who, sees in ((parties.desk(parties.NEIGHBOUR), False), (writer(), True)):
        page = by(who).text(f"/kunskap/{article.number}/")
        assert "Öppna listan." in page
        assert ("Kopparälgen" in page) == sees
        assert ("Zinkgrodan" in page) == sees
        assert ("Kopparälgen" in by(who).text(f"/kunskap/{article.number}/historik/")) == sees
        assert ("Zinkgrodan" in by(who).text("/kunskap/")) is False
    for who in (parties.vendor(), parties.region_it()):
        for path in ("", "historik/", "steg/help/", "steg/edit/"):
            assert by(who).see(f"/kunskap/{article.number}/{path}").status_code == 404


def test_a_dropped_revision_is_no_longer_being_written():
    revised = step(step(published(), "revise", writer()), "edit", writer(), **CONTENT | {"article_body": "Annat"})
    address = f"/kunskap/{revised.number}/"
    assert 'id="skrivs"' in by(writer()).see(address).content.decode()
    step(revised, "drop_revision", writer())
    assert 'id="skrivs"' not in by(writer()).see(address).content.decode()


def test_a_retired_article_is_not_due_for_review_and_says_why_it_is_retired():
    article = published()
    retired = step(article, "retire", writer(), reason="Ersatt av en ny")
    assert retired.review_at is None
    assert "Ersatt av en ny" in by(parties.desk(parties.NEIGHBOUR)).text(f"/kunskap/{article.number}/")
    again = step(retired, "take_up", writer(), reason="Behövs igen")
    assert again.published_at is None


def test_thanks_and_feedback_are_one_click_from_the_text():
    article = published()
    visitor = by(parties.desk(parties.NEIGHBOUR))
    answer = visitor.client.post(f"/kunskap/{article.number}/steg/help/", {"once": "a" * 12})
    assert answer.status_code == 302
    assert fresh(article.pk).helped == 1
    assert "Du har sagt att den hjälpte dig" in visitor.text(f"/kunskap/{article.number}/")
    visitor.client.post(f"/kunskap/{article.number}/steg/feed_back/", {"article_feedback": "Menyn heter annorlunda"})
    assert "Menyn heter annorlunda" in by(writer()).text(f"/kunskap/{article.number}/")
    assert "Menyn heter annorlunda" not in by(parties.desk("blekinge")).text(f"/kunskap/{article.number}/")


# --- Writing ---


def test_writing_previews_saves_and_goes_through_review_to_its_readers():
    visitor = by(writer())
    answer = visitor.client.post("/kunskap/ny/", FORM | {"go": "preview", "once": "b" * 12})
    assert answer.status_code == 200
    assert "<li>Välj skrivare</li>" in answer.content.decode()
    assert not Article.all_objects.exists()
    answer = visitor.client.post("/kunskap/ny/", FORM | {"once": "b" * 12})
    assert answer.status_code == 302
    assert visitor.client.post("/kunskap/ny/", FORM | {"once": "b" * 12}).url == answer.url
    article = Article.all_objects.get()
    version = {"read_version": article.version}
    visitor.client.post(f"/kunskap/{article.number}/steg/submit/", version)
    article = fresh(article.pk)
    refused = visitor.client.post(
        f"/kunskap/{article.number}/steg/publish/", {"read_version": article.version, "review_months": 12}
    )
    assert refused.status_code == 409
    assert "Du skrev den här versionen" in words(refused)
    by(reviewer()).client.post(
        f"/kunskap/{article.number}/steg/publish/", {"read_version": article.version, "review_months": 12}
    )
    assert fresh(article.pk).state == "published"
    assert "Öppna listan." in by(parties.desk(parties.NEIGHBOUR)).text(f"/kunskap/{article.number}/")


def test_faults_stand_at_their_fields_and_what_was_written_is_kept():
    answer = by(writer()).client.post(
        "/kunskap/ny/", FORM | {"article_body": "Patient 19121212-1212", "article_title": ""}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Patient 19121212-1212" in page
    assert not Article.all_objects.exists()


def test_a_form_that_comes_back_from_a_log_in_keeps_its_text_and_saves_nothing():
    answer = by(writer()).client.post("/kunskap/ny/", FORM | {"_resume": "1"})
    assert answer.status_code == 200
    assert "Tryck på Skriv ut" in answer.content.decode()
    assert not Article.all_objects.exists()
    assert CONTENT["article_title"] in by(writer()).see("/kunskap/ny/").content.decode()


def test_two_who_edit_the_same_article_lose_nothing():
    article = written()
    version = article.version
    step(article, "edit", reviewer(), **CONTENT | {"article_body": "Kollegans text"})
    mine = FORM | {"article_body": "Min text", "read_version": version, "once": "c" * 12}
    answer = by(writer()).client.post(f"/kunskap/{article.number}/steg/edit/", mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Kollegans text" in page
    assert "Min text" in page
    assert fresh(article.pk).version == version + 1
    again = mine | {"article_body": "Båda texterna", "read_version": version + 1, "once": "d" * 12}
    assert by(writer()).client.post(f"/kunskap/{article.number}/steg/edit/", again).status_code == 302


def test_a_form_without_a_version_or_a_right_is_refused_in_words(monkeypatch):
    article, visitor = published(), by(writer())
    without = visitor.client.post(f"/kunskap/{article.number}/steg/revise/", {})
    assert without.status_code == 409
    assert fresh(article.pk).state == "published"

    def refuse_with(error):
        def refuse(*_args, **_how):
            raise error

        monkeypatch.setattr("tickets.web.article_steps.perform", refuse)
        return visitor.client.post(f"/kunskap/{article.number}/steg/revise/", {"read_version": article.version})

    assert refuse_with(NotPermitted(capability="knowledge.write")).status_code == 403
    assert refuse_with(Article.DoesNotExist()).status_code == 404
    busy = refuse_with(KeyInUse(Reason("key_in_use", "Den första skickas just nu.")))
    assert busy.status_code == 409
    assert "Den första skickas just nu." in words(busy)


def test_whoever_may_not_write_is_told_which_right_it_takes():
    answer = by(parties.object_leader()).see("/kunskap/ny/")
    assert answer.status_code == 403
    assert "Skriva kunskapsartiklar" in answer.content.decode()


def test_a_solved_case_becomes_an_article_in_one_click():
    ticket = places.case("resolved")
    visitor = by(parties.desk())
    page = visitor.see(f"/arenden/{ticket.number}/").content.decode()
    assert f"/kunskap/ny/?arende={ticket.number}" in page
    form = visitor.see("/kunskap/ny/", arende=ticket.number).content.decode()
    assert places.ANSWER["answer"] in form
    assert ticket.title in form
    assert by(writer(parties.NEIGHBOUR)).see("/kunskap/ny/", arende=ticket.number).status_code == 404


# --- Answering with it ---


def test_a_how_to_answer_is_one_click_from_the_article_to_the_resolution():
    article, ticket = published(), places.case("in_progress")
    visitor = by(parties.desk())
    address = f"/arenden/{ticket.number}/svara-med/{article.number}/"
    assert address in visitor.see(f"/arenden/{ticket.number}/").content.decode()
    form = visitor.see(address)
    assert form.status_code == 200
    page = form.content.decode()
    assert "Öppna listan." in page
    assert f"/kunskap/{article.number}/" in page
    data = places.ANSWER | {"answer": BODY, "used_article": article.number}
    assert visitor.take(cases.fresh(ticket.pk), "resolve", **data).status_code == 303
    assert (cases.fresh(ticket.pk).state, fresh(article.pk).used) == ("resolved", 1)
    assert article.number in visitor.text(f"/arenden/{ticket.number}/")


def test_an_incident_is_answered_with_an_article_too():
    article, ticket = (
        published(article_title="Läkemedelslistan laddas inte", article_service="lakemedel"),
        places.incident("in_progress"),
    )
    visitor = by(parties.desk())
    address = f"/arenden/{ticket.number}/svara-med/{article.number}/"
    assert address in visitor.see(f"/arenden/{ticket.number}/").content.decode()
    assert "Öppna listan." in visitor.see(address).content.decode()


def test_articles_are_not_proposed_to_whoever_cannot_answer_or_read_them():
    article, ticket = published(), places.case("in_progress")
    assert f"svara-med/{article.number}" not in by(parties.support()).see(f"/arenden/{ticket.number}/").content.decode()
    step(article, "retire", writer(), reason="Gammal")
    assert f"svara-med/{article.number}" not in by(parties.desk()).see(f"/arenden/{ticket.number}/").content.decode()
    other = published(who=writer(parties.NEIGHBOUR), article_audience="chosen", article_organisations=["blekinge"])
    assert by(parties.desk()).see(f"/arenden/{ticket.number}/svara-med/{other.number}/").status_code == 404


def test_nothing_is_answered_with_an_article_that_is_retired_or_not_published():
    ticket = places.case("in_progress")
    retired = step(published(), "retire", writer(), reason="Gäller inte längre")
    draft = written(made_from=ticket.number)
    _own, fit = articles.around(ticket, ticket.title, writer(), proposes=True)
    assert fit == []
    for one in (retired, draft):
        assert by(parties.desk()).see(f"/arenden/{ticket.number}/svara-med/{one.number}/").status_code == 404
        refused = region().step(ticket.number, "resolve", **places.ANSWER, used_article=one.number)
        assert codes(refused) == [("used_article", "not_found")]


def test_the_pages_cost_the_same_for_one_article_as_for_ten():
    article = published()
    visitor = by(parties.desk(parties.NEIGHBOUR))
    visitor.see("/kunskap/")  # the log-in's first page is written down
    for _again in range(2):
        query_counts.check("web: articles", lambda: visitor.see("/kunskap/"), at_most=8)
        query_counts.check("web: article", lambda: visitor.see(f"/kunskap/{article.number}/"), at_most=14)
        for number in range(9):
            published(article_title=f"Artikel {number}")


# --- REST ---


def test_the_api_lists_reads_writes_and_takes_steps():
    client = program("region-objektspecialist-utbildning", "dalarna")
    made = client.post("articles", {"fields": CONTENT}, key="ny-artikel-1")
    assert made.status_code == 201, made.content
    number = made.json()["number"]
    assert client.get(f"articles/{number}").json()["working"]["text"] == BODY
    assert region("halland").get(f"articles/{number}").status_code == 404
    assert client.post(f"articles/{number}/steps/submit", {}, version=made.json()["version"]).status_code == 200
    steps = {one["name"]: one for one in region().get(f"articles/{number}/steps").json()["steps"]}
    assert steps["publish"]["allowed"]
    version = region().get(f"articles/{number}").json()["version"]
    stale = region().post(f"articles/{number}/steps/publish", {"fields": {"review_months": 12}}, version=version - 1)
    assert stale.status_code == 412
    done = region().post(f"articles/{number}/steps/publish", {"fields": {"review_months": 12}}, version=version)
    assert done.status_code == 200, done.content
    seen = region("halland").get("articles", q="skriva").json()
    assert (seen["total"], seen["results"][0]["title"]) == (1, CONTENT["article_title"])
    said = region("halland").get(f"articles/{number}").json()
    assert (said["text"], said["working"]) == (BODY, None)
    assert vendor().get(f"articles/{number}").status_code == 404
    assert vendor().get("articles").json()["total"] == 0
    refused = region("halland").post(f"articles/{number}/steps/edit", {"fields": CONTENT}, version=said["version"])
    assert refused.status_code == 409


def test_a_step_that_hides_the_article_from_whoever_took_it_is_answered_and_repeated_alike():
    reviewing = program("sussa-objektspecialist", parties.SUPPORT_ORG)
    back = step(written(), "submit", writer())
    gone = step(written(article_audience="chosen", article_organisations=["blekinge"]), "submit", writer())
    for article, name, fields, state in (
        (back, "send_back", {"reason": "För kort"}, "draft"),
        (gone, "publish", {"review_months": 12}, "published"),
    ):
        sent = [
            reviewing.post(
                f"articles/{article.number}/steps/{name}", {"fields": fields}, version=article.version, key=f"k-{name}"
            )
            for _time in range(2)
        ]
        assert [one.status_code for one in sent] == [200, 200], sent[0].content
        assert [one.json() for one in sent] == [{"number": article.number, "state": state}] * 2
        assert sent[1].headers["Idempotency-Replayed"] == "true"
        assert reviewing.get(f"articles/{article.number}").status_code == 404


def test_the_api_pages_and_refuses_what_it_does_not_know():
    for number in range(3):
        published(article_title=f"Artikel {number}")
    first = support().get("articles", page_size=2).json()
    assert (len(first["results"]), first["total"]) == (2, 3)
    cursor = first["next"].split("cursor=")[1].split("&")[0]
    second = support().get("articles", page_size=2, cursor=cursor).json()
    assert len(second["results"]) == 1
    assert second["next"] is None
    assert codes(support().get("articles", domain="annat")) == [("domain", "not_a_choice")]


def test_a_case_is_answered_with_an_article_over_the_api():
    article, ticket = published(), places.case("in_progress")
    done = region().step(ticket.number, "resolve", **places.ANSWER, used_article=article.number)
    assert done.status_code == 200, done.content
    assert fresh(article.pk).used == 1
    assert timezone.now() - fresh(article.pk).published_at < timedelta(minutes=5)
