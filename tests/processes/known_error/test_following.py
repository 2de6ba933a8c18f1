"""What a problem does to its known errors, along the problem's own steps."""

import pytest

from engine.perform import perform
from roles.actor import SYSTEM
from tests import cases, parties
from tests.cases import fresh, step
from tests.people import actor
from tests.processes.known_error import places
from tests.processes.problem import places as problems
from tickets.models import AffectedRegion, Event, KnownErrorDetail, Link, Task, TextVersion, Ticket
from tickets.processes.known_error import following

pytestmark = pytest.mark.django_db

ASSESSED = {"impact": 2, "urgency": 2, "problem_frequency": "weekly", "category_open": "programfel"}
DECLARED = {
    "root_cause_code": "programfel",
    "cause_text": "Utskriften låser listan.",
    "workaround": places.WORKAROUND,
    "affected_versions": "4.1.0",
    "affected_regions": places.REGIONS,
}


def declared() -> Ticket:
    """A problem that has been declared a known error, by its own steps."""
    who = parties.problem_manager()
    behind = places.problem(description="Listan fryser vid utskrift.")
    return step(step(behind, "assess", who, **ASSESSED), "declare_ke", who, **DECLARED)


def of(behind) -> Ticket:
    return fresh(KnownErrorDetail.objects.get(problem_id=behind.pk).ticket_id)


def said(ticket, field: str) -> str:
    return TextVersion.objects.unscoped("test").filter(ticket_id=ticket.pk, field=field).latest("event_seq").body


def regions(ticket) -> list[str]:
    rows = AffectedRegion.objects.unscoped("test").filter(ticket_id=ticket.pk)
    return sorted(rows.values_list("region__slug", flat=True))


def published(behind) -> Ticket:
    return step(of(behind), "publish", parties.problem_manager(), **places.publishing())


def fixing(behind) -> Ticket:
    who = parties.problem_manager()
    return step(behind, "start_fix", who, planned_version="4.3.0", fix_reference="CR-1234")


def delivered(behind) -> Ticket:
    who = actor("sussa-driftsattningsansvarig", parties.SUPPORT_ORG)
    return step(behind, "fix_delivered", who, fixed_version="4.3.0", deployed_regions=places.REGIONS)


def confirm(behind, region: str) -> Ticket:
    role = next(iter(_roles_that("problem.verify_region")))
    return step(behind, "verify_region", actor(role, region))


def _roles_that(capability: str) -> list[str]:
    from roles.models import Role

    rows = Role.objects.filter(capabilities__capability=capability, level="region")
    return list(rows.order_by("number").values_list("slug", flat=True))


def test_declaring_drafts_one_with_the_problems_words_and_regions():
    behind = declared()
    ticket = of(behind)
    assert (ticket.state, ticket.number[:3], ticket.title, ticket.service_id) == (
        "draft", "KFE", behind.title, behind.service_id
    )  # fmt: skip
    assert said(ticket, "workaround") == places.WORKAROUND and said(ticket, "symptom")
    assert regions(ticket) == sorted(places.REGIONS) and ticket.detail().affected_versions == "4.1.0"
    assert Link.objects.unscoped("test").filter(ticket=ticket, other=behind, kind="follows").count() == 1


def test_a_draft_is_offered_to_nobody_and_listed_for_those_who_write_it():
    ticket = of(declared())
    assert following.open_ones(Ticket(pk=ticket.detail().problem_id)) == [ticket.number]


def test_the_fix_is_planned_dropped_and_verified_region_by_region():
    behind = declared()
    ticket = published(behind)
    behind = delivered(fixing(behind))
    assert fresh(ticket.pk).state == "under_change" and fresh(ticket.pk).detail().fix_reference == "CR-1234"
    confirm(behind, "dalarna")
    rows = AffectedRegion.objects.unscoped("test").filter(ticket_id=ticket.pk, verified_at__isnull=False)
    assert [row.region.slug for row in rows] == ["dalarna"]
    assert Task.objects.unscoped("test").filter(ticket_id=ticket.pk).count() == 0
    confirm(behind, "halland")
    assert Task.objects.unscoped("test").filter(ticket_id=ticket.pk, done_at=None).count() == 1


def test_the_page_of_a_known_error_says_in_which_region_the_fix_works(client):
    behind = declared()
    ticket = published(behind)
    confirm(delivered(fixing(behind)), "dalarna")
    client.force_login(parties.problem_manager().user, backend="allauth.account.auth_backends.AuthenticationBackend")
    shown = client.get(f"/arenden/{ticket.number}/").content.decode()
    assert "noterade att åtgärden fungerar i Dalarna." in shown


