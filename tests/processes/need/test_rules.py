"""What no table says of a need's rules: who declines where, who decides, joining, and the programme areas as data."""

from datetime import timedelta

import pytest
from django.utils import timezone

from engine.errors import EngineError, NotPermitted, NotPossible, Refused
from forums.actions import decide
from regions import directory
from tests import parties
from tests.cases import fresh, step
from tests.people import actor
from tests.processes.need import places as at
from tickets.areas import register as areas
from tickets.models import NeedVoice, ProgrammeArea, Ticket, TicketArea
from tickets.processes.need import deciding, results

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules")]
NO = {"need_decline_code": "lag_nytta", "reason": "Få berörs."}


def refusal(need, name: str, who, **data) -> str:
    with pytest.raises(EngineError) as refused:
        step(need, name, who, **data)
    return refused.value.reasons[0].code


# --- Who decides ---


def test_the_region_declines_while_it_prepares_and_the_coordinator_after_that():
    assert refusal(at.submitted(), "decline", at.coordinator(), **NO) == "in_regional_preparation"
    prepared = at.need("regional_prepared")
    assert refusal(prepared, "decline", at.leader(), **NO) == "in_joint_preparation"
    assert step(prepared, "decline", at.coordinator(), **NO).state == "declined"


def test_in_joint_review_only_a_decision_declines_it():
    need = at.need("joint_review")
    assert refusal(need, "decline", at.coordinator(), **NO) == "no_decision"
    need = at.turned_down(need)
    need = step(need, "decline", at.coordinator(), **NO, decision_link=deciding.named(need))
    assert (need.state, need.detail().decision) == ("declined", f"{at.FORUM} 2026 § 1")
    assert need.closed_at is not None


def test_the_support_organisation_declines_what_it_has_raised_itself():
    need = at.of_support()
    assert step(need, "decline", at.coordinator(), **NO).state == "declined"


def test_another_forums_decision_declines_nothing():
    need, chair = at.need("joint_review"), actor("sussa-andringsansvarig", parties.SUPPORT_ORG)
    decide(chair, need.pk, forum="sussa-cambio-cab", text="Nej.", result="rejected", via="test")
    assert deciding.named(need) == ""


def test_a_need_that_has_rested_is_prioritised_anew():
    need = at.need("prioritised")
    need = step(need, "park", at.coordinator(), reason="Väntar.", review_at=at.in_days(3))
    need = at.decided(step(need, "wake", at.coordinator()), "low")
    assert (need.state, need.detail().joint_priority) == ("prioritised", "low")
    assert need.detail().decision.endswith("§ 2")


def test_only_the_forums_decision_prioritises_it():
    need = at.need("joint_review")
    assert refusal(need, "prioritise", at.coordinator(), joint_priority="high") == "by_decision"
    with pytest.raises(NotPermitted):
        step(need, "prioritise", at.leader(), joint_priority="high")


def test_who_asked_for_it_does_not_decide_on_it():
    need = step(at.of_support(), "take_to_joint", at.coordinator(), business_area="Geriatrik")
    with pytest.raises(NotPossible) as refused:
        at.decided(need)
    assert refused.value.reasons[0].code == "conflict_of_interest"


def test_nobody_chooses_withdrawn_as_the_reason_to_decline():
    with pytest.raises(Refused):
        step(at.submitted(), "decline", at.leader(), need_decline_code="atertaget", reason="Nej.")
    need = step(at.submitted(), "withdraw", at.clinician(), reason="Löstes på annat sätt.")
    assert (need.state, need.detail().declined) == ("declined", "atertaget")


def test_another_region_prepares_nothing_here():
    assert refusal(at.submitted(), "prepare", at.leader(parties.NEIGHBOUR), **at.PREPARING) == "not_affected"


def test_a_need_without_a_region_is_not_prepared_by_one_and_one_of_a_region_is_not_taken_past_it():
    assert refusal(at.submitted(), "take_to_joint", at.coordinator(), business_area="Geriatrik") == "of_a_region"
    assert refusal(at.of_support(), "prepare", at.leader(), **at.PREPARING)


# --- Joining ---


def test_a_region_joins_once_with_its_own_priority():
    need = at.need("joint_review")
    assert refusal(need, "join", at.leader(), regional_priority="low") == "has_joined"
    need = step(need, "join", at.leader(parties.NEIGHBOUR), regional_priority="low", comment="Samma sak hos oss.")
    row = NeedVoice.objects.unscoped("test").get(ticket_id=need.pk, region__slug=parties.NEIGHBOUR)
    assert (row.rank, row.benefit_met) == ("low", "")
    assert refusal(need, "join", at.leader(parties.NEIGHBOUR), regional_priority="high") == "has_joined"
    assert directory.by_slug(parties.NEIGHBOUR).pk in need.affected_ids()


def test_what_the_need_led_to_is_a_change_a_release_or_an_order():
    from tests.tickets import places

    need = at.need("prioritised")
    assert refusal(need, "convert", at.coordinator(), resulting_tickets=[places.incident().number]) == "no_result"
    change = at.change()
    need = step(need, "convert", at.coordinator(), resulting_tickets=[change.number])
    assert results.ids(need) == {change.pk}
    assert refusal(need, "add_results", at.coordinator(), resulting_tickets=[change.number]) == "already_linked"


# --- Programme areas ---


def test_the_programme_areas_are_rows_that_end():
    assert len(areas.areas()) == 26
    assert [slug for slug, _name in areas.offered()][:2] == ["akut-vard", "barn-och-unga"]
    need = at.submitted(programme_areas=["tandvard", "primarvard"])
    ProgrammeArea.objects.filter(slug="tandvard").update(valid_to=timezone.localdate() - timedelta(days=1))
    directory.clear()
    try:
        assert "tandvard" not in dict(areas.offered())
        with pytest.raises(Refused):
            at.submitted(programme_areas=["tandvard"])
        assert [one.slug for one in fresh(need.pk).programme_areas()] == ["primarvard", "tandvard"]
    finally:
        ProgrammeArea.objects.filter(slug="tandvard").update(valid_to=None)
        directory.clear()


def test_the_areas_that_are_named_anew_take_the_place_of_the_old():
    need = at.submitted(programme_areas=["tandvard"])
    step(need, "prepare", at.leader(), **at.PREPARING, programme_areas=["primarvard"])
    rows = TicketArea.objects.unscoped("test").filter(ticket_id=need.pk)
    assert list(rows.values_list("area__slug", flat=True)) == ["primarvard"]


def test_what_it_is_weighed_by_is_kept():
    detail = at.need("regional_prepared").detail()
    assert (detail.score_patients, detail.score_staff, detail.score_citizens) == (3, 2, None)
    assert Ticket.objects.unscoped("test").filter(process="need").exists()
