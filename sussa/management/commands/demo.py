"""manage.py demo: people and cases to try the program with, on the embedded database only."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from regions import directory
from roles.models import User
from sussa.demo.articles import walk_articles
from sussa.demo.change_calendar import make_calendar
from sussa.demo.logins import Kept, make_logins
from sussa.demo.making_people import address, make_people
from sussa.demo.reading import DemoData, read
from sussa.demo.solidarity import make_ledger
from sussa.demo.walking import Walker


class Command(BaseCommand):
    help = "Make the demo's people and cases (embedded database only) and show the log-ins as JSON on the last line."

    def add_arguments(self, parser):
        parser.add_argument("--logins", action="store_true", help="Make nothing; print only the log-ins.")

    def handle(self, *args, logins, **options):
        if not settings.EMBEDDED_DATABASE:
            raise CommandError(
                _(
                    "Demo people and cases are made only on the embedded database. "
                    "Here the first administrator is made by: manage.py create_administrator"
                )
            )
        kept = Kept(settings.LOCAL_DIR / "demo.json")
        if not logins:
            self._make(kept, show=options["verbosity"] > 0)
        elif not kept.finished:
            raise CommandError(_("There is no finished demo here. Make it with: manage.py demo"))
        self.stdout.write(json.dumps(kept.logins, ensure_ascii=False))

    def _make(self, kept: Kept, *, show: bool) -> None:
        """Make what is not there yet; on a finished demo this writes nothing."""
        if kept.finished and User.objects.filter(email=kept.logins[0]["email"]).exists():
            return
        try:
            script = read(self._folder())
            if not User.objects.filter(email=address(script, next(iter(script.people)))).exists():
                kept.forget()
            now = kept.begin(timezone.now())
            with translation.override(settings.LANGUAGE_CODE):
                people = make_people(script, today=timezone.localdate(now))
                Walker(script, people, now=now).walk(self._progress if show else lambda done, total: None)
                walk_articles(self._folder(), people, now=now)
                make_calendar(self._folder(), people, now=now)
                make_ledger(self._folder(), people, now=now)
            kept.finish(make_logins(script, people))
        except DemoData as error:
            raise CommandError(str(error)) from error

    def _folder(self):
        collaboration = directory.collaboration()
        if collaboration is None:
            raise CommandError(_("No collaboration is loaded. Load it first: manage.py load_collaboration"))
        return settings.BASE_DIR / "collaborations" / collaboration.slug / "demo"

    def _progress(self, done: int, total: int) -> None:
        """A count that writes over itself and is gone at the end; nothing where nobody watches."""
        if not self.stderr.isatty() or (done % 5 and done != total):
            return
        text = f" {done}/{total}"
        self.stderr.write(text + "\b" * len(text), ending="", style_func=lambda text: text)
        if done == total:
            self.stderr.write(" " * len(text) + "\b" * len(text), ending="", style_func=lambda text: text)
