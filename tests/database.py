"""The test database: the collaboration is loaded once; what tests with real transactions leave is taken away."""

from functools import cache

import pytest
from django.apps import apps
from django.db import connection
from django.test import TransactionTestCase

# Reference rows that no test changes for good: they stay when a test with real transactions is cleaned up.
KEPT = {"regions", "forums", "contenttypes"}
KEPT_MODELS = {"roles.role", "roles.rolecapability", "roles.team", "auth.permission"}
KEPT_MODELS |= {"sla.calendar", "sla.calendarversion", "sla.calendarday"}
KEPT_MODELS |= {"sla.agreement", "sla.agreementregion", "sla.agreementversion", "sla.target", "sla.pause"}
KEPT_MODELS |= {"sla.escalationrule", "sla.rolegroup"}
KEPT_MODELS |= {"tickets.ballotrule", "tickets.programmearea", "tickets.reportrule", "tickets.riskquestions"}
KEPT_MODELS |= {"tickets.cataloguegroup", "tickets.catalogueitem", "tickets.catalogueversion"}
KEPT_MODELS |= {"tickets.templaterecord"}  # those that came with the data files


@cache
def _tables() -> list[str]:
    models = [
        model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy and model._meta.managed
    ]
    kept = [m for m in models if m._meta.app_label in KEPT or m._meta.label_lower in KEPT_MODELS]
    return sorted({model._meta.db_table for model in models if model not in kept})


def empty_all() -> None:
    """Empty every table that tests write; the append-only triggers are off for this moment (superuser only).

    In one message: table by table it took most of the time of a small test.
    """
    emptied = [*_tables(), "tickets_searchword", "tickets_opentitle"]  # the last two are no model's: the database's own
    statements = [
        "set session_replication_role = replica",
        *(f'delete from "{table}"' for table in emptied),
        "delete from tickets_templaterecord where order_id is not null",
        "set session_replication_role = origin",
    ]
    with connection.cursor() as cursor:
        cursor.execute(";".join(statements))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    from django.core.management import call_command

    TransactionTestCase._fixture_teardown = lambda self: empty_all()
    with django_db_blocker.unblock():
        call_command("load_collaboration", "sussa", verbosity=0)
