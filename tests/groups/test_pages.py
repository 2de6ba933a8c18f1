"""The page "Beställare och godkännare": who is shown, and giving, changing and ending it after reading it through."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from roles import groups
from roles.models import GroupMembership, RoleChange
from tests import parties, query_counts
from tests.groups.giving import OTHER, leader, member, worker
from tests.parties import NEIGHBOUR, REGION, VENDOR_ORG
from tests.web.tickets.door import Visitor, words

pytestmark = pytest.mark.django_db
ADD = reverse("roles:group_add", args=[REGION])


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def visitor():
    return Visitor(leader().user)


def listed(visitor, organisation=REGION) -> str:
    return visitor.text("/roller/bestallare/", organisation=organisation)


def adding(who, group="godkannare", **more) -> dict:
    fields = {"group": group, "person": who.pk, "amount_limit": "50 000", "valid_from": today().isoformat()}
    return fields | {"valid_to": "", "reason": "", "go": "next"} | more


def test_it_says_who_may_what_up_to_how_much_from_when_and_who_gave_it(visitor):
    member("godkannare", amount_limit=Decimal("50000"), valid_to=today() + timedelta(days=400))
    member("bestallare", who=worker(role=OTHER), valid_from=today() + timedelta(days=9))
    page = listed(visitor)
    assert "50 000 kr" in page and leader().user.get_full_name() in page
    assert "Börjar senare." in page and "Ändra gränsen" in page
    assert "Inga medlemmar i dag." in page


def test_a_membership_that_rests_says_why(visitor):
    row = member("bestallare")
    row.user.assignments.update(valid_to=today() - timedelta(days=1))
    assert "så medlemskapet vilar" in listed(visitor)


def test_the_cost_does_not_grow_with_the_members(visitor):
    visitor.see("/roller/bestallare/")  # the log-in's first page is written down
    for count, role in enumerate((OTHER, "region-kommunikator", "region-halsoinformatik")):
        member("godkannare", who=worker(role=role), amount_limit=Decimal(count))
        if count in (0, 2):
            page = query_counts.check(
                "web: order groups", lambda: visitor.see("/roller/bestallare/", organisation=REGION), at_most=8
            )
            assert page.status_code == 200


def test_the_vendor_reads_no_names_and_changes_nothing(visitor):
    row = member("godkannare", amount_limit=Decimal("50000"))
    vendor = Visitor(parties.vendor().user)
    page = vendor.see("/roller/bestallare/", organisation=REGION)
    assert row.user.get_full_name() not in listed(vendor)
    assert page.status_code == 200
    for path in (ADD, reverse("roles:group_end", args=[row.pk]), reverse("roles:group_limit", args=[row.pk])):
        assert vendor.see(path).status_code == 403


def test_a_vendor_has_no_page_of_groups(visitor):
    assert visitor.see(reverse("roles:group_add", args=[VENDOR_ORG])).status_code == 404


def test_somebody_becomes_approver_after_it_has_been_read_through(visitor):
    who = worker()
    asked = visitor.client.post(ADD, adding(who))
    said = words(asked)
    assert "Stämmer det här?" in said and "50 000 kr" in said
    assert not GroupMembership.objects.exists()
    done = visitor.client.post(ADD, adding(who, confirmed="on", go="give"), follow=True)
    row = GroupMembership.objects.get()
    assert (row.user, row.amount_limit, row.given_by) == (who, Decimal("50000"), visitor.user)
    assert "är godkännare hos Region Dalarna" in words(done)
    log = RoleChange.objects.get()
    assert (log.what, log.group, log.amount_limit) == ("group_given", "godkannare", Decimal("50000"))
    said = visitor.text(reverse("roles:person", args=[who.pk]))
    assert "upp till 50 000 kr" in said and "Godkännare, Region Dalarna: 50 000 kr" in said


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"amount_limit": "femtio"}, "Skriv ett belopp i kronor med högst två decimaler"),
        ({"group": "bestallare"}, "Bara godkännare har en beloppsgräns"),
        ({"valid_to": "2020-01-01"}, "kommer före den första"),
        ({"reason": "19121212-1212"}, "högst fyra siffror"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stays(visitor, change, sentence):
    answer = visitor.client.post(ADD, adding(worker(), confirmed="on", go="give") | change)
    assert answer.status_code == 422 and sentence in words(answer)
    assert not GroupMembership.objects.exists()


def test_whoever_has_no_role_there_is_not_to_choose_and_is_refused_with_a_sentence(visitor):
    stranger = worker(NEIGHBOUR)
    answer = visitor.client.post(ADD, adding(stranger, confirmed="on", go="give"))
    assert answer.status_code == 422
    later = worker()
    later.assignments.update(valid_from=today() + timedelta(days=3))
    told = visitor.client.post(ADD, adding(later, confirmed="on", go="give"))
    assert told.status_code == 422 and "har ingen egen roll hos Region Dalarna" in words(told)


def test_another_limit_is_read_through_and_begins_a_new_row(visitor):
    row = member("godkannare", amount_limit=Decimal("1000"))
    path = reverse("roles:group_limit", args=[row.pk])
    fields = {"amount_limit": "2 000", "first_day": today().isoformat(), "reason": "", "go": "next"}
    assert "Stämmer det här?" in words(visitor.client.post(path, fields))
    visitor.client.post(path, fields | {"confirmed": "on", "go": "give"})
    assert groups.limit_of(row.user_id, row.organisation_id, timezone.now()) == Decimal("2000")
    assert GroupMembership.objects.count() == 2


def test_it_ends_and_what_begins_today_can_be_taken_back(visitor):
    row, begun = member("bestallare"), member("godkannare", valid_from=today())
    end = visitor.client.post(reverse("roles:group_end", args=[row.pk]), {"last_day": today().isoformat()}, follow=True)
    assert "är beställare till och med" in words(end)
    assert "Ta tillbaka medlemskapet" in visitor.text(reverse("roles:group_end", args=[begun.pk]))
    visitor.client.post(reverse("roles:group_withdraw", args=[begun.pk]))
    assert not GroupMembership.objects.filter(pk=begun.pk).exists()
