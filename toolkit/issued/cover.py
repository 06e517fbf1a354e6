"""What stands on the cover of an issued document: title, number, issuer, date, to whom to report and by when.

Knows: how official documents and lists are headed and signed (GB/T 9704-2012). Must not know: items.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from toolkit.base.numerals import chinese_number
from toolkit.base.plan_captions import PlanColumn, PlanSetting
from toolkit.issued.labels import label_of
from toolkit.issued.report_due import day_of, report_due

_NUMBER = re.compile(r"([一-鿿]{1,16})\s*[〔﹝\[【（(［]\s*((?:19|20)\d{2})\s*[〕﹞\]】）)］]\s*第?\s*(\d{1,4})\s*号")
_TITLE_END = (
    "(?:方案|清单|台账|台帐|计划|任务|措施|分工|安排|情况表|一览表|分解表?|任务表|分工表|整改表|汇总表|登记表|明细表|"
    "统计表|对照表|表|事项|"
    "公告|通告|通报|公示|请示|批复|讲话|办法|条例|规定|细则|制度|规划|总结|汇报|议程|日程|名单|通讯录|简报|倡议书|合同|"
    "协议|决定|须知|"
    "目录|任务书|交办单|督办单|通知单|责任状|要点|意见|报告|通知|函|工单|清册|图斑|问题)"
)
_TITLE = re.compile(rf".{{2,}}{_TITLE_END}(?:[（(][^（）()]{{1,20}}[）)])?")
_IS_PLAN = re.compile(
    r"(?:整改|整治|治理|办理|督办|化解|纠治|处理|反馈|问题|隐患|任务|分工|提升|攻坚|行动|图斑).{0,24}"
    r"(?:方案|清单|台账|台帐|计划|任务|措施|分工|安排|表|意见)|(?:方案|清单|台账).{0,6}整改|"
    "(?:督办|交办|整改|任务|议定事项).{0,4}(?:单|书)$|(?:限期|抓紧)?整改(?:工作)?的?(?:通知|函)书?$"
)
_NO_PLAN = re.compile(
    "请示|批复|公告|招聘|举办|召开|放假|比赛|竞赛|球赛|会议|培训|学习|活动|值班|名单|名册|通讯录|联系表|回执|报名|预算|决算|采购|招聘|公示|讲话|"
    "总结|简报|新闻|办法|条例|规定|细则|制度|"
    "考核结果|报告$|通报$|调查问卷|日程|议程|庆祝|晚会|运动会|工资|发票|报价|贺信|决定$|公告$"
)
_PLAN_END = re.compile(
    "(?:方案|清单|台账|台帐|计划|分工|任务|措施|安排|分解表|整改表|任务书|督办单|交办单|整改单|整改通知书|整改.{0,12}意见)(?:[（(].*[）)])?$"
)
_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_CHINESE_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_FEEDBACK = re.compile(
    r"(?:按照|根据|针对|对照|围绕|就)"
    r"([^，。、“]{2,25}?(?:视察组|督察组|巡视组|巡察组|检查组|督导组|审计组|审计局|审计厅|考核组|督查组))"
)
ISSUER = re.compile(
    r".{2,40}(?:政府|公署|委员会|办公室|办公厅|党组|党委|局|厅|领导小组|委|指挥部|专班|联席会议|公司|集团|学校|大队|"
    r"支队|中心|医院|院|总队|"
    r"工会|联合会|管委会|党工委|县|市|区|室|部|处|科|旗|州|站|所|厂|场|馆|园|社|联|乡|镇|街道|村|团|矿|校|行|(?<![督交承主协代经])办)"
)
_NAMED_ISSUER = re.compile(
    r"(?:(?:制表|编制|填报|制作|发布|印发|牵头|主管|汇总|报送|填表|发文|交办|督办|下达)(?:单位|部门|机关|科室|"
    r"处室)|(?<![一-鿿])(?:编制|制表|编写|发布|印发|制定|起草))[：:]\s*(.{2,40}?)"
    r"(?:[\s\u3000]{1,}|(?=(?:制表|编制|填报|制作|发布|填表)?(?:时间|日期))|$)"
)
_NAMED_DATE = re.compile(
    r"(?:(?:制表|编制|填报|填表|制作|更新|发布|印发|成文|发文|交办|下达|形成)(?:时间|日期)[：:]?|"
    r"(?<![一-鿿])(?:日期|时间)[：:])\s*(.{6,24})"
)
_ADOPTED = re.compile(r"日[\s）)]*[^，。；]{0,24}(?:会议|研究|审议|讨论)[^，。；]{0,6}(?:通过|审定|同意)")
# （经县政府同意，2023年7月5日印发）
_PRINTED = re.compile(rf"{_DATE.pattern}\s*(?:以.{{1,12}}号?)?(?:文件?)?(?:正式)?(?:印发|下发|发布|公布|公告|下达)")
_FIGURES = str.maketrans("０１２３４５６７８９", "0123456789")
_LETTER = re.compile(r"[。；;：:]|[^〔]*号$")


@dataclass(frozen=True)
class Cover:
    """The cover; "" or None where the document does not say.

    ``is_plan`` is whether the title is that of a plan, ``is_other`` whether it is that of something else. ``missing``
    names those lines of 方案 and 报送期 that stay empty. ``by_month`` is whether the document names no more than the
    month of ``issued_on``, which is then its first day.
    ``year`` is the only one in the title, else in the first lines.
    """

    id: str
    title: str
    is_plan: bool
    is_other: bool
    doc_no: str
    issuer: str
    issued_on: date | None
    feedback_body: str
    report_due: date | None
    report_to: str
    missing: tuple[str, ...]
    by_month: bool = False
    year: int | None = None


def read_cover(head: Sequence[str], tail: Sequence[str], letters: Sequence[str], name: str) -> Cover:
    """Read the cover from the lines before the items and behind them; ``letters`` may say by when to report."""
    lines = [line for line in map(_one_line, head) if line]
    ends = [line for line in map(_one_line, tail) if line]
    title = _title(lines)
    number = _NUMBER.search("\n".join(map(_squeezed, lines[:12]))) or _NUMBER.search("\n".join(map(_squeezed, lines)))
    issued_on = _issued(lines, ends)
    by_month = issued_on is None
    issued_on = issued_on or _issued_in(lines, ends)
    due, to = report_due([*lines, *letters, *ends], issued_on)
    doc_no = f"{number[1]}〔{number[2]}〕{number[3]}号" if number else ""
    issuer = _issuer(lines, ends)
    found = {
        PlanSetting.PLAN_TITLE: title, PlanSetting.DOC_NO: doc_no, PlanSetting.ISSUER: issuer,
        PlanSetting.ISSUED_ON: issued_on, PlanSetting.REPORT_TO: to, PlanColumn.REPORT_DUE: due,
    }  # fmt: skip
    return Cover(
        id=f"plan-{number[2]}-{int(number[3]):02}" if number else "plan",
        title=title or PurePath(name).stem,
        is_plan=bool(title) and bool(_IS_PLAN.search(title)),
        is_other=bool(title)
        and bool(_NO_PLAN.search(title))
        and not (_IS_PLAN.search(title) and _PLAN_END.search(title)),
        doc_no=doc_no,
        issuer=issuer,
        issued_on=issued_on,
        feedback_body=_feedback(list(map(_squeezed, lines))),
        report_due=due,
        report_to=to,
        missing=tuple(name for name, value in found.items() if not value),
        by_month=by_month and issued_on is not None,
        year=_year(title) or _year(" ".join(lines[:6])),
    )


def _year(title: str) -> int | None:
    years = set(re.findall(r"(20\d\d)\s*[年./-]", title))
    return int(years.pop()) if len(years) == 1 else None


def _one_line(line: str) -> str:
    return re.sub(r"[\n\r\t]+", " ", line).strip()


def _squeezed(line: str) -> str:
    return re.sub(r"\s+", "", line).translate(_FIGURES)


def _title(lines: Sequence[str]) -> str:
    """The last line that reads like a title, with the line before it where the title was broken."""
    best = ""
    for n in range(len(lines) - 1, -1, -1):
        line = _squeezed(lines[n])
        bare = _bare_title(line)
        if not bare or len(line) > 90:
            continue
        before = _squeezed(lines[n - 1]) if n else ""
        if before and _goes_on(before, line):
            bare = _bare_title(before + line) or before + line
        heads_list = label_of(bare) is not None  # 具体整改措施 over what stands below a table
        if _IS_PLAN.search(bare) and not heads_list:
            return bare
        best = bare if not best or (label_of(best) and not heads_list) else best
    return best


def is_title(line: str) -> bool:
    """Whether a line is the title of a plan."""
    return bool(_IS_PLAN.search(_bare_title(_squeezed(line))))


def _bare_title(line: str) -> str:
    """The title in a line: without the words of the letter that issues it; "" for a line that is none."""
    match = re.search(r"关于印发[《“〈]?(.+?)[》”〉]?的(?:通知|函)$", line)
    said = match[1] if match else line.strip("《》“”【】")
    if re.search(r"[。；;！]|[：:].{12,}", said) or re.match(r"[（(]?附|抄送|联系", said) or _DATE.search(said):
        return ""
    return said if _TITLE.fullmatch(said) and not re.match(r"[表附图]\s*\d|目\s*录", said) else ""


def _goes_on(before: str, line: str) -> bool:
    """Whether a title was broken between two lines."""
    if (
        _LETTER.search(before)
        or before.endswith(("通知", "文件", "日", "）", ")"))
        or len(before) > 44
        or _DATE.search(before)
    ):
        return False
    if line.startswith("关于") and ISSUER.fullmatch(before):
        return True
    broken = re.search("关于|贯彻|落实|反馈|第.{1,6}[次组届]", before) or (
        len(before) >= 14 and not ISSUER.fullmatch(before)
    )
    return bool(broken) and not _TITLE.fullmatch(before)


def _issuer(lines: Sequence[str], ends: Sequence[str]) -> str:
    """The red head over the number (…文件), the line above the number, who signed over the date, or who is named."""
    for n, line in enumerate(lines[:8]):
        said = _squeezed(line)
        if said.endswith("文件") and len(said) > 4:
            above = "".join(_squeezed(one) for one in lines[:n] if ISSUER.fullmatch(_squeezed(one)))
            signed = _signed(lines, ends)
            return signed if signed and " " in signed else above + said.removesuffix("文件")
    for line in lines:
        if match := _NAMED_ISSUER.search(line):
            return match[1].strip()
    for line in (*lines[:10], *lines[-3:]):
        match = re.fullmatch(r"(\S.*?)[\s\u3000（(]+(\S+?)[）)]?", line)
        if match and ISSUER.fullmatch(_squeezed(match[1])) and _DATE.fullmatch(_in_figures(match[2])):
            return _squeezed(match[1])
    if signed := _signed(lines, ends):
        return signed
    last = _squeezed(ends[-1]) if ends else ""
    if ISSUER.fullmatch(last) and not re.search("抄送|印发|[：:]", last):
        return last
    first = _squeezed(lines[0]) if lines else ""
    return first if ISSUER.fullmatch(first) and not _TITLE.fullmatch(first) and len(lines) > 1 else ""


def _signed(lines: Sequence[str], ends: Sequence[str]) -> str:
    """Who stands over the date: one issuer, or several on lines of their own."""
    for where in (ends, lines):
        for n, line in enumerate(where):
            if not _DATE.fullmatch(_in_figures(line)):
                continue
            names: list[str] = []
            for above in reversed(where[max(0, n - 3) : n]):
                if not ISSUER.fullmatch(_squeezed(above)) or re.search("[。：:]", above):
                    break
                names.insert(0, _squeezed(above))
            if names:
                return " ".join(dict.fromkeys(names))
    return ""


def _issued(lines: Sequence[str], ends: Sequence[str]) -> date | None:
    """The date that stands alone on a line or is named: on the cover, else at the end."""
    for line in (*lines, *ends):
        match = _DATE.match(_in_figures(line))
        if match and len(_squeezed(line)) <= 14 and match.end() == len(_in_figures(line)):
            return day_of(match[1], match[2], match[3])
    for line in (*lines, *ends):
        if (named := _NAMED_DATE.search(line)) and (match := _DATE.match(_in_figures(named[1]))):
            return day_of(match[1], match[2], match[3])
    for line in (*lines[:10], *lines[-3:]):
        match = re.fullmatch(r"(.*?)[\s\u3000（(]+(\S+?)[）)]?[：:]?", line)
        if match and len(line) < 50 and (found := _DATE.fullmatch(_in_figures(match[2]))):
            return day_of(found[1], found[2], found[3])
    for line in lines[:10]:
        if (match := _PRINTED.search(_in_figures(line))) and len(line) < 60:
            return day_of(match[1], match[2], match[3])
        if _ADOPTED.search(line) and (match := _DATE.search(_in_figures(line))):
            return day_of(match[1], match[2], match[3])
    for line in ends:
        match = _DATE.search(_in_figures(line))
        if match and "印发" in line:
            return day_of(match[1], match[2], match[3])
    return None


def _issued_in(lines: Sequence[str], ends: Sequence[str]) -> date | None:
    """The first day of the month that stands alone on a line: （2026年4月）."""
    for line in (*lines[:10], *ends[-3:]):
        match = re.fullmatch(r"[（(]?(\d{4})[年.](\d{1,2})月?[）)]?", _in_figures(line))
        if match and (day := day_of(match[1], match[2], "1")):
            return day
    return None


def _in_figures(line: str) -> str:
    """The line in half-width digits, with dates like 二〇二一年一月三十一日 in figures."""

    def figures(match: re.Match[str]) -> str:
        year = "".join(str("零一二三四五六七八九".find(c) if c not in "〇○" else 0) for c in match[1])
        return f"{year}年{chinese_number(match[2])}月{chinese_number(match[3])}日"

    return _CHINESE_DATE.sub(figures, re.sub(r"\s", "", unicodedata.normalize("NFKC", line.replace("○", "〇"))))


def _feedback(lines: Sequence[str]) -> str:
    match = _FEEDBACK.search("\n".join(line for line in lines if len(line) > 25))
    return match[1] if match else ""
