"""The act of importing: an issued document becomes a draft plan workbook.

Knows: which files are read and which is written. Must not know: how a document is read, how a plan workbook is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolkit.base.errors import WorkspaceError
from toolkit.base.files import writing
from toolkit.base.guarded import read_guarded
from toolkit.folder import Folder
from toolkit.issued.amending import amending
from toolkit.issued.document import PlanDraft, read_document
from toolkit.issued.draft import write_draft
from toolkit.issued.pages import MOST_BYTES
from toolkit.ledger import EventKind
from toolkit.plan.model import Plan, Unit
from toolkit.planbook.empty import is_untouched
from toolkit.planbook.tables import USUAL_CHOICES
from toolkit.planbook.units_listed import is_for_trial, units_listed

AMENDMENT = "方案修改稿.xlsx"
DRAFT = "整改方案草稿.xlsx"  # of a plan that is to take the place of one that was never used


def import_plan(
    folder: Folder, document: Path, output: Path | None = None, *, units: Path | None = None, anyway: bool = False
) -> tuple[PlanDraft, Path]:
    """Read an issued document into a draft plan workbook, by default the workspace's plan.xlsx.

    A plan.xlsx that nobody has touched since `init` is replaced. One that is in use stays as it is: then the draft goes
    to 方案修改稿.xlsx beside it, over what the office has filled in, with every difference marked. Names are looked up
    in the sheet 单位 of the workbook ``units``, by default of this workspace's plan, whatever else is wrong there; a
    plan for trial lists nobody's units. ``anyway`` reads what does not look like a plan too. Raises `DocumentError`
    when the document cannot be read or is no plan, `WorkspaceError` when ``output`` exists or ``units`` cannot be read.
    """
    before = _in_use(folder) if output is None else None
    path = output or (folder.plan_path if before is None else folder.root / AMENDMENT)
    if path.exists() and not (path == folder.plan_path and is_untouched(path)):
        raise WorkspaceError(f"{path} 已经有了，没有覆盖。请用 -o 写明另一个文件名，如 -o 方案草稿.xlsx。")
    data = read_guarded(document, "文件", most=MOST_BYTES)
    known = before.units if before is not None and units is None else _known(folder, units)
    draft = read_document(data, document.name, known, USUAL_CHOICES, anyway=anyway)
    if before is not None:
        draft = amending(before, draft)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_draft(draft, path, before)
    folder.__dict__.pop("plan", None)
    return draft, path


def _in_use(folder: Folder) -> Plan | None:
    """The plan that the workspace works with; None before its first act, or where plan.xlsx is no plan yet."""
    if not folder.plan_path.exists() or is_untouched(folder.plan_path):
        return None
    with folder.ledger() as ledger:
        return folder.plan if ledger.last(EventKind.PLAN) else None


def _known(folder: Folder, listed: Path | None) -> Sequence[Unit]:
    """The office's own units, as far as they are listed anywhere."""
    if listed is not None:
        return units_listed(listed)
    if not folder.plan_path.exists():
        return ()
    try:
        return () if is_for_trial(folder.plan_path) else units_listed(folder.plan_path)
    except WorkspaceError:  # what cannot be opened lists nobody
        return ()
