"""What is published in a test holds at once: its process is the only one that reads it."""

from datetime import timedelta

import pytest

from tickets.clocks import promises


@pytest.fixture(autouse=True)
def _known_at_once(monkeypatch):
    monkeypatch.setattr(promises, "KNOWN_AFTER", timedelta())
