"""The plan that is being made ready: what is still to be decided in it, answers typed into it, and putting it in force.

Knows: where a draft lies, that nothing of a plan is written over that is not kept. Must not know: how a cell is marked
or typed into, how a document is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.acts.import_plan import AMENDMENT, DRAFT
from toolkit.acts.plan_versions import amended, note_plan, plan_versions
from toolkit.acts.plans_used import PlanVersion, plan_of, versions
from toolkit.base.errors import Fault, PlanError, WorkspaceError
from toolkit.base.files import free_path, writing
from toolkit.base.plan_captions import PlanColumn, PlanSetting, PlanSheet
from toolkit.folder import Folder
from toolkit.intake.spool import digest
from toolkit.ledger import EventKind
from toolkit.plan.model import Plan, Unit
from toolkit.planbook.opened import Cells, read_plan_bytes, sheets_of
from toolkit.planbook.sheets import as_text
from toolkit.planbook.to_decide import Place, Question, added, questions_of, typed
from toolkit.planbook.units_listed import units_listed
from toolkit.planbook.workbook import faults_of_bytes, plan_of_bytes

_UNUSED = "没有用的{}"


@dataclass(frozen=True)
class PlanInHand:
    """A plan workbook that is not in force: where it lies, which bytes were looked at, what is to be decided in it.

    ``plan`` is None while it has ``faults``; ``faults`` are those that no question asks about. ``in_place`` says that
    it is plan.xlsx itself, else it takes the place of that; ``units`` are those that it lists, ``measures`` the texts
    of the measures by what 措施 calls their item.
    """

    path: Path
    sha256: str
    plan: Plan | None
    questions: tuple[Question, ...]
    faults: tuple[Fault, ...]
    in_place: bool
    units: tuple[Unit, ...]
    measures: Mapping[str, tuple[str, ...]]


def plan_in_hand(folder: Folder) -> PlanInHand | None:
    """The draft that lies beside plan.xlsx, or plan.xlsx where what it says is not in force; None where there is none.

    Raises `WorkspaceError` when it cannot be opened.
    """
    path = _path(folder)
    if path is None:
        return None
    data = read_plan_bytes(path, folder.root)
    faults = faults_of_bytes(data)
    questions = questions_of(data, faults)
    asked = {(question.place.sheet, question.place.cell) for question in questions}
    rest = tuple(fault for fault in faults if (fault.sheet, fault.cell) not in asked)
    plan = None if faults else plan_of_bytes(data)
    in_place, sheets = path == folder.plan_path, sheets_of(data, path.name)
    return PlanInHand(
        path, digest(data), plan, tuple(questions), rest, in_place, tuple(_units(path)), _measures(sheets)
    )


def _measures(sheets: Mapping[str, Cells]) -> dict[str, tuple[str, ...]]:
    """What stands in 措施, by what its rows call the item."""
    head, *rows = sheets.get(PlanSheet.MEASURES) or [[]]
    heads = [as_text(value) for value in head]
    found: dict[str, tuple[str, ...]] = {}
    if {PlanColumn.ITEM, PlanColumn.MEASURE} <= {*heads}:
        item, text = heads.index(PlanColumn.ITEM), heads.index(PlanColumn.MEASURE)
        for row in rows:
            if as_text(row[text]):
                found[as_text(row[item])] = (*found.get(as_text(row[item]), ()), as_text(row[text]))
    return found


def _units(path: Path) -> Sequence[Unit]:
    try:
        return units_listed(path)
    except WorkspaceError:  # a list that cannot be read is a fault, which is told
        return ()


def _path(folder: Folder) -> Path | None:
    for name in (AMENDMENT, DRAFT):
        if (folder.root / name).exists():
            return folder.root / name
    if not folder.plan_path.exists():
        return None
    if not plan_versions(folder):
        return folder.plan_path
    try:
        found = amended(folder)
    except PlanError:
        return folder.plan_path
    return folder.plan_path if found is not None and found.differences else None


def answer_plan(folder: Folder, answers: Mapping[Place, str], *, seen: str = "") -> Path:
    """Type answers into the draft; its cells are not marked any more. Gives its path.

    ``seen`` is the SHA-256 of the workbook that was looked at: one that somebody has changed since is not written, as
    its rows may be others. Raises `WorkspaceError` for that, and where it cannot be written.
    """
    with folder.locked("改方案草稿"):
        path, data = _to_change(folder, seen)
        return _put(folder, path, typed(data, answers))


def add_to_plan(
    folder: Folder, sheet: str, rows: Sequence[Mapping[str, str]], *, answered: Sequence[Place] = (), seen: str = ""
) -> Path:
    """Add rows to a sheet of the draft, by header; cells that they answer are not marked any more. As `answer_plan`."""
    with folder.locked("改方案草稿"):
        path, data = _to_change(folder, seen)
        now = {q.place: q.now for q in questions_of(data)}
        data = added(data, sheet, rows)
        # What was marked in the first of the rows has been typed over already.
        return _put(folder, path, typed(data, {place: now[place] for place in answered if now.get(place)}))


def _to_change(folder: Folder, seen: str) -> tuple[Path, bytes]:
    path = _path(folder)
    if path is None:
        raise WorkspaceError("现在没有要定的方案草稿。要改方案，请打开整改方案来改，或者读一份新的文件。")
    data = read_plan_bytes(path, folder.root)
    if seen and digest(data) != seen:
        raise WorkspaceError(f"{path.name} 在别处改过，和这一页不一样，没有写。请再看一遍，再定。")
    return path, data


def _put(folder: Folder, path: Path, data: bytes) -> Path:
    folder.put(path, data)
    forget_plan(folder)
    return path


def forget_plan(folder: Folder) -> None:
    """Read the plan anew when it is needed next."""
    for name in ("plan", "plan_bytes", "plan_digest", "catalogues"):
        folder.__dict__.pop(name, None)


def adopt_plan(folder: Folder, *, as_of: date, draft: Path | None = None) -> PlanVersion:
    """Put the draft in force from ``as_of`` on: it takes the place of plan.xlsx, which is kept in archive/plans.

    ``draft`` is by default the workbook that `plan_in_hand` finds. What follows for forms that are out follows at once,
    as with any act that works with a new plan. Raises `PlanError` while it has faults, `WorkspaceError` where there is
    none, plan.xlsx cannot be written, or what is out could not go on under it; then plan.xlsx stays as it is.
    """
    path = draft or _path(folder)
    if path is None:
        raise WorkspaceError("现在用的方案没有要启用的改动。要改方案，请打开整改方案来改，或者读一份新的文件。")
    data = read_plan_bytes(path, None if draft else folder.root)
    plan = plan_of_bytes(data, path.name)
    with folder.locked("启用方案"):
        _check_goes_on(folder, plan)
        if data != (before := read_plan_bytes(folder.plan_path, folder.root) if folder.plan_path.exists() else b""):
            if before:
                folder.put(folder.plans_path / f"{digest(before)}.xlsx", before)
            folder.put(folder.plan_path, data)
        forget_plan(folder)
        with folder.ledger() as ledger:
            note_plan(folder, ledger, as_of, present=True)
        if path.parent == folder.root and path.name in (AMENDMENT, DRAFT):
            with writing(path):
                path.unlink()  # plan.xlsx has the same bytes
    return plan_versions(folder)[-1]


def _check_goes_on(folder: Folder, plan: Plan) -> None:
    """Raises `WorkspaceError` where a plan could not go on with what is out: nothing would be done any more."""
    with folder.ledger() as ledger:
        known, last = versions(ledger), ledger.last(EventKind.DISTRIBUTE)
    if not known or last is None:
        return
    before = plan_of(folder, known[-1])
    if last not in plan.period:
        name = before.period[last].name if last in before.period else last
        raise WorkspaceError(
            f"没有启用：{name}（{last}）已经发表，新方案的“{PlanSheet.PERIODS}”里却没有这一期。请补上再启用。"
        )
    if plan.id != before.id and not before.settings.trial:
        raise WorkspaceError(
            f"没有启用：新方案的{PlanSetting.PLAN_ID}是“{plan.id}”，发出去的表上是“{before.id}”，启用后这些表都认不出来。"
            f"请在“{PlanSheet.HEAD}”工作表的“{PlanSetting.PLAN_ID}”（隐藏的行）填“{before.id}”再启用。"
        )


def drop_draft(folder: Folder) -> Path:
    """Put a draft aside that is not to come into force; gives where it lies now. Raises `WorkspaceError` for none."""
    path = _path(folder)
    if path is None or path == folder.plan_path:
        raise WorkspaceError("没有可以放下的草稿。现在用的方案没有动。")
    with folder.locked("改方案草稿"), writing(path):
        aside = free_path(path.with_name(_UNUSED.format(path.name)), None)
        return path.rename(aside)
