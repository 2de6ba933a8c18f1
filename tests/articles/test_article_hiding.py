"""Personal data in an article: hidden at once, decided about, gone from everywhere, and the history holds."""

import pytest
from django.utils import timezone

from engine import history
from engine.errors import NotPermitted, NotPossible, Refused
from outbox.models import Message
from roles.models import Draft
from tests import cases, parties
from tests.articles.making import CONTENT, fresh, published, reviewer, step, writer, written
from tests.files.dump import everything, tables_with
from tests.notices.told import mails_to, notices_of, open_all
from tests.tickets import places
from tests.web.tickets.door import Visitor
from tickets import article_mail, articles
from tickets.models import Article, ArticleEvent, ArticleText, HiddenArticlePart, HiddenPart, TextVersion

WORD = "Kvittrasången"
STEM = "kvittras"
LETTER = f"Ring {WORD} på avdelningen,\nhon är patient."
HIDDEN, REMOVED = "[DOLT: personuppgift]", "[BORTTAGET: personuppgift]"

pytestmark = pytest.mark.django_db


def text_of(article, field="article_body") -> ArticleText:
    return ArticleText.all_objects.filter(article=article, field=field).order_by("-event_seq").first()


def hidden(article, field="article_body", who=None):
    key = text_of(article, field).part_key
    return step(article, "hide_personal_data", who or parties.desk(parties.NEIGHBOUR), hidden_part=key)


def settled(article, verdict="redact", who=None, **more):
    who = who or parties.support_security()
    return step(article, "settle_personal_data", who, personal_data_verdict=verdict, reason="Ett namn", **more)


def faults() -> list[str]:
    """What the history says is wrong, of articles and of tickets."""
    found = []
    for kept in history.CHAINS.values():
        heads = kept.heads(0, 100)
        found += [one.what for one in kept.words(heads, list(kept.events([head.pk for head in heads])))]
    return found


# --- Hiding ---


def test_what_any_reader_hides_nobody_reads_any_more_but_those_who_decide():
    article = hidden(published(article_body=LETTER))
    for who in (writer(), parties.desk(parties.NEIGHBOUR), parties.support(), parties.region_security("halland")):
        visitor = Visitor(who.user)
        for path in ("", "historik/", "steg/settle_personal_data/"):
            assert WORD not in visitor.see(f"/kunskap/{article.number}/{path}").content.decode(), (who, path)
        assert WORD not in visitor.client.get(f"/api/v1/articles/{article.number}").content.decode()
        assert articles.listed({"q": WORD}, who).rows == []
    assert HIDDEN in Visitor(writer().user).text(f"/kunskap/{article.number}/")
    for who in (parties.support_security(), parties.region_security()):
        visitor = Visitor(who.user)
        assert WORD in visitor.text(f"/kunskap/{article.number}/steg/settle_personal_data/")
        assert "Granska och avgör" in visitor.text(f"/kunskap/{article.number}/")
    assert faults() == []


def test_a_title_is_hidden_in_all_its_versions_and_columns():
    article = step(published(article_title=f"{WORD} skriver ut"), "revise", writer())
    article = step(article, "edit", writer(), **CONTENT | {"article_title": f"{WORD} skriver"})
    article = hidden(article, "article_title", writer())
    assert article.title == HIDDEN
    assert {one.body for one in ArticleText.all_objects.filter(article=article, field="article_title")} == {HIDDEN}
    assert faults() == []


def test_those_who_decide_and_the_owner_are_told():
    security, joint = parties.region_security(), parties.support_security()
    article = hidden(published())
    open_all()
    event = ArticleEvent.all_objects.get(article=article, step="hide_personal_data")
    for who in (security, joint):
        (one,) = notices_of(who, article_event=event)
        assert one.category == "personal_data"
        assert [mail for mail in mails_to(who, article_mail.KIND) if mail.event_id == event.pk]
    assert [one.category for one in notices_of(writer(), article_event=event)] == ["article"]


