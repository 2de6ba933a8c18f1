"""manage.py verify_history: every subject's history against its chain of digests."""

from django.core.management.base import BaseCommand, CommandError

from engine.history import CHAINS, verify

EVERY = 5_000  # subjects between two lines of progress


class Command(BaseCommand):
    help = "Finds events that were changed, removed or inserted. Exit code 1 and one line a fault when there are any."

    def add_arguments(self, parser):
        parser.add_argument("kind", nargs="*", help="kinds of subjects; all when left out")
        parser.add_argument("--batch", type=int, default=500, help="subjects read at a time (default 500)")

    def handle(self, *args, kind, batch, verbosity, **options):
        unknown = sorted(set(kind) - set(CHAINS))
        if unknown:
            raise CommandError(f"There is no history of {', '.join(unknown)}. Known: {', '.join(sorted(CHAINS))}.")
        faults = sum(self._verify(CHAINS[name], batch, verbosity) for name in kind or sorted(CHAINS))
        if faults:
            raise CommandError(f"{faults} faults. The lines above name each subject and place.", returncode=1)

    def _verify(self, chains, batch: int, verbosity: int) -> int:
        total, done, told, faults = chains.count(), 0, 0, 0
        for _last, number, found in verify(chains, batch=batch):
            for fault in found:
                self.stdout.write(f"{fault.subject} event {fault.seq}: {fault.what}")
            done, faults = done + number, faults + len(found)
            if verbosity and done - told >= EVERY:
                told = done
                self.stderr.write(f"{chains.name}: {done} of {total}")
        if verbosity:
            self.stdout.write(f"{chains.name}: {done} histories read, {faults} faults")
        return faults
