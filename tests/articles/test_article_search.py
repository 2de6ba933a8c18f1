"""Articles answer the question language of tickets, in their own list and beside the hits of the general search."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests import cases, parties, query_counts
from tests.api.calling import region, vendor
from tests.articles.making import CONTENT, published, step, writer, written
from tests.processes.release.versions.running_here import release, spell
from tests.tickets import places
from tests.web.tickets.door import Visitor
from tickets import articles
from tickets.models import ArticleText

pytestmark = pytest.mark.django_db


def found(words: str, who=None, **filters) -> list[int]:
    return [one.pk for one in articles.listed({"q": words} | filters, who or parties.desk()).rows]


@pytest.mark.parametrize(
    "words",
    ["läkemedelslistan", "läkemedel", "lista", "listor", "hur skriver jag ut listan?", "RD-2025/4471", "4471"],
)
def test_words_parts_fillers_and_references_find_an_article(words):
    article = published(article_body="Läkemedelslistan skrivs ut från journalen, se RD-2025/4471.")
    published(article_title="Byta lösenord", article_body="Ring supporten.")
    assert found(words) == [article.pk]


def test_every_word_must_be_there_in_title_or_text():
    article = published(article_title="Byta lösenord", article_body="Ring supporten.")
    assert found("lösenord support") == [article.pk]
    assert found("lösenord zebra") == []
    assert found("hur") == []


def test_a_slip_is_forgiven_and_said():
    article = published(article_title="Läkemedelslistan", article_body="Skriv ut den.")
    close = articles.listed({"q": "läkmedelslistan"}, parties.desk())
    assert close.is_close and [one.pk for one in close.rows] == [article.pk]
    assert "en bokstav ifrån" in Visitor(parties.desk().user).text("/kunskap/", q="läkmedelslistan")
    assert region().get("articles", q="läkmedelslistan").json()["close"]
    assert not articles.listed({"q": "zebra"}, parties.desk()).is_close


def test_words_in_the_title_come_first():
    in_text = published(article_title="Byta lösenord", article_body="Zinkgrodan nämns här.")
    in_title = published(article_title="Zinkgrodan", article_body="Något annat.")
    later = published(article_title="Något annat", article_body="Zinkgrodan igen.")
    assert found("zinkgrodan") == [in_title.pk, later.pk, in_text.pk]


def test_a_number_is_found_whole_and_in_part():
    article = published()
    year, digits = article.number.split("-")[1:]
    for words in (article.number, article.number.lower(), f"{year}-{digits}", digits.lstrip("0"), f"kun-{year}"):
        assert found(words) == [article.pk], words
    assert found(article.number, parties.vendor()) == []


def test_only_what_is_shown_answers_and_a_draft_by_its_title_now():
    article = step(published(), "revise", writer())
    step(article, "edit", writer(), **CONTENT | {"article_title": "Zinkgrodan", "article_body": "Kopparälgen"})
    assert found("zinkgrodan", writer()) == found("kopparälgen", writer()) == []
    draft = written(article_title="Silverräven", article_body="Guldfisken")
    assert found("silverräven", writer(), which="own") == [draft.pk]
    assert found("guldfisken", writer(), which="own") == []
    step(draft, "edit", writer(), **CONTENT | {"article_title": "Järnkatten"})
    assert found("silverräven", writer(), which="own") == []
    assert found("silverräven", parties.desk(parties.NEIGHBOUR), which="own") == []


def test_a_word_of_an_article_is_forgotten_with_it():
    article = published(article_body="Zinkgrodan skrivs ut.")
    rows = ArticleText.objects.unscoped("test").filter(article=article, field="article_body")
    rows.update(body="[BORTTAGET]")
    assert found("zinkgrodan") == [] and found("borttaget") == [article.pk]
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from tickets_searchword where word = 'zinkgrodan'")
        assert cursor.fetchone() == (0,)


# --- Beside the hits of the general search ---


def test_the_search_page_shows_the_best_articles_and_leads_to_the_rest():
    made = [published(article_title=f"Läkemedelslistan {name}") for name in ("saknas", "dubbel", "tom", "låst")]
    cases.incident(title="Läkemedelslistan visas dubbelt")
    visitor = Visitor(parties.desk().user)
    page = visitor.see("/sok/", q="läkemedelslista")
    assert "Kunskapsartiklar (4)" in visitor.text("/sok/", q="läkemedelslista")
    body = page.content.decode()
    assert sum(f"/kunskap/{one.number}/" in body for one in made) == 3
    assert 'href="/kunskap/?q=l%C3%A4kemedelslista"' in body
    assert "Kunskapsartiklar" not in Visitor(parties.vendor().user).text("/sok/", q="läkemedelslista")
    assert "Kunskapsartiklar" not in visitor.text("/sok/", q="zebra")


def test_articles_are_found_where_no_case_is():
    article = published(article_title="Zinkgrodan")
    visitor = Visitor(parties.desk().user)
    text = visitor.text("/sok/", q="zinkgrodan")
    assert article.number in text and "Inget ärende som du får läsa" in text and "Inget hittades" not in text
    said = region().get("search", q="zinkgrodan").json()
    assert said["results"] == []
    assert (said["articles"]["total"], said["articles"]["results"][0]["number"]) == (1, article.number)
    assert vendor().get("search", q="zinkgrodan").json()["articles"] == {"total": 0, "results": []}


def test_articles_stand_beside_the_first_page_only():
    published(article_title="Listan låser sig")
    for _ in range(3):
        cases.incident(title="Listan låser sig")
    first = region().get("search", q="lista", page_size=2).json()
    assert first["articles"]["total"] == 1
    cursor = first["next"].partition("cursor=")[2]
    assert "articles" not in region().get("search", q="lista", page_size=2, cursor=cursor).json()


def test_one_article_costs_as_much_as_ten():
    visitor, program = Visitor(parties.desk().user), region()
    visitor.see("/")  # the log-in's first page is written down
    cases.incident(title="Listan låser sig", symptom="Den syns inte.")
    for more in (1, 9):
        for number in range(more):
            published(article_title=f"Listan {number}", article_body="Den syns inte.")
        query_counts.check("web: search with articles", lambda: visitor.see("/sok/", q="listan syns"), at_most=11)
        query_counts.check("api: search with articles", lambda: program.get("search", q="lista"), at_most=6)
        query_counts.check("web: articles found", lambda: visitor.see("/kunskap/", q="listan syns"), at_most=8)
        query_counts.check("api: articles found", lambda: program.get("articles", q="listan syns"), at_most=6)


# --- Beside a ticket ---


def test_proposals_ask_the_index_of_titles():
    ticket, who = places.case("in_progress"), parties.desk()
    article = published()
    seen = []

    def look(execute, sql, params, many, context):
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        _own, fit = articles.around(ticket, ticket.title, who, proposes=True)
    assert [one.pk for one in fit] == [article.pk]
    ((sql, params),) = seen
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into tickets_articletext (article_id, event_seq, field, body, salt, digest, audience, redacted)"
            " select article_id, event_seq + number, field, 'Annat ' || number, salt, digest, audience, false"
            " from tickets_articletext, generate_series(1, 5000) as number where id = %s",
            [article.shown_title_id],
        )
        cursor.execute("analyze tickets_articletext")
        # Whether the one article was counted must not decide: the plan is that for many.
        cursor.execute("update pg_class set reltuples = 5000, relpages = 1 where relname = 'tickets_article'")
        cursor.execute(f"explain {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "article_title_stems" in plan, plan


# --- Versions (N10) ---


def proposed_to(region_: str, title: str = "Skriva ut en lista") -> list[int]:
    return [one.pk for one in articles.titled(title, None, parties.desk(region_))]


def test_what_a_region_does_not_run_today_is_not_proposed_to_it():
    article, always = published(article_versions="4.2"), published()
    spell(release("4.1"), timezone.now() - timedelta(days=1), "halland")
    spell(release("4.2"), timezone.now() - timedelta(days=1), "dalarna")
    assert proposed_to("dalarna") == proposed_to("gavleborg") == [always.pk, article.pk]
    assert proposed_to("halland") == [always.pk]
    assert article.pk in found("lista", parties.desk("halland")), "who looks for it finds it"


def test_a_case_is_proposed_what_held_when_it_came():
    article = published(article_versions="4.2", article_title="Läkemedelslistan fryser")
    incident = places.incident("in_progress", title="Läkemedelslistan fryser vid utskrift")
    spell(release("4.1"), timezone.now(), incident.origin.slug)
    later = places.incident("in_progress", title="Läkemedelslistan fryser vid utskrift")
    said = [articles.around(one, one.title, parties.desk(), proposes=True)[1] for one in (incident, later)]
    assert [[one.pk for one in fit] for fit in said] == [[article.pk], []]


def test_versions_are_written_with_the_article_and_taken_away_again():
    article = published(article_versions="4.1–4.2")
    assert "4.1–4.2" in Visitor(parties.desk().user).text(f"/kunskap/{article.number}/")
    assert region().get(f"articles/{article.number}").json()["versions"] == "4.1–4.2"
    again = step(step(article, "revise", writer()), "edit", writer(), **CONTENT)
    assert again.versions == ""
