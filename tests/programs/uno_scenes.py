"""Run by the system's Python: fills forms in LibreOffice as a person would, and reads what they say after each scene.

Arguments: soffice, profile folder, jobs.json. A job is {"source", "sheet", "scenes": [{"set": [[cell, how, value], …],
"save": path or ""}, …], "read": [area, …], "answer": path}. Scenes follow one another in one open document. How a cell
is set:

- "type": as from the keyboard; numbers become numbers, dates dates, and in a cell formatted as text all stays text;
- "text": pasted as a text, whatever it looks like;
- "number", "percent", "date", "boolean": a number pasted with that look; "formula": a formula in English;
- "clear": emptied; the cell's own number format comes back.

The answer to a job is the day on which it was played and, for each scene, the texts and numbers of the areas, error
cells as {"error": number}; when it is written, the job's number is said on standard output.
"""

import contextlib
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from uno_edit import connect, prop  # beside this file; this one is run by itself

TEXT_FORMAT = 256  # com.sun.star.util.NumberFormat.TEXT
CONTENTS = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: VALUE, DATETIME, STRING, FORMULA
LOOKS = {"percent": "0.00%", "date": "YYYY-MM-DD", "boolean": "BOOLEAN"}


class Cell:
    """A cell of the form; each look at it goes to the other process, so what is known of it is kept."""

    def __init__(self, document: Any, cell: Any) -> None:
        self.cell = cell
        self.own_look = cell.NumberFormat
        self.is_text = document.NumberFormats.getByKey(self.own_look).Type == TEXT_FORMAT
        self.changed = False


class Page:
    """One sheet of an open form."""

    def __init__(self, document: Any, sheet: str) -> None:
        self.document = document
        self.sheet = document.Sheets.getByName(sheet)
        if self.sheet.isProtected():
            self.sheet.unprotect("")  # pasted looks are refused on a protected sheet; values are not affected
        self.cells: dict[str, Cell] = {}
        self.looks: dict[str, int] = {}

    def look(self, code: str) -> int:
        if code not in self.looks:
            formats, locale = self.document.NumberFormats, self.sheet.CharLocale
            key = formats.queryKey(code, locale, False)
            self.looks[code] = formats.addNew(code, locale) if key == -1 else key
        return self.looks[code]

    def set(self, place: str, how: str, value: Any) -> None:
        if place not in self.cells:
            self.cells[place] = Cell(self.document, self.sheet.getCellRangeByName(place))
        known = self.cells[place]
        cell = known.cell
        if known.changed:
            cell.NumberFormat, known.changed = known.own_look, False
        if how == "clear" or (how == "type" and value == ""):
            cell.clearContents(CONTENTS)
        elif how == "type" and not known.is_text:
            cell.FormulaLocal = value
            known.changed = True  # what is typed may bring a look of its own: 95%, 2021-1-31
        elif how in ("type", "text"):
            cell.String = value
        elif how == "formula":
            cell.Formula = value
            known.changed = True
        else:
            if how in LOOKS:
                cell.NumberFormat, known.changed = self.look(LOOKS[how]), True
            cell.Value = value

    def said(self, place: str) -> list[list[object]]:
        """What stands in the cells of an area now."""
        area = self.sheet.getCellRangeByName(place)
        rows = [list(row) for row in area.DataArray]
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if not isinstance(value, str | float):
                    row[column] = {"error": area.getCellByPosition(column, number).getError()}
        return rows


def play(desktop: Any, job: dict[str, Any]) -> list[list[list[list[object]]]]:
    """One form through all its scenes."""
    document = desktop.loadComponentFromURL(Path(job["source"]).as_uri(), "_blank", 0, (prop("Hidden", True),))
    page = Page(document, job["sheet"])
    said = []
    for scene in job["scenes"]:
        document.addActionLock()
        for place, how, value in scene["set"]:
            page.set(place, how, value)
        document.removeActionLock()
        said.append([page.said(area) for area in job["read"]])
        if scene["save"]:
            target = Path(scene["save"]).as_uri()
            document.storeToURL(target, (prop("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    return said


def on_one_day(desktop: Any, job: dict[str, Any]) -> dict[str, object]:
    """One form through all its scenes, again if midnight came between, so that TODAY() was one day all along."""
    while True:
        day = date.today()
        said = play(desktop, job)
        if date.today() == day:
            return {"day": day.isoformat(), "said": said}


def main() -> None:
    soffice, profile, jobs = sys.argv[1:]
    office, desktop = connect(soffice, profile)
    try:
        for number, job in enumerate(json.loads(Path(jobs).read_text(encoding="utf-8"))):
            Path(job["answer"]).write_text(json.dumps(on_one_day(desktop, job)), encoding="utf-8")
            print(number, flush=True)
    finally:
        with contextlib.suppress(Exception):
            desktop.terminate()
        try:
            office.wait(30)
        except Exception:
            office.kill()


if __name__ == "__main__":
    main()
