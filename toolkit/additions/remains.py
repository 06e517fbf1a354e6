"""The sheet of what found no place: additions to rows and columns that are gone, and what could not be carried over.

Knows: how it looks, how it is read again: what stands on it goes back to its place as soon as that is there. Must not
know: how a place is found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from toolkit.additions.cells import EMPTY, Row, Value, fill
from toolkit.additions.package import Package
from toolkit.additions.records import OWN, Added, RowId, RowKind, Spot
from toolkit.additions.refs import place
from toolkit.additions.shape import words_of
from toolkit.additions.styles import BUILT_IN, Style, StyleBook, StyleTable
from toolkit.additions.xml import MAIN, Element, canonical, elements, made, sub, written
from toolkit.base.texts import text_lines

NAME = "未能放回的补充内容"
_COLUMNS = (("工作表", 16.0), ("原来所在的行", 34.0), ("栏目", 18.0), ("内容", 40.0), ("批注", 34.0), ("说明", 44.0))
_MARK = len(_COLUMNS)  # the hidden column that says where it belongs
_TOP = 4
_NOTE = (
    "贵办在总台账里补充的内容，有的行、列现在已经没有了，放在这里，没有丢失；行、列重新出现时会自动放回原处。"
    "不再需要的，整行删去即可。"
)
_GONE = "原来的行或者列现在没有了"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_COLOUR_WORDS = {
    "fill": "底色", "colour": "字色", "bold": "加粗", "italic": "斜体", "underline": "下划线", "struck": "删除线",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """A line that belongs nowhere: what was not carried over, or what somebody has written on the sheet."""

    sheet: str
    text: str


def read(rows: Iterable[Row], styles: StyleTable) -> tuple[list[Added], list[Remark]]:
    """What stands on the sheet: what may go back to its place, and remarks."""
    found: list[Added] = []
    remarks: list[Remark] = []
    for row in rows:
        if row.number < _TOP:
            continue
        cells = {cell.column: cell for cell in row.cells}
        texts = row.texts
        spot, by_hand = _place(texts.get(_MARK, ""))
        beside = [text for column, text in texts.items() if column > _MARK]
        if spot is None:
            said = [texts[column] for column in sorted(texts) if column not in (0, _MARK) and column < _MARK]
            if said:
                remarks.append(Remark(texts.get(0, ""), "　".join(said)))
        else:
            value = cells[3].value if 3 in cells and not by_hand else EMPTY
            style = None if value.empty else styles.style(cells[3].style)
            found += _apart(Added(spot, value, style, note=texts.get(4, "")), by_hand)
        remarks += [Remark(texts.get(0, ""), text) for text in beside]
    return found, remarks


def still(added: Added) -> Added:
    """An addition that has no place: of a formula what it came to, or how it read where nobody has calculated it."""
    value = added.value
    if value.formula:
        value = Value(value.kind, value.text) if value.text else Value("s", f"={value.formula}")
    return replace(added, value=value, style=None if value.empty else added.style)


def _apart(added: Added, by_hand: dict[str, tuple[tuple[str, str], ...]]) -> list[Added]:
    if not by_hand:
        return [added]
    return [Added(replace(added.spot, column=column), by_hand=look) for column, look in by_hand.items()]


def _place(mark: str) -> tuple[Spot | None, dict[str, tuple[tuple[str, str], ...]]]:
    try:
        said = json.loads(mark)
        row = RowId(RowKind(said["kind"]), str(said["key"]), int(said["nth"]))
        by_hand = {str(c): tuple((str(n), str(v)) for n, v in look) for c, look in said.get("looks", {}).items()}
        return Spot(str(said["sheet"]), row, str(said["column"]), str(said["words"])), by_hand
    except (ValueError, KeyError, TypeError):
        return None, {}


def draw(package: Package, styles: StyleBook, added: Sequence[Added], remarks: Sequence[Remark]) -> str:
    """Draw the sheet; gives its part."""
    look = _Looks(styles)
    root = made("worksheet")
    properties = sub(root, "sheetPr")
    sub(properties, "tabColor", rgb="FFFFC000")
    sub(properties, "pageSetUpPr", fitToPage="1")
    view = sub(sub(root, "sheetViews"), "sheetView", showGridLines="0", workbookViewId="0")
    sub(view, "pane", ySplit=str(_TOP - 1), topLeftCell=f"A{_TOP}", activePane="bottomLeft", state="frozen")
    sub(root, "sheetFormatPr", defaultRowHeight="15")
    columns = sub(root, "cols")
    for number, (_, width) in enumerate(_COLUMNS, start=1):
        sub(columns, "col", min=str(number), max=str(number), width=str(width), customWidth="1")
    sub(columns, "col", min=str(_MARK + 1), max=str(_MARK + 1), width="9", hidden="1", customWidth="1")
    data = sub(root, "sheetData")
    _line(data, 1, [(Value("s", NAME), look.title)], 30)
    _line(data, 2, [(Value("s", _NOTE), look.small)], 20)
    _line(data, 3, [(Value("s", caption), look.head) for caption, _ in _COLUMNS], 24)
    number = _TOP
    for cells in (*_lines(added, look), *(_remark(remark, look) for remark in remarks)):
        texts = [(value.text, width) for (value, _), (_, width) in zip(cells, _COLUMNS, strict=False)]
        height = max(text_lines(text, width, 10) for text, width in texts) * 14 + 6
        _line(data, number, cells, min(height, 409))
        number += 1
    sub(root, "pageMargins", left="0.4", right="0.4", top="0.5", bottom="0.55", header="0.3", footer="0.25")
    sub(root, "pageSetup", paperSize="8", fitToHeight="0", orientation="landscape")
    part = package.free("xl/worksheets/sheet{}.xml")
    package.add(part, written(root), _SHEET)
    return part


class _Looks:
    """The formats of the sheet, like those of the toolkit's lists."""

    def __init__(self, styles: StyleBook) -> None:
        def font(size: str, bold: bool = False, name: str = "宋体", colour: str = "000000") -> str:
            strokes = "<b/>" if bold else ""
            return (
                f'<font xmlns="{MAIN}">{strokes}<sz val="{size}"></sz><color rgb="FF{colour}"></color>'
                f'<name val="{name}"></name></font>'
            )

        def number(
            font: str, fill: str = "", grid: bool = True, alignment: str = 'vertical="center" wrapText="1"'
        ) -> int:
            sides = "".join(
                f'<{side} style="thin"><color rgb="FFA6A6A6"></color></{side}>' if grid else f"<{side}></{side}>"
                for side in ("left", "right", "top", "bottom")
            )
            border = f'<border xmlns="{MAIN}">{sides}<diagonal></diagonal></border>'
            filled = (
                f'<fill xmlns="{MAIN}"><patternFill patternType="solid"><fgColor rgb="FF{fill}"></fgColor>'
                f'<bgColor indexed="64"></bgColor></patternFill></fill>'
                if fill
                else f'<fill xmlns="{MAIN}"><patternFill patternType="none"></patternFill></fill>'
            )
            placed = f'<alignment xmlns="{MAIN}" {alignment}></alignment>'
            looks, paper, lines, place = (canonical(elements(piece)) for piece in (font, filled, border, placed))
            return styles.number(Style(looks, paper, lines, f"{BUILT_IN}0", place))

        self.title = number(font("18", name="黑体"), grid=False, alignment='vertical="center"')
        self.small = number(font("9", colour="595959"), grid=False, alignment='vertical="center"')
        self.head = number(
            font("10", bold=True), "DCE6F1", alignment='horizontal="center" vertical="center" wrapText="1"'
        )
        self.cell = number(font("10"))
        self.of = styles.number


