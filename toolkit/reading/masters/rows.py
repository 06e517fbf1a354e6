"""The rows of a table with the office's cells, and what in it cannot be understood or is not the office's.

Knows: tables, rows as they are told, what was written. Must not know: files, the ledger, which changes count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from toolkit.base.blanks import bare
from toolkit.base.captions import Column
from toolkit.kinds.values import as_read, quoted
from toolkit.kinds.written_dates import read_date
from toolkit.ledger import CellValue, OfficePlace
from toolkit.reading.masters.baseline import Baseline, is_date, same, sign
from toolkit.reading.masters.outcome import Doubt, Why
from toolkit.reading.masters.tables import Table
from toolkit.reading.masters.told import Certainty, Teller, Told, Words
from toolkit.standing.decisions import OFFICE
from toolkit.standing.office_rows import ROW_SHEETS
from toolkit.workbooks.markup import column_letters

_SUMS = ("合计", "总计", "小计", "共计", "汇总", "平均", "计数")
_DAYS = {Column.DECIDED_ON, *(column for sheet in ROW_SHEETS for column in sheet.days)}
_WORDS = (Column.CODE, Column.ITEM, Column.UNIT)


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the office's cells: what it says, what was written there; ``odd`` says why that is not believed."""

    value: CellValue
    base: CellValue
    place: OfficePlace
    address: str
    decided_on: date | None
    odd: Doubt | None = None

    @property
    def changed(self) -> bool:
        """Whether it says something else than was written."""
        return self.value != self.base


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the office's cells by caption."""

    told: Told
    cells: Mapping[str, Cell]


