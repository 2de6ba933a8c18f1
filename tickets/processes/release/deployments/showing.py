"""What the pages and the interface show of a release's rows beside their columns, cut to the reader."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from tickets.models import ReleaseSign, Ticket, VendorReport
from tickets.processes.release import signing
from tickets.processes.release.deployments import guards, signed
from tickets.processes.release.deployments.codes import BEFORE_GO
from tickets.processes.release.deployments.codes import RowState as R


def signs_of(ticket, actor) -> dict[int, list[ReleaseSign]]:
    """The signatures in force, by row, read with the release itself; everybody who reads that reads them."""
    by_row: dict[int, list[ReleaseSign]] = defaultdict(list)
    for one in sorted(ticket.signs(), key=lambda one: (one.at, one.pk)):
        if one.row_id is not None:
            by_row[one.row_id].append(one)
    return by_row


def reports_of(ticket, actor) -> dict[int, VendorReport]:
    """The vendor's last report of each row; one query where the page has not read them."""
    if "_reports" not in ticket.__dict__:
        rows = VendorReport.objects.visible_to(actor).filter(ticket_id=ticket.pk)
        ticket.__dict__["_reports"] = list(rows.select_related("person"))
    return {one.row_id: one for one in sorted(ticket.__dict__["_reports"], key=lambda one: (one.at, one.pk))}


LEFT = {
    **guards.CHECKED,
    "reserve_routine": _("reserve routine, staffing and the way back"),
}
# What a row waits for that is no item of a list, by its state.
WAITS = {
    R.NOT_PLANNED: _("a plan"),
    R.READY: _("the deployment"),
    R.DEPLOYING: _("the end of the deployment"),
    R.FAILED: _("a new plan"),
    R.ROLLED_BACK: _("a new plan"),
}


def missing_of(row) -> list[str]:
    """What the row lacks to go on, in words: of its checklist, and whose signature."""
    if row.state in BEFORE_GO:
        missing = [str(LEFT[name]) for name in guards.missing_for_go(row)]
        if row.no_go_at is not None:
            return [*missing, str(_("a new plan, or a new decision"))]
        if not guards.is_ticked(row):
            missing.append(str(LEFT["reserve_routine"]))
        return missing + (_unsigned(row, signed.GO) if row.state == R.GO_DECISION else [])
    if row.state == R.DEPLOYED:
        return _unsigned(row, signed.VERIFY)
    return [str(WAITS[row.state])] if row.state in WAITS else []


def _unsigned(row, purpose: str) -> list[str]:
    return [str(_("signed by %(who)s") % {"who": party.label}) for party in signing.missing(row, purpose)]


def deviation_number(row, actor) -> str:
    """The number of the row's deviation; "" for those who do not read it."""
    found = _named(row.ticket, actor).get(row.deviation_id)
    return found.number if found else ""


def incidents_of(row, actor) -> list[Ticket]:
    """The incidents that it failed by, as far as the actor reads them."""
    named = _named(row.ticket, actor)
    return [named[pk] for pk in row.incidents if pk in named]


def _named(ticket, actor) -> dict[int, Ticket]:
    """The deviations and incidents of the rows that the actor reads; one query, none where there are none."""
    if "_named_by_rows" not in ticket.__dict__:
        rows = ticket.__dict__.get("_shown_deployments", ())
        ids = {one.deviation_id for one in rows if one.deviation_id} | {pk for one in rows for pk in one.incidents}
        found = Ticket.objects.visible_to(actor).filter(pk__in=ids) if ids else ()
        ticket.__dict__["_named_by_rows"] = {one.pk: one for one in found}
    return ticket.__dict__["_named_by_rows"]
