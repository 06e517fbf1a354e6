"""Kinds of writing without labels: who and by when in sentences, spoken lists, dashes, persons, endings, years."""

from __future__ import annotations

from datetime import date

import pytest

from toolkit.base.errors import DocumentError
from toolkit.base.plan_captions import PlanColumn
from toolkit.issued.document import PlanDraft, read_document
from toolkit.issued.labels import Label, label_of
from toolkit.issued.measures import split_measures
from toolkit.issued.prose import actors, limits_told
from toolkit.issued.unit_lists import is_person, shared_endings
from toolkit.plan.model import Item

TITLE = "某市河湖督查反馈问题整改工作安排"


def read(*lines: str, title: str = TITLE, day: str = "2026年4月2日", name: str = "安排.txt") -> PlanDraft:
    return read_document("\n".join([title, "", *lines, "", "某市人民政府办公室", day]).encode(), name)


def who(item: Item) -> tuple[str, str, str]:
    return item.lead_unit, item.units_as_written, item.cooperating


@pytest.mark.parametrize(
    ("said", "roles", "due"),
    [
        ("由市水利局牵头，市城管局、各区政府配合，逐一改造，9月底前完成20处，11月底前全部完成。",
         ("市水利局", "", "市城管局、各区政府"), date(2026, 11, 30)),
        ("由市应急管理局会同市气象局、市水务局，于6月10日前完成预案修订。",
         ("市应急管理局", "", "市气象局、市水务局"), date(2026, 6, 10)),
        ("责成县财政局会同县自然资源局，对滞留的收益金全面清理，2026年9月30日前全部缴库。",
         ("县财政局", "", "县自然资源局"), date(2026, 9, 30)),
        ("请 南山县教育局、北原区教育局 10月20日前全部接入。",
         ("", "南山县教育局、北原区教育局", ""), date(2026, 10, 20)),
        ("县农业农村局、县林业局要逐项查明原因，8月底前支出到位。",
         ("", "县农业农村局、县林业局", ""), date(2026, 8, 31)),
        ("4月底前，由州林草局牵头，各县（市）人民政府配合，新建隔离带38公里。",
         ("州林草局", "", "各县（市）人民政府"), date(2026, 4, 30)),
        ("请县民政局立即撤下相关信息，4月12日前报送整改报告，县委网信办配合做好监测。",
         ("", "县民政局", "县委网信办"), date(2026, 4, 12)),
        ("城东区应急管理局于5月8日前完成整改。", ("", "城东区应急管理局", ""), date(2026, 5, 8)),
    ],
)  # fmt: skip
def test_running_text_says_who_and_by_when(said: str, roles: tuple[str, str, str], due: date) -> None:
    draft = read(f"1.关于河道堆放垃圾的问题。{said}", f"2.关于泵站老化的问题。{said}")
    assert [item.title for item in draft.plan.items] == ["关于河道堆放垃圾的问题", "关于泵站老化的问题"]
    for item in draft.plan.items:
        assert who(item) == roles
        assert item.time_limit.due_date == due
        assert len(item.measures) == 1
    looked_at = [one for one in draft.inferred if one.header == PlanColumn.UNITS_WRITTEN]
    assert len(looked_at) == 2  # nothing of the sort goes without a mark


def test_each_sentence_with_its_own_units_is_a_measure() -> None:
    draft = read(
        "1.泵站设备老化。由市水务集团负责，8月15日前更换水泵；由市供电公司负责，7月底前完成双回路改造。",
        "2.预案不衔接。由市应急局负责，6月底前修订；市气象局、市水利局要于5月底前提供资料。",
    )
    first, second = draft.plan.items
    assert [(m.units_as_written, m.limit_as_written[:3]) for m in first.measures] == [
        ("市水务集团", "8月1"), ("市供电公司", "7月底")
    ]  # fmt: skip
    assert first.time_limit.due_date == date(2026, 8, 15)
    assert [m.units_as_written for m in second.measures] == ["市应急局", "市气象局、市水利局"]


