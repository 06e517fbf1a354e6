"""Forms for N units, beside what a clerk's script does: load one with openpyxl, fill in three cells, save.

    python -m benchmarks.forms              # 1,000 forms of one item, and as many by the script
    python -m benchmarks.forms 50           # a small run

The script's copies carry no seal of their own, no number, no figures of the period before.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from toolkit import Workspace
from toolkit.form.grid import SHEET
from toolkit.form.loaded_base import load_base
from toolkit.form.stamp import Press
from toolkit.form.writer import write_form


def main(arguments: list[str]) -> int:
    count = int(arguments[0]) if arguments else 1000
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.init(Path(folder) / "workspace", example=True)
        plan, catalogue = workspace.plan, workspace.catalogues["3.1.1"]
        model, period, base = plan.units[0], plan.periods[0], load_base(workspace.base_path)
        units = [replace(model, id=f"u{n}", name=f"第{n}县人民政府", area=f"第{n}县", code="") for n in range(count)]
        blank = write_form(base, plan, catalogue, model, period, workspace.key)
        press = Press(base, plan, workspace.key)
        drawn = min(count, 50)

        def script(number: int) -> bytes:
            book, out = load_workbook(BytesIO(blank)), BytesIO()
            book[SHEET]["D4"] = units[number].name
            book[SHEET]["B2"] = f"表号：{number}"
            book.save(out)
            return out.getvalue()

        stamped = _each(lambda n: press.form(catalogue, units[n], period), count)
        by_hand = _each(lambda n: write_form(base, plan, catalogue, units[n], period, workspace.key), drawn)
        scripted = _each(script, drawn)
    print(f"{'forms':>8} {'by':>10} {'CPU ms a form':>14}")
    for name, number, each in (("stamping", count, stamped), ("drawing", drawn, by_hand), ("script", drawn, scripted)):
        print(f"{number:>8} {name:>10} {each:>14.2f}")
    print(f"the script needs {scripted / stamped:.1f} times the CPU of stamping, drawing {by_hand / stamped:.1f} times")
    return 0


def _each(make: Callable[[int], bytes], count: int) -> float:
    """Milliseconds of CPU a form, the first one (which draws the shape) included."""
    begin = time.process_time()
    for number in range(count):
        make(number)
    return 1000 * (time.process_time() - begin) / count


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
