"""公开审看: nothing is published until a person has decided about every passage, and decisions are kept."""

from __future__ import annotations

import html
import os
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.acts.test_remind import set_in_plan
from tests.conftest import Forms, new_workspace
from tests.publish import writings
from tests.reviewed import FIRST, HIDDEN, PUBLIC, VERDICT, WORDS, asked, decide, everything_public, published
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.base.opc import parts_of

D28, D2 = date(2021, 1, 28), date(2021, 2, 2)
NAMED = "古丽娜尔·吐尔逊同志带队检查，教师梁启明反映情况，电话2123456，住迎宾路5号。"
TEXTS = ("m1_progress", "overall_difficulty", "overall_next_step")


def send(workspace: Workspace, forms: Forms, unit: str, **answers: str) -> None:
    (workspace.inbox / f"{unit}{len(answers)}{abs(hash(tuple(answers.values())))}.xlsx").write_bytes(
        forms.filled("3.1.1", unit, answers)
    )
    for taken in workspace.collect(as_of=D28).taken:
        assert taken.accepted, taken.findings


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """A workspace with one return that names people."""
    workspace = new_workspace(tmp_path_factory.mktemp("公开") / "工作区")
    others = "、".join(item.id for item in workspace.plan.items if item.id != "3.1.1")
    for edition in ("党内", "社会"):
        set_in_plan(workspace, "方案", f"{edition}不公开事项", "内容", others)  # one item is enough, and quick
    workspace = Workspace(workspace.root)
    send(workspace, forms, "fuyun", m1_progress=NAMED)
    return workspace


