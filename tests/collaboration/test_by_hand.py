"""What people have written stands, whatever the data files say: programme areas and the figures of regions."""

from datetime import date

import pytest
from django.utils import timezone

from regions import directory
from regions.models import RegionMeasure
from roles.models import User
from tests.collaboration.test_collaboration_loader import nothing
from tickets.models import ProgrammeArea


def test_an_area_that_people_have_changed_stands_and_the_others_follow_the_files(sussa):
    sussa.load()
    known = ProgrammeArea.objects.filter(collaboration=directory.collaboration())
    known.filter(slug="tandvard").update(label_sv="Munhälsa", edited_at=timezone.now())
    assert sussa.load() == nothing(sussa)
    sussa.edit("programme_areas.yaml", "label_sv: Tandvård", "label_sv: Tänder")
    sussa.edit("programme_areas.yaml", "label_sv: Akut vård", "label_sv: Akutvård")
    assert sussa.load() == ["programme_areas akut-vard: label_sv “Akut vård” → “Akutvård”"]
    assert known.get(slug="tandvard").label_sv == "Munhälsa"


def test_a_figure_that_people_have_given_stands_beside_that_of_the_files(sussa):
    sussa.load()
    giver = User.objects.create_user(email="given@example.org", given_name="G", family_name="G")
    row = RegionMeasure.objects.create(
        collaboration=directory.collaboration(),
        region=directory.by_slug("dalarna"),
        kind="users",
        measured_on=date(2025, 12, 31),
        value=11_000,
        source="Kontokatalogen",
        given_at=timezone.now(),
        given_by=giver,
        given_as="Objektledare, Region Dalarna",
    )
    assert sussa.load() == nothing(sussa)
    assert RegionMeasure.objects.filter(region=row.region, kind="users").count() == 2


def test_a_figure_of_the_files_is_never_changed(sussa):
    sussa.load()
    sussa.edit("region_measures.yaml", "value: 157223", "value: 157000")
    with pytest.raises(Exception, match="stays as it was first loaded"):
        sussa.load()
    assert RegionMeasure.objects.filter(value=157_223).exists()
