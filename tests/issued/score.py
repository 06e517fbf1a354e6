"""A draft plan workbook scored against the truth about its document, fact by fact.

Knows: the sheets and columns of a draft, the truth of `tests.issued.composed.plans.expected`. Must not know: how a
document is read. Facts of an item: that it was found, part, limit, due date, units of each role, targets, measures,
and the units and limits that measures have of their own. What should not be there counts as invented. The score is
F1: twice what is right over twice that, what is missing and what is invented. Texts are compared without spaces and
punctuation, so that a dropped full stop is no fault.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.issued.composed.plans import Json

Row = dict[str, str]
# The column that each role has for itself; where the units stand in another one, they were found, but not their role.
ROLE_COLUMNS = {
    "lead": "牵头单位",
    "cooperating": "配合单位",
    "supervising": "督导单位",
    "accepting": "验收单位",
}
UNIT_COLUMNS = ("责任单位原文", "填报单位", *ROLE_COLUMNS.values())


@dataclass
class Score:
    """What was right, missing and invented, in words too; and units that stand in the column of their role."""

    right: int = 0
    missing: int = 0
    invented: int = 0
    faults: list[str] = field(default_factory=list)
    roles: int = 0
    roles_right: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.right / (2 * self.right + self.missing + self.invented) if self.right else 0.0

    @property
    def role_share(self) -> float:
        return self.roles_right / self.roles if self.roles else 1.0

    def fact(self, right: bool, fault: str, *, found: bool = False) -> None:
        """Count a fact; a wrong text that was found counts as missing and as invented."""
        if right:
            self.right += 1
            return
        self.missing += 1
        self.invented += found
        self.faults.append(fault)

    def nothing(self, found: object, fault: str) -> None:
        """Count what should not be there."""
        if found:
            self.invented += 1
            self.faults.append(f"{fault}: {found!r} invented")


def bare(text: object) -> str:
    """A text by its letters and digits alone."""
    if isinstance(text, date):
        text = text.strftime("%Y-%m-%d")
    return "".join(c for c in unicodedata.normalize("NFKC", str(text or "")) if unicodedata.category(c)[0] in "LN")


def rows_of(path: Path, sheet: str) -> list[Row]:
    """The rows of a sheet by their captions, without empty ones."""
    workbook = load_workbook(path, data_only=True)
    if sheet not in workbook.sheetnames:
        return []
    rows = [["" if cell is None else cell for cell in row] for row in workbook[sheet].iter_rows(values_only=True)]
    head = next((n for n, row in enumerate(rows) if sum(cell != "" for cell in row) > 1), None)
    if head is None:
        return []
    captions = [str(cell) for cell in rows[head]]
    return [dict(zip(captions, map(_text, row), strict=True)) for row in rows[head + 1 :] if any(c != "" for c in row)]


def _text(cell: Any) -> str:
    return cell.strftime("%Y-%m-%d") if isinstance(cell, datetime | date) else str(cell)


def score(path: Path, truth: Json) -> Score:
    """Compare a draft with the truth about its document."""
    made = Score()
    rows = rows_of(path, "事项")
    measures: dict[str, list[Row]] = {}
    for row in rows_of(path, "措施"):
        measures.setdefault(row.get("事项编号", ""), []).append(row)
    _head(made, path, truth)
    pairs = _pairs(truth["items"], rows)
    for number, item in enumerate(truth["items"]):
        found = pairs.get(number)
        if found is None:
            made.fact(False, f"LOST {item['title']}")
            made.missing += _size(item)
            continue
        row = rows[found]
        made.fact(True, "")
        _item(made, item, row, measures.get(row.get("事项编号", ""), []))
    for n, row in enumerate(rows):
        if n not in pairs.values():
            made.invented += 1 + len(measures.get(row.get("事项编号", ""), []))
            made.faults.append(f"INVENTED {row.get('标题')}")
    return made


def _head(made: Score, path: Path, truth: Json) -> None:
    """Title, number, issuer and days of the plan as a whole."""
    head = {row.get("项目", ""): row.get("内容", "") for row in rows_of(path, "方案")}
    periods = rows_of(path, "报送期")
    titles = [truth["title"], *truth.get("title_also", [])]
    name = bare(head.get("方案名称"))
    made.fact(name in map(bare, titles), f"方案名称 {head.get('方案名称')!r}", found=bool(name))
    for caption, key in (("文号", "document_number"), ("发文单位", "issuer")):
        if truth[key]:
            text = head.get(caption, "")
            made.fact(bare(text) == bare(truth[key]), f"{caption} {text!r}, not {truth[key]!r}", found=bool(text))
    if truth["issued_on"]:
        day = _day(head.get("发文日期", ""))
        made.fact(day == truth["issued_on"], f"发文日期 {day}, not {truth['issued_on']}", found=bool(day))
    if truth["report_by"]:
        day = _day(periods[0].get("应报日期", "")) if periods else ""
        made.fact(day == truth["report_by"], f"应报日期 {day}, not {truth['report_by']}", found=bool(day))


def _day(text: str) -> str:
    found = re.search(r"(\d{4})\D(\d{1,2})\D(\d{1,2})", text)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else ""


def _pairs(items: Sequence[Json], rows: Sequence[Row]) -> dict[int, int]:
    """For each item the row that tells of it: by its title, or else by the text where it was cut off."""
    near: list[tuple[int, int, int, int]] = []
    for n, item in enumerate(items):
        key, whole = bare(item["title"])[:12], bare(item["title"])
        for r, row in enumerate(rows):
            title, text = bare(row.get("标题")), bare(row.get("问题描述"))
            ranks = (title.startswith(key), key in title or (len(title) > 3 and whole.startswith(title)), key in text)
            if any(ranks):
                near.append((ranks.index(True), abs(n - r), n, r))
    pairs: dict[int, int] = {}
    for _, _, n, r in sorted(near):
        if n not in pairs and r not in pairs.values():
            pairs[n] = r
    return pairs


def _size(item: Json) -> int:
    """How many facts an item has beside itself."""
    single = sum(bool(item.get(name)) for name in ("part", "limit", "due", "targets", "lead", "responsible"))
    own = len(item.get("measure_units", {})) + len(item.get("measure_limits", {}))
    return single + bool(item["cooperating"]) + len(item["measures"]) + own


def _item(made: Score, item: Json, row: Row, measures: Sequence[Row]) -> None:
    where = f"{row.get('事项编号')} {item['title'][:14]}"
    _limits(made, item, row, where)
    _units(made, item, row, where)
    whole = bare("".join(row.values()))
    for name in ("part", "targets"):
        if item[name]:
            made.fact(bare(item[name])[:12] in whole, f"{where}: {name} {item[name]!r}")
    if not item["targets"]:
        made.nothing(row.get("整改目标"), f"{where}: 整改目标")
    left = list(measures)
    for n, text in enumerate(item["measures"], start=1):
        found = next((m for m in left if bare(text) in bare(m.get("措施内容"))[: len(bare(text)) + 4]), None)
        made.fact(found is not None, f"{where}: measure {text!r}")
        if found is not None:
            left.remove(found)
        _own(made, item, str(n), found or {}, where)
    for measure in left:
        made.nothing(measure.get("措施内容"), f"{where}: measure")


def _limits(made: Score, item: Json, row: Row, where: str) -> None:
    written, due = row.get("时限原文", ""), _day(row.get("截止日期", ""))
    also = item.get("due_also", [])
    if item["limit"]:
        made.fact(_same(written, item), f"{where}: limit {written!r}, not {item['limit']!r}", found=bool(written))
    else:
        made.nothing(written, f"{where}: limit")
    if item["due"]:
        right = due == item["due"] or (due or None) in also
        made.fact(right, f"{where}: due {due}, not {item['due']}", found=bool(due))
    elif due not in also:
        made.nothing(due, f"{where}: due")


def _same(written: str, item: Json) -> bool:
    """Whether a limit is the one of the truth, with or without 完成; for several, whether each stands in it."""
    found = bare(written).removesuffix("完成")
    wanted = [bare(part).removesuffix("完成") for part in item["limit"].split("；")]
    if len(wanted) == 1:
        return found == wanted[0] or _day(written) == item["limit"]
    return all(part in found for part in wanted)


def _units(made: Score, item: Json, row: Row, where: str) -> None:
    said = [bare(row.get(column)) for column in UNIT_COLUMNS]
    every = [bare(unit) for role in ("lead", "responsible", "cooperating") for unit in item[role]]
    longest = 3 * sum(map(len, every)) + 30
    for role in ("lead", "responsible", "cooperating"):
        if item[role]:
            right = all(any(bare(unit) in text for text in said if len(text) <= longest) for unit in item[role])
            made.fact(right, f"{where}: {role} {'、'.join(item[role])}; {row}")
    made.nothing(any(len(text) > longest for text in said), f"{where}: units are a paragraph")
    supervising = set(item.get("supervising", ()))
    for role, column in ROLE_COLUMNS.items():
        units = [unit for unit in item.get(role, ()) if role != "cooperating" or unit not in supervising]
        if units:
            made.roles += 1
            text = bare(row.get(column))
            alone = len(text) <= sum(len(bare(unit)) for unit in units) + 6
            made.roles_right += alone and all(bare(unit) in text for unit in units)


def _own(made: Score, item: Json, number: str, found: Row, where: str) -> None:
    """A measure's own units and limit."""
    for key, column in (("measure_units", "责任单位"), ("measure_limits", "完成时限")):
        wanted = item.get(key, {}).get(number)
        if wanted:
            texts: Iterable[str] = [wanted] if isinstance(wanted, str) else wanted
            written = bare(found.get(column))
            right = all(bare(text).removesuffix("完成") in written for text in texts)
            made.fact(right, f"{where}: {column} of measure {number} {found.get(column)!r}, not {wanted!r}")


def table(scores: Iterable[tuple[str, Score]]) -> str:
    """What a failing test shows: a line a document, its faults below."""
    made = []
    for name, one in scores:
        made.append(f"{one.f1:5.2f} roles {one.role_share:4.2f}  {name}")
        made += [f"        {fault}" for fault in one.faults[:20]]
    return "\n".join(made)
