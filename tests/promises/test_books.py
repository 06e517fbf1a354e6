"""Books and single forms in any mixture: what they come to is the same, and nothing goes to another."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.conftest import KEY, Forms
from tests.effort import first, tried
from tests.form.answers import entries_of, with_entries
from tests.form.books import together
from tests.small import ISSUED, ITEMS, filled, small_plan_file
from toolkit import Workspace
from toolkit.cli.demo import answers_of
from toolkit.form.book import Book, read_book
from toolkit.form.bound import sheet_titles
from toolkit.form.cover import COVERED
from toolkit.form.filling import fill_book, saved_at
from toolkit.form.grid import SHEET
from toolkit.form.identify import Identified, identify
from toolkit.form.reader import locate
from toolkit.form.seal import seal
from toolkit.plan.options import Binding
from toolkit.standing.status import ReportState

PERIOD, UNIT = "2021-01", "altay_city"
END = date(2021, 2, 10)
FAULTS: Mapping[str, Mapping[str, object]] = {
    "right": {},
    "a text is missing": {"overall_next_step": None},
    "a figure is a word": {"rural_kg_count": "很多"},
    "a placeholder": {"overall_next_step": "同上"},
}


def workspace(folder: Path) -> Workspace:
    made = Workspace.init(folder / "工作区", small_plan_file(folder))
    made.key_path.write_text(KEY.hex() + "\n", encoding="ascii")
    return Workspace(made.root)


@dataclass(frozen=True)
class World:
    """A unit's forms as they went out, one by one and as a book."""

    start: Path
    alone: Mapping[str, bytes]
    book: bytes
    titles: Mapping[str, str]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("册")
    here = workspace(folder)
    items = [here.plan.item[item] for item in ITEMS]
    period, unit = here.plan.period[PERIOD], here.plan.unit[UNIT]
    here.distribute(as_of=ISSUED, unit=UNIT)
    alone = {item.id: here.form_path(period, item, unit).read_bytes() for item in items}
    here.distribute(as_of=ISSUED, unit=UNIT, binding=Binding.BOOK)
    book = here.book_path(period, unit).read_bytes()
    return World(here.root, alone, book, dict(zip(ITEMS, sheet_titles(items), strict=True)))


def copy_of(world: World, folder: Path) -> Workspace:
    shutil.copytree(world.start, folder)
    return Workspace(folder)


def single(world: World, here: Workspace, item: str, fault: str) -> bytes:
    return filled(here, world.alone[item], (item, UNIT), changes_of(here, item, fault))


def changes_of(here: Workspace, item: str, fault: str) -> dict[str, object]:
    return {name: value for name, value in FAULTS[fault].items() if name in here.catalogues[item].field}


def bound(world: World, here: Workspace, faults: Mapping[str, str]) -> bytes:
    """The book with the forms of some items filled in."""
    unit, forms = here.plan.unit[UNIT], {}
    cover: dict[str, object] = {}
    for item, fault in faults.items():
        right = answers_of(here.plan, here.catalogues[item], unit)
        answers = {name: value for name, value in right.items() if name not in COVERED}
        forms[world.titles[item]] = here.catalogues[item], {**answers, **changes_of(here, item, fault)}
        cover |= {name: right[name] for name in COVERED if name in right}
    return fill_book(world.book, forms, cover)


def came_to(here: Workspace) -> dict[str, tuple[object, ...]]:
    """What became of every form: its state, its values, what was found; but not on which sheet it stood."""
    with here.ledger() as ledger:
        submissions = [s for s in ledger.submissions(PERIOD) if s.unit_id == UNIT]
        values, findings = ledger.values(s.id for s in submissions), ledger.findings(s.id for s in submissions)
    found: dict[str, tuple[object, ...]] = {}
    for s in submissions:
        said = {name: value.value for name, value in values[s.id].items()}
        told = sorted((f.code, f.field, f.cell, f.message) for f in findings[s.id])
        found[s.item_id] = s.accepted, said, told
    return found


def arranged(
    world: World, here: Workspace, groups: Sequence[tuple[str, Sequence[str]]], faults: Mapping[str, str]
) -> list[bytes]:
    """The workbooks of some groups of items, each put together in its way."""
    files = []
    for way, items in groups:
        if way == "alone":
            files += [single(world, here, item, faults[item]) for item in items]
        elif way == "copied together":
            sheets = [(f"表{n}", single(world, here, item, faults[item]), SHEET) for n, item in enumerate(items)]
            files.append(together(*sheets))
        else:
            files.append(bound(world, here, {item: faults[item] for item in items}))
    return files


