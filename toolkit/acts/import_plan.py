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
from toolkit.issued.document import PlanDraft, read_document
from toolkit.issued.draft import write_draft
from toolkit.issued.pages import MOST_BYTES
from toolkit.plan.model import Unit
from toolkit.planbook.empty import is_untouched
from toolkit.planbook.tables import USUAL_CHOICES
from toolkit.planbook.units_listed import is_for_trial, units_listed


def import_plan(
    folder: Folder, document: Path, output: Path | None = None, *, units: Path | None = None, anyway: bool = False
) -> tuple[PlanDraft, Path]:
    """Read an issued document into a draft plan workbook, by default the workspace's plan.xlsx.

    A plan.xlsx that nobody has touched since `init` is replaced. Names are looked up in the sheet 单位 of the workbook
    ``units``, by default of this workspace's plan, whatever else is wrong there; a plan for trial lists nobody's units.
    ``anyway`` reads what does not look like a plan too. Raises `DocumentError` when the document cannot be read or is
    no plan, `WorkspaceError` when ``output`` exists or ``units`` cannot be read.
    """
    path = output or folder.plan_path
    if path.exists() and not (path == folder.plan_path and is_untouched(path)):
        raise WorkspaceError(f"{path} 已经有了，没有覆盖。请用 -o 写明另一个文件名，如 -o 方案草稿.xlsx。")
    data = read_guarded(document, "文件", most=MOST_BYTES)
    draft = read_document(data, document.name, _known(folder, units), USUAL_CHOICES, anyway=anyway)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_draft(draft, path)
    folder.__dict__.pop("plan", None)
    return draft, path


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
