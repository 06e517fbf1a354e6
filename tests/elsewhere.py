"""Plans of other places than the shipped one: a county over departments, sections, townships, schools and firms.

Made by chance from a seed: roles, measures with units and time limits of their own, items without parts, no indicators.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import docx

from tests.issued.documents import packed
from toolkit import Workspace
from toolkit.base.numerals import in_chinese
from toolkit.catalogue import Catalogue
from toolkit.form.filling import fill_form
from toolkit.kinds.field import YES
from toolkit.plan.measures import LimitType, Measure, TimeLimit
from toolkit.plan.model import Item, ItemKind, Period, Plan, Unit, ValueType
from toolkit.plan.options import Settings, Words
from toolkit.planbook.tables import USUAL_CHOICES
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

ISSUED, REPORTED = date(2026, 3, 2), date(2026, 3, 25)
_KINDS = {
    "部门": ("教育局", "财政局", "人社局", "住建局", "水务局", "卫健委", "发改委", "民政局", "应急局", "审计局"),
    "科室": ("办公室", "规划科", "项目科", "督查科", "人事科"),
    "乡镇": ("青山镇", "绿水镇", "白云镇", "红旗乡", "东风乡", "前进乡", "河口镇", "石桥镇", "柳林乡", "松岭乡"),
    "学校": ("第一小学", "第二小学", "第一中学", "职业学校", "实验小学"),
    "企业": (
        "城投公司", "供水公司", "公交公司", "粮油公司", "文旅公司", "环卫公司", "热力公司", "农投公司", "建工公司",
        "物业公司",
    ),
}  # fmt: skip


def units_of(number: int) -> tuple[Unit, ...]:
    """Units of all kinds in turn, so that few are mixed too."""
    dealt = [(kind, names[n]) for n in range(10) for kind, names in _KINDS.items() if n < len(names)]
    return tuple(
        Unit(f"u{no:02}", name if kind != "乡镇" else f"{name}人民政府", name, (), "", kind, (f"u{no:02}@example.com",))
        for no, (kind, name) in enumerate(dealt[:number], start=1)
    )


def plan_elsewhere(items: int, units: int, seed: int, words: Words = Words("县", "单位")) -> Plan:  # noqa: B008
    """A plan whose units are not listed but follow from the roles, as `read_plan` gives it back."""
    chance, among = random.Random(seed), units_of(units)
    return Plan(
        id="县督-2026-1", title="某县巡察反馈问题整改方案", doc_no="某办发〔2026〕1号", issuer="某县整改办",
        issued_on=ISSUED, feedback_body="巡察组", report_to="某县整改办",
        contact="×××", phone="0000-0000000", email="office@example.com",
        units=among, items=tuple(_item(chance, no, among) for no in range(1, items + 1)), indicators=(), rules=(),
        choices=USUAL_CHOICES,
        periods=tuple(Period(f"2026-{m:02}", f"2026年{m}月", date(2026, m, 28)) for m in (3, 6, 9)),
        settings=Settings(words=words, trial=True),
    )  # fmt: skip


def _item(chance: random.Random, no: int, units: tuple[Unit, ...]) -> Item:
    lead, *rest = chance.sample(units, min(len(units), 6))
    responsible = rest[: chance.choice((0, 1, 2))]
    measures = tuple(_measure(chance, no, n, rest) for n in range(1, chance.choice((1, 2, 3, 5)) + 1))
    limit = chance.choice(
        (TimeLimit("2026年12月底前", LimitType.FIXED, date(2026, 12, 31)), TimeLimit("长期坚持", LimitType.ONGOING))
    )
    return Item(
        id=str(no), code=str(no), part="", part_title="", section="", section_title="",
        title=f"第{no}个问题：制度执行不严格", kind=ItemKind.RECTIFICATION, finding=f"反馈指出第{no}方面有不足。",
        measures=measures, units_as_written="、".join(u.area for u in responsible), lead_unit=lead.area,
        time_limit=limit, target=chance.choice(("", "年底前全部整改到位，不再反弹。")),
        cooperating="、".join(u.area for u in rest[2:3]),
        supervising=chance.choice(("", "督查组")), accepting=chance.choice(("", "验收组")),
        leaders=chance.choice(("", "×××")),
    )  # fmt: skip


def _measure(chance: random.Random, item: int, no: int, units: list[Unit]) -> Measure:
    own = chance.sample(units, chance.choice((0, 0, 1, 2)) if len(units) > 1 else 0)
    day = date(2026, 4, 30) + timedelta(days=30 * chance.randrange(7))
    limit = chance.choice(("", f"{day.year}年{day.month}月{day.day}日前", "长期坚持"))
    return Measure(no, f"第{item}项措施{no}：完善制度，抓好落实。", "", "、".join(u.area for u in own), limit)


def begun_elsewhere(folder: Path, plan: Plan) -> Workspace:
    """A workspace of a plan that was written as the office would, with 填报单位 left empty, and read."""
    path = folder / "方案.xlsx"
    write_plan(replace(plan, items=tuple(replace(item, unit_ids=()) for item in plan.items)), path)
    return Workspace.init(folder / "工作区", path)


def workspace_elsewhere(folder: Path, plan: Plan) -> Workspace:
    """The same with its forms distributed."""
    made = begun_elsewhere(folder, plan)
    made.distribute(as_of=ISSUED)
    return made


def read_back(folder: Path, plan: Plan) -> Plan:
    """The plan as it reads from its workbook."""
    path = folder / "方案.xlsx"
    write_plan(plan, path)
    return read_plan(path)


def answers(catalogue: Catalogue) -> dict[str, object]:
    """Every question answered right: in progress, nothing to be closed, no day set of one's own."""
    found: dict[str, object] = {}
    for one in catalogue.fields:
        if one.id == "signoff_unchanged":
            continue  # asked from the second period on
        if one.id == "overall_closure":
            found[one.id] = "否"
        elif one.type is ValueType.BOOLEAN:
            found[one.id] = YES
        elif one.type is ValueType.CHOICE:
            found[one.id] = one.choices[1]
        elif one.required and one.type is ValueType.DATE:
            found[one.id] = REPORTED
        elif one.type is ValueType.TEXT:
            found[one.id] = "0000-0000000" if "phone" in one.id else f"{one.label}：已按要求办理。"
    return found


