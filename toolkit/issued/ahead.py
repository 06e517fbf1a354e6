"""What the blocks behind a line say about it: whether it heads labels, a table, or is a signature.

Knows: the order of blocks in a document. Must not know: which headings are open.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from toolkit.issued.blocks import Block, Table, Text
from toolkit.issued.brackets import ends_with_duties
from toolkit.issued.cover import ISSUER, is_title
from toolkit.issued.duties import is_limit
from toolkit.issued.labels import DUTIES, Label
from toolkit.issued.line_labels import Found, is_label_alone, labels_in
from toolkit.issued.marks import Mark, mark_of
from toolkit.issued.nodes import Said
from toolkit.issued.unit_lists import names_units

_BULLET = re.compile(r"^[●○◆◇■□▪▲★☆※➢➤✓•·⚫\-—–*]+\s*(?=\S)")
_DATE_LINE = re.compile(r"(?:\d{4}|[〇○零一二三四五六七八九]{4})年.{1,3}月.{1,3}日")
ENDED = re.compile(r"[。！？；;!?：:]$")
LINE = 25  # characters; a heading shorter than a printed line was not broken by its end
TAIL = re.compile(
    r"抄\s*送|附\s*件\s*\d*[：:]|附\s*件\s*[一二三四五1-9]?[：:\d]|.{2,40}\d{1,2}日印发$|主题词|此件|[（(]此[页件]|[（(]?联系人[：:]|收到后?请|(?:以上|上述).{0,12}请.{0,8}(?:落实|执行|反馈)|"
    r"(?:以上|上述)[^，。；]{0,10}(?:情况|进展|结果)[，,]?(?:请|要|须|应|望)?(?:于|在|每)[^。]{0,20}报"
)
_TITLE = re.compile(r".*(?:方案|清单|台账|一览表|分解表|计划|安排|通知|表|附件)\s*[（(][^（）()：:、，,；;]*[）)]")
_REPORTS = re.compile(
    r"(?:请|望)?(?:各[^，。；]{0,14}(?:单位|部门|地|县|区|镇|街道|科室|学校|企业)[^，。；]{0,6})?(?:请|要|应|须|务必|并)*(?:于|在)"
    r"[^，。；]{0,4}\d{1,2}[^，。；]{0,8}前[，,]?(?:将|把|书面|上?报)[^。]{0,60}(?:报|反馈|函告)"
)
_BAND = 24  # characters of a line that names the part of a table
_NO_BAND = re.compile(
    r"[。；：:]|^[（(]?[表附]\s*\d|^[（(]?(?:续表|接上表|续)|清单|台账|日期|\d{4}年|(?:方案|计划|分工|表|任务)$"
)


def bare(text: str) -> str:
    """A line without the bullet before it."""
    return _BULLET.sub("", text) or text


def following(blocks: Sequence[Block], at: int) -> Text | None:
    """The line behind a block; None for a table or the end."""
    after = blocks[at + 1] if at + 1 < len(blocks) else None
    return after if isinstance(after, Text) else None


def is_item_line(text: str) -> bool:
    """Whether a line without a number is an item with its duties behind it, and no title with a bracket."""
    return len(text) > 12 and ends_with_duties(text) and not _TITLE.fullmatch(text) and not is_imprint(text)


def marked_labels(text: str) -> tuple[Mark, list[Found]]:
    """The number before a line, and the labels behind it."""
    mark = mark_of(text)
    return mark, labels_in(mark.rest if mark.kind else text)


def label_behind(blocks: Sequence[Block], at: int) -> Label | None:
    """The label with which the next line begins; a numbered heading that is a label's word is none."""
    line = following(blocks, at)
    if line is None:
        return None
    mark, labels = marked_labels(bare(line.text))
    if not labels or labels[0].begin or (mark.kind and is_label_alone(mark.rest, labels)):
        return None
    return labels[0].label


def is_only_title(blocks: Sequence[Block]) -> bool:
    """Whether the first of the highest headings of a document is its title: the others of its level have numbers."""
    texts = [one.text for one in blocks if isinstance(one, Text) and one.level == 1]
    if len(texts) == 1:
        return True
    return bool(texts) and is_title(texts[0]) and all(mark_of(text).kind for text in texts[1:])


def begins_again(blocks: Sequence[Block], at: int, label: Label) -> bool:
    """Whether another line begins with a label before the next heading, with other labels between the two."""
    between = False
    for block in blocks[at + 1 :]:
        if isinstance(block, Table):
            return False
        mark, labels = marked_labels(bare(block.text))
        if block.level or (mark.kind and not labels):
            return False
        if labels and not labels[0].begin:
            if labels[0].label is label:
                return between
            between = between or labels[0].label in (*DUTIES, Label.MEASURES)
    return False


def goes_on_with_labels(blocks: Sequence[Block], at: int, mark: Mark) -> bool:
    """Whether the next line has the next number of the same kind and a label: 1.问题：… 2.措施：… are of one item."""
    line = following(blocks, at)
    if line is None:
        return False
    next_mark, labels = marked_labels(bare(line.text))
    is_label = bool(labels) and not labels[0].begin and labels[0].label is not Label.FINDING
    return next_mark.kind == mark.kind and is_label and not is_label_alone(next_mark.rest, labels)


def heads_table(blocks: Sequence[Block], at: int, text: str) -> bool:
    """Whether a short line names the part that the table behind it is about, as each table has one before it."""
    tables = [n for n, block in enumerate(blocks) if isinstance(block, Table)]
    if at + 1 not in tables or len(tables) < 2:
        return False
    before = [blocks[n - 1] for n in tables if n]
    every = len(before) == len(tables) and all(isinstance(one, Text) and _is_band(one.text) for one in before)
    return every and _is_band(text)


def is_signature(blocks: Sequence[Block], at: int, text: str) -> bool:
    """Whether a line is the date at the end of a document, or the issuer's name above it."""
    signed = re.fullmatch(r"(\S{2,30})[\s\u3000]+(\S+)", text)
    if is_date(text) or (signed and is_date(signed[2]) and ISSUER.fullmatch(signed[1])):
        return True
    line = following(blocks, at)
    return (
        line is not None
        and is_date(line.text)
        and not re.search("[：:。；]", text)
        and bool(ISSUER.fullmatch(_unspaced(text)))
        and not mark_of(text).kind
    )


def asks_for_reports(text: str) -> bool:
    """Whether a line asks everybody for reports, and belongs to no item: 请于8月20日前将整改情况报市整改办。"""
    return bool(_REPORTS.match(text))


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else."""
    return bool(_DATE_LINE.fullmatch(_unspaced(text)))


def is_imprint(text: str) -> bool:
    """Whether a line says who issues and when, and nothing else: 市水利局党组（2025年9月1日）."""
    said = re.sub(r"[（(）)]", "", _unspaced(text))
    match = re.search(f"(?:{_DATE_LINE.pattern})$", said)
    return bool(match and ISSUER.fullmatch(said[: match.start()]))


def is_whole(last: Said, more: str) -> bool:
    """Whether a duty has been said, and what follows is no rest of a broken line."""
    if ENDED.search(last.text) or len(more) > LINE:
        return True
    if last.label is Label.LIMIT:
        return is_limit(last.text) and not is_limit(more)
    return names_units(last.text) and not last.text.endswith("、") and not names_units(more)


def _is_band(text: str) -> bool:
    return len(text) <= _BAND and not _NO_BAND.search(text) and not mark_of(text).kind


def _unspaced(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
