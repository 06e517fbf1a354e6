"""A book out: all forms of a unit in one workbook (一册), with a cover, their contents and one guide.

Knows: how a form's sheet is stamped, the pages in front, the parts of a workbook. Must not know: folders, the ledger,
what comes back. A sheet of a book is the very sheet of the form that goes out alone, but for the answers that the cover
gives; so there is one way to write a form and one to read it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from toolkit.base.excel_limits import SHEET_NAME, cut
from toolkit.base.file_names import distinct
from toolkit.base.opc import parts_of
from toolkit.base.texts import chinese_date
from toolkit.catalogue import Catalogue
from toolkit.form.appendix import Entry
from toolkit.form.contents import book_guide, contents_lines, cover_notice, state_rules
from toolkit.form.cover import (
    beside_cover,
    cover_cells,
    cover_number,
    cover_page,
    covered_fields,
    fields_on,
    said_by_all,
)
from toolkit.form.drawings import drawing
from toolkit.form.grid import APPENDIX_SHEET, CONTENTS_SHEET, COVER_SHEET, GUIDE_SHEET
from toolkit.form.identity_cells import OWNER, owner
from toolkit.form.lines import LinePage
from toolkit.form.pages import page_widths
from toolkit.form.prefill import NOTHING, Prefill
from toolkit.form.rows import Page
from toolkit.form.sheet_xml import Package, put
from toolkit.form.skeleton import Skeleton, part, unselected, without_signature
from toolkit.form.stamp import WORKBOOK_PART, Press, Shape, outline, roster_parts, shape_of
from toolkit.form.writer import lists_of
from toolkit.plan.model import Item, Period, Unit

CONTENTS_HEAD = "4:4"
_SIGNS = re.compile(r"[\[\]:*?/\\']")


BookSheet = tuple[str, int, tuple[str, ...]]
"""The sheet of a form in a book: its name, its rows, the names of the sheets of its lists."""


@dataclass(frozen=True)
class Leaf:
    """One form of a book: what it asks, its version, what is given in it."""

    catalogue: Catalogue
    version: int = 1
    given: Prefill = NOTHING


@dataclass(frozen=True)
class _Frame:
    """A workbook with the pages of a book, in which the sheets of the forms are still empty."""

    package: Package
    workbook: bytes
    cover: Shape
    contents: LinePage
    guide: LinePage


def sheet_titles(items: Sequence[Item]) -> list[str]:
    """The names of the sheets of some items: their codes, as a workbook can have them, no two alike."""
    named = distinct({item.id: cut(_SIGNS.sub("_", item.code), SHEET_NAME - 12, "") for item in items})
    return [cut(_SIGNS.sub("_", named[item.id]), SHEET_NAME, "") for item in items]


class Bindery:
    """Binds the forms of a plan into books; every front is drawn only once."""

    def __init__(self, press: Press) -> None:
        self._press = press
        self._frames: dict[tuple[object, ...], _Frame] = {}
        self._guides: dict[tuple[object, ...], tuple[bytes, int]] = {}

    def book(self, unit: Unit, period: Period, leaves: Sequence[Leaf]) -> bytes:
        """The forms of one unit and period as one workbook, each sealed by itself."""
        press, plan = self._press, self._press.plan
        catalogues = [leaf.catalogue for leaf in leaves]
        fields = covered_fields(catalogues, later=any(leaf.given.prior_name for leaf in leaves))
        page = cover_page(plan, unit, period, fields, len(leaves), cover_number(plan, unit, period, press.key))
        cells = cover_cells(page)
        answers = said_by_all(fields, (leaf.given.answers for leaf in leaves))
        made = [
            press.sheet(leaf.catalogue, unit, period, leaf.version, beside_cover(leaf.given, answers, cells))
            for leaf in leaves
        ]
        titles = sheet_titles([one.item for one in catalogues])
        sheets = [
            (title, len(one.shape.layout.rows), tuple(press.rosters.titles(asked)))
            for title, one, asked in zip(titles, made, catalogues, strict=True)
        ]
        entries = [
            Entry(title, leaf.catalogue.item.code, over)
            for title, leaf, one in zip(titles, leaves, made, strict=True)
            for over in one.over
        ]
        frame = self._frame(unit, period, page, sheets, catalogues, appended=bool(entries))
        cover = (
            *press.changes(frame.cover, page, Prefill(answers=answers)),
            frame.cover.cell(OWNER, owner(plan.id, unit.id, period.id)),
        )
        closing = f"点“打开”到那一张表。请于{chinese_date(period.due_date)}前报{plan.report_to}。"
        contents = contents_lines(titles, catalogues, closing, press.rosters.named)
        guide, guide_lines = self._guide(frame, catalogues)
        areas = {2: (CONTENTS_SHEET, len(contents)), 3: (GUIDE_SHEET, guide_lines)}
        parts = {
            part(1): put(frame.cover.sheet, cover),
            part(2): frame.contents.sheet(contents),
            part(3): guide,
        }
        number = 4
        for leaf, one in zip(leaves, made, strict=True):
            parts[part(number)] = without_signature(unselected(one.xml), one.shape.layout)
            lists = press.rosters.sheets(leaf.catalogue, unit, period, leaf.version, leaf.given.rosters)
            parts |= roster_parts(lists, number + 1)
            number += 1 + len(lists)
        return press.bound(frame.package, frame.workbook, parts, areas, number, entries)

    def _guide(self, frame: _Frame, catalogues: Sequence[Catalogue]) -> tuple[bytes, int]:
        """填报说明 of a book, the same for all units of whom the same is asked; and how many lines it has."""
        key = tuple((one.item.id, one.digest) for one in catalogues)
        if key not in self._guides:
            lines = book_guide(catalogues)
            self._guides[key] = frame.guide.sheet(lines), len(lines)
        return self._guides[key]

    def _frame(
        self,
        unit: Unit,
        period: Period,
        page: Page,
        sheets: Sequence[BookSheet],
        catalogues: Sequence[Catalogue],
        *,
        appended: bool,
    ) -> _Frame:
        lists = tuple(dict.fromkeys(labels for one in catalogues for labels in lists_of(one.asked)))
        key = (period.id, period.due_date.isoformat(), outline(page), tuple(sheets), lists, appended)
        if key not in self._frames:
            press = self._press
            request = f"请于{chinese_date(period.due_date)}前填好，封面经主要领导签字后报{press.plan.report_to}。"
            skeleton = Skeleton(press.base)
            longest = f"{request}封面还有 99 处没有填，还有 999 项没有填好，见“{CONTENTS_SHEET}”。"
            asked = replace(catalogues[0], fields=fields_on(page), rules=(), computed=())
            skeleton.cover(COVER_SHEET, page, asked, cover_notice(request), longest)
            skeleton.lines(CONTENTS_SHEET, state_rules(), CONTENTS_HEAD)
            skeleton.lines(GUIDE_SHEET)
            for title, rows, rosters in sheets:
                skeleton.form(title, rows)
                for name in rosters:
                    skeleton.roster(name)
            if appended:
                skeleton.lines(APPENDIX_SHEET)
            data = skeleton.package(lists, f"{period.name}整改情况报送表", press.plan.issued_on)
            parts = parts_of(data)
            contents, guide = (LinePage(parts[part(n)], press.samples, press.base.rows) for n in (2, 3))
            shape = shape_of(drawing(data, page), part(1), page, page_widths(press.samples, page))
            self._frames[key] = _Frame(shape.package, parts[WORKBOOK_PART], shape, contents, guide)
        return self._frames[key]