def drop_returns(made: Workspace) -> int:
    """Fill in every form that was distributed and put it into the inbox; gives how many there are."""
    period = made.plan.periods[0]
    owed = made.plan.obligations()
    for item, unit in owed:
        catalogue = made.catalogues[item.id].of(unit.id)
        blank = made.form_path(period, item, unit).read_bytes()
        (made.inbox / f"{item.code}-{unit.area}.xlsx").write_bytes(fill_form(blank, catalogue, answers(catalogue)))
    return len(owed)


def document_of(plan: Plan) -> bytes:
    """The plan as the document (.docx) that its office issued: a list of items with labels, measures with brackets."""
    document = docx.Document()
    for text in _paragraphs(plan):
        document.add_paragraph(text)
    return packed(document)


def _paragraphs(plan: Plan) -> Iterator[str]:
    yield from (plan.title, plan.doc_no, f"根据{plan.feedback_body}反馈意见，结合实际，制定本方案。")
    yield from ("一、总体要求", "提高认识，压实责任，按期整改。", "二、整改任务")
    for item in plan.items:
        yield f"（{in_chinese(int(item.code))}）{item.title}"
        yield f"反馈问题：{item.finding}"
        if item.target:
            yield f"整改目标：{item.target}"
        yield "整改措施："
        for measure in item.measures:
            own = (("责任单位", measure.units_as_written), ("完成时限", measure.limit_as_written))
            said = "；".join(f"{label}：{text}" for label, text in own if text)
            yield f"{measure.no}.{measure.text}" + (f"（{said}）" if said else "")
        for label, text in (
            ("牵头单位", item.lead_unit), ("责任单位", item.units_as_written), ("配合单位", item.cooperating),
            ("督导单位", item.supervising), ("验收单位", item.accepting), ("责任领导", item.leaders),
            ("整改时限", item.time_limit.as_written),
        ):  # fmt: skip
            if text:
                yield f"{label}：{text}"
    yield "三、工作要求"
    yield f"各单位要按月将整改进展情况报{plan.report_to}。"
    yield from (plan.issuer, f"{plan.issued_on.year}年{plan.issued_on.month}月{plan.issued_on.day}日")
