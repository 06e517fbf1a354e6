"""The captions of the plan workbook: its sheets, their columns, the rows of 方案.

Knows: the words. Must not know: what stands under them, what a clerk is told about them.
"""

from __future__ import annotations

from enum import StrEnum

from toolkit.base.captions import Column


class PlanSheet(StrEnum):
    """A sheet of the plan workbook that holds the plan."""

    HEAD = "方案"
    UNITS = "单位"
    ITEMS = "事项"
    MEASURES = "措施"
    STAGES = "阶段"
    INDICATORS = "指标"
    ROSTERS = "明细"
    RULES = "规则"
    CHOICES = "选项"
    PERIODS = "报送期"
    DUTIES = "应报材料"
    CLOSING = "销号环节"
    EXTENSIONS = "延期"
    OWN_DATES = "另定日期"


class PlanColumn(StrEnum):
    """A column of one or several of these sheets."""

    SETTING = "项目"
    CONTENT = "内容"
    HELP = "说明"
    UNIT_ID = "单位编号"
    UNIT_NAME = "单位名称"
    SHORT = "简称"
    ALIASES = "别名"
    DIVISION_CODE = "行政区划代码"
    CATEGORY = "类别"
    MAILBOXES = "邮箱"
    CONTACT = "联系人"
    PHONE = "联系电话"
    COPY_LEADER = "抄送领导"
    COPY_MAILBOXES = "抄送邮箱"
    INTO = "并入单位"
    INTO_SINCE = "并入日期"
    ITEM = Column.CODE.value
    NUMBER = "原文编号"
    PART = "部分"
    PART_TITLE = "部分标题"
    SECTION = "节"
    SECTION_TITLE = "节标题"
    TITLE = "标题"
    FINDING = "问题描述"
    BODY = "正文"
    UNITS_WRITTEN = "责任单位原文"
    ASKED = "填报单位"
    BASIS = "填报单位依据"
    LEAD = Column.LEAD_UNIT.value
    LIMIT = "时限原文"
    LIMIT_TYPE = "时限类型"
    DUE = "截止日期"
    NOTE = "备注"
    TARGET = Column.TARGET.value
    COOPERATING = "配合单位"
    SUPERVISING = "督导单位"
    ACCEPTING = "验收单位"
    LEADERS = Column.LEADER.value
    PUBLIC_SUMMARY = "公开摘要"
    MEASURE_NO = "措施序号"
    COUNT_WORD = "序号词"
    MEASURE = "措施内容"
    MEASURE_UNITS = Column.UNIT.value
    MEASURE_LIMIT = "完成时限"
    STAGE = "阶段要求"
    YEARLY = "每年"
    INDICATOR_ID = "指标编号"
    INDICATOR = "指标名称"
    TYPE = "类型"
    MEASURED_IN = Column.MEASURED_IN.value
    SCOPE = "统计口径"
    REQUIRED = "必填"
    MINIMUM = "最小值"
    MAXIMUM = "最大值"
    USUAL_FROM = "提醒下限"
    USUAL_TO = "提醒上限"
    AGGREGATION = "汇总方式"
    IN_DOCUMENT = "文件数"
    CHOICE_GROUP = "选项组"
    FORMULA = "计算公式"
    GUIDANCE = "填报说明"
    ROSTER = "明细名称"
    ROSTER_COLUMN = "列名"
    UNIQUE = "唯一"
    ADDED = "合计"
    ROOM = "预留行数"
    NOT_EMPTY = "至少一行"
    CARRIED = "带入下期"
    RULE_ID = "规则编号"
    RULE = PlanSheet.RULES.value
    SEVERITY = "程度"
    MESSAGE = "提示语"
    CHOICE = PlanSheet.CHOICES.value
    CHOICE_ID = "编号"
    PERIOD_ID = "报送期编号"
    PERIOD_NAME = "名称"
    REPORT_DUE = Column.REPORT_DUE.value
    UNIT = PlanSheet.UNITS.value
    APPLIED_ON = "申请日期"
    APPROVED_ON = "批准日期"
    UNTIL = "延至"
    REASON = "原因"
    STEP = Column.STEP.value
    STEP_BY = Column.STEP_BY.value
    LASTS = "时长"
    STEP_PAPER = "所需材料"
    DUTY = "材料"
    OF_ITEMS = PlanSheet.ITEMS.value
    DUTY_DUE = "报送截止"
    DUTY_NOTE = "报送要求"


class PlanSetting(StrEnum):
    """A row of 方案."""

    PLAN_ID = "方案编号"
    PLAN_TITLE = "方案名称"
    DOC_NO = "文号"
    ISSUER = "发文单位"
    ISSUED_ON = "发文日期"
    FEEDBACK_BY = "反馈单位"
    REPORT_TO = "受理单位"
    CONTACT = PlanColumn.CONTACT.value
    PHONE = PlanColumn.PHONE.value
    MAILBOX = "报送邮箱"
    BLUE_WITHIN = "临近提醒工作日"
    YELLOW_UP_TO = "黄灯上限工作日"
    REST_DAYS = "休息日判迟报"
    REMIND_ON = "休息日催报"
    DAY_ITSELF = "之前含当日"
    RESEND_WITHIN = "重报工作日"
    CLOSURE_EVIDENCE = "销号须有佐证"
    CLOSURE_SIGNED = "销号须签字"
    CLOSURE_DISCLOSED = "销号须双公开"
    DISCLOSED_ON = "双公开指标"
    PARTY_WITHHELD = "党内不公开事项"
    PUBLIC_WITHHELD = "社会不公开事项"
    PARTY_COLUMNS = "党内公开栏目"
    PUBLIC_COLUMNS = "社会公开栏目"
    MAY_BE_NAMED = "可公开姓名"
    PUBLIC_CONTACT = "公开联系方式"
    BINDING = "发表方式"
    SIGNING = "签字方式"
    RANKING = "通报排名"
    LEAD_DECIDES = "牵头单位定进度"
    ASKED_ROLES = "填报角色"
    OFFICE_CALLED = "本级称呼"
    UNIT_CALLED = "单位称呼"
    SMTP = "发信服务器"
    IMAP = "收信服务器"
    ACCOUNT = "邮箱账号"
    PER_MINUTE = "每分钟发信"
    ZIP_ABOVE = "附件打包大小"
    TRIAL = "试用方案"
