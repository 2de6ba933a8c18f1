"""Function mailboxes: who names them, what they are mailed of, beside or instead of the people, and never more."""

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from outbox import mailboxes
from outbox.deliver import deliver
from outbox.models import Mailbox, Message, TitleChoice
from outbox.rendering import render
from regions import directory
from roles.changing import NotAllowed, Refused
from roles.models import Role, Team
from sussa.web.mailbox_form import ALWAYS
from tests import cases, parties, query_counts
from tests.notices.told import mails_to, notices_of, open_all
from tests.people import join_team
from tests.web.tickets.door import Visitor, words
from tickets import telling, telling_boxes
from tickets.models import Event
from tickets.models.notice import Mailing
from tickets.telling_boxes import Worn, is_replaced
from tickets.telling_people import Meant, way_of_person
from tickets.telling_ways import AT_ONCE, Way

pytestmark = pytest.mark.django_db
DESK = "servicedesk@dalarna.example"
SUPPORT = "ledning@sussa.example"


def region():
    return directory.by_slug(parties.REGION)


def support():
    return directory.by_slug(parties.SUPPORT_ORG)


def named(place=None, who=None, *, kinds=("question", "new"), address=DESK, **more) -> Mailbox:
    who = who or parties.object_leader()
    how = {"address": address, "kinds": [*ALWAYS, *kinds], "at": timezone.now()}
    return mailboxes.open_mailbox(who, place or region(), **how | more)


def at_support(**more) -> Mailbox:
    from tests.people import actor

    return named(support(), actor("sussa-objektledare", parties.SUPPORT_ORG), **{"address": SUPPORT} | more)


def role(slug: str) -> Role:
    return Role.objects.get(slug=slug)


def to(box: Mailbox) -> list[Message]:
    return list(Message.objects.filter(kind=telling_boxes.MAIL, address=box.address).order_by("id"))


def noted(ticket=None, **data):
    ticket = ticket or cases.prioritised()
    said = {"note_text": "Hemliga ord", "note_audience": "customer"} | data
    cases.step(ticket, "add_note", parties.region_manager(), **said)
    open_all()
    return Event.all_objects.filter(ticket=ticket, step="add_note").get()


def of(rows, event):
    return [one for one in rows if one.event_id == event.pk]


def test_the_mailbox_of_an_organisation_is_mailed_beside_its_people_without_a_word_of_the_case():
    box = named()
    event = noted()
    (one,) = of(to(box), event)
    said = render(one)
    assert event.ticket.number in said.subject
    assert event.ticket.title not in said.subject + said.body_text
    assert "Hemliga" not in said.body_text
    assert of(mails_to(parties.desk()), event)


def test_a_mailbox_is_mailed_once_of_each_event_however_often_it_is_opened_up():
    box = named()
    event = noted()
    open_all()
    assert len(of(to(box), event)) == 1


def test_a_mailbox_instead_of_the_people_leaves_them_the_line_in_their_lists():
    box = named(replaces_people=True)
    event = noted()
    assert of(to(box), event)
    assert not of(mails_to(parties.desk()), event)
    assert notices_of(parties.desk(), event=event, is_listed=True)


def test_the_people_are_mailed_of_what_the_mailbox_in_their_place_may_not_read():
    box = named(replaces_people=True)
    ticket = cases.prioritised()
    who = parties.desk()
    cases.step(ticket, "make_confidential", parties.region_security(), reason="Skyddat", named_readers=[who.user.email])
    said = {"note_text": "Hemliga ord", "note_audience": "customer"}
    cases.step(ticket, "add_note", parties.region_security(), **said)
    open_all()
    event = Event.all_objects.filter(ticket=ticket, step="add_note").get()
    assert not [one for one in of(to(box), event) if render(one)]
    assert of(mails_to(who), event)


def test_the_people_are_mailed_of_what_must_be_heard_although_a_mailbox_stands_in():
    box = at_support(replaces_people=True)
    who = parties.support_manager()
    ticket = cases.prioritised()
    cases.step(ticket, "escalate_tier", parties.desk(), **cases.TO_SUPPORT)
    open_all()
    (one,) = notices_of(who, event__ticket=ticket, category="handoff")
    assert of(mails_to(who), one.event)
    assert of(to(box), one.event)


