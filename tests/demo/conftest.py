"""The whole demo, made once for these tests and taken away after them."""

import io
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from regions import directory
from sussa.demo.reading import Script, read
from tests.database import empty_all


@dataclass
class Made:
    """The demo as it was made: its script, what the command said, its log-ins and when."""

    script: Script
    said: str
    folder: Path
    at: datetime

    @property
    def logins(self) -> list[dict]:
        return json.loads(self.said.splitlines()[-1])


def make() -> str:
    """What `manage.py demo` prints."""
    said = io.StringIO()
    call_command("demo", stdout=said, verbosity=0)
    return said.getvalue()


@pytest.fixture(scope="package")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    embedded = override_settings(EMBEDDED_DATABASE=True, LOCAL_DIR=folder, MEDIA_ROOT=folder / "files")
    with django_db_blocker.unblock(), embedded:
        directory.clear()
        said = make()
        yield Made(read(demo_folder()), said, folder, timezone.now())
        empty_all()


def demo_folder() -> Path:
    return settings.BASE_DIR / "collaborations" / directory.collaboration().slug / "demo"
