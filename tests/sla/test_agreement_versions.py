"""Versions of the loaded agreements: published one at a time, and their words."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone, translation

from sla.agreement_versions import Wanted, publish_loaded
from sla.models import EXAMPLE_VALUES, Agreement, AgreementVersion, Calendar, Metric


def test_the_note_about_example_values_in_swedish():
    with translation.override("sv"):
        assert str(EXAMPLE_VALUES) == "Exempelvärden – ersätts av avtalets"
        assert str(Metric.UPDATE.label) == "Uppdateringsintervall"


@pytest.mark.django_db(transaction=True)
def test_two_that_publish_at_once_take_turns():
    found = Agreement.objects.get(slug="uc-cambio")
    wanted, calendars = Wanted(valid_from=timezone.localdate()), {row.slug: row for row in Calendar.objects.all()}
    barrier, numbers = threading.Barrier(2), []

    def publish_one():
        barrier.wait()
        try:
            with transaction.atomic():
                numbers.append(publish_loaded(found, wanted, calendars).number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish_one) for _one in range(2)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(numbers) == [2, 3]
    finally:
        _remove_added()
    assert AgreementVersion.objects.filter(agreement=found).count() == 1


def _remove_added() -> None:
    """The agreements stay between tests: take away what was published in earnest."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute("delete from sla_agreementversion where number > 1 or state = 'draft'")
        cursor.execute("set session_replication_role = origin")
