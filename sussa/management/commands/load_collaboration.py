from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sussa.collaboration.load import load
from sussa.collaboration.problems import DataRefused


class Command(BaseCommand):
    help = "Load a collaboration from its data files: check everything, write what differs, say what changed."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="The collaboration's slug, such as the name of its folder in collaborations/.")
        parser.add_argument(
            "--path", type=Path, help="The folder with the *.yaml files; default collaborations/<slug>."
        )
        parser.add_argument("--check", action="store_true", help="Write nothing; say what would be written.")

    def handle(self, *args, slug, path, check, **options):
        folder = path or settings.BASE_DIR / "collaborations" / slug
        try:
            report = load(slug, folder=folder, write=not check)
        except DataRefused as refused:
            count = len(refused.problems)
            summary = ngettext(
                "%(count)d problem in %(folder)s; nothing was written.",
                "%(count)d problems in %(folder)s; nothing was written.",
                count,
            )
            lines = [str(problem) for problem in refused.problems]
            raise CommandError("\n".join([*lines, summary % {"count": count, "folder": folder}])) from None
        if options["verbosity"] == 0:
            return
        if check and not report.is_empty:
            self.stdout.write(_("Nothing was written. A load would do this:"))
        for line in report.lines():
            self.stdout.write(line)
