"""The mapping of a log: which columns say what, and what its words mean here. Read from YAML, checked as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.utils.translation import gettext as _

from engine.inputs import INPUTS
from regions import directory
from regions.kinds import Tier
from regions.models import Organisation
from tickets import codes
from tickets.importer.mapping_file import MappingRefused, Section, read_sections
from tickets.workflows import PROCESSES
from tickets.workflows.process import Process

ENCODINGS = ("utf-8", "iso-8859-1", "cp1252")
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
ISO = "iso"
TEAM = "log_team"  # the text that names the team of an entry
BETWEEN = " / "  # between the parts of a state that is spread over several columns
SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,18}[a-z0-9]")
COLUMN = re.compile(r"\{([^{}]+)\}")
HOLDERS = (Tier.REGION, Tier.SUPPORT, Tier.VENDOR)


@dataclass(frozen=True)
class StateRule:
    """What a state of the log is here. `ends`: completed, and the state of a case whose last entry this is."""

    state: str
    hold: str = ""
    ends: str = ""


@dataclass(frozen=True)
class Mapping:
    """A checked mapping. Words of the log are compared without regard to case and outer blanks."""

    file: str
    source: str
    workflow: type[Process]
    encoding: str
    delimiter: str
    sorts: bool  # entries out of order are put in order of time instead of refused
    case: str
    time: str
    time_format: str
    zone: ZoneInfo
    state_columns: tuple[str, ...]
    states: Dict[str, StateRule]
    team: str
    line_endings: tuple[tuple[str, str], ...]  # (ending of the team's name, tier)
    first_line: str
    country_columns: tuple[str, ...]
    unknown_countries: frozenset[str]
    regions: Dict[str, Organisation]
    default_region: Organisation | None
    support: Organisation | None
    vendor: Organisation | None
    impact: str
    impacts: Dict[str, int]
    words: Dict[str, str]  # field of the ticket to its template

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of the log that is read."""
        named = [self.case, self.time, *self.state_columns, self.team, *self.country_columns, self.impact]
        named += [column for template in self.words.values() for column in COLUMN.findall(template)]
        return tuple(dict.fromkeys(name for name in named if name))

    def holder(self, tier: str, region: Organisation) -> Organisation:
        return {Tier.SUPPORT.value: self.support, Tier.VENDOR.value: self.vendor}.get(tier) or region


def plain_word(value: str) -> str:
    """A word of the log as it is compared."""
    return value.strip().casefold()


def read_mapping(path: Path) -> Mapping:
    """The mapping in the file `path`. Raises MappingRefused with every problem in it."""
    top = read_sections(path)
    found = _mapping(path.name, top)
    _check_parties(top, found)
    if top.problems:
        raise MappingRefused(top.problems)
    return found


def _mapping(file: str, top: Section) -> Mapping:
    top.only("source", "process", "log", "columns", "time", "states", "lines", "regions", "impact", "title", "texts")
    workflow = _workflow(top)
    columns = top.section("columns", needed=True)
    columns.only("case", "time", "state", "team", "country", "impact")
    log = top.section("log")
    log.only("encoding", "delimiter", "out_of_order")
    regions, default, unknown = _regions(top.section("regions", needed=True))
    endings, first = _lines(top.section("lines"))
    zone, time_format = _time(top.section("time"))
    return Mapping(
        file=file,
        source=_source(top),
        workflow=workflow,
        encoding=log.choice("encoding", ENCODINGS, default="utf-8"),
        delimiter=DELIMITERS.get(log.choice("delimiter", DELIMITERS, default="comma"), ","),
        sorts=log.choice("out_of_order", ("refuse", "sort"), default="refuse") == "sort",
        case=columns.text("case"),
        time=columns.text("time"),
        time_format=time_format,
        zone=zone,
        state_columns=columns.texts("state", needed=True),
        states=_states(top.section("states", needed=True), workflow),
        team=columns.text("team", default=""),
        line_endings=endings,
        first_line=first,
        country_columns=columns.texts("country"),
        unknown_countries=unknown,
        regions=regions,
        default_region=default,
        support=directory.support_org(),
        vendor=directory.vendor(),
        impact=columns.text("impact", default=""),
        impacts=_impacts(top.section("impact")),
        words=_words(top, columns),
    )


def _source(top: Section) -> str:
    source = top.text("source")
    if source and not SOURCE.fullmatch(source):
        top.wrong("source", _("Use 2 to 20 of a–z, 0–9 and -."))
    return source


def _workflow(top: Section) -> type[Process]:
    slug = top.choice("process", PROCESSES)
    return PROCESSES.get(slug) or next(iter(PROCESSES.values()))


