"""Which workspaces an office has: by their keys, wherever all of them are moved, and nothing is guessed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.office.conftest import TODAY, A, B, Two
from toolkit import Office, Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.office.folder import NAME


def names(root: Path) -> list[str]:
    return [one.name for one in Office(root).members() if not one.trouble]


def test_the_folder_around_them_may_be_moved(two: Two, tmp_path: Path) -> None:
    moved = tmp_path / "另一个盘" / "整改 2021"
    moved.parent.mkdir()
    two.root.rename(moved)
    assert names(moved) == names(moved / A) == names(moved / B) == [A, B]
    assert not [row for row in Office(moved).overview(as_of=TODAY).rows if row.trouble]


def test_one_that_lies_elsewhere_is_on_the_list_too(two: Two, tmp_path: Path) -> None:
    elsewhere = tmp_path / "别处" / "生态"
    elsewhere.parent.mkdir()
    Workspace.init(elsewhere, two.root / A / "plan.xlsx")
    two.office.add(elsewhere)
    assert names(two.root) == [A, B, "生态"]
    two.office.remove(elsewhere)
    assert names(two.root) == [A, B] and elsewhere.exists()


def taken_away(two: Two) -> None:
    shutil.rmtree(two.root / B)


def without_plan(two: Two) -> None:
    (two.root / B / "plan.xlsx").unlink()


def without_key(two: Two) -> None:
    (two.root / B / ".toolkit" / "key").unlink()


def a_copy_of_the_other(two: Two) -> None:
    shutil.rmtree(two.root / B)
    shutil.copytree(two.root / A, two.root / B)


def quite_another(two: Two) -> None:
    shutil.rmtree(two.root / B)
    Workspace.init(two.root / B, two.root / A / "plan.xlsx")


def a_file_in_its_place(two: Two) -> None:
    shutil.rmtree(two.root / B)
    (two.root / B).write_bytes(b"x")


TROUBLES = [taken_away, without_plan, without_key, a_copy_of_the_other, quite_another, a_file_in_its_place]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_one_that_cannot_be_worked_with_is_said_and_keeps_none_out(two: Two, trouble: Callable[[Two], None]) -> None:
    trouble(two)
    found = two.office.overview(as_of=TODAY)
    bad, good = found.rows
    assert (bad.name, good.name) == (B, A) and bad.trouble.endswith("。") and "请" in bad.trouble and not good.trouble
    assert two.office.remove(Path(B)).name == B and names(two.root) == [A]


def test_one_that_has_moved_is_found_where_it_is_added_again(two: Two) -> None:
    (two.root / B).rename(two.root / "新名字")
    assert names(two.root) == [A]
    two.office.add(two.root / "新名字")
    assert names(two.root) == [A, "新名字"] and len(two.office.members()) == 2


def test_a_new_key_makes_no_other_workspace(two: Two) -> None:
    two.workspace(A).rotate_key(until=TODAY)
    assert names(two.root) == [A, B]
    two.office.add(two.root / A)
    assert names(two.root) == [A, B]


def backup_of_it(two: Two) -> Path:
    shutil.copytree(two.root / A, two.root / "备份")
    return two.root / "备份"


def no_workspace(two: Two) -> Path:
    (two.root / "空").mkdir()
    return two.root / "空"


def nowhere(two: Two) -> Path:
    return two.root / "没有"


@pytest.mark.parametrize("bad", [backup_of_it, no_workspace, nowhere])
def test_what_is_no_workspace_of_its_own_is_not_added(two: Two, bad: Callable[[Two], Path]) -> None:
    before = (two.root / NAME / "名单.json").read_bytes()
    with pytest.raises(WorkspaceError, match="没有加入"):
        two.office.add(bad(two))
    assert (two.root / NAME / "名单.json").read_bytes() == before


@pytest.mark.parametrize("odd", ["", "{}", "[]", '{"workspaces": 1}', '{"workspaces": [{"folder": "x"}]}', "\x00"])
def test_a_list_that_cannot_be_read_is_not_an_empty_one(two: Two, odd: str) -> None:
    (two.root / NAME / "名单.json").write_text(odd, encoding="utf-8")
    for act in (two.office.members, lambda: two.office.add(two.root / A), lambda: two.office.remove(two.root / A)):
        with pytest.raises(WorkspaceError, match="请"):
            act()
    assert (two.root / NAME / "名单.json").read_text(encoding="utf-8") == odd


def test_two_of_one_name_are_told_apart(two: Two, tmp_path: Path) -> None:
    other = tmp_path / "乙科" / A
    other.parent.mkdir()
    Workspace.init(other, two.root / B / "plan.xlsx")
    two.office.add(other)
    assert names(two.root) == [f"{A}（整改）", B, f"{A}（乙科）"]
    with pytest.raises(WorkspaceError, match="有几个"):
        two.office.remove(Path(A))


def test_looking_writes_nothing_beside_a_workspace(two: Two) -> None:
    shutil.rmtree(two.root / NAME)
    found = two.office.overview(as_of=TODAY)
    assert found.rows == () and [path.name for path in found.beside] == sorted([A, B])
    assert not (two.root / NAME).exists()
