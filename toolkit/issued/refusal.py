"""Why a document is not taken for a plan: what it looks like, and what a plan has that it lacks.

Knows: the words by which kinds of documents call themselves. Must not know: how a document is read.
"""

from __future__ import annotations

import re

from toolkit.issued.choosing import bears_duties
from toolkit.issued.cover import Cover
from toolkit.issued.lists import Lists

_KINDS = re.compile(
    "会议纪要|纪要|请示|批复|通报|公告|通告|启事|招聘|总结|简报|报告|通讯录|联系表|值班|签到|名单|花名册|统计|预算|合同|协议|章程|制度|"
    "办法|规定|细则|条例|信息|讲话|致辞|复函|函|决定|意见|计划|要点|议程|手册|说明|论文|清单|通知"
)


def refusal(lists: Lists, cover: Cover, name: str) -> str:
    """The sentence that says so, and how to go on anyway."""
    beginning = "\n".join([cover.title, *lists.head[:3]])
    said = [match[0] for match in _KINDS.finditer(beginning.strip())]
    looks = f"看上去是一份“{max(said, key=len)}”" if said else "看不出是什么文件"
    nodes = [node for outline in lists.outlines for node in outline.nodes()]
    lacking = [
        what
        for what, there in (
            ("编了号的整改事项", bool(nodes)),
            ("整改措施", lists.has_measures),
            ("责任单位和整改时限", any(map(bears_duties, nodes))),
        )
        if not there
    ]
    lacks = f"没有找到{'、'.join(lacking)}" if lacking else "编了号的内容大多没有写责任单位和整改时限"
    anyway = (
        "确实是的，加上 --anyway 照样读成草稿，再由您修改。"
        if lists.chosen
        else ("确实是的，请把事项写成“1.”“（一）”这样编了号的段落，或者列成一张表，再试。")
    )
    return f"{name} 不像是整改方案：{looks}（标题“{cover.title[:40]}”），{lacks}。请核对是不是选错了文件；{anyway}"
