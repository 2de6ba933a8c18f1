"""`/behov/`: which needs there are, how long each stage takes, and that none lies silent. Also as a file."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from tickets.areas import register as areas
from tickets.processes.need import figures, reading
from tickets.processes.need.workflow import S
from tickets.web import listing, showing

STATES = tuple((one.value, one.label) for one in S if one.value in reading.WHICH)

REGISTER = listing.Register(
    address="tickets:needs",
    title=pgettext_lazy("menu", "Needs"),
    views=(
        ("", pgettext_lazy("needs", "Going on")),
        ("ended", pgettext_lazy("needs", "Ended")),
        ("all", pgettext_lazy("needs", "All")),
        *STATES,
    ),
    words=gettext_lazy("Words of the title, or number"),
    choices=(
        listing.REGION,
        listing.Choice(
            "area",
            gettext_lazy("Programme area"),
            pgettext_lazy("areas", "All"),
            lambda: [(one.slug, one.label) for one in areas.areas()],
        ),
    ),
    none_fits=gettext_lazy("No need fits"),
    everything=gettext_lazy("All needs"),
    file="tickets:needs_file",
)


@require_GET
def needs(request):
    """The report above the list; both go by the same filters."""
    page = REGISTER.page(request, reading.reported, hidden=dict(STATES))
    report = None if page.faults else page.found.report
    return page.answer(
        "tickets/need/list.html",
        [_row(one) for one in page.found.rows],
        report=report,
        share=f"{report.all.silent_share:.0%}".replace("%", " %") if report else "",
        states=[_state(one, page) for one in report.states] if report else [],
        silent_days=figures.of("silent_days"),
        most=reading.MOST,
        may_write=request.actor.can("need.submit"),
    )


def _state(one: tuple, page: listing.Page) -> dict:
    code, label, number = one
    return {"label": label, "number": number, "url": page.url(which=code if code in reading.WHICH else "ended")}


def _row(one: reading.Row) -> dict:
    ticket = one.ticket
    return {
        "one": one,
        "region": showing.short_name(ticket.origin_id),
        "areas": ", ".join(area.label for area in one.areas),
        "state": showing.State(ticket.state_label(), ticket.state, showing.category_of(ticket)),
        "priority": one.detail.get_joint_priority_display(),
    }


@require_GET
def needs_file(request):
    """What the filters keep as CSV, as far as the reader reads it."""
    header = [_("Number"), _("Region"), _("Title"), _("State"), _("Business area"), _("National programme areas")]
    header += [
        _("Joint priority"),
        _("Regions behind it"),
        _("Received"),
        _("Prepared by the region"),
        _("Joint review"),
    ]
    header += [_("Prioritised"), _("Converted"), _("In use"), _("Ended"), _("Why it is declined"), _("Benefit met")]
    return REGISTER.as_file(request, reading.listed, "behov", header, _line)


def _line(one: reading.Row) -> list:
    ticket, detail = one.ticket, one.detail
    moments = (detail.prepared_at, detail.joint_at, detail.prioritised_at, detail.converted_at, detail.followup_at)
    return [
        ticket.number,
        showing.full_name(ticket.origin_id),
        ticket.title,
        ticket.state_label(),
        detail.business_area,
        ", ".join(area.label for area in one.areas),
        detail.get_joint_priority_display(),
        one.behind,
        *(_day(at) for at in (ticket.registered_at, *moments, ticket.closed_at)),
        detail.get_declined_display(),
        detail.get_benefit_met_display(),
    ]


def _day(at) -> str:
    return timezone.localdate(at).isoformat() if at else ""
