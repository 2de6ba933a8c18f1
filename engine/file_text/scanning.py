"""What a scanner for harmful code says of a file, where the installation names one (`ATTACHMENT_SCANNER`).

The scanner is any command that reads the file from its standard input and ends with 0 where it is clean and 1 where
it is not, as `clamdscan --no-summary -` does. Whatever else it does, the file is not taken.
"""

from __future__ import annotations

import logging
import shlex
import subprocess
from typing import BinaryIO

from django.conf import settings

from engine.file_text import refusals

log = logging.getLogger(__name__)

CLEAN, HARMFUL = 0, 1
PATIENCE_SECONDS = 20


def scan(file: BinaryIO) -> None:
    """Leaves the file at its beginning. Raises FileRefused where it is harmful, or nobody can say."""
    command = shlex.split(settings.ATTACHMENT_SCANNER)
    if not command:
        return
    try:
        said = _answer(command, file)
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("the scanner of files does not answer: %s", type(error).__name__)
        raise refusals.not_scanned() from None
    finally:
        file.seek(0)
    if said == HARMFUL:
        log.warning("the scanner refused a file")
        raise refusals.harmful()
    if said != CLEAN:
        log.error("the scanner of files does not answer: it ended with %s", said)
        raise refusals.not_scanned()


def _answer(command: list[str], file: BinaryIO) -> int:
    """What the scanner ends with. A file on the disk is opened once more, so that nobody's place in it moves."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "timeout": PATIENCE_SECONDS, "check": False}
    path = getattr(file, "temporary_file_path", None)
    if path is None:
        file.seek(0)
        return subprocess.run(command, input=file.read(), **quiet).returncode
    with open(path(), "rb") as lying:
        return subprocess.run(command, stdin=lying, **quiet).returncode
