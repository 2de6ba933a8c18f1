"""Code and data say what the three reviewed files say, and every role is worth something where it can be worn."""

import pytest

from regions.kinds import LEVEL_KINDS, level_fits_kind
from roles.capabilities import CAPABILITIES, UNIVERSAL
from roles.models import OrderGroup, Role
from tests.permissions import files

pytestmark = pytest.mark.django_db


def test_the_states_of_every_step_are_the_reviewed_ones():
    assert files.state_rows_of_code() == files.read_states()


def test_the_rights_of_every_step_are_the_reviewed_ones():
    assert files.who_rows_of_code() == files.read_who()


def test_the_capabilities_of_every_role_are_the_reviewed_ones():
    assert files.roles_of_data() == files.read_roles()


def test_every_capability_that_a_step_wants_is_declared_and_granted_to_some_role():
    roles = files.read_roles()
    wanted = {row.capability for row in files.read_who()} - {"system"}
    assert wanted <= set(CAPABILITIES)
    assert [capability for capability in wanted if not roles[capability]] == []


# States that are left by the program alone, with the last of several signatures: the step by which each signs.
SIGNED = {("release", "halted"): "sign_lift"}


def test_every_state_that_is_not_an_end_has_a_step_that_people_take():
    people = {(row.workflow, row.step) for row in files.read_who() if row.capability != "system"}
    rows = files.read_states()
    for slug, workflow in files.workflows().items():
        ends = set(getattr(workflow, "terminal", ()) or ())
        if slug == "handoff":
            ends = {"accepted", "returned", "withdrawn"}
        if slug == "ballot":  # people vote, and the state follows from the votes
            assert {("ballot", "vote"), ("ballot", "consent")} <= people
            continue
        for state in set(workflow.States.values) - ends:
            out = {
                row.step for row in rows if row.workflow == slug and state in row.sources and row.target != "(stays)"
            }
            signed = SIGNED.get((slug, state), "")
            assert any((slug, name) in people for name in (*out, signed)), (slug, state)


def test_an_end_is_left_by_undoing_a_duplicate_alone():
    for slug, workflow in files.workflows().items():
        for row in files.read_states():
            if (
                row.workflow == slug
                and row.target != "(stays)"
                and set(row.sources) & set(getattr(workflow, "terminal", ()))
            ):
                # A vote that passed is void once its content changes, unless a decision rests on it already.
                assert row.step == ("void" if slug == "ballot" else "undo_duplicate")


def test_each_of_the_roles_grants_something_beyond_what_all_have():
    granting = files.read_roles()
    assert Role.objects.filter(level="region").count() == 23
    assert Role.objects.filter(level="support").count() == 26
    for role in Role.objects.all():
        own = {capability for capability, roles in granting.items() if role.slug in roles} - UNIVERSAL
        assert own, f"{role.slug} grants nothing of its own"


def test_each_group_grants_something_that_no_role_does():
    granting = files.read_roles()
    for group in OrderGroup.values:
        own = [capability for capability, who in granting.items() if f"{files.GROUP}{group}" in who]
        assert own, f"{group} grants nothing"
        assert all(one.startswith(files.GROUP) for capability in own for one in granting[capability])


@pytest.mark.parametrize("level", ["region", "support", "vendor"])
def test_a_role_is_worn_at_organisations_of_its_own_side_alone(level):
    kinds = LEVEL_KINDS[level]
    assert kinds
    for other, theirs in LEVEL_KINDS.items():
        if other != level:
            assert not kinds & theirs
    assert not level_fits_kind(level, "supplier")


VENDOR_MAY = {
    "open",
    "submit",
    "register",
    "assign",
    "start",
    "take",
    "hold",
    "resume",
    "add_note",
    "attach",
    "ask",
    "answer",
    "explain_breach",  # of its own time
    "dispute_breach",  # where it is named
    "help",
    "feed_back",
    "report_solution",
    "propose_priority",
    "link_vendor_reference",
    "set_planned_dates",
    "hand_back",
    "propose",
    "accept",
    "return",
    "withdraw",
    "watch",
    "unwatch",
    "hide_personal_data",
    "propose_mi",
    "declare",  # faults in its own operation, by its major incident manager
    "report_vendor_status",
    "consent",  # to carrying a change out, never to the need of it
    "declare_conflict",
    "fix_delivered",  # of its own correction, of a problem that it was sent
    "create",  # a release that it plans, which the support organisation then leads
    "deliver",
    "halt",  # the rollout of what it has delivered, and then its part of the lift
    "sign_lift",
    "vendor_report",  # of a deployment that a region has ordered; the region itself moves its row
    # The manufacturer's own duty to report, which it answers for alone.
    "assess_reporting",
    "record_knowledge",
    "state_event",
    "state_action",
    "confirm_receipt",  # of the notices that regions have given it
    "decide_reportable",
    "mark_sent",
    "decide_not_reportable",
    "finish",
    "reopen",
    "edit",  # of a change that it has asked for itself, with the three below
    "write_plan",
    "document",
    "emergency_request",
    "start_now",  # of a change that it carries out, with the two below
    "back_out",
    "quote",  # what an order that it was asked about would cost
    "settle_rows",  # of an order that it carries out, with the one below: what it has cost if it is withdrawn
    "agree_withdrawal",
}


def test_the_vendor_takes_no_step_that_decides_on_the_customers_side():
    """What the vendor may, of all that its roles have capabilities for (processes: "The vendor")."""
    roles = files.read_roles()
    vendor_roles = set(Role.objects.filter(level="vendor").values_list("slug", flat=True))
    may = {
        row.step
        for row in files.read_who()
        if "vendor" in row.sides and row.where != "support" and vendor_roles & set(roles.get(row.capability, ()))
    }
    assert may == VENDOR_MAY
