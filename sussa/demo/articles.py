"""The demo's knowledge articles: written, reviewed and published by the demo's people with real steps."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import yaml

from engine.errors import EngineError
from engine.perform import create, perform
from roles.actor import actor_for
from roles.models import User
from sussa.demo.moments import Moments
from sussa.demo.reading import DemoData
from tickets.models import Article, ArticleEvent, ArticleText, Ticket

FILE = "articles.yaml"
VIA = "demo"
OWN_KEYS = {"at", "by", "do"}
WHY = "the demo's own articles"


def walk_articles(folder: Path, people: dict[str, User], *, now: datetime) -> int:
    """Take every step of `articles.yaml` that was not taken yet; gives the number. One transaction a step.

    An article is known by the title that it began with. Raises DemoData where the program refuses a step.
    """
    articles = yaml.safe_load((folder / FILE).read_text(encoding="utf-8"))
    moments, taken = Moments(now), 0
    for key, article in articles.items():
        text = article["facts"]["article_title"]
        born = ArticleText.objects.unscoped(WHY).filter(field="article_title", body=text, event_seq=1).first()
        pk = born.article_id if born else None
        done = ArticleEvent.objects.unscoped(WHY).filter(article_id=pk, via=VIA, cause="").count() if pk else 0
        for number, step in enumerate(article["steps"][done:], start=done + 1):
            try:
                pk = _take(step, pk, article["facts"], people, moments)
            except (EngineError, LookupError, ValueError) as error:
                raise DemoData(f"{FILE}: {key}: step {number}: {error}") from error
            taken += 1
    return taken


def _take(step: dict, pk: int | None, facts: dict, people: dict[str, User], moments: Moments) -> int:
    at = moments.at(step["at"])
    typed = {name: value for name, value in step.items() if name not in OWN_KEYS}
    how = {"actor": actor_for(people[step["by"]], at=at), "via": VIA, "at": at}
    if pk is None:
        return create(Article, Article.birth, data=_filled_in(facts | typed), **how).article_id
    return perform(Article, pk, step["do"], data=_filled_in(typed), **how).article_id


def _filled_in(data: dict) -> dict:
    """The case that an article is made from is named by its key."""
    if "made_from" not in data:
        return data
    ticket = Ticket.objects.unscoped("the demo's own case").get(source_key=f"demo:{data['made_from']}")
    return data | {"made_from": ticket.number}
