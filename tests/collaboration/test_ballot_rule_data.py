"""The rules of votes in the data files: loaded as versions, each refusal with file, line and key."""

import pytest
from django.core.management import CommandError
from django.db import IntegrityError, transaction

from forums.models import Forum
from tickets.models import BallotRule

FILE = "decision_rules.yaml"
REGIONAL = '      - "region: region-andringsansvarig else region-objektledare at affected"\n'
CHAIR = '      - "change-manager: sussa-andringsansvarig at support chairs"\n'


@pytest.fixture
def loaded(sussa):
    BallotRule.objects.all()
    sussa.load()
    return sussa


def test_the_rules_are_loaded_once_and_a_second_load_changes_nothing(loaded):
    rule = BallotRule.objects.get(slug="change-regional", collaboration__status="active")
    assert (rule.version, rule.quorum, rule.need, rule.veto) == (
        1,
        "two_thirds",
        "simple",
        ["patient_safety", "infosec"],
    )
    assert rule.forum in set(Forum.objects.values_list("slug", flat=True))
    assert "Nothing changed" in loaded.load()[0]


def test_a_version_that_was_loaded_stays_and_a_later_one_is_added(loaded):
    loaded.edit(FILE, "quorum: two_thirds", "quorum: half")
    (line,) = [one for one in loaded.refusal() if "ballot_rules.quorum" in one]
    assert line.startswith(f"{FILE}:") and "stays as it was first loaded" in line
    loaded.edit(FILE, "quorum: half", "quorum: two_thirds")
    text = (loaded.path / FILE).read_text()
    begin = text.index("  - slug: change-regional")
    own = text[begin : text.index("\n  - slug", begin + 5)]
    newer = own.replace("version: 1", "version: 2").replace("2020-01-01", "2099-01-01").replace("two_thirds", "half")
    loaded.append(FILE, "\n" + newer)
    loaded.load()
    assert BallotRule.objects.filter(slug="change-regional", collaboration__status="active").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        BallotRule.objects.filter(slug="change-regional").update(quorum="1")


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        (REGIONAL, '      - "region: region-andringsanvarig at affected"\n', "seats", "Did you mean"),
        (REGIONAL, '      - "region: region-andringsansvarig at home"\n', "seats", "There is no “home”"),
        (REGIONAL, '      - "region-andringsansvarig at affected"\n', "seats", "is no party"),
        (REGIONAL, '      - "region: change.vote_regions at affected"\n', "seats", "Did you mean “change.vote_region”"),
        (REGIONAL, '      - "region: region-andringsansvarig at affected when it_rains"\n', "seats", "no condition"),
        (REGIONAL, REGIONAL + REGIONAL, "seats", "Two parties"),
        (REGIONAL, '      - "vendor: cambio-change-manager at vendor consents"\n', "seats", "Nobody's vote"),
        (CHAIR, CHAIR.replace(" chairs", ""), "tie", "marked chairs"),
        ("quorum: two_thirds", "quorum: most", "quorum", "how many must have voted"),
        ("veto: [patient_safety, infosec]", "veto: [mood]", "veto", "no reason to say no"),
        ("need: simple", "need: some", "need", "Choose one of"),
        ("    persons: 2\n", "    persons: 0\n", "persons", "At least one"),
        ("forum: sussa-cambio-cab", "forum: sussa-cambio-cabb", "forum", "Did you mean “sussa-cambio-cab”"),
        ("    version: 1\n", "    version: 2\n", "version", "1, 2, 3"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_with_file_line_and_key_and_nothing_is_written(sussa, old, new, key, said):
    before = BallotRule.objects.count()
    sussa.edit(FILE, old, new)
    lines = sussa.refusal()
    assert any(line.startswith(f"{FILE}:") and f" ballot_rules.{key}" in line and said in line for line in lines), lines
    assert BallotRule.objects.count() == before


def test_a_forum_is_led_by_roles_that_there_are(sussa):
    sussa.edit("forums.yaml", "chairs: [sussa-andringsansvarig]", "chairs: [sussa-andringsanvarig]")
    assert any("forums.chairs" in line and "Did you mean" in line for line in sussa.refusal())


def test_two_versions_do_not_begin_on_one_day(loaded):
    text = (loaded.path / FILE).read_text()
    begin = text.index("  - slug: change-minor")
    own = text[begin : text.index("\n  - slug", begin + 5)]
    loaded.append(FILE, "\n" + own.replace("version: 1", "version: 2"))
    with pytest.raises(CommandError):
        loaded.load()
