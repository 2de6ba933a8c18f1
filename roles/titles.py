"""What roles are called in the reader's language. The collaboration names each in both; a title of one's own stays."""

from __future__ import annotations

from django.utils.translation import get_language

from regions import directory
from roles.models import Role


def of(slug: str) -> str:
    """The role's name; the slug of a role that is not known. Roles are kept for half a minute."""
    return _pick(_by_slug().get(slug, (slug, slug)))


def as_kept(text: str) -> str:
    """What an event or a signature keeps: a role, several, or "role, organisation".

    It was kept in the language of whoever acted. A local title stays as it was written.
    """
    known = _by_label()
    if text in known:
        return _pick(known[text])
    names = text.split(", ")
    if all(one in known for one in names):
        return ", ".join(_pick(known[one]) for one in names)
    role, comma, place = text.rpartition(", ")
    return _pick(known[role]) + comma + place if role in known else text


def _pick(pair: tuple[str, str]) -> str:
    swedish, english = pair
    return english if (get_language() or "").startswith("en") else swedish


def _by_slug() -> dict[str, tuple[str, str]]:
    return directory.remembered((__name__, "slugs"), _read)


def _read() -> dict[str, tuple[str, str]]:
    return {one.slug: (one.label_sv, one.label_en) for one in Role.objects.only("slug", "label_sv", "label_en")}


def _by_label() -> dict[str, tuple[str, str]]:
    pairs = _by_slug().values()
    return directory.remembered((__name__, "labels"), lambda: {label: pair for pair in pairs for label in pair})
