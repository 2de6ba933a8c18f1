"""The strip of regions beside each case of a list, as one statement for all of them."""

from functools import cache


@cache
def statement(names: tuple[str, ...]) -> str:
    """The legs, and in the same columns how far the fix has come in affected regions, how far a release has come in
    each region, and what regions have said.
    """
    own = {"ticket_id": "ticket_id", "region_id": "region_id", "state": "state"}
    said = own | {
        "state": "case when verified_at is not null then 'confirmed'"
        " when deployed_at is not null then 'resolved' else 'in_progress' end"
    }
    rolled_out = own | {
        "state": "case state when 'verified' then 'confirmed' when 'deployed' then 'resolved'"
        " when 'opted_out' then '' else 'in_progress' end"
    }
    return (
        f"select {', '.join(names)} from tickets_regionleg where ticket_id = any(%s) and state <> %s"  # noqa: S608 names of columns
        f" union all select {', '.join(said.get(name, 'null') for name in names)}"
        " from tickets_affectedregion a where ticket_id = any(%s) and not exists ("
        "select from tickets_regiondeployment d where d.ticket_id = a.ticket_id and d.region_id = a.region_id)"
        f" union all select {', '.join(rolled_out.get(name, 'null') for name in names)}"
        " from tickets_regiondeployment where ticket_id = any(%s)"
        f" union all select {', '.join(own.get(name, 'null') for name in names)}"
        " from tickets_miregionrow where ticket_id = any(%s) and state <> 'not_affected'"
    )
