"""公开审看 as a person fills it in, and editions that have passed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from toolkit import Workspace
from toolkit.acts.publish import Published

PUBLIC, HIDDEN = "可以公开", "隐去"
WORDS, VERDICT, FIRST = 4, 6, 4  # columns and the first row of passages, from 1
Choose = Callable[[str, str], str]
"""What is chosen for some words and the sentence in which they stand."""


def everything_public(words: str, context: str) -> str:
    """Tick whatever is asked."""
    return PUBLIC


def decide(path: Path, choose: Choose = everything_public) -> None:
    """Fill in 公开审看 where it is open, and save it as an office program does."""
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    for row in range(FIRST, sheet.max_row + 1):
        if sheet.cell(row, WORDS).value and not sheet.cell(row, VERDICT).value:
            sheet.cell(row, VERDICT).value = choose(
                str(sheet.cell(row, WORDS).value), str(sheet.cell(row, WORDS - 1).value)
            )
    book.save(path)


def asked(path: Path | None) -> Mapping[str, str]:
    """The words that 公开审看 asks about, and what stands under 处理."""
    if path is None:
        return {}
    sheet = load_workbook(path).active
    assert sheet is not None
    rows = sheet.iter_rows(min_row=FIRST, values_only=True)
    return {str(row[WORDS - 1]): str(row[VERDICT - 1] or "") for row in rows if row[WORDS - 1]}


def published(workspace: Workspace, as_of: date, choose: Choose = everything_public) -> Published:
    """Publish, decide what is asked, and publish again."""
    done = workspace.publish(as_of=as_of)
    if done.undecided:
        assert done.review is not None and not done.editions
        decide(done.review, choose)
        done = workspace.publish(as_of=as_of)
    assert not done.undecided
    return done
