"""打印版: the ledger as it is printed and signed."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import KEY
from tests.standing.snapshots import Sent, everything, snapshot_of
from toolkit.base.texts import text_width
from toolkit.master.printed_rows import in_rows
from toolkit.master.workbook import master_bytes
from toolkit.plan.model import Item, ItemKind, Plan
from toolkit.standing.snapshot import Snapshot


def printed(snapshot: Snapshot) -> Worksheet:
    return load_workbook(BytesIO(master_bytes(snapshot, KEY)), data_only=True)["打印版"]


def column(sheet: Worksheet, caption: str) -> list[str]:
    place = next(cell.column for cell in sheet[3] if cell.value == caption)
    return [str(row[place - 1].value or "") for row in sheet.iter_rows(min_row=4)]


@pytest.fixture(scope="module")
def sheet(plan: Plan) -> Worksheet:
    return printed(snapshot_of(plan, [s for s in everything(plan) if s.unit != "jeminay"]))


def test_every_item_has_a_band_and_every_unit_a_row(sheet: Worksheet, plan: Plan) -> None:
    first = column(sheet, "责任单位")
    for item in plan.items:
        band = first.index(f"{item.code}　{item.title}")
        units = [unit.area for unit in plan.units if unit.id in item.reporting]
        later = [n for n, text in enumerate(first) if n > band and text.startswith(others(plan, item))]
        named = [name for row in first[band + 1 : later[0]] for name in row.split("、") if name in units]
        assert (sorted(named) if item.kind is ItemKind.EXPLANATION else named) == (
            sorted(units) if item.kind is ItemKind.EXPLANATION else units
        )


def others(plan: Plan, item: Item) -> tuple[str, ...]:
    """How the bands of the other items begin, and what stands below all of them."""
    return (*(f"{one.code}　{one.title}" for one in plan.items if one is not item), "填表人")


def test_measures_stand_once_and_what_did_not_come_is_said(sheet: Worksheet, plan: Plan) -> None:
    words = "\n".join(column(sheet, "责任单位"))
    for item in plan.items:
        if item.kind is not ItemKind.EXPLANATION:
            assert all(words.count(measure.text) >= 1 for measure in item.measures)
    progress = column(sheet, "进展情况")
    missing = [n for n, unit in enumerate(column(sheet, "责任单位")) if unit == "吉木乃县"]
    assert missing and {progress[n] for n in missing} == {"（本期没有报）"}
    assert sheet.oddFooter is not None and "核定人（签字）" in str(sheet.oddFooter.left.text)
    assert sheet.print_title_rows == "$3:$3"


def test_nothing_can_be_typed_there_that_would_not_be_read(sheet: Worksheet) -> None:
    assert sheet.protection.sheet and all(cell.protection.locked for row in sheet.iter_rows() for cell in row)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("length", [200, 1000, 4000])
def test_a_text_of_any_length_is_printed_whole(plan: Plan, length: int) -> None:
    item = next(item for item in plan.items if len(item.measures) == 1 and "fuyun" in item.unit_ids)
    text = "长" * (length - 1) + "。"
    sheet = printed(snapshot_of(plan, [Sent(item.id, "fuyun", changes={"m1_progress": text})]))
    pieces = [piece for piece in column(sheet, "进展情况") if "长" in piece]
    assert "".join(pieces).replace("\n", "") == text
    rows = [n for n, piece in enumerate(column(sheet, "进展情况"), start=4) if "长" in piece]
    for row, piece in zip(rows, pieces, strict=True):
        lines = sum(-(-len(line) // 38) for line in piece.split("\n"))
        height = sheet.row_dimensions[row].height
        assert height is not None and lines * 13.3 <= height <= 409


@given(st.lists(st.text(st.characters(codec="gb18030", exclude_characters="\n"), max_size=400), max_size=3))
def test_pieces_of_texts_lose_no_sign(texts: list[str]) -> None:
    rows = list(in_rows([(text, 12.0) for text in texts], 5))
    for number, text in enumerate(texts):
        assert "".join(pieces[number].replace("\n", "") for _, pieces in rows) == text
    for lines, pieces in rows:
        assert 1 <= lines <= 5
        if len(rows) > 1:
            assert all(text_width(line) <= 12 for piece in pieces for line in piece.split("\n"))
