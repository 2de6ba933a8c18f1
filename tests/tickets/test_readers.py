"""Who reads a case: the columns, the exceptions, and both cut off when it is confidential."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine import due
from engine.errors import NotPermitted, NotPossible, Refused
from engine.perform import perform
from tests import cases, parties
from tests.cases import fresh, opened, step
from tests.people import actor, person, wear
from tests.tickets import places
from tests.tickets.reading import again, notes_of, reads
from tickets.models import Ticket, TicketGroupGrant, TicketUserGrant
from tickets.reading import note_reading

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]

SHARE = {"share_level": "view_ticket", "reason": "Expert"}


def confidential(**named):
    ticket = places.incident()
    data = {"reason": "Känsligt", "named_readers": [parties.object_leader().user.email]} | named
    return step(ticket, "make_confidential", parties.region_security(), **data)


def share(ticket, **data):
    return step(ticket, "share", parties.object_leader(), **SHARE, **data)


# --- The columns ---


def test_a_case_of_a_region_is_read_by_the_region_and_the_support_organisation_alone():
    ticket = places.incident()
    assert reads(parties.desk(), ticket)
    assert reads(parties.support(), ticket)
    for outsider in (parties.desk(parties.NEIGHBOUR), parties.vendor(), parties.region_it()):
        assert not reads(outsider, ticket)


def test_a_joint_case_is_read_by_every_member_region_and_not_by_the_vendor():
    ticket = step(places.incident(), "widen", parties.support(), reason="Rör fler")
    assert reads(parties.desk(parties.NEIGHBOUR), ticket)
    assert not reads(parties.vendor(), ticket)
    assert not reads(parties.region_it(), ticket)


def test_a_region_that_has_left_reads_no_joint_case():
    from regions import directory
    from regions.models import Membership

    ticket = step(places.incident(), "widen", parties.support(), reason="Rör fler")
    neighbour = directory.by_slug(parties.NEIGHBOUR)
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(organisation=neighbour).update(valid_to=yesterday)
    directory.clear()
    try:
        assert not reads(parties.desk(parties.NEIGHBOUR), ticket)
    finally:
        directory.clear()


def test_narrowing_is_possible_until_another_region_has_opened_the_case():
    ticket = step(places.incident(), "widen", parties.support(), reason="Rör fler")
    note_reading(ticket, parties.desk(), at=timezone.now())
    note_reading(ticket, parties.support(), at=timezone.now())
    ticket = step(ticket, "narrow", parties.support(), reason="Bara en")
    assert not reads(parties.desk(parties.NEIGHBOUR), ticket)
    ticket = step(ticket, "widen", parties.support(), reason="Rör fler")
    note_reading(ticket, parties.desk(parties.NEIGHBOUR), at=timezone.now())
    with pytest.raises(Refused) as refused:
        step(ticket, "narrow", parties.support(), reason="Bara en")
    assert [reason.code for reason in refused.value.reasons] == ["read_by_others"]


def test_an_affected_region_reads_and_comments_and_another_does_not():
    ticket = places.incident(affected_regions=[parties.NEIGHBOUR])
    assert reads(parties.desk(parties.NEIGHBOUR), ticket)
    assert not reads(parties.desk("blekinge"), ticket)
    step(ticket, "add_note", parties.desk(parties.NEIGHBOUR), note_text="Vi med", note_audience="customer")
    assert notes_of(parties.desk(), ticket) == ["Vi med"]


@pytest.mark.parametrize("process", ["general-case", "incident"])
def test_a_draft_is_its_writers_alone_also_after_it_was_thrown_away(process):
    ticket = places.draft(process, parties.desk())
    colleague = actor("region-objektspecialist", parties.REGION)
    for _attempt in range(2):
        assert reads(parties.desk(), ticket)
        for other in (colleague, parties.support(), parties.object_leader(), parties.vendor()):
            assert not reads(other, ticket)
        if ticket.state == "draft":
            ticket = step(ticket, "cancel", parties.desk(), reason="Fel")
    assert (ticket.state, ticket.number) == ("cancelled", None)


def test_what_may_not_be_read_does_not_exist():
    ticket = places.incident()
    for name in ("add_note", "close", "no_such_step"):
        with pytest.raises(Ticket.DoesNotExist):
            step(ticket, name, parties.desk(parties.NEIGHBOUR), note_text="Hej", note_audience="all")


# --- Confidential ---


def test_a_confidential_case_is_read_by_those_named_and_by_the_role_that_made_it_so():
    ticket = confidential()
    for reader in (parties.object_leader(), parties.region_security()):
        assert reads(reader, ticket)
    for other in (parties.desk(), parties.support(), parties.support_manager(), parties.region_manager()):
        assert not reads(other, ticket)


def test_making_a_case_confidential_lets_earlier_exceptions_rest_and_lifting_wakes_them():
    neighbour = parties.desk(parties.NEIGHBOUR)
    ticket = share(places.incident(), to_organisation=parties.NEIGHBOUR)
    assert reads(neighbour, ticket)
    data = {"reason": "Känsligt", "named_readers": [parties.desk().user.email]}
    ticket = step(ticket, "make_confidential", parties.region_security(), **data)
    assert not reads(neighbour, ticket)
    ticket = step(ticket, "lift_confidential", parties.region_security(), reason="Inte längre")
    assert ticket.visibility == "region"
    assert reads(neighbour, ticket)
    assert reads(parties.support(), ticket)
    assert not TicketUserGrant.objects.filter(content_object=ticket).exists()


def test_a_confidential_case_is_hidden_from_the_vendor_that_had_it():
    ticket = cases.at_vendor()
    data = {"reason": "Känsligt", "named_readers": [parties.support().user.email]}
    ticket = step(ticket, "make_confidential", parties.support_security(), **data)
    assert not reads(parties.vendor(), ticket)
    assert reads(parties.support(), ticket)


@pytest.mark.parametrize("process", ["general-case", "incident"])
def test_a_wish_for_secrecy_holds_until_an_information_security_role_lifts_it(process):
    ticket = opened(process, parties.desk(), confidential_wish="yes")
    assert ticket.visibility == "confidential"
    for reader in (parties.desk(), parties.region_security(), parties.support_security()):
        assert reads(reader, ticket)
    for other in (parties.support(), parties.object_leader(), parties.region_security(parties.NEIGHBOUR)):
        assert not reads(other, ticket)
    with pytest.raises((NotPermitted, NotPossible)):
        step(ticket, "lift_confidential", parties.desk(), reason="Ångrar")
    ticket = step(ticket, "lift_confidential", parties.region_security(), reason="Inget känsligt")
    assert reads(parties.support(), ticket)


def test_a_secret_incident_of_two_regions_is_no_secret_told_to_the_other_region():
    ticket = cases.incident(parties.desk(), confidential_wish="yes", affected_regions=[parties.NEIGHBOUR])
    assert not reads(parties.desk(parties.NEIGHBOUR), ticket)
    assert not reads(parties.region_security(parties.NEIGHBOUR), ticket)


def test_a_confidential_case_is_neither_widened_narrowed_nor_shared():
    ticket = confidential(named_readers=[parties.object_leader().user.email, parties.support().user.email])
    for name, who, data in (
        ("widen", parties.support(), {"reason": "Rör fler"}),
        ("narrow", parties.support(), {"reason": "Bara en"}),
        ("share", parties.object_leader(), SHARE | {"to_organisation": parties.NEIGHBOUR}),
    ):
        with pytest.raises(Refused) as refused:
            step(ticket, name, again(who), **data)
        assert "is_confidential" in [reason.code for reason in refused.value.reasons]


# --- Shares ---


def test_a_share_lets_one_organisation_read_until_its_day():
    until = timezone.now() + timedelta(days=7)
    ticket = share(places.incident(), to_organisation=parties.NEIGHBOUR, expires_at=until)
    assert reads(parties.desk(parties.NEIGHBOUR), ticket)
    assert not reads(parties.desk("blekinge"), ticket)
    grant = TicketGroupGrant.objects.get(content_object=ticket)
    assert (grant.reason_code, grant.granted_by, grant.expires_at) == ("share", parties.object_leader().user, until)
    assert due.fire(now=until - timedelta(seconds=1)) == 0
    assert due.fire(now=until) == 1
    assert not TicketGroupGrant.objects.filter(content_object=ticket).exists()
    assert not reads(parties.desk(parties.NEIGHBOUR), ticket)


def test_a_share_whose_day_has_passed_gives_nothing_even_while_the_worker_sleeps():
    ticket = share(places.incident(), to_organisation=parties.NEIGHBOUR, expires_at=timezone.now() + timedelta(days=1))
    TicketGroupGrant.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not reads(parties.desk(parties.NEIGHBOUR), ticket)


def test_a_share_with_one_role_leaves_its_colleagues_out():
    ticket = share(places.incident(), to_organisation=parties.NEIGHBOUR, to_role="region-objektledare")
    assert reads(parties.object_leader(parties.NEIGHBOUR), ticket)
    assert not reads(parties.desk(parties.NEIGHBOUR), ticket)


def test_a_share_with_a_person_of_another_region_is_hers_alone():
    expert = parties.desk(parties.NEIGHBOUR)
    ticket = share(places.incident(), to_person=expert.user.email)
    assert reads(expert, ticket)
    assert not reads(parties.object_leader(parties.NEIGHBOUR), ticket)


def test_nothing_is_shared_with_the_vendor_or_with_nobody():
    ticket = places.incident()
    for data, field in (
        ({}, "to_organisation"),
        ({"to_organisation": parties.VENDOR_ORG}, "to_organisation"),
        ({"to_organisation": parties.THIRD_PARTY}, "to_organisation"),
        ({"to_person": parties.vendor().user.email}, "to_person"),
        ({"to_person": "ingen@example.org"}, "to_person"),
    ):
        with pytest.raises(Refused) as refused:
            share(ticket, **data)
        assert list(refused.value.by_field()) == [field]


def test_whoever_leads_the_case_ends_its_shares():
    ticket = share(places.incident(), to_organisation=parties.NEIGHBOUR)
    step(ticket, "end_share", parties.object_leader())
    assert not reads(parties.desk(parties.NEIGHBOUR), ticket)


def test_a_share_gives_reading_and_no_right_to_work():
    ticket = share(places.incident("triage"), to_organisation=parties.NEIGHBOUR)
    with pytest.raises(NotPossible):
        step(ticket, "prioritise", parties.desk(parties.NEIGHBOUR), impact=1, urgency=1)


# --- Hats ---


def test_a_hat_of_yesterday_or_tomorrow_reads_and_does_nothing():
    ticket = places.incident()
    day = timezone.localdate()
    for name, dates in (
        ("forra", {"valid_to": day - timedelta(days=1)}),
        ("nasta", {"valid_from": day + timedelta(days=1)}),
    ):
        user = person("region-kliniker", parties.NEIGHBOUR, name=name)
        wear(user, parties.DESK_ROLE, parties.REGION, **dates)
        from roles.actor import actor_for

        assert not reads(actor_for(user), ticket)
        with pytest.raises(Ticket.DoesNotExist):
            perform(Ticket, ticket.pk, "triage", actor=actor_for(user), via="test")


def test_the_last_and_the_first_day_of_a_hat_count():
    from roles.actor import actor_for

    day = timezone.localdate()
    user = person("region-kliniker", parties.NEIGHBOUR, name="idag")
    wear(user, parties.DESK_ROLE, parties.REGION, valid_from=day, valid_to=day)
    ticket = places.incident()
    perform(Ticket, ticket.pk, "triage", actor=actor_for(user), via="test")
    assert fresh(ticket.pk).state == "triage"
