"""Time limits in further writings, by kind: what is certain has its day, what is not has a question with a proposal.

A table of documents' words, issued on 10 April 2026. 核对 is a day that a person should look at, 建议 a proposal
without a day, 问 a question.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.plan.timelimit import LimitReading, read_limit

ISSUED = date(2026, 4, 10)
# text | type | due date | what is asked
TABLE = """
# years of two figures
26年6月 | FIXED | 2026-06-30 |
26年6月底前 | FIXED | 2026-06-30 |
26年6月30日 | FIXED | 2026-06-30 |
26.6.30 | FIXED | 2026-06-30 |
26/6/30 | FIXED | 2026-06-30 |
26-6-30前 | FIXED | 2026-06-30 |
25年12月底 | FIXED | 2025-12-31 | 核对
26年底前 | FIXED | 2026-12-31 |
26年三季度 | FIXED | 2026-09-30 |
26年上半年 | FIXED | 2026-06-30 |
27年3月15日前完成 | FIXED | 2027-03-15 |
# days without 日 or a year
5.31前 | FIXED | 2026-05-31 | 核对
6/30 | FIXED | 2026-06-30 | 核对
6/30前 | FIXED | 2026-06-30 | 核对
6.30 | FIXED | 2026-06-30 | 核对
06-30前 | FIXED | 2026-06-30 | 核对
6月30前 | FIXED | 2026-06-30 | 核对
2026年6.30 | FIXED | 2026-06-30 |
2026年6月30 | FIXED | 2026-06-30 |
6月30号 | FIXED | 2026-06-30 | 核对
7.15之前 | FIXED | 2026-07-15 | 核对
5.1-6.30 | FIXED | 2026-06-30 | 核对
# figures in a row
20260630 | FIXED | 2026-06-30 |
20260630前 | FIXED | 2026-06-30 |
2026-06-30 00:00:00 | FIXED | 2026-06-30 |
2026/06/30 | FIXED | 2026-06-30 |
2026.06.30前 | FIXED | 2026-06-30 |
# quarters and halves
2026Q3 | FIXED | 2026-09-30 |
2026年Q2末 | FIXED | 2026-06-30 |
Q4 | FIXED | 2026-12-31 | 核对
2026上半年 | FIXED | 2026-06-30 |
2026年H1 | FIXED | 2026-06-30 |
2026第三季度 | FIXED | 2026-09-30 |
第三季度末 | FIXED | 2026-09-30 | 核对
3季度末 | FIXED | 2026-09-30 | 核对
2026年一、二季度 | FIXED | 2026-06-30 |
下半年内 | FIXED | 2026-12-31 | 核对
# ends of months and years
本月底 | FIXED | 2026-04-30 | 核对
本月底前 | FIXED | 2026-04-30 | 核对
月底前 | FIXED | 2026-04-30 | 核对
下月底前 | FIXED | 2026-05-31 | 核对
年底前 | FIXED | 2026-12-31 | 核对
本年底 | FIXED | 2026-12-31 | 核对
岁末 | FIXED | 2026-12-31 | 核对
六月底前 | FIXED | 2026-06-30 | 核对
6月末 | FIXED | 2026-06-30 | 核对
# ranges
2026年6月—9月 | FIXED | 2026-09-30 |
2026年6月至9月 | FIXED | 2026-09-30 |
2026.6-2026.9 | FIXED | 2026-09-30 |
6月-9月 | FIXED | 2026-09-30 | 核对
2026年3月1日至2026年6月30日 | FIXED | 2026-06-30 |
即日起至2026年6月底 | FIXED | 2026-06-30 |
2026年1—12月 | FIXED | 2026-12-31 |
# feasts
国庆节前 | FIXED | 2026-09-30 | 核对
国庆前 | FIXED | 2026-09-30 | 核对
2026年国庆节前 | FIXED | 2026-09-30 |
“十一”前 | FIXED | 2026-09-30 | 核对
十一前 | FIXED | 2026-09-30 | 核对
“五一”前 | FIXED | 2026-04-30 | 核对
2026年“五一”节前 | FIXED | 2026-04-30 |
劳动节前 | FIXED | 2026-04-30 | 核对
七一前 | FIXED | 2026-06-30 | 核对
建党节前 | FIXED | 2026-06-30 | 核对
建军节前 | FIXED | 2026-07-31 | 核对
元旦前 | FIXED | 2026-12-31 | 核对
2027年元旦前 | FIXED | 2026-12-31 |
教师节前 | FIXED | 2026-09-09 | 核对
国庆假期前完成 | FIXED | 2026-09-30 | 核对
2026年国庆节之前 | FIXED | 2026-09-30 |
# by what comes otherwise each year
汛期前 | UNSTATED | | 建议
2026年汛期前 | UNSTATED | | 建议
主汛期前 | UNSTATED | | 建议
汛期来临前 | UNSTATED | | 建议
入冬前 | UNSTATED | | 建议
高考前 | UNSTATED | | 建议
2026年高考前 | UNSTATED | | 建议
开学前 | UNSTATED | | 建议
秋季开学前 | UNSTATED | | 建议
2026年秋季学期开学前 | UNSTATED | | 建议
春季开学前 | UNSTATED | | 建议
采暖期前 | UNSTATED | | 建议
供暖前 | UNSTATED | | 建议
中秋节前 | UNSTATED | | 建议
端午节前 | UNSTATED | | 建议
春节前 | UNSTATED | | 问
2027年春节前 | UNSTATED | | 问
清明节前 | UNSTATED | | 问
# at once
立行立改 | IMMEDIATE | |
即知即改 | IMMEDIATE | |
立整立改 | IMMEDIATE | |
立改 | IMMEDIATE | |
随时整改 | IMMEDIATE | |
立即整改 | IMMEDIATE | |
边查边改 | IMMEDIATE | |
随到随改 | IMMEDIATE | |
马上整改 | IMMEDIATE | |
# for ever
长期坚持 | ONGOING | |
持续推进 | ONGOING | |
常态化推进 | ONGOING | |
滚动推进 | ONGOING | |
贯穿全年 | ONGOING | |
常抓不懈 | ONGOING | |
长期坚持，持续推进 | ONGOING | |
永久坚持 | ONGOING | |
# periods
收到通知之日起30日内 | RELATIVE | | 问
自收到本通知之日起15个工作日内 | RELATIVE | | 问
接到交办单之日起7日内 | RELATIVE | | 问
印发之日起60日内 | RELATIVE | 2026-06-09 |
5个工作日内 | RELATIVE | 2026-04-17 |
10个工作日 | RELATIVE | 2026-04-24 | 核对
3日内 | RELATIVE | 2026-04-13 |
24小时内 | RELATIVE | 2026-04-11 | 核对
48小时内完成 | RELATIVE | 2026-04-12 | 核对
36小时内 | RELATIVE | | 问
三个月内 | RELATIVE | 2026-07-10 |
半年内 | RELATIVE | 2026-10-10 |
# weeks
本周五前 | FIXED | 2026-04-10 | 核对
本周内 | FIXED | 2026-04-12 | 核对
下周一前 | FIXED | 2026-04-13 | 核对
下周三前完成 | FIXED | 2026-04-15 | 核对
# machine-read
2O26年6月底 | FIXED | 2026-06-30 |
2026年6月3O日 | FIXED | 2026-06-30 |
2026年6月30目 | FIXED | 2026-06-30 |
二0二六年六月底 | FIXED | 2026-06-30 |
l2月底前 | FIXED | 2026-12-31 | 核对
# what no calendar gives
当月 | UNSTATED | | 问
全年 | UNSTATED | | 问
待定 | UNSTATED | | 问
视情况 | UNSTATED | | 问
尽快 | UNSTATED | | 问
近期 | UNSTATED | | 问
中长期 | UNSTATED | | 问
按计划推进 | UNSTATED | | 问
6-30 | UNSTATED | | 问
46203 | UNSTATED | | 问
2026年2月30日 | UNSTATED | | 问
据实 | UNSTATED | | 问
无 | UNSTATED | | 问
2026、6、30 | UNSTATED | | 问
"""
KINDS: dict[str, list[tuple[str, ...]]] = {}
for _line in TABLE.strip().splitlines():
    if _line.startswith("# "):
        KINDS[_line[2:]] = []
    else:
        KINDS[next(reversed(KINDS))].append(tuple(part.strip() for part in _line.split(" |")))
CASES = [case for cases in KINDS.values() for case in cases]


def asked(reading: LimitReading) -> str:
    """What a person is asked, in one word."""
    if not reading.queries:
        return ""
    if any("建议定为" in query for query in reading.queries):
        return "建议"
    return "核对" if reading.due_date else "问"


@pytest.mark.parametrize("kind", KINDS)
def test_writings_of_every_kind(kind: str) -> None:
    assert len(KINDS[kind]) >= 3
    for text, type_, due, question in KINDS[kind]:
        reading = read_limit(text, ISSUED)
        assert (reading.type.name, str(reading.due_date or ""), asked(reading)) == (type_, due, question), text


def test_what_has_no_day_is_asked_or_goes_on() -> None:
    """Nothing is silently without a day: at once and for ever are said to be so, the rest is a question."""
    for text, type_, due, question in CASES:
        assert due or question or type_ in ("IMMEDIATE", "ONGOING"), text


def test_a_proposal_names_a_day_after_the_issue() -> None:
    proposals = [read_limit(text, ISSUED).queries[0] for text, _, _, question in CASES if question == "建议"]
    assert len(proposals) >= 10
    for sentence in proposals:
        match = re.search(r"建议定为(\d{4}-\d\d-\d\d)", sentence)
        assert match and date.fromisoformat(match[1]) > ISSUED, sentence


@given(st.sampled_from([case[0] for case in CASES]), st.dates(date(2018, 1, 1), date(2035, 12, 31)))
def test_no_day_before_the_issue_without_a_question(text: str, issued: date) -> None:
    reading = read_limit(text, issued)
    if reading.due_date and reading.due_date < issued:
        assert reading.queries
