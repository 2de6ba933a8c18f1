"""What the launcher says to the person at the terminal: Swedish, or English with SUSSA_LANGUAGE=en."""

import os
import sys
import time
from contextlib import contextmanager


class Trouble(Exception):
    """Something the person must do; `str()` is the sentence that says what."""


def words(*, sv, en):
    """The sentence in the person's language. Not gettext: it speaks before any catalogue is compiled."""
    return en if os.environ.get("SUSSA_LANGUAGE", "sv").lower().startswith("en") else sv


def say(text=""):
    print(text, flush=True)


@contextmanager
def step(*, sv, en):
    """Name a step, run it, and say how long it took."""
    label = words(sv=sv, en=en)
    print(f"  {label:<46}", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print("✗" if _can_print("✗") else "!", flush=True)
        raise
    print(f"{time.monotonic() - started:5.1f} s", flush=True)


def _can_print(text):
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def end_with_sentence(main):
    """Run `main()`; a Trouble becomes its sentence on standard error and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    try:
        sys.exit(main())
    except Trouble as trouble:
        print(f"\n{trouble}", file=sys.stderr, flush=True)
        sys.exit(2)
    except PermissionError as error:
        print(
            "\n"
            + words(
                sv=f"Får inte skriva i {error.filename}. Filerna tillhör kanske en annan användare: starta som "
                f"den användaren, eller ta bort katalogen .local (då försvinner inbyggd data).",
                en=f"Not allowed to write {error.filename}. The files may belong to another user: start as that "
                f"user, or delete the folder .local (embedded data goes with it).",
            ),
            file=sys.stderr,
        )
        sys.exit(2)