def test_that_the_fix_works_in_a_region_is_said_once_whoever_says_it_first():
    behind = declared()
    ticket = published(behind)
    step(ticket, "verify_region", SYSTEM, verified_region="dalarna")  # as a release does
    confirm(delivered(fixing(behind)), "dalarna")
    assert Event.all_objects.filter(ticket=ticket, step="verify_region").count() == 1


def test_a_fix_that_did_not_hold_is_verified_nowhere():
    behind = declared()
    ticket = published(behind)
    behind = confirm(delivered(fixing(behind)), "dalarna")
    step(behind, "not_fixed", parties.problem_manager(), evidence="Listan fryser fortfarande.")
    rows = AffectedRegion.objects.unscoped("test").filter(ticket_id=ticket.pk)
    assert [row.verified_at for row in rows] == [None, None]


def test_one_with_a_planned_fix_is_withdrawn_with_its_problem():
    behind = declared()
    ticket = published(behind)
    step(fixing(behind), "cancel", parties.problem_manager(), reason="Det var inget fel.")
    assert fresh(ticket.pk).state == "withdrawn"


def test_writing_the_problem_off_withdraws_its_known_error():
    behind = declared()
    ticket = published(behind)
    step(behind, "cancel", parties.problem_manager(), reason="Det var inget fel.")
    assert fresh(ticket.pk).state == "withdrawn"
    assert following.open_ones(behind) == [ticket.number]
    perform(
        Ticket, ticket.pk, "retire", actor=parties.problem_manager(), via="test",
        data={"reason": "Inget fel.", "unverified_reason": "Inget att rätta."},
    )  # fmt: skip
    assert following.open_ones(behind) == []


# --- Region by region ---


def here(ticket) -> dict[str, bool]:
    """The regions of a known error, and whether the fix works there."""
    rows = AffectedRegion.objects.unscoped("test").filter(ticket_id=ticket.pk)
    return {row.region.slug: row.verified_at is not None for row in rows.select_related("region")}


def test_a_problem_that_is_declared_again_has_a_draft_again_when_its_known_error_is_retired():
    behind, who = declared(), parties.problem_manager()
    first = published(behind)
    step(first, "retire", who, reason="Hör till en äldre version.", unverified_reason="Ingen har den kvar.")
    behind = problems.decided(behind)
    behind = step(behind, "accept_risk", problems.object_owner(), **problems.accepting(behind))
    again = step(step(behind, "wake", who), "declare_ke", who, **DECLARED)
    drafts = KnownErrorDetail.objects.filter(problem_id=again.pk).exclude(ticket_id=first.pk)
    assert [fresh(one.ticket_id).state for one in drafts] == ["draft"]


def test_a_region_that_gets_the_fault_later_is_waited_for_before_it_is_retired():
    behind = declared()
    ticket = published(behind)
    late = cases.incident(parties.desk("gavleborg"))
    behind = step(behind, "link_incidents", parties.problem_manager(), incident_links=[late.number])
    assert here(ticket) == dict.fromkeys([*places.REGIONS, "gavleborg"], False)
    behind = delivered(fixing(behind))
    for region in places.REGIONS:
        confirm(behind, region)
    assert Task.objects.unscoped("test").filter(ticket_id=ticket.pk).count() == 0
    confirm(behind, "gavleborg")
    assert set(here(ticket).values()) == {True}
    assert Task.objects.unscoped("test").filter(ticket_id=ticket.pk, done_at=None).count() == 1


def test_a_region_that_verified_the_fix_before_it_was_published_is_not_offered_it_afterwards():
    behind = declared()
    confirm(delivered(fixing(behind)), "dalarna")
    ticket = published(behind)
    assert here(ticket) == {"dalarna": True, "halland": False}


def test_what_is_written_after_a_region_has_verified_knows_that():
    behind = places.problem(cases.incident())
    behind = step(behind, "assess", parties.problem_manager(), **ASSESSED)
    behind = step(behind, "declare_ke", parties.problem_manager(), **DECLARED)
    confirm(delivered(fixing(behind)), "dalarna")
    second = step(places.draft(behind), "publish", parties.problem_manager(), **places.publishing())
    assert here(second) == {"dalarna": True, "halland": False}


def test_a_withdrawn_one_learns_where_the_fix_works():
    behind = declared()
    ticket = step(published(behind), "withdraw", parties.problem_manager(), reason="Den höll inte.")
    confirm(delivered(fixing(behind)), "dalarna")
    again = step(ticket, "republish", parties.problem_manager(), **places.publishing())
    assert here(again) == {"dalarna": True, "halland": False}
