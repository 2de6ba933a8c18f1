"""The loader as an operator uses it: the command, its output and its refusal."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from regions import directory

FIXTURES = Path(__file__).parent.parent / "fixtures" / "collaborations"


class Folder:
    """A copy of data files that a test may edit, and the command on it."""

    def __init__(self, slug, path):
        self.slug, self.path = slug, path

    def edit(self, file, old, new):
        """Replace the first `old`, which must be there; gives the line on which the replacement begins."""
        text = (self.path / file).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        (self.path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return text[: text.index(old)].count("\n") + 1

    def append(self, file, new):
        """Add text at the end; gives the line on which it begins."""
        text = (self.path / file).read_text(encoding="utf-8")
        (self.path / file).write_text(text + new, encoding="utf-8")
        return text.count("\n") + 1

    def load(self, *options):
        """The command's output in English, as lines."""
        out = StringIO()
        with translation.override("en"):
            call_command("load_collaboration", self.slug, "--path", str(self.path), *options, stdout=out)
        return out.getvalue().splitlines()

    def refusal(self, *options):
        """The lines with which the command refuses; the test fails when it does not."""
        with pytest.raises(CommandError) as refused:
            self.load(*options)
        return str(refused.value).splitlines()


@pytest.fixture(autouse=True)
def _nothing_loaded(db):
    """Take out what every other test stands on, within this test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")  # published calendars are kept by triggers
        for app in ("sla", "forums", "roles", "regions"):
            for model in apps.get_app_config(app).get_models(include_auto_created=True):
                cursor.execute(f'delete from "{model._meta.db_table}"')
        cursor.execute("set session_replication_role = origin")
    directory.clear()
    yield
    directory.clear()


@pytest.fixture
def sussa(tmp_path):
    folder = tmp_path / "sussa"
    shutil.copytree(settings.BASE_DIR / "collaborations" / "sussa", folder)
    return Folder("sussa", folder)


@pytest.fixture
def vgr(tmp_path):
    folder = tmp_path / "vgr-49-kommuner"
    shutil.copytree(FIXTURES / "vgr-49-kommuner", folder)
    return Folder("vgr-49-kommuner", folder)
