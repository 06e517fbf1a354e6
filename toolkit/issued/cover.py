"""What stands on the cover of an issued document: title, number, issuer, date, to whom to report and by when.

Knows: how official documents are laid out (GB/T 9704-2012). Must not know: items.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from toolkit.base.numerals import chinese_number
from toolkit.issued.outline import Outline

_NUMBER = re.compile(r"([一-鿿]{1,16})\s*[〔﹝\[【（(]\s*((?:19|20)\d{2})\s*[〕﹞\]】）)]\s*第?\s*(\d{1,4})\s*号")
_TITLE = re.compile(
    r"整改.{0,12}(?:方案|清单|台账|计划|任务|措施|分工|安排|情况表|一览表)|(?:方案|清单|台账).{0,6}整改"
)
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_REPORT = re.compile(
    r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:之前|以前|前)[^。；]{0,80}?(?:书面)?(?:报送|上报|报|送)(?:至|到|给|送)?"
    r"([^，,。；;、(（)）]{2,30}(?:办公室|领导小组|委员会|政府|局|厅|部|办|组|委))"
)
_CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_FEEDBACK = re.compile(
    r"(?:按照|根据|针对|对照|围绕|就)"
    r"([^，。、“]{2,25}?(?:视察组|督察组|巡视组|巡察组|检查组|督导组|审计组|审计局|审计厅|考核组|督查组))"
)
_ISSUER = re.compile(r".{2,40}(?:政府|公署|委员会|办公室|办公厅|党组|局|厅|领导小组|委|指挥部)")


@dataclass(frozen=True)
class Cover:
    """The cover; "" or None where the document does not say.

    ``missing`` names those lines of 方案 and 报送期 that stay empty.
    """

    id: str
    title: str
    is_plan: bool
    doc_no: str
    issuer: str
    issued_on: date | None
    feedback_body: str
    report_due: date | None
    report_to: str
    missing: tuple[str, ...]


def read_cover(made: Outline, name: str) -> Cover:
    """Read the cover from the lines before the first number and behind the last, and the report from all of it."""
    head = [re.sub(r"\s+", "", page.text) for page in made.head]
    tail = [re.sub(r"\s+", "", page.text) for page in made.tail]
    title = _title(head)
    number = _NUMBER.search("\n".join(head))
    issued_on = _issued(head, tail)
    due, to = _report(made, head, issued_on)
    doc_no = f"{number[1]}〔{number[2]}〕{number[3]}号" if number else ""
    issuer = _issuer(head, tail)
    found = {
        "方案名称": title, "文号": doc_no, "发文单位": issuer, "发文日期": issued_on, "受理单位": to, "应报日期": due,
    }  # fmt: skip
    return Cover(
        id=f"plan-{number[2]}-{int(number[3]):02}" if number else "plan",
        title=title or PurePath(name).stem,
        is_plan=bool(title),
        doc_no=doc_no,
        issuer=issuer,
        issued_on=issued_on,
        feedback_body=_feedback(head),
        report_due=due,
        report_to=to,
        missing=tuple(name for name, value in found.items() if not value),
    )


def _title(head: list[str]) -> str:
    """The last line that reads like a plan's title, with the line before it where the title was broken."""
    for n in range(len(head) - 1, -1, -1):
        line = head[n]
        if not _TITLE.search(line) or len(line) > 90 or line.endswith(("。", "；")):
            continue
        before = head[n - 1] if n else ""
        broken = re.search("关于|贯彻|落实|反馈", before) and not re.search(r"[。，：:；]|号$|通知$|日$|文件$", before)
        if broken and len(before) < 40 and not _TITLE.search(before):
            line = before + line
        return re.sub(r"^关于印发[《“]?|[》”]?的通知$", "", line)
    return ""


def _issuer(head: list[str], tail: list[str]) -> str:
    """The red head over the number (…文件), else who signed at the end."""
    for n, line in enumerate(head[:8]):
        if line.endswith("文件"):
            above = "".join(one for one in head[:n] if _ISSUER.fullmatch(one))
            return above + line.removesuffix("文件")
    for lines in (tail, head):
        for line, following in zip(lines, [*lines[1:], ""], strict=False):
            if _ISSUER.fullmatch(line) and _DATE.match(_in_figures(following)):
                return line
    return ""


def _issued(head: list[str], tail: list[str]) -> date | None:
    """The date that stands alone on a line: on the cover, else at the end."""
    for line in (*head, *tail):
        match = _DATE.match(_in_figures(line))
        if match and len(line) <= 14:
            return _day(match[1], match[2], match[3])
    for line in tail:
        match = _DATE.search(_in_figures(line))
        if match and "印发" in line:
            return _day(match[1], match[2], match[3])
    return None


def _in_figures(line: str) -> str:
    """The line in half-width digits, with dates like 二〇二一年一月三十一日 in figures."""

    def figures(match: re.Match[str]) -> str:
        year = "".join(str("零一二三四五六七八九".find(c) if c not in "〇○" else 0) for c in match[1])
        return f"{year}年{chinese_number(match[2])}月{chinese_number(match[3])}日"

    return _CHINESE_DATE.sub(figures, re.sub(r"\s", "", unicodedata.normalize("NFKC", line.replace("○", "〇"))))


def _feedback(head: list[str]) -> str:
    match = _FEEDBACK.search("\n".join(line for line in head if len(line) > 25))
    return match[1] if match else ""


def _report(made: Outline, head: list[str], issued_on: date | None) -> tuple[date | None, str]:
    texts = [*head]
    for node in made.nodes():
        texts += [node.heading, *(said for _, said in node.labelled), *node.body]
    texts += [page.text for page in made.tail]
    for text in texts:
        said = unicodedata.normalize("NFKC", re.sub(r"\s", "", text))
        match = _REPORT.search(said)
        if match and (match[1] or issued_on):
            year = match[1] or str(issued_on.year if issued_on else "")
            return _day(year, match[2], match[3]), match[4]
    return None, ""


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
