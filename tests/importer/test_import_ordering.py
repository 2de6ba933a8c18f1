"""Rows of a case come together whatever the file's order is, also when they do not fit in memory."""

from hypothesis import given
from hypothesis import strategies as st

from tickets.importer.entries import Entry
from tickets.importer.ordering import by_case


def entry(case: str, minute: int, line: int) -> Entry:
    return Entry(case, f"2020-01-01T10:{minute:02d}:00.000000+00:00", line, "open", "region", "", 3, ("Ärende\t\n",))


PAIRS = st.lists(st.tuples(st.sampled_from("ABCDE"), st.integers(0, 59)), max_size=60)


@given(PAIRS, st.integers(1, 70), st.booleans())
def test_chunks_on_disk_give_the_same_as_sorting_in_memory(pairs, chunk, sorts):
    entries = [entry(case, minute, line) for line, (case, minute) in enumerate(pairs)]
    found = list(by_case(entries, sorts=sorts, chunk=chunk))
    assert [case for case, _rows in found] == sorted({one.case for one in entries})
    for case, rows in found:
        mine = [one for one in entries if one.case == case]
        assert rows == (sorted(mine, key=lambda one: (one.at, one.line)) if sorts else mine)
