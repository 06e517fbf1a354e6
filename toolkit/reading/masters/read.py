"""What the office wrote into a master, read back from the file.

Knows: the steps from bytes to edits. Must not know: the ledger, folders. Rows are found by their hidden key, which must
agree with what people see, or by item and unit where it is gone; columns by caption, wherever they stand. Sorted,
filtered, hidden, inserted, renamed: none of it matters. A cell that the toolkit wrote and that still says so is no
edit; a row that is gone says nothing.
"""

from __future__ import annotations

from collections.abc import Collection

from toolkit.base.captions import Sheet
from toolkit.plan.model import Plan
from toolkit.reading.masters.baseline import read_baseline
from toolkit.reading.masters.edits import changes, settled
from toolkit.reading.masters.figures import typed_over
from toolkit.reading.masters.opened import Grid, open_workbook
from toolkit.reading.masters.outcome import (
    NO_MASTER,
    Doubt,
    Edit,
    MasterRead,
    Outcome,
    Reason,
    not_understood,
)
from toolkit.reading.masters.records import read_records
from toolkit.reading.masters.rows import Reader
from toolkit.reading.masters.tables import tables, without_keys
from toolkit.reading.masters.told import Teller


def read_master(data: bytes, plan: Plan, period_id: str, keys: Collection[bytes]) -> MasterRead:
    """What the office changed in a master, and what of it is not taken; or why the file is not understood.

    ``period_id`` is the period of the folder in which it lies, for a master that has lost its hidden sheet; ``keys``
    are those under one of which that sheet is sealed. Never raises on what ``data`` is.
    """
    grids = open_workbook(data)
    if isinstance(grids, Reason):
        return not_understood(grids)
    hidden = grids.get(Sheet.WRITTEN, Grid([]))
    base = read_baseline(hidden.rows, keys)
    if base.plan not in (None, plan.id):
        return not_understood(Reason.FOREIGN_PLAN)
    theirs = {str(row[0]) for row in grids.get(Sheet.DRAWN, Grid([])).rows if len(row) > 1 and row[1] == "own"}
    theirs.discard(Sheet.LEDGER)  # never the office's, whatever is said
    own = {name: grid for name, grid in grids.items() if not name.startswith("_") and name not in theirs}
    found = tables(own)
    if not found:
        if without_keys(own):
            return not_understood(Reason.NO_KEYS)
        return not_understood(Reason.NO_CAPTIONS) if base.plan or Sheet.LEDGER in own else NO_MASTER
    missing = found[0].missing
    if missing and (base.plan or found[0].keyed):
        return not_understood(Reason.COLUMNS_MISSING, missing)
    teller = Teller(plan)
    edits: list[Edit] = []
    doubts: list[Doubt] = []
    for table in found:
        reader = Reader(table, teller, base)
        reader.read()
        doubts += reader.doubts
        for change in changes(reader.rows, table.sheet, base):
            (edits if isinstance(change, Edit) else doubts).append(change)  # type: ignore[arg-type]
    doubts += typed_over(own, plan, base)
    kept = read_records(own, base, plan, teller.days(base.period or period_id))
    edits, doubts = [*edits, *kept.edits], [*doubts, *kept.doubts]
    counted: list[Edit] = []
    for one in settled(edits):
        (counted if isinstance(one, Edit) else doubts).append(one)  # type: ignore[arg-type]
    outcome = Outcome.EXCEPT_CELLS if doubts else Outcome.UNDERSTOOD
    period = base.period or period_id
    return MasterRead(
        outcome, period, tuple(counted), tuple(doubts), tuple(kept.removed), listed=base.listed, proof=base.proof
    )  # fmt: skip
