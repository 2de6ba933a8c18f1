import pytest
from django.db import connection

from tests.ballots import houses


@pytest.fixture
def house(monkeypatch, forgets):
    return houses.install(monkeypatch)


@pytest.fixture
def rules_go(transactional_db):
    """Rules stay in the database, as a version never goes; those of a test with real transactions are taken away."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute("delete from tickets_ballotrule where slug = %s", [houses.RULE])
        cursor.execute("set session_replication_role = origin")
