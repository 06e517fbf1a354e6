"""What the office sets about itself in 方案: how mails go out and come in, and what may be disclosed.

Knows: the rows of 方案 that say so. Must not know: mails, editions, the rest of the plan.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from toolkit.plan.options import DisclosureSettings, Edition, MailSettings, Role
from toolkit.planbook.sheets import Line, Readers, names
from toolkit.planbook.tables import DISCLOSABLE, TO_THE_PUBLIC

# In front of the @ no character that means something in a header; none at all that is not ASCII.
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_SERVER = re.compile(r"((tls|starttls)://)?[A-Za-z0-9.-]+:[0-9]{1,5}")
_WITHHELD = {Edition.PARTY: "党内不公开事项", Edition.PUBLIC: "社会不公开事项"}
_COLUMNS = {Edition.PARTY: "党内公开栏目", Edition.PUBLIC: "社会公开栏目"}
_IF_NOT_SET = {Edition.PARTY: DISCLOSABLE, Edition.PUBLIC: TO_THE_PUBLIC}


def check_email(line: Line, header: str) -> None:
    """Note a fault where a cell holds anything but mail addresses."""
    for text in names(line.text(header)):
        if not _EMAIL.fullmatch(text):
            line.fault(header, f"“{text}”不像邮箱地址。请核对，有几个邮箱的用分号隔开。")


def read_asked(line: Line) -> tuple[Role, ...]:
    """The roles that report where an item does not say who does, in their order; none where nothing is set."""
    found = names(line.text("内容"))
    for name in found:
        if name not in list(Role):
            line.fault("内容", f"没有“{name}”这个角色。可以写：{'、'.join(Role)}。")
    return tuple(role for role in Role if role in found)


def read_mail(head: Mapping[str, Line]) -> MailSettings:
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


def read_disclosure(readers: Readers, head: Mapping[str, Line], items: Collection[str]) -> DisclosureSettings:
    """The rows about what may be disclosed; ``items`` are the ids of the plan's items."""
    withheld, columns = {}, {}
    for edition in Edition:
        line = head[_WITHHELD[edition]]
        if left_out := names(line.text("内容")):
            withheld[edition] = left_out
        for name in left_out:
            if name not in items and readers["事项"].has("事项编号"):
                line.fault("内容", f"“事项”工作表里没有 {name}。请核对编号，用顿号隔开。")
        line = head[_COLUMNS[edition]]
        asked = names(line.text("内容"))
        for name in asked:
            if name not in DISCLOSABLE:
                line.fault("内容", f"没有“{name}”这个栏目。可以写：{'、'.join(DISCLOSABLE)}。")
        if asked:
            columns[edition] = tuple(c for c in DISCLOSABLE if c in asked)
    return DisclosureSettings(withheld, columns, names(head["可公开姓名"].text("内容")))
