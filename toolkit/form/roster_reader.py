"""The lists of a form back: which sheet holds one, which column is which, and what its rows say.

Knows: headings and cells. Must not know: seals, what a good answer is, folders. People paste from tables of their own,
so columns are found by their headings, in whatever order, also below headings that were pasted along; what cannot be
placed is told. Blank rows are none, and a row of sums is nobody's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.base.captions import folded
from toolkit.base.codes import Code, finding
from toolkit.base.findings import Finding
from toolkit.form.answers import Answer
from toolkit.form.book import Book
from toolkit.form.grid import address
from toolkit.kinds.normalise import normalise
from toolkit.kinds.rosters import AskedRoster, ReadRoster, RosterRow
from toolkit.kinds.values import ReadCell
from toolkit.plan.rosters import MOST_ROWS

OWN_HEADS = ("序", "序号", "检查")  # of the toolkit's own columns, and of nearly every table
_SUMS = frozenset(("合计", "总计", "小计", "共计", "总合计"))
_MERGED_MOST = 10_000


@dataclass(frozen=True)
class _Table:
    """What stands on one sheet: its rows as found, and what was odd about them."""

    sheet: str
    rows: tuple[RosterRow, ...]
    findings: tuple[Finding, ...]
    whole: bool = True


def read_roster(book: Book, roster: AskedRoster, own: Sequence[str], loose: Sequence[str]) -> ReadRoster:
    """A list from its ``own`` sheets, by seal; else from the only one of the ``loose`` that has its columns."""
    tables = [_table(book, sheet, roster) for sheet in own if sheet in book.sheets]
    filled = [table for table in tables if table.rows]
    if not filled:
        like = [sheet for sheet in loose if sheet not in own and _looks_like(book, sheet, roster)]
        found = [table for sheet in like if (table := _table(book, sheet, roster)).rows]
        if len(found) == 1:
            note = finding(
                Code.ROSTER_OWN_SHEET, found[0].sheet, field_id=roster.id, name=roster.name, sheet=found[0].sheet,
                number=str(len(found[0].rows)),
            )  # fmt: skip
            return _as_read(roster, replace(found[0], findings=(note, *found[0].findings)))
        filled = found
    said = {tuple(tuple(sorted((n, c.raw) for n, c in row.cells.items())) for row in table.rows) for table in filled}
    if len(said) > 1:
        sheets = "、".join(table.sheet for table in filled)
        twice = finding(Code.ROSTER_TWICE, filled[0].sheet, field_id=roster.id, name=roster.name, sheets=sheets)
        return ReadRoster(filled[0].sheet, (), (twice,), whole=False)
    if filled or tables:
        return _as_read(roster, (filled or tables)[0])
    gone = finding(Code.ROSTER_GONE, field_id=roster.id, name=roster.name)
    return ReadRoster("", (), (gone,), whole=False)


def _as_read(roster: AskedRoster, table: _Table) -> ReadRoster:
    notes = list(table.findings)
    room = roster.roster.rows
    if len(table.rows) > room:
        number = str(len(table.rows))
        notes.append(
            finding(
                Code.ROSTER_BEYOND, table.sheet, field_id=roster.id, name=roster.name, number=number, room=str(room)
            )
        )
    return ReadRoster(table.sheet, table.rows, tuple(notes), table.whole)


def _looks_like(book: Book, sheet: str, roster: AskedRoster) -> bool:
    """Whether a sheet has a heading with all columns of a list that must be filled."""
    wanted = {folded(field.caption) for field in roster.fields.values() if field.required}
    return any(wanted <= set(head) for _, head in _heads(book, sheet, roster))


def _heads(book: Book, sheet: str, roster: AskedRoster) -> Iterator[tuple[int, dict[str, list[int]]]]:
    """The rows (from 1) that are headings, with the places of their captions as captions are compared."""
    wanted = {folded(field.caption) for field in roster.fields.values()}
    least = min(2, len(wanted))
    for number, texts in book.texts[sheet].items():
        if len(texts) >= least:
            places: dict[str, list[int]] = {}
            for index, text in texts:
                places.setdefault(folded(text), []).append(index)
            if len(wanted & places.keys()) >= least:
                yield number, places


def _table(book: Book, sheet: str, roster: AskedRoster) -> _Table:
    heads = dict(_heads(book, sheet, roster))
    grid = book.sheets[sheet]
    if not heads:
        return _without_heading(book, sheet, roster)
    findings = list(_about_heads(sheet, roster, heads, grid))
    rows: list[RosterRow] = []
    columns: Mapping[int, str] = {}
    unnamed: dict[int, Finding] = {}
    headed = {index for head in heads.values() for places in head.values() for index in places}
    shared = _shared(book, sheet)
    whole = not any(one.code in (Code.ROSTER_COLUMN_TWICE, Code.ROSTER_COLUMN_MISSING) for one in findings)
    for number in range(min(heads), len(grid) + 1):
        if number in heads:
            columns = _columns(roster, heads[number])
            continue
        row = grid[number - 1]
        if (text := _sum_row(row, book.texts[sheet].get(number, ()))) is not None:
            if text:
                findings.append(
                    finding(
                        Code.ROSTER_SUM_ROW, sheet, address(number, 1), roster.id, text, name=roster.name, text=text
                    )
                )
            continue
        _note_unnamed(sheet, number, row, headed, unnamed, roster)
        cells, notes = _row(sheet, number, row, columns, roster, shared)
        findings += notes
        whole = whole and not any(note.code == Code.FORM_MERGED_FIGURES for note in notes)
        if not cells:
            continue
        if len(rows) == MOST_ROWS:
            most = str(MOST_ROWS)
            findings.append(
                finding(Code.ROSTER_TOO_LONG, sheet, address(number, 1), roster.id, name=roster.name, most=most)
            )
            whole = False
            break
        rows.append(RosterRow(len(rows) + 1, cells))
    return _Table(sheet, tuple(rows), (*findings, *unnamed.values()), whole)


def _without_heading(book: Book, sheet: str, roster: AskedRoster) -> _Table:
    gone = finding(Code.ROSTER_NO_HEADING, sheet, field_id=roster.id, name=roster.name)
    return _Table(sheet, (), (gone,), whole=False)


def _about_heads(
    sheet: str, roster: AskedRoster, heads: Mapping[int, Mapping[str, list[int]]], grid: Sequence[Sequence[object]]
) -> Iterator[Finding]:
    """Columns that are missing, that stand twice, and that nobody has asked for, each told once."""
    asked = {folded(field.caption): field for field in roster.fields.values()}
    present = {caption for head in heads.values() for caption in head}
    for caption, field in asked.items():
        if caption not in present and field.required:
            yield finding(
                Code.ROSTER_COLUMN_MISSING,
                sheet,
                address(min(heads), 1),
                field.id,
                name=roster.name,
                label=field.caption,
            )
    told: set[str] = set()
    for number, head in heads.items():
        for caption, places in head.items():
            field_or_none = asked.get(caption)
            if field_or_none is not None and len(places) > 1 and caption not in told:
                cell = address(number, places[1])
                yield finding(
                    Code.ROSTER_COLUMN_TWICE,
                    sheet,
                    cell,
                    field_or_none.id,
                    name=roster.name,
                    label=field_or_none.caption,
                )
            elif field_or_none is None and caption and caption not in told and caption not in OWN_HEADS:
                below = grid[number:]
                if any(row[places[0]] not in (None, "") for row in below if places[0] < len(row)):
                    shown = str(grid[number - 1][places[0]]).strip()
                    yield finding(
                        Code.ROSTER_COLUMN_ADDED, sheet, address(number, places[0]), roster.id, shown, name=roster.name,
                        label=shown[:40],
                    )  # fmt: skip
            told.add(caption)


def _columns(roster: AskedRoster, head: Mapping[str, list[int]]) -> dict[int, str]:
    """Which column of the list stands where (from 0) below a heading."""
    return {
        head[folded(field.caption)][0]: name for name, field in roster.fields.items() if folded(field.caption) in head
    }


def _sum_row(row: Sequence[object], texts: Collection[tuple[int, str]]) -> str | None:
    """What says that a row adds others up; "" where it is the form's own, None where it is a row like any other."""
    if any(text == OWN_SUMS for _, text in texts):
        return ""
    return next((text.strip() for _, text in texts if folded(text) in _SUMS), None)


