"""An article from draft to retired: four eyes, a revision beside what is published, due reviews, its own history."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from engine import due, history
from engine.errors import NotPermitted, NotPossible, Refused, Stale
from engine.explain import add_who, state_of
from engine.perform import create, perform
from outbox.models import Message
from sla.models import DueStep
from tests import parties
from tests.articles.making import BODY, CONTENT, fresh, published, reviewer, step, writer, written
from tests.notices.told import open_all
from tests.people import actor
from tickets import articles
from tickets.models import Article, ArticleEvent, ArticleText, ArticleUse

pytestmark = pytest.mark.django_db


def reads(who, article) -> bool:
    return Article.objects.visible_to(who).filter(pk=article.pk).exists()


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_a_draft_has_a_number_an_owner_and_is_read_by_its_own_writers_alone():
    article = written()
    assert article.number.startswith("KUN-")
    assert (article.state, article.owner, article.organisation.slug) == ("draft", writer().user, parties.REGION)
    assert reads(reviewer(), article)
    others = (reviewer(parties.NEIGHBOUR), parties.support(), parties.object_leader(), parties.vendor())
    assert not any(reads(one, article) for one in others)


def test_whoever_wrote_it_does_not_publish_it_and_a_colleague_or_the_support_does():
    article, colleague = step(written(), "submit", writer()), reviewer()
    assert reads(parties.support(), article)
    with pytest.raises(NotPossible) as refused:
        step(article, "publish", writer(), review_months=12)
    assert codes(refused) == ["not_article_reviewer"]
    named = state_of(article, "publish", writer())
    add_who(article, [named], writer())
    assert [able.people for able in named.who if able.organisation == "Region Dalarna"] == [
        (colleague.user.short_name,)
    ]
    assert step(article, "take_back", writer()).state == "draft"
    article = step(fresh(article.pk), "submit", writer())
    article = step(article, "publish", parties.support(), review_months=12)
    assert (article.state, article.edition, article.shown_body.body) == ("published", 1, BODY)
    assert article.shown_title.body == CONTENT["article_title"]


def test_the_region_next_door_reads_what_is_published_and_changes_nothing():
    article = published()
    neighbour = reviewer(parties.NEIGHBOUR)
    assert reads(neighbour, article)
    assert not reads(parties.vendor(), article)
    with pytest.raises(NotPossible):
        step(article, "revise", neighbour)
    with pytest.raises(NotPermitted):
        step(article, "revise", parties.object_leader())


@pytest.mark.parametrize(
    ("audience", "more", "readers"),
    [
        ("members", {}, {"neighbour", "support"}),
        ("chosen", {"article_organisations": ["halland"]}, {"neighbour"}),
        ("chosen", {"article_organisations": ["blekinge"]}, set()),
        ("customer", {}, {"neighbour", "support", "it"}),
        ("all", {}, {"neighbour", "support", "it", "vendor"}),
    ],
)
def test_each_audience_reads_and_no_other_does(audience, more, readers):
    article = published(article_audience=audience, **more)
    found = {
        "neighbour": parties.desk(parties.NEIGHBOUR),
        "support": parties.support(),
        "it": parties.region_it(),
        "vendor": parties.vendor(),
    }
    assert {name for name, who in found.items() if reads(who, article)} == readers
    assert reads(parties.object_leader(), article)


def test_chosen_readers_must_be_chosen():
    with pytest.raises(Refused) as refused:
        written(article_audience="chosen")
    assert [reason.field for reason in refused.value.reasons] == ["article_organisations"]


def test_a_revision_keeps_the_published_one_readable_until_it_is_published():
    article = step(published(), "revise", writer())
    article = step(article, "edit", writer(), **CONTENT | {"article_title": "Nytt", "article_body": "Nytt innehåll"})
    neighbour = reviewer(parties.NEIGHBOUR)
    seen = articles.called(article.number, neighbour)
    assert (seen.shown_title.body, seen.shown_body.body) == (CONTENT["article_title"], BODY)
    assert articles.working_texts(article, neighbour) == {}
    assert not ArticleText.objects.visible_to(neighbour).filter(body="Nytt innehåll").exists()
    assert articles.working_texts(article, writer())["article_body"].body == "Nytt innehåll"
    article = step(step(article, "submit", writer()), "publish", reviewer(), review_months=6)
    assert (article.edition, article.shown_body.body) == (2, "Nytt innehåll")


def test_a_revision_can_be_dropped():
    article = step(published(), "revise", writer())
    article = step(article, "edit", writer(), **CONTENT | {"article_title": "Nytt", "article_body": "Nytt"})
    article = step(article, "drop_revision", writer())
    assert (article.state, article.title, article.shown_body.body) == ("published", CONTENT["article_title"], BODY)
    assert articles.working_texts(article, writer())["article_body"].body == BODY
    with pytest.raises(Refused) as refused:
        step(written(), "drop_revision", writer())
    assert codes(refused) == ["not_published"]


def test_it_is_sent_back_with_a_reason_and_retired_with_one_and_taken_up_again():
    article = step(step(written(), "submit", writer()), "send_back", reviewer(), reason="Saknar bild")
    assert article.state == "draft"
    article = step(published(), "retire", writer(), reason="Ny version av Cosmic")
    assert article.state == "retired"
    assert not DueStep.objects.filter(subject_type="tickets.article", subject_id=article.pk, fired_at=None).exists()
    assert articles.listed({}, parties.desk()).total == 0
    assert reads(parties.desk(parties.NEIGHBOUR), article)
    article = step(article, "take_up", writer(), reason="Gäller igen")
    assert (article.state, article.shown_body) == ("draft", None)
    assert not reads(parties.desk(parties.NEIGHBOUR), article)
    assert articles.working_texts(article, writer())["article_body"].body == BODY


def test_a_due_review_tells_the_owner_and_is_seen_as_overdue():
    article = published()
    at = article.review_at + timedelta(minutes=1)
    assert due.fire(now=at) == 1
    assert ArticleEvent.objects.unscoped("test").filter(article=article, step="fall_due").exists()
    open_all()
    told = Message.objects.filter(kind="article.mail", subject_id=article.pk, payload={"step": "fall_due"})
    assert [one.recipient for one in told] == [writer().user]
    article = step(article, "confirm", reviewer(), review_months=24)
    assert article.review_at > at


def test_an_overdue_article_stands_among_those_due():
    article = published()
    with connection.cursor() as cursor:
        cursor.execute("update tickets_article set review_at = now() - interval '1 day' where id = %s", [article.pk])
    assert [one.pk for one in articles.listed({"which": "due"}, parties.desk()).rows] == [article.pk]


def test_thanks_are_counted_once_a_person_and_leave_the_version_alone():
    article = published()
    version = article.version
    article = step(article, "help", parties.desk(parties.NEIGHBOUR))
    assert (article.helped, article.version) == (1, version)
    with pytest.raises(Refused) as refused:
        step(article, "help", parties.desk(parties.NEIGHBOUR))
    assert codes(refused) == ["said_before"]
    assert step(article, "help", parties.support()).helped == 2


def test_feedback_reaches_the_owner_and_the_writers_and_nobody_else():
    article = step(
        published(), "feed_back", parties.desk(parties.NEIGHBOUR), article_feedback="Menyn heter annorlunda."
    )
    assert [row.body for row in articles.feedback(article, writer())] == ["Menyn heter annorlunda."]
    assert articles.feedback(article, parties.desk("blekinge")) == []
    assert not ArticleText.objects.visible_to(parties.desk("blekinge")).filter(field="article_feedback").exists()
    open_all()
    assert Message.objects.filter(kind="article.mail", recipient=writer().user).exists()


def test_the_vendors_person_is_not_named_to_the_writers():
    article = step(published(article_audience="all"), "feed_back", parties.vendor(), article_feedback="Nytt i 7.1")
    (row,) = articles.feedback(article, writer())
    assert row.organisation.slug == parties.VENDOR_ORG
    assert not article.names_shown_to(writer(), row.organisation)


def test_the_owner_is_changed_to_a_colleague():
    article = step(published(), "give", writer(), article_owner=reviewer().user.email)
    assert article.owner == reviewer().user


def test_a_personal_number_is_refused_in_title_text_and_feedback():
    with pytest.raises(Refused) as refused:
        written(article_body="Sök på 19121212-1212 i listan")
    assert codes(refused) == ["personal_number"]


@pytest.mark.parametrize("name", list(CONTENT))
def test_nothing_that_it_needs_may_be_left_out(name):
    with pytest.raises(Refused) as refused:
        create(
            Article,
            Article.birth,
            actor=writer(),
            via="test",
            data={key: value for key, value in CONTENT.items() if key != name},
        )
    assert [(reason.field, reason.code) for reason in refused.value.reasons] == [(name, "required")]


def test_a_stale_edit_is_refused():
    article = written()
    step(article, "edit", reviewer(), **CONTENT | {"article_title": "Först"})
    with pytest.raises(Stale):
        perform(Article, article.pk, "edit", actor=writer(), via="web", version=article.version, data=CONTENT, hat=None)
    assert fresh(article.pk).title == "Först"


def test_the_history_is_chained_append_only_and_found_out_when_tampered_with():
    article = step(published(), "help", parties.support())
    events = list(ArticleEvent.objects.unscoped("test").filter(article=article).order_by("seq"))
    head = {"last_seq": article.event_seq, "last_digest": article.event_digest}
    assert history.faults_in(article.number, events, **head) == []
    assert [one.step for one in events] == ["compose", "submit", "publish", "help"]
    for sql in (
        "update tickets_articleevent set step = 'x'",
        "delete from tickets_article",
        "update tickets_article set state = 'draft'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    kept = history.CHAINS["articles"]
    heads = kept.heads(0, 10)
    assert list(kept.words(heads, list(kept.events([head.pk for head in heads])))) == []
    with connection.cursor() as cursor:
        cursor.execute("update tickets_articletext set body = 'x' where field = 'article_body'")
    faults = list(kept.words(heads, list(kept.events([head.pk for head in heads]))))
    assert [fault.what for fault in faults] == ["text article_body was changed"]


def test_no_free_text_lies_in_the_events():
    article = step(published(), "feed_back", parties.desk(), article_feedback="Krångligt formulerat")
    for event in ArticleEvent.objects.unscoped("test").filter(article=article):
        said = str(event.changed)
        assert "Krångligt" not in said
        assert CONTENT["article_title"] not in said


def test_uses_are_counted_once_a_ticket(settings):
    article, desk = published(), parties.desk()
    from tests import cases
    from tests.tickets import places

    ticket = places.case("in_progress")
    data = places.ANSWER | {"used_article": article.number}
    cases.step(ticket, "resolve", desk, **data)
    cases.step(ticket, "reopen", desk, reason="Mer")
    cases.step(ticket, "resolve", desk, **data)
    article = fresh(article.pk)
    assert article.used == 1
    assert ArticleUse.objects.filter(article=article, kind="used", ticket=ticket).count() == 1


def test_an_article_that_the_actor_may_not_read_cannot_be_used():
    article = published(article_audience="chosen", article_organisations=["blekinge"], who=writer(parties.NEIGHBOUR))
    from tests import cases
    from tests.tickets import places

    with pytest.raises(Refused) as refused:
        cases.step(places.case("in_progress"), "resolve", parties.desk(), **places.ANSWER, used_article=article.number)
    assert codes(refused) == ["not_found"]


def test_words_find_articles_by_stem_beginning_and_number_and_nothing_closed():
    article = published(article_body="Läkemedelslistan skrivs ut från journalen.")
    closed = published(article_audience="chosen", article_organisations=["blekinge"], who=writer(parties.NEIGHBOUR))
    for words in ("läkemedelslista", "läkem", "skriva listor", article.number):
        assert [one.pk for one in articles.listed({"q": words}, parties.desk()).rows] == [article.pk], words
    assert articles.listed({"q": "zebra"}, parties.desk()).total == 0
    assert articles.listed({}, parties.desk()).total == 1
    assert articles.listed({}, parties.desk(parties.NEIGHBOUR)).total == 2
    assert closed.pk
    with pytest.raises(Refused):
        articles.listed({"q": "19121212-1212"}, parties.desk())
    assert articles.listed({"service": "journal", "domain": "verksamhet"}, parties.desk()).total == 1
    assert articles.listed({"domain": "teknik"}, parties.desk()).total == 0


def test_fillers_of_a_question_are_left_out():
    article = published(article_title="Hur byter jag lösenord?")
    for words in ("hur byter jag", "Hur byter jag lösenord?", "hur byter jag kun-xyz"):
        found = [one.pk for one in articles.listed({"q": words}, parties.desk()).rows]
        assert found == ([] if "xyz" in words else [article.pk]), words
    assert articles.listed({"q": "hur jag"}, parties.desk()).total == 0


def test_an_article_fits_a_ticket_by_title_or_by_service_and_words():
    from tests.tickets import places

    article = published()
    other = published(article_title="Byta lösenord", article_body="Ring lista", article_service="behorighet")
    ticket = places.case("in_progress")  # "Hur skriver man ut en lista?" about the journal
    own, fit = articles.around(ticket, ticket.title, parties.desk(), proposes=True)
    assert own == []
    assert [one.pk for one in fit] == [article.pk]
    assert other.pk
    assert articles.around(ticket, ticket.title, parties.desk(), proposes=False) == ([], [])


def test_it_is_made_from_a_ticket_and_linked():
    from tests.tickets import places

    ticket = places.case("resolved")
    article = written(made_from=ticket.number)
    own, _fit = articles.around(ticket, "", writer(), proposes=False)
    assert [one.pk for one in own] == [article.pk]
    outsider = actor("region-objektspecialist-utbildning", parties.NEIGHBOUR)
    with pytest.raises(Refused):
        written(outsider, made_from=ticket.number)


def test_an_unread_review_time_is_by_the_calendar():
    from tickets.publishing import months_after

    at = timezone.make_aware(timezone.datetime(2026, 11, 30, 9, 0))
    assert timezone.localtime(months_after(at, 3)).strftime("%Y-%m-%d %H:%M") == "2027-02-28 09:00"


def test_words_removed_from_a_ticket_leave_the_articles_made_of_it_and_the_history_still_holds():
    from tests import cases
    from tests.tickets import places
    from tickets.models import TextVersion

    words = "Anna på lönekontoret vet hur man gör."
    ticket = cases.step(places.case("in_progress"), "resolve", parties.desk(), **places.ANSWER | {"answer": words})
    article = published(made_from=ticket.number, article_body=f"Så här:\n\n{words}")
    part = TextVersion.objects.unscoped("test").get(ticket=ticket, field="answer")
    ticket = cases.step(ticket, "hide_personal_data", parties.desk(), hidden_part=part.part_key)
    verdict = {"personal_data_verdict": "redact", "reason": "Ett namn", "replacement": "En kollega vet."}
    cases.step(ticket, "settle_personal_data", parties.region_security(), **verdict)
    body = fresh(article.pk).shown_body.body
    assert "Anna" not in body
    assert body.startswith("Så här:")
    kept = history.CHAINS["articles"]
    heads = kept.heads(0, 10)
    assert list(kept.words(heads, list(kept.events([head.pk for head in heads])))) == []
    assert articles.listed({"q": "lönekontoret"}, parties.desk()).total == 0
