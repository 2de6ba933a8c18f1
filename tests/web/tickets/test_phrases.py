"""What the history says of each step: words of ours, never the step's name in the code."""

import pytest

from engine.step import steps
from tickets.processes import PROCESSES, doors
from tickets.web.phrases import phrase_of

assert doors.urlpatterns, "every process has said what it adds"


@pytest.mark.parametrize("process", PROCESSES)
def test_the_history_has_words_for_every_step_of_a_case(process):
    assert [name for name in steps(PROCESSES[process]) if phrase_of(process, "ticket", name) is None] == []
