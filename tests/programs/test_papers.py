"""What goes to leaders, the public and the archive, on paper: whole pages, readable letters, nothing cut or alone."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.programs.real import printed
from tests.publish.editions import book, known, plan_of, results
from toolkit.dossier.document import dossier_document
from toolkit.dossier.facts import PAPERS, Attached, Facts, Figures
from toolkit.ledger import Evidence
from toolkit.plan.model import ItemKind, Plan
from toolkit.publish.results_document import results_document
from toolkit.reply.bulletin import write_bulletin
from toolkit.standing.figures import indicator_rows, totals
from toolkit.standing.progress import overall

pytestmark = pytest.mark.programs
LEAST = 8.0  # points
SIZES = [("shipped", 1), ("shipped", 4), ("30x8", 2), ("150x40", 2), ("5x200", 4)]
Make = Callable[[Plan, int], bytes]


def document(plan: Plan, periods: int) -> bytes:
    return results_document(results(plan, periods))


def bulletin(plan: Plan, periods: int) -> bytes:
    of, _ = known(plan, periods)
    return write_bulletin(plan, of.period, of.as_of, of.standings)


def dossier(plan: Plan, periods: int) -> bytes:
    of, _ = known(plan, periods)
    one = next(one for one in overall(of).items if one.item.kind is not ItemKind.EXPLANATION)
    rows = indicator_rows(of)
    figures = Figures(of.period.name, {row.indicator.id: row for row in rows}, totals(of, rows))
    its = [s for s in of.submissions if s.item_id == one.item.id]
    units = [s.unit for s in one.standings]
    papers = [Evidence("0" * 64, one.item.id, u.id, of.period.id, "实施方案.pdf", "", of.as_of) for u in units]
    attached = [Attached("实施方案", u, of.as_of, PAPERS, f"{u.area}_实施方案.pdf", "0" * 64) for u in units]
    return dossier_document(Facts(of, one, its, {}, [], papers, [figures] * 4, attached=attached), "整改事项档案.docx")


@dataclass(frozen=True)
class Text:
    """A piece of text on a page: the page, its size in points, what it says."""

    page: int
    size: float
    text: str


def pieces(path: Path, folder: Path) -> tuple[int, list[Text]]:
    """How many pages a PDF has, and its texts with their sizes (pdftohtml gives pixels of 108 to the inch)."""
    out = folder / "text.xml"
    subprocess.run(["pdftohtml", "-xml", "-i", "-q", str(path), str(out)], check=True, capture_output=True)
    pages = ElementTree.parse(out).getroot().findall("page")
    sizes = {f.get("id"): float(f.get("size", "0")) for page in pages for f in page.iter("fontspec")}
    scale = 297 / 25.4 * 72 / max(float(page.get("height", "1")) for page in pages)
    found = [
        Text(number, sizes[t.get("font")] * scale, "".join(t.itertext()))
        for number, page in enumerate(pages, start=1)
        for t in page.iter("text")
    ]
    return len(pages), [one for one in found if one.text.strip()]


MADE: Sequence[tuple[str, Make]] = (
    ("公开.docx", document), ("公开.xlsx", book), ("通报.docx", bulletin), ("档案.docx", dossier),
)  # fmt: skip
HEADING = re.compile(r"[一二三四五六七]、\S{2,}$|情况说明$|附件$")


@pytest.mark.parametrize(("name", "make"), MADE)
@pytest.mark.parametrize(("size", "periods"), SIZES)
def test_pages_are_whole(
    plan: Plan, tmp_path: Path, soffice: str, size: str, periods: int, name: str, make: Make
) -> None:
    """No letter below 8 points, no page without a text, no heading at a page's foot, no code and no English."""
    path = tmp_path / name
    path.write_bytes(make(plan_of(plan, size), periods))
    pages = printed(path, tmp_path / "pdf", soffice)
    number, texts = pieces(tmp_path / "pdf" / f"{path.stem}.pdf", tmp_path)
    assert number == len(pages)
    assert {one.page for one in texts} == set(range(1, number + 1)), "a page is empty"
    assert not {(one.size, one.text) for one in texts if one.size < LEAST - 0.05}
    for page in pages:
        lines = [
            line.strip() for line in page.splitlines() if line.strip() and not re.search(r"第 ?\d+ ?页|^— ?\d+", line)
        ]
        assert len(lines) > 1, "a page holds next to nothing"
        assert not HEADING.match(lines[-1]), lines[-1]
    said = re.sub(r"\S*\.(pdf|docx|xlsx)", "", "".join("".join(pages).split()))
    assert not re.findall(r"[A-Za-z]{2,}|[A-Za-z]+_\w+", said)
    if size == "shipped" and make in (document, book):
        assert number <= 2


@pytest.mark.parametrize(("name", "make"), MADE[:2])
@pytest.mark.parametrize(("size", "periods"), SIZES[1:3])
def test_no_text_of_an_edition_is_cut(
    plan: Plan, tmp_path: Path, soffice: str, size: str, periods: int, name: str, make: Make
) -> None:
    """All that an edition tells is on its pages, to the last character."""
    path = tmp_path / name
    path.write_bytes(make(plan_of(plan, size), periods))
    printed(path, tmp_path / "pdf", soffice)
    # In the order in which it was drawn: a cell's lines one after the other, whatever stands beside them.
    command = ["pdftotext", "-raw", str(tmp_path / "pdf" / f"{path.stem}.pdf"), "-"]
    said = _bare(subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8"))
    told = results(plan_of(plan, size), periods)
    texts = {told.begins, told.title, told.explained, told.signed, told.on}
    texts |= {text for section in told.sections for line in (section.header, *section.lines) for text in line}
    assert not [text for text in texts if _bare(text) not in said]


def _bare(text: str) -> str:
    """A text without blanks, and without quotes, which come from another font and are drawn by themselves."""
    return re.sub(r"[\s“”\"]", "", text)
