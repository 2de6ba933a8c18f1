"""The register of duties to report: what each organisation has to assess and send, over all cases, and by when."""

from __future__ import annotations

from datetime import datetime

from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from regions import directory
from roles import titles
from tickets.processes.regulatory import pages, reading, regimes
from tickets.processes.regulatory.codes import Regime
from tickets.web import listing, menu

# Who has it in the menu: those who decide, and those who lead. Everybody else reads the own organisation's as well.
READERS = ("regulatory.track", "regulatory.device", "regulatory.vendor", "mi.manage", "problem.accept_risk")


def organisations() -> list[tuple[str, str]]:
    places = (*directory.regions(), directory.support_org(), directory.vendor())
    return [(one.slug, one.name) for one in places if one is not None]


def laws() -> list[tuple[str, object]]:
    return [(str(one), regimes.SHORT[one]) for one in reading.LAWS]


REGISTER = listing.Register(
    address="tickets:duties",
    title=gettext_lazy("Duties to report"),
    views=(
        ("", pgettext_lazy("duties", "Under way")),
        ("reported", pgettext_lazy("duties", "Reported")),
        ("nothing", pgettext_lazy("duties", "Nothing to report")),
        ("all", pgettext_lazy("duties", "All")),
    ),
    words=gettext_lazy("Words of the title, or number"),
    choices=(
        listing.Choice(
            "organisation", gettext_lazy("Organisation"), pgettext_lazy("organisations", "All"), organisations
        ),
        listing.Choice("law", gettext_lazy("Law"), pgettext_lazy("laws", "All"), laws),
    ),
    none_fits=gettext_lazy("No duty to report fits"),
    everything=gettext_lazy("All that are under way"),
    file="tickets:duties_file",
)


@require_GET
def duties(request):
    """Each reader has those of the own organisation, the support organisation those of all."""
    now, page = timezone.now(), REGISTER.page(request, reading.listed)
    return page.answer(
        "tickets/regulatory/duties.html",
        [_row(one, now) for one in page.found.rows],
        tallies=[_tally(one) for one in reading.tallies(request.actor, now=now)],
    )


def _row(one: reading.Row, now: datetime) -> dict:
    track, report = one.track, one.report
    clock, left = pages.clock_of(report, track, one.due_at, now) if report else ("", "")
    return {
        "track": track,
        "law": regimes.SHORT[Regime(track.regime)],
        "url": f"{reverse('tickets:tracks', args=[track.ticket.number])}#provning-{track.pk}",
        "category": pages.MARKS[track.state],
        "report": report.stage.label if report else "",
        "due_at": one.due_at,
        "clock": clock,
        "left": left,
        "numbers": [sent.reference for sent in track.reports if sent.reference],
    }


def _tally(one: reading.Tally) -> dict:
    return {"one": one, "law": regimes.SHORT[one.law], "url": REGISTER.url({"law": str(one.law), "which": "all"})}


@require_GET
def duties_file(request):
    """What the filters keep as CSV, as far as the reader reads it."""
    header = [_("Number"), _("Title"), _("Organisation"), _("Law"), _("State"), pgettext("report", "Known since")]
    header += [_("Next report"), _("No later than"), _("Decided at"), _("Decided as"), pgettext("report", "Sent")]
    header += [_("The authority's reference number")]
    return REGISTER.as_file(request, reading.listed, "rapporteringsplikt", header, _line)


def _line(one: reading.Row) -> list:
    track = one.track
    return [
        track.ticket.number,
        track.ticket.title,
        track.organisation.name,
        track.get_regime_display(),
        track.state_label(),
        _moment(track.known_at),
        one.report.stage.label if one.report else "",
        _moment(one.due_at),
        _moment(track.decided_at),
        titles.as_kept(track.decided_role),
        ", ".join(f"{sent.get_stage_display()} {_moment(sent.sent_at)}" for sent in track.reports),
        ", ".join(sent.reference for sent in track.reports if sent.reference),
    ]


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


urlpatterns = [
    path("rapporteringsplikt/", duties, name="duties"),
    path("rapporteringsplikt/fil/", duties_file, name="duties_file"),
]
menu.add(
    menu.REGISTERS,
    menu.Entry(("tickets:duties",), gettext_lazy("Duties to report"), "clock", any_of=READERS),
    after="tickets:escalations",
)