@pytest.mark.parametrize("limit", ["立行立改，2026年9月底前完成", "6月底前全部整改到位", "即知即改，长期坚持"])
def test_a_last_sentence_of_duties_alone_is_no_measure(limit: str) -> None:
    draft = read(*(f"{n}.污水处理站闲置。（1）接通电源。（2）公开水质。由市住建局负责，{limit}。" for n in (1, 2)))
    assert [[m.text for m in item.measures] for item in draft.plan.items] == [["接通电源。", "公开水质。"]] * 2
    assert [item.units_as_written for item in draft.plan.items] == ["市住建局"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "各镇街主要负责同志是第一责任人。",
        "加强组织领导，压实工作责任。",
        "对滞留企业开展清查，9月底前完成。",
        "督促各单位于5月底前完成整改。",
        "某地区现有幼儿园322所（含8所民办），于2020年底前全部开办。",
        "个别镇于2023年底前没有完成任务。",
        "推进社区开展宣传。",
    ],
)
def test_who_is_spoken_of_is_not_asked(text: str) -> None:
    assert actors(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("年底前收缴率达到90%以上。", "年底前"),
        ("6月底前达到50%，年底前达到100%。", "6月底前达到50%，年底前达到100%"),
        ("更换水泵，9月底前完成20处，11月底前全部完成。", "9月底前完成20处，11月底前全部完成"),
        ("对涉及的36家企业务必于12月5日前开展一轮核查并通报结果。", "12月5日前"),
        ("截至5月底前已发现12处。", ""),
        ("2024年以来有5次未开展，超过6个月。", ""),
    ],
)
def test_limits_in_a_measure(text: str, said: str) -> None:
    assert "".join(duty.said for duty in limits_told(text)) == said


@pytest.mark.parametrize("sign", ["——", "—", "："])
def test_who_and_by_when_behind_a_dash(sign: str) -> None:
    draft = read(
        f"1、沿线垃圾积存{sign}双桥村、镇环卫所，6月10日前清完；",
        f"2、农贸市场占道经营{sign}镇执法队牵头，市场办配合，6月15日前规范到位；",
        f"3、小微水体黑臭{sign}李家湾村、镇水利站，6月底前完成清淤。",
    )
    assert [item.title for item in draft.plan.items] == ["沿线垃圾积存", "农贸市场占道经营", "小微水体黑臭"]
    assert [who(item) for item in draft.plan.items] == [
        ("", "双桥村、镇环卫所", ""), ("镇执法队", "", "市场办"), ("", "李家湾村、镇水利站", "")
    ]  # fmt: skip
    assert [item.time_limit.due_date for item in draft.plan.items] == [
        date(2026, 6, 10), date(2026, 6, 15), date(2026, 6, 30)
    ]  # fmt: skip


def test_a_spoken_list_is_a_list() -> None:
    draft = read(
        "近期巡查发现问题突出，现督办如下：",
        "一是散煤复燃。由丰泽区政府负责，5月15日前完成清零。",
        "二是施工扬尘。由市住建局牵头，市水利局配合，5月20日前完成检查。",
        "三是应急减排不到位。由市生态环境局负责，立即修订清单，6月5日前完成核查。",
        "请于2026年6月10日前将整改情况报市治理办公室。",
    )
    assert [(item.code, item.title) for item in draft.plan.items] == [
        ("一", "散煤复燃"), ("二", "施工扬尘"), ("三", "应急减排不到位")
    ]  # fmt: skip
    assert draft.plan.periods[0].due_date == date(2026, 6, 10)  # and the last item does not end with that line
    assert all("请于" not in measure.text for item in draft.plan.items for measure in item.measures)


