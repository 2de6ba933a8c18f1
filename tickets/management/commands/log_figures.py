import json

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from tickets.importer.figures import log_figures


class Command(BaseCommand):
    help = (
        "Figures of imported history: throughput, reopened, hand-overs, waiting. Computed from the tickets' own tables."
    )

    def add_arguments(self, parser):
        parser.add_argument("--source", default="", help="Only the log of this name (`source` of its mapping).")
        parser.add_argument("--json", action="store_true", help="Print JSON, for programs.")

    def handle(self, *args, source, **options):
        figures = log_figures(source)
        if options["json"]:
            self.stdout.write(json.dumps(figures.as_dict(), indent=2))
            return
        for label, value in lines(figures):
            self.stdout.write(f"{label:<34}{value:>14}")


def lines(figures):
    """(label, value) for people; a dash where there is nothing to compute from."""
    yield _("Cases"), figures.cases
    yield _("Events"), figures.events
    yield _("Cases that never ended"), figures.still_open
    yield _("Throughput, mean (days)"), _decimal(figures.throughput_mean_days, 4)
    yield _("Throughput, median (days)"), _decimal(figures.throughput_median_days, 4)
    share = figures.reopened_share
    yield _("Reopened (per cent of cases)"), _decimal(None if share is None else 100 * share, 3)
    yield _("Hand-overs between teams"), figures.handovers_between_teams
    yield _("Hand-overs between lines"), figures.handovers_between_lines
    yield _("Waiting (hours)"), _decimal(figures.wait_hours, 2)


def _decimal(value, places):
    return "–" if value is None else f"{value:.{places}f}"
