"""What stands around the cells of a sheet (columns, panes, filters, merged cells, rules, links) and moves with them.

Knows: the elements of a worksheet. Must not know: rows, why anything moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from toolkit.additions.refs import Move, adapted, area, place
from toolkit.additions.xml import Element, M, made, parsed, plain, put_in_order
from toolkit.workbooks.markup import column_letters

ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection",
    "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells",
    "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup",
    "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "drawingHF", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
)  # fmt: skip
_MOST_COLUMNS, _USUAL_WIDTH = 1000, 9.140625
_RULES = (f"{M}formula", f"{M}formula1", f"{M}formula2")


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """How a column looks as a whole."""

    width: float | None = None
    hidden: bool = False
    style: int = 0


def split(data: bytes) -> tuple[Element, bytes]:
    """A sheet without its rows, as a tree, and the whole as plain bytes."""
    data = plain(data)
    begin, end = data.find(b"<sheetData"), data.find(b"</sheetData>")
    if begin < 0 or end < 0:
        root = parsed(data)
        for holder in root.findall(f"{M}sheetData"):
            for row in list(holder):
                holder.remove(row)
        return root, data
    return parsed(data[:begin] + b"<sheetData/>" + data[end + len(b"</sheetData>") :]), data


def columns_of(data: bytes) -> dict[int, ColumnLook]:
    """How each column of a sheet looks that has a look of its own."""
    return columns_in(split(data)[0])


def columns_in(frame: Element) -> dict[int, ColumnLook]:
    """The same of a sheet without its rows."""
    found = {}
    for one in frame.iterfind(f"{M}cols/{M}col"):
        width = one.get("width")
        look = ColumnLook(
            float(width) if width else None, one.get("hidden") in ("1", "true"), int(one.get("style") or 0)
        )
        for at in range(int(one.get("min")) - 1, min(int(one.get("max")), _MOST_COLUMNS)):
            found[at] = look
    return found


def put_looks(frame: Element, looks: Mapping[int, ColumnLook]) -> None:
    """Give some columns the width that they are to have, and show or hide them."""
    if not looks:
        return
    holder = frame.find(f"{M}cols")
    if holder is None:
        holder = made("cols")
        put_in_order(frame, holder, ORDER)
    said: dict[int, dict[str, str]] = {}
    for one in list(holder):
        for at in range(int(one.get("min")) - 1, min(int(one.get("max")), _MOST_COLUMNS)):
            said[at] = {name: value for name, value in one.attrib.items() if name not in ("min", "max")}
        holder.remove(one)
    for at, look in looks.items():
        its = said.setdefault(at, {})
        its |= {"width": f"{look.width or _USUAL_WIDTH:.16g}", "customWidth": "1"}
        its.pop("hidden", None)
        its |= {"hidden": "1"} if look.hidden else {}
        if not look.hidden and "outlineLevel" in its:
            said.get(at + 1, {}).pop("collapsed", None)
    for at, attributes in sorted(said.items()):
        holder.append(made("col", min=str(at + 1), max=str(at + 1), **attributes))


def frozen_in(frame: Element) -> tuple[int, int]:
    """How many rows and columns of a sheet stand still."""
    pane = next(frame.iter(f"{M}pane"), None)
    if pane is None or pane.get("state") not in ("frozen", "frozenSplit"):
        return 0, 0
    return int(float(pane.get("ySplit") or 0)), int(float(pane.get("xSplit") or 0))


def freeze(frame: Element, rows: int, columns: int) -> None:
    """Have so many rows and columns stand still."""
    view = next(frame.iter(f"{M}sheetView"), None)
    if view is None:
        return
    for one in [*view.findall(f"{M}pane"), *view.findall(f"{M}selection")]:
        view.remove(one)
    if not rows and not columns:
        return
    active = "bottomRight" if rows and columns else "bottomLeft" if rows else "topRight"
    splits = {name: str(number) for name, number in (("xSplit", columns), ("ySplit", rows)) if number}
    view.insert(0, made("pane", **splits, topLeftCell=place(columns, rows + 1), activePane=active, state="frozen"))
    view.insert(1, made("selection", pane=active))


def put_columns(frame: Element, move: Move, own: Mapping[int, ColumnLook]) -> None:
    """Move the columns of a sheet along, and put the office's own (by their new place) between them."""
    holder = frame.find(f"{M}cols")
    looks: dict[int, dict[str, str]] = {}
    for one in list(holder) if holder is not None else ():
        for at in range(int(one.get("min")) - 1, min(int(one.get("max")), move.width[0])):
            if (new := move.column(at)) is not None:
                looks[new] = {k: v for k, v in one.attrib.items() if k not in ("min", "max")}
        holder.remove(one)
    for at, look in sorted(own.items()):
        looks[at] = {"width": f"{look.width or 12:.16g}", "customWidth": "1"} | ({"hidden": "1"} if look.hidden else {})
        # The “+” of columns that are folded away stands at the column beside them.
        right: dict[str, str] = looks.get(at + 1, {})
        if at - 1 in looks and "outlineLevel" in looks[at - 1] and right.pop("collapsed", ""):
            looks[at]["collapsed"] = "1"
    if not looks:
        return
    if holder is None:
        holder = made("cols")
        put_in_order(frame, holder, ORDER)
    for at, attributes in sorted(looks.items()):
        holder.append(made("col", min=str(at + 1), max=str(at + 1), **attributes))


