"""Two people on a region's row at the same instant: each yes counts once, and the vendor's word moves nothing."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.concurrency.racing import lost, race, won
from tests.concurrency.test_races import by
from tests.processes.release.deployments import places as at
from tests.tickets.replaying import assert_whole
from tickets.models import Event, RegionDeployment, ReleaseSign, VendorReport

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_rules")]


def test_two_persons_who_sign_go_at_once_are_two_signatures_and_one_go():
    one = at.tested("approved")
    outcomes = race(
        by(at.leader(), RegionDeployment, one.pk, "sign_go", **at.TICKS),
        by(at.manager(), RegionDeployment, one.pk, "sign_go", **at.TICKS),
    )
    assert lost(outcomes) == [] and len(won(outcomes)) == 2
    assert at.row(one.ticket).state == "ready"
    assert ReleaseSign.objects.unscoped("test").filter(row=one, purpose="go", void_at=None).count() == 2
    assert Event.all_objects.filter(ticket=one.ticket, step="go").count() == 1
    assert_whole(one.ticket_id)


def test_of_two_who_read_the_same_page_the_second_is_asked_to_read_anew():
    one = at.tested("approved")
    version = {"version": one.version, "via": "web"}
    outcomes = race(
        by(at.leader(), RegionDeployment, one.pk, "sign_go", **version, **at.TICKS),
        by(at.manager(), RegionDeployment, one.pk, "sign_go", **version, **at.TICKS),
    )
    assert lost(outcomes) == ["Stale"]
    assert at.row(one.ticket).state == "go_decision"
    assert ReleaseSign.objects.unscoped("test").filter(row=one, purpose="go", void_at=None).count() == 1


def test_the_vendor_reports_while_the_region_confirms():
    one, now = at.deploying(vendor_deploys=True), timezone.now()
    outcomes = race(
        by(at.vendor(), RegionDeployment, one.pk, "vendor_report", vendor_outcome="done", actual_start=now),
        by(at.manager(), RegionDeployment, one.pk, "deploy_done", actual_end=now),
    )
    assert lost(outcomes) == []
    assert at.row(one.ticket).state == "deployed", "the region's word moves it, whichever came first"
    assert VendorReport.objects.unscoped("test").filter(row=one).count() == 1
    assert_whole(one.ticket_id)
