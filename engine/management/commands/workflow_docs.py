"""Write docs/workflows/*.md from the declared workflows, or with --check say which are out of date."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from engine.diagram import document
from engine.workflows import WORKFLOWS


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is out of date")

    def handle(self, *args, check, **options):
        folder = Path(settings.BASE_DIR) / "docs" / "workflows"
        stale = []
        for slug, (workflow, title) in sorted(WORKFLOWS.items()):
            page, wanted = folder / f"{slug}.md", document(workflow, title=title)
            if page.exists() and page.read_text(encoding="utf-8") == wanted:
                continue
            stale.append(page.name)
            if not check:
                folder.mkdir(parents=True, exist_ok=True)
                page.write_text(wanted, encoding="utf-8")
        if check and stale:
            raise CommandError(f"out of date: {', '.join(stale)}. Run manage.py workflow_docs.")
        self.stdout.write(f"written: {', '.join(stale)}" if stale else "up to date")
