"""Nobody can answer for another unit, or another question; keys change and forms stay good."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import KEY, Forms
from tests.form.answers import as_before_sheets_were_sealed, entries_of, with_entries
from toolkit import Workspace
from toolkit.base.errors import SealError
from toolkit.cli.parser import main
from toolkit.form.book import Book, read_book
from toolkit.form.identify import Identified, identify
from toolkit.form.seal import Identity, form_number, load_key, load_keys, new_key, rotate_key, seal
from toolkit.plan.model import Plan

D28, D29 = date(2021, 1, 28), date(2021, 1, 29)
FORM = ("3.1.1", "fuyun")


def edited(data: bytes, change: Callable[[Worksheet], object], sheet: str = "填报表") -> bytes:
    book = load_workbook(BytesIO(data))
    found = book[sheet]
    assert isinstance(found, Worksheet)
    change(found)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put_in_place_of(old: str, new: str) -> Callable[[Worksheet], object]:
    def change(sheet: Worksheet) -> None:
        cells = [c for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and old in c.value]
        assert cells
        for cell in cells:
            cell.value = str(cell.value).replace(old, new)

    return change


def collected(workspace: Workspace, data: bytes) -> tuple[bool, list[str], str]:
    (workspace.inbox / "表.xlsx").write_bytes(data)
    result = workspace.collect(as_of=D28)
    if not result.taken:
        return False, [], result.set_aside[0].reason
    (taken,) = result.taken
    return taken.accepted, [f.code for f in taken.findings], "".join(map(str, taken.findings))


@pytest.mark.one_in(100)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("加大培养本土学前专家", "适当培养本土学前专家"),  # a measure
        ("农村幼儿园中合格园数", "农村幼儿园中在建园数"),  # an indicator
        ("农村幼儿园数", "城市幼儿园数"),
        ("责任领导", "联系人"),  # a question of the overall block
        ("主要领导是否签字", "是否盖章"),  # what is confirmed
        ("农村和城市幼儿园发展不均衡", "幼儿园发展均衡"),  # the item's title
        ("保教质量低的问题", "保教质量高的经验"),  # what was found
    ],
)
def test_a_changed_text_is_told(workspace: Workspace, forms: Forms, old: str, new: str) -> None:
    accepted, codes, said = collected(workspace, edited(forms.filled(*FORM), put_in_place_of(old, new)))
    assert not accepted and "form.text_changed" in codes
    assert "和发下去的不一样" in said and "退回修改件" in said


def test_the_correction_copy_asks_with_the_right_words_again(workspace: Workspace, forms: Forms) -> None:
    collected(workspace, edited(forms.filled(*FORM), put_in_place_of("农村幼儿园数", "城市幼儿园数")))
    (copy,) = workspace.outbox.rglob("退回修改*.xlsx")
    saved = edited(copy.read_bytes(), lambda sheet: None)  # opened, looked over and saved
    assert collected(workspace, saved)[:2] == (True, [])


@pytest.mark.one_in(5)
@pytest.mark.parametrize(
    "change",
    [
        put_in_place_of("农村幼儿园中合格园数", " 农村幼儿园中\n合格园数 "),
        put_in_place_of("农村幼儿园数（所）", "农村幼儿园数(所)"),
        lambda sheet: sheet.insert_rows(12),
        lambda sheet: sheet.insert_cols(3),
        lambda sheet: setattr(sheet, "title", "农村"),
    ],
)
def test_spaces_widths_and_moved_rows_are_no_change(
    workspace: Workspace, forms: Forms, change: Callable[[Worksheet], object]
) -> None:
    assert "form.text_changed" not in collected(workspace, edited(forms.filled(*FORM), change))[1]


@pytest.mark.parametrize("name", ["locked", "given", "digest"])
def test_without_what_is_sealed_the_seal_does_not_hold(workspace: Workspace, forms: Forms, name: str) -> None:
    def drop(sheet: Worksheet) -> None:
        mark, _, text = str(sheet["A1"].value).partition(" ")
        sheet["A1"] = f"{mark} {json.dumps({**json.loads(text), name: ''}, ensure_ascii=False)}"

    accepted, codes, said = collected(workspace, edited(forms.filled(*FORM), drop))
    assert not accepted and codes == [] and "身份信息被改动过" in said


@pytest.mark.one_in(100)
@pytest.mark.parametrize("form", [FORM, ("3.1.2", "burqin"), ("6.2", "kanas")])
def test_a_form_from_before_its_sheet_was_sealed_is_good(
    workspace: Workspace, forms: Forms, form: tuple[str, str]
) -> None:
    assert collected(workspace, as_before_sheets_were_sealed(forms.filled(*form)))[:2] == (True, [])


def test_a_form_from_before_texts_were_sealed_is_good(forms: Forms) -> None:
    book = read_book(as_before_sheets_were_sealed(forms.blank(*FORM)))
    assert book is not None
    entries = {name: value for name, value in book.identity.items() if name != "locked"}
    identity = Identity(
        entries["plan"], entries["item"], entries["unit"], entries["period"], int(entries["version"]), entries["digest"]
    )
    old = replace(book, identity={**entries, "seal": seal(identity, KEY)})
    assert taken(old, forms.plan)


def taken(book: Book, plan: Plan, key: bytes = KEY) -> bool:
    """Whether a form is recognised in a workbook."""
    return any(isinstance(one, Identified) for one in identify(book, plan, key))


# -- ten thousand ------------------------------------------------------------------------------------------------------


def forged(forms: Forms, number: int) -> Iterator[Book]:
    """Identities made up, mixed up, cut, swapped and sealed under other keys."""
    chance = random.Random(number)
    owed = forms.plan.obligations()
    books = [book for item, unit in owed[:12] if (book := read_book(forms.blank(item.id, unit.id))) is not None]
    names = ("plan", "item", "unit", "period", "version", "digest", "locked", "given", "seal")
    said_by = {id(book): entries_of(book) for book in books}
    for _ in range(number):
        book, other = chance.sample(books, 2)
        entries, others = dict(said_by[id(book)]), said_by[id(other)]
        item, unit = chance.choice(owed)
        wrong_key = chance.randbytes(32)
        match chance.randrange(7):
            case 0:  # another unit's, item's, period's name on one's own form
                name = chance.choice(names[:6])
                said = {"item": item.id, "unit": unit.id, "period": chance.choice(forms.plan.periods).id,
                        "version": str(chance.randrange(2, 99)), "plan": "x", "digest": "0"}[name]  # fmt: skip
                if said == entries[name]:
                    said += "x"
                entries[name] = said
            case 1:  # somebody else's entry
                name = chance.choice([n for n in names if others[n] != entries[n]])
                entries[name] = others[name]
            case 2:  # sealed with a key of one's own
                identity = Identity(forms.plan.id, item.id, unit.id, "2021-01", 1, entries["digest"], entries["locked"])
                entries |= {"item": item.id, "unit": unit.id, "seal": seal(identity, wrong_key)}
            case 3:  # one character of the seal
                place = chance.randrange(64)
                digit = chance.choice([d for d in "0123456789abcdef" if d != entries["seal"][place]])
                entries["seal"] = entries["seal"][:place] + digit + entries["seal"][place + 1 :]
            case 4:  # somebody else's page under one's own identity
                yield with_entries(other, entries)
                continue
            case 5:  # no hidden sheet, a printed number made up or sealed with another key
                identity = Identity(forms.plan.id, item.id, unit.id, "2021-01", 1, "")
                text = f"表号：{form_number(identity, unit.code or unit.id, wrong_key)}"
                if form_number(identity, unit.code or unit.id, KEY) in text:
                    text += "0"
                yield Book({"填报表": [[text]]}, {})
                continue
            case _:  # an entry missing or of another kind
                entries[chance.choice(names)] = chance.choice(["", "０", "-1", "1e9", "\x00", "无", "9" * 400])
        yield with_entries(book, entries)


def test_of_10000_forged_or_mixed_up_identities_none_is_accepted(forms: Forms) -> None:
    assert [book for book in forged(forms, 10_000) if taken(book, forms.plan)] == []


# -- keys --------------------------------------------------------------------------------------------------------------


def test_old_forms_stay_good_until_a_day(workspace: Workspace, forms: Forms) -> None:
    data = forms.filled(*FORM)
    workspace.rotate_key(until=D28)
    workspace.rotate_key(until=date(2021, 2, 28))  # the middle key lasts longer than the first
    assert len(load_keys(workspace.key_path, D28)) == 3 and len(load_keys(workspace.key_path, D29)) == 2
    (workspace.inbox / "表.xlsx").write_bytes(data)
    assert workspace.collect(as_of=D28).taken[0].accepted
    (workspace.inbox / "表.xlsx").write_bytes(forms.filled("3.1.1", "fuhai"))
    (aside,) = workspace.collect(as_of=D29).set_aside
    said = aside.reason
    assert "不是受理单位发下去的表" in said


def test_new_forms_are_sealed_under_the_new_key(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-w", str(workspace.root), "key", "rotate", "--until", "2021-03-31"]) == 0
    assert "认到 2021-03-31" in capsys.readouterr().out
    fresh = Workspace(workspace.root)
    assert fresh.key != KEY and fresh.keys(D28) == (fresh.key, KEY)
    (form,) = fresh.distribute(as_of=D28, item="3.1.1", unit="富蕴县").forms
    book = read_book(form.read_bytes())
    assert book is not None
    assert taken(book, fresh.plan, fresh.key)
    assert not taken(book, fresh.plan)


@pytest.mark.parametrize("text", ["", "zz\n", "00\n", f"{'00' * 32}\nxx\n", f"{'00' * 32}\n{'11' * 32} heute\n"])
def test_a_damaged_key_file_is_said(workspace: Workspace, text: str) -> None:
    workspace.key_path.write_text(text, encoding="ascii")
    with pytest.raises(SealError, match="备份"):
        load_key(workspace.key_path)
    with pytest.raises(SealError):
        rotate_key(workspace.key_path, D28)
    assert workspace.key_path.read_text(encoding="ascii") == text


def test_a_key_is_its_owners(workspace: Workspace) -> None:
    path = workspace.root / "neu" / "key"
    new_key(path)
    rotate_key(path, D28)
    assert path.stat().st_mode & 0o077 == 0 or path.drive
