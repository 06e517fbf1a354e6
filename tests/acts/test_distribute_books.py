"""How forms go out: each alone or a unit's in one workbook, as the plan or who distributes says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.small import ISSUED, ITEMS, filled, small_plan
from toolkit import Workspace
from toolkit.base.errors import WorkspaceError
from toolkit.cli.parser import main
from toolkit.form.book import read_book
from toolkit.form.identify import Identified, identify
from toolkit.form.reader import locate
from toolkit.plan.options import Binding
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan

PERIOD, UNIT = "2021-01", "altay_city"


def new(folder: Path, binding: Binding = Binding.EACH) -> Workspace:
    plan = small_plan()
    write_plan(replace(plan, settings=replace(plan.settings, binding=binding)), folder / "plan.xlsx")
    return Workspace.init(folder / "工作区", folder / "plan.xlsx")


def files_of(here: Workspace, unit: str = UNIT) -> set[str]:
    folder = here.book_path(here.plan.period[PERIOD], here.plan.unit[unit]).parent
    return {path.name for path in folder.iterdir()}


@pytest.mark.one_in(2)
@pytest.mark.parametrize("binding", list(Binding))
def test_the_plan_says_how_forms_go_out(tmp_path: Path, binding: Binding) -> None:
    here = new(tmp_path, binding)
    assert read_plan(here.plan_path).settings.binding is binding
    done = here.distribute(as_of=ISSUED)
    units = {unit.id for _, unit in here.plan.obligations()}
    assert done.number == len(list(here.plan.obligations()))
    assert len(done.forms) == (len(units) if binding is Binding.BOOK else done.number)
    assert len(done.drafts) == len(units)


@pytest.mark.one_in(2)
@pytest.mark.parametrize("order", [(Binding.EACH, Binding.BOOK), (Binding.BOOK, Binding.EACH)])
def test_who_distributes_may_say_otherwise_and_a_unit_finds_its_forms_once(
    tmp_path: Path, order: tuple[Binding, Binding]
) -> None:
    here = new(tmp_path)
    for way in order:
        here.distribute(as_of=ISSUED, binding=way)
        assert len(files_of(here)) == (1 if way is Binding.BOOK else len(ITEMS))
    with here.ledger() as ledger:
        versions = {form.version for form in ledger.issued(PERIOD).values()}
    assert versions == {1}  # the same form, whatever it lies in


def test_what_somebody_has_written_into_stays(tmp_path: Path) -> None:
    here = new(tmp_path)
    first, *_ = here.distribute(as_of=ISSUED, unit=UNIT).forms
    first.write_bytes(first.read_bytes() + b" ")
    here.distribute(as_of=ISSUED, unit=UNIT, binding=Binding.BOOK)
    assert first.name in files_of(here) and len(files_of(here)) == 2


def test_one_item_is_no_book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = new(tmp_path, Binding.BOOK)
    with pytest.raises(WorkspaceError, match="去掉 --item"):
        here.distribute(as_of=ISSUED, item="3.1.1", binding=Binding.BOOK)
    assert len(here.distribute(as_of=ISSUED, item="3.1.1", unit=UNIT).forms) == 1
    with pytest.raises(SystemExit):
        main(["-w", str(here.root), "distribute", "--as", "一本", "--as-of", "2021-01-25"])
    assert "可以写：每项、一册" in capsys.readouterr().err


@pytest.mark.one_in(3)
@pytest.mark.parametrize("unit", [UNIT, "fuyun", "qinghe"])
def test_a_book_that_comes_back_as_it_went_out_is_no_return(tmp_path: Path, unit: str) -> None:
    here = new(tmp_path, Binding.BOOK)
    (path,) = here.distribute(as_of=ISSUED, unit=unit).forms
    (here.inbox / "还没填.xlsx").write_bytes(path.read_bytes())
    result = here.collect(as_of=date(2021, 1, 28))
    assert result.blank == ("还没填.xlsx",) and not result.taken and not result.set_aside


def test_the_same_book_made_again_is_the_same_file(tmp_path: Path) -> None:
    here = new(tmp_path, Binding.BOOK)
    (path,) = here.distribute(as_of=ISSUED, unit=UNIT).forms
    data = path.read_bytes()
    other = Workspace(here.root)
    other.distribute(as_of=ISSUED)  # beside others, which were drawn before
    assert path.read_bytes() == data


@pytest.mark.one_in(2)
@pytest.mark.parametrize("binding", list(Binding))
def test_who_fills_in_the_forms_is_not_asked_again_in_a_sister_form(tmp_path: Path, binding: Binding) -> None:
    """One form was accepted in the first period; all of the second know who fills them in and the telephone.

    In a book the cover does, and each sheet takes it from there.
    """
    here = new(tmp_path)
    item, unit, period = here.plan.item["3.1.1"], here.plan.unit[UNIT], here.plan.period[PERIOD]
    here.distribute(as_of=ISSUED, unit=UNIT)
    blank = here.form_path(period, item, unit).read_bytes()
    (here.inbox / "表.xlsx").write_bytes(filled(here, blank, ("3.1.1", UNIT), {}))
    here.collect(as_of=date(2021, 1, 28))
    done = here.distribute(as_of=date(2021, 4, 1), unit=UNIT, period="2021-04", binding=binding)
    told = set()
    for path in done.forms:
        book = read_book(path.read_bytes())
        assert book is not None
        for one in identify(book, here.plan, here.key):
            assert isinstance(one, Identified)
            found = locate(one.book, here.catalogues[one.identity.item_id]).found
            told.add((one.identity.item_id, found["signoff_reporter"].text, found["signoff_phone"].text))
    if binding is Binding.EACH:
        assert told == {(item_id, "×××", "0906-0000000") for item_id in ITEMS}
        return
    assert {item_id for item_id, *_ in told} == set(ITEMS)
    assert all(text.startswith("=IF('封面'!") for _, *texts in told for text in texts)
    cover = load_workbook(done.forms[0])["封面"]
    assert {"×××", "0906-0000000"} <= {cell.value for row in cover.iter_rows() for cell in row}


@pytest.mark.parametrize("first", [1, 2])
def test_a_unit_that_has_some_forms_singly_gets_all_in_its_book(tmp_path: Path, first: int) -> None:
    here = new(tmp_path)
    for item in ITEMS[:first]:
        here.distribute(as_of=ISSUED, item=item)
    done = here.distribute(as_of=ISSUED, unit=UNIT, binding=Binding.BOOK)
    (book,) = done.forms
    assert done.number == len(ITEMS) and files_of(here) == {book.name}
