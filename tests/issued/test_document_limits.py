"""Time limits as offices write them, in every place of a document where one may stand, and what they mean.

The table of the reader itself is in tests/plan/test_timelimit.py; here a limit must come out of the document whole, and
what cannot be read must be a marked cell.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.issued.score import rows_of
from toolkit.issued.document import PlanDraft, read_document
from toolkit.issued.draft import write_draft
from toolkit.plan.measures import LimitType
from toolkit.plan.timelimit import read_limit

ISSUED = date(2026, 3, 10)
# writing | type | last day | days of the stages, where there are several
TABLE = """
立行立改并长期坚持 | 立查立改、长期坚持 |  |
2026年上半年 | 固定日期 | 2026-06-30 |
“十四五”末 | 固定日期 | 2025-12-31 |
“十五五”末 | 固定日期 | 2030-12-31 |
“十五五”期间 | 固定日期 | 2030-12-31 |
9月30日前 | 固定日期 | 2026-09-30 |
每季度末月25日前 | 长期坚持 |  |
即日起至2026年6月30日 | 固定日期 | 2026-06-30 |
即日起至6月底 | 固定日期 | 2026-06-30 |
三个月内 | 相对期限 | 2026-06-10 |
3个月内完成 | 相对期限 | 2026-06-10 |
收到本通知后15个工作日内 | 相对期限 |  |
自收到审计报告之日起60日内 | 相对期限 |  |
接到交办单后5个工作日内 | 相对期限 |  |
印发之日起一个月内 | 相对期限 | 2026-04-10 |
2026年底前，长期坚持 | 分阶段 | 2026-12-31 |
2026年12月底前，长期坚持 | 分阶段 | 2026-12-31 |
2026.12 | 固定日期 | 2026-12-31 |
2026.10 | 固定日期 | 2026-10-31 |
2026/6 | 固定日期 | 2026-06-30 |
2026-06 | 固定日期 | 2026-06-30 |
2026年6月 | 固定日期 | 2026-06-30 |
年内 | 固定日期 | 2026-12-31 |
年底前 | 固定日期 | 2026-12-31 |
今年年底前 | 固定日期 | 2026-12-31 |
明年6月底前 | 固定日期 | 2027-06-30 |
明年上半年 | 固定日期 | 2027-06-30 |
本年度 | 固定日期 | 2026-12-31 |
2026年度 | 固定日期 | 2026-12-31 |
2026年第三季度 | 固定日期 | 2026-09-30 |
2026年三季度 | 固定日期 | 2026-09-30 |
2026年Q3 | 未写明 |  |
三季度末 | 固定日期 | 2026-09-30 |
第三季度 | 固定日期 | 2026-09-30 |
二季度末前 | 固定日期 | 2026-06-30 |
2026年一季度末 | 固定日期 | 2026-03-31 |
每年11月底前 | 长期坚持 |  |
每年12月31日前 | 长期坚持 |  |
每月底前 | 长期坚持 |  |
每月25日前 | 长期坚持 |  |
每周五 | 长期坚持 |  |
每半年 | 长期坚持 |  |
常态化推进 | 长期坚持 |  |
持续推进 | 长期坚持 |  |
长期 | 长期坚持 |  |
长期坚持 | 长期坚持 |  |
坚持常抓不懈 | 长期坚持 |  |
立即 | 立查立改 |  |
立即整改 | 立查立改 |  |
立整立改 | 立查立改 |  |
立改立行 | 立查立改 |  |
即知即改 | 立查立改 |  |
即查即改 | 立查立改 |  |
边查边改 | 立查立改 |  |
已完成 | 已完成 |  |
已整改完成 | 已完成 |  |
已于2026年1月完成整改 | 已完成 | 2026-01-31 |
2026年1月已完成 | 已完成 | 2026-01-31 |
整改完毕 | 未写明 |  |
已销号 | 已完成 |  |
2026年6月30日 | 固定日期 | 2026-06-30 |
2026年6月30日前 | 固定日期 | 2026-06-30 |
2026年6月30日之前 | 固定日期 | 2026-06-30 |
2026年6月30日以前 | 固定日期 | 2026-06-30 |
截止2026年6月30日 | 固定日期 | 2026-06-30 |
截至2026年6月底 | 固定日期 | 2026-06-30 |
不晚于2026年6月30日 | 固定日期 | 2026-06-30 |
最迟2026年6月底 | 固定日期 | 2026-06-30 |
原则上2026年6月底前 | 固定日期 | 2026-06-30 |
力争2026年6月底前 | 固定日期 | 2026-06-30 |
确保2026年6月底前完成 | 固定日期 | 2026-06-30 |
2026年6月底 | 固定日期 | 2026-06-30 |
2026年6月末 | 固定日期 | 2026-06-30 |
2026年6月下旬 | 固定日期 | 2026-06-30 |
2026年6月上旬 | 固定日期 | 2026-06-10 |
2026年6月中旬前 | 固定日期 | 2026-06-20 |
2026年6月中 | 未写明 |  |
2026年年中 | 未写明 |  |
2026年春节前 | 未写明 |  |
春节前 | 未写明 |  |
国庆节前 | 未写明 |  |
2026年国庆前 | 未写明 |  |
汛期前 | 未写明 |  |
2026年汛期来临前 | 未写明 |  |
主汛期前 | 未写明 |  |
秋季开学前 | 未写明 |  |
2026年秋季学期开学前 | 未写明 |  |
采暖期前 | 未写明 |  |
2026年供暖期前 | 未写明 |  |
二〇二六年六月底前 | 固定日期 | 2026-06-30 |
二○二六年六月三十日 | 固定日期 | 2026-06-30 |
2026年六月底前 | 固定日期 | 2026-06-30 |
26年6月底前 | 未写明 |  |
'26.6.30 | 未写明 |  |
20260630 | 未写明 |  |
2026年6月—9月 | 固定日期 | 2026-09-30 |
2026年6月至9月 | 固定日期 | 2026-09-30 |
6月—9月 | 固定日期 | 2026-09-30 |
2026年6月1日至2026年9月30日 | 固定日期 | 2026-09-30 |
2026年6月底前完成方案，2026年9月底前完成整改 | 分阶段 | 2026-09-30 | 2026-06-30；2026-09-30
2026年6月底前取得阶段性成效，2027年6月底前全面完成 | 分阶段 | 2027-06-30 | 2026-06-30；2027-06-30
2026年底完成50%，2027年底全部完成 | 分阶段 | 2027-12-31 | 2026-12-31；2027-12-31
第一阶段2026年6月底；第二阶段2026年12月底 | 分阶段 | 2026-12-31 | 2026-06-30；2026-12-31
2026年6月底前（第一批），2026年12月底前（第二批） | 分阶段 | 2026-12-31 | 2026-06-30；2026-12-31
短期：2026年6月底前；长期：2028年底前 | 分阶段 |  | 2026-06-30；2028-12-31
2026年、2027年 | 分阶段 | 2027-12-31 | 2026-12-31；2027-12-31
2026—2028年 | 固定日期 | 2028-12-31 |
2026-2028年 | 固定日期 | 2028-12-31 |
2027年底 | 固定日期 | 2027-12-31 |
三年内 | 相对期限 | 2029-03-10 |
一年内 | 相对期限 | 2027-03-10 |
半年内 | 相对期限 | 2026-09-10 |
两周内 | 相对期限 | 2026-03-24 |
30日内 | 相对期限 | 2026-04-09 |
30天内 | 相对期限 | 2026-04-09 |
15个工作日 | 相对期限 | 2026-03-31 |
十个工作日内 | 相对期限 | 2026-03-24 |
10日内 | 相对期限 | 2026-03-20 |
一周内 | 相对期限 | 2026-03-17 |
限期一个月 | 相对期限 | 2026-04-10 |
限期7天 | 相对期限 | 2026-03-17 |
24小时内 | 未写明 |  |
当日 | 未写明 |  |
当天完成 | 未写明 |  |
2026年6月31日 | 未写明 |  |
2026年13月 | 未写明 |  |
2026年2月29日 | 未写明 |  |
2026年2月底 | 固定日期 | 2026-02-28 |
6月 | 固定日期 | 2026-06-30 |
六月底 | 固定日期 | 2026-06-30 |
下月底 | 固定日期 | 2026-04-30 |
本月底前 | 固定日期 | 2026-03-31 |
下个月底前 | 固定日期 | 2026-04-30 |
月底前 | 固定日期 | 2026-03-31 |
本季度末 | 未写明 |  |
下季度末 | 未写明 |  |
另行确定 | 未写明 |  |
视情况而定 | 未写明 |  |
待定 | 未写明 |  |
按计划推进 | 未写明 |  |
按时间节点推进 | 未写明 |  |
按上级要求 | 未写明 |  |
与工程同步 | 未写明 |  |
项目竣工后一个月内 | 相对期限 |  |
验收前 | 未写明 |  |
2025年底前（已完成） | 已完成 |  |
2026年6月底前(已延期至2026年9月底) | 分阶段 | 2026-09-30 | 2026-06-30；2026-09-30
原定2026年3月底，调整为2026年6月底 | 固定日期 | 2026-06-30 |
2026年6月底前，此后每年6月底前 | 固定日期 | 2026-06-30 |
2026年6月底前完成并长期坚持 | 分阶段 | 2026-06-30 |
2026年6月底前建立机制，长期坚持 | 分阶段 |  |
立行立改，2026年6月底前完成 | 分阶段 | 2026-06-30 | -；2026-06-30
立行立改（2026年6月底前） | 分阶段 | 2026-06-30 | -；2026-06-30
2026年6月底前立行立改 | 分阶段 | 2026-06-30 | 2026-06-30；-
3月底 | 固定日期 | 2026-03-31 |
3月底前完成，持续推进 | 分阶段 | 2026-03-31 |
2026年5月（持续） | 分阶段 |  |
5月31号前 | 固定日期 | 2026-05-31 |
5.31前 | 未写明 |  |
5月31 | 未写明 |  |
2026.6.30前 | 固定日期 | 2026-06-30 |
2026.06.30 | 固定日期 | 2026-06-30 |
2026年06月30日 | 固定日期 | 2026-06-30 |
2026-6-30 | 固定日期 | 2026-06-30 |
2026/06/30 | 固定日期 | 2026-06-30 |
6/30 | 未写明 |  |
06-30前 | 未写明 |  |
2026年6月30号 | 固定日期 | 2026-06-30 |
2026年第2季度 | 固定日期 | 2026-06-30 |
2026下半年 | 未写明 |  |
26年上半年 | 未写明 |  |
2026年H1 | 未写明 |  |
上半年 | 固定日期 | 2026-06-30 |
下半年完成 | 固定日期 | 2026-12-31 |
2026年10月底至2027年3月底 | 固定日期 | 2027-03-31 |
2026年6月底开工，2027年6月底竣工 | 分阶段 | 2027-06-30 | 2026-06-30；2027-06-30
"""
LIMITS = [tuple(part.strip() for part in line.split(" |")) for line in TABLE.strip().splitlines()]
READ = [line for line in LIMITS if line[1] != LimitType.UNSTATED.value]
# What only a label tells: elsewhere these words, or signs within them, say something else.
ONLY_LABELLED = {"截止2026年6月30日", "截至2026年6月底", "2026年、2027年", "2025年底前（已完成）"}
PLACES = {
    "label": "{n}.台账{n}号不全\n整改措施：补齐台账\n责任单位：县水利局\n整改时限：{limit}",
    "label before": "{n}.台账{n}号不全\n整改措施：补齐台账\n整改时限：{limit}\n责任单位：县水利局",
    "bracket": "{n}.台账{n}号不全。补齐台账。（责任单位：县水利局；完成时限：{limit}）",
    "led": "{n}.台账{n}号不全。补齐台账。（县水利局牵头，县财政局配合，{limit}）",
    "cell": "{n}\t台账{n}号不全\t补齐台账\t县水利局\t{limit}",
}


def drafted(place: str, limits: list[str]) -> PlanDraft:
    """The draft of a document in which each limit stands at an item of its own."""
    lines = ["某县检查反馈问题整改方案", "某县人民政府  2026年3月10日"]
    lines += ["序号\t存在问题\t整改措施\t责任单位\t完成时限"] * (place == "cell")
    lines += [PLACES[place].format(n=n, limit=limit) for n, limit in enumerate(limits, 1)]
    return read_document("\n".join(lines).encode(), "方案.txt")


def bare(text: str) -> str:
    return re.sub("[，；、]|完成", "", text)


@pytest.mark.parametrize("place", PLACES)
def test_a_limit_comes_out_of_its_place_whole_and_means_the_same(place: str) -> None:
    limits = [line for line in (READ if place == "led" else LIMITS) if place != "led" or line[0] not in ONLY_LABELLED]
    draft = drafted(place, [line[0] for line in limits])
    assert draft.plan.issued_on == ISSUED
    found = [
        (bare(item.time_limit.as_written), item.time_limit.type.value, str(item.time_limit.due_date or ""))
        for item in draft.plan.items
    ]
    assert found == [(bare(line[0]), line[1], line[2]) for line in limits]


@pytest.mark.parametrize("line", LIMITS, ids=lambda line: line[0])
def test_the_stages_of_a_limit_have_days_of_their_own(line: tuple[str, str, str, str]) -> None:
    stages = [str(stage.due_date or "-") for stage in read_limit(line[0], ISSUED).stages]
    assert ("；".join(stages) if len(stages) > 1 else "") == line[3]


def test_what_cannot_be_read_is_asked_at_its_cell(tmp_path: Path) -> None:
    unread = [line[0] for line in LIMITS if line[1] == LimitType.UNSTATED.value]
    draft = drafted("label", unread)
    write_draft(draft, tmp_path / "draft.xlsx")
    asked = {question.item_id for question in draft.questions if question.header == "时限类型"}
    assert asked == {item.id for item in draft.plan.items}
    assert [row["时限原文"] for row in rows_of(tmp_path / "draft.xlsx", "事项")] == unread
