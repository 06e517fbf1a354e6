"""A master whose hidden sheets somebody has changed: what is decided in it stands at its form, or the file is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.effort import first
from tests.master.masters import with_words
from tests.small import F1, F2, small_workspace
from toolkit import Workspace
from toolkit.base.captions import Column, Sheet
from toolkit.reading.masters.baseline import HEAD, SIGN, SIGNS, seal
from toolkit.reading.masters.outcome import Reason
from toolkit.standing.decisions import standing_cells

DAY = date(2021, 2, 10)
SAID = {F1: "第一件", F2: "第二件"}


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_workspace(tmp_path_factory.mktemp("forged") / "工作区").root


def written(book: Workbook) -> Worksheet:
    sheet = book[Sheet.WRITTEN]
    assert isinstance(sheet, Worksheet)
    return sheet


def head(name: str, said: str) -> Callable[[Workbook], None]:
    """Another entry at the head of the hidden sheet."""

    def change(book: Workbook) -> None:
        (row,) = [row for row in written(book).iter_rows(max_row=5) if row[0].value == name]
        row[1].value = said

    return change


def gone(name: str) -> Callable[[Workbook], None]:
    return lambda book: book.remove(book[name])


def keys_swapped(book: Workbook) -> None:
    """The hidden sheet's rows of one form say that they are another's."""
    for row in written(book).iter_rows():
        text = str(row[0].value or "")
        for one, other in ((F1, F2), (F2, F1)):
            if text.startswith("|".join(one)):
                row[0].value = text.replace("|".join(one), "|".join(other))
                break


def other_signs(book: Workbook) -> None:
    for row in written(book).iter_rows(min_row=4):
        for cell in row[2:]:
            if isinstance(cell.value, str) and len(cell.value) % SIGN == 0:
                cell.value = cell.value[::-1]


def nonsense(book: Workbook) -> None:
    for number, row in enumerate(written(book).iter_rows(min_row=4)):
        for cell in row:
            cell.value = "垃圾" if number % 2 else "1e999"


def blanked(book: Workbook) -> None:
    for row in written(book).iter_rows():
        for cell in row:
            cell.value = None


def ones_own_said(book: Workbook) -> None:
    """Rows that claim that the office had been asked for something else."""
    for form in SAID:
        written(book).append([f"{'|'.join(form)}|0", Column.OPINION, '"早就写过的"'])


def key_of(book: Workbook, form: tuple[str, str]) -> str:
    """The hidden key of a form's row, as the sheet has it."""
    keys = (str(row[0].value or "") for row in written(book).iter_rows())
    return next(key for key in keys if key.startswith("|".join(form)))


def said_before(book: Workbook) -> None:
    """Rows that claim that what is decided now had been there when the master was written: it would be no edit."""
    for form, words in SAID.items():
        written(book).append([key_of(book, form), Column.OPINION, json.dumps(words, ensure_ascii=False)])


def said_before_in_place(book: Workbook) -> None:
    """The same in the rows of other cells, none of them new."""
    rows = [row for row in written(book).iter_rows(min_row=5) if row[1].value == SIGNS]
    for (form, words), row in zip(SAID.items(), rows, strict=False):
        row[0].value, row[1].value = key_of(book, form), Column.OPINION
        row[2].value = json.dumps(words, ensure_ascii=False)


def sealed_anew(book: Workbook) -> None:
    """The claim under a seal made with a key that is not the workspace's."""
    said_before(book)
    rows = [[cell.value for cell in row] for row in written(book).iter_rows()]
    written(book).cell(HEAD.index("seal") + 1, 2, seal(rows, b"x" * 32))


def sealed_like_a_form(book: Workbook) -> None:
    """The claim under what is a seal of the workspace, but of a form."""
    said_before(book)
    written(book).cell(HEAD.index("seal") + 1, 2, "0" * 64)


def without_a_seal(book: Workbook) -> None:
    """The claim in a sheet as it was before there was a seal."""
    said_before(book)
    written(book).delete_rows(HEAD.index("seal") + 1)


def rewritten(book: Workbook) -> None:
    """The sheet taken away and another of its name put in its place."""
    key = {form: key_of(book, form) for form in SAID}
    head = [[cell.value for cell in row][:2] for row in written(book).iter_rows(max_row=4)]
    book.remove(written(book))
    sheet = book.create_sheet(Sheet.WRITTEN)
    for row in head:
        sheet.append(row)
    for form, words in SAID.items():
        sheet.append([key[form], Column.OPINION, json.dumps(words, ensure_ascii=False)])


def drawn_elsewhere(book: Workbook) -> None:
    for row in book[Sheet.DRAWN].iter_rows():
        for cell in row:
            cell.value = "垃圾"


