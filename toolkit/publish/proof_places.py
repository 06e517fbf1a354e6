"""The proof's words for the places where a person stands: what is written before somebody, and what behind.

Knows: official prose. Must not know: what a name looks like. Each pattern has a weight: 3 where hardly anything but a
person follows, 2 where a person is likely, 1 where anything may stand.
"""

from __future__ import annotations

import re

from toolkit.publish import proof_words as known
from toolkit.publish.proof_reading import HAN
from toolkit.publish.proof_segments import either


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ROLES = _words(
    """
    教师 群众 幼儿 儿童 学生 家长 村民 居民 牧民 农民 职工 员工 干部 党员 成员 代表 委员 幼师 保育员 保健医 炊事员
    保洁员 保安 门卫 厨师 司机 资料员 网格员 宣传员 安全员 监督员 信息员 协管员 志愿者 户主 业主 房东 承包人 施工方
    监理 园医 校医 护工 厨工 电工 水暖工 工人 技工 工长 股东 投资人 举办者 邻居 亲属 亲戚 亲友 兄弟 哥哥 弟弟 姐姐
    妹妹 爷爷 奶奶 爱人 配偶 孙子 孙女 女婿 儿媳 投诉人 举报人 当事人 申请人 来访人 来电人 受害人 证人 儿子 女儿 丈夫
    妻子 父亲 母亲 孩子 其子 其女 其父 其母 贫困户 低保户 脱贫户 特困户 承包户 租户 住户 农户 种植户 养殖户 患者 乘客
    驾驶人 持证人 签约人 中标人 供货商 经营者 承租人 出租人 法人代表 管理员 采购员 驾驶员 讲解员 收银员 护理员 厨师长
    """
)
"""What somebody is, without being called so."""
_PARTIES = r"(?<=[一-鿿])(?<![人全动议])员(?!工)|专家(?!组|库)|[甲乙丙]方|(?:承建|施工|出租|承租)方"
_CAPTIONS = _words("人 人员 经办 记录 复核 制表 审核 审批 校对 监制")
_TO_PERSONS = _words(
    """
    由 派 约谈 聘用 聘请 招聘 招录 录用 任命 免去 给予 访谈 委托 责成 收到 指派 选派 抽调 表彰 慰问 问责 提拔 诫勉 处分
    询问 接到 授予 推荐 选举 解聘 辞退 调整 由于 提名 派驻 走访 看望 会见 寻找 通报 追究 移送 资助 救助 请与 请同 请找
    请向 受理 听取 听取了 据 扣发 补发 扣减 追缴 停发 发现 查明 查实 证实 认定 劝退 清退 聘任 续聘 返聘 免职
    """
)
"""What is done to somebody, or by somebody."""
_TO_ANYBODY = _words(
    """
    对 与 和 向 经 请 同 跟 以及 安排 根据 按照 对接 针对 其中 陪同 会同 联系 通知 已对 因 是 为 叫 让 将 把 给
    """
)
_OFFICES = _words("局 委 办 科 股 室 园 校 院 镇 乡 村 站 所 公司 中心 政府 小学 中学")
_OF_PERSONS = _words(
    """
    转学 被通报 立案 审查 作检查 作了检查 作出检查 私自 表示 签字 签收 签名 签署 签批 带队 来电 来信 的来信 来访 到岗
    上岗 离职 辞职 离岗 请假 休假 病假 退休 调离 去世 受伤 在园受伤 值守 值班 驻点 驻村 蹲点 家庭 一户 一家 一人 两人
    二人 三人 本人 同志 出生 兼任 任组长 任副组长 担任 挂职 警告 记过 反映 投诉 举报 批示 讲话 发言 表态 承诺 补签 补录
    签订 陈述 自述 批评 严重警告 党内 行政警告 诫勉 批准 审批 审签 签发 带头 亲自 一行 一起 陪同 口头 书面 入户 走访
    报名 入园 转园 退园 就读 名下 银行 身份 手机 反馈 主动 汇报 介绍 指出 强调 回忆 交代 供述 确认 辩称 认为 感谢 希望
    拒绝 同意 不服 申诉 上访 信访 家中 家里 家属 任教 从教 支教 任职 任期 入职 持有 家的 承包 冒领 骗取 套取 虚报 垫付
    领取 承租 转租 之子 之女 之妻 先后 毕业 系本 系该
    现任 时任 原系 等人 老人 旷工 迟到 早退 挪用 收受 索要 侵占 贪污 体罚 虐待 酒驾 醉驾 被查 落网 自首 兼管 因违规
    因违纪 因犯 因涉嫌 涉嫌 住院 看病 患病 怀孕 生育 结婚 离婚 出差 退伍 转业 复员 未持证 无证
    进行批评 进行约谈 进行谈话 进行诫勉 进行访谈 谈话 的意见 的投诉 的举报
    """
)
"""What only a person does, has or is."""
_THEIRS = _words("请示 申请 报告 建议 诉求 要求 电话 手机 身份 工资 家 职务 岗位 任命 名字 姓名 父 母 儿 女 孩 案")
_OF_ANYBODY = known.VERBS | _words(
    """
    联系 关于 多次 每天 每周 每月 具体 已 在 任 的 到 和 与 及 将 要 于 因 为 一并 完成 提出 要求 参与 配合 协调 驻 被
    也 未 不 把 说 称 收 交 退 领 从 向 对
    """
)
_GOES_ON = "(?![期远效久年假度务录划业会课校愿念工部单站性])"  # 市长期, 主任务
_SOME = r"(?:同志|[\d两二三四五六七八九十]+\s*(?:人|名|位|户|同志))"

