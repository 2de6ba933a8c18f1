"""What the Sussa data files say, counted against the source documents."""

from collections import Counter

import pytest

from forums.models import Forum
from regions import directory
from regions.kinds import OrganisationKind, level_fits_kind
from regions.models import (
    GoverningDocument,
    Membership,
    Organisation,
    Phase,
    PriorityRule,
    ProcessDefinition,
    ProcessEntry,
    RegionPhase,
    Responsibility,
    ServiceComponent,
    SupportFunction,
)
from roles.capabilities import CAPABILITIES, UNIVERSAL
from roles.models import Role, RoleCapability
from roles.models.group import GRANTS


@pytest.fixture(autouse=True)
def _loaded(sussa):
    sussa.load()


def test_nine_regions_are_members_five_founders_and_four_on_their_option():
    assert Counter(Membership.objects.values_list("kind", flat=True)) == {"founder": 5, "option_partner": 4}
    joined = Membership.objects.filter(kind="option_partner")
    assert {row.valid_from.year for row in joined} == {2020}
    letters = [region.letters for region in directory.regions()]
    assert letters == ["Bl", "Da", "Gä", "Ha", "No", "Sö", "Vb", "Vn", "Ör"]


def test_each_region_has_its_own_it_and_connected_care_providers():
    kinds = (OrganisationKind.IT_MT, OrganisationKind.PRIVATE_PROVIDER, OrganisationKind.MUNICIPALITY)
    for region in directory.regions():
        assert set(region.children.values_list("kind", flat=True)) == set(kinds)


def test_suppliers_have_no_log_in():
    assert set(Organisation.objects.filter(kind="supplier").values_list("may_log_in", flat=True)) == {False}


def test_there_are_26_support_roles_23_regional_ones_and_9_of_the_vendor():
    assert Counter(Role.objects.values_list("level", flat=True)) == {"support": 26, "region": 23, "vendor": 9}
    assert set(Role.objects.filter(implied=True).values_list("level", flat=True)) == {"support", "region"}
    for level, last in (("support", 26), ("region", 23), ("vendor", 9)):
        numbers = Role.objects.filter(level=level).values_list("number", flat=True)
        assert sorted(numbers) == list(range(1, last + 1))


def test_every_role_grants_something_beyond_what_all_may():
    granted = {}
    for slug, capability in RoleCapability.objects.values_list("role__slug", "capability"):
        granted.setdefault(slug, set()).add(capability)
    assert len(granted) == 58
    assert all(capabilities >= UNIVERSAL and capabilities - UNIVERSAL for capabilities in granted.values())
    assert set().union(*granted.values()) <= set(CAPABILITIES)


def test_every_capability_is_held_by_some_role_or_by_a_group_of_orders_alone():
    held = set(RoleCapability.objects.values_list("capability", flat=True))
    of_groups = {capability for granted in GRANTS.values() for capability in granted}
    assert held | of_groups == set(CAPABILITIES) and not held & of_groups


def test_no_role_fits_an_organisation_of_another_side():
    for role in Role.objects.all():
        fitting = {row.tier for row in Organisation.objects.all() if level_fits_kind(role.level, row.kind)}
        assert fitting == {role.level}


def test_35_forums_stand_on_two_interfaces_and_share_names_only_between_them():
    counts = Counter(Forum.objects.values_list("interface__slug", flat=True))
    assert counts == {"sussa-cambio": 15, "sussa-region": 20}
    assert Forum.objects.filter(label_sv="Teknikforum").count() == 2
    assert Forum.objects.filter(parent__isnull=False).count() == 11
    assert Forum.objects.get(slug="sussa-region-halsoinformatik").status == "pending"


