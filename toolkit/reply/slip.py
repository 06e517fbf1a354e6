"""退回单: the sheet on top of a correction copy that lists what is to be mended, where, and by when.

Knows: what it says. Must not know: folders, the ledger's tables, how a line looks, the form below it but for where its
answers stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from toolkit.base.excel_limits import cut
from toolkit.base.findings import Finding, Severity
from toolkit.base.texts import chinese_date
from toolkit.catalogue import Catalogue
from toolkit.form.grid import COVER_SHEET, SHEET, SLIP_SHEET, place_on
from toolkit.form.lines import HEAD, NOTICE, ROW, SMALL, TITLE, Line
from toolkit.form.own_notes import WORD
from toolkit.ledger import Submission
from toolkit.plan.model import Period, Plan, Unit

TITLE_ROWS = "6:6"
"""The head of the list, which stands on every page that is printed."""


@dataclass(frozen=True)
class Told:
    """One form that a slip speaks of: what is to be said, and where each is mended.

    ``places`` are sheets and cells by field id and the cell in which something was found, "" for any.
    """

    catalogue: Catalogue
    submission: Submission
    findings: Sequence[Finding]
    places: Mapping[tuple[str, str], tuple[str, str]]


def lines(
    plan: Plan, unit: Unit, period: Period, of: Sequence[Told], resend_by: date, *, bound: bool = False
) -> list[Line]:
    """What the sheet says of a form, or of those of a book that must be mended (``bound``)."""
    listed = _listed(of, bound=bound)
    wrong = sum(severity is Severity.ERROR for severity, _ in listed)
    asked = f"有 {wrong} 处要改正" + (f"，{len(listed) - wrong} 处要说明" if len(listed) > wrong else "")
    item = of[0].catalogue.item
    what = f"填报表有 {len(of)} 项要改，{asked}" if bound else f"事项 {item.code}“{item.title}”的填报表{asked}"
    rest = "没有列出的项不用改。" if bound else ""
    where = "那一张表" if bound else f"“{SHEET}”"
    files = dict.fromkeys(f"{o.submission.file_name}（{chinese_date(o.submission.received_on)}）" for o in of)
    head = [
        Line(TITLE, {"B": SLIP_SHEET}),
        Line(NOTICE, {"B": f"请于{chinese_date(resend_by)}前改好，把本文件发回{plan.report_to}。"}),
        Line(SMALL, {"B": f"{unit.name}：{period.name}{what}。{rest}"}, height=22),
        Line(
            SMALL,
            {"B": f"怎么改：点“位置”一栏的链接到{where}；标红的格改正，标黄的格在“说明”栏写明原因。"
                  "鼠标停在格上，可以看到原来填的内容和改法。其余的格已按你单位填的内容填好，不用再填。"},
            height=36,
        ),
        Line(SMALL, {"B": f"收到的文件：{'、'.join(files)}"}, height=0 if len(files) > 1 else 22),
        Line(HEAD, {"B": "序号", "C": "栏目", "D": "位置", "E": "原填内容", "G": "问题和改法"}),
    ]  # fmt: skip
    numbered = enumerate(listed, start=1)
    return head + [replace(line, texts={"B": str(number), **line.texts}) for number, (_, line) in numbered]


def _listed(of: Sequence[Told], *, bound: bool) -> list[tuple[Severity, Line]]:
    """What is to be mended or explained; what stands on the cover of a book is said once."""
    found: dict[object, tuple[Severity, Line]] = {}
    for one in of:
        for finding in one.findings:
            if finding.severity is Severity.INFO:
                continue
            anywhere = one.places.get((finding.field, ""), ("", ""))
            sheet, cell = one.places.get((finding.field, finding.cell), anywhere)
            on_cover = bound and sheet == COVER_SHEET
            field = one.catalogue.field.get(finding.field)
            item = "" if not bound else f"{COVER_SHEET} " if on_cover else f"{one.catalogue.item.code} "
            texts = {
                "C": f"〔{WORD[finding.severity]}〕{item}{field.label if field else '整份表'}",
                "D": cell or finding.cell or "—",
                "E": cut(finding.found, 300) or "（空）" if cell else cut(finding.found, 300),
                "G": finding.message + finding.remedy,
            }
            key = (cell, finding.code, texts["E"]) if on_cover else len(found)
            line = Line(ROW, texts, place_on(sheet, cell) if cell else "")
            found.setdefault(key, (finding.severity, line))
    return list(found.values())
