"""The correction copies of a unit in one workbook: the sheets that must be mended, their cover, one 退回单 in front.

Knows: how the sheet of a copy is made, the pages of a book. Must not know: folders, the ledger's tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.base.opc import parts_of
from toolkit.base.texts import chinese_date
from toolkit.catalogue import Catalogue
from toolkit.form.appendix import Entry
from toolkit.form.bound import CONTENTS_HEAD, BookSheet, sheet_titles
from toolkit.form.contents import contents_lines, cover_notice, state_rules
from toolkit.form.cover import cover_cells, cover_number, cover_page, covered_fields, fields_on, said_by_all
from toolkit.form.drawings import drawing
from toolkit.form.grid import APPENDIX_SHEET, CONTENTS_SHEET, COVER_SHEET, NOTICE, SLIP_SHEET
from toolkit.form.identity_cells import OWNER, owner
from toolkit.form.lines import LinePage
from toolkit.form.pages import page_widths
from toolkit.form.prefill import Prefill
from toolkit.form.rows import Page
from toolkit.form.sheet_xml import Package, put
from toolkit.form.skeleton import Skeleton, part, unselected, without_signature
from toolkit.form.stamp import WORKBOOK_PART, Shape, outline, roster_parts, shape_of
from toolkit.form.writer import lists_of
from toolkit.plan.model import Period, Unit
from toolkit.reply.correction import Copies, Covering, Returned, Stamped, answers_of
from toolkit.reply.notes import comments_at, comments_part, drawing_at, drawing_part
from toolkit.reply.slip import TITLE_ROWS, Told, lines

_SLIP, _COVER, _CONTENTS, _FIRST = 1, 2, 3, 4  # numbers of the sheets


@dataclass(frozen=True)
class Mended:
    """One return of a book that is sent back, and the version that its copy has."""

    catalogue: Catalogue
    version: int
    returned: Returned


@dataclass(frozen=True)
class _Front:
    """A workbook with the pages of a correction book, in which the sheets of the copies are still empty."""

    package: Package
    workbook: bytes
    slip: LinePage
    cover: Shape
    contents: LinePage


class CopyBooks:
    """Binds correction copies; every front is drawn only once."""

    def __init__(self, copies: Copies) -> None:
        self._copies = copies
        self._fronts: dict[tuple[object, ...], _Front] = {}

    def book(self, unit: Unit, period: Period, of: Sequence[Mended]) -> bytes:
        """What of a unit's forms must be mended, as one workbook; every sheet is the next version of its form."""
        press = self._copies.press
        plan = press.plan
        catalogues = [one.catalogue for one in of]
        fields = covered_fields(catalogues, later=False)
        page = cover_page(plan, unit, period, fields, len(of), cover_number(plan, unit, period, press.key))
        cells = cover_cells(page)
        answers = said_by_all(fields, (answers_of(one.returned) for one in of))
        covering = Covering(answers, cells)
        stamped = [self._copies.sheet(one.catalogue, unit, period, one.version, one.returned, covering) for one in of]
        titles = sheet_titles([one.item for one in catalogues])
        sheets = [
            (title, len(made.frame.shape.layout.rows), tuple(press.rosters.titles(one.catalogue)))
            for title, made, one in zip(titles, stamped, of, strict=True)
        ]
        by = of[0].returned.resend_by
        entries = [
            Entry(title, one.catalogue.item.code, over)
            for title, one, made in zip(titles, of, stamped, strict=True)
            for over in made.over
        ]
        front = self._front(unit, period, page, sheets, catalogues, appended=bool(entries))
        told = [
            Told(one.catalogue, one.returned.submission, one.returned.findings, _places(made, title, cells))
            for one, made, title in zip(of, stamped, titles, strict=True)
        ]
        said = lines(plan, unit, period, told, by, bound=True)
        request = f"请于{chinese_date(by)}前把各表标红的格改好，重新签字后报{plan.report_to}。"
        cover = (
            *press.changes(front.cover, page, Prefill(answers=answers)),
            front.cover.cell(OWNER, owner(plan.id, unit.id, period.id)),
            front.cover.formula(NOTICE, cover_notice(request)),
        )
        contents = contents_lines(titles, catalogues, f"要改的地方见“{SLIP_SHEET}”。", press.rosters.named)
        areas = {_SLIP: (SLIP_SHEET, len(said)), _CONTENTS: (CONTENTS_SHEET, len(contents))}
        parts = {
            part(_SLIP): front.slip.sheet(said),
            part(_COVER): put(front.cover.sheet, cover),
            part(_CONTENTS): front.contents.sheet(contents),
        }
        at = _FIRST
        for number, made in enumerate(stamped, start=1):
            parts[part(at)] = without_signature(unselected(made.sheet), made.frame.shape.layout)
            parts |= roster_parts(made.lists, at + 1)
            at += 1 + len(made.lists)
            parts[comments_at(number)] = comments_part(made.notes)
            parts[drawing_at(number)] = drawing_part(made.notes)
        return press.bound(front.package, front.workbook, parts, areas, at, entries)

    def _front(
        self,
        unit: Unit,
        period: Period,
        page: Page,
        sheets: Sequence[BookSheet],
        catalogues: Sequence[Catalogue],
        *,
        appended: bool,
    ) -> _Front:
        lists = tuple(dict.fromkeys(labels for one in catalogues for labels in lists_of(one.asked)))
        key = (period.id, outline(page), tuple(sheets), lists, appended)
        if key not in self._fronts:
            press = self._copies.press
            skeleton = Skeleton(press.base)
            skeleton.lines(SLIP_SHEET, title_rows=TITLE_ROWS)
            asked = replace(catalogues[0], fields=fields_on(page), rules=(), computed=())
            request = f"请于2000年12月31日前把各表标红的格改好，重新签字后报{press.plan.report_to}。"
            longest = f"{request}封面还有 99 处没有填，还有 999 项没有填好，见“{CONTENTS_SHEET}”。"
            skeleton.cover(COVER_SHEET, page, asked, cover_notice(request), longest)
            skeleton.lines(CONTENTS_SHEET, state_rules(), CONTENTS_HEAD)
            for title, rows, rosters in sheets:
                skeleton.form(title, rows, noted=True)
                for name in rosters:
                    skeleton.roster(name)
            if appended:
                skeleton.lines(APPENDIX_SHEET)
            data = skeleton.package(lists, f"{period.name}退回修改", press.plan.issued_on)
            parts = parts_of(data)
            slip, contents = (LinePage(parts[part(n)], press.samples, press.base.rows) for n in (_SLIP, _CONTENTS))
            shape = shape_of(drawing(data, page), part(_COVER), page, page_widths(press.samples, page))
            self._fronts[key] = _Front(shape.package, parts[WORKBOOK_PART], slip, shape, contents)
        return self._fronts[key]


def _places(made: Stamped, title: str, cover: Mapping[str, str]) -> dict[tuple[str, str], tuple[str, str]]:
    """Where each answer of a copy is mended: on its sheet, or on the cover where that fills it in."""
    on_cover = {
        (name, ""): (COVER_SHEET, cover[name])
        for name in made.cells
        if name in cover and name not in made.given.answers
    }
    return made.places(title) | on_cover
