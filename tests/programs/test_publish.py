"""What is published and sent round, opened and printed by LibreOffice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.acts.test_publish import PLANTED, SECRET
from tests.conftest import Forms
from tests.programs.real import printed
from tests.reviewed import published
from toolkit import Workspace
from toolkit.official import Paragraph, write_official

pytestmark = pytest.mark.programs
D28, D2 = date(2021, 1, 28), date(2021, 2, 2)


@pytest.fixture
def reported(workspace: Workspace, forms: Forms) -> Workspace:
    (workspace.inbox / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuyun", PLANTED))
    (taken,) = workspace.collect(as_of=D28).taken
    assert taken.accepted
    return workspace


def test_editions_and_reports_print_without_anybody(reported: Workspace, soffice: str) -> None:
    done = published(reported, D2)
    for path in (*done.editions, *done.reports):
        pages = printed(path, reported.root / "pdf", soffice)
        text = "".join("".join(pages).split())
        assert not [secret for secret in SECRET if secret in text], path.name
        assert text.startswith("阿勒泰地区贯彻落实自治区跟踪视察学前教育工作反馈") and "还没有完成的" in text
    party = printed(done.editions[0], reported.root / "pdf", soffice)
    assert sum("进展情况" in page for page in party) > 1  # the heading of a table is on each of its pages
    public = printed(done.editions[1], reported.root / "pdf", soffice)
    assert len(public) <= 2 and not any("进展情况" in page for page in public)


def test_the_bulletin_prints_as_an_official_document(reported: Workspace, soffice: str) -> None:
    pages = printed(reported.remind(as_of=D2).bulletin, reported.root / "pdf", soffice)
    text = ["".join(page.split()) for page in pages]
    assert "各整改责任单位：" in text[0] and text[0].endswith("—1—") and "2021年2月2日" in text[-1]


def test_lines_and_pages_are_those_of_the_standard(tmp_path: Path, soffice: str) -> None:
    """22 lines of 28 characters a page (GB/T 9704-2012, 5.2.3); a paragraph begins two characters in (7.3.3)."""
    path = tmp_path / "文.docx"
    path.write_bytes(write_official("题", "", [Paragraph("整" * (26 + 28 * 39))], "办公室", "2021年2月2日"))
    first, second, *_ = (
        [line.strip() for line in page.splitlines() if "整" in line]
        for page in printed(path, tmp_path / "pdf", soffice)
    )
    assert [len(line) for line in first] == [26, *[28] * (len(first) - 1)]
    assert len(first) in (19, 20) and len(second) + len(first) == 40  # the title and the empty line take the others
