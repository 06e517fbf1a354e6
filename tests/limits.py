"""What Excel would not take of a workbook: every text, formula and size beyond its limits, read from the bytes.

Excel opens such a file with a repair prompt and leaves the thing out. The numbers stand here again, from Microsoft's
“Excel specifications and limits” and the dialogs of Excel, so that a slip in `toolkit.base.excel_limits` is seen.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TOKEN = re.compile(r"""("(?:[^"]|"")*")|('(?:[^']|'')*')|([A-Za-z_][A-Za-z0-9_.]*)?(\()|(\))|(,)|(.)""", re.DOTALL)
NAME = re.compile(r"[^\W\d][\w.\\]*")
LIKE_A_PLACE = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")
PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


def units(text: str | None) -> int:
    return len((text or "").encode("utf-16-le", "surrogatepass")) // 2


def violations(data: bytes, seen: set[tuple[str, int, int]] | None = None) -> list[str]:
    """Everything in an .xlsx that is beyond a limit; parts that were ``seen`` before are not looked at again."""
    found: list[str] = []
    with ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            looker = next((look for pattern, look in PARTS.items() if re.fullmatch(pattern, name)), None)
            if looker is None:
                continue
            part = archive.read(name)
            key = (re.sub(r"\d+", "", name), len(part), zlib.crc32(part))
            if seen is None or key not in seen:
                found += [f"{name}: {what}" for what in looker(ElementTree.fromstring(part))]
            if seen is not None:
                seen.add(key)
    return found


def too_long(what: str, text: str | None, most: int) -> Iterator[str]:
    if units(text) > most:
        yield f"{what} has {units(text)} units, more than {most}: {(text or '')[:60]!r}"


# -- formulas ----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=100_000)
def formula(text: str) -> tuple[str, ...]:
    """What is wrong with a formula, with or without its "="."""
    found = list(too_long("formula", text, 8192))
    arguments: list[int] = []
    deepest = 0
    for literal, _, _, opened, closed, comma, _ in TOKEN.findall(text):
        if literal:
            found += too_long("text in a formula", literal[1:-1].replace('""', '"'), 255)
        elif opened:
            arguments.append(1)
            deepest = max(deepest, len(arguments))
        elif closed and arguments:
            if (number := arguments.pop()) > 255:
                found.append(f"a function has {number} arguments, more than 255: {text[:60]!r}")
        elif comma and arguments:
            arguments[-1] += 1
    if deepest > 64:
        found.append(f"formula is nested {deepest} deep, more than 64: {text[:60]!r}")
    return tuple(found)


# -- parts -------------------------------------------------------------------------------------------------------------


def workbook(root: ElementTree.Element) -> Iterator[str]:
    taken: set[str] = set()
    for sheet in root.iter(f"{MAIN}sheet"):
        name = sheet.get("name", "")
        yield from too_long("sheet name", name, 31)
        if not name or re.search(r"[\[\]:*?/\\]", name) or name[0] == "'" or name[-1] == "'":
            yield f"sheet name has a forbidden character or none: {name!r}"
        if name.casefold() in taken or name.casefold() == "history":
            yield f"sheet name is taken: {name!r}"
        taken.add(name.casefold())
    names: set[tuple[str, str]] = set()
    for defined in root.iter(f"{MAIN}definedName"):
        name = defined.get("name", "")
        yield from too_long("defined name", name, 255)
        if not name.startswith("_xlnm.") and (not NAME.fullmatch(name) or LIKE_A_PLACE.fullmatch(name)):
            yield f"defined name cannot be one: {name!r}"
        key = (name.casefold(), defined.get("localSheetId", ""))
        if key in names:
            yield f"defined name is taken: {name!r}"
        names.add(key)
        yield from formula(defined.text or "")


def worksheet(root: ElementTree.Element) -> Iterator[str]:
    for column in root.iter(f"{MAIN}col"):
        if float(column.get("width", 0)) > 255:
            yield f"column is {column.get('width')} wide, more than 255"
    data = root.find(f"{MAIN}sheetData")
    for row in data if data is not None else ():
        yield from in_row(row)
    yield from merged([area.get("ref", "") for area in root.iter(f"{MAIN}mergeCell")])
    for text in root.iterfind(f".//{MAIN}cfRule/{MAIN}formula"):
        yield from formula(text.text or "")
    yield from validations(root)
    for one in root.iterfind(f".//{MAIN}headerFooter/*"):
        yield from too_long("header or footer", one.text, 255)
    yield from hyperlinks(list(root.iter(f"{MAIN}hyperlink")))


