"""A link is shown from both its ends, and its other end nowhere to whoever reads one end alone."""

import pytest
from django.utils import timezone

from outbox.rendering import render
from tests import cases
from tests.cases import step
from tests.noleak.addresses import all_addresses, values_of
from tests.noleak.test_no_leak import _body, _browser
from tests.notices import told
from tests.parties import NEIGHBOUR, SUPPORT_ORG, desk, support
from tests.tickets import places
from tickets import codes
from tickets.models import Link, Ticket

pytestmark = pytest.mark.django_db
HIDDEN = "Zinkgrodan syns inte"
BY_HAND = [kind for kind, _label in codes.LINKED_BY_HAND]


def linked_with_a_case_of_another_region():
    """A case, and one of another region that it is linked with in every way there is, from both ends."""
    mine, neighbour = cases.at_support(), desk(NEIGHBOUR)
    theirs = places.incident("triage", who=neighbour, title=HIDDEN)
    theirs = step(theirs, "escalate_tier", neighbour, **cases.TO_SUPPORT)
    theirs = cases.answer(theirs, "accept", support(), team=cases.team(SUPPORT_ORG).slug)
    for kind in BY_HAND:
        step(mine, "link", support(), other_ticket=theirs.number, link_kind=kind)
        step(theirs, "link", support(), other_ticket=mine.number, link_kind=kind)
    others = [kind for kind in codes.LinkKind.values if kind not in BY_HAND]
    Link.all_objects.bulk_create(
        Link(ticket=one, other=other, kind=kind, created_at=timezone.now())
        for kind in others
        for one, other in ((mine, theirs), (theirs, mine))
    )
    return cases.fresh(mine.pk), cases.fresh(theirs.pk)


def test_the_other_end_stands_in_no_page_answer_or_file_of_whoever_reads_one_end_alone():
    mine, theirs = linked_with_a_case_of_another_region()
    client = _browser(desk())
    read = 0
    for address in all_addresses(values_of(mine)):
        body = _body(client.get(address.path))
        assert theirs.number not in body, address.path
        assert HIDDEN not in body, address.path
        read += mine.number in body
    assert read > 10


def test_the_other_end_stands_in_no_mail_and_no_notice():
    mine, theirs = linked_with_a_case_of_another_region()
    step(mine, "unlink", support(), other_ticket=theirs.number)
    step(mine, "add_note", support(), note_text="Vi har tittat på det.", note_audience="customer")
    told.open_all()
    mails = told.mails_to(desk())
    assert mails
    for message in mails:
        said = render(message)
        assert theirs.number not in said.subject + said.body_text
        assert HIDDEN not in said.subject + said.body_text
    assert theirs.number not in _body(_browser(desk()).get("/aviseringar/"))


@pytest.mark.parametrize("kind", BY_HAND)
def test_whoever_reads_both_finds_each_from_the_other_on_the_page_and_over_the_api(kind):
    one, other = places.incident("triage"), places.incident()
    step(one, "link", desk(), other_ticket=other.number, link_kind=kind)
    client = _browser(desk())
    for here, there in ((one, other), (other, one)):
        assert there.number in _body(client.get(f"/arenden/{here.number}/"))
        links = client.get(f"/api/v1/tickets/{here.number}").json()["links"]
        assert there.number in str(links)
        assert kind in str(links)
    assert Ticket.objects.visible_to(desk()).filter(pk__in=[one.pk, other.pk]).count() == 2
