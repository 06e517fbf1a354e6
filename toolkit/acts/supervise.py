"""The act of writing down what the office did (督办记录), and what came of it (落实情况), without a workbook.

Knows: the order of the steps. Must not know: what a line leads to, how a master is read or drawn. It is one more row of
the sheet 督办记录: what was typed there is read first, and the next master shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from toolkit.acts.plan_versions import note_plan
from toolkit.acts.plans_used import in_force
from toolkit.acts.read_back import read_back
from toolkit.acts.withdrawn import withdrawn
from toolkit.base.blanks import bare
from toolkit.base.captions import Column
from toolkit.base.errors import WorkspaceError
from toolkit.base.files import writing
from toolkit.base.names import folded_name
from toolkit.folder import Folder
from toolkit.intake.moments import moment_here
from toolkit.ledger import HERE, CellValue, Ledger, OfficeCell
from toolkit.plan.model import Plan
from toolkit.standing.office_rows import SUPERVISION, office_rows
from toolkit.standing.supervision import Supervised, supervised


@dataclass(frozen=True, slots=True)
class Line:
    """What was done on a day: in which ``way`` (约谈, 电话 …), about whom and what, in words, by whom.

    ``units`` and ``items`` are written as in the master: several with 、 between, all units where none is named.
    ``next_on`` is the day on which it is to be followed up.
    """

    on: date
    way: str
    words: str
    units: str = ""
    items: str = ""
    by: str = ""
    next_on: date | None = None

    def cells(self) -> dict[Column, CellValue]:
        """What it writes under which caption, in the order of the sheet."""
        said: dict[Column, CellValue] = {
            Column.WATCHED_ON: self.on, Column.WAY: bare(self.way), Column.UNIT: bare(self.units),
            Column.CODE: bare(self.items), Column.WORDS: bare(self.words), Column.HANDLER: bare(self.by),
            Column.NEXT_ON: self.next_on,
        }  # fmt: skip
        return {column: value for column, value in said.items() if value not in (None, "")}


def supervise(folder: Folder, line: Line, *, as_of: date) -> Supervised:
    """Write down a line of 督办记录, as if it stood in the master.

    Raises `WorkspaceError` where it says nothing, nobody can tell whom or what it is about, or it is there already.
    """
    told = line.cells()
    if Column.WORDS not in told or Column.WAY not in told:
        raise WorkspaceError("没有写督办方式或者督办内容，没有登记。如 toolkit supervise add 约谈分管领导 --way 约谈。")
    with folder.locked("登记督办"), folder.ledger() as ledger:
        note_plan(folder, ledger, as_of)
        plan, period = in_force(folder, ledger, as_of).plan, folder.period()
        with writing(folder.master_path(period)):
            read_back(folder, ledger, as_of)
        there = {row.key: row for row in office_rows(SUPERVISION, ledger.office_rows())}
        said = [column for column in SUPERVISION.columns if column != Column.OUTCOME]
        if any(all(row.value(column) == told.get(column) for column in said) for row in there.values()):
            raise WorkspaceError(f"{line.on} 这一条督办已经登记过，没有再记。用 toolkit supervise list 可以查看。")
        key = SUPERVISION.new_key(told, there)  # one that was written down so and says something else by now stays
        moment = moment_here(as_of, plan.issued_on)
        cells = [
            OfficeCell("", "", period.id, 0, column, value, line.on, moment, as_of, HERE, "", "", row=key)
            for column, value in told.items()
        ]
        (found,) = supervised(plan, cells, withdrawn(ledger, as_of), anew=True)
        if found.objections:
            raise WorkspaceError(f"没有登记：{''.join(one.sentence for one in found.objections)}")
        ledger.record_office(cells, [], as_of)
        return found


def fill_outcome(folder: Folder, number: str, outcome: str, *, as_of: date, mark: str = "") -> Supervised:
    """Write down what came of a line (落实情况), as if it stood in the master; "" takes back what stands.

    ``mark`` is that of the line as the person has seen it; by default what the ledger said before the masters were
    read. Raises `WorkspaceError` where there is no such line, somebody has changed it meanwhile, or nothing is new.
    """
    with folder.locked("登记落实情况"), folder.ledger() as ledger:
        note_plan(folder, ledger, as_of)
        plan, period = in_force(folder, ledger, as_of).plan, folder.period()
        before = _line(plan, ledger, number, as_of)
        with writing(folder.master_path(period)):
            read_back(folder, ledger, as_of)
        line = _line(plan, ledger, number, as_of)
        if line is None and before is not None:
            raise WorkspaceError(f"“{before.said}”这一条在总台账里已经删掉了，落实情况没有记下。请看过再定。")
        if line is None:
            raise WorkspaceError(f"督办记录里没有编号“{number}”。编号请用 toolkit supervise list 查看。")
        there, told = line.row.text(Column.OUTCOME), bare(outcome)
        if line.mark != (mark or (before or line).mark):
            raise WorkspaceError(
                f"“{line.said}”这一条和您看到的不一样了：另有人填过，已经读进来（现在落实情况是“{there or '空着'}”），"
                "这次的没有记下。请看过再填。"
            )
        if told == there:
            raise WorkspaceError(f"“{line.said}”的落实情况和已经登记的一样，没有要记的。")
        moment = moment_here(as_of, plan.issued_on)
        cell = OfficeCell(
            "", "", period.id, 0, Column.OUTCOME, told or None, None, moment, as_of, HERE, "", "", row=line.row.key
        )
        ledger.record_office([cell], [], as_of)
        return _line(plan, ledger, number, as_of) or line


def _line(plan: Plan, ledger: Ledger, number: str, as_of: date) -> Supervised | None:
    """The line with a number as it stands now, None where there is none, or was none on a day."""
    called = folded_name(number).casefold()
    every = supervised(plan, ledger.office_rows(), withdrawn(ledger, as_of))
    return next((one for one in every if one.number == called and one.row.since <= as_of), None)


def supervision(folder: Folder, *, as_of: date) -> list[Supervised]:
    """The lines of 督办记录 as they were known on a day, in the order of their days.

    What was typed into a master and not read back yet is not among them.
    """
    with folder.ledger() as ledger:
        known = [cell for cell in ledger.office_rows() if cell.known_on <= as_of]
        return supervised(in_force(folder, ledger, as_of).plan, known, withdrawn(ledger, as_of))