def _lines(added: Sequence[Added], look: _Looks) -> list[list[tuple[Value, int]]]:
    found: list[list[tuple[Value, int]]] = []
    colours: dict[tuple[str, RowId], list[Added]] = {}
    for one in added:
        if one.by_hand:
            colours.setdefault((one.spot.sheet, one.spot.row), []).append(one)
        if one.note or not one.value.empty:
            style = look.cell if one.style is None else look.of(one.style)
            note = Value("s", one.note) if one.note else EMPTY
            found.append(_line_of(replace(one, by_hand=()), one.value, style, note, look, {}))
    for of_row in colours.values():
        words = dict.fromkeys(_COLOUR_WORDS[name] for one in of_row for name, _ in one.by_hand)
        text = f"{len(of_row)} 格的{'、'.join(words)}"
        spot = replace(of_row[0].spot, column="")
        looks = {one.spot.column: one.by_hand for one in of_row}
        found.append(_line_of(Added(spot), Value("s", text), look.cell, EMPTY, look, looks))
    return found


def _line_of(
    one: Added,
    value: Value,
    style: int,
    note: Value,
    look: _Looks,
    looks: dict[str, tuple[tuple[str, str], ...]],
) -> list[tuple[Value, int]]:
    spot = one.spot
    caption = words_of(spot.column.lstrip(OWN))
    mark: dict[str, object] = {
        "sheet": spot.sheet, "kind": spot.row.kind.value, "key": spot.row.key, "nth": spot.row.nth,
        "column": spot.column, "words": spot.words,
    }  # fmt: skip
    if looks:
        mark["looks"] = looks
    row = spot.words or words_of(spot.row.key)
    texts = [Value("s", text) if text else EMPTY for text in (spot.sheet, row, caption)]
    packed = Value("s", json.dumps(mark, ensure_ascii=True, separators=(",", ":")))
    plain = look.cell
    return [
        *((text, plain) for text in texts), (value, style), (note, plain), (Value("s", _GONE), plain), (packed, plain),
    ]  # fmt: skip


def _remark(remark: Remark, look: _Looks) -> list[tuple[Value, int]]:
    sheet = Value("s", remark.sheet) if remark.sheet else EMPTY
    cells = [sheet, EMPTY, EMPTY, EMPTY, EMPTY, Value("s", remark.text)]
    return [(value, look.cell) for value in cells]


def _line(data: Element, number: int, cells: Sequence[tuple[Value, int]], height: float) -> None:
    row = sub(data, "row", r=str(number), ht=f"{height:.16g}", customHeight="1")
    for column, (value, style) in enumerate(cells):
        cell = sub(row, "c", r=place(column, number), s=str(style))
        fill(cell, value)