def moved_area(text: str, move: Move, *, whole: bool = False) -> str:
    """A range as it is now; ``whole`` takes in what the office has put at its right end."""
    first, top, last, bottom = area(text)
    columns, rows = move.columns_of(first, last), move.rows_of(top, bottom)
    if columns is None or rows is None:
        return text
    right = columns[1]
    if whole:
        taken = set(move.columns.values())
        while right + 1 < move.width[1] and right + 1 not in taken:
            right += 1
    begin, end = place(columns[0], rows[0]), place(right, rows[1])
    return begin if ":" not in text and begin == end else f"{begin}:{end}"


def follow(frame: Element, sheet: str, moves: Mapping[str, Move]) -> None:
    """Have everything around the cells go along with the columns that have moved, on this sheet and on others."""
    move = moves.get(sheet)
    if move is not None:
        _follow_here(frame, move)
    for one in frame.iter(*_RULES):
        if one.text and (new := adapted(one.text, sheet, moves)) is not None:
            one.text = new
    for one in frame.iter(f"{M}hyperlink"):
        if (target := one.get("location")) and (new := adapted(target, sheet, moves)) is not None:
            one.set("location", new)


def _follow_here(frame: Element, move: Move) -> None:
    for tag in ("conditionalFormatting", "dataValidation"):
        for one in frame.iter(f"{M}{tag}"):
            one.set("sqref", " ".join(moved_area(text, move) for text in one.get("sqref", "").split()))
    for tag in ("mergeCell", "hyperlink", "dimension"):
        for one in frame.iter(f"{M}{tag}"):
            one.set("ref", moved_area(one.get("ref", "A1"), move))
    for one in frame.iter(f"{M}autoFilter"):
        one.set("ref", moved_area(one.get("ref", "A1"), move, whole=True))
    for pane in frame.iter(f"{M}pane"):
        frozen = int(float(pane.get("xSplit") or 0))
        if frozen and (new := move.column(frozen - 1)) is not None:
            pane.set("xSplit", str(new + 1))
            pane.set(
                "topLeftCell",
                column_letters(new + 1) + pane.get("topLeftCell", "A1").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            )
    for chosen in frame.iter(f"{M}selection"):
        for name in ("activeCell", "sqref"):
            if chosen.get(name):
                chosen.set(name, moved_area(chosen.get(name).split()[0], move))