def _time(section: Section) -> tuple[ZoneInfo, str]:
    section.only("format", "zone")
    name = section.text("zone", default=settings.TIME_ZONE)
    if name not in available_timezones():
        section.wrong("zone", _("There is no such time zone. Write it as in Europe/Stockholm."))
        name = settings.TIME_ZONE
    return ZoneInfo(name), section.text("format", default=ISO)


def _states(section: Section, workflow: type[Process]) -> dict[str, StateRule]:
    """Each written as `name: state`, as `name: {state: on_hold, hold: reason}` or as `name: {ends: closed}`."""
    living = [state for state in workflow.States.values if state not in workflow.terminal]
    living = [state for state in living if state not in ("draft", "on_hold", "resolved")]
    rules = {}
    for name in section.nodes:
        if not section.is_section(name):
            rules[plain_word(name)] = StateRule(section.choice(name, living))
            continue
        rule = section.section(name)
        rule.only("state", "hold", "ends")
        if rule.has("ends"):
            if rule.has("hold") or rule.has("state"):
                rule.wrong("ends", _("A state that ends the case has no other state and no hold."))
            rules[plain_word(name)] = StateRule("resolved", ends=rule.choice("ends", workflow.terminal))
        else:
            state = rule.choice("state", [*living, "on_hold"])
            is_waiting = state == "on_hold"
            hold = rule.choice("hold", codes.HoldReason.values) if is_waiting else ""
            if rule.has("hold") and not is_waiting:
                rule.wrong("hold", _("Only the state on_hold has a reason for waiting."))
            rules[plain_word(name)] = StateRule(state, hold=hold)
    return rules


def _lines(section: Section) -> tuple[tuple[tuple[str, str], ...], str]:
    section.only("endings", "others")
    endings = section.section("endings")
    found = tuple((ending, endings.choice(ending, HOLDERS)) for ending in endings.nodes)
    return found, section.choice("others", HOLDERS, default=Tier.REGION)


def _regions(section: Section) -> tuple[dict[str, Organisation], Organisation | None, frozenset[str]]:
    section.only("by_country", "default", "unknown")
    members = {row.slug: row for row in directory.regions()}
    by_country = section.section("by_country")
    found: dict[str, Organisation] = {}
    for slug in by_country.nodes:
        if slug not in members:
            by_country.wrong(slug, _("No member region has this slug. Use one of: %s.") % ", ".join(members))
            continue
        for country in by_country.texts(slug, needed=True):
            if plain_word(country) in found:
                by_country.wrong(slug, _("“%s” is given to two regions.") % country)
            found[plain_word(country)] = members[slug]
    default = members.get(section.choice("default", members, default="") if section.has("default") else "")
    return found, default, frozenset(plain_word(word) for word in section.texts("unknown")) | {""}


def _impacts(section: Section) -> dict[str, int]:
    allowed = [str(value) for value in codes.Impact.values]
    return {plain_word(name): int(section.choice(name, allowed) or 0) for name in section.nodes}


def _words(top: Section, columns: Section) -> dict[str, str]:
    """The ticket's texts: the title, what `texts` adds, and the team."""
    words = {"title": top.text("title")}
    texts = top.section("texts")
    for name in texts.nodes:
        if name not in INPUTS or not INPUTS[name].is_text or INPUTS[name].stored:
            texts.wrong(name, _("No text of a case has this name. Use for example description or symptom."))
        words[name] = texts.text(name)
    if columns.has("team"):
        words[TEAM] = "{" + columns.text("team") + "}"
    return words


def _check_parties(top: Section, found: Mapping) -> None:
    """Whoever the lines name must be there, and a first line needs to know its region."""
    used = {tier for _ending, tier in found.line_endings} | {found.first_line}
    parties = {Tier.SUPPORT.value: found.support, Tier.VENDOR.value: found.vendor}
    for tier in sorted(used & parties.keys()):
        if parties[tier] is None:
            top.wrong("lines", _("The collaboration has no organisation for the line “%s”.") % tier)
    if found.line_endings and not found.team:
        top.wrong("lines", _("The line is read from the team: name its column in columns.team."))
    if not found.regions and found.default_region is None:
        top.wrong("regions", _("Say which region a country belongs to (by_country), or give a default."))
    if found.regions and not found.country_columns:
        top.wrong("regions", _("The region is read from the country: name its column in columns.country."))
    if found.impact and not found.impacts:
        top.wrong("impact", _("Say which impact (1–4) each value of the column is."))
