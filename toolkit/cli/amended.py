"""What an amended plan changes, in words and as JSON: before the act that puts it in force, and on its own.

Knows: the words. Must not know: how plans are kept or told apart.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

from toolkit.cli.context import workspace_of
from toolkit.cli.outcome import Outcome

if TYPE_CHECKING:
    from toolkit.acts.plan_versions import Amended
    from toolkit.plan.model import FormKey
    from toolkit.planbook.differences import Difference
    from toolkit.workspace import Workspace

_MOST = 12  # differences that are told before an act


class DifferenceJson(TypedDict):
    """One thing that tells two versions of the plan apart."""

    part: Annotated[str, "what it is in: 事项, 单位, 措施 …"]
    way: Annotated[str, "新增, 撤销 or 改动"]
    about: Annotated[str, "what people call it"]
    item_id: Annotated[str, "id of its item; empty where it has none"]
    column: Annotated[str, "of a change: the column of the plan workbook"]
    before: str
    after: str


class FormJson(TypedDict):
    """One form."""

    item: Annotated[str, "id of the item"]
    unit: Annotated[str, "id of the unit"]


def difference_json(found: Sequence[Difference]) -> list[DifferenceJson]:
    """Differences for programs."""
    return [
        {"part": one.part, "way": one.way, "about": one.about, "item_id": one.item_id, "column": one.column,
         "before": one.before, "after": one.after}
        for one in found
    ]  # fmt: skip


def form_json(forms: Sequence[FormKey]) -> list[FormJson]:
    """Forms for programs."""
    return [{"item": form.item_id, "unit": form.unit_id} for form in forms]


def amended_lines(amended: Amended, most: int | None = None) -> list[str]:
    """What was amended and what that means for what is out, for people; of many differences the first."""
    told = amended.differences if most is None else amended.differences[:most]
    lines = [f"  {one}" for one in told]
    if len(told) < len(amended.differences):
        lines.append(f"  ……共 {len(amended.differences)} 处，全部改动：toolkit plan diff")
    return [*lines, *_consequences(amended)]


def _consequences(amended: Amended) -> list[str]:
    lines = []
    if amended.withdrawn:
        lines.append(
            f"  已经发出的表有 {len(amended.withdrawn)} 份不再要报：收到的留着，不再统计和催报。起用时，这些表和没有寄"
            "出的催报移到当期的 withdrawn 文件夹，给每个单位的信拟在 mail 文件夹，请核对后发送。"
        )
    if amended.added:
        then = "本期已经关账，不再发，从下一期起报。" if amended.closed else "请再发表一次（toolkit distribute）。"
        lines.append(f"  要报而还没有发的表有 {len(amended.added)} 份：{then}")
    if amended.changed:
        then = "本期已经关账，不再重填，下一期的表照新的发。" if amended.closed else "要重新填报的，请再发表一次。"
        lines.append(f"  已经发出的表有 {len(amended.changed)} 份内容有改动：{then}")
    return lines


def not_in_force_yet(workspace: Workspace) -> list[str]:
    """What plan.xlsx says otherwise than the plan in use, and what follows when it comes into force."""
    amended = workspace.amended() if workspace.ledger_path.exists() else None
    if amended is None or not amended.differences:
        return []
    head = f"和现在用的方案（{amended.then}）相比有 {len(amended.differences)} 处改动，下一次发表、收件、汇总时起用："
    return [head, *amended_lines(amended, _MOST)]


def saying_what_is_new(
    run: Callable[[argparse.Namespace], Outcome[Any]],
) -> Callable[[argparse.Namespace], Outcome[Mapping[str, object]]]:
    """A command whose act puts an amended plan in force, which says first what was amended."""

    @wraps(run)
    def saying(options: argparse.Namespace) -> Outcome[Mapping[str, object]]:
        amended = workspace_of(options).amended()
        outcome = run(options)
        if amended is None or not amended.differences:
            return outcome
        head = f"方案有改动（与{amended.then}相比），从这一次起用："
        return replace(outcome, lines=[head, *amended_lines(amended, _MOST), *outcome.lines])

    return saying
