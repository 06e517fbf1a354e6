"""公开审看: nothing is published until a person has decided about every passage, and decisions are kept."""

from __future__ import annotations

import html
import os
import re
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.acts.test_remind import set_in_plan
from tests.conftest import Forms, copy_of
from tests.publish import writings
from tests.reviewed import FIRST, HIDDEN, PUBLIC, VERDICT, WORDS, asked, decide, published
from tests.small import new_small_workspace
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.base.opc import parts_of

D28, D2 = date(2021, 1, 28), date(2021, 2, 2)
NAMED = "古丽娜尔·吐尔逊同志带队检查，教师梁启明反映情况，电话2123456，住迎宾路5号。"
TEXTS = ("m1_progress", "overall_difficulty", "overall_next_step")


def put(workspace: Workspace, forms: Forms, unit: str, **answers: str) -> None:
    (workspace.inbox / f"{unit}{len(answers)}{abs(hash(tuple(answers.values())))}.xlsx").write_bytes(
        forms.filled("3.1.1", unit, answers)
    )


def send(workspace: Workspace, forms: Forms, unit: str, **answers: str) -> None:
    put(workspace, forms, unit, **answers)
    take(workspace)


def take(workspace: Workspace) -> None:
    for taken in workspace.collect(as_of=D28).taken:
        assert taken.accepted, taken.findings


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """A workspace with one return that names people."""
    workspace = new_small_workspace(tmp_path_factory.mktemp("公开") / "工作区")
    others = "、".join(item.id for item in workspace.plan.items if item.id != "3.1.1")
    for edition in ("党内", "社会"):
        set_in_plan(workspace, "方案", f"{edition}不公开事项", "内容", others)  # one item is enough, and quick
    workspace = Workspace(workspace.root)
    send(workspace, forms, "fuyun", m1_progress=NAMED)
    return workspace


