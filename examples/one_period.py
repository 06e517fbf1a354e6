"""A plan taken through one period with nothing but the API, in a folder of its own.

Run it with ``python examples/one_period.py [FOLDER]``; without a folder it uses one that is gone afterwards. A county's
part, filling in a form, is played by the answers of the demonstration.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from toolkit import Workspace
from toolkit.cli.demo import answers_of
from toolkit.form.filling import fill_form

ISSUED, RECEIVED, LATE = date(2021, 1, 25), date(2021, 1, 29), date(2021, 2, 8)


def one_period(folder: Path) -> Workspace:
    """Issue one item's forms to every unit, take in the returns, write the master, remind those who owe."""
    workspace = Workspace.init(folder, example=True)
    item = workspace.plan.item["3.1.1"]
    units = [workspace.plan.unit[unit_id] for unit_id in item.unit_ids]
    issued = workspace.distribute(as_of=ISSUED, item=item.code)
    print(f"{issued.period.name}: {len(issued.forms)} forms of {item.code}")

    catalogue = workspace.catalogues[item.id]
    for unit, form in zip(units, issued.forms, strict=True):
        if unit is units[-1]:
            continue  # the last one does not report
        answers = answers_of(workspace.plan, catalogue, unit)
        if unit is units[0]:
            answers["rural_kg_qualified_count"] = 99  # more than there are
        (workspace.inbox / f"{unit.area}.xlsx").write_bytes(fill_form(form.read_bytes(), catalogue, answers))

    collected, consolidated = workspace.run(as_of=RECEIVED)
    for taken in collected.taken:
        print(f"{taken.unit.area}: {'accepted' if taken.accepted else 'sent back'}")
        for finding in taken.findings:
            print(f"    {finding}")
    print(f"master: {consolidated.master}")

    reminded = workspace.remind(as_of=LATE)
    owing = {reminder.unit.area: len(reminder.owing) for reminder in reminded.reminders}
    print(f"owing on {LATE}: {owing}")
    return workspace


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one_period(Path(sys.argv[1]))
    else:
        with TemporaryDirectory() as made:
            one_period(Path(made) / "workspace")
