"""Whether what is said of versions ("4.1.0–4.2.2") concerns a region, by what it runs on a day (features.md N10).

What is written is free text. Nothing is kept from a region unless every part of the text is plain versions, and what
the region runs is known and is none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from regions import directory
from tickets.codes import Environment
from tickets.guards_between import region_of

VERSION = r"v?(\d+(?:\.\d+)*)"
ONE = re.compile(VERSION)
SPAN = re.compile(rf"{VERSION}\s*[-–]\s*{VERSION}")
BETWEEN = re.compile(r"\s*[,;\n]\s*|\s+(?:och|and)\s+")
# What each of the regions runs in production of a service, or of the whole that it is a part of; null where nothing
# is known. As `reading.version_in` says it, within a statement about many rows: tests hold them together.
RUNS = """array(
    select (select spell.version from tickets_deploymentspell as spell
             where spell.region_id = place.id and spell.environment = %s and spell.from_at <= %s
               and (spell.rolled_back_at is null or spell.rolled_back_at > %s)
               and (spell.service_id = {service} or spell.service_id = (
                 select whole.parent_id from regions_servicecomponent as whole where whole.id = {service}))
             order by spell.from_at desc, spell.id desc limit 1)
      from unnest(%s::bigint[]) as place(id))"""

Version = tuple[int, ...]


def runs(service: str, regions: Iterable[int], at: datetime) -> tuple[str, list]:
    """A list of versions as text with its values: of the service in the column `service`, in each of `regions`."""
    return RUNS.format(service=service), [Environment.PRODUCTION.value, at, at, list(regions)]


def regions_of(actor) -> list[int]:
    """The member regions that the actor's hats belong to, by id."""
    return _members(hat.organisation for hat in actor.hats)


def regions_of_case(ticket) -> list[int]:
    """Whose case it is; none of a case of the support organisation."""
    return _members(filter(None, [directory.organisation(ticket.origin_id)]))


def _members(organisations) -> list[int]:
    members = {region.pk for region in directory.regions()}
    return sorted({region_of(one).pk for one in organisations} & members)


def concerns(said: str, versions: Iterable[str | None]) -> bool:
    """Whether one of the `versions` may be among those that are `said`; none known, or none said: it may."""
    spans = _spans(said)
    run = [_version(one or "") for one in versions]
    return not spans or not run or any(one is None or _among(one, spans) for one in run)


def _spans(said: str) -> list[tuple[Version, Version]]:
    """From the first to the last of each part; none where a part says something else."""
    found = []
    for part in filter(None, BETWEEN.split(said.strip().lower())):
        named = SPAN.fullmatch(part) or ONE.fullmatch(part)
        if named is None:
            return []
        found.append((_numbers(named[1]), _numbers(named[named.lastindex])))
    return found


def _version(said: str) -> Version | None:
    named = ONE.fullmatch(said.strip().lower())
    return _numbers(named[1]) if named else None


def _numbers(said: str) -> Version:
    return tuple(map(int, said.split(".")))


def _among(one: Version, spans) -> bool:
    """What is said without its last numbers takes in all that have them: 4.2 says 4.2.7, and is said by it."""
    return any(
        _short(first) <= _short(one) <= _short(last) or one[: len(last)] == last or first[: len(one)] == one
        for first, last in spans
    )


def _short(one: Version) -> Version:
    """4.2.0 comes where 4.2 comes."""
    while len(one) > 1 and not one[-1]:
        one = one[:-1]
    return one
