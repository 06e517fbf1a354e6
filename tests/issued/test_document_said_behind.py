"""What stands beside items in words of its own: behind units, over the first part, in a second column, in a limit."""

from __future__ import annotations

from datetime import date

import pytest

from toolkit.base.plan_captions import PlanColumn
from toolkit.issued.document import PlanDraft, read_document
from toolkit.issued.marks import mark_of

TITLE = "某镇环境问题整改方案"
SIGNED = ("某镇人民政府", "2026年4月2日")


def read(*lines: str, title: str = TITLE, signed: tuple[str, ...] = SIGNED, name: str = "方案.txt") -> PlanDraft:
    return read_document("\n".join([title, "", *lines, "", *signed]).encode(), name)


@pytest.mark.parametrize("word", ["要求", "整改要求", "督办要求", "标准", "措施"])
@pytest.mark.parametrize("sign", ["。", "；"])
def test_what_is_said_behind_the_units_of_a_line_names_none(word: str, sign: str) -> None:
    draft = read(
        f"1、村口垃圾没有清理。责任单位：老街村委会{sign}{word}：6月10日前清理完毕，安排专人保洁。",
        f"2、背街小巷乱搭乱建。责任单位：和平社区居委会、镇执法队{sign}{word}：6月20日前依法拆除。",
    )
    assert [unit.name for unit in draft.plan.units] == ["老街村委会", "和平社区居委会", "镇执法队"]


@pytest.mark.parametrize("said", ["6月10日前清理完毕", "说明：另行通知", "10日内拆除", "月底前改好"])
def test_words_that_set_a_time_are_no_unit(said: str) -> None:
    draft = read(f"1、垃圾没有清理。责任单位：老街村委会、{said}", "整改措施：清理。", "整改时限：2026年6月底前")
    assert [unit.name for unit in draft.plan.units] == ["老街村委会"]


@pytest.mark.parametrize(
    ("line", "issuer", "day"),
    [
        ("某市水利局党组（2025年9月1日）", "某市水利局党组", date(2025, 9, 1)),
        ("某县交通运输局(2025年4月2日)", "某县交通运输局", date(2025, 4, 2)),
        ("某市人民政府办公室 2024年8月9日", "某市人民政府办公室", date(2024, 8, 9)),
        ("编制：安全环保部 日期：2026-02-10", "安全环保部", date(2026, 2, 10)),
        ("（经县委、县政府研究同意，2023年7月5日印发）", "", date(2023, 7, 5)),
    ],
)
@pytest.mark.parametrize("levels", [("", "", ""), ("# ", "## ", "### "), ("# ", "# ", "# ")])
def test_the_line_below_the_title_says_who_and_when(
    line: str, issuer: str, day: date, levels: tuple[str, str, str]
) -> None:
    draft = read(
        line, "", f"{levels[1]}一、工作落实方面", "", f"{levels[2]}1. 巡河流于形式", "", "整改措施：每月通报。", "",
        "责任单位：河湖科", "", "整改时限：2026年12月底前",
        title=f"{levels[0]}{TITLE}", signed=(), name="方案.md" if levels[0] else "方案.txt",
    )  # fmt: skip
    head = draft.plan
    assert (head.title, head.issued_on, head.issuer) == (TITLE, day, issuer)
    assert [item.title for item in head.items] == ["巡河流于形式"]


@pytest.mark.parametrize("heads", [("任务", "具体内容"), ("重点任务", "工作内容"), ("事项", "任务内容")])
def test_a_second_column_of_tasks_says_what_is_done(heads: tuple[str, str]) -> None:
    rows = [["序号", *heads, "牵头", "何时完成"], ["1", "规范店外经营", "取缔占道摊点", "执法一中队", "5月底前"],
            ["2", "整治户外广告", "拆除破损广告牌", "广告科", "6月15日前"]]  # fmt: skip
    draft = read(*("| " + " | ".join(row) + " |" for row in [rows[0], ["---"] * 5, *rows[1:]]), name="方案.md")
    said = [(item.title, [m.text for m in item.measures]) for item in draft.plan.items]
    assert said == [("规范店外经营", ["取缔占道摊点"]), ("整治户外广告", ["拆除破损广告牌"])]


def test_a_number_that_has_the_one_above_it_is_the_code() -> None:
    lines = []
    for part, room in enumerate(("一号车间", "原料仓库", "化验室"), start=1):
        lines.append(f"{part} {room}")
        for n in (1, 2):
            lines += [f"{part}.{n} 设施破损{part}{n}处", "措施：修好", "责任部门：设备部", "期限：2026-05-30"]
    assert [item.code for item in read(*lines).plan.items] == ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2"]


@pytest.mark.parametrize("said", ["涉及", "问题涉及", "涉及单位："])
def test_whom_a_matter_is_about_is_asked_and_marked(said: str) -> None:
    draft = read(
        f"（一）医疗废物管理不规范。{said}市人民医院、市中医院。要求：日产日清，4月20日前整改到位。",
        f"（二）医师超范围执业。{said}城东社区卫生服务中心。要求：4月10日前完成注册变更。",
    )
    assert [item.units_as_written for item in draft.plan.items] == ["市人民医院、市中医院", "城东社区卫生服务中心"]
    if said != "涉及单位：":  # that is a label
        marked = [one.row for one in draft.inferred if one.header == PlanColumn.UNITS_WRITTEN]
        assert marked == [item.id for item in draft.plan.items]


