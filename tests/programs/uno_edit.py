"""Run by the system's Python: drives LibreOffice through UNO. Arguments: soffice, profile folder, jobs.json.

A job is {"source", "target", "typed": [[sheet, cell, text], …], "insert_rows": [[sheet, row], …],
"rename": [[old, new], …], "move_first": [sheet, …]}; ``typed`` goes in as from the keyboard: numbers become numbers,
dates dates, and texts stay texts where the cell is formatted as text.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue


def connect(soffice: str, profile: str) -> tuple[subprocess.Popen[bytes], Any]:
    pipe = f"edit{int(time.time() * 1000)}"
    office = subprocess.Popen(
        [
            soffice,
            "--headless",
            "--norestore",
            f"-env:UserInstallation={Path(profile).as_uri()}",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return office, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.25)
    raise SystemExit("LibreOffice did not start")


def prop(name: str, value: object) -> Any:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def work(desktop: Any, job: dict[str, Any]) -> None:
    document = desktop.loadComponentFromURL(Path(job["source"]).as_uri(), "_blank", 0, (prop("Hidden", True),))
    sheets = document.Sheets
    for sheet, row in job.get("insert_rows", []):
        if sheets.getByName(sheet).isProtected():
            sheets.getByName(sheet).unprotect("")
        sheets.getByName(sheet).Rows.insertByIndex(row - 1, 1)
    for sheet, cell, text in job.get("typed", []):
        target = sheets.getByName(sheet).getCellRangeByName(cell)
        if document.NumberFormats.getByKey(target.NumberFormat).Type == 256:  # com.sun.star.util.NumberFormat.TEXT
            target.String = text
        else:
            target.FormulaLocal = text
    for old, new in job.get("rename", []):
        sheets.getByName(old).Name = new
    for sheet in job.get("move_first", []):
        sheets.moveByName(sheet, 0)
    document.storeToURL(Path(job["target"]).as_uri(), (prop("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)


def main() -> None:
    soffice, profile, jobs = sys.argv[1:]
    office, desktop = connect(soffice, profile)
    try:
        for job in json.loads(Path(jobs).read_text(encoding="utf-8")):
            work(desktop, job)
    finally:
        try:
            desktop.terminate()
        except Exception:
            office.kill()
        office.wait(30)


if __name__ == "__main__":
    main()
