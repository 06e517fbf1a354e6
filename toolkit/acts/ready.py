"""Whether a plan is ready to go out: nothing is sent while what is printed or used only holds a place.

Knows: what stops sending. Must not know: what is sent. A plan for trial (试用方案) may be distributed, so that
everything can be tried, and is never mailed.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.base.errors import WorkspaceError
from toolkit.folder import Folder
from toolkit.plan.placeholders import placeholders
from toolkit.plan.review import Remark
from toolkit.planbook.opened import read_sheets
from toolkit.planbook.places import place_of

PLACEHOLDER = "plan.placeholder"
_SHOWN = 8


def not_ready(folder: Folder) -> Sequence[Remark]:
    """What must be filled in before anything goes out, each with its cell."""
    found = list(placeholders(folder.plan))
    sheets = read_sheets(folder.plan_path) if found else {}
    return [
        Remark(PLACEHOLDER, one.sheet, place_of(sheets, one.sheet, one.row, one.column), one.sentence) for one in found
    ]


def check_ready(folder: Folder, doing: str) -> None:
    """Raises `WorkspaceError` while a plan that is not for trial holds a place for something."""
    if folder.plan.settings.trial:
        return
    found = not_ready(folder)
    if not found:
        return
    lines = [f"  {one.sheet}!{one.about}：{one.message}" for one in found[:_SHOWN]]
    more = [f"  另有 {len(found) - _SHOWN} 处，运行 toolkit plan check 可以看全。"] if len(found) > _SHOWN else []
    raise WorkspaceError(
        "\n".join(
            [
                f"方案里有 {len(found)} 处还没有定，不能{doing}。请在 {folder.plan_path.name} 里改好再试：",
                *lines,
                *more,
                "只是想先试着做一遍的，在“方案”工作表的“试用方案”一行选“是”。",
            ]
        )
    )


def check_may_mail(folder: Folder) -> None:
    """Raises `WorkspaceError` for a plan that is for trial, or not ready."""
    if folder.plan.settings.trial:
        raise WorkspaceError(
            "这是试用方案（“方案”工作表的“试用方案”是“是”），邮件一封也不发，以免发给不相干的人。"
            "正式用的时候，请把联系人、电话、邮箱都换成真的，再把“试用方案”改成“否”。"
        )
    check_ready(folder, "发邮件")
