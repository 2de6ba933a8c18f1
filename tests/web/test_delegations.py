"""Handing a role to a colleague: nothing holds before the yes, the other is told, and what is done says for whom."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from engine.perform import perform
from outbox.models import Message
from roles import changing, delegating
from roles.actor import actor_for, hats_of
from roles.models import Delegation, RoleAssignment, RoleChange
from roles.web.delegations import DelegationForm
from tests import parties
from tests.cases import incident, step
from tests.notices.told import open_all
from tests.people import person, wear
from tickets.models import Event

pytestmark = pytest.mark.django_db
REGION = parties.REGION
LEADER, MANAGER, DESK = "region-objektledare", "region-incidentansvarig", parties.DESK_ROLE


def day(number: int):
    return timezone.localdate() + timedelta(days=number)


def anna():
    return person(MANAGER, REGION, name="anna")


def bertil():
    return person(DESK, REGION, name="bertil")


def cecilia():
    return person(LEADER, REGION, name="cecilia")


def offered(giver, receiver, *, hat=None, first=0, last=5) -> Delegation:
    days = {"first_day": day(first), "last_day": day(last)}
    return delegating.propose(actor_for(giver), receiver=receiver, hat=hat, **days)


def agreed(giver, receiver, **how) -> Delegation:
    row = offered(giver, receiver, **how)
    return delegating.answer(actor_for(receiver), row.pk, accept=True)


def worn(user, **at) -> set[tuple[str, str]]:
    """Role and for whom, of a person."""
    return {(hat.role, hat.deputy_for) for hat in hats_of(user, **at)}


def refused(call) -> list[str]:
    with pytest.raises(changing.Refused) as error:
        call()
    return list(error.value.reasons)


def test_nothing_holds_before_the_colleague_has_accepted():
    row = offered(anna(), bertil())
    assert worn(bertil()) == {(DESK, "")}
    delegating.answer(actor_for(bertil()), row.pk, accept=True)
    assert worn(bertil()) == {(DESK, ""), (MANAGER, "Anna")}
    assert worn(anna()) == {(MANAGER, "")}


def test_it_holds_from_the_first_day_through_the_last():
    agreed(anna(), bertil(), first=2, last=4)
    for number, holds in ((0, False), (1, False), (2, True), (4, True), (5, False)):
        at = timezone.now() + timedelta(days=number)
        assert ((MANAGER, "Anna") in worn(bertil(), at=at)) is holds, number


def test_a_declined_offer_changes_nothing_and_is_not_answered_twice():
    row = offered(anna(), bertil())
    delegating.answer(actor_for(bertil()), row.pk, accept=False)
    assert worn(bertil()) == {(DESK, "")}
    assert refused(lambda: delegating.answer(actor_for(bertil()), row.pk, accept=True)) == [""]


def test_one_role_is_handed_over_and_the_others_stay():
    giver = anna()
    wear(giver, LEADER, REGION)
    hat = next(one for one in hats_of(giver) if one.role == LEADER)
    agreed(giver, bertil(), hat=hat)
    assert worn(bertil()) == {(DESK, ""), (LEADER, "Anna")}


def test_a_role_goes_through_two_hands_and_the_last_has_both():
    agreed(anna(), bertil())
    agreed(bertil(), cecilia())
    assert worn(cecilia()) == {(LEADER, ""), (DESK, "Bertil"), (MANAGER, "Anna")}


def test_the_order_in_which_they_agree_does_not_matter():
    agreed(bertil(), cecilia())
    agreed(anna(), bertil())
    assert worn(cecilia()) == {(LEADER, ""), (DESK, "Bertil"), (MANAGER, "Anna")}


def test_a_third_hand_and_a_circle_are_refused():
    david = person("region-problemansvarig", REGION, name="david")
    agreed(anna(), bertil())
    assert refused(lambda: offered(bertil(), anna())) == ["receiver"]
    agreed(bertil(), cecilia())
    assert refused(lambda: offered(cecilia(), anna())) == ["receiver"]
    assert refused(lambda: offered(cecilia(), david)) == ["receiver"]
    agreed(cecilia(), david, first=6, last=8)


def test_two_offers_that_make_a_circle_together_are_refused_though_neither_is_answered():
    offered(anna(), bertil())
    assert refused(lambda: offered(bertil(), anna())) == ["receiver"]


def test_the_giver_ends_it_and_the_chain_behind_it_ends_too():
    first = agreed(anna(), bertil())
    agreed(bertil(), cecilia())
    delegating.take_back(actor_for(anna()), first.pk)
    assert worn(bertil()) == {(DESK, "")}
    assert worn(cecilia()) == {(LEADER, ""), (DESK, "Bertil")}


def test_it_ends_with_the_role():
    giver = anna()
    agreed(giver, bertil(), last=10)
    row = giver.assignments.get()
    changing.end(actor_for(cecilia()), row, last_day=day(3))
    assert giver.assignments.get().valid_to == day(3)
    assert RoleAssignment.objects.get(user=bertil(), deputy_for=giver).valid_to == day(3)


def test_what_follows_from_a_delegation_is_not_ended_by_itself():
    agreed(anna(), bertil())
    row = RoleAssignment.objects.get(user=bertil(), deputy_for=anna())
    assert refused(lambda: changing.end(actor_for(cecilia()), row, last_day=day(1))) == [""]


def test_somebody_elsewhere_or_too_many_days_or_the_past_is_refused():
    elsewhere = person(DESK, parties.NEIGHBOUR, name="erik")
    assert refused(lambda: offered(anna(), elsewhere)) == ["receiver"]
    assert refused(lambda: offered(anna(), anna())) == ["receiver"]
    assert refused(lambda: offered(anna(), bertil(), last=90)) == ["last_day"]
    assert refused(lambda: offered(anna(), bertil(), first=3, last=2)) == ["last_day"]
    assert refused(lambda: offered(anna(), bertil(), first=-1)) == ["first_day"]
    assert offered(anna(), bertil(), last=89).pk


def test_nobody_answers_or_ends_for_another():
    row = offered(anna(), bertil())
    with pytest.raises(changing.NotAllowed):
        delegating.answer(actor_for(cecilia()), row.pk, accept=True)
    with pytest.raises(changing.NotAllowed):
        delegating.take_back(actor_for(person(DESK, parties.NEIGHBOUR, name="erik")), row.pk)


def test_the_other_is_told_of_the_offer_and_of_the_answer():
    agreed(anna(), bertil())
    open_all()
    told = Message.objects.filter(kind="roles.delegation").values_list("payload__what", "recipient__given_name")
    assert sorted(told) == [("accepted", "Anna"), ("proposed", "Bertil")]
    from outbox import rendering

    for message in Message.objects.filter(kind="roles.delegation"):
        words = rendering.render(message)
        assert "Anna" in words.subject
        assert "/konto/delegeringar/" in words.body_text


def test_what_the_deputy_does_says_for_whom():
    agreed(anna(), bertil())
    ticket = incident()
    ticket = step(ticket, "triage", parties.desk())
    hat = next(one for one in hats_of(bertil()) if one.deputy_for)
    data = {"impact": 3, "urgency": 3}
    perform(
        type(ticket), ticket.pk, "prioritise", actor=actor_for(bertil()), via="test", data=data, hat=hat.assignment_id
    )
    event = Event.all_objects.filter(ticket=ticket).order_by("-seq").first()
    assert (event.user, event.deputy_for, event.role) == (bertil(), anna(), MANAGER)
    client = browser(parties.desk().user)
    assert "För Anna" in client.get(f"/arenden/{ticket.number}/").content.decode()
    said = client.get(f"/api/v1/tickets/{ticket.number}/events").json()["results"][0]
    assert said["on_behalf_of"]["email"] == anna().email


def test_every_change_is_in_the_log_of_roles():
    row = agreed(anna(), bertil())
    delegating.take_back(actor_for(bertil()), row.pk)
    assert list(RoleChange.objects.filter(person=bertil()).values_list("what", flat=True)) == [
        "given_back",
        "delegated",
    ]


# --- The page ---


def browser(user) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_page_offers_accepts_and_ends():
    url = reverse("roles:delegations")
    giver, receiver = browser(anna()), browser(bertil())
    form = {"what": str(anna().assignments.get().pk), "receiver": bertil().pk}
    form |= {"first_day": day(0).isoformat(), "last_day": day(3).isoformat(), "reason": "Semester"}
    assert giver.post(url, form).status_code == 302
    row = Delegation.objects.get()
    page = receiver.get(url).content.decode()
    assert "Väntar på ditt svar" in page
    assert "Semester" in page
    assert receiver.post(reverse("roles:delegation", args=[row.pk, "accept"])).status_code == 302
    page = receiver.get("/").content.decode()
    assert "för Anna" in page
    assert giver.post(reverse("roles:delegation", args=[row.pk, "end"])).status_code == 302
    assert "för Anna" not in receiver.get("/").content.decode()
    assert Delegation.objects.get().state == "ended"


def test_the_page_says_what_is_wrong_and_keeps_what_was_written():
    form = {"what": "all", "receiver": "", "first_day": day(0).isoformat(), "last_day": day(200).isoformat()}
    answer = browser(anna()).post(reverse("roles:delegations"), form | {"reason": "Ledig"})
    assert answer.status_code == 422
    assert "Ledig" in answer.content.decode()


def test_somebody_elses_delegation_is_not_there():
    row = offered(anna(), bertil())
    answer = browser(cecilia()).post(reverse("roles:delegation", args=[row.pk, "accept"]))
    assert answer.status_code == 404


# --- As the days pass ---


def days_pass(monkeypatch, number: int) -> None:
    now = timezone.now() + timedelta(days=number)
    monkeypatch.setattr(timezone, "now", lambda: now)


def stretches(user) -> list[tuple]:
    """The days of what the person wears for somebody else."""
    rows = RoleAssignment.objects.filter(user=user).exclude(deputy_for=None)
    return sorted(rows.values_list("valid_from", "valid_to"))


def test_what_one_delegation_gave_in_the_past_does_not_stand_in_the_way_of_the_next(monkeypatch):
    agreed(anna(), bertil(), hat=hats_of(anna())[0], last=3)
    agreed(anna(), bertil(), first=2, last=9)
    before = stretches(bertil())
    assert before == [(day(0), day(3)), (day(4), day(9))]
    days_pass(monkeypatch, 5)
    agreed(anna(), cecilia(), last=1)
    assert stretches(bertil()) == before


def test_a_delegation_that_is_ended_leaves_the_days_that_another_gives(monkeypatch):
    first = agreed(anna(), bertil(), last=5)
    second = agreed(anna(), bertil(), first=2, last=9)
    began, last = day(0), day(9)
    days_pass(monkeypatch, 3)
    delegating.take_back(actor_for(anna()), first.pk)
    assert stretches(bertil()) == [(began, last)]
    assert RoleAssignment.objects.get(user=bertil(), deputy_for=anna()).delegation == second


def test_a_role_used_and_given_back_twice_on_one_day_is_in_the_way_of_nothing():
    for _time in range(2):
        row = agreed(anna(), bertil())
        ticket = step(incident(), "triage", parties.desk())
        hat = next(one for one in hats_of(bertil()) if one.deputy_for)
        how = {"actor": actor_for(bertil()), "via": "test", "hat": hat.assignment_id}
        perform(type(ticket), ticket.pk, "prioritise", data={"impact": 3, "urgency": 3}, **how)
        delegating.take_back(actor_for(anna()), row.pk)
    assert worn(bertil()) == {(DESK, "")}


def test_what_others_have_agreed_never_stands_in_the_way_of_a_delegation_apart_from_it():
    agreed(bertil(), anna())
    wear(bertil(), MANAGER, REGION, deputy_for=anna())
    david = person("region-problemansvarig", REGION, name="david")
    agreed(cecilia(), david)
    assert worn(david) == {("region-problemansvarig", ""), (LEADER, "Cecilia")}


def test_it_rests_with_the_account_of_whoever_handed_it_over():
    administrator = person("sussa-informationssakerhetsansvarig", parties.SUPPORT_ORG, name="admin")
    administrator.is_administrator = True
    administrator.save()
    agreed(anna(), bertil())
    agreed(bertil(), cecilia())
    asked = offered(anna(), person("region-problemansvarig", REGION, name="david"), first=1)
    changing.set_active(actor_for(administrator), anna(), active=False)
    assert worn(bertil()) == {(DESK, "")}
    assert worn(cecilia()) == {(LEADER, ""), (DESK, "Bertil")}
    assert refused(lambda: delegating.answer(actor_for(asked.receiver), asked.pk, accept=True)) == [""]
    changing.set_active(actor_for(administrator), anna(), active=True)
    assert worn(cecilia()) == {(LEADER, ""), (DESK, "Bertil"), (MANAGER, "Anna")}


def test_whoever_gives_the_roles_ends_a_delegation_from_the_register():
    agreed(anna(), bertil())
    row = RoleAssignment.objects.get(user=bertil(), deputy_for=anna())
    client = browser(cecilia())
    page = client.get(reverse("roles:end", args=[row.pk])).content.decode()
    assert "Avsluta delegeringen" in page and 'name="last_day"' not in page
    answer = client.post(reverse("roles:end", args=[row.pk]), follow=True)
    assert answer.redirect_chain == [(f"{reverse('roles:register')}?organisation={REGION}", 302)]
    assert "Delegeringen är avslutad" in answer.content.decode()
    assert (worn(bertil()), Delegation.objects.get().state) == ({(DESK, "")}, "ended")


def test_a_delegation_that_reaches_farther_than_ones_right_to_give_roles_is_not_ended():
    giver, receiver = anna(), bertil()
    for one in (giver, receiver):
        wear(one, DESK, parties.NEIGHBOUR)
    agreed(giver, receiver)
    row = RoleAssignment.objects.get(user=receiver, deputy_for=giver, role__slug=MANAGER)
    client = browser(cecilia())
    assert "fler organisationer" in client.get(reverse("roles:end", args=[row.pk])).content.decode()
    assert client.post(reverse("roles:end", args=[row.pk])).status_code == 403
    assert Delegation.objects.get().state == "accepted"


def test_a_role_worn_also_for_another_is_one_choice_that_names_both():
    wear(bertil(), MANAGER, REGION)
    agreed(anna(), bertil())
    choices = dict(DelegationForm(actor=actor_for(bertil())).fields["what"].choices)
    assert len(choices) == 3  # every role, the desk's, and this one
    label = next(str(text) for text in choices.values() if "(för Anna)" in str(text))
    own, for_another = (str(hat) for hat in hats_of(bertil()) if hat.role == MANAGER)
    assert label == f"{own} + {for_another}"
