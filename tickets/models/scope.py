"""Who reads a ticket, as one SQL condition. The rule itself, in one place, for every door.

Written out rather than built of Q objects, as it stands in every query of every request
(docs/decisions/scope-as-sql.md).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BooleanField, F, Func
from django.utils import timezone

from regions import directory
from roles.kept import HOLE, StandIn

COLUMNS = (
    "id",
    "registered_at",
    "visibility",
    "origin_id",
    "holder_id",
    "offered_to_id",
    "reporter_id",
    "reporter_organisation_id",
    "vendor_id",
)

GRANTED = (
    "exists (select 1 from {table} g where g.content_object_id = {id} and g.{who} = any(%s)"
    " and (g.expires_at is null or g.expires_at > %s)"
    # While a ticket is confidential only the readers named for that are let in; other grants rest.
    " and (g.reason_code = 'confidential' or {visibility} <> 'confidential'))"
)


class Readable(Func):
    """True for the tickets that `actor` reads (processes.md, "Who reads a ticket").

    By columns first: the owning region, the holder, the receiver of an open hand-off, the support organisation,
    the vendor it was proposed to, every member for a joint one. By grants second, unless `exceptions` is off.
    What was never registered is read by its writer only.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(self, actor, *, exceptions: bool = True):
        super().__init__(*(F(column) for column in COLUMNS))
        self.actor, self.exceptions = actor, exceptions

    @property
    def identity(self):
        return type(self), id(self.actor), self.exceptions

    def as_sql(self, compiler, connection, **options):
        names = dict(zip(COLUMNS, (compiler.compile(one)[0] for one in self.get_source_expressions()), strict=True))
        written_later = _Condition(names, self.exceptions)
        return (HOLE, [written_later]) if isinstance(self.actor, StandIn) else written_later.for_reader(self.actor)


@dataclass(frozen=True)
class _Condition:
    """The scope of a kept query, whose reader comes with each call."""

    names: dict[str, str]
    exceptions: bool

    def for_reader(self, actor) -> tuple[str, list]:
        return readable_sql(actor, self.names, exceptions=self.exceptions)


def readable_sql(actor, names: dict[str, str], *, exceptions: bool = True) -> tuple[str, list]:
    """The condition with its values; `names` says how each of COLUMNS is written where it stands."""
    sql, params = _condition(actor, exceptions)
    if actor.viewer is not None:  # no draft of somebody else's, and no confidential ticket that is closed to oneself
        own, more = _condition(actor.viewer, True)
        sql = f"({sql} and {{registered_at}} is not null and ({{visibility}} <> 'confidential' or {own}))"
        params = [*params, *more]
    return sql.format(**names), params


def _condition(actor, exceptions: bool) -> tuple[str, list]:
    wheres, params = by_columns(actor)
    if exceptions:
        granted, more = by_grants(actor)
        wheres, params = wheres + granted, params + more
    registered = f"({{registered_at}} is not null and ({' or '.join(wheres)}))" if wheres else "false"
    if actor.person_id is not None:
        registered = f"(({{registered_at}} is null and {{reporter_id}} = %s) or {registered})"
        params = [actor.person_id, *params]
    return registered, params


def by_columns(actor) -> tuple[list[str], list]:
    """The conditions by owner, holder, vendor and visibility, any of which lets the actor read."""
    own, wheres, params = sorted(actor.organisation_ids), [], []
    if "support" in actor.tiers:
        wheres.append("{visibility} <> 'confidential'")
    if "region" in actor.tiers:
        wheres.append(
            "({visibility} <> 'confidential' and ({origin_id} = any(%s) or {holder_id} = any(%s)"
            " or {offered_to_id} = any(%s) or ({reporter_id} = %s and {reporter_organisation_id} = any(%s))))"
        )
        params += [own, own, own, actor.person_id, own]
        if any(member.pk in own for member in directory.regions()):
            wheres.append("{visibility} = 'joint'")
    if "vendor" in actor.tiers:
        wheres.append("({visibility} <> 'confidential' and {vendor_id} = any(%s))")
        params.append(own)
    return wheres, params


def by_grants(actor) -> tuple[list[str], list]:
    """The conditions by exceptions: grants to the person and to the groups that the actor's hats stand for."""
    now, wheres, params = timezone.now(), [], []
    for table, who, ids in (
        ("tickets_ticketusergrant", "user_id", [actor.person_id]),
        ("tickets_ticketgroupgrant", "group_id", list(actor.group_ids)),
    ):
        if ids and ids != [None]:
            wheres.append(GRANTED.replace("{table}", table).replace("{who}", who))
            params += [ids, now]
    return wheres, params
