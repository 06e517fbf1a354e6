"""认领: what was not recognised, whose it may be, what a claim would change; what was claimed, with its receipt.

Knows: unclaimed files and looks at claims as they are shown. Must not know: how a claim is read, checked or filed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from toolkit.acts.claim_look import ClaimLook
from toolkit.base.captions import RECEIPT
from toolkit.base.findings import Severity
from toolkit.base.progress import Progress
from toolkit.desk.desk import Desk
from toolkit.desk.jobs import Told
from toolkit.desk.screens.incoming import said_of
from toolkit.desk.screens.screen import Screen
from toolkit.plan.model import Period, Unit
from toolkit.workspace import Workspace

_KEPT = 10  # of what was claimed last
_FAULTS = 60  # findings of one look


@dataclass(frozen=True, slots=True)
class Claimed:
    """What was claimed: the file's name, whose it is, and what answers it."""

    name: str
    whose: str
    files: Sequence[Path]


def _register(pages: Blueprint, desk: Desk) -> None:
    claimed: list[Claimed] = []

    @pages.get("/claim")
    def claim() -> str:
        workspace = desk.workspace()
        return render_template(
            "claim.html", files=workspace.claims(), plan=workspace.plan, period=workspace.period(), claimed=claimed
        )  # fmt: skip

    @pages.get("/claim/look")
    def look() -> str:
        path = desk.listed.path_of(request.args.get("id", ""))
        unit, item, period = (request.args.get(name, "") for name in ("unit", "item", "period"))
        seen = desk.workspace().look_at_claim(path, unit=unit, item=item, period=period, as_of=desk.today())
        return render_template(
            "claim_look.html", path=path, seen=seen, changed=[one for one in seen.cells if one.changes],
            same=[one for one in seen.cells if not one.changes and one.there],
            missing=[one for one in seen.cells if not one.there], faults=_faults(seen)[:_FAULTS],
        )  # fmt: skip

    @pages.post("/claim/make")
    def make() -> AnyResponse:
        path = desk.listed.path_of(request.form.get("id", ""))
        unit, item, period = (request.form.get(name, "") for name in ("unit", "item", "period"))

        def act(workspace: Workspace, day: date, progress: Progress) -> Told:
            (its_item, its_unit), *_ = workspace.owed(unit, item)
            its_period = workspace.period(period)
            done = workspace.assign(path, unit=unit, item=item, period=period, as_of=day)
            workspace.consolidate(as_of=day, period=period)
            answers = _answers(workspace, its_period, its_unit)
            if done.taken is not None and not done.taken.accepted:
                answers.append(workspace.correction_path(its_period, its_item, its_unit))
            whose = f"{its_unit.area} {its_item.code}（{its_period.name}）"
            claimed[:] = [Claimed(path.name, whose, answers), *claimed][:_KEPT]
            if done.taken is None:
                return Told([f"{path.name} 认领为佐证材料了。"], "/claim", "回认领")
            lines = [f"{path.name} 认领了，台账里注明“人工认领”。", *said_of(done.taken), "收件回执也做好了。"]
            return Told(lines, "/claim", "看回执")

        desk.start("认领", act)
        return redirect("/job", 303)

    @pages.post("/claim/decline")
    def decline() -> AnyResponse:
        desk.workspace().decline(desk.listed.path_of(request.form.get("id", "")))
        return redirect("/claim", 303)


def _answers(workspace: Workspace, period: Period, unit: Unit) -> list[Path]:
    """The newest receipt of a unit, if there is one."""
    there = workspace.replies_path(period, unit).glob(f"{RECEIPT}_*.xlsx")
    return sorted(there, key=lambda path: path.stat().st_mtime_ns)[-1:]


def _faults(seen: ClaimLook) -> list[tuple[str, str, str, str, bool]]:
    """What would be found: the cell, what stands there, what is wrong, how it is mended, whether it is sent back."""
    return [
        (one.cell, one.found, one.message, one.remedy, one.severity is Severity.ERROR)
        for one in sorted(seen.findings, key=lambda one: one.severity is not Severity.ERROR)
        if one.severity is not Severity.INFO
    ]


SCREEN = Screen(url="/claim", title="认领", place=30, register=_register, waiting=lambda found: found.waiting.unclaimed)
