"""Every page in each of the two languages: no sentence of the other one stands in it."""

import html
import re
from collections import defaultdict

import pytest
from django.test import Client

from engine.step import steps
from regions import directory
from sussa.launch import catalogue
from tests import cases, parties
from tests.articles import making
from tests.noleak.addresses import WALKED, all_addresses, values_of
from tickets.models import Article, Ballot, Handoff, RegionLeg, RegulatoryTrack
from tickets.workflows import PROCESSES

pytestmark = pytest.mark.django_db

STEPS = [
    name
    for model in (PROCESSES["incident"], Handoff, RegionLeg, RegulatoryTrack, Article)
    for name, declared in steps(model).items()
    if declared.rule.is_for_people
]
READERS = {"support": parties.support, "vendor": parties.vendor, "administrator": parties.support_manager}
# The pages of a part's steps stand in the addresses of its own rows; with other parts' steps they all say: not found.
PARTS = {"/overlamning/": Handoff, "/provning/": RegulatoryTrack, "/omrostning/": Ballot}
SHORTEST = 14  # shorter ones are words that both languages, or the names of things, may have


def _sentences() -> list[tuple[str, str]]:
    """(English, Swedish) of every text without figures in it; what a service is called is Swedish in both."""
    names = " ".join(one.name for one in directory.services())
    pairs = [(one.msgid, one.forms[0]) for one in catalogue.merged() if len(one.forms) == 1]
    pairs = [pair for pair in pairs if pair[1] not in names]
    return [
        pair
        for pair in pairs
        if pair[0] != pair[1] and not re.search(r"[%{]", pair[0]) and min(map(len, pair)) >= SHORTEST
    ]


def _by_their_middle(sentences) -> dict[frozenset, list[str]]:
    """The sentences by the words that stand whole in whatever text has them: all but the first and the last."""
    found = defaultdict(list)
    for sentence in set(sentences):
        found[frozenset(sentence.split()[1:-1])].append(sentence)
    return found


def _standing_in(text: str, sentences: dict[frozenset, list[str]]) -> set[str]:
    """Which of them the text has; those that miss a word in it are not looked for, which was most of the time."""
    words = set(text.split())
    return {one for middle, several in sentences.items() if middle <= words for one in several if one in text}


def _text(answer) -> str:
    body = answer.content.decode()
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", body, flags=re.DOTALL)
    body = re.sub(r'<span lang="..">.*?</span>', " ", body, flags=re.DOTALL)  # says itself in which language it is
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "\n", body)).split())


def _of_its_own(route: str, values: dict[str, list]) -> dict[str, list]:
    part = next((one for mark, one in PARTS.items() if mark in route), None)
    if part is None:
        return values
    return values | {"name": [one for one in steps(part) if one in values["name"]] + values["name"][:1]}


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("who", READERS)
def test_no_sentence_of_the_other_language_stands_in_a_page(who, language, client: Client):
    ticket = cases.at_vendor()
    making.published(made_from=ticket.number)
    person = READERS[who]().user
    person.language, person.is_administrator = language, who == "administrator"
    person.save()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    mine, others = [_by_their_middle(one) for one in zip(*_sentences(), strict=True)][:: 1 if language == "en" else -1]
    said, found = set(), {}
    for address in all_addresses(values_of(ticket, steps=STEPS if who == "support" else WALKED), _of_its_own):
        if address.path.startswith("/api/"):
            continue
        answer = client.get(address.path)
        if answer.streaming or "html" not in answer.get("Content-Type", ""):
            continue
        text = _text(answer)
        said |= _standing_in(text, mine)
        found |= dict.fromkeys(_standing_in(text, others), address.path)
    assert found == {}
    assert len(said) > 80
