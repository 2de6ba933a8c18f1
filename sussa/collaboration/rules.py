"""Rules that span several rows of the files. They need rows whose shape and references are right."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from itertools import pairwise

from django.utils.translation import gettext as _

from regions.kinds import OrganisationKind, Tier, level_fits_kind, tier_of
from regions.models import Collaboration, Membership, ProcessDefinition
from roles.capabilities import CAPABILITIES, UNIVERSAL
from sussa.collaboration.agreements import check_agreements
from sussa.collaboration.ballot_rules import check_ballot_rules, check_chairs
from sussa.collaboration.calendars import check_calendars
from sussa.collaboration.catalogue import check_catalogue
from sussa.collaboration.escalations import check_escalations, check_role_groups
from sussa.collaboration.figures import check_figures
from sussa.collaboration.problems import Problem
from sussa.collaboration.reading import Files, Row
from sussa.collaboration.report_rules import check_report_rules
from sussa.collaboration.risk_questions import check_risk_questions
from sussa.collaboration.schema import SECTIONS
from sussa.collaboration.template_records import check_template_records

_NAMES_A_VENDOR = ("collaboration", "products", "contracts", "services")


def check_rules(files: Files) -> list[Problem]:
    """Every broken rule."""
    rules = (
        _validity,
        _parents,
        _families,
        _parties,
        _interface_sides,
        _member_letters,
        _routes,
        _matrix,
        _numbers,
        _service_levels,
        _phase_overlaps,
        _forum_parents,
        _roles,
        _teams,
        check_calendars,
        check_agreements,
        check_role_groups,
        check_escalations,
        check_chairs,
        check_ballot_rules,
        check_figures,
        check_report_rules,
        check_risk_questions,
        check_catalogue,
        check_template_records,
    )
    return [problem for rule in rules for problem in rule(files)]


def _by_slug(files: Files, section: str) -> dict[str, Row]:
    return {row.values["slug"]: row for row in files.section(section)}


def _kind_of(files: Files, slug: str) -> str:
    return _by_slug(files, "organisations")[slug].values["kind"]


def _validity(files: Files) -> Iterator[Problem]:
    for section in SECTIONS:
        if not section.ends_by_date:
            continue
        for row in files.section(section.name):
            first, last = row.values.get("valid_from"), row.values.get("valid_to")
            if first and last and last < first:
                yield Problem(row.place("valid_to"), _("It ends before it begins. Correct one of the two days."))


def _parents(files: Files) -> Iterator[Problem]:
    """A chain of parents comes to an end."""
    for section in SECTIONS:
        if not section.parent:
            continue
        rows = _by_slug(files, section.name)
        for row in rows.values():
            passed, above = {row.values["slug"]}, row.values.get("parent")
            while above and above not in passed:
                passed.add(above)
                above = rows[above].values.get("parent")
            if above == row.values["slug"]:
                yield Problem(
                    row.place("parent"), _("The row is its own parent, directly or by others. Break the circle.")
                )


def _families(files: Files) -> Iterator[Problem]:
    for row in files.section("organisations"):
        if row.values["kind"] == OrganisationKind.IT_MT and not row.values.get("parent"):
            yield Problem(row.place("kind"), _("An organisation of this kind belongs to another. Add the key parent."))


def _parties(files: Files) -> Iterator[Problem]:
    """Whoever is named as support organisation or vendor is of that kind."""
    named_as = [
        ("collaboration", "support_org", OrganisationKind.SUPPORT_ORG),
        *((section, "vendor", OrganisationKind.VENDOR) for section in _NAMES_A_VENDOR),
    ]
    for section, key, wanted in named_as:
        for row in files.section(section):
            named = row.values.get(key)
            if named and _kind_of(files, named) != wanted:
                text = _("“%(slug)s” is of the kind %(is)s. Name an organisation of the kind %(wanted)s.")
                shown = {"slug": named, "is": _kind_of(files, named), "wanted": wanted.value}
                yield Problem(row.place(key), text % shown)


def _interface_sides(files: Files) -> Iterator[Problem]:
    for row in files.section("interfaces"):
        for side in ("upper", "lower"):
            named, kind = row.values.get(side), row.values[f"{side}_kind"]
            if named and _kind_of(files, named) != kind:
                text = _("“%(slug)s” is of the kind %(kind)s. Write that kind, or name another organisation.")
                yield Problem(row.place(f"{side}_kind"), text % {"slug": named, "kind": _kind_of(files, named)})


def _member_letters(files: Files) -> Iterator[Problem]:
    """A member region is shown by its letters, so it has them."""
    rows = _by_slug(files, "organisations")
    for member in files.section("memberships"):
        row = rows[member.values["organisation"]]
        takes_part = member.values["kind"] in Membership.TAKES_PART
        if takes_part and row.values["kind"] == OrganisationKind.REGION and not row.values.get("letters"):
            yield Problem(row.place("slug"), _("A member region is shown by two letters. Add the key letters."))


def _routes(files: Files) -> Iterator[Problem]:
    """A route joins kinds that take part and of which there are organisations."""
    kinds = {row.values["kind"] for row in files.section("organisations")}
    for row in files.section("routes"):
        for key in ("from_kind", "to_kind"):
            kind = row.values[key]
            if tier_of(kind) == Tier.OUTSIDE:
                text = _("An organisation of the kind %(kind)s holds no cases. Remove the route.")
                yield Problem(row.place(key), text % {"kind": kind})
            elif kind not in kinds:
                text = _("No organisation is of the kind %(kind)s. Add one or remove the route.")
                yield Problem(row.place(key), text % {"kind": kind})


def _matrix(files: Files) -> Iterator[Problem]:
    rows = files.section("priority_matrix")
    for row in rows:
        for key in ("impact", "urgency", "priority"):
            if not 1 <= row.values[key] <= 4:
                yield Problem(row.place(key), _("Write a number from 1 (gravest) to 4."))
    cells = {(row.values["impact"], row.values["urgency"]) for row in rows}
    missing = [f"{i}/{u}" for i in range(1, 5) for u in range(1, 5) if (i, u) not in cells]
    if rows and missing:
        text = _("The matrix lacks impact/urgency %(cells)s. Add a row for each.")
        yield Problem(rows[-1].place(), text % {"cells": ", ".join(missing)})


def _numbers(files: Files) -> Iterator[Problem]:
    """A process that runs as cases has its settings; a prefix is three capitals."""
    settings = {row.values["process"] for row in files.section("process_settings")}
    for row in files.section("process_settings"):
        prefix = row.values["prefix"]
        if not (len(prefix) == 3 and prefix.isascii() and prefix.isalpha() and prefix.isupper()):
            yield Problem(row.place("prefix"), _("A prefix is three capitals A–Z."))
    for row in files.section("processes"):
        if row.values["runs_as"] == ProcessDefinition.RunsAs.TICKET and row.values["slug"] not in settings:
            text = _("The process runs as cases but has no numbering. Add it to the section process_settings.")
            yield Problem(row.place("slug"), text)


def _service_levels(files: Files) -> Iterator[Problem]:
    rows = _by_slug(files, "services")
    for row in rows.values():
        parent = row.values.get("parent")
        if parent and rows[parent].values.get("parent"):
            yield Problem(row.place("parent"), _("The catalogue has two levels. Name a service that has no parent."))


def _phase_overlaps(files: Files) -> Iterator[Problem]:
    """A region is in one phase at a time."""
    of_region = defaultdict(list)
    for row in files.section("region_phases"):
        of_region[row.values["region"]].append(row)
    for rows in of_region.values():
        rows.sort(key=lambda row: row.values.get("valid_from") or date.min)
        for before, row in pairwise(rows):
            if (before.values.get("valid_to") or date.max) >= (row.values.get("valid_from") or date.min):
                text = _("The region is still in %(phase)s then. End that phase the day before this one begins.")
                yield Problem(row.place("valid_from"), text % {"phase": before.values["phase"]})


def _forum_parents(files: Files) -> Iterator[Problem]:
    rows = _by_slug(files, "forums")
    for row in rows.values():
        parent = row.values.get("parent")
        if parent and rows[parent].values["interface"] != row.values["interface"]:
            yield Problem(row.place("parent"), _("The parent is a forum of another interface. Name one of the same."))


def _roles(files: Files) -> Iterator[Problem]:
    """A role grants known capabilities, something beyond what all may, and can be held by somebody."""
    kinds = {row.values["kind"] for row in files.section("organisations") if row.values.get("may_log_in", True)}
    for row in files.section("roles"):
        named = row.values["capabilities"]
        for item, capability in enumerate(named):
            if capability not in CAPABILITIES:
                near = get_close_matches(capability, CAPABILITIES, n=1)
                hint = _("Did you mean “%(word)s”?") % {"word": near[0]} if near else _("Remove it.")
                text = _("There is no capability “%(capability)s”. %(hint)s")
                place = row.place("capabilities", item)
                yield Problem(place, text % {"capability": capability, "hint": hint})
        if not set(named) - UNIVERSAL:
            text = _("The role grants only what every role does. Add a capability or remove the role.")
            yield Problem(row.place("capabilities"), text)
        level = row.values["level"]
        if not any(level_fits_kind(level, kind) for kind in kinds):
            text = _("No organisation that may log in can hold a role of the level %(level)s. Correct the level.")
            yield Problem(row.place("level"), text % {"level": level})


def _teams(files: Files) -> Iterator[Problem]:
    rows = _by_slug(files, "organisations")
    for row in files.section("teams"):
        named = row.values["organisation"]
        if rows[named].values.get("may_log_in", True) is False:
            text = _("People of “%(slug)s” do not log in, so it has no teams. Remove the team.")
            yield Problem(row.place("organisation"), text % {"slug": named})


def other_active(slug: str, status: str) -> str:
    """The slug of another active collaboration in the database, when `slug` is to be active too; else ""."""
    if status != Collaboration.Status.ACTIVE:
        return ""
    others = Collaboration.objects.filter(status=Collaboration.Status.ACTIVE).exclude(slug=slug)
    return others.values_list("slug", flat=True).first() or ""
