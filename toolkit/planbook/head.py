"""What the sheet 方案 lists, a row each: about the document, the office that takes the returns, and its settings.

Knows: names, help, closed lists of these rows. Must not know: how they are read or written.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.base.captions import Disclosable
from toolkit.base.plan_captions import PlanSetting
from toolkit.plan.options import Binding, RestDays, Signing
from toolkit.planbook.tables import NO, YES

# What may be disclosed of an item; what the public reads if nothing else is set.
DISCLOSABLE = tuple(column.value for column in Disclosable)
TO_THE_PUBLIC = tuple(
    column.value
    for column in (
        Disclosable.ITEM, Disclosable.UNIT, Disclosable.MEASURE, Disclosable.LIMIT, Disclosable.STATUS,
        Disclosable.FIGURES,
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of 方案: its name, the line of help beside it, whether it must be filled, its dropdown.

    An ``own`` row is the toolkit's and hidden.
    """

    name: str
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    own: bool = False


_YES_NO = (YES, NO)
_REST_DAYS = tuple(way.value for way in RestDays)

HEAD: tuple[Setting, ...] = (
    Setting(PlanSetting.PLAN_ID, "本方案的代号，发出去的每张表都带着它；不填就用文号，发表以后不要再改", own=True),
    Setting(PlanSetting.PLAN_TITLE, "文件标题", True),
    Setting(PlanSetting.DOC_NO, "如 某办发〔2026〕2号；没有的空着"),
    Setting(PlanSetting.ISSUER, "文件落款的单位", True),
    Setting(PlanSetting.ISSUED_ON, "如 2026-01-25", True),
    Setting(PlanSetting.FEEDBACK_BY, "提出反馈问题的单位；没有的空着"),
    Setting(PlanSetting.REPORT_TO, "收取填报表的单位，印在每张表上", True),
    Setting(PlanSetting.CONTACT, "受理单位的联系人，印在每张表上；写着“待填”“×××”的不能发表"),
    Setting(PlanSetting.PHONE, "受理单位的电话，印在每张表上"),
    Setting(PlanSetting.MAILBOX, "填好的表发到这个邮箱"),
    Setting(PlanSetting.BLUE_WITHIN, "距应报日几个工作日以内亮蓝灯，不填按 3 个"),
    Setting(PlanSetting.YELLOW_UP_TO, "逾期几个工作日以内亮黄灯，再多亮红灯；不填按 5 个"),
    Setting(PlanSetting.REST_DAYS, "截止日是休息日的，按哪一天判迟报；不填按照原日期", choices=_REST_DAYS),
    Setting(PlanSetting.REMIND_ON, "截止日是休息日的，按哪一天催报；不填按提前", choices=_REST_DAYS),
    Setting(PlanSetting.DAY_ITSELF, "“1月31日前”包不包括 31 日；不填按“是”", choices=_YES_NO),
    Setting(PlanSetting.RESEND_WITHIN, "退回后几个工作日内重报，印在退回单上；不填按 3 个"),
    Setting(PlanSetting.CLOSURE_EVIDENCE, "同意销号前要有至少一件佐证材料；不填按“是”", choices=_YES_NO),
    Setting(PlanSetting.CLOSURE_SIGNED, "同意销号前主要领导要已签字；不填按“是”", choices=_YES_NO),
    Setting(PlanSetting.CLOSURE_DISCLOSED, "哪些事项销号前要公开整改情况，写原文编号，用顿号隔开；都不要的空着"),
    Setting(PlanSetting.DISCLOSED_ON, "党内、社会公开日期在哪两个指标里，写指标名称，用顿号隔开"),
    Setting(PlanSetting.PARTY_WITHHELD, "党内公开版不列的事项，写原文编号，用顿号隔开；都列的空着"),
    Setting(PlanSetting.PUBLIC_WITHHELD, "社会公开版不列的事项，写原文编号，用顿号隔开；都列的空着"),
    Setting(PlanSetting.PARTY_COLUMNS, f"党内公开版有哪些栏目，用顿号隔开；不填按全部：{'、'.join(DISCLOSABLE)}"),
    Setting(PlanSetting.PUBLIC_COLUMNS, f"社会公开版有哪些栏目，用顿号隔开；不填按：{'、'.join(TO_THE_PUBLIC)}"),
    Setting(PlanSetting.MAY_BE_NAMED, "公开版里可以出现的姓名，用顿号隔开；其他姓名、电话都会略去"),
    Setting(PlanSetting.PUBLIC_CONTACT, "公开版末尾写的监督电话、邮箱、公开起止日期，只写可以公开的；不写的空着"),
    Setting(PlanSetting.BINDING, "每项：一个事项一个文件；一册：一个单位一个文件。不填按每项", choices=tuple(Binding)),
    Setting(
        PlanSetting.SIGNING,
        "填是否：表上选“主要领导是否签字”；签字件：不填，收到签字盖章的扫描件才算。不填按填是否",
        choices=tuple(Signing),
    ),
    Setting(PlanSetting.RANKING, "通报里要不要给各单位排名；不填按“是”", choices=_YES_NO),
    Setting(PlanSetting.LEAD_DECIDES, "事项是否完成只看牵头单位；不填按“否”，各单位都完成才算完成", choices=_YES_NO),
    Setting(
        PlanSetting.ASKED_ROLES,
        "没写填报单位的事项由谁填报：牵头、责任、配合、督导、验收，用顿号隔开；不填按牵头、责任",
    ),
    Setting(PlanSetting.OFFICE_CALLED, "表里怎么称呼我们这一级，如 市、县、局、公司；不填写作“受理单位”"),
    Setting(PlanSetting.UNIT_CALLED, "表里怎么称呼填报单位，如 县（市）、乡镇、科室、学校；不填写作“单位”"),
    Setting(PlanSetting.SMTP, "用 toolkit mail send 发信才填，问邮箱服务商，如 smtp.example.com:465"),
    Setting(PlanSetting.IMAP, "用 toolkit mail fetch 收信才填，问邮箱服务商，如 imap.example.com:993"),
    Setting(PlanSetting.ACCOUNT, "登录邮箱的账号，不填按报送邮箱；密码不写在这里，用的时候再输"),
    Setting(PlanSetting.PER_MINUTE, "每分钟最多发几封，太快会被当成垃圾邮件；不填按 30 封"),
    Setting(PlanSetting.ZIP_ABOVE, "一封邮件的附件超过几 MB 就打成一个压缩包；不填按 10"),
    Setting(
        PlanSetting.TRIAL, "只用来试着做一遍的方案选“是”：可以发表、收表，但不能发邮件；不填按“否”", choices=_YES_NO
    ),
)
