from __future__ import annotations

import os
from pathlib import Path

import pytest

from toolkit.base.guarded import UnreadableError
from toolkit.intake import spool


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(path: Path, data: bytes = b"x", at: int = 1_611_900_000) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (at, at))
    return path


def test_files_come_oldest_first_from_all_folders(inbox: Path) -> None:
    late, early = put(inbox / "a.xlsx", at=1_611_900_009), put(inbox / "福海县" / "深" / "b.xlsx", at=1_611_900_001)
    assert list(spool.dropped_files(inbox)) == [early, late]


@pytest.mark.parametrize(
    "name",
    ["~$表.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini", "表.xlsx.part", "表.tmp", "表.crdownload", "a.xlsx.说明.txt",
     "未识别/表.xlsx", ".git/表.xlsx"],
)  # fmt: skip
def test_what_is_no_return_is_left_alone(inbox: Path, name: str) -> None:
    put(inbox / name)
    assert list(spool.dropped_files(inbox)) == []


def test_links_are_not_followed(inbox: Path, tmp_path: Path) -> None:
    put(tmp_path / "别处.xlsx")
    try:
        (inbox / "表.xlsx").symlink_to(tmp_path / "别处.xlsx")
    except OSError:
        return  # Windows lets only some people make links
    assert list(spool.dropped_files(inbox)) == []


def test_a_file_is_taken_with_its_hash(inbox: Path) -> None:
    taken = spool.take(put(inbox / "表.xlsx", b"abc"))
    assert (taken.data, taken.sha256) == (b"abc", spool.digest(b"abc"))
    assert taken.changed_at.timestamp() == 1_611_900_000


def test_an_absurd_file_is_left_where_it_is(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "LARGEST", 2)
    with pytest.raises(UnreadableError, match="没有读取"):
        spool.take(put(inbox / "表.xlsx", b"abc"))


def test_archive_keeps_bytes_once(tmp_path: Path) -> None:
    sha256 = spool.digest(b"abc")
    kept = spool.archive(tmp_path, b"abc", sha256, ".xlsx")
    assert kept.read_bytes() == b"abc"
    assert kept.relative_to(tmp_path).as_posix() == f"{sha256[:2]}/{sha256}.xlsx"
    assert spool.archive(tmp_path, b"abc", sha256, ".xlsx") == kept
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 1


def test_a_torn_archive_file_is_written_again(tmp_path: Path) -> None:
    sha256 = spool.digest(b"abc")
    put(tmp_path / sha256[:2] / f"{sha256}.xlsx", b"a")
    assert spool.archive(tmp_path, b"abc", sha256, ".xlsx").read_bytes() == b"abc"


def test_set_aside_keeps_every_content_under_a_name_of_its_own(inbox: Path) -> None:
    first = spool.set_aside(inbox, "表.xlsx", b"1", "认不出。")
    second = spool.set_aside(inbox, "表.xlsx", b"2", "认不出。")
    again = spool.set_aside(inbox, "表.xlsx", b"1", "还是认不出。")
    assert (first.read_bytes(), second.read_bytes(), again) == (b"1", b"2", first)
    note = first.with_name("表.xlsx.说明.txt").read_bytes()
    assert note.startswith(b"\xef\xbb\xbf")
    assert "还是认不出。" in note.decode("utf-8-sig")


def test_removing_empties_folders_but_never_the_inbox(inbox: Path) -> None:
    path = put(inbox / "福海县" / "深" / "b.xlsx")
    spool.remove(path, inbox)
    spool.remove(path, inbox)  # gone already is as good
    assert inbox.is_dir()
    assert list(inbox.iterdir()) == []
