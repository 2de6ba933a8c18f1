"""The one way a collaboration's data files reach the database."""

from pathlib import Path

from django.db import connection, transaction

from regions import directory
from sussa.collaboration.checks import check
from sussa.collaboration.problems import DataRefused
from sussa.collaboration.reading import read_folder
from sussa.collaboration.report import Report
from sussa.collaboration.writing import Writing

# Two loads at once would each believe a row to be new: the second waits for the first.
_LOCK = 7_302_641


def load(slug: str, *, folder: Path, write: bool = True) -> Report:
    """Check the files of `folder` and write what differs; with `write=False` only say what would be written.

    Opens the transaction: all is written or nothing. Raises DataRefused with every problem found.
    Clears this process's directory; others see the change within half a minute.
    """
    files = read_folder(folder)
    if problems := check(files, slug=slug):
        raise DataRefused(problems)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        report = Writing(files).run()
        if not write:
            transaction.set_rollback(True)
    directory.clear()
    return report
