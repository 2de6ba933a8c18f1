"""Keeps personal numbers out of the logs, whoever writes them and whatever they quote."""

import logging
from typing import Any

from engine.personal_data import scrub, scrubbed

_PLAIN = logging.Formatter()
_OWN = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "exc_text", "stack_info", "taskName"}


class PersonalNumberFilter(logging.Filter):
    """Takes certain findings out of a record: message, arguments, traceback and extra values.

    Belongs on every handler, since a filter on a logger does not see the records of its children.
    It never drops a record.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Scrubs the record in place and lets it pass."""
        self._scrub_message(record)
        self._scrub_traceback(record)
        for name in set(record.__dict__) - _OWN:
            record.__dict__[name] = scrubbed(record.__dict__[name])
        return True

    def _scrub_message(self, record: logging.LogRecord) -> None:
        if not isinstance(record.msg, str):
            record.msg = scrubbed(record.msg) if isinstance(record.msg, dict | list | tuple) else scrub(str(record.msg))
        try:
            message = record.getMessage()
        except (TypeError, ValueError, KeyError):  # message and arguments do not fit: logging reports that itself
            record.msg, record.args = scrub(str(record.msg)), scrubbed(record.args)
            return
        clean = scrub(message)
        if clean != message:
            record.msg, record.args = clean, None

    def _scrub_traceback(self, record: logging.LogRecord) -> None:
        if record.exc_info and not record.exc_text:
            text = _PLAIN.formatException(record.exc_info)
            clean = scrub(text)
            if clean != text:  # formatters print the text instead of asking the exception again
                record.exc_text, record.exc_info = clean, None
        elif record.exc_text:
            record.exc_text = scrub(record.exc_text)
        if record.stack_info:
            record.stack_info = scrub(record.stack_info)


def scrub_report(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """A scrubbed copy of an error report that leaves the house (`before_send`)."""
    clean: dict[str, Any] = scrubbed(event)
    return clean
