"""What a command came to, for people (lines) and for programs (JSON).

Knows: the wording. Must not know: how anything is done, arguments, exit statuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.base.codes import Code

if TYPE_CHECKING:
    from toolkit.acts.collected import Collected
    from toolkit.acts.consolidate import Consolidated
    from toolkit.plan.review import Remark
    from toolkit.region.roll_up import RolledUp
    from toolkit.standing.status import Standing


def remark_lines(remarks: Sequence[Remark]) -> list[str]:
    """Remarks for people: the same sentence once, with everything that it is about."""
    about: dict[tuple[str, str], list[str]] = {}
    for remark in remarks:
        about.setdefault((remark.sheet, remark.message), []).append(remark.about)
    lines = [f"  〔{sheet}〕{'、'.join(names)}：{message}" for (sheet, message), names in about.items()]
    return [f"有 {len(lines)} 点请留意（不影响使用）：", *lines] if lines else []


def watch_line(collected: Collected, done: Consolidated) -> str:
    """The state after one run, on one line."""
    accepted = sum(taken.accepted for taken in collected.taken)
    owed = [s for s in done.standings if s.owed]
    settled = sum(not s.owing for s in owed)
    new = [f"接收 {accepted} 份"] * bool(accepted)
    new += [f"退回 {len(collected.taken) - accepted} 份"] * (accepted < len(collected.taken))
    new += [f"佐证材料 {len(collected.papers)} 件"] * bool(collected.papers)
    new += [f"认不出 {len(collected.set_aside)} 份"] * bool(collected.set_aside)
    new += [f"等着再收 {len(collected.left)} 份"] * bool(collected.left)
    return f"{'，'.join(new) or '没有新文件'}；{done.period.name}应报 {len(owed)} 份，已接收 {settled} 份。"


def collected_json(collected: Collected) -> dict[str, object]:
    """What `Workspace.collect` came to, for programs."""
    return {
        "accepted": sum(taken.accepted for taken in collected.taken),
        "returned": sum(not taken.accepted for taken in collected.taken),
        "duplicates": list(collected.duplicates),
        "blank": list(collected.blank),
        "unidentified": [{"file": name, "reason": reason} for name, reason in collected.set_aside],
        "left": [{"file": name, "reason": reason} for name, reason in collected.left],
        "papers": [
            {"file": p.name, "unit": p.unit_id, "item": p.item_id, "period": p.period_id, "how": p.how}
            for p in collected.papers
        ],
        "replies": [str(path) for path in collected.replies],
        "submissions": [
            {
                "file": taken.file_name,
                "unit": taken.unit.id,
                "item": taken.item_code,
                "period": taken.period_id,
                "accepted": taken.accepted,
                "older": taken.older,
                "repairs": taken.repairs,
                "findings": [
                    {
                        "code": f.code, "severity": f.severity.value, "sheet": f.sheet, "cell": f.cell,
                        "field": f.field, "found": f.found, "message": f.message, "remedy": f.remedy,
                    }
                    for f in taken.findings
                ],
            }
            for taken in collected.taken
        ],
    }  # fmt: skip


def collected_lines(collected: Collected) -> list[str]:
    """What `Workspace.collect` came to, for people."""
    accepted = sum(taken.accepted for taken in collected.taken)
    repairs = sum(taken.repairs for taken in collected.taken)
    parts = [f"接收 {accepted} 份", f"退回 {len(collected.taken) - accepted} 份"]
    if collected.duplicates:
        parts.append(f"重复 {len(collected.duplicates)} 份（没有再收）")
    if collected.blank:
        parts.append(f"空表 {len(collected.blank)} 份（和发下去的一样，没有填，没有收）")
    if collected.set_aside:
        parts.append(f"认不出 {len(collected.set_aside)} 份（在 inbox/未识别）")
    lines = [f"收取：{'，'.join(parts)}。"]
    if collected.papers:
        lines.append(f"      佐证材料 {len(collected.papers)} 件，已存档并对到事项（见总台账“佐证材料”）。")
    if repairs:
        lines.append(f"      有 {repairs} 格写法不规范，已按原意读取并记录。")
    if collected.replies:
        corrections = sum(path.name.startswith("退回修改") for path in collected.replies)
        receipts = [path for path in collected.replies if path.name.startswith("收件回执")]
        said = f"退回修改件 {corrections} 份、" if corrections else ""
        folders = dict.fromkeys(str(path.parent.parent) for path in collected.replies if path.suffix == ".xlsx")
        lines.append(
            f"      做好了{said}收件回执 {len(receipts)} 份，在 {'、'.join(folders)}；"
            "回复的邮件草稿在旁边的 mail 文件夹，请发给各单位。"
        )
    for taken in collected.taken:
        if taken.from_elsewhere:
            doubt = next(f for f in taken.findings if f.code == Code.SENDER_ELSEWHERE)
            lines.append(f"核实 {taken.unit.area} {taken.item_code}：{doubt.message}{doubt.remedy}")
        if taken.older:
            lines.append(f"旧稿 {taken.unit.area} {taken.item_code}（{taken.file_name}）：比已经收到的旧，没有采用。")
        elif not taken.accepted:
            lines.append(f"退回 {taken.unit.area} {taken.item_code}（{taken.file_name}）")
            lines += [f"     {f}" for f in taken.findings if f.severity.value == "error"]
    lines += [f"未识别 {name}：{reason}" for name, reason in collected.set_aside]
    lines += [f"没收 {name}：{reason}" for name, reason in collected.left]
    return lines


def consolidated_json(done: Consolidated) -> dict[str, object]:
    """What `Workspace.consolidate` came to, for programs."""
    return {
        "period": done.period.id,
        "as_of": done.as_of.isoformat(),
        "master": str(done.master),
        "volumes": [str(path) for path in done.volumes],
        "decided": done.decided,
        "problems": [{"unit": u, "item": i, "message": sentence} for u, i, sentence in done.problems],
        "forms": [standing_json(standing) for standing in done.standings],
    }


def consolidated_lines(done: Consolidated) -> list[str]:
    """What `Workspace.consolidate` came to, for people."""
    lines = [f"读回地区核定的内容 {done.decided} 处。"] if done.decided else []
    lines += [f"核定 {area} {code}：{sentence}" for area, code, sentence in done.problems]
    lines += [f"{done.period.name}，截至 {done.as_of}：", *status_lines(done.standings)]
    if done.volumes:
        lines.append(f"台账太长，按单位分成 {len(done.volumes)} 册，目录和全地区合计在总台账里：")
        lines += [f"  {path}" for path in done.volumes]
    return [*lines, f"请打开：{done.master}"]


def standing_json(standing: Standing) -> dict[str, object]:
    """Where one form stands, for programs."""
    return {
        "item": standing.item.code,
        "unit": standing.unit.id,
        "state": standing.state.value,
        "light": standing.light.value,
        "late_workdays": standing.late_workdays,
        "returned_times": standing.returned_times,
        "item_state": standing.reviewed.state.value,
        "owed": standing.owed,
        "received_on": standing.latest.received_on.isoformat() if standing.latest else None,
    }


def status_lines(standings: Sequence[Standing]) -> list[str]:
    """Who has reported and who has not, one line a unit."""
    from toolkit.standing.status import ReportState

    def count(of: Sequence[Standing], state: ReportState) -> int:
        return sum(standing.state is state for standing in of)

    of_unit: dict[str, list[Standing]] = {}
    for standing in standings:
        of_unit.setdefault(standing.unit.id, []).append(standing)
    lines = []
    for its in of_unit.values():
        unit = its[0].unit
        late = sum(s.late_workdays > 0 and s.owing for s in its)
        width = "　" * (6 - len(unit.area))
        lines.append(
            f"  {unit.area}{width} 应报 {sum(s.owed for s in its):>3}  已接收 {count(its, ReportState.ACCEPTED):>3}  "
            f"退回 {count(its, ReportState.RETURNED):>3}  未报 {count(its, ReportState.NOT_RECEIVED):>3}  "
            f"逾期 {late:>3}"
        )
    total = sum(standing.owed for standing in standings)
    settled = len(standings) - total
    accepted = count(standings, ReportState.ACCEPTED)
    lines.append(
        f"合计：应报 {total} 份，已接收 {accepted} 份，退回 {count(standings, ReportState.RETURNED)} 份，"
        f"未报 {count(standings, ReportState.NOT_RECEIVED)} 份。"
        + (f"另有 {settled} 份以前已销号，不用报。" if settled else "")
    )
    return lines


def rolled_up_json(done: RolledUp) -> dict[str, object]:
    """What `Region.rollup` came to, for programs."""
    return {
        "period": done.period.id,
        "as_of": done.as_of.isoformat(),
        "master": str(done.master),
        "volumes": [str(path) for path in done.volumes],
        "changes": done.changes,
        "prefectures": [
            {
                "name": part.name, "source": part.where, "as_of": part.as_of.isoformat(),
                "newest": part.newest.isoformat() if part.newest else None, "units": len(part.units),
                "owed": part.counts.owed, "accepted": part.counts.accepted, "returned": part.counts.returned,
                "missing": part.counts.missing, "late": part.counts.late, "asked": part.counts.asked,
                "closed": part.counts.closed,
            }
            for part in done.parts
        ],
        "not_included": [{"name": one.name, "reason": one.reason} for one in done.left],
        "notes": list(done.notes),
        "doubts": list(done.doubts),
        "packages": [
            {"prefecture": one.manifest.prefecture, "period": one.manifest.period_id,
             "as_of": one.manifest.as_of.isoformat(), "file": one.file_name}
            for one in done.taken.taken
        ],
        "duplicates": list(done.taken.duplicates),
        "unidentified": [{"file": name, "reason": reason} for name, reason in done.taken.set_aside],
        "left": [{"file": name, "reason": reason} for name, reason in done.taken.left],
    }  # fmt: skip


def rolled_up_lines(done: RolledUp) -> list[str]:
    """What `Region.rollup` came to, for people."""
    lines = [
        f"收下{one.manifest.prefecture}的上报包（{one.manifest.period_id}，截至 {one.manifest.as_of}）。"
        for one in done.taken.taken
    ]
    if done.taken.duplicates:
        lines.append(f"重复的上报包 {len(done.taken.duplicates)} 个，没有再收。")
    lines += [f"没有采用 {name}（在 inbox/未识别）：{reason}" for name, reason in done.taken.set_aside]
    lines += [f"没收 {name}：{reason}" for name, reason in done.taken.left]
    lines.append(f"{done.period.name}，截至 {done.as_of}，汇总 {len(done.parts)} 个地区：")
    for part in done.parts:
        c, width = part.counts, "　" * (8 - len(part.name))
        lines.append(
            f"  {part.name}{width} 应报 {c.owed:>4}  已接收 {c.accepted:>4}  退回 {c.returned:>3}  "
            f"未报 {c.missing:>4}  逾期 {c.late:>4}  已销号 {c.closed:>3}  （{part.where}，截至 {part.as_of}）"
        )
    owed, accepted, returned, missing = (
        sum(getattr(part.counts, name) for part in done.parts) for name in ("owed", "accepted", "returned", "missing")
    )
    lines.append(f"合计：应报 {owed} 份，已接收 {accepted} 份，退回 {returned} 份，未报 {missing} 份。")
    lines += [f"说明 {said}" for said in done.notes]
    lines += [f"核实 {said}" for said in done.doubts]
    lines += [f"未列入 {one.name}：{one.reason}" for one in done.left]
    if done.changes is not None:
        lines.append(f"和上一次汇总相比，变动 {done.changes} 处，列在“变动”工作表里。")
    if done.volumes:
        lines.append(f"台账太长，按地区分成 {len(done.volumes)} 册，目录在总台账里：")
        lines += [f"  {path}" for path in done.volumes]
    return [*lines, f"请打开：{done.master}"]
