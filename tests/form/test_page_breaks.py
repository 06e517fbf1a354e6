"""Pages end where nothing is torn apart, and a signature never stands alone."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from toolkit.form.grid import LANDSCAPE, Kind
from toolkit.form.heights import HIGHEST, height_of, is_strut, lines_in, most_lines, strut
from toolkit.form.page_breaks import breaks
from toolkit.form.rows import Row

KINDS = [Kind.HEADING, Kind.IDS, Kind.ANSWERS_HEAD, Kind.ANSWER, Kind.LONG_ANSWER, Kind.MEASURE, Kind.CONTEXT]
HEADS = {Kind.HEADING, Kind.IDS, Kind.ANSWERS_HEAD}


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(10, 409)), max_size=60), st.integers(450, 900))
def test_nothing_is_torn_apart(body: list[tuple[Kind, int]], room: int) -> None:
    rows = [Row(Kind.TITLE), Row(Kind.NUMBER), *(Row(kind) for kind, _ in body)]
    rows += [Row(Kind.PAIR, signed=True), Row(Kind.PAIR, signed=True), Row(Kind.CLOSING)]
    heights = [34.0, 15.0, *(0.0 if kind is Kind.IDS else float(high) for kind, high in body), 104.0, 40.0, 24.0]
    found = breaks(rows, heights, room)
    assert found == sorted(set(found)) and all(0 < after < len(rows) for after in found)
    # A page does not end behind a heading, and the last one has more than the signature.
    assert not any(rows[after - 1].kind in HEADS for after in found if after > 2)
    signed = next(number for number, row in enumerate(rows) if row.signed)
    assert all(after <= max(signed - 2, 0) or after == 0 for after in found[-1:])
    # What is between two breaks fits, unless it is one thing that fits no page.
    for number, (first, last) in enumerate(pairwise([0, *found, len(rows)])):
        needed = sum(heights[first:last]) + (49 if number else 0)
        assert needed <= room or sum(kind not in HEADS for kind in (row.kind for row in rows[first:last])) <= 8


@given(st.text(st.sampled_from("字a，。 \n😀"), max_size=1500), st.floats(8, 120), st.sampled_from([9, 10.5, 11, 14]))
def test_a_row_is_as_high_as_its_lines_and_no_higher_than_a_row_can_be(text: str, width: float, size: float) -> None:
    lines = lines_in(text, width, size)
    high = height_of(lines, size)
    assert high <= HIGHEST
    assert high >= lines * size * 1.44 or lines > most_lines(size)


def test_a_thousand_characters_fit_into_one_row_of_the_answers() -> None:
    assert lines_in("字" * 1000, LANDSCAPE["G"], 10.5) == 26 <= most_lines(10.5)
    assert height_of(26, 10.5) == 402


@given(st.integers(20, 409), st.sampled_from([9, 10.5, 14]))
def test_a_strut_is_no_higher_than_its_row(height: int, size: float) -> None:
    held = strut(height, size)
    assert is_strut(held) and (held.count("\n") + 1) * size <= height + size
    assert not is_strut("") and not is_strut("·已完成")
