"""The titles that a hint looks through: those of open cases, kept beside each other by the database (migration 0043).

It writes a title's words in the statement that registers, ends or renames the case, so nothing is to be called then.
"""

from __future__ import annotations

from django.db import connection

KEPT = 10_000  # of each process: what a hint costs goes by these, not by how many cases are open


def keep_newest() -> int:
    """Leave only the newest of each process; gives how many went. What is just being written goes another time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from tickets_opentitle where ticket_id = any(array("
            "select title.ticket_id from tickets_opentitle as title"
            " join (select process, (array_agg(ticket_id order by ticket_id desc))[%s] as oldest"
            " from tickets_opentitle group by process) as kept using (process)"
            " where title.ticket_id < kept.oldest for update of title skip locked))",
            [KEPT],
        )
        return cursor.rowcount
