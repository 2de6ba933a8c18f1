"""manage.py read_only on|off: refuse every change for a while, or take changes again. Needs the database alone."""

import getpass
import time
from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roles.web.forms import few_digits
from sussa import read_only
from sussa.condition import KEPT_SECONDS


class Command(BaseCommand):
    help = "Turn read-only mode on (with a reason and how many minutes it is expected to last) or off."

    def add_arguments(self, parser):
        parser.add_argument("mode", choices=["on", "off"])
        parser.add_argument("--reason", default="", help="why; everybody who is logged in reads it")
        parser.add_argument("--minutes", type=int, default=0, help="how long it is expected to last")
        parser.add_argument("--at-once", action="store_true", help="do not wait until every server knows it")

    def handle(self, *, mode, reason, minutes, at_once, **options):
        who = f"{getpass.getuser()} (manage.py)"
        if mode == "off":
            said = "Off." if read_only.turn_off(by_name=who) else "It was off already."
        else:
            self._turn_on(reason, minutes, who)
            said = "On: every server refuses changes. What a worker had begun ends within a minute."
        if not at_once:
            time.sleep(KEPT_SECONDS)
        self.stdout.write(said)

    def _turn_on(self, reason: str, minutes: int, who: str) -> None:
        if not reason.strip() or minutes < 1:
            raise CommandError('Say why and for how long: read_only on --reason "The database is moved" --minutes 30')
        until = timezone.now() + timedelta(minutes=minutes)
        read_only.turn_on(reason=few_digits(reason)[:200], expected_end=until, by_name=who)