def test_a_draft_is_read_by_those_who_decide_only_while_a_part_waits():
    article, security = written(article_body=LETTER), parties.region_security()
    assert not Article.objects.visible_to(security).filter(pk=article.pk).exists()
    article = hidden(article, who=writer())
    assert Article.objects.visible_to(security).filter(pk=article.pk).exists()
    assert not Article.objects.visible_to(parties.region_security(parties.NEIGHBOUR)).filter(pk=article.pk).exists()
    settled(article, who=security)
    assert not Article.objects.visible_to(security).filter(pk=article.pk).exists()


def test_nothing_is_published_while_a_part_waits():
    article = hidden(step(written(article_body=LETTER), "submit", writer()), who=writer())
    with pytest.raises(Refused) as refused:
        step(article, "publish", reviewer(), review_months=12)
    assert [one.code for one in refused.value.reasons] == ["part_hidden"]


def test_what_is_hidden_cannot_be_hidden_again_and_another_articles_text_is_none_of_this_one():
    article, other = published(), published(article_title="En annan")
    key = text_of(article).part_key
    article = hidden(article)
    for subject in (article, other):
        with pytest.raises(Refused):
            step(subject, "hide_personal_data", writer(), hidden_part=key)


# --- Settling ---


def test_only_information_security_at_the_owner_or_in_the_joint_support_decides():
    article = hidden(published())
    for who in (writer(), parties.support(), parties.region_security(parties.NEIGHBOUR)):
        with pytest.raises((NotPermitted, NotPossible)):
            settled(article, who=who)
    assert HiddenArticlePart.all_objects.get().verdict == ""


def test_what_is_shown_again_is_as_it_was():
    article = published(article_body=LETTER, article_title=f"{WORD} skriver")
    before = list(ArticleText.all_objects.filter(article=article).order_by("pk").values())
    article = hidden(hidden(article), "article_title")
    for part in HiddenArticlePart.all_objects.all():
        article = settled(article, "show", settled_part=part.pk)
    after = ArticleText.all_objects.filter(article=article, pk__lte=before[-1]["id"]).order_by("pk").values()
    assert list(after) == before
    assert article.title == f"{WORD} skriver"
    assert faults() == []


def test_which_part_is_decided_must_be_said_where_two_wait():
    article = hidden(hidden(published()), "article_title")
    with pytest.raises(Refused) as refused:
        settled(article)
    assert [one.code for one in refused.value.reasons] == ["part_not_chosen"]


def test_what_was_removed_can_be_written_anew_and_published():
    article = settled(hidden(published(article_body=LETTER)))
    assert text_of(article).body == REMOVED
    article = step(step(article, "revise", writer()), "edit", writer(), **CONTENT)
    article = step(step(article, "submit", writer()), "publish", reviewer(), review_months=12)
    assert fresh(article.pk).shown_body.body == CONTENT["article_body"]
    assert faults() == []


# --- The history ---


def test_a_text_that_only_holds_the_mark_is_a_changed_text():
    article = published()
    ArticleText.all_objects.filter(pk=text_of(article).pk).update(body=f"Något annat {REMOVED}")
    assert faults() == ["text article_body was changed"]


def test_a_text_that_says_it_was_removed_without_an_event_that_says_so_is_a_changed_text():
    article = published()
    for seq in (None, 1, article.event_seq):
        row = ArticleText.all_objects.filter(pk=text_of(article).pk)
        row.update(body=REMOVED, salt="", redacted=True, removed_seq=seq)
        assert faults() == ["text article_body was changed"]


# --- The pages ---


def test_a_part_is_hidden_and_settled_in_the_browser():
    article = published(article_body=LETTER)
    desk, security = Visitor(parties.desk(parties.NEIGHBOUR).user), Visitor(parties.region_security().user)
    address = f"/kunskap/{article.number}/"
    assert "Dölj personuppgift" in desk.text(address)
    assert "Text, Region Dalarna" in desk.text(f"{address}steg/hide_personal_data/")
    given = {"hidden_part": text_of(article).part_key, "read_version": article.version}
    assert desk.client.post(f"{address}steg/hide_personal_data/", given).status_code == 302
    assert "Dolda och borttagna personuppgifter" in desk.text(address)
    part = HiddenArticlePart.all_objects.get()
    page = security.text(f"{address}steg/settle_personal_data/")
    assert WORD in page
    given = {"settled_part": part.pk, "personal_data_verdict": "redact", "reason": "Ett namn"}
    answer = security.client.post(f"{address}steg/settle_personal_data/", given | {"read_version": article.version})
    assert answer.status_code == 302
    assert "Borttagen" in desk.text(address)
    assert WORD not in security.text(address)


