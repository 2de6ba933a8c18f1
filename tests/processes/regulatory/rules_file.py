"""The rules of reporting as the collaboration's file has them, for tests that ask no database."""

from pathlib import Path
from types import SimpleNamespace

import yaml
from django.conf import settings

from tickets.processes.regulatory import legal

FILE = Path(settings.BASE_DIR) / "collaborations" / "sussa" / "report_rules.yaml"
DEFAULTS = {"stage": "", "event": "", "value": None, "unit": "", "warn_at": "", "verified_at": None}


def rule(**said) -> legal.Rule:
    return legal.rule_of(SimpleNamespace(**(DEFAULTS | said)))


ROWS = yaml.safe_load(FILE.read_text(encoding="utf-8"))["report_rules"]
BOOK = legal.Book(rule(**row) for row in ROWS)
