"""What the office sets about itself in 方案: days and lights, closing, how mails go out and come in, what is disclosed.

Knows: the rows of 方案 that say so. Must not know: mails, editions, the rest of the plan.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from toolkit.base.plan_captions import PlanColumn, PlanSetting, PlanSheet
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

# In front of the @ no character that means something in a header; none at all that is not ASCII.
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_SERVER = re.compile(r"((tls|starttls)://)?[A-Za-z0-9.-]+:[0-9]{1,5}")
_ROLE_TAIL = re.compile("(?:单位|部门)$")
_WITHHELD = {Edition.PARTY: PlanSetting.PARTY_WITHHELD, Edition.PUBLIC: PlanSetting.PUBLIC_WITHHELD}
_COLUMNS = {Edition.PARTY: PlanSetting.PARTY_COLUMNS, Edition.PUBLIC: PlanSetting.PUBLIC_COLUMNS}
_IF_NOT_SET = {Edition.PARTY: DISCLOSABLE, Edition.PUBLIC: TO_THE_PUBLIC}


def check_email(line: Line, header: str) -> None:
    """Note a fault where a cell holds anything but mail addresses."""
    for text in names(line.text(header)):
        if not _EMAIL.fullmatch(text):
            line.fault(header, f"“{text}”不像邮箱地址。请核对，有几个邮箱的用分号隔开。")


def read_settings(readers: Readers, head: Head, items: Called, indicators: Called) -> Settings:
    """Every setting; ``items`` and ``indicators`` are what those of the plan are called."""
    blue, yellow, resend = (
        head[name].whole(PlanColumn.CONTENT, 0, 366)
        for name in (PlanSetting.BLUE_WITHIN, PlanSetting.YELLOW_UP_TO, PlanSetting.RESEND_WITHIN)
    )
    default = Settings()
    disclosed, dates = _disclosures(readers, head, items, indicators)
    return Settings(
        default.blue_within if blue is None else blue,
        default.yellow_up_to if yellow is None else yellow,
        head[PlanSetting.REST_DAYS].one_of(PlanColumn.CONTENT, RestDays) or default.rest_days,
        head[PlanSetting.REMIND_ON].one_of(PlanColumn.CONTENT, RestDays) or default.remind_on,
        head[PlanSetting.DAY_ITSELF].yes(PlanColumn.CONTENT, default.day_itself),
        default.resend_within if resend is None else resend,
        head[PlanSetting.CLOSURE_EVIDENCE].yes(PlanColumn.CONTENT, default.closure_evidence),
        head[PlanSetting.CLOSURE_SIGNED].yes(PlanColumn.CONTENT, default.closure_signed),
        disclosed,
        dates,
        head[PlanSetting.RANKING].yes(PlanColumn.CONTENT, default.ranking),
        head[PlanSetting.LEAD_DECIDES].yes(PlanColumn.CONTENT, default.lead_decides),
        _asked(head[PlanSetting.ASKED_ROLES]) or default.asked,
        Words(
            head[PlanSetting.OFFICE_CALLED].text(PlanColumn.CONTENT),
            head[PlanSetting.UNIT_CALLED].text(PlanColumn.CONTENT),
        ),
        _mail(head),
        _disclosure(readers, head, items),
        head[PlanSetting.TRIAL].yes(PlanColumn.CONTENT, default.trial),
        head[PlanSetting.BINDING].one_of(PlanColumn.CONTENT, Binding) or default.binding,
        head[PlanSetting.SIGNING].one_of(PlanColumn.CONTENT, Signing) or default.signing,
    )


def _asked(line: Line) -> tuple[Role, ...]:
    """The roles that report where an item does not say who does, in their order; none where nothing is set."""
    found = [_ROLE_TAIL.sub("", name) for name in names(line.text(PlanColumn.CONTENT))]
    for name in found:
        if name not in list(Role):
            line.fault(PlanColumn.CONTENT, f"没有“{name}”这个角色。可以写：{'、'.join(Role)}。")
    return tuple(role for role in Role if role in found)


def _disclosures(
    readers: Readers, head: Head, items: Called, indicators: Called
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the items that are to be disclosed before they are closed, and of the figures that hold the dates."""
    asked, dates = head[PlanSetting.CLOSURE_DISCLOSED], head[PlanSetting.DISCLOSED_ON]
    found = _ids(readers, asked, PlanSheet.ITEMS, items), _ids(readers, dates, PlanSheet.INDICATORS, indicators)
    if found[0] and not found[1]:
        asked.fault(PlanColumn.CONTENT, "写了哪些事项要双公开，也要在“双公开指标”一行写明公开日期在哪两个指标里。")
    return found


def _ids(readers: Readers, line: Line, sheet: str, called: Called) -> tuple[str, ...]:
    """The ids of the rows of another sheet that a cell lists; what is none of them is a fault, and stands as it is."""
    written = names(line.text(PlanColumn.CONTENT))
    for one in written:
        if one not in called and readers[sheet].has(f"{sheet}编号"):
            line.fault(PlanColumn.CONTENT, f"“{sheet}”工作表里没有 {one}。请核对编号，用顿号隔开。")
    return tuple(map(called.id_of, written))


def _mail(head: Head) -> MailSettings:
    """The rows about mail; what is not set is as in `MailSettings`."""
    default = MailSettings()
    for name, example in ((PlanSetting.SMTP, "smtp.example.com:465"), (PlanSetting.IMAP, "imap.example.com:993")):
        text = head[name].text(PlanColumn.CONTENT)
        if text and not _SERVER.fullmatch(text):
            head[name].fault(PlanColumn.CONTENT, f"“{text}”看不懂。请写成“服务器:端口”，如 {example}。")
    per_minute = head[PlanSetting.PER_MINUTE].whole(PlanColumn.CONTENT, 1, 1000)
    zip_above = head[PlanSetting.ZIP_ABOVE].whole(PlanColumn.CONTENT, 1, 1000)
    return MailSettings(
        smtp=head[PlanSetting.SMTP].text(PlanColumn.CONTENT),
        imap=head[PlanSetting.IMAP].text(PlanColumn.CONTENT),
        account=head[PlanSetting.ACCOUNT].text(PlanColumn.CONTENT),
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
        if left_out := _ids(readers, head[_WITHHELD[edition]], PlanSheet.ITEMS, items):
            withheld[edition] = left_out
        line = head[_COLUMNS[edition]]
        asked = names(line.text(PlanColumn.CONTENT))
        for name in asked:
            if name not in DISCLOSABLE:
                line.fault(PlanColumn.CONTENT, f"没有“{name}”这个栏目。可以写：{'、'.join(DISCLOSABLE)}。")
        if asked:
            columns[edition] = tuple(c for c in DISCLOSABLE if c in asked)
    contact = head[PlanSetting.PUBLIC_CONTACT].text(PlanColumn.CONTENT)
    return DisclosureSettings(
        withheld, columns, names(head[PlanSetting.MAY_BE_NAMED].text(PlanColumn.CONTENT)), contact
    )