def in_row(row: ElementTree.Element) -> Iterator[str]:
    if float(row.get("ht", 0)) > 409.5:
        yield f"row {row.get('r')} is {row.get('ht')} high, more than 409.5"
    for cell in row:
        yield from in_cell(cell)
    if len(row) and (bad := beyond(row[-1].get("r", "A1"))):
        yield bad


def in_cell(cell: ElementTree.Element) -> Iterator[str]:
    for child in cell:
        if child.tag == f"{MAIN}f":
            yield from formula(child.text or "")
        elif child.tag == f"{MAIN}is":
            yield from too_long(f"text in {cell.get('r')}", "".join(child.itertext()), 32767)
        elif child.text and len(child.text) > 10_000:
            yield from too_long(f"value in {cell.get('r')}", child.text, 32767)


def hyperlinks(links: list[ElementTree.Element]) -> Iterator[str]:
    if len(links) > 65_530:
        yield f"sheet has {len(links)} hyperlinks, more than 65530"
    for link in links:
        yield from too_long("place of a hyperlink", link.get("location"), 2079)
        yield from too_long("tip of a hyperlink", link.get("tooltip"), 255)


def beyond(place: str) -> str | None:
    match = PLACE.fullmatch(place)
    assert match, place
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return f"cell {place} is beyond the sheet" if column > 16_384 or int(match[2]) > 1_048_576 else None


def merged(areas: list[str]) -> Iterator[str]:
    """Areas that overlap, or are one cell."""
    rows: dict[int, list[tuple[int, int, str]]] = {}
    for area in areas:
        first, _, last = area.partition(":")
        (left, top), (right, bottom) = corner(first), corner(last or first)
        if (left, top) == (right, bottom):
            yield f"merged area is one cell: {area}"
        for row in range(top, bottom + 1):
            for other_left, other_right, other in rows.setdefault(row, []):
                if left <= other_right and other_left <= right:
                    yield f"merged areas overlap: {other} and {area}"
            rows[row].append((left, right, area))


def corner(place: str) -> tuple[int, int]:
    match = PLACE.fullmatch(place)
    assert match, place
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return column, int(match[2])


def validations(root: ElementTree.Element) -> Iterator[str]:
    ours = list(root.iter(f"{MAIN}dataValidation"))
    for one in ours:
        at = one.get("sqref", "")[:20]
        for what, most in (("promptTitle", 32), ("prompt", 255), ("errorTitle", 32), ("error", 255)):
            yield from too_long(f"{what} at {at}", one.get(what), most)
        for text in (child.text or "" for child in one):
            if text.startswith('"'):
                yield from too_long(f"list at {at}", text[1:-1].replace('""', '"'), 255)
            else:
                yield from formula(text)
    if len(ours) > 65_534:
        yield f"sheet has {len(ours)} validations, more than 65534"


def shared_strings(root: ElementTree.Element) -> Iterator[str]:
    for one in root:
        yield from too_long("text", "".join(one.itertext()), 32767)


def comments(root: ElementTree.Element) -> Iterator[str]:
    for one in root.iter(f"{MAIN}comment"):
        yield from too_long(f"note on {one.get('ref')}", "".join(one.itertext()), 32767)


def styles(root: ElementTree.Element) -> Iterator[str]:
    for tag, most in (("cellXfs", 65_490), ("fonts", 1024), ("numFmts", 250)):
        if (of := root.find(f"{MAIN}{tag}")) is not None and len(of) > most:
            yield f"workbook has {len(of)} {tag}, more than {most}"
    for one in root.iter(f"{MAIN}numFmt"):
        yield from too_long("number format", one.get("formatCode"), 255)


def properties(root: ElementTree.Element) -> Iterator[str]:
    for one in root:
        yield from too_long("property", one.text, 255)


def relationships(root: ElementTree.Element) -> Iterator[str]:
    for one in root:
        yield from too_long("target of a hyperlink", one.get("Target"), 2079)


PARTS: Mapping[str, Callable[[ElementTree.Element], Iterator[str]]] = {
    r"xl/workbook\.xml": workbook,
    r"xl/worksheets/[^/]+\.xml": worksheet,
    r"xl/sharedStrings\.xml": shared_strings,
    r"xl/comments.*\.xml": comments,
    r"xl/styles\.xml": styles,
    r"docProps/core\.xml": properties,
    r"xl/worksheets/_rels/.*\.rels": relationships,
}