@pytest.mark.parametrize("done", ["完成补植", "建成围挡", "完成线路改造"])
def test_a_limit_that_says_what_is_done_is_the_measure_where_nothing_else_is(done: str) -> None:
    draft = read(
        f"一是绿化缺株断带。县林业局牵头，县公路局配合，11月底前{done}。",
        "二是桥梁隐患多。县公路局牵头，逐座排查，10月底前改造危桥4座。",
    )
    first = draft.plan.items[0]
    assert first.title == "绿化缺株断带" and first.lead_unit == "县林业局"
    assert len(first.measures) == 1 and done in first.measures[0].text


@pytest.mark.parametrize("title", ["关于执法检查发现问题的整改通知", "关于消防隐患的限期整改通知书"])
def test_a_notice_to_mend_is_a_plan(title: str) -> None:
    draft = read("（一）台账不全。要求：补齐台账。责任单位：办公室。时限：2026年6月底前", title=title)
    assert len(draft.plan.items) == 1


@pytest.mark.parametrize("word", ["科所", "院系", "党支部", "大队", "股", "岗位", "科室"])
@pytest.mark.parametrize("sign", ["：", "　"])
def test_whatever_a_body_is_called_it_is_who_answers(word: str, sign: str) -> None:
    draft = read(
        "1.餐饮具消毒不合格", f"整改措施{sign}落实消毒制度。", f"责任{word}{sign}餐饮科", f"时限{sign}2026年6月底前",
        "2.农残超标", f"整改措施{sign}加大抽检。", f"责任{word}{sign}流通科", f"时限{sign}2026年7月底前",
    )  # fmt: skip
    assert [item.units_as_written for item in draft.plan.items] == ["餐饮科", "流通科"]
    assert [len(item.measures) for item in draft.plan.items] == [1, 1]


@pytest.mark.parametrize(
    "heads", [("隐患名称", "隐患情况"), ("问题", "问题描述"), ("问题名称", "具体表现"), ("主要问题", "存在问题")]
)
def test_a_card_names_and_describes_one_matter(heads: tuple[str, str]) -> None:
    cards = []
    for n, name in enumerate(("指示灯损坏", "喷淋系统故障", "楼道充电"), start=1):
        rows = [(heads[0], name), (heads[1], f"二楼{name}{n}处"), ("整改措施", "修好"), ("责任单位", f"第{n}养老院")]
        rows.append(("整改时限", "2026年5月底前"))
        cards += ["", f"任务书{n}", "", "| 项目 | 内容 |", "| --- | --- |", *(f"| {a} | {b} |" for a, b in rows)]
    draft = read(*cards, name="任务书.md")
    assert [item.title for item in draft.plan.items] == ["指示灯损坏", "喷淋系统故障", "楼道充电"]
    assert [item.finding for item in draft.plan.items] == [
        "二楼指示灯损坏1处",
        "二楼喷淋系统故障2处",
        "二楼楼道充电3处",
    ]


@pytest.mark.parametrize("count", ["3处水源地", "12家企业", "2名干部", "5个村", "4座水库", "6件工单"])
def test_a_count_behind_a_number_and_its_dot_is_no_fraction(count: str) -> None:
    draft = read(
        "1.管网老化。请县水利局于2026年7月20日前完成更新。",
        "2.收费率低。请县财政局于2026年8月31日前出台办法。",
        f"3.{count}没有达标。请县住建局于2026年9月30日前整改到位。",
        "4.12.5万元没有追回。请县审计局于2026年9月30日前追回。",
    )
    assert [item.title for item in draft.plan.items] == ["管网老化", "收费率低", f"{count}没有达标", "12.5万元没有追回"]


@pytest.mark.parametrize("words", ["1.1个别单位", "1.2处理不及时", "2.1项目滞后", "12.5万元补贴", "3.5%的户"])
def test_other_figures_behind_a_dot_are_no_count(words: str) -> None:
    assert mark_of(words).kind == ""


@pytest.mark.parametrize(
    "line", ["以上事项办理情况请于每月底前报县政府督查室。", "上述整改进展，请于6月30日前报县政府办。"]
)
def test_to_whom_all_is_reported_is_no_part_of_the_last_item(line: str) -> None:
    draft = read("1.管网老化。请县水利局于7月前完成更新。", "2.收费率低。请县财政局于8月前出台办法。", line)
    assert draft.plan.items[-1].measures[-1].text == "请县财政局于8月前出台办法。"


@pytest.mark.parametrize("word", ["整改措施及时限", "整改措施和完成时限", "措施与要求", "工作思路及举措", "做法与措施"])
def test_a_label_that_names_two_things_is_one(word: str) -> None:
    draft = read(
        "问题一：混编混岗。", "表现：5名工勤人员在管理岗位。", f"{word}：2026年5月底前清理归位。", "责任单位：县人社局"
    )
    (item,) = draft.plan.items
    assert item.finding == "5名工勤人员在管理岗位。" and [m.text for m in item.measures] == ["2026年5月底前清理归位。"]


@pytest.mark.parametrize("said", ["涉及", "问题涉及", "涉及部门"])
def test_units_in_brackets_behind_such_a_word_are_named_without_it(said: str) -> None:
    draft = read(f"1、检查流于形式（{said}公司业务部、个贷中心）", "整改方式：逐户补做", "时限：2026-11-30")
    assert [unit.name for unit in draft.plan.units] == ["公司业务部", "个贷中心"]
