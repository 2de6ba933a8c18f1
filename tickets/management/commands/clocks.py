"""manage.py clocks rebuild: every clock derived again from events and ledger."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tickets.clocks import rebuilding
from tickets.clocks.rebuilding import Fault
from tickets.models import Ticket

EVERY = 5_000  # tickets between two lines of progress


class Command(BaseCommand):
    help = (
        "Derives the clocks of all tickets again from events and ledger and writes what differs. A run that was broken "
        "off goes on where it stopped. With --check nothing is written: exit code 1 and one line a clock that differs."
    )

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["rebuild"])
        parser.add_argument("--check", action="store_true", help="write nothing, only say what differs")
        parser.add_argument("--ticket", help="the number of the only ticket to look at")

    def handle(self, *args, what, check, ticket, verbosity, **options):
        self.told = 0
        differing = self._one(ticket, check) if ticket else self._all(check, verbosity)
        if differing and check:
            raise CommandError(f"{differing} clocks are not as events and ledger say.", returncode=1)
        if verbosity:
            self.stdout.write(f"{differing} clocks were put right" if differing else "every clock agrees")

    def _one(self, number: str, check: bool) -> int:
        found = Ticket.objects.unscoped("named by whoever runs the program").filter(number=number.upper()).first()
        if found is None:
            raise CommandError(f"There is no ticket {number}.")
        with transaction.atomic(durable=True):
            faults = rebuilding.of_tickets([found.pk], only_checks=check)
        for fault in faults:
            self._report(fault)
        return len(faults)

    def _all(self, check: bool, verbosity: int) -> int:
        def progress(done: int, total: int) -> None:
            if verbosity and (done - self.told >= EVERY or done >= total):
                self.told = done
                self.stderr.write(f"clocks: {done} of {total} tickets")

        return rebuilding.rebuild(only_checks=check, report=self._report, progress=progress).differing

    def _report(self, fault: Fault) -> None:
        self.stdout.write(f"ticket {fault.pk}: {fault.clock}: {fault.what}")