def test_what_is_asked_in_general_is_no_item() -> None:
    draft = read(
        "一、问题及整改要求",
        "（一）栏目不更新。县林业局栏目超过6个月未更新。请县林业局于4月20日前完成整改。",
        "（二）回应差。请县人社局于4月15日前办结。",
        "二、保障措施",
        "（一）加强领导。各镇要于4月底前成立专班，各镇主要负责同志是第一责任人。",
        "（二）强化督查。县督查室要按月通报。",
    )
    assert [item.title for item in draft.plan.items] == ["栏目不更新", "回应差"]
    assert draft.plan.items[0].units_as_written == "县林业局"
    assert "超过6个月未更新" in draft.plan.items[0].finding


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("某市2026年上半年信访工作总结",
         ("一、主要做法。由市信访局牵头，6月底前走访一遍。", "二、问题。由各县负责，7月底前改。")),
        ("关于举办某市业务培训班的通知",
         ("一、名单。请各县信访局于5月12日前报名。", "二、会务。由市信访局负责，5月底前完成。")),
        ("某市工作简报", ("一、河道。由市水利局牵头，6月底前清理。", "二、城区。由市城管局牵头，7月底前清理。")),
    ],
)  # fmt: skip
def test_what_tells_of_work_is_no_plan(title: str, lines: tuple[str, ...]) -> None:
    with pytest.raises(DocumentError):
        read(*lines, title=title)


@pytest.mark.parametrize("word", ["牵头责任人", "责任人", "包联领导", "分管领导", "配合责任人", "督办人", "包保领导"])
def test_a_person_is_a_leader_by_the_label(word: str) -> None:
    assert label_of(word) is Label.LEADERS


@pytest.mark.parametrize("name", ["刘某某（市应急管理局局长）", "张某某", "王某", "李××", "陈刚（副县长）", "赵立同志"])
def test_a_person_never_becomes_a_unit(name: str) -> None:
    assert is_person(name)
    draft = read(
        *(
            f"{n}.河道{n}号段垃圾堆放\n整改措施：清理。\n责任单位：{name}、市水利局\n整改时限：2026年5月底"
            for n in (1, 2)
        )
    )
    assert [unit.name for unit in draft.plan.units] == ["市水利局"]
    assert all(name in item.leaders for item in draft.plan.items)


@pytest.mark.parametrize("name", ["市水利局", "大沟村", "镇应急办", "县水利局（牵头）", "工会", "财务科"])
def test_a_unit_is_no_person(name: str) -> None:
    assert not is_person(name)


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        (("金岭县", "银川县应急管理局"), {"金岭县": "金岭县应急管理局"}),
        (("城东区", "城西区政府"), {"城东区": "城东区政府"}),
        (("甲镇", "乙镇", "丙镇派出所"), {"甲镇": "甲镇派出所", "乙镇": "乙镇派出所"}),
        (("金岭县", "市应急管理局"), {}),
        (("金岭县", "白水县"), {}),
        (("金岭县政府", "银川县应急管理局"), {}),
        (("各县", "银川县应急管理局"), {}),
    ],
)
def test_places_before_an_office_share_its_ending(names: tuple[str, ...], meant: dict[str, str]) -> None:
    assert shared_endings(names) == meant


def test_a_shared_ending_is_marked_and_asked_about() -> None:
    draft = read(
        *(
            f"{n}.矿山{n}号隐患未整改\n整改措施：整改。\n责任单位：金岭县、银川县应急管理局\n整改时限：2026年5月底"
            for n in (1, 2)
        )
    )
    assert [unit.name for unit in draft.plan.units] == ["金岭县应急管理局", "银川县应急管理局"]
    item = draft.plan.items[0]
    assert item.units_as_written == "金岭县、银川县应急管理局"
    assert any(one.row == item.id and "连写" in one.sentence for one in draft.inferred)
    assert any(one.item_id == item.id and "金岭县应急管理局" in one.sentence for one in draft.questions)


