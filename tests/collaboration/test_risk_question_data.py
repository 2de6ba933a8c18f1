"""The questions on the risk of a change in the data files: loaded as versions, each refusal with file, line and key."""

import pytest
from django.core.management import CommandError
from django.db import IntegrityError, transaction

from tickets.models import RiskQuestions
from tickets.processes.change import risk

FILE = "risk_questions.yaml"
FEW = '      - "risk_reach.few 0: Några få användare | A few users"\n'
REACH = '      - "risk_reach: Vem märker det om det går fel? | Who notices it if it goes wrong?"\n'


@pytest.fixture
def loaded(sussa):
    sussa.load()
    return sussa


def test_the_questions_are_loaded_once_and_a_second_load_changes_nothing(loaded):
    row = RiskQuestions.objects.get(collaboration__status="active")
    assert (row.slug, row.version, row.medium_from, row.high_from) == ("change-risk", 1, 3, 7)
    assert [one.name for one in risk.of_row(row).questions] == list(risk.FIELDS[:5])
    assert "Nothing changed" in loaded.load()[0]


def test_a_version_that_was_loaded_stays_and_a_later_one_is_added(loaded):
    loaded.edit(FILE, "high_from: 7", "high_from: 8")
    (line,) = [one for one in loaded.refusal() if "risk_questions.high_from" in one]
    assert line.startswith(f"{FILE}:") and "stays as it was first loaded" in line
    loaded.edit(FILE, "high_from: 8", "high_from: 7")
    text = (loaded.path / FILE).read_text()
    newer = text[text.index("  - slug: change-risk") :]
    loaded.append(FILE, newer.replace("version: 1", "version: 2").replace("2020-01-01", "2099-01-01"))
    loaded.load()
    assert RiskQuestions.objects.filter(collaboration__status="active").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        RiskQuestions.objects.update(high_from=9)


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        (REACH, '      - "risk_reach, vem märker det?"\n', "questions", "is no question"),
        (REACH, REACH.replace("risk_reach:", "risk_reech:"), "questions", "There is no field “risk_reech”"),
        (REACH, REACH + REACH, "questions", "Two questions"),
        (FEW, '      - "risk_reach.few: Några | A few"\n', "answers", "is no answer"),
        (FEW, FEW.replace("risk_reach.", "risk_other_1."), "answers", "No question stands in the field"),
        (FEW, FEW + FEW, "answers", "stands here already"),
        (REACH, REACH + '      - "risk_other_1: Ny? | New?"\n', "questions", "two answers at least"),
        ("medium_from: 3", "medium_from: 0", "medium_from", "can have low risk"),
        ("high_from: 7", "high_from: 3", "high_from", "above medium"),
        ("high_from: 7", "high_from: 70", "high_from", "can have high risk"),
        ("version: 1", "version: 2", "version", "in order"),
        ("slug: change-risk", "slug: risk", "slug", "Write change-risk"),
    ],
)
def test_what_cannot_be_is_refused_with_file_line_and_key(sussa, old, new, key, said):
    sussa.edit(FILE, old, new)
    lines = [one for one in sussa.refusal() if f"risk_questions.{key}" in one]
    assert any(line.startswith(f"{FILE}:") and said in line for line in lines), sussa.refusal()


def test_without_any_questions_changes_are_refused(sussa):
    (sussa.path / FILE).unlink()
    with pytest.raises(CommandError):
        sussa.load()