class Reader:
    """Reads one table."""

    def __init__(self, table: Table, teller: Teller, base: Baseline) -> None:
        self._table, self._teller, self._base = table, teller, base
        self._columns = {caption: self._chosen(caption) for caption in table.columns}
        self._within = teller.days(base.period)
        self._by_key_alone = not any(caption in table.columns for caption in _WORDS)
        self.rows: list[Row] = []
        self.doubts: list[Doubt] = []

    def read(self) -> None:
        """Fill ``rows`` and ``doubts``."""
        torn: list[tuple[int, Told, Mapping[str, Cell], Mapping[str, Cell]]] = []
        for number, values in self._table.rows:
            words = Words(*(self._value(values, c) for c in (Column.ROW_KEY, *_WORDS, Column.MEASURE)))
            told = self._teller.by_key_alone(words) if self._by_key_alone else self._teller.tell(words)
            if told.certainty is Certainty.TORN:
                other = Told(Certainty.TORN, told.by_key, None, told.by_key)
                torn.append((number, told, self._cells(number, values, told), self._cells(number, values, other)))
            elif told.form is None:
                self._nobody(number, values, told)
            else:
                self.rows.append(Row(told, self._cells(number, values, told)))
                self._second_columns(number, values, told)
                if told.certainty is Certainty.SURE and self._table.grid.knows_formulas:
                    self._not_theirs(number, values, told)
        self._torn(torn)

    # -- columns ------------------------------------------------------------------------------------------------------

    def _chosen(self, caption: str) -> int:
        """Of several columns with one caption the toolkit's own: the one that says what was written most often."""
        columns = self._table.columns[caption]
        if len(columns) == 1 or caption not in OFFICE:
            return columns[0]
        written = [sign(v) for (_, c), v in self._base.office.items() if c == caption]
        agreeing = {
            at: sum(sign(self._at(values, at)) in written for _, values in self._table.rows) if written else 0
            for at in columns
        }
        return max(columns, key=lambda at: agreeing[at])

    def _second_columns(self, number: int, values: object, told: Told) -> None:
        """What is said in a second column of the same caption, and not in the first."""
        for caption in OFFICE:
            for at in self._table.columns.get(caption, ()):
                chosen = self._columns[caption]
                value = understood(caption, self._at(values, at), self._within)
                if (
                    at != chosen
                    and value is not None
                    and value != understood(caption, self._at(values, chosen), self._within)
                ):
                    self._doubt(told.place(caption), value, Why.SECOND_COLUMN, number, at, found=caption)

    @staticmethod
    def _at(values: object, at: int) -> object:
        row = values
        assert isinstance(row, list | tuple)
        return row[at] if at < len(row) else None

    def _value(self, values: object, caption: str) -> object:
        return self._at(values, self._columns[caption]) if caption in self._columns else None

    # -- the office's cells -------------------------------------------------------------------------------------------

    def _cells(self, number: int, values: object, told: Told) -> dict[str, Cell]:
        day = understood(Column.DECIDED_ON, self._value(values, Column.DECIDED_ON), self._within)
        decided_on = day if isinstance(day, date) else None
        form = "|".join(told.form) if told.form else ""
        row_key = f"{form}|{told.measure}"
        found: dict[str, Cell] = {}
        for caption in OFFICE:
            if caption not in self._columns:
                continue
            at = self._columns[caption]
            value = understood(caption, self._at(values, at), self._within)
            base = self._base.before(form, row_key, caption)
            measure = told.measure if caption == Column.REMARK and told.measure is not None else 0
            place = told.place(caption, measure)
            odd = self._odd(number, at, caption, value, base, place, decided_on)
            found[caption] = Cell(value, base, place, self._address(number, at), decided_on, odd)
        return found

    def _odd(
        self, number: int, at: int, caption: str, value: CellValue, base: CellValue, place: OfficePlace,
        day: date | None,
    ) -> Doubt | None:  # fmt: skip
        """Why what a cell reads as is not to be believed, None where it is."""
        marks = self._table.grid.marks
        source = self._table.origin.get((number, at), (number, at))
        raw: CellValue = value
        why: Why | None = None
        if source in marks.errors:
            why, raw = Why.ERROR, marks.errors[source]
        elif source in marks.uncalculated:
            why = Why.UNCALCULATED
        elif source in marks.blank:
            why = Why.BLANK_FORMULA
        elif isinstance(value, bool):
            why, raw = Why.LOGICAL, as_read(value)
        elif (number, at) in self._table.swallowed and value is None:
            why = Why.MERGED if base is not None else None
        elif caption == Column.DECIDED_ON and value is not None and not is_date(value) and is_date(base):
            why = Why.NO_DATE
        return None if why is None else self._made(place, raw, why, number, at, day, found=as_read(raw))

    # -- rows that nobody can be sure of ------------------------------------------------------------------------------

    def _nobody(self, number: int, values: object, told: Told) -> None:
        """A row of which nobody knows whose it is: what it says in the office's columns is named."""
        if told.by_key is None and self._is_sum(values):
            return
        for caption, cell in self._cells(number, values, told).items():
            if cell.odd is None and cell.value is None:
                continue
            if told.by_key is not None:
                form = "|".join(told.by_key)
                if cell.odd is None and cell.value == self._base.before(form, f"{form}|{told.measure}", caption):
                    continue
            place = OfficePlace(*(told.by_key or ("", "")), 0, caption)
            self._doubt(place, cell.value, Why.UNKNOWN_ROW, number, self._columns[caption])

    def _is_sum(self, values: object) -> bool:
        """Whether a row is a sum: without any words but those for sums, with figures in the office's columns."""
        words = [str(self._value(values, c) or "") for c in (*_WORDS, Column.MEASURE)]
        if not all(any(word in text for word in _SUMS) for text in words if bare(text)):
            return False
        said = [
            understood(c, self._value(values, c), self._within)
            for c in OFFICE
            if c in self._columns and c != Column.DECIDED_ON
        ]
        return not any(isinstance(one, str) and not _is_figure(one) for one in said)

    def _torn(self, rows: list[tuple[int, Told, Mapping[str, Cell], Mapping[str, Cell]]]) -> None:
        """Rows whose key and words contradict each other: what they say anew is named and not taken.

        The office's cells went either with the words or with the keys; whichever explains more of what they say is
        what happened to the table.
        """

        def anew(cells: Mapping[str, Cell]) -> list[str]:
            return [caption for caption, cell in cells.items() if cell.odd or cell.changed]

        with_words = sum(len(anew(by_words)) for _, _, by_words, _ in rows)
        with_keys = sum(len(anew(by_key)) for _, _, _, by_key in rows)
        for number, told, by_words, by_key in rows:
            cells = by_words if with_words <= with_keys else by_key
            for caption in anew(cells):
                cell = cells[caption]
                if cell.value is None and cell.odd is None and not self._base.known:
                    continue
                form = told.form or told.by_key
                assert form is not None
                place = OfficePlace(form.item_id, form.unit_id, 0, caption)
                words = f"“{self._teller.named(told.form)}”" if told.form else "别的单位或者事项"
                key = f"“{self._teller.named(told.by_key)}”" if told.by_key else ""
                self._doubt(
                    place, cell.value, Why.CONTRADICTION, number, self._columns[caption], cell.decided_on,
                    key=key, words=words,
                )  # fmt: skip

    # -- cells that are not the office's ------------------------------------------------------------------------------

    def _not_theirs(self, number: int, values: object, told: Told) -> None:
        form = told.form
        assert form is not None
        for caption, before in self._base.signs.get(f"{form.item_id}|{form.unit_id}|{told.measure}", {}).items():
            at = self._columns.get(caption)
            if at is None or (number, at) in self._table.swallowed:
                continue
            source = self._table.origin.get((number, at), (number, at))
            marks = self._table.grid.marks
            if source in marks.formulas or source in marks.errors:
                continue
            value = self._at(values, at)
            if not same(value, before):
                shown = understood(caption, value, self._within)
                self._doubt(told.place(caption, told.measure or 0), shown, Why.NOT_THEIRS, number, at)

    # -- doubts -------------------------------------------------------------------------------------------------------

    def _doubt(
        self, place: OfficePlace, value: CellValue, why: Why, number: int, at: int, day: date | None = None,
        **words: str,
    ) -> None:  # fmt: skip
        self.doubts.append(self._made(place, value, why, number, at, day, **words))

    def _made(
        self, place: OfficePlace, value: CellValue, why: Why, number: int, at: int, day: date | None, **words: str
    ) -> Doubt:
        said = "" if why is Why.NOT_THEIRS else why.format(**{k: quoted(v) for k, v in words.items()})
        return Doubt(place, value, why, said, self._table.sheet, self._address(number, at), day)

    @staticmethod
    def _address(number: int, at: int) -> str:
        return f"{column_letters(at)}{number + 1}"


def understood(caption: str, raw: object, within: tuple[date, date] | None = None) -> CellValue:
    """A cell as it is kept: texts without outer spaces, dates as dates where they can be read.

    ``within`` are the first and last day that can be meant: 2月3日 takes its year from them.
    """
    if isinstance(raw, bool):
        return raw
    if raw is None or (isinstance(raw, str) and not bare(raw)):
        return None
    if caption in _DAYS:
        read = read_date(raw, within)
        if read.problem is None and isinstance(read.value, date):
            return read.value
        return bare(as_read(raw))
    if isinstance(raw, datetime | date):
        return as_read(raw)
    return bare(as_read(raw))


def _is_figure(text: str) -> bool:
    return all(sign in "0123456789.,%-+ " for sign in text)