def deliver(here: Workspace, files: Sequence[bytes], *, at_once: bool) -> None:
    for number, data in enumerate(files):
        (here.inbox / f"{number}.xlsx").write_bytes(saved_at(data, datetime(2021, 1, 28, 9, tzinfo=UTC)))
        if not at_once:
            here.collect(as_of=END)
    here.collect(as_of=END)


WAYS = ("alone", "bound", "copied together")


@pytest.mark.hypothesis
@pytest.mark.parametrize("examples", first(1, [3, 60]))
def test_whatever_the_way_the_order_and_the_mixture_the_values_and_findings_are_the_same(
    world: World, tmp_path: Path, examples: int
) -> None:
    number = 0

    def case(data: st.DataObject) -> None:
        nonlocal number
        number += 1
        faults = {item: data.draw(st.sampled_from(sorted(FAULTS)), label=item) for item in ITEMS}
        one = copy_of(world, tmp_path / f"{number}一")
        deliver(one, arranged(world, one, [("alone", ITEMS)], faults), at_once=True)
        other = copy_of(world, tmp_path / f"{number}二")
        order = data.draw(st.permutations(ITEMS))
        cut = data.draw(st.integers(0, len(ITEMS)))
        groups = [(data.draw(st.sampled_from(WAYS)), part) for part in (order[:cut], order[cut:]) if part]
        deliver(other, arranged(world, other, groups, faults), at_once=data.draw(st.booleans()))
        assert came_to(other) == came_to(one)
        assert {item for item, _ in came_to(one).items()} == set(ITEMS)

    tried(examples, case, data=st.data())


@pytest.mark.one_in(3)
@pytest.mark.parametrize("turn", [0, 1, 2])
def test_the_same_books_in_any_order_end_in_the_same_master(world: World, tmp_path: Path, turn: int) -> None:
    masters = []
    for number, backwards in enumerate((False, True)):
        here = copy_of(world, tmp_path / str(number))
        files = [
            ("早.xlsx", bound(world, here, {ITEMS[0]: "right", ITEMS[1]: "a text is missing"}), 26),
            ("中.xlsx", bound(world, here, dict.fromkeys(ITEMS, "right")), 27),
            ("晚.xlsx", single(world, here, ITEMS[turn], "a placeholder"), 28),
        ]
        for name, data, day in reversed(files) if backwards else files:
            (here.inbox / name).write_bytes(saved_at(data, datetime(2021, 1, day, tzinfo=UTC)))
            here.collect(as_of=END)
        masters.append(here.consolidate(as_of=END).master.read_bytes())
    assert masters[0] == masters[1]


def test_a_book_comes_back_as_often_as_it_likes(world: World, tmp_path: Path) -> None:
    """What was reported in time and stands unchanged in a later book is not late, nor sent back once more."""
    here = copy_of(world, tmp_path / "册")
    early = {ITEMS[0]: "right", ITEMS[1]: "a text is missing"}
    for day, faults in ((28, early), (29, early), (30, {**early, ITEMS[2]: "right"})):
        data = bound(world, here, faults)
        (here.inbox / f"{day}.xlsx").write_bytes(saved_at(data, datetime(2021, 1, day, tzinfo=UTC)))
        here.collect(as_of=date(2021, 1, day) if day < 30 else date(2021, 2, 5))
    found = here.status(as_of=date(2021, 2, 5), period=PERIOD)
    states = {s.item.id: s for s in found if s.unit.id == UNIT}
    kept, back, new = (states[item] for item in ITEMS)
    assert (kept.state, kept.late_workdays) == (ReportState.ACCEPTED, 0)
    assert (back.state, back.returned_times) == (ReportState.RETURNED, 1)
    assert new.state is ReportState.ACCEPTED and new.late_workdays > 0
    copies = list(here.replies_path(here.plan.period[PERIOD], here.plan.unit[UNIT]).glob("退回修改*.xlsx"))
    assert copies == [here.correction_book_path(here.plan.period[PERIOD], here.plan.unit[UNIT])]


def test_a_correction_book_holds_what_must_be_mended_and_is_taken_again(world: World, tmp_path: Path) -> None:
    here = copy_of(world, tmp_path / "册")
    faults = {ITEMS[0]: "a figure is a word", ITEMS[1]: "right", ITEMS[2]: "a text is missing"}
    (here.inbox / "一册.xlsx").write_bytes(bound(world, here, faults))
    done = here.collect(as_of=END)
    assert sorted(t.accepted for t in done.taken) == [False, False, True]
    (receipt,) = done.replies.receipts
    said = str(load_workbook(receipt).worksheets[0]["A2"].value)
    assert "收到填报表 3 份（其中 1 册，共 3 份），接收 1 份，退回 2 份" in said
    path = here.correction_book_path(here.plan.period[PERIOD], here.plan.unit[UNIT])
    data = path.read_bytes()
    book = read_book(data)
    assert book is not None and set(book.sheets) == {world.titles[ITEMS[0]], world.titles[ITEMS[2]]}
    forms: dict[str, tuple[Any, Mapping[str, object]]] = {
        world.titles[ITEMS[0]]: (here.catalogues[ITEMS[0]], {"rural_kg_count": 38}),
        world.titles[ITEMS[2]]: (here.catalogues[ITEMS[2]], {"overall_next_step": "继续抓好落实，巩固成效。"}),
    }
    (here.inbox / "改好.xlsx").write_bytes(fill_book(data, forms))
    taken = here.collect(as_of=END).taken
    assert [t.accepted for t in taken] == [True, True] and not path.exists()


