"""The agreements of the data files: what their versions say, checked row by row, and published where they are new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _

from regions.kinds import OrganisationKind, Tier, tier_of
from sla.agreement_text import WantedTarget, read_target
from sla.agreement_versions import PLAIN, Wanted, faults, holes, overlaps, publish_loaded, said_by, strangers
from sla.calendar_text import Unreadable
from sla.models import Agreement, AgreementVersion, Calendar, PauseRule, Waiting
from sussa.collaboration.problems import DataRefused, Problem
from sussa.collaboration.reading import Files, Row

_SIDES = ("provider", "customer")


def check_agreements(files: Files) -> Iterator[Problem]:
    """Parties of the kind that is said, a version for each agreement, and versions without hole or overlap."""
    kinds = {row.values["slug"]: row.values["kind"] for row in files.section("organisations")}
    versioned = {row.values["agreement"] for row in files.section("agreement_versions")}
    agreements = {row.values["slug"]: row.values["kind"] for row in files.section("agreements")}
    for row in files.section("agreements"):
        yield from _parties(row, kinds)
        if row.values["slug"] not in versioned:
            text = _("The agreement says nothing. Add a version of it to the section agreement_versions.")
            yield Problem(row.place("slug"), text)
    for row in files.section("agreement_regions"):
        if kinds[row.values["region"]] != OrganisationKind.REGION:
            text = _("“%(slug)s” is no region. Name one.") % {"slug": row.values["region"]}
            yield Problem(row.place("region"), text)
    for row in files.section("agreement_versions"):
        yield from _version(row, files, agreements[row.values["agreement"]])


def _parties(row: Row, kinds: dict[str, str]) -> Iterator[Problem]:
    for side in _SIDES:
        named, said = row.values.get(side), row.values[f"{side}_kind"]
        place = row.place(f"{side}_kind")
        if named and kinds[named] != said:
            text = _("“%(slug)s” is of the kind %(kind)s. Write that kind, or name another organisation.")
            yield Problem(place, text % {"slug": named, "kind": kinds[named]})
        elif not named and said not in kinds.values():
            text = _("No organisation is of the kind %(kind)s. Add one or correct the kind.")
            yield Problem(place, text % {"kind": said})
        elif tier_of(said) == Tier.OUTSIDE and row.values["kind"] != Agreement.Kind.EXTERNAL:
            text = _("An organisation of the kind %(kind)s holds no cases, so its time is external. Correct the kind.")
            yield Problem(place, text % {"kind": said})


def _version(row: Row, files: Files, kind: str) -> Iterator[Problem]:
    problems = [*_unreadable(row, files), *_wrong_pauses(row)]
    if not problems:
        targets = _targets(row)
        for wrong in (overlaps(targets), holes(targets)):
            problems += [Problem(row.place("targets", place), text) for place, text in wrong.items()]
    if not problems:
        problems = [Problem(row.place(key), text) for key, text in faults(_wanted(row), kind=kind).items()]
    yield from problems


def _unreadable(row: Row, files: Files) -> Iterator[Problem]:
    known = {name: {one.values["slug"] for one in files.section(name)} for name in ("processes", "calendars")}
    for place, text in enumerate(row.values.get("targets") or []):
        try:
            target = read_target(text)
        except Unreadable as error:
            yield Problem(row.place("targets", place), str(error))
        else:
            for said in strangers([target], **known).values():
                yield Problem(row.place("targets", place), said)


def _wrong_pauses(row: Row) -> Iterator[Problem]:
    seen = set()
    for place, text in enumerate(row.values.get("pauses") or []):
        hold, _space, rule = text.partition(" ")
        problem = ""
        if hold not in Waiting.values:
            problem = _("“%(word)s” is no reason to wait. Choose one of: %(choices)s.")
            problem %= {"word": hold, "choices": ", ".join(Waiting.values)}
        elif rule.strip() not in PauseRule.values:
            problem = _("“%(word)s” is nothing a clock does. Choose one of: %(choices)s.")
            problem %= {"word": rule.strip(), "choices": ", ".join(PauseRule.values)}
        elif hold in seen:
            problem = _("“%(word)s” already has a row. Remove one of the two.") % {"word": hold}
        if problem:
            yield Problem(row.place("pauses", place), problem)
        seen.add(hold)


def _targets(row: Row) -> list[WantedTarget]:
    return [read_target(text) for text in row.values.get("targets") or []]


def _wanted(row: Row) -> Wanted:
    """What the row says, once every check has passed."""
    said = {name: row.values[name] for name in (*PLAIN, "pause_calendar") if row.values.get(name) is not None}
    pauses = dict(tuple(text.split()) for text in row.values.get("pauses") or [])
    return Wanted(targets=_targets(row), pauses=pauses, **said)


def write_versions(
    rows: list[Row], agreements: dict[str, Agreement], calendars: dict[str, Calendar]
) -> tuple[list[str], set[str]]:
    """Publish the versions that are new; the keys of those, and of all that the database has.

    A version that people published for the same first day stands. Raises DataRefused for one that says something
    else than what has been published, and for a new one in the past of an agreement that is in use.
    """
    published = _published(agreements)
    in_use = {slug for slug, _day in published}
    made, problems = [], []
    for row in sorted(rows, key=lambda one: one.values["valid_from"]):
        agreement, day = agreements[row.values["agreement"]], row.values["valid_from"]
        wanted, known = _wanted(row), published.get((agreement.slug, day), [])
        if not known and agreement.slug in in_use and day < timezone.localdate():
            text = _("The agreement is in use: let a new version begin today or later.")
            problems.append(Problem(row.place("valid_from"), text))
        elif not known:
            publish_loaded(agreement, wanted, calendars)
            made.append(f"{agreement.slug} / {day}")
        elif all(version.published_by_id is None for version in known) and not _says(known[-1], wanted):
            text = _(
                "This version has been published and stays as it is. Put it back, or add one with a new first day."
            )
            problems.append(Problem(row.place("valid_from"), text))
    if problems:
        raise DataRefused(problems)
    return made, {f"{slug} / {day}" for slug, day in published}


def _published(agreements: dict[str, Agreement]) -> dict[tuple, list[AgreementVersion]]:
    """By agreement and first day, in the order of their numbers."""
    found: dict[tuple, list[AgreementVersion]] = {}
    rows = AgreementVersion.objects.filter(agreement__in=agreements.values(), state=AgreementVersion.State.PUBLISHED)
    rows = rows.select_related("agreement", "pause_calendar").prefetch_related("targets__calendar", "pauses")
    for version in rows.order_by("number"):
        found.setdefault((version.agreement.slug, version.valid_from), []).append(version)
    return found


def _says(version: AgreementVersion, wanted: Wanted) -> bool:
    """Whether the published version says just this."""
    said = said_by(version)
    return replace(said, targets=set(said.targets)) == replace(wanted, targets=set(wanted.targets))