BEFORE = (
    (3, re.compile(rf"(?:{either(known.LABELS | known.TITLES | _ROLES)}|{either(_CAPTIONS)})\s*(?:：|:)\s*")),
    (3, re.compile(rf"(?:{either(known.LABELS)}|(?<=[{HAN}])人)(?:是|为)")),
    (2, re.compile(rf"(?:{either(known.TITLES | known.LABELS | _ROLES)}){_GOES_ON}(?!园)")),
    (2, re.compile(rf"{either(_TO_PERSONS)}|{_PARTIES}")),
    (1, re.compile(rf"{either(_TO_ANYBODY | _OFFICES)}|及(?!时)|部(?!门)|(?<=\d)[日月]")),
    (1, re.compile(rf"^|(?<![{HAN}\d])(?=[{HAN}])")),
)
"""What stands before somebody, with its weight; a name begins where one ends."""
BEHIND = (
    (3, re.compile(r"[（(，,]?\s*(?:(?:联系)?(?:电话|手机|微信)|身份证)|[（(]\s*\+?\d[\d\-— ]{6,}")),
    (3, re.compile(either(known.ADDRESSED))),
    (2, re.compile(rf"(?:{either(_OF_PERSONS)})|说(?![明服法理])|等\s*{_SOME}|[，,]\s*[男女][，,]")),
    (2, re.compile(rf"的(?:{either(_THEIRS)})")),
    (2, re.compile(rf"[（(][{HAN}]{{0,10}}(?:{either(known.ORGANISATION | known.TITLES)})[)）]")),
    (2, re.compile(rf"[正副代原前兼]?(?:{either(known.TITLES)}){_GOES_ON}")),
    (1, re.compile(rf"(?:{either(_OF_ANYBODY)})|$|(?<=[{HAN}])(?![{HAN}\d])")),
)
"""What stands behind somebody, with its weight; a name ends where one begins."""
INSIDE = re.compile(
    rf"{either(known.TITLES | known.LABELS | _ROLES | known.VERBS)}|"
    r"[的了着过被把该其这那每或等并但而即则也还再又均已未不没无很更最就]"
)
"""What no name has in it."""
