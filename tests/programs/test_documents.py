"""Composed documents that LibreOffice has saved in other formats are read as well as before.

.pdf from lists and from tables; .xls, .et (which is WPS's name for it) and .ods from workbooks; of .doc the importer
says how to make it readable.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.issued.composed.collection import composed
from tests.issued.composed.plans import Json, expected
from tests.issued.score import Score, score, table
from toolkit import Workspace
from toolkit.base.errors import ToolkitError

pytestmark = pytest.mark.programs
LISTS = ("标签冒号", "标签括号", "总分结构", "事项末括号", "措施末括号", "牵头配合括号", "自动编号", "附件多份")
TABLES = ("单行表头", "两行表头", "横幅分组", "合并分组", "措施分行", "一题一表", "表头重复")
WORKBOOKS = (
    *("表格单行表头", "表格合并分组", "表格横幅", "表格措施分行", "日期单元格", "分表", "表格两行表头"),
    *("隐藏行列", "隐藏列与旧表", "文字矩阵", "横排工作簿"),
)
MEAN, EACH = 0.9, 0.7


def saved_as(format: str, builds: Sequence[str], folder: Path, soffice: str) -> list[tuple[Path, Json]]:
    """The documents of some builds in another format, with the truth about each."""
    folder.mkdir(parents=True, exist_ok=True)
    made = [document for build in builds for document in composed(build, 1, 2)]
    for document in made:
        (folder / document.name).write_bytes(document.data)
    written = "xls" if format == "et" else format
    command = [
        soffice, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to", written, "--outdir", str(folder), *(str(folder / document.name) for document in made),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, timeout=300, check=True)
    for document in made:
        path = (folder / document.name).with_suffix(f".{written}")
        path.rename(path.with_suffix(f".{format}"))
    return [((folder / document.name).with_suffix(f".{format}"), expected(document.plan)) for document in made]


@pytest.mark.parametrize(
    ("format", "builds"), [("pdf", LISTS), ("pdf", TABLES), ("ods", WORKBOOKS), ("xls", WORKBOOKS), ("et", WORKBOOKS)]
)
def test_plans_in_other_formats_are_read(format: str, builds: tuple[str, ...], tmp_path: Path, soffice: str) -> None:
    scores: list[tuple[str, Score]] = []
    for n, (path, truth) in enumerate(saved_as(format, builds, tmp_path / "saved", soffice)):
        _, draft = Workspace(tmp_path / "w").import_plan(path, tmp_path / f"{n}.xlsx")
        scores.append((path.name, score(draft, truth)))
    said = table(sorted(scores, key=lambda pair: pair[1].f1))
    assert min(one.f1 for _, one in scores) >= EACH, said
    assert sum(one.f1 for _, one in scores) / len(scores) >= MEAN, said


def test_an_old_word_document_is_refused_with_what_to_do(tmp_path: Path, soffice: str) -> None:
    (path, _), *_ = saved_as("doc", ["标签冒号"], tmp_path / "saved", soffice)
    with pytest.raises(ToolkitError, match="另存为"):
        Workspace(tmp_path / "w").import_plan(path, tmp_path / "draft.xlsx")
