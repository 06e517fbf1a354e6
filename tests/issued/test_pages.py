from __future__ import annotations

from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.issued.documents import packed
from toolkit.base.numerals import in_chinese
from toolkit.issued.blocks import Text
from toolkit.issued.pages import read_pages


def texts(document: Any) -> list[str]:
    return [page.text for page in read_pages(packed(document), "方案.docx").blocks if isinstance(page, Text)]


def wrapped(paragraph: Any, name: str) -> None:
    """The paragraph's runs inside an element such as w:ins or w:smartTag."""
    around = OxmlElement(name)
    for run in list(paragraph._p.iterchildren(qn("w:r"))):
        around.append(run)
    paragraph._p.append(around)


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", ["w:ins", "w:smartTag", "w:hyperlink", "w:moveTo"])
def test_words_that_are_wrapped_up_are_not_lost(name: str) -> None:
    document = docx.Document()
    wrapped(document.add_paragraph("责任单位：富蕴县"), name)
    assert texts(document) == ["责任单位：富蕴县"]


def test_words_that_were_deleted_are_gone() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("已删")
    wrapped(paragraph, "w:del")
    paragraph.add_run("留下")
    assert texts(document) == ["留下"]


def test_a_content_control_is_read_in_its_place() -> None:
    document = docx.Document()
    document.add_paragraph("前")
    inner = document.add_paragraph("里面")
    document.add_paragraph("后")
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    inner._p.addprevious(control)
    content.append(inner._p)
    control.append(content)
    assert texts(document) == ["前", "里面", "后"]


def test_a_text_box_is_read_after_its_paragraph() -> None:
    document = docx.Document()
    paragraph, boxed = document.add_paragraph("正文"), document.add_paragraph("框里")
    box = OxmlElement("w:txbxContent")
    box.append(boxed._p)
    paragraph.runs[0]._r.append(box)
    assert texts(document) == ["正文", "框里"]


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九"), (100, "一百"), (105, "一百零五"),
     (110, "一百一十"), (112, "一百一十二"), (320, "三百二十")],
)  # fmt: skip
def test_numbers_of_headings(number: int, text: str) -> None:
    assert in_chinese(number) == text
