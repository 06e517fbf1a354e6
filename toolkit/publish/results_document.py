"""An edition's results as a document (.docx) that a person may still write into.

Knows: the blocks of a handout. Must not know: what may be told.
"""

from __future__ import annotations

from toolkit.handout import Block, Heading, Rows, Text, Title, write_handout
from toolkit.publish.results import Results

CONTACT = "监督方式："
_TO_BE_WRITTEN = "（请写：接受监督的电话、邮箱和公开的起止日期；只写可以公开的。）"
EXPLAINED = "情况说明"


def results_document(results: Results) -> bytes:
    """The document as bytes; the same results give the same bytes."""
    blocks: list[Block] = [Title(results.title, results.under), Text(results.begins)]
    for section in results.sections:
        if section.heading:
            blocks.append(Heading(section.heading))
        blocks.append(
            Rows(section.header, section.lines, section.widths, section.numbers, ruled=True, total=section.total)
        )
    if results.explained:
        blocks += [Heading(EXPLAINED), Text(results.explained)]
    if results.contact:
        blocks.append(Text(results.contact, lead=CONTACT, kept=True))
    else:
        blocks.append(Text(_TO_BE_WRITTEN, open_=True, kept=True))
    blocks += [Text(results.signed, right=True, kept=True), Text(results.on, right=True)]
    return write_handout(blocks, "")
