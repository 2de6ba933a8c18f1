"""Parts of articles hidden as personal data: what may be hidden, the marks that stay, and what is to be decided."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sla import wording
from tickets import article_hiding, codes
from tickets.models import Article, ArticleText, HiddenArticlePart
from tickets.models.article_hidden import settles_article
from tickets.web import changes, showing
from tickets.web.hidden import Mark, PutAway
from tickets.web.possible import step_url


def choices_of_parts(article: Article, actor) -> list[tuple[str, str]]:
    """Every text that the actor reads and that is not hidden, the newest version of title and body, newest first."""
    rows = ArticleText.objects.visible_to(actor).filter(article_id=article.pk, part=None, redacted=False)
    shown, seen = [], set()
    for row in rows.order_by("-event_seq", "pk"):
        if row.field in article_hiding.VERSIONED and row.field in seen:
            continue
        seen.add(row.field)
        shown.append(row)
    first = {name: place for place, name in enumerate(article_hiding.VERSIONED)}
    shown.sort(key=lambda row: first.get(row.field, len(first)))
    return [(row.part_key, _called(row)) for row in shown]


def _called(row: ArticleText) -> str:
    """By what it is, where from and, of what somebody said, its first words."""
    begins = "" if row.field in article_hiding.VERSIONED else f"“{row.body[:40]}”"
    said = (changes.label_of(row.field), begins, showing.full_name(row.organisation_id))
    return ", ".join(filter(None, said))


def choices_of_undecided(article: Article) -> list[tuple[str, str]]:
    parts = article_hiding.undecided(article)
    return [(str(part.pk), _hidden_at(part)) for part in parts]


def _hidden_at(part: HiddenArticlePart) -> str:
    return f"{changes.part_words(part.what)}, {wording.long_time(part.at)}"


def marks_of(article: Article, actor, words: dict) -> list[Mark]:
    """The marks beside an article; one query, none where the reader's texts show no mark and she decides about none."""
    texts = [article.shown_title, article.shown_body, *words.values()]
    if not settles_article(actor, article) and not any(one and (one.part_id or one.redacted) for one in texts):
        return []
    rows = HiddenArticlePart.objects.visible_to(actor).filter(article_id=article.pk).exclude(verdict="show")
    return [_mark(article, actor, one) for one in rows.select_related("hidden_by", "settled_by").order_by("-at", "-pk")]


def _mark(article: Article, actor, part: HiddenArticlePart) -> Mark:
    mark = Mark(changes.part_words(part.what), part.at, _who(article, part.hidden_by, part.hidden_for_id, actor))
    if part.verdict == codes.PersonalDataVerdict.REDACT:
        mark.removed_at = part.settled_at
        mark.removed_by = _who(article, part.settled_by, part.settled_for_id, actor)
    elif settles_article(actor, article):
        mark.settle_url = f"{step_url(article, 'settle_personal_data')}?settled_part={part.pk}"
    return mark


def _who(article: Article, person, organisation_id, actor) -> str:
    name = showing.person_shown(article, person, organisation_id, actor) if organisation_id else ""
    return ", ".join(filter(None, [name, showing.full_name(organisation_id)])) or _("The program")


def put_away_for(article, state, actor) -> list[PutAway]:
    """What is to be decided about, on the page where it is decided; for nobody else and nowhere else."""
    if article is None or state.name != "settle_personal_data" or not settles_article(actor, article):
        return []
    return [_put_away(part) for part in article_hiding.undecided(article)]


def _put_away(part: HiddenArticlePart) -> PutAway:
    bodies = [one["values"]["body"] for one in part.kept if "body" in one["values"]]
    return PutAway(_hidden_at(part), texts=list(dict.fromkeys(bodies)))