def _note_unnamed(
    sheet: str,
    number: int,
    row: Sequence[object],
    headed: Collection[int],
    unnamed: dict[int, Finding],
    roster: AskedRoster,
) -> None:
    """Tell once of each column that has something and no heading; the first column is the form's own."""
    for index, value in enumerate(row):
        if index and index not in headed and index not in unnamed and value not in (None, "") and str(value).strip():
            cell = address(number, index)
            unnamed[index] = finding(
                Code.ROSTER_COLUMN_ADDED, sheet, cell, roster.id, str(value), name=roster.name,
                label=cell.rstrip("0123456789") + "列",
            )  # fmt: skip


OWN_SUMS = "§sum"
"""What stands in the hidden first column beside the form's own row of sums."""


def _row(
    sheet: str,
    number: int,
    row: Sequence[object],
    columns: Mapping[int, str],
    roster: AskedRoster,
    shared: Mapping[tuple[int, int], tuple[int, object]],
) -> tuple[dict[str, ReadCell], list[Finding]]:
    """The cells of a row by column id; none of them for a row in which nothing stands but what a merge shows."""
    cells: dict[str, ReadCell] = {}
    notes: list[Finding] = []
    blank = True
    for index, name in columns.items():
        answer = Answer(name, sheet, address(number, index), row[index] if index < len(row) else None)
        if (number - 1, index) in shared and answer.blank:
            top, value = shared[number - 1, index]
            field = roster.fields[name]
            if field.type.is_number:
                at = address(top + 1, index)
                labels = f"{roster.name}第 {top + 1}—{number} 行的{field.caption}"
                notes.append(finding(Code.FORM_MERGED_FIGURES, sheet, at, field.id, str(value), labels=labels))
            else:
                answer = replace(answer, raw=value)
        elif not answer.blank:
            blank = False
        cells[name] = ReadCell(sheet, answer.cell, answer.text, normalise(roster.fields[name], answer.raw))
    return ({}, []) if blank else (cells, notes)


def _shared(book: Book, sheet: str) -> dict[tuple[int, int], tuple[int, object]]:
    """For every cell below the first of a merged column of cells: the row of the first (from 0), and what it says."""
    grid = book.sheets[sheet]
    found: dict[tuple[int, int], tuple[int, object]] = {}
    for area in book.merged.get(sheet, ()):
        if area.left == area.right and area.bottom - area.top < _MERGED_MOST and area.top < len(grid):
            value = grid[area.top][area.left] if area.left < len(grid[area.top]) else None
            if value not in (None, ""):
                found |= {(n, area.left): (area.top, value) for n in range(area.top + 1, area.bottom + 1)}
    return found
