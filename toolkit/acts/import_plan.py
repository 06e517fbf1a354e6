"""The act of importing: an issued document becomes a draft plan workbook.

Knows: which file is read and which is written. Must not know: how a document is read, how a plan workbook is drawn.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.base.errors import WorkspaceError
from toolkit.base.files import writing
from toolkit.base.guarded import read_guarded
from toolkit.base.shipped import shipped_plan_path
from toolkit.folder import Folder
from toolkit.issued.document import PlanDraft, read_document
from toolkit.issued.draft import write_draft
from toolkit.issued.pages import MOST_BYTES
from toolkit.planbook.workbook import read_plan


def import_plan(folder: Folder, document: Path, output: Path | None = None) -> tuple[PlanDraft, Path]:
    """Read an issued document into a draft plan workbook, by default the workspace's plan.xlsx.

    Names are looked up in this workspace's plan, if there is one, else in the shipped plan. Raises `DocumentError`
    when the document cannot be read or is no plan, `WorkspaceError` when ``output`` exists.
    """
    path = output or folder.plan_path
    if path.exists():
        raise WorkspaceError(f"{path} 已经有了，没有覆盖。请用 -o 写明另一个文件名。")
    data = read_guarded(document, "文件", most=MOST_BYTES)
    if folder.plan_path.exists():
        known = folder.plan
        draft = read_document(data, document.name, known.units, known.choices, day_itself=known.settings.day_itself)
    else:
        draft = read_document(data, document.name, choices=read_plan(shipped_plan_path()).choices)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_draft(draft, path)
    return draft, path
