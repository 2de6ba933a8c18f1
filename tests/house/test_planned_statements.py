"""Statements whose plan PostgreSQL keeps: planned once a connection, asked with what each call gives."""

import pytest
from django.db import ProgrammingError, connection
from django.test.utils import CaptureQueriesContext

from regions.planned import planned
from roles.models import User


def ask(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(*planned(sql, values))
        return cursor.fetchall()


def kept_plans(words):
    with connection.cursor() as cursor:
        cursor.execute("select name from pg_prepared_statements where statement like %s", [f"%{words}%"])
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db
def test_a_statement_is_planned_once_and_answers_each_call_for_itself():
    sql = "select given_name, '100 %%', 'first try' from roles_user where id = %s"
    anna, bo = (User.objects.create(email=f"{name}@example.se", given_name=name) for name in ("Anna", "Bo"))
    with CaptureQueriesContext(connection) as seen:
        assert ask(sql, [anna.pk]) == [("Anna", "100 %", "first try")]
        assert ask(sql, [bo.pk]) == [("Bo", "100 %", "first try")]
    assert len(seen) == 2, "planning is no question of the request's"
    assert len(kept_plans("first try")) == 1


@pytest.mark.django_db
def test_behind_a_pooler_nothing_is_kept(settings):
    settings.DATABASE_KEEPS_PLANS = False
    assert ask("select 1, 'behind a pooler' where 1 = %s", [1]) == [(1, "behind a pooler")]
    assert kept_plans("behind a pooler") == []


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_plans_anew():
    sql = "select 'again' from roles_user where id = %s"
    ask(sql, [0])
    connection.close()
    assert kept_plans("'again'") == []
    assert ask(sql, [0]) == []
    assert len(kept_plans("'again'")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_text_that_cannot_be_planned_is_told_as_any_other_fault_of_the_database():
    with pytest.raises(ProgrammingError):
        planned("select no_such_column from roles_user where id = %s", [1])