def test_a_person_who_is_told_for_her_own_part_too_is_mailed_as_she_has_chosen():
    box = Mailbox(organisation=region(), kinds=["question"], replaces_people=True)
    worn = Worn(1, region().pk, frozenset({parties.DESK_ROLE}))
    one = Meant()
    one.by("question", is_mailed=not is_replaced(worn, [box], "question"))
    assert (one.heard, one.mailed) == ({"question"}, set())
    assert way_of_person({}, 1, one) == ("question", Way(True, Mailing.NEVER))
    one.by("mine")
    assert way_of_person({}, 1, one) == ("mine", AT_ONCE)
    one.heard.add("new")
    assert way_of_person({(1, "mine"): Way(True, Mailing.DAILY)}, 1, one) == ("mine", Way(True, Mailing.DAILY))
    followed = Meant({"question", "followed"}, {"followed"})
    assert way_of_person({}, 1, followed) == ("question", Way(True, Mailing.DAILY))


def test_a_mailbox_of_a_role_is_mailed_what_that_role_is_told():
    who = parties.support_manager()
    leading = at_support(role=role(who.hats[0].role))
    other = at_support(role=role("sussa-utbildningskoordinator"), address="utbildning@sussa.example")
    ticket = cases.prioritised()
    cases.step(ticket, "escalate_tier", parties.desk(), **cases.TO_SUPPORT)
    open_all()
    assert to(leading)
    assert to(other) == []


def test_a_mailbox_of_a_team_is_mailed_of_the_cases_of_that_team_alone():
    team = cases.team(parties.SUPPORT_ORG)
    another = Team.objects.filter(organisation=support()).exclude(pk=team.pk).first()
    box, elsewhere = at_support(team=team), at_support(team=another, address="annat@sussa.example")
    event = noted(cases.at_support())
    assert of(to(box), event)
    assert not of(to(elsewhere), event)


def test_a_mailbox_of_a_team_stands_in_for_its_members_alone():
    team, who = cases.team(parties.SUPPORT_ORG), parties.support()
    at_support(team=team, replaces_people=True)
    ticket = cases.at_support()
    Message.objects.all().delete()
    event = noted(ticket)
    assert of(mails_to(who), event)
    join_team(who.user, team)
    Message.objects.exclude(channel="fanout").delete()
    open_all()
    assert not of(mails_to(who), event)


def test_a_kind_that_the_mailbox_is_not_told_of_is_not_mailed_to_it():
    box = named(kinds=())
    event = noted()
    assert not of(to(box), event)


def test_what_the_organisation_may_not_read_is_never_mailed_to_its_mailbox():
    box = named()
    event = noted()
    (one,) = of(to(box), event)
    neighbour = directory.by_slug(parties.NEIGHBOUR)
    Mailbox.objects.filter(pk=box.pk).update(organisation=neighbour)
    assert render(Message.objects.get(pk=one.pk)) is None


def test_the_mailbox_of_the_whole_organisation_reads_with_nobodys_rights_and_that_of_a_role_with_its_own():
    assert mailboxes.reader_of(named()).capabilities == frozenset()
    its = mailboxes.reader_of(named(role=role(parties.DESK_ROLE), address="d@dalarna.example"))
    assert its.capabilities == parties.desk().capabilities
    assert its.group_ids == parties.desk().group_ids


def test_what_waits_for_a_mailbox_that_was_removed_is_not_sent():
    box = named()
    event = noted()
    (one,) = of(to(box), event)
    assert mailboxes.close_mailbox(parties.object_leader(), box, at=timezone.now())
    assert not mailboxes.close_mailbox(parties.object_leader(), box, at=timezone.now())
    assert render(Message.objects.get(pk=one.pk)) is None


@pytest.mark.parametrize("address", ["", "desk", "desk@", "a b@region.example", "a@region.example\nBcc: x@y.example"])
def test_what_is_no_address_is_refused_with_what_to_write(address):
    with pytest.raises(Refused) as refused:
        named(address=address)
    assert "servicedesk@region.example" in refused.value.reasons["address"]


def test_the_same_mailbox_is_named_once_and_again_after_it_was_removed():
    box = named()
    with pytest.raises(Refused):
        named(address=DESK.upper())
    mailboxes.close_mailbox(parties.object_leader(), box, at=timezone.now())
    assert named().pk != box.pk


def test_only_who_gives_roles_there_names_a_mailbox_or_chooses_titles():
    for who in (parties.desk(), parties.object_leader(parties.NEIGHBOUR), parties.support(), parties.vendor()):
        with pytest.raises(NotAllowed):
            named(who=who)
        with pytest.raises(NotAllowed):
            mailboxes.choose_titles(who, region(), are_shown=True, at=timezone.now())
    assert not Mailbox.objects.exists()


def test_a_role_or_team_of_elsewhere_is_refused():
    with pytest.raises(Refused):
        named(role=role(parties.SUPPORT_ROLE))
    with pytest.raises(Refused):
        named(team=cases.team(parties.SUPPORT_ORG))
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailbox.objects.create(
            organisation=region(),
            role=role(parties.DESK_ROLE),
            team=cases.team(parties.REGION),
            address=DESK,
            opened_at=timezone.now(),
            opened_by=parties.object_leader().user,
        )