@pytest.fixture
def named(made: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it."""
    return Workspace(shutil.copytree(made.root, tmp_path / "工作区"))


def review_of(workspace: Workspace) -> Path:
    return workspace.outbox / "2021-01" / "review" / "公开审看.xlsx"


def text_of(*paths: Path) -> str:
    """All that the parts of some files hold, as one text without blanks."""
    raw = "\n".join(html.unescape(p.decode("utf-8")) for path in paths for p in parts_of(path.read_bytes()).values())
    return re.sub(r"<[^>]*>|\s|\u200b", "", raw) + raw


def hide(*words: str):  # type: ignore[no-untyped-def]
    return lambda one, _: HIDDEN if one in words else PUBLIC


def row_of(path: Path, words: str) -> int:
    sheet = load_workbook(path).active
    assert sheet is not None
    return next(n for n in range(FIRST, sheet.max_row + 1) if sheet.cell(n, WORDS).value == words)


def type_into(path: Path, words: str, value: object, column: int = VERDICT) -> None:
    row = row_of(path, words)
    book = load_workbook(path)
    assert book.active is not None
    book.active.cell(row, column).value = value  # type: ignore[assignment]
    book.save(path)


def test_publication_waits_until_every_passage_is_decided(named: Workspace) -> None:
    first = named.publish(as_of=D2)
    assert first.undecided and not first.editions and not first.reports
    assert not list((named.outbox / "2021-01").rglob("publish/*"))
    assert {"古丽娜尔·吐尔逊", "梁启明", "住迎宾路5号"} <= set(asked(first.review))
    decide(review_of(named))
    type_into(review_of(named), "梁启明", "")
    second = named.publish(as_of=D2)
    assert second.undecided == 1 and not second.editions
    decide(review_of(named))
    assert len(named.publish(as_of=D2).editions) == 2


def test_what_is_hidden_is_crossed_out_and_what_is_public_stays(named: Workspace) -> None:
    done = published(named, D2, hide("梁启明", "住迎宾路5号"))
    text = text_of(*done.editions, *done.reports)
    assert "梁启明" not in text and "2123456" not in text and "迎宾" not in text
    assert "古丽娜尔·吐尔逊同志带队" in text and "教师×××反映" in text


def test_decisions_are_kept_and_asked_once(named: Workspace, forms: Forms) -> None:
    published(named, D2, hide("梁启明"))
    review_of(named).unlink()
    again = named.publish(as_of=D2)
    assert not again.undecided and len(again.editions) == 2 and "梁启明" not in text_of(*again.editions)
    send(named, forms, "fuhai", m1_progress="梁启明和欧阳晓东同志检查。")
    third = named.publish(as_of=D2)
    assert third.undecided == 1 and asked(third.review)["欧阳晓东"] == ""
    assert set(asked(third.review).values()) == {"", PUBLIC}


def test_decisions_come_back_with_the_history(named: Workspace) -> None:
    published(named, D2, hide("梁启明"))
    named.ledger_path.unlink()
    assert not Workspace(named.root).publish(as_of=D2).undecided


def test_a_change_of_mind_counts(named: Workspace) -> None:
    done = published(named, D2)
    assert "梁启明" in text_of(*done.editions)
    type_into(review_of(named), "梁启明", HIDDEN)
    assert "梁启明" not in text_of(*named.publish(as_of=D2).editions)
    type_into(review_of(named), "古丽娜尔·吐尔逊", None)
    taken_back = named.publish(as_of=D2)
    assert taken_back.undecided == 1 and not taken_back.editions


def test_a_tick_for_a_name_does_not_let_a_longer_one_pass(named: Workspace, forms: Forms) -> None:
    published(named, D2)
    send(named, forms, "fuhai", m1_progress="教师梁启明华反映情况。")
    done = named.publish(as_of=D2)
    assert done.undecided and any("梁启明华" in words for words, verdict in asked(done.review).items() if not verdict)


def test_allowed_names_are_not_asked_about(named: Workspace, forms: Forms) -> None:
    set_in_plan(named, "方案", "可公开姓名", "内容", "梁启明、古丽娜尔·吐尔逊")
    made = Workspace(named.root)
    send(made, forms, "fuhai", m1_progress="梁启明明同志检查。")
    words = asked(made.publish(as_of=D2).review)
    assert "梁启明" not in words and "古丽娜尔·吐尔逊" not in words and "梁启明明" in words


def test_words_may_be_made_longer_or_shorter_to_hide_them(named: Workspace, forms: Forms) -> None:
    send(named, forms, "fuhai", m1_progress="请找大个子梁师傅。")
    review = named.publish(as_of=D2).review
    assert review is not None
    words = next(w for w in asked(review) if w.startswith("梁") and w != "梁启明")
    row = row_of(review, words)
    decide(review)
    book = load_workbook(review)
    assert book.active is not None
    book.active.cell(row, WORDS).value = "大个子梁师傅"
    book.active.cell(row, VERDICT).value = HIDDEN
    book.save(review)
    done = named.publish(as_of=D2)
    assert not done.undecided and "大个子" not in text_of(*done.editions)


def test_a_word_that_nobody_knows_is_a_finding_with_its_cell(named: Workspace) -> None:
    named.publish(as_of=D2)
    decide(review_of(named))
    type_into(review_of(named), "梁启明", "同意")
    before = review_of(named).read_bytes()
    cell = f"F{row_of(review_of(named), '梁启明')}"
    with pytest.raises(WorkspaceError, match=rf"review/公开审看\.xlsx.*{cell} .*请改成"):
        named.publish(as_of=D2)
    assert review_of(named).read_bytes() == before and not list((named.outbox / "2021-01").rglob("publish/*"))
    type_into(review_of(named), "梁启明", PUBLIC)
    assert len(named.publish(as_of=D2).editions) == 2


def locked(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage" * 200)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-900])


def without_captions(path: Path) -> None:
    book = load_workbook(path)
    assert book.active is not None
    book.active.delete_cols(VERDICT)
    book.save(path)


def not_a_workbook(path: Path) -> None:
    path.write_bytes(b"\x00\xff" * 300)


@pytest.mark.parametrize("damage", [locked, cut, without_captions, not_a_workbook])
def test_what_cannot_be_read_stops_it_and_is_not_written_over(named: Workspace, damage) -> None:  # type: ignore[no-untyped-def]
    named.publish(as_of=D2)
    decide(review_of(named))
    damage(review_of(named))
    before = review_of(named).read_bytes()
    with pytest.raises(WorkspaceError, match=r"公开审看\.xlsx 看不懂.*没有改动"):
        named.publish(as_of=D2)
    assert review_of(named).read_bytes() == before
    assert any(path.read_bytes() == before for path in (named.root / "archive").rglob("*") if path.is_file())


def test_rows_that_say_different_things_of_the_same_words_are_a_finding(named: Workspace) -> None:
    named.publish(as_of=D2)
    decide(review_of(named))
    row = row_of(review_of(named), "梁启明")
    book = load_workbook(review_of(named))
    sheet = book.active
    assert sheet is not None
    copied = [sheet.cell(row, column).value for column in range(1, 8)]
    copied[VERDICT - 1] = HIDDEN
    sheet.append(copied)
    book.save(review_of(named))
    with pytest.raises(WorkspaceError, match="同样的字"):
        named.publish(as_of=D2)


def test_what_the_office_adds_is_set_aside_when_more_is_asked(named: Workspace, forms: Forms) -> None:
    published(named, D2)
    book = load_workbook(review_of(named))
    assert book.active is not None
    book.active["J5"] = "办公室自己的话"
    book.create_sheet("自己的表")
    book.save(review_of(named))
    before = review_of(named).read_bytes()
    named.publish(as_of=D2)
    assert review_of(named).read_bytes() == before
    send(named, forms, "fuhai", m1_progress="欧阳晓东同志检查。")
    assert named.publish(as_of=D2).undecided == 1
    aside = [path for path in review_of(named).parent.iterdir() if path != review_of(named)]
    assert [path.read_bytes() for path in aside] == [before]


def test_remarks_are_kept(named: Workspace, forms: Forms) -> None:
    named.publish(as_of=D2)
    type_into(review_of(named), "梁启明", "本人同意", VERDICT + 1)
    decide(review_of(named))
    named.publish(as_of=D2)
    send(named, forms, "fuhai", m1_progress="欧阳晓东同志检查。")
    named.publish(as_of=D2)
    sheet = load_workbook(review_of(named)).active
    assert sheet is not None and sheet.cell(row_of(review_of(named), "梁启明"), VERDICT + 1).value == "本人同意"


def test_a_file_of_before_decides_nothing_when_it_is_saved_again(named: Workspace, forms: Forms) -> None:
    named.publish(as_of=D2)
    blank = review_of(named).read_bytes()
    decide(review_of(named), hide("梁启明"))
    assert named.publish(as_of=D2).editions
    review_of(named).write_bytes(blank)
    load_workbook(review_of(named)).save(review_of(named))
    done = named.publish(as_of=D2)
    assert not done.undecided and "梁启明" not in text_of(*done.editions)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_out_of_the_workspace_is_not_read(named: Workspace, tmp_path: Path) -> None:
    named.publish(as_of=D2)
    other = tmp_path / "别处.xlsx"
    review_of(named).rename(other)
    decide(other)
    review_of(named).symlink_to(other)
    with pytest.raises(WorkspaceError, match="链接"):
        named.publish(as_of=D2)


def test_nobody_stands_in_any_part_of_an_edition_without_a_tick(workspace: Workspace, forms: Forms) -> None:
    """All writings at once, some of people in the ledger, some only in running text: none is left."""
    known, stranger = writings.NAMES[::3], [n for i, n in enumerate(writings.NAMES) if i % 3]
    numbers = (*writings.SURE, *writings.DOUBTFUL)
    assert len(writings.NAMES) + len(numbers) + len(writings.TRADITIONAL) >= 250
    said = [s.format(n) for n, s in zip(stranger, writings.SENTENCES * 20, strict=False)]
    said += [f"{post.format(n)}到场。" for n, post in zip(known, writings.POSTED * 20, strict=False)]
    said += [a.format(n) for n, a in zip(numbers, writings.AROUND * 40, strict=False)]
    said += [f"由{n}牵头。" for n in writings.TRADITIONAL.values()]
    units = [unit.id for item, unit in workspace.plan.obligations() if item.id == "3.1.1"]
    pieces = [said[n :: len(units) * len(TEXTS)] for n in range(len(units) * len(TEXTS))]
    for n, unit in enumerate(units):
        answers = {field: "；".join(pieces[n * len(TEXTS) + k]) for k, field in enumerate(TEXTS)}
        send(workspace, forms, unit, overall_person="、".join(known[n :: len(units)]), **answers)
    first = workspace.publish(as_of=D2)
    assert first.undecided and not first.editions and first.review is not None
    decide(first.review, lambda words, _: HIDDEN)
    text = ""
    for _ in range(3):
        try:
            done = workspace.publish(as_of=D2)
        except WorkspaceError as stuck:
            for words in re.findall(r"“([^”]+)”（", str(stuck)):
                type_into(first.review, words, PUBLIC)
            continue
        if not done.undecided:
            text = text_of(*done.editions, *done.reports)
            break
        decide(first.review, lambda words, _: HIDDEN)
    assert text
    left = [n for n in (*writings.NAMES, *writings.TRADITIONAL.values()) if any(p in text for p in n.split("·"))]
    assert not left
    assert not [n for n in numbers if re.sub(r"\s", "", n) in text and len(n) > 6]


def test_everything_public_is_what_the_tests_of_others_tick(named: Workspace) -> None:
    assert everything_public("x", "y") == PUBLIC and published(named, D2).decided > 3
