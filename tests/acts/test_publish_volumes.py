"""Editions that are too long for one workbook: volumes by unit, in which nothing is missing or twice."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.acts.test_remind import set_in_plan
from tests.conftest import copy_of
from tests.reviewed import published
from tests.small import F1, F2, F3, UNITS, filled, small_workspace
from toolkit import Workspace
from toolkit.acts import editions, publish
from toolkit.acts.publish import Published
from toolkit.base.captions import Sheet
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.publish.edition_book import FIGURES, FORMS, LINES, RESULTS

DAY = date(2021, 2, 2)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace of five units with some returns, and whatever is asked about them decided."""
    workspace = small_workspace(tmp_path_factory.mktemp("公开分册") / "工作区")
    for form in (F1, F2, F3, ("3.1.1", "fuhai")):
        path = workspace.form_path(workspace.period(), workspace.plan.item[form[0]], workspace.plan.unit[form[1]])
        (workspace.inbox / f"{'_'.join(form)}.xlsx").write_bytes(filled(workspace, path.read_bytes(), form, {}))
    workspace.collect(as_of=date(2021, 1, 29))
    published(workspace, DAY)
    return workspace


@pytest.fixture
def workspace(made: Workspace, tmp_path: Path) -> Workspace:
    return copy_of(made, tmp_path)


def split(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, most: int = 4) -> Published:
    monkeypatch.setattr(editions, "MOST_TOLD", most)
    return published(workspace, DAY)


def table(path: Path, sheet: str) -> list[list[object]]:
    """The lines of a sheet under its captions, with what stands in merged cells in each of their rows."""
    found = load_workbook(path)[sheet]
    for area in list(found.merged_cells.ranges):
        value = found.cell(area.min_row, area.min_col).value
        found.unmerge_cells(str(area))
        for row in range(area.min_row, area.max_row + 1):
            found.cell(row, area.min_col).value = value
    return [[cell.value for cell in row] for row in found.iter_rows(min_row=3)]


def lines(paths: list[Path], sheet: str) -> Counter[tuple[object, ...]]:
    return Counter(tuple(row) for path in paths for row in table(path, sheet)[1:])


def of(done: Published, edition: str) -> list[Path]:
    return [path for path in done.volumes if edition in path.name]


def test_the_volumes_tell_what_the_one_workbook_tells(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    one = published(workspace, DAY).editions[0]
    whole = {name: lines([one], name) for name in (LINES, FORMS)}
    figures, results = table(one, FIGURES), table(one, RESULTS)
    done = split(workspace, monkeypatch)
    volumes = of(done, "党内公开")
    assert 1 < len(volumes) <= len(UNITS)
    assert {name: lines(volumes, name) for name in whole} == whole
    front = done.editions[0]
    assert table(front, RESULTS) == results
    assert load_workbook(front).sheetnames == [RESULTS, Sheet.INDEX, FIGURES]
    by_name: dict[object, dict[object, object]] = {}
    for path in (*volumes, front):
        head, *rows = table(path, FIGURES)
        for row in rows:
            by_name.setdefault(row[1], {}).update(zip(head, row, strict=True))
    assert by_name == {row[1]: dict(zip(figures[0], row, strict=True)) for row in figures[1:]}


def test_the_index_says_what_stands_where(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    done = split(workspace, monkeypatch)
    index = table(done.editions[0], Sheet.INDEX)
    volumes = of(done, "党内公开")
    assert [row[1] for row in index[1:]] == [path.name for path in volumes]
    assert sum(int(str(row[3])) for row in index[1:]) == len(UNITS)
    assert [row[4] for row in index[1:]] == [len(table(path, LINES)) - 1 for path in volumes]
    for number, path in enumerate(volumes, start=1):
        assert f"分册{number}，共{len(volumes)}册" in str(load_workbook(path)[LINES]["A2"].value)


def test_what_tells_nothing_of_single_units_is_not_split(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = published(workspace, DAY)
    unsplit = (whole.editions[1], *whole.pages, *whole.reports)
    before = [path.read_bytes() for path in unsplit]
    done = split(workspace, monkeypatch)
    assert (done.editions[1], *done.pages, *done.reports) == unsplit and not of(done, "社会公开")
    assert [path.read_bytes() for path in unsplit] == before


def test_volumes_that_are_needed_no_more_go(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    many = split(workspace, monkeypatch, 1).volumes
    few = split(workspace, monkeypatch, 8).volumes
    assert 0 < len(few) < len(many)
    assert sorted((workspace.outbox / "2021-01" / "publish").glob("*分册*")) == sorted(few)
    assert split(workspace, monkeypatch, 10_000).volumes == ()
    assert not any(path.exists() for path in many)


def test_one_volume_that_is_not_proved_stops_all(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path: path.read_bytes() for path in (workspace.outbox / "2021-01" / "publish").iterdir()}
    seen: list[bytes] = []

    def third_is_bad(data: bytes, known: object) -> list[str]:
        seen.append(data)
        return ["还有“某某”。"] if len(seen) == 3 else []

    monkeypatch.setattr(publish, "problems_of", third_is_bad)
    with pytest.raises(WorkspaceError, match=r"没有生成公开版：.*分册"):
        split(workspace, monkeypatch)
    assert {path: path.read_bytes() for path in (workspace.outbox / "2021-01" / "publish").iterdir()} == before


def test_volumes_are_said(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    number = len(split(workspace, monkeypatch).volumes)
    assert main(["-w", str(workspace.root), "publish", "--as-of", DAY.isoformat()]) == 0
    assert f"分成 {number} 个分册" in capsys.readouterr().out


@pytest.mark.parametrize("how", ["all in one workbook", "in volumes", "a document that somebody goes on writing"])
def test_an_edition_that_is_withheld_by_now_is_taken_away(
    workspace: Workspace, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "in volumes":
        monkeypatch.setattr(editions, "MOST_TOLD", 3)
    before = published(workspace, DAY)
    assert bool(before.volumes) == (how == "in volumes")
    folder = before.editions[0].parent
    public = {path for path in folder.iterdir() if "社会公开" in path.name}
    (document,) = (path for path in public if path.suffix == ".docx")
    if how == "a document that somebody goes on writing":
        document.write_bytes(document.read_bytes() + b"\n")
    others = {path.name for path in folder.iterdir()} - {path.name for path in public}
    set_in_plan(workspace, "方案", "社会不公开事项", "内容", "、".join(item.id for item in workspace.plan.items))
    published(Workspace(workspace.root), DAY)
    stays = {document.name} if how == "a document that somebody goes on writing" else set()
    assert {path.name for path in folder.iterdir()} == others | stays
