"""manage.py write_major_pack: what a major incident needs when the program is down, written now. Needs no worker."""

from django.core.management.base import BaseCommand

from tickets.processes.major_incident.pages import pack


class Command(BaseCommand):
    help = "Write the pack for major incidents now, as the worker does each hour: for cron, since Redis may be down."

    def handle(self, **options):
        self.stdout.write(f"{len(pack.write())} files.")