# -- ten thousand ------------------------------------------------------------------------------------------------------


OWED = (
    ("3.1.1", "fuyun"),
    ("3.1.1", "fuhai"),
    ("3.1.2", "burqin"),
    ("3.1.2", "fuyun"),
    ("6.2", "fuyun"),
    ("6.2", "kanas"),
)
TAGGED = ("m1_progress", "overall_next_step", "signoff_reporter", "overall_leader")


def tagged(forms: Forms) -> dict[tuple[str, str], Book]:
    """Forms whose texts say whose they are."""
    found = {}
    for item, unit in OWED:
        said = {n: f"{item}{unit}说" for n in TAGGED if n in forms.catalogue_of[item].field}
        book = read_book(forms.filled(item, unit, said))
        assert book is not None
        found[item, unit] = book
    return found


def mixed(pool: Mapping[tuple[str, str], Book], chance: random.Random) -> Book:
    """Sheets of several forms in one workbook, some of them forged, cut, renamed, or with cells of another."""
    sheets: dict[str, Sequence[Sequence[object]]] = {}
    for number in range(chance.randint(1, 5)):
        whose, other = chance.sample(sorted(pool), 2)
        book, entries = pool[whose], entries_of(pool[whose])
        match chance.randrange(9):
            case 0:  # another's identity on one's own page
                book = with_entries(book, entries_of(pool[other]))
            case 1:  # an entry of another
                name = chance.choice(("item", "unit", "period", "version", "seal", "given", "locked"))
                others = entries_of(pool[other]) | {"period": "2021-04", "version": "7", "given": "0"}
                book = with_entries(book, {**entries, name: others[name]})
            case 2:  # sealed with a key of one's own
                identity = next(o for o in identify(book, PLAN[0], KEY) if isinstance(o, Identified)).identity
                forged = replace(identity, unit_id=other[1])
                book = with_entries(book, {**entries, "unit": other[1], "seal": seal(forged, chance.randbytes(32))})
            case 3:  # neither seal nor number
                grid = [[*row] for row in next(iter(book.sheets.values()))]
                grid[0][0] = grid[1][0] = grid[1][1] = ""
                book = Book({SHEET: grid}, {})
            case 4:  # rows of another below the own
                below = list(next(iter(pool[other].sheets.values())))[8:]
                grid = [[*row] for row in (*next(iter(book.sheets.values())), *below)]
                book = Book({SHEET: grid}, {})
            case 5:  # the number of another
                grid = [[*row] for row in next(iter(book.sheets.values()))]
                grid[1][1] = next(iter(pool[other].sheets.values()))[1][1]
                book = Book({SHEET: grid}, {})
            case _:
                pass
        name = chance.choice((f"表{number}", f"三（一）{number}", f"Sheet1 ({number})", f"{SHEET}_{number}"))
        sheets[name] = next(iter(book.sheets.values()))
    order = sorted(sheets)
    chance.shuffle(order)
    return Book({name: sheets[name] for name in order}, {})


PLAN: list[Any] = []


@pytest.mark.parametrize("number", first(1, [400, 10_000]))
def test_no_mixture_of_sheets_gives_a_form_anything_of_another(forms: Forms, number: int) -> None:
    PLAN[:] = [forms.plan]
    pool, chance = tagged(forms), random.Random(number)
    taken = 0
    for _ in range(number):
        book = mixed(pool, chance)
        for one in identify(book, forms.plan, KEY):
            if not isinstance(one, Identified):
                assert one.reason.endswith("。")
                continue
            whose = one.identity.item_id, one.identity.unit_id
            assert whose in OWED and one.identity.period_id == PERIOD and one.identity.version == 1
            found = locate(one.book, forms.catalogue_of[whose[0]])
            if any(finding.severity.value == "error" for finding in (*found.findings, *one.findings)):
                continue  # sent back: nothing of it counts
            said = {name: found.found[name].text for name in TAGGED if name in found.found}
            assert all(text == f"{whose[0]}{whose[1]}说" for text in said.values()), (whose, said)
            taken += 1
    assert taken > number // 2
