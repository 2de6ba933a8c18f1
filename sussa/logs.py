"""How a log line looks, and what never gets into one.

PostgreSQL quotes the whole refused row in the DETAIL of an error, and a row of ours holds what people
wrote. So a line and a traceback end where that begins; the table and the constraint stand before it.
"""

import logging
import re

from engine.log_scrub import PersonalNumberFilter, scrub_report

__all__ = ["LineFormatter", "PersonalNumberFilter", "clean_report"]

QUOTED_ROW = re.compile(r"\s*\bDETAIL:.*?(?=\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL)


def without_quoted_row(text):
    return QUOTED_ROW.sub("", text)


class LineFormatter(logging.Formatter):
    """A time, a level, a logger and a message, without rows quoted by the database."""

    def format(self, record):
        return without_quoted_row(super().format(record))


def clean_report(event, hint):
    """An error report as it may leave the house: no quoted rows, no personal numbers."""
    for exception in event.get("exception", {}).get("values", []):
        exception["value"] = without_quoted_row(exception.get("value") or "")
    return scrub_report(event, hint)
