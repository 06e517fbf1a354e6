"""What the office sets about itself in 方案: days and lights, closing, how mails go out and come in, what is disclosed.

Knows: the rows of 方案 that say so. Must not know: mails, editions, the rest of the plan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from toolkit.plan.options import (
    Binding,
    DisclosureSettings,
    Edition,
    MailSettings,
    RestDays,
    Role,
    Settings,
    Signing,
    Words,
)
from toolkit.planbook.called import Called
from toolkit.planbook.head import DISCLOSABLE, TO_THE_PUBLIC
from toolkit.planbook.sheets import Line, Readers, names

Head = Mapping[str, Line]
TRIAL = "试用方案"

# In front of the @ no character that means something in a header; none at all that is not ASCII.
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_SERVER = re.compile(r"((tls|starttls)://)?[A-Za-z0-9.-]+:[0-9]{1,5}")
_ROLE_TAIL = re.compile("(?:单位|部门)$")
_WITHHELD = {Edition.PARTY: "党内不公开事项", Edition.PUBLIC: "社会不公开事项"}
_COLUMNS = {Edition.PARTY: "党内公开栏目", Edition.PUBLIC: "社会公开栏目"}
_IF_NOT_SET = {Edition.PARTY: DISCLOSABLE, Edition.PUBLIC: TO_THE_PUBLIC}


def check_email(line: Line, header: str) -> None:
    """Note a fault where a cell holds anything but mail addresses."""
    for text in names(line.text(header)):
        if not _EMAIL.fullmatch(text):
            line.fault(header, f"“{text}”不像邮箱地址。请核对，有几个邮箱的用分号隔开。")


def read_settings(readers: Readers, head: Head, items: Called, indicators: Called) -> Settings:
    """Every setting; ``items`` and ``indicators`` are what those of the plan are called."""
    blue, yellow, resend = (
        head[name].whole("内容", 0, 366) for name in ("临近提醒工作日", "黄灯上限工作日", "重报工作日")
    )
    default = Settings()
    disclosed, dates = _disclosures(readers, head, items, indicators)
    return Settings(
        default.blue_within if blue is None else blue,
        default.yellow_up_to if yellow is None else yellow,
        head["休息日判迟报"].one_of("内容", RestDays) or default.rest_days,
        head["休息日催报"].one_of("内容", RestDays) or default.remind_on,
        head["之前含当日"].yes("内容", default.day_itself),
        default.resend_within if resend is None else resend,
        head["销号须有佐证"].yes("内容", default.closure_evidence),
        head["销号须签字"].yes("内容", default.closure_signed),
        disclosed,
        dates,
        head["通报排名"].yes("内容", default.ranking),
        head["牵头单位定进度"].yes("内容", default.lead_decides),
        _asked(head["填报角色"]) or default.asked,
        Words(head["本级称呼"].text("内容"), head["单位称呼"].text("内容")),
        _mail(head),
        _disclosure(readers, head, items),
        head[TRIAL].yes("内容", default.trial),
        head["发表方式"].one_of("内容", Binding) or default.binding,
        head["签字方式"].one_of("内容", Signing) or default.signing,
    )


def _asked(line: Line) -> tuple[Role, ...]:
    """The roles that report where an item does not say who does, in their order; none where nothing is set."""
    found = [_ROLE_TAIL.sub("", name) for name in names(line.text("内容"))]
    for name in found:
        if name not in list(Role):
            line.fault("内容", f"没有“{name}”这个角色。可以写：{'、'.join(Role)}。")
    return tuple(role for role in Role if role in found)


def _disclosures(
    readers: Readers, head: Head, items: Called, indicators: Called
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the items that are to be disclosed before they are closed, and of the figures that hold the dates."""
    asked, dates = head["销号须双公开"], head["双公开指标"]
    found = _ids(readers, asked, "事项", items), _ids(readers, dates, "指标", indicators)
    if found[0] and not found[1]:
        asked.fault("内容", "写了哪些事项要双公开，也要在“双公开指标”一行写明公开日期在哪两个指标里。")
    return found


def _ids(readers: Readers, line: Line, sheet: str, called: Called) -> tuple[str, ...]:
    """The ids of the rows of another sheet that a cell lists; what is none of them is a fault, and stands as it is."""
    written = names(line.text("内容"))
    for one in written:
        if one not in called and readers[sheet].has(f"{sheet}编号"):
            line.fault("内容", f"“{sheet}”工作表里没有 {one}。请核对编号，用顿号隔开。")
    return tuple(map(called.id_of, written))


def _mail(head: Head) -> MailSettings:
    """The rows about mail; what is not set is as in `MailSettings`."""
    default = MailSettings()
    for name, example in (("发信服务器", "smtp.example.com:465"), ("收信服务器", "imap.example.com:993")):
        text = head[name].text("内容")
        if text and not _SERVER.fullmatch(text):
            head[name].fault("内容", f"“{text}”看不懂。请写成“服务器:端口”，如 {example}。")
    per_minute = head["每分钟发信"].whole("内容", 1, 1000)
    zip_above = head["附件打包大小"].whole("内容", 1, 1000)
    return MailSettings(
        smtp=head["发信服务器"].text("内容"),
        imap=head["收信服务器"].text("内容"),
        account=head["邮箱账号"].text("内容"),
        per_minute=per_minute or default.per_minute,
        zip_above=zip_above or default.zip_above,
    )


def columns_of(disclosure: DisclosureSettings, edition: Edition) -> tuple[str, ...]:
    """What an edition tells of each item: as set, else everything within the party and the usual to the public."""
    return disclosure.columns.get(edition, _IF_NOT_SET[edition])


def _disclosure(readers: Readers, head: Head, items: Called) -> DisclosureSettings:
    """The rows about what may be disclosed."""
    withheld, columns = {}, {}
    for edition in Edition:
        if left_out := _ids(readers, head[_WITHHELD[edition]], "事项", items):
            withheld[edition] = left_out
        line = head[_COLUMNS[edition]]
        asked = names(line.text("内容"))
        for name in asked:
            if name not in DISCLOSABLE:
                line.fault("内容", f"没有“{name}”这个栏目。可以写：{'、'.join(DISCLOSABLE)}。")
        if asked:
            columns[edition] = tuple(c for c in DISCLOSABLE if c in asked)
    return DisclosureSettings(withheld, columns, names(head["可公开姓名"].text("内容")))
