import os
import sys
from contextlib import nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.importer.faults import FaultFile
from tickets.importer.lines import LogUnreadable
from tickets.importer.mapping import read_mapping
from tickets.importer.mapping_file import MappingRefused
from tickets.importer.progress import Progress
from tickets.importer.run import AlreadyRunning, import_log


class Command(BaseCommand):
    help = (
        "Import another service desk's event log (CSV or gzipped CSV) as historic tickets. Safe to stop and run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The log.")
        parser.add_argument(
            "--mapping", type=Path, required=True, help="What its columns and words mean; see docs/how."
        )
        parser.add_argument(
            "--errors", type=Path, help="The error file; default <log>.errors.csv in the current folder."
        )
        parser.add_argument(
            "--check", action="store_true", help="Write no ticket; say what would come and what is wrong."
        )

    def handle(self, *args, file, mapping, errors, check, **options):
        errors = errors or Path(f"{file.name.removesuffix('.gz').removesuffix('.csv')}.errors.csv")
        try:
            checked = read_mapping(mapping)
            with errors.open("w", encoding="utf-8", newline="") as out, _shown(options["verbosity"]) as shown:
                faults = FaultFile(out)
                summary = import_log(file, checked, faults=faults, progress=Progress(shown), write=not check)
        except MappingRefused as refused:
            raise CommandError("\n".join(str(problem) for problem in refused.problems)) from None
        except (LogUnreadable, AlreadyRunning) as refused:
            raise CommandError(str(refused)) from None
        except OSError as error:
            names = {"file": error.filename or errors, "reason": error.strerror}
            raise CommandError(_("%(file)s: %(reason)s. Name another error file with --errors.") % names) from None
        for line in report(summary, faults, errors, check=check) if options["verbosity"] else ():
            self.stdout.write(line)


def _shown(verbosity):
    """Where progress is shown: standard error, or nowhere with --verbosity 0."""
    return nullcontext(sys.stderr) if verbosity else open(os.devnull, "w")


def report(summary, faults, errors, *, check):
    """What the import did, in sentences."""
    if check:
        yield _("Nothing was written. An import would do this:")
    numbers = {"cases": summary.cases, "events": summary.events, "seconds": summary.seconds, "rate": summary.rate}
    yield _("%(cases)d cases with %(events)d events imported in %(seconds).1f s (%(rate).0f events/s).") % numbers
    if summary.cases_here:
        numbers = {"cases": summary.cases_here, "events": summary.events_here}
        yield _("%(cases)d cases with %(events)d events were here already and were left as they are.") % numbers
    if faults.refused:
        text = ngettext(
            "%(count)d row or case was not taken in; %(file)s says why.",
            "%(count)d rows or cases were not taken in; %(file)s says why.",
            faults.refused,
        )
        yield text % {"count": faults.refused, "file": errors}
        for code, count in sorted(faults.counts.items()):
            yield f"  {code}: {count}"
    elif faults.noticed:
        yield _("Every row was taken in. Look at the %(count)d notices in %(file)s.") % {
            "count": faults.noticed,
            "file": errors,
        }
    else:
        yield _("Every row was taken in.")
