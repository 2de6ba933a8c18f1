"""The review's words are saved before they are signed: by those of the review, read by them, and frozen by signing."""

import pytest

from engine.errors import NotPermitted, NotPossible, Refused
from tests import cases, parties
from tests.noleak.test_no_leak import _browser
from tests.processes.major_incident import places as at
from tickets.models import MiReviewDraft, TextVersion

pytestmark = pytest.mark.django_db

SECRET = "Zinkgrodan"
DRAFT = {"review_draft_cause": f"{SECRET} i minnet", "review_draft_well": "Larmkedjan"}


def review_of(owner, *invited):
    people = [one.user.email for one in invited or (parties.region_manager(),)]
    said = at.reviewing(review_owner=owner.user.email, invitees=people)
    return cases.step(at.major("resolved"), "start_review", at.manager(), **said)


def live(ticket):
    return MiReviewDraft.objects.unscoped("test").filter(ticket=ticket, dropped_at=None)


def test_a_draft_is_saved_by_the_one_responsible_and_a_newer_one_replaces_it():
    owner = parties.region_manager()
    ticket = review_of(owner)
    cases.step(ticket, "draft_review", owner, **DRAFT)
    cases.step(ticket, "draft_review", at.manager(), **(DRAFT | {"review_draft_cause": "Cachen"}))
    (one,) = live(ticket)
    assert (one.cause.body, one.worked_well.body, one.author) == ("Cachen", "Larmkedjan", at.manager().user)
    assert MiReviewDraft.objects.unscoped("test").filter(ticket=ticket).count() == 2


def test_somebody_who_does_not_take_part_saves_nothing():
    ticket = review_of(parties.region_manager())
    with pytest.raises((NotPossible, NotPermitted)):
        cases.step(ticket, "draft_review", parties.desk(parties.NEIGHBOUR), **DRAFT)


def test_it_is_read_by_those_of_the_review_alone():
    owner, invited = parties.region_manager(), parties.object_leader(parties.NEIGHBOUR)
    ticket = review_of(owner, invited)
    cases.step(ticket, "draft_review", owner, **DRAFT)
    page = f"/storningar/{ticket.number}/efteranalys/"
    for who in (owner, invited, at.manager(), parties.problem_manager()):
        assert SECRET in _browser(who).get(page).content.decode()
    others = (parties.desk(parties.NEIGHBOUR), parties.desk("gavleborg"), parties.vendor(), parties.support())
    for who in others:
        assert not MiReviewDraft.objects.visible_to(who).filter(ticket=ticket).exists()
        assert not TextVersion.objects.visible_to(who).filter(ticket=ticket, body__contains=SECRET).exists()
        for path in (page, f"/arenden/{ticket.number}/", f"/api/v1/tickets/{ticket.number}/events"):
            assert SECRET not in _browser(who).get(path).content.decode()


def test_the_forms_begin_with_what_is_saved():
    ticket = review_of(parties.region_manager())
    at.settle_tracks(ticket)
    cases.step(ticket, "draft_review", at.manager(), **DRAFT)
    for step in ("draft_review", "sign_review"):
        form = _browser(at.manager()).get(f"/arenden/{ticket.number}/steg/{step}/").content.decode()
        assert SECRET in form
        assert "Larmkedjan" in form


def test_signing_freezes_it():
    ticket = at.settled_review()
    cases.step(ticket, "draft_review", at.manager(), **DRAFT)
    cases.step(ticket, "sign_review", at.manager(), **at.signing(review_cause="Det signerade"))
    assert not live(ticket).exists()
    with pytest.raises(Refused) as refused:
        cases.step(ticket, "draft_review", at.manager(), **DRAFT)
    assert [one.code for one in refused.value.reasons] == ["signed_already"]
    page = _browser(parties.problem_manager()).get(f"/storningar/{ticket.number}/efteranalys/").content.decode()
    assert "Det signerade" in page
    assert "Utkast, inte signerat" not in page


def test_a_new_action_voids_the_signature_and_opens_the_words_again():
    ticket = at.signed()
    cases.step(ticket, "add_action", at.manager(), **at.acting())
    cases.step(ticket, "draft_review", at.manager(), **DRAFT)
    assert live(ticket).count() == 1


def test_a_draft_holds_no_personal_number():
    ticket = review_of(parties.region_manager())
    with pytest.raises(Refused):
        cases.step(ticket, "draft_review", at.manager(), review_draft_cause="Gäller 19121212-1212.")
    assert not live(ticket).exists()
