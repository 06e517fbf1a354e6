from __future__ import annotations

import pytest

from toolkit.base.errors import DocumentError
from toolkit.issued.document import read_document

OTHERS = {
    "会议纪要": "云溪市水务局会议纪要\n2025年3月3日下午，局长主持召开会议。\n"
    "一、会议听取了汇报。\n二、会议强调要抓好落实。\n",
    "通知": "关于召开年度工作会议的通知\n各科室：\n定于3月5日召开会议，请准时参加。\n",
    "总结": "云溪市水务局2024年工作总结\n一、主要工作\n完成了年度任务。\n二、存在不足\n人员偏少。\n",
}


@pytest.mark.parametrize("kind", OTHERS)
def test_it_says_what_a_document_looks_like_and_what_is_missing(kind: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(OTHERS[kind].encode(), "文件.txt")
    said = str(caught.value)
    assert f"“{kind}”" in said and "责任单位和整改时限" in said


def test_anyway_reads_what_is_numbered() -> None:
    with pytest.raises(DocumentError, match="--anyway"):
        read_document(OTHERS["会议纪要"].encode(), "文件.txt")
    draft = read_document(OTHERS["会议纪要"].encode(), "文件.txt", anyway=True)
    assert len(draft.plan.items) == 2


def test_anyway_cannot_read_what_has_no_items() -> None:
    with pytest.raises(DocumentError, match="编了号的段落"):
        read_document(OTHERS["通知"].encode(), "文件.txt", anyway=True)
