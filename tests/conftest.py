"""What every test stands on: PostgreSQL and Valkey that `sussa.launch.testing` has started."""

import pytest
from hypothesis import HealthCheck, settings

from tests.database import django_db_setup  # noqa: F401 a fixture for every test

# A test fails for what it tests: not for how busy the machine is, nor for examples that another run did not have.
# New examples are looked for with pytest's own --hypothesis-profile=searching.
UNHURRIED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]}
settings.register_profile("steady", derandomize=True, **UNHURRIED)
settings.register_profile("searching", **UNHURRIED)
settings.load_profile("steady")


def pytest_configure():
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def pytest_collection_finish():
    """What is loaded now stays: the search for cycles leaves it alone, and comes seldom."""
    import gc

    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _empty_cache():
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _all_is_well():
    """What every page says of late work and of read-only mode is read anew only where a test asks for it."""
    import time

    from sussa import cache, condition

    cache._gone = None
    a_day = 24 * 3600
    condition._kept = condition.Condition(time.monotonic() + a_day, None, None, None)


@pytest.fixture
def forgets():
    """What the process keeps of agreements and organisations ends with the test that changed them."""
    from regions import directory

    yield
    directory.clear()


@pytest.fixture
def no_rules(monkeypatch):
    """No escalation rule and no agreement is in force, so that only the other due steps are written."""
    from regions import directory
    from tickets.clocks import promises

    monkeypatch.setattr("sla.escalations._read", list)
    monkeypatch.setattr(promises, "_read", lambda: promises._Book([], {}, {}, {}, {}, {}, {}))
    directory.clear()
    yield
    directory.clear()
