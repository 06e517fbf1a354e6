"""A dossier as a document (整改事项档案): contents, problem and measures, units, figures, story, closing.

Knows: the order in which an archive wants it, the blocks of a handout. Must not know: where facts come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.base.captions import Column, Disclosable
from toolkit.base.grouped import grouped, listed
from toolkit.base.plan_captions import PlanSetting
from toolkit.base.rounding import rounded
from toolkit.base.texts import chinese_date
from toolkit.dossier.events import events_of
from toolkit.dossier.facts import Facts, Figures
from toolkit.handout import Block, Heading, Rows, Text, Title, write_handout
from toolkit.ledger import CellValue, Value
from toolkit.plan.model import Indicator, ItemKind
from toolkit.plan.options import Role
from toolkit.plan.roles import said_of
from toolkit.plan.states import verdicts_of
from toolkit.standing.progress import FINISHED, progress_of
from toolkit.standing.status import Standing

_BY_UNIT = 12  # units whose figures stand in a table of their own for each indicator; of more only the sums
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_HEADINGS = (
    "卷内目录", "问题和措施", "各单位完成情况", "指标变化", "各单位做法", "办理经过", "审核意见",
)  # fmt: skip
_NUMBERS = "一二三四五六七"
_ROLES = (Role.COOPERATING, Role.SUPERVISING, Role.ACCEPTING)


def dossier_document(facts: Facts, own_name: str) -> bytes:
    """The document as bytes; ``own_name`` is what it is called in its own list of contents."""
    item = facts.item
    parts = (
        _contents(facts, own_name), _asked(facts), _units(facts), _figures(facts), _ways(facts), _story(facts),
        _closing(facts),
    )  # fmt: skip
    blocks: list[Block] = [Title("整改事项档案", f"{item.code}　{item.title}"), _box(facts)]
    number = iter(_NUMBERS)
    for heading, part in zip(_HEADINGS, parts, strict=True):
        if made := [*part]:
            blocks += [Heading(f"{next(number)}、{heading}"), *made]
    return write_handout(blocks, item.code)


def _box(facts: Facts) -> Rows:
    item, plan = facts.item, facts.plan
    states = facts.progress
    done = f"{states.progress}（{states.finished}/{len(states.standings)}个单位完成）"
    limit = item.time_limit.as_written or (item.time_limit.due_date.isoformat() if item.time_limit.due_date else "")
    cells = [
        (
            PlanSetting.FEEDBACK_BY,
            plan.feedback_body or "—",
            "方案",
            f"{plan.doc_no or plan.title}　{facts.under}".strip(),
        ),
        (
            Column.UNIT,
            item.units_as_written or listed([s.unit.area for s in states.standings]),
            Column.LEAD_UNIT,
            item.lead_unit,
        ),
        (Column.LIMIT, limit or "未写明", Column.ITEM_STATE, done),
        (PlanSetting.REPORT_TO, plan.report_to, "档案截至", chinese_date(facts.snapshot.as_of)),
        ("档号", "", "保管期限", ""),
    ]
    return Rows((), cells, (15, 38, 15, 32), strong=frozenset({0, 2}))


def _contents(facts: Facts, own_name: str) -> Iterator[Block]:
    rows = [("1", "整改事项档案（本件）", "", facts.snapshot.as_of.isoformat(), own_name)]
    rows += [
        (str(number), one.what, one.unit.area, one.day.isoformat(), f"{one.folder}/{one.name}")
        for number, one in enumerate(facts.attached, start=2)
    ]
    yield Rows(("序号", "材料", "单位", "日期", "文件"), rows, (7, 20, 14, 14, 45), frozenset({0, 2, 3}))


def _asked(facts: Facts) -> Iterator[Block]:
    item = facts.item
    if item.finding:
        yield Text(item.finding, lead="反馈问题：")
    if item.description and not item.measures:  # else it says what the measures say
        yield Text(item.description, lead="原文：")
    if item.target:
        yield Text(item.target, lead="整改目标：")
    for number, measure in enumerate(item.measures):
        lead = "整改措施：" if number == 0 else ""
        tail = [f"责任单位：{measure.units_as_written}"] * bool(measure.units_as_written)
        tail += [f"完成时限：{measure.limit_as_written}"] * bool(measure.limit_as_written)
        own = f"（{'；'.join(tail)}）" if tail else ""
        yield Text(f"{measure.marker}{measure.text}{own}", lead=lead)
    roles = [(role, said_of(item, role)) for role in _ROLES]
    if said := [f"{role}：{words}" for role, words in (*roles, (Column.LEADER, item.leaders)) if words]:
        yield Text("；".join(said) + "。")


def _units(facts: Facts) -> Iterator[Block]:
    rows = []
    for one in facts.progress.standings:
        decided = [judged.decision for judged in one.reviewed.decisions if judged.stands and judged.decision.verdict]
        last = decided[-1] if decided else None
        papers = sum(paper.unit_id == one.unit.id for paper in facts.papers)
        rows.append(
            (
                one.unit.area,
                one.reviewed.state.value,
                _shown(_answer(facts, one, "overall_completed_on")),
                f"{papers}件" if papers else "—",
                last.verdict if last else "",
                last.text(Column.REVIEWER) if last else "",
                last.decided_on.isoformat() if last and last.decided_on else "",
                last.text(Column.FILING_NO) if last else "",
            )
        )
    header = (
        "单位",
        Column.ITEM_STATE,
        Disclosable.DONE_ON,
        "佐证",
        Column.VERDICT,
        Column.REVIEWER,
        Column.DECIDED_ON,
        Column.FILING_NO,
    )
    yield Rows(header, rows, (14, 18, 13, 7, 15, 11, 13, 12), frozenset(range(1, 8)))
    done = [s.unit.area for s in facts.progress.standings if progress_of(s) in FINISHED]
    left = [s.unit.area for s in facts.progress.standings if progress_of(s) not in FINISHED]
    if facts.item.kind is not ItemKind.EXPLANATION:
        yield Text(f"{grouped(done, left, facts.kind)}。")
    yield from _papers_due(facts)


def _papers_due(facts: Facts) -> Iterator[Block]:
    """Which papers besides forms came from the item's units, for the item or for the unit as a whole."""
    units = {one.unit.id for one in facts.progress.standings}
    due = [
        one
        for one in facts.snapshot.duties
        if one.unit.id in units and (one.item is None or one.item.id == facts.item.id)
    ]
    for name in dict.fromkeys(one.duty.name for one in due):
        came = [f"{one.unit.area}（{one.came_on}）" for one in due if one.duty.name == name and one.came_on]
        open_ = [one.unit.area for one in due if one.duty.name == name and one.owing]
        said = [f"已报：{'、'.join(came)}"] * bool(came) + [f"未报：{'、'.join(open_)}"] * bool(open_)
        yield Text(f"{'；'.join(said)}。", lead=f"{name}：")


