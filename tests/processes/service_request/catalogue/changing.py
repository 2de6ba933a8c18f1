"""The catalogue in the words of the tests: another version of an item, published by whoever edits it."""

from dataclasses import replace

import pytest
from django.utils import timezone

from engine.errors import Refused
from regions import directory
from sla import publishing as versions
from tests import parties
from tests.people import actor
from tickets.models import CatalogueItem, CatalogueVersion
from tickets.processes.service_request.catalogue import publishing, reading
from tickets.processes.service_request.catalogue.questions import Kind, Question, Words, questions_of

REGIONAL_ROLE = "region-tjansteforfragningsansvarig"
SHORT = Question("extra", Kind.TEXT, Words("Något mer", "Anything else"), high=80)


def editor():
    return actor("sussa-tjansteforfragningsansvarig", parties.SUPPORT_ORG)


def regional_editor(region: str = "dalarna"):
    return actor(REGIONAL_ROLE, region)


def text(answer) -> str:
    """The page, its spaces that do not break as any other."""
    return answer.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def now(slug: str) -> CatalogueVersion:
    return reading.called(slug, None, timezone.now())


def publish(slug: str, *, who=None, questions=None, **changes) -> CatalogueVersion:
    """A new version from today, that says what the one before says but for these changes."""
    who = who or editor()
    item = CatalogueItem.objects.get(slug=slug)
    before = item.versions.filter(state="published").order_by("-valid_from", "-number").first()
    wanted = replace(publishing.wanted_of(before), valid_from=timezone.localdate(), **changes)
    if questions is not None:
        wanted = replace(wanted, questions=questions)
    row = publishing.draft(who, item, wanted)
    done = publishing.publish(who, row, based_on=versions.latest(row), read_at=row.changed_at.isoformat())
    directory.clear()
    return done


def asked(slug: str) -> list[Question]:
    return questions_of(now(slug).form)


def refused(call) -> list[tuple[str, str]]:
    """The field and code of each reason why not."""
    with pytest.raises(Refused) as caught:
        call()
    return [(why.field, why.code) for why in caught.value.reasons]
