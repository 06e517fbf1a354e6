"""Run by the system's Python: fills forms in LibreOffice as a person would, and reads what they say after each scene.

Arguments: soffice, profile folder, jobs.json, answer.json. A job is {"source", "sheet", "scenes": [{"set": [[cell, how, value], …],
"read": area, "save": path or ""}, …]}. Scenes follow one another in one open document. How a cell is set:

- "type": as from the keyboard; numbers become numbers, dates dates, and in a cell formatted as text all stays text;
- "text": pasted as a text, whatever it looks like;
- "number", "percent", "date", "boolean": a number pasted with that look; "formula": a formula in English;
- "clear": emptied; the cell's own number format comes back.

The answer is, for each job, for each scene, the texts and numbers of its area, error cells as {"error": number}.
"""

import contextlib
import json
import sys
from pathlib import Path

from uno_edit import connect, prop

TEXT_FORMAT = 256  # com.sun.star.util.NumberFormat.TEXT
CONTENTS = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: VALUE, DATETIME, STRING, FORMULA
LOOKS = {"percent": "0.00%", "date": "YYYY-MM-DD", "boolean": "BOOLEAN"}


class Page:
    """One sheet of an open form."""

    def __init__(self, document, sheet: str) -> None:
        self.document = document
        self.sheet = document.Sheets.getByName(sheet)
        if self.sheet.isProtected():
            self.sheet.unprotect("")  # pasted looks are refused on a protected sheet; values are not affected
        self.own_looks: dict[str, int] = {}
        self.looks: dict[str, int] = {}

    def look(self, code: str) -> int:
        if code not in self.looks:
            formats, locale = self.document.NumberFormats, self.sheet.CharLocale
            key = formats.queryKey(code, locale, False)
            self.looks[code] = formats.addNew(code, locale) if key == -1 else key
        return self.looks[code]

    def set(self, place: str, how: str, value) -> None:
        cell = self.sheet.getCellRangeByName(place)
        own = self.own_looks.setdefault(place, cell.NumberFormat)
        if cell.NumberFormat != own:
            cell.NumberFormat = own
        if how == "clear" or (how == "type" and value == ""):
            cell.clearContents(CONTENTS)
        elif how == "type" and self.document.NumberFormats.getByKey(own).Type != TEXT_FORMAT:
            cell.FormulaLocal = value
        elif how in ("type", "text"):
            cell.String = value
        elif how == "formula":
            cell.Formula = value
        else:
            if how in LOOKS:
                cell.NumberFormat = self.look(LOOKS[how])
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


def play(desktop, job) -> list[list[list[object]]]:
    """One form through all its scenes."""
    document = desktop.loadComponentFromURL(Path(job["source"]).as_uri(), "_blank", 0, (prop("Hidden", True),))
    page = Page(document, job["sheet"])
    said = []
    for scene in job["scenes"]:
        document.addActionLock()
        for place, how, value in scene["set"]:
            page.set(place, how, value)
        document.removeActionLock()
        said.append(page.said(scene["read"]))
        if scene["save"]:
            target = Path(scene["save"]).as_uri()
            document.storeToURL(target, (prop("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    return said


def main() -> None:
    soffice, profile, jobs, answer = sys.argv[1:]
    office, desktop = connect(soffice, profile)
    try:
        said = [play(desktop, job) for job in json.loads(Path(jobs).read_text(encoding="utf-8"))]
        Path(answer).write_text(json.dumps(said), encoding="utf-8")
    finally:
        with contextlib.suppress(Exception):
            desktop.terminate()
        try:
            office.wait(30)
        except Exception:
            office.kill()


if __name__ == "__main__":
    main()