HARMLESS: dict[str, Callable[[Workbook], None]] = {
    "no hidden sheet": gone(Sheet.WRITTEN),
    "no sheet of what was drawn": gone(Sheet.DRAWN),
    "neither": lambda book: (gone(Sheet.WRITTEN)(book), gone(Sheet.DRAWN)(book))[0],
    "keys swapped": keys_swapped,
    "other signs": other_signs,
    "nonsense": nonsense,
    "blanked": blanked,
    "words that nobody wrote": ones_own_said,
    "decisions said to be old": said_before,
    "decisions said to be old in other rows": said_before_in_place,
    "sealed under another key": sealed_anew,
    "a seal that is none": sealed_like_a_form,
    "no seal": without_a_seal,
    "rewritten": rewritten,
    "what was drawn is nonsense": drawn_elsewhere,
    "a day that is none": head("as_of", "昨天"),
}
UNSEALED = ("no sheet of what was drawn", "what was drawn is nonsense")
"""What is not of the sheet that is sealed."""
REFUSED: dict[str, tuple[Callable[[Workbook], None], set[Reason]]] = {
    "another plan": (head("plan", "plan-of-somebody-else"), {Reason.FOREIGN_PLAN}),
    "another period": (head("period", "2021-04"), {Reason.OTHER_PERIOD}),
    "a period that is none": (head("period", "1999-01"), {Reason.OTHER_PERIOD, Reason.FOREIGN_PLAN}),
}


def forged(start: Path, folder: Path, change: Callable[[Workbook], None]) -> tuple[Workspace, Path, bytes]:
    """A workspace in whose master two forms were decided and the hidden sheets changed."""
    workspace = Workspace(shutil.copytree(start, folder / "工作区"))
    path = workspace.master_path(workspace.period())
    said: dict[tuple[str, str], dict[str, object]] = {form: {Column.OPINION: words} for form, words in SAID.items()}
    book = load_workbook(BytesIO(with_words(path.read_bytes(), said)))
    change(book)
    book.save(path)
    return workspace, path, path.read_bytes()


def decided(workspace: Workspace) -> dict[tuple[str, str], object]:
    with workspace.ledger() as ledger:
        cells = standing_cells(ledger.office("2021-01"))
    return {
        (place.item_id, place.unit_id): cell.value
        for place, cell in cells.items()
        if place.column == Column.OPINION and cell.value is not None
    }


@pytest.mark.parametrize("kind", first(1, [*HARMLESS]))
def test_a_changed_hidden_sheet_moves_no_decision(start: Path, tmp_path: Path, kind: str) -> None:
    workspace, _, data = forged(start, tmp_path, HARMLESS[kind])
    done = workspace.consolidate(as_of=DAY)
    assert decided(workspace) == SAID and not done.unread
    told = [one.sentence for one in done.unproven]
    assert len(told) == (kind not in UNSEALED) and (not told or done.needs_a_person)
    if told:
        gone = kind in ("no hidden sheet", "neither", "blanked")
        assert told[0].startswith(f"{workspace.master_path(workspace.period()).name} 里记着原来内容的隐藏工作表")
        assert ("不见了" in told[0]) is gone and "核对" in told[0]
    assert workspace.consolidate(as_of=DAY).unproven == ()
    assert any(path.read_bytes() == data for path in workspace.archive.glob("??/*"))


@pytest.mark.parametrize("kind", first(1, [*REFUSED]))
def test_a_master_of_another_plan_or_period_is_named_and_stays(start: Path, tmp_path: Path, kind: str) -> None:
    change, reasons = REFUSED[kind]
    workspace, path, data = forged(start, tmp_path, change)
    done = workspace.consolidate(as_of=DAY)
    (unread,) = done.unread
    assert any(reason.value in unread.sentence for reason in reasons) and done.not_written == (path,)
    assert path.read_bytes() == data and decided(workspace) == {}


@pytest.mark.parametrize("kind", first(1, ["another key's", "another plan's", "another office's"]))
def test_a_master_of_another_office_under_ones_own_name(start: Path, tmp_path: Path, kind: str) -> None:
    """A colleague's with the same plan counts as a copy; under another key all that it says counts, which is said."""
    _, _, data = forged(start, tmp_path, head("plan", "x") if kind == "another plan's" else lambda book: None)
    other = Workspace(shutil.copytree(start, tmp_path / "别处"))
    if kind == "another key's":
        other.key_path.write_text("ab" * 32 + "\n", encoding="ascii")
    else:
        other.rotate_key(until=DAY)  # the old one is still good
    target = other.master_path(other.period())
    target.write_bytes(data)
    done = other.consolidate(as_of=DAY)
    assert decided(other) == ({} if kind == "another plan's" else SAID)
    assert bool(done.unread) is (kind == "another plan's")
    assert bool(done.unproven) is (kind == "another key's")