@pytest.mark.django_db(transaction=True)
class TestEverywhere:
    def test_what_is_removed_from_an_article_is_found_nowhere(self):
        ticket = places.incident(symptom=LETTER)
        article = published(made_from=ticket.number, article_body=LETTER)
        step(article, "feed_back", parties.desk(parties.NEIGHBOUR), article_feedback=f"Det står: {LETTER}")
        fields = [["article_body", LETTER.replace("\n", "\r\n")], ["other", "Behålls"]]
        form = f"/kunskap/{article.number}/steg/edit/"
        Draft.objects.create(person=writer().user, form=form, fields=fields, saved_at=timezone.now())
        open_all()
        elsewhere = {"roles_draft"}
        kept = {"articletext", "textversion", "searchword"}
        assert tables_with(STEM) == {f"tickets_{name}" for name in kept} | elsewhere
        article = hidden(article)
        hiding = {"hiddenarticlepart", "hiddenpart"}  # the ticket said the same; the feedback quoted it
        assert tables_with(STEM) == {f"tickets_{name}" for name in kept - {"textversion"} | hiding} | elsewhere
        settled(article)
        assert tables_with(STEM) == set()
        assert STEM not in everything()
        assert TextVersion.all_objects.get(ticket=ticket, field="symptom").redacted
        assert HiddenPart.all_objects.get().verdict == "redact"
        assert Draft.objects.get().fields[1] == ["other", "Behålls"]
        assert not Message.objects.filter(payload__icontains=STEM).exists()
        feedback = text_of(article, "article_feedback")
        assert feedback.body == f"Det står: {REMOVED}"
        assert ArticleEvent.all_objects.filter(article=article, step="note_removal").count() == 1
        assert faults() == []

    def test_what_is_removed_from_a_ticket_is_named_in_the_history_of_its_article(self):
        ticket = places.incident(symptom=LETTER)
        article = published(made_from=ticket.number, article_body=f"Så här:\n\n{LETTER}")
        key = TextVersion.all_objects.get(ticket=ticket, field="symptom").part_key
        ticket = cases.step(ticket, "hide_personal_data", parties.desk(), hidden_part=key)
        given = {"personal_data_verdict": "redact", "reason": "Ett namn"}
        cases.step(ticket, "settle_personal_data", parties.support_security(), **given)
        event = ArticleEvent.all_objects.get(article=article, step="note_removal")
        body = text_of(article)
        assert (body.redacted, body.removed_seq) == (True, event.seq)
        assert event.changed["removed"]["texts"] == [[body.event_seq, "article_body"]]
        assert STEM not in everything()
        assert faults() == []

    @pytest.mark.parametrize("verdict", ["redact", "show"])
    def test_a_text_that_an_article_took_from_a_ticket_is_hidden_and_decided_with_it(self, verdict):
        ticket = places.incident(symptom=LETTER)
        article = published(made_from=ticket.number, article_body=LETTER)
        key = TextVersion.all_objects.get(ticket=ticket, field="symptom").part_key
        ticket = cases.step(ticket, "hide_personal_data", parties.desk(), hidden_part=key)
        assert text_of(article).body == HIDDEN
        given = {"personal_data_verdict": verdict, "reason": "Ett namn"}
        cases.step(ticket, "settle_personal_data", parties.support_security(), **given)
        assert text_of(article).body == (REMOVED if verdict == "redact" else LETTER)
        assert HiddenArticlePart.all_objects.get().verdict == verdict
        assert (STEM in everything()) is (verdict == "show")
        assert faults() == []

    def test_a_text_that_is_shown_again_in_an_article_is_shown_again_in_its_ticket(self):
        ticket = places.incident(symptom=LETTER)
        article = hidden(published(made_from=ticket.number, article_body=LETTER))
        said = TextVersion.all_objects.get(ticket=ticket, field="symptom")
        assert said.is_hidden
        settled(article, "show")
        said.refresh_from_db()
        assert (said.body, said.is_hidden) == (LETTER, False)
        assert faults() == []