def _figures(facts: Facts) -> Iterator[Block]:
    """A table of units and periods for each indicator; where there are many units one of all sums."""
    units = [one.unit for one in facts.progress.standings]
    periods = [one.period for one in facts.figures]
    indicators = [i for i in facts.plan.indicators_of(facts.item.id) if any(i.id in f.rows for f in facts.figures)]
    many = len(units) > _BY_UNIT
    sums = []
    for indicator in indicators:
        total = [_total(indicator, of) for of in facts.figures]
        name = f"{indicator.name}（{indicator.measured_in}）" if indicator.measured_in else indicator.name
        if many or not indicator.type.is_number:
            sums.append((name, *total))
            continue
        rows = [
            (unit.area, *(_figure(indicator, of.rows[indicator.id].figures[unit.id].value) for of in facts.figures))
            for unit in units
        ]
        if len(units) > 1:
            rows.append(("合计", *total))
        if any(any(row[1:]) for row in rows):
            width = (30, *[70 / len(periods)] * len(periods))
            centred = frozenset(range(1, len(periods) + 1))
            yield Rows((name, *periods), rows, width, centred, total=len(units) > 1)
    if sums := [row for row in sums if any(text != "—" for text in row[1:])]:
        width = (46, *[54 / len(periods)] * len(periods))
        yield Rows(("指标（合计）", *periods), sums, width, frozenset(range(1, len(periods) + 1)))


def _total(indicator: Indicator, of: Figures) -> str:
    """What an indicator comes to; where a unit's figure is not there, that is said."""
    text = _figure(indicator, of.totals.get(indicator.id))
    return f"{text}{'（不全）' if of.rows[indicator.id].missing else ''}" if text else "—"


def _figure(indicator: Indicator, value: CellValue) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{rounded(value, 2):,.15g}"
    return _shown(value)


def _ways(facts: Facts) -> Iterator[Block]:
    """What each unit did, in its own words as it last told them; who told the same stands together."""
    told: dict[str, list[str]] = {}
    for one in facts.progress.standings:
        if text := _told(facts, one):
            told.setdefault(text, []).append(one.unit.area)
    for text, areas in told.items():
        yield Text(text, lead=f"{listed(areas)}：")


def _told(facts: Facts, one: Standing) -> str:
    measures = [
        (_shown(_answer(facts, one, f"m{measure.no}_progress")), number)
        for number, measure in enumerate(one.item.measures)
    ]
    given = [(text, number) for text, number in measures if text]
    marked = len(one.item.measures) > 1
    parts = [f"{_CIRCLED[number % 10] if marked else ''}{_line(text)}" for text, number in given]
    parts += [_line(_shown(_answer(facts, one, name))) for name in ("explanation_check", "explanation_change")]
    for label, name in (("存在困难：", "overall_difficulty"), ("下一步：", "overall_next_step")):
        if (text := _line(_shown(_answer(facts, one, name)))) and text.rstrip("。") != "无":
            parts.append(label + text)
    return "".join(filter(None, parts))


def _line(text: str) -> str:
    """A text as one line that ends like a sentence."""
    joined = "".join(piece.strip() for piece in text.split("\n"))
    return joined if not joined or joined[-1] in "。；！？" else f"{joined}。"


def _answer(facts: Facts, one: Standing, name: str) -> CellValue:
    value: Value | None = facts.snapshot.accepted_values(one).get(name)
    return value.value if value else None


def _shown(value: CellValue) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _story(facts: Facts) -> Iterator[Block]:
    rows = [(event.day.isoformat(), event.what, event.whom) for event in events_of(facts)]
    yield Rows(("日期", "办了什么", "单位"), rows, (14, 52, 34), frozenset({0}))


def _closing(facts: Facts) -> Iterator[Block]:
    """Room for what is written and signed by hand; nothing is written here that nobody has decided."""
    boxes = "　".join(f"□ {verdict.label}" for verdict in verdicts_of(facts.item))
    signed: Sequence[tuple[str, str]] = (
        ("责任单位意见", _sign("主要负责人")), ("牵头单位意见", _sign("负责人")),
        ("受理单位核定意见", f"{boxes}\n{_sign('核定人')}"), ("领导审签", _sign("")),
    )  # fmt: skip
    yield Rows((), signed, (20, 80), strong=frozenset({0}), height=22)


def _sign(who: str) -> str:
    return f"\n\n{'　' * 8}{who}（签字）：{'　' * 10}年　　月　　日"
