"""The demo's log-ins: passwords made for this installation, and a file of its owner's that shows them at each start."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from pathlib import Path

from roles.models import User
from sussa.demo.api import make_credentials
from sussa.demo.making_people import address
from sussa.demo.reading import Script

ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # nothing that is read as something else


class Kept:
    """What one installation keeps of its demo: when it was begun, whether it is finished, and the log-ins.

    The file is readable by its owner alone; the database holds only hashes.
    """

    def __init__(self, path: Path):
        self.path = path
        self._content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    @property
    def finished(self) -> bool:
        return self._content.get("finished", False)

    @property
    def logins(self) -> list[dict]:
        return self._content.get("logins", [])

    def begin(self, now: datetime) -> datetime:
        """The moment the demo is told from: `now`, or that of the start which was broken off."""
        if "begun" not in self._content:
            self._write(begun=now.isoformat(), finished=False)
        return datetime.fromisoformat(self._content["begun"])

    def finish(self, logins: list[dict]) -> None:
        self._write(logins=logins, finished=True)

    def forget(self) -> None:
        """Forget a demo whose database is gone."""
        self._content = {}

    def _write(self, **content) -> None:
        self._content |= content
        self.path.parent.mkdir(parents=True, exist_ok=True)
        half = self.path.with_suffix(".half")
        half.unlink(missing_ok=True)
        half.touch(0o600)
        half.write_text(json.dumps(self._content, ensure_ascii=False), encoding="utf-8")
        half.rename(self.path)


def make_logins(script: Script, people: dict[str, User]) -> list[dict]:
    """A new password for each person one can log in as, and a credential where the script says so; the list to show."""
    return [_login(script, people, facts) for facts in script.logins]


def _login(script: Script, people: dict[str, User], facts: dict) -> dict:
    user, password = people[facts["person"]], new_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    shown = {
        "who": facts["who"],
        "email": address(script, facts["person"]),
        "password": password,
        "note": facts["note"],
    }
    return shown | (make_credentials(user, people[facts["system"]]) if "system" in facts else {})


def new_password() -> str:
    """Sixteen letters and figures in groups of four: easy to copy by hand, about eighty bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