def test_19_process_entries_name_13_processes_and_their_handbook():
    entries = ProcessEntry.objects.values_list("interface__slug", flat=True)
    assert Counter(entries) == {"sussa-cambio": 7, "sussa-region": 12}
    assert ProcessEntry.objects.values("process").distinct().count() == 13 == ProcessDefinition.objects.count()
    assert not ProcessEntry.objects.filter(handbook=None).exists()
    vendor_only = ProcessDefinition.objects.exclude(entries__interface__slug="sussa-region")
    assert [process.slug for process in vendor_only] == ["general-case"]


def test_three_phases_are_resolved_for_each_region():
    assert Phase.objects.count() == 3
    assert RegionPhase.objects.count() == 27
    first = Phase.objects.get(slug="phase-1")
    assert (first.approval_mode, first.allow_bulk_items) == ("preapproved_group", True)


def test_framework_counts():
    assert SupportFunction.objects.count() == 9
    assert list(SupportFunction.objects.filter(status="pending").values_list("slug", flat=True)) == ["halsoinformatik"]
    assert Responsibility.objects.count() == 12
    assert GoverningDocument.objects.count() == 9


def test_the_catalogue_has_two_services_and_their_parts():
    roots = ServiceComponent.objects.filter(parent=None)
    assert [row.slug for row in roots] == ["cosmic", "drifttjanst"]
    assert not ServiceComponent.objects.filter(parent__parent__isnull=False).exists()
    shown = directory.services()
    assert shown[0].slug == "cosmic"
    assert shown[1].parent == shown[0]
    assert len(shown) == ServiceComponent.objects.count()


def test_the_matrix_gives_every_cell_its_priority():
    assert PriorityRule.objects.count() == 16
    rows = [[directory.priority(impact, urgency) for urgency in range(1, 5)] for impact in range(1, 5)]
    assert rows == [[1, 1, 2, 3], [1, 2, 3, 3], [2, 3, 3, 4], [3, 3, 4, 4]]
    assert directory.priority(1, None) is None


def test_routes_are_those_of_the_agreement():
    one, other = directory.by_slug("dalarna"), directory.by_slug("halland")
    own_it, other_it = directory.by_slug("dalarna-it-mt"), directory.by_slug("halland-it-mt")
    joint, vendor, supplier = directory.support_org(), directory.vendor(), directory.by_slug("inera")
    open_routes = [(one, own_it), (own_it, one), (one, joint), (joint, one), (joint, own_it), (own_it, joint)]
    open_routes += [(joint, vendor), (vendor, joint)]
    assert all(directory.route(*pair).only_by == "" for pair in open_routes)
    closed = [(one, other), (one, other_it), (own_it, vendor), (vendor, one), (joint, supplier), (joint, joint)]
    assert all(directory.route(*pair) is None for pair in closed)
    assert directory.route(one, vendor).only_by == "emergency_bypass"


def test_a_region_that_has_left_is_no_longer_handed_anything(sussa):
    sussa.edit("collaboration.yaml", "{organisation: blekinge, kind: founder}", "{organisation: blekinge, kind: left}")
    sussa.load()
    assert directory.route(directory.support_org(), directory.by_slug("blekinge")) is None
    assert "blekinge" not in [region.slug for region in directory.regions()]


def test_what_is_remembered_is_made_once_and_does_not_grow_without_bound():
    directory.clear()
    for number in range(2 * directory.MOST_MADE):
        assert directory.remembered(number, lambda made=number: [made]) == [number]
    assert directory.remembered(0, list) == [0]
    assert len(directory._snapshot().made) == directory.MOST_MADE


def test_the_directory_answers_without_a_query_once_warm(django_assert_num_queries):
    directory.clear()
    with django_assert_num_queries(8):
        directory.warm()
    with django_assert_num_queries(0):
        region = directory.regions()[0]
        assert directory.organisation(region.pk) is region
        assert directory.collaboration().support_org.name
        assert directory.by_slug("dalarna-it-mt").parent.slug == "dalarna"
        assert directory.setting("incident").prefix == "INC"
        assert directory.service_by_slug("journal").parent.slug == "cosmic"
        assert directory.route(region, directory.support_org())