@pytest.mark.parametrize(
    ("title", "limit", "day"),
    [
        ("青禾镇2026年防火检查问题整改台账", "3.25", date(2026, 3, 25)),
        ("青禾镇2027年防火检查问题整改台账", "4月上旬", date(2027, 4, 10)),
        ("2026年青禾镇检查问题整改清单", "6月底前", date(2026, 6, 30)),
        ("青禾镇防火检查问题整改台账", "3.25", None),
        ("青禾镇2025年检查、2026年复查问题整改台账", "3.25", None),
    ],
)
def test_the_year_of_the_title_is_taken_with_a_question(title: str, limit: str, day: date | None) -> None:
    rows = [
        ("编号", "存在问题", "责任村（单位）", "整改措施", "整改期限"),
        *((f"Q-0{n}", "坟头未清理", "大沟村", "清理", limit) for n in (1, 2)),
    ]
    draft = read_document("\n".join([title, *("\t".join(row) for row in rows)]).encode(), "台账.txt")
    assert [item.time_limit.due_date for item in draft.plan.items] == [day, day]
    asked = [one for one in draft.questions if one.item_id and one.header == PlanColumn.LIMIT_TYPE]
    assert len(asked) >= 2  # inferred or not, somebody looks at it


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("更换报警器；对12名人员培训考核", 2),
        ("建立免申即享机制；清理历史拖欠；每月通报", 3),
        ("7月底前拆除加盖部分；8月底前恢复系统", 2),
        ("组织考核；对未取证的责令停产", 1),
        ("提高1.5倍；2.5倍", 1),
        ("完善制度；并长期坚持", 1),
    ],
)
def test_semicolons_part_measures(text: str, size: int) -> None:
    assert len(split_measures(text)) == size


@pytest.mark.parametrize(
    ("word", "label"),
    [
        ("主责", Label.UNITS), ("属地", Label.UNITS), ("责任落实", Label.UNITS), ("责任村（单位）", Label.UNITS),
        ("主责科室", Label.UNITS), ("承办", Label.UNITS), ("谁来办", Label.UNITS), ("配合", Label.COOPERATING),
        ("协同科室", Label.COOPERATING), ("配合社区", Label.COOPERATING), ("销号标准", Label.TARGET),
        ("结案标准", Label.TARGET),
        ("闭环标准", Label.TARGET), ("DDL", Label.LIMIT), ("计划完成日", Label.LIMIT), ("完工", Label.LIMIT),
        ("什么时候办完", Label.LIMIT), ("办理意见", Label.MEASURES), ("整改行动", Label.MEASURES),
        ("解决路径", Label.MEASURES),
        ("行动编号", Label.OTHER), ("验证人", Label.OTHER), ("缺陷描述", Label.FINDING),
    ],
)  # fmt: skip
def test_words_of_offices_firms_and_villages(word: str, label: Label) -> None:
    assert label_of(word) is label


@pytest.mark.parametrize("mark", ["【点位{}】", "案件{}：", "A{} ", "提案第0{}号：", "缺陷{}：", "隐患{} ", "任务{}："])
def test_marks_before_items(mark: str) -> None:
    draft = read(
        *(f"{mark.format(n)}河道垃圾堆放\n整改措施：清理。\n责任单位：市水利局\n整改时限：2026年5月底" for n in (1, 2)),
        title="某市问题整改清单",
    )
    assert [(item.title, item.units_as_written) for item in draft.plan.items] == [("河道垃圾堆放", "市水利局")] * 2


@pytest.mark.parametrize("bracket", ["（2026年4月）", "（按责任单位）", "（2026.9.10）"])
def test_a_title_with_a_bracket_is_no_item(bracket: str) -> None:
    draft = read(
        "1.河道垃圾堆放（市水利局，5月底前）",
        "2.泵站老化（市水务集团，6月底前）",
        title=f"某市河湖问题整改清单{bracket}",
    )
    assert [item.title for item in draft.plan.items] == ["河道垃圾堆放", "泵站老化"]