def test_who_chose_titles_cannot_be_changed_afterwards():
    mailboxes.choose_titles(parties.object_leader(), region(), are_shown=True, at=timezone.now())
    for change in (lambda: TitleChoice.objects.update(are_shown=False), lambda: TitleChoice.objects.all().delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


# --- The page ---


def page_of(place=parties.REGION) -> str:
    return f"/brevlador/{place}/"


FORM = {"whose": "organisation", "address": DESK, "kinds": ["question"], "replaces_people": "on"}


def test_the_page_names_shows_and_removes_a_mailbox():
    leader = Visitor(parties.object_leader().user)
    answer = leader.client.post(page_of(), FORM, follow=True)
    assert f"{DESK} får mejl" in words(answer)
    box = Mailbox.objects.get()
    assert box.replaces_people
    assert set(box.kinds) == {*ALWAYS, "question"}
    assert box.opened_by_role.startswith("Regional objektledare")
    assert "i stället för personerna" in leader.text(page_of())
    leader.client.post(f"{page_of()}{box.pk}/ta-bort/")
    assert Mailbox.objects.get().closed_by == leader.user
    leader.see(page_of())  # with the receipt, which names it
    assert DESK not in leader.text(page_of())
    assert leader.client.post(f"/brevlador/{parties.REGION}/0/ta-bort/").status_code == 404


def test_the_page_takes_a_role_and_a_team_and_says_what_is_wrong():
    leader = Visitor(parties.object_leader().user)
    team = cases.team(parties.REGION)
    leader.client.post(page_of(), FORM | {"whose": f"role:{parties.DESK_ROLE}"})
    leader.client.post(page_of(), FORM | {"whose": f"team:{team.slug}"})
    assert {(one.role_id is None, one.team_id is None) for one in Mailbox.objects.all()} == {
        (False, True),
        (True, False),
    }
    for wrong in ({"address": "desk"}, {"whose": "role:sussa-objektledare"}, {"kinds": ["mine"]}):
        assert leader.client.post(page_of(), FORM | wrong).status_code == 422
    assert Mailbox.objects.count() == 2


def test_nobody_else_sees_the_page():
    for who in (parties.desk(), parties.object_leader(parties.NEIGHBOUR), parties.vendor()):
        visitor = Visitor(who.user)
        assert visitor.see(page_of()).status_code == 403
        assert visitor.client.post(page_of(), FORM).status_code == 403
        assert visitor.client.post(f"{page_of()}titlar/", {"show": "1", "confirmed": "on"}).status_code == 403
    assert Visitor(parties.object_leader().user).see(page_of("inera")).status_code == 404
    assert (
        page_of() in Visitor(parties.object_leader().user).see("/roller/", organisation=parties.REGION).content.decode()
    )


def test_titles_are_let_in_with_a_tick_and_out_without():
    leader = Visitor(parties.object_leader().user)
    assert "dataskyddsförordningen artikel 32" in leader.text(page_of())
    assert leader.client.post(f"{page_of()}titlar/", {"show": "1"}).status_code == 422
    assert not mailboxes.titles_shown([region().pk])
    leader.client.post(f"{page_of()}titlar/", {"show": "1", "confirmed": "on"})
    assert mailboxes.titles_shown([region().pk])
    leader.client.post(f"{page_of()}titlar/", {"show": "0"})
    assert not mailboxes.titles_shown([region().pk])
    assert [one.are_shown for one in mailboxes.choices_of(region())] == [False, True]


def test_the_log_shows_the_mailbox():
    named()
    noted()
    from tests.notices.test_outgoing import operator

    assert DESK in Visitor(operator().user).text("/utskick/")


@pytest.mark.parametrize("rows", [1, 12])
def test_the_page_asks_the_database_as_often_for_many(rows):
    for number in range(rows):
        named(address=f"d{number}@dalarna.example")
    leader = Visitor(parties.object_leader().user)
    leader.see(page_of())
    query_counts.check("web: mailboxes", lambda: leader.see(page_of()), at_most=12)


@pytest.mark.django_db(transaction=True)
def test_a_mail_to_a_mailbox_leaves_the_house():
    named()
    cases.step(cases.prioritised(), "add_note", parties.region_manager(), note_text="Ord", note_audience="customer")
    deliver(), deliver()
    assert [one for one in mail.outbox if one.to == [DESK]]
    assert telling.MAIL in {one.kind for one in Message.objects.filter(sent_at__isnull=False)}