@pytest.fixture
def named(made: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it."""
    return copy_of(made, tmp_path)


@pytest.fixture(scope="module")
def asked_first(made: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same after its first publication, which waits."""
    workspace = copy_of(made, tmp_path_factory.mktemp("审看"))
    assert workspace.publish(as_of=D2).undecided
    return workspace


@pytest.fixture
def waiting(asked_first: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it: publication waits for a person."""
    return copy_of(asked_first, tmp_path)


@pytest.fixture(scope="module")
def all_public(asked_first: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, str]:
    """The same with every passage public, and what its editions and reports say."""
    workspace = copy_of(asked_first, tmp_path_factory.mktemp("公开"))
    decide(review_of(workspace))
    done = workspace.publish(as_of=D2)
    assert not done.undecided and done.decided > 2 and len(done.editions) == 2
    return workspace, text_of(*done.editions, *done.reports)


@pytest.fixture
def disclosed(all_public: tuple[Workspace, str], tmp_path: Path) -> Workspace:
    """A copy of it: published, everything public."""
    return copy_of(all_public[0], tmp_path)


@pytest.fixture(scope="module")
def some_hidden(asked_first: Workspace, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, str]:
    """The same with a name and an address hidden, and what its editions and reports say."""
    workspace = copy_of(asked_first, tmp_path_factory.mktemp("隐去"))
    done = published(workspace, D2, hide("梁启明", "住迎宾路5号"))
    return workspace, text_of(*done.editions, *done.reports)


def review_of(workspace: Workspace) -> Path:
    return workspace.outbox / "2021-01" / "review" / "公开审看.xlsx"


def text_of(*paths: Path) -> str:
    """All that the parts of some files hold, as one text without blanks."""
    raw = "\n".join(html.unescape(p.decode("utf-8")) for path in paths for p in parts_of(path.read_bytes()).values())
    # The numbers of shared texts are no texts: one beside the other they would come to any number.
    told = re.sub(r'<c [^>]*t="s"[^>]*><v>\d+</v></c>', "|", raw)
    return re.sub(r"<[^>]*>|\s|\u200b", "", told) + raw


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


@pytest.mark.exhaustive
def test_publication_waits_until_every_passage_is_decided(waiting: Workspace) -> None:
    assert not list((waiting.outbox / "2021-01").rglob("publish/*"))
    assert {"古丽娜尔·吐尔逊", "梁启明", "住迎宾路5号"} <= set(asked(review_of(waiting)))
    decide(review_of(waiting))
    type_into(review_of(waiting), "梁启明", "")
    second = waiting.publish(as_of=D2)
    assert second.undecided == 1 and not second.editions and not second.reports
    decide(review_of(waiting))
    assert len(waiting.publish(as_of=D2).editions) == 2


def test_what_is_hidden_is_crossed_out_and_what_is_public_stays(some_hidden: tuple[Workspace, str]) -> None:
    _, text = some_hidden
    assert "梁启明" not in text and "2123456" not in text and "迎宾" not in text
    assert "古丽娜尔·吐尔逊同志带队" in text and "教师×××反映" in text


def test_decisions_are_kept_and_asked_once(some_hidden: tuple[Workspace, str], tmp_path: Path, forms: Forms) -> None:
    named = copy_of(some_hidden[0], tmp_path)
    review_of(named).unlink()
    again = named.publish(as_of=D2)
    assert not again.undecided and len(again.editions) == 2 and "梁启明" not in text_of(*again.editions)
    send(named, forms, "fuhai", m1_progress="梁启明和欧阳晓东同志检查。")
    third = named.publish(as_of=D2)
    assert third.undecided == 1 and asked(third.review)["欧阳晓东"] == ""
    assert set(asked(third.review).values()) == {"", PUBLIC}


def test_decisions_come_back_with_the_history(disclosed: Workspace) -> None:
    disclosed.ledger_path.unlink()
    assert not Workspace(disclosed.root).publish(as_of=D2).undecided


def test_a_change_of_mind_counts(all_public: tuple[Workspace, str], disclosed: Workspace) -> None:
    assert "梁启明" in all_public[1]
    type_into(review_of(disclosed), "梁启明", HIDDEN)
    assert "梁启明" not in text_of(*disclosed.publish(as_of=D2).editions)
    type_into(review_of(disclosed), "古丽娜尔·吐尔逊", None)
    taken_back = disclosed.publish(as_of=D2)
    assert taken_back.undecided == 1 and not taken_back.editions


def test_a_tick_for_a_name_does_not_let_a_longer_one_pass(disclosed: Workspace, forms: Forms) -> None:
    send(disclosed, forms, "fuhai", m1_progress="教师梁启明华反映情况。")
    done = disclosed.publish(as_of=D2)
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


def test_a_word_that_nobody_knows_is_a_finding_with_its_cell(waiting: Workspace) -> None:
    decide(review_of(waiting))
    type_into(review_of(waiting), "梁启明", "同意")
    before = review_of(waiting).read_bytes()
    cell = f"F{row_of(review_of(waiting), '梁启明')}"
    with pytest.raises(WorkspaceError, match=rf"review/公开审看\.xlsx.*{cell} .*请改成"):
        waiting.publish(as_of=D2)
    assert review_of(waiting).read_bytes() == before and not list((waiting.outbox / "2021-01").rglob("publish/*"))
    type_into(review_of(waiting), "梁启明", PUBLIC)
    assert len(waiting.publish(as_of=D2).editions) == 2


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
def test_what_cannot_be_read_stops_it_and_is_not_written_over(waiting: Workspace, damage) -> None:  # type: ignore[no-untyped-def]
    decide(review_of(waiting))
    damage(review_of(waiting))
    before = review_of(waiting).read_bytes()
    with pytest.raises(WorkspaceError, match=r"公开审看\.xlsx 看不懂.*没有改动"):
        waiting.publish(as_of=D2)
    assert review_of(waiting).read_bytes() == before
    assert any(path.read_bytes() == before for path in (waiting.root / "archive").rglob("*") if path.is_file())


def test_rows_that_say_different_things_of_the_same_words_are_a_finding(waiting: Workspace) -> None:
    decide(review_of(waiting))
    row = row_of(review_of(waiting), "梁启明")
    book = load_workbook(review_of(waiting))
    sheet = book.active
    assert sheet is not None
    copied = [sheet.cell(row, column).value for column in range(1, 8)]
    copied[VERDICT - 1] = HIDDEN
    sheet.append(copied)
    book.save(review_of(waiting))
    with pytest.raises(WorkspaceError, match="同样的字"):
        waiting.publish(as_of=D2)


def test_what_the_office_adds_is_set_aside_when_more_is_asked(disclosed: Workspace, forms: Forms) -> None:
    book = load_workbook(review_of(disclosed))
    assert book.active is not None
    book.active["J5"] = "办公室自己的话"
    book.create_sheet("自己的表")
    book.save(review_of(disclosed))
    before = review_of(disclosed).read_bytes()
    disclosed.publish(as_of=D2)
    assert review_of(disclosed).read_bytes() == before
    send(disclosed, forms, "fuhai", m1_progress="欧阳晓东同志检查。")
    assert disclosed.publish(as_of=D2).undecided == 1
    aside = [path for path in review_of(disclosed).parent.iterdir() if path != review_of(disclosed)]
    assert [path.read_bytes() for path in aside] == [before]


def test_remarks_are_kept(waiting: Workspace, forms: Forms) -> None:
    type_into(review_of(waiting), "梁启明", "本人同意", VERDICT + 1)
    decide(review_of(waiting))
    waiting.publish(as_of=D2)
    send(waiting, forms, "fuhai", m1_progress="欧阳晓东同志检查。")
    waiting.publish(as_of=D2)
    sheet = load_workbook(review_of(waiting)).active
    assert sheet is not None and sheet.cell(row_of(review_of(waiting), "梁启明"), VERDICT + 1).value == "本人同意"


def test_a_file_of_before_decides_nothing_when_it_is_saved_again(waiting: Workspace, forms: Forms) -> None:
    blank = review_of(waiting).read_bytes()
    decide(review_of(waiting), hide("梁启明"))
    assert waiting.publish(as_of=D2).editions
    review_of(waiting).write_bytes(blank)
    load_workbook(review_of(waiting)).save(review_of(waiting))
    done = waiting.publish(as_of=D2)
    assert not done.undecided and "梁启明" not in text_of(*done.editions)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_out_of_the_workspace_is_not_read(waiting: Workspace, tmp_path: Path) -> None:
    other = tmp_path / "别处.xlsx"
    review_of(waiting).rename(other)
    decide(other)
    review_of(waiting).symlink_to(other)
    with pytest.raises(WorkspaceError, match="链接"):
        waiting.publish(as_of=D2)


@pytest.mark.exhaustive
def test_nobody_stands_in_any_part_of_an_edition_without_a_tick(workspace: Workspace, forms: Forms) -> None:
    """All writings at once, some of people in the ledger, some only in running text: none is left."""
    known, stranger = writings.NAMES[::3], [n for i, n in enumerate(writings.NAMES) if i % 3]
    numbers = (*writings.SURE, *writings.DOUBTFUL)
    assert len({*writings.NAMES, *numbers, *writings.TRADITIONAL.values()}) >= 320
    said = [s.format(n) for n, s in zip(stranger, writings.SENTENCES * 20, strict=False)]
    said += [f"{post.format(n)}到场。" for n, post in zip(known, writings.POSTED * 20, strict=False)]
    said += [a.format(n) for n, a in zip(numbers, writings.AROUND * 40, strict=False)]
    said += [f"由{n}牵头。" for n in writings.TRADITIONAL.values()]
    units = [unit.id for item, unit in workspace.plan.obligations() if item.id == "3.1.1"]
    pieces = [said[n :: len(units) * len(TEXTS)] for n in range(len(units) * len(TEXTS))]
    for n, unit in enumerate(units):
        answers = {field: "；".join(pieces[n * len(TEXTS) + k]) for k, field in enumerate(TEXTS)}
        put(workspace, forms, unit, overall_person="、".join(known[n :: len(units)]), **answers)
    take(workspace)
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
            text = text_of(*done.editions, *done.reports) + "".join(p.read_text("utf-8") for p in done.pages)
            break
        decide(first.review, lambda words, _: HIDDEN)
    assert text
    left = [n for n in (*writings.NAMES, *writings.TRADITIONAL.values()) if any(p in text for p in n.split("·"))]
    assert not left
    assert not [n for n in numbers if re.sub(r"\s", "", n) in text and len(n) > 6]
