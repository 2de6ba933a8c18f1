"""How each rule of a release is broken in memory."""

from types import SimpleNamespace

from regions import directory
from tests import parties
from tests.people import person
from tests.processes.breaking import data, detail, kept
from tests.processes.release import places as at
from tests.processes.release.acceptance.spoiling import SPOILED as OF_TEST
from tests.processes.release.audiences.spoiling import SPOILED as OF_NOTES
from tests.processes.release.verified.spoiling import SPOILED as OF_MENDED
from tests.tickets import places


def of_another_forum(context) -> None:
    context.cause = "decision:sussa-cambio-cab 2026 § 1"


def an_incident(context):
    return [places.incident()]


def its_own_scope(context) -> None:
    """What the step names is what stands already."""
    ticket = context.root
    detail(scope_digest="0", proposed_items=None, proposed_pending=[])(context)
    kept(_items=[], _scope_now="0")(context)
    context.data = {name: value for name, value in context.data.items() if name == "reason"}
    assert ticket.wanted_items() == {}


def row(state: str, **columns):
    def made(context):
        region = directory.by_slug(parties.REGION)
        return [SimpleNamespace(**{"state": state, "wave": 1, "deviation_id": None, "region": region} | columns)]

    return made


def signed_by_oneself(context) -> None:
    """The person at hand has signed all that is signed; for the lift and the cancelling, a deputy of hers."""
    ticket, me = context.subject, context.actor.person_id
    from tickets.processes.release import signing

    for purpose, who in (("approve", (me, None)), ("lift", (0, me)), ("cancel", (0, me))):
        sign = SimpleNamespace(purpose=purpose, party="other", row_id=None, digest=signing.digest_of(ticket, purpose))
        sign.person_id, sign.in_stead_of = who
        ticket.signs().append(sign)


def stopped_by_the_same(context) -> None:
    context.subject.__dict__["state"] = "halted"
    detail(halted_by=context.hat.organisation, halters=[], halted_waves=[])(context)


def change_of(state: str):
    return lambda context: at.a_change(state)


SPOILED = (
    OF_TEST
    | OF_NOTES
    | OF_MENDED
    | {
        # Its plan and its scope
        "target_is_a_period": (
            data(target_start=lambda c: c.at.date(), target_end=lambda c: c.at.date().replace(year=2001)),
            "no_period",
            "target_end",
        ),
        "scope_forum_decides": (of_another_forum, "other_forum", ""),
        "items_may_stand_in_scope": (data(scope_items=an_incident), "not_in_a_scope", "scope_items"),
        "pending_are_in_scope": (data(pending_items=an_incident), "not_in_scope", "pending_items"),
        "scope_items_authorised_or_pending": (data(pending_items=[]), "items_not_authorised", "pending_items"),
        "scope_is_another": (its_own_scope, "same_scope", "scope_items"),
        "scope_unchanged": (detail(scope_digest="0"), "scope_changed", ""),
        # Its delivery and its test
        "content_matches_scope": (data(delivered_scope=7), "other_scope", "delivered_scope"),
        "test_leader_may_lead": (
            data(test_leader=lambda context: person("region-kliniker", parties.NEIGHBOUR)),
            "may_not_lead",
            "test_leader",
        ),
        "participants_are_affected": (
            data(participating_regions=lambda context: [directory.support_org()]),
            "not_affected",
            "participating_regions",
        ),
        "change_is_a_change": (
            data(release_change=lambda context: places.incident()),
            "not_a_change",
            "release_change",
        ),
        # Its approval
        "note_is_read": (
            data(regulatory_note_read=False),
            "note_not_read",
            "regulatory_note_read",
        ),
        "linked_change_authorised": (detail(change=change_of("submitted")), "change_not_authorised", ""),
        "no_open_critical_defect_or_waiver": (OF_TEST["no_open_critical_here"][0], "critical_defects", ""),
        "training_and_communication_ready": (detail(communication_at=None), "communication_not_ready", ""),
        "may_sign": (signed_by_oneself, "signed_already", ""),
        # Its rollout
        "a_region_is_ready": (kept(_deployments=[]), "no_region_ready", ""),
        "region_halts_for_patients": (data(halt_ground="operations"), "not_patient_safety", "halt_ground"),
        "waves_are_planned": (data(affected_waves=["9"]), "no_such_wave", "affected_waves"),
        "stops_more": (stopped_by_the_same, "halted_already", "affected_waves"),
        "all_regions_verified": (kept(_deployments=row("planned")), "regions_left", ""),
        "deferred_regions_have_deviation": (kept(_deployments=row("deferred")), "deviation_missing", ""),
    }
)
BY_WHO: dict = {}
