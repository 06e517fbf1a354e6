"""The workbook as a whole: what the toolkit has drawn, names for ranges, the list of sheets in its properties.

Knows: the hidden sheet of shapes, defined names, docProps. Must not know: what is on a sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from toolkit.additions.cells import Texts, Value, fill, rows_of
from toolkit.additions.frame import moved_area
from toolkit.additions.package import Package, SheetOf
from toolkit.additions.records import Lost, What
from toolkit.additions.refs import Move, adapted, bare_name, place, quoted
from toolkit.additions.shape import OWN_SHEET, Shape, unpacked
from toolkit.additions.xml import M, made, parsed, put_in_order, sub, written
from toolkit.base.captions import Sheet

_WORKBOOK = ("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
             "externalReferences", "definedNames", "calcPr")  # fmt: skip
_BUILT_IN = "_xlnm."
_OF_WORKBOOK = {"vbaProject": What.MACRO, "pivotCacheDefinition": What.PIVOT, "slicerCache": What.SLICER,
                "timelineCache": What.SLICER, "connections": What.LINK, "macrosheet": What.MACRO,
                "chartsheet": What.CHART,
                "dialogsheet": What.CONTROL, "xlMacrosheet": What.MACRO}  # fmt: skip
_OF_SHEET = {"drawing": What.PICTURE, "pivotTable": What.PIVOT, "slicer": What.SLICER, "oleObject": What.OBJECT,
             "package": What.OBJECT, "ctrlProp": What.CONTROL, "control": What.CONTROL, "table": What.TABLE,
             "image": What.PICTURE}  # fmt: skip


def shapes_of(package: Package, texts: Texts) -> tuple[dict[str, Shape], frozenset[str]]:
    """What the toolkit drew on each sheet, by name, and which sheets it knows to be the office's."""
    sheet = package.sheet(Sheet.DRAWN)
    shapes: dict[str, Shape] = {}
    own = set()
    for row in rows_of(package.parts[sheet.part], texts) if sheet else ():
        cells = [cell.value.text for cell in row.cells]
        if len(cells) > 1 and cells[1] == OWN_SHEET:
            own.add(cells[0])
        elif (shape := unpacked(cells)) is not None:
            shapes[shape.sheet] = shape
    return shapes, frozenset(own)


def mark_own(package: Package, names: Sequence[str]) -> None:
    """Write down which sheets are the office's, so that nobody takes them for the toolkit's."""
    sheet = package.sheet(Sheet.DRAWN)
    if sheet is None or not names:
        return
    root = parsed(package.parts[sheet.part])
    data = root.find(f"{M}sheetData")
    number = max((int(row.get("r")) for row in data), default=0)
    for name in names:
        number += 1
        row = sub(data, "row", r=str(number))
        for column, text in enumerate((name, OWN_SHEET)):
            fill(sub(row, "c", r=place(column, number)), Value("s", text))
    package.parts[sheet.part] = written(root)


def take_names(old: Package, new: Package, moves: Mapping[str, Move]) -> bool:
    """Bring along the names that the office has given to ranges; whether there are any."""
    taken = {(one.get("name", "").casefold()) for one in new.workbook.iter(f"{M}definedName")}
    found = []
    for one in old.workbook.iter(f"{M}definedName"):
        name = one.get("name", "")
        if (
            name.startswith(("_xlnm", "Excel_BuiltIn"))
            or one.get("localSheetId")
            or name.casefold() in taken
            or one.get("hidden")
        ):
            continue
        text = adapted(one.text or "", "", moves)
        if text is not None and not text.startswith("#"):
            found.append((name, text))
    if found:
        holder = new.workbook.find(f"{M}definedNames")
        if holder is None:
            holder = made("definedNames")
            put_in_order(new.workbook, holder, _WORKBOOK)
        for name, text in found:
            sub(holder, "definedName", name=name).text = text
    return bool(found)


