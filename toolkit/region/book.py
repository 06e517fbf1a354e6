"""A region's master (整改汇总台账) as a workbook: offices are added one by one, then it is finished.

Knows: the order of the sheets, which rows stand in which volume. Must not know: where offices come from, folders.
An office stays whole in a volume, unless it is too long for one; then its units do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO

import xlsxwriter

from toolkit.base.captions import Sheet
from toolkit.base.excel_limits import PROPERTY, cut
from toolkit.master.columns import UNFOLD
from toolkit.master.drawn import draw_shapes
from toolkit.master.rows import RowSheet
from toolkit.master.style import SONG, Styles
from toolkit.plan.model import Plan
from toolkit.region import lists
from toolkit.region.counts import Change, Included, LeftOut
from toolkit.region.items_sheet import ITEMS, write_items
from toolkit.region.items_sheet import TABLE as ITEMS_TABLE
from toolkit.region.ledger_sheet import TABLE, RegionLedger
from toolkit.region.overview import write_region_overview
from toolkit.region.packages import SetAside
from toolkit.standing import volumes
from toolkit.standing.snapshot import Snapshot

_OPTIONS = {
    "default_column_width": 72,
    "default_row_height": 18,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}

_NOTE = (
    f"各上报单位的内容取自它的台账，灯、迟报和超期按“总览”上它的截至日期计算；要改的请对方改，改后再汇总一次。{UNFOLD}"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows that stand in one volume: whose, of which of its units (ids), and how many."""

    office: str
    units: frozenset[str]
    rows: int


@dataclass(frozen=True)
class Heading:
    """What the master is called by: the period's name, the day, the captions of units' answers in any plan."""

    period: str
    as_of: date
    reported: tuple[str, ...]


def pieces_of(plans: Sequence[tuple[str, Plan]]) -> list[list[Piece]]:
    """What stands in each volume, in order; one volume where everything fits."""
    found: list[list[Piece]] = [[]]
    for name, plan in plans:
        for units in volumes.volumes(plan):
            ids = frozenset(unit.id for unit in units)
            rows = sum(volumes.rows_of(item) for item, unit in plan.obligations() if unit.id in ids)
            if found[-1] and sum(piece.rows for piece in found[-1]) + rows > volumes.MOST_ROWS:
                found.append([])
            found[-1].append(Piece(name, ids, rows))
    return found


class RegionBook:
    """The master while it is being made; ``put`` takes a volume's number, from 1, and its bytes, and gives its name."""

    def __init__(self, heading: Heading, plans: Sequence[tuple[str, Plan]], put: Callable[[int, bytes], str]) -> None:
        """Begin the workbook for some offices, which are then added in this order."""
        self._heading, self._put = heading, put
        self._pieces = pieces_of(plans)
        self._split = len(self._pieces) > 1
        self._volumes: list[lists.Volume] = []
        self._out, self._book, self._styles = _begun(heading, "整改汇总台账")
        second = Sheet.INDEX if self._split else Sheet.LEDGER
        names = (Sheet.OVERVIEW, ITEMS, lists.UNITS, second)
        self._sheets: dict[str, RowSheet] = {name: self._book.add_worksheet(name, RowSheet) for name in names}
        self._volume: tuple[BytesIO, xlsxwriter.Workbook] | None = None
        self._ledger: RegionLedger | None = None
        self._at, self._whose = -1, list[str]()

    def add(self, name: str, snapshot: Snapshot) -> None:
        """Write the rows of the next office; one that is never added leaves no trace."""
        for number, pieces in enumerate(self._pieces):
            for piece in pieces:
                if piece.office == name:
                    self._turn_to(number).add(name, snapshot, piece.units)
                    self._whose.append(name)

    def finish(
        self,
        offices: Sequence[Included],
        left_out: Sequence[LeftOut],
        aside: Sequence[SetAside],
        since: date | None,
        changes: Sequence[Change],
    ) -> bytes:
        """Draw the other sheets; gives the bytes of the master."""
        self._turn_to(0 if self._at < 0 else self._at)
        self._close_volume()
        if self._split:
            lists.write_index(self._sheets[Sheet.INDEX], self._styles, self._volumes, self._heading.period)
        period, day, sheets, styles = self._heading.period, self._heading.as_of, self._sheets, self._styles
        there = {
            Sheet.FIGURES: any(one.figures for one in offices),
            lists.CHANGES: since is not None and bool(changes),
            lists.LEFT_OUT: bool(left_out or aside),
        }
        for name in (name for name, needed in there.items() if needed):  # nobody opens a sheet that says nothing
            sheets[name] = self._book.add_worksheet(name, RowSheet)
        seen = write_region_overview(sheets[Sheet.OVERVIEW], styles, period, day, offices, left_out)
        write_items(sheets[ITEMS], styles, offices, period)
        lists.write_units(sheets[lists.UNITS], styles, offices, period)
        if there[Sheet.FIGURES]:
            lists.write_figures(sheets[Sheet.FIGURES], styles, offices, period)
        if since is not None and there[lists.CHANGES]:
            lists.write_changes(sheets[lists.CHANGES], styles, since, changes, period)
        if there[lists.LEFT_OUT]:
            lists.write_left_out(sheets[lists.LEFT_OUT], styles, left_out, aside)
        tables = {**lists.TABLES, Sheet.LEDGER: TABLE, Sheet.OVERVIEW: seen, ITEMS: ITEMS_TABLE}
        draw_shapes(self._book, {name: tables[name] for name in self._sheets})
        self._book.close()
        return self._out.getvalue()

    def _turn_to(self, number: int) -> RegionLedger:
        """The sheet of a volume, from 0; the one before it is finished."""
        if self._ledger is not None and number != self._at:
            self._close_volume()
        if self._ledger is None:
            title, sheet, styles = (
                f"整改台账汇总（{self._heading.period}）",
                self._sheets.get(Sheet.LEDGER),
                self._styles,
            )
            if sheet is None:
                which = f"分册{len(self._volumes) + 1:02}"
                out, book, styles = _begun(self._heading, f"整改台账汇总{which}")
                sheet = book.add_worksheet(Sheet.LEDGER, RowSheet)
                self._volume = out, book
                title += which
            self._ledger, self._at = RegionLedger(sheet, styles, self._heading.reported, title, _NOTE), number
        return self._ledger

    def _close_volume(self) -> None:
        if self._ledger is not None:
            self._ledger.close()
            if self._volume is not None:
                out, book = self._volume
                draw_shapes(book, {Sheet.LEDGER: TABLE})
                book.close()
                name = self._put(len(self._volumes) + 1, out.getvalue())
                whose = "、".join(dict.fromkeys(self._whose))
                self._volumes.append(lists.Volume(name, whose, self._ledger.rows))
        self._ledger = self._volume = None
        self._whose.clear()


def _begun(heading: Heading, title: str) -> tuple[BytesIO, xlsxwriter.Workbook, Styles]:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {**_OPTIONS, "default_format_properties": {"font_name": SONG, "font_size": 11}})
    created = datetime.combine(heading.as_of, time.min)
    book.set_properties(
        {"title": cut(f"{title}（{heading.period}）", PROPERTY), "author": "整改报送工具", "created": created}
    )
    return out, book, Styles(book)