def take_local_names(old: Package, new: Package, own: Mapping[str, SheetOf], moves: Mapping[str, Move]) -> None:
    """Bring along what the own sheets print, repeat and filter; ``own`` has them by the name that they get."""
    names = [sheet.name for sheet in new.sheets]
    order = [one.get("name") for one in old.workbook.iter(f"{M}sheet")]
    wanted = {sheet.name: name for name, sheet in own.items()}
    for one in old.workbook.iter(f"{M}definedName"):
        index = one.get("localSheetId")
        if index is None or int(index) >= len(order) or order[int(index)] not in wanted:
            continue
        text = adapted(one.text or "", "", moves)
        if text is None:
            continue
        holder = new.workbook.find(f"{M}definedNames")
        if holder is None:
            holder = made("definedNames")
            put_in_order(new.workbook, holder, _WORKBOOK)
        entry = sub(
            holder, "definedName", name=one.get("name", ""), localSheetId=str(names.index(wanted[order[int(index)]]))
        )
        if one.get("hidden"):
            entry.set("hidden", one.get("hidden"))
        entry.text = text


def sort_names(package: Package) -> None:
    """Have the names stand in the order in which office programs write them."""
    holder = package.workbook.find(f"{M}definedNames")
    if holder is not None:
        ordered = sorted(
            holder,
            key=lambda one: (one.get("name", "").removeprefix(_BUILT_IN).casefold(), one.get("localSheetId") or ""),
        )
        holder[:] = ordered


def follow_names(package: Package, moves: Mapping[str, Move]) -> None:
    """Have the names of the toolkit's ranges go along with its columns."""
    for one in package.workbook.iter(f"{M}definedName"):
        prefix, mark, area = (one.text or "").rpartition("!")
        name = bare_name(f"{prefix}!") if mark else ""
        if one.get("name") in (f"{_BUILT_IN}_FilterDatabase", f"{_BUILT_IN}Print_Area") and name in moves:
            if "," not in area:
                whole = moved_area(area.replace("$", ""), moves[name], whole=True)
                fixed = ":".join(_fixed(corner) for corner in whole.split(":"))
                one.text = f"{quoted(name)}!{fixed}"
        elif (text := adapted(one.text or "", "", moves)) is not None:
            one.text = text


def _fixed(corner: str) -> str:
    column = corner.rstrip("0123456789")
    return f"${column}${corner[len(column) :]}"


def retitle(package: Package) -> None:
    """Have the properties of the file list its sheets as they are."""
    part = "docProps/app.xml"
    if part not in package.parts:
        return
    root = parsed(package.parts[part])
    for holder in list(root):
        if holder.tag.rpartition("}")[2] in ("HeadingPairs", "TitlesOfParts"):
            root.remove(holder)
    package.parts[part] = written(root)


def missed(old: Package, new: Package, sheets: Mapping[str, SheetOf]) -> list[Lost]:
    """What the office has put into the old workbook that neither a cell nor a sheet holds."""
    kinds = (one.kind.rpartition("/")[2] for one in old.relations(old.main))
    found = [Lost(_OF_WORKBOOK[kind]) for kind in kinds if kind in _OF_WORKBOOK]
    for name, sheet in sheets.items():
        drawn = new.sheet(name)
        there = old.relations(sheet.part)
        own = new.relations(drawn.part) if drawn is not None else []
        for one in there:
            kind = one.kind.rpartition("/")[2]
            if kind == "drawing":
                found += _drawn_on(old, one.target, new, [o.target for o in own if o.kind == one.kind], sheet.name)
            elif kind in _OF_SHEET:
                found.append(Lost(_OF_SHEET[kind], sheet.name))
    return list(dict.fromkeys(found))


def _drawn_on(old: Package, part: str, new: Package, mine: Sequence[str], sheet: str) -> list[Lost]:
    """Pictures and charts on a drawing beyond those that the toolkit has put there."""
    there, own = _counted(old, [part]), _counted(new, mine)
    kinds = {"chart": What.CHART, "image": What.PICTURE, "other": What.PICTURE}
    return [Lost(kinds[kind], sheet) for kind, number in there.items() if number > own.get(kind, 0)]


def _counted(package: Package, parts: Sequence[str]) -> dict[str, int]:
    counted = {"chart": 0, "image": 0, "other": 0}
    for part in parts:
        if part not in package.parts:
            continue
        for one in package.relations(part):
            kind = one.kind.rpartition("/")[2]
            if kind in counted:
                counted[kind] += 1
        tags = [str(one.tag).rpartition("}")[2] for one in parsed(package.parts[part]).iter()]
        counted["other"] += sum(tag in ("sp", "cxnSp") for tag in tags)
    return counted
