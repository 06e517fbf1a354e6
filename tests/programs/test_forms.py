"""Forms in LibreOffice: filled and saved there they read the same, and their live checks say what the toolkit says."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import KEY, Forms
from tests.form.answers import expected_of, typed_in, values_of
from tests.programs.real import edit_in_office, recalculate
from toolkit.acts.entries import reading_of
from toolkit.base.findings import Finding, Severity
from toolkit.catalogue import Catalogue
from toolkit.check.batch import check
from toolkit.check.one import ASK, TO_FILL, WRONG
from toolkit.form.book import read_book
from toolkit.form.filling import answer_cells, fill_form
from toolkit.form.formulas import GOOD
from toolkit.form.grid import CHECK, SHEET
from toolkit.form.identify import Identified, identify
from toolkit.form.prefill import NOTHING, Prefill, prefill, remembered
from toolkit.form.reader import locate
from toolkit.form.writer import write_form
from toolkit.kinds.field import SAME, SAME_ALL, TICK, Block, Field
from toolkit.ledger import Issued
from toolkit.plan.model import Plan, ValueType
from toolkit.reading.forms import read_form

pytestmark = pytest.mark.programs

# One form of each kind of item, landscape and portrait, with and without figures, and the scenic area's.
SHAPES = (
    ("3.1.1", "fuyun"), ("3.1.2", "burqin"), ("3.2.2", "altay_city"), ("3.3.3", "fuhai"), ("3.4.1", "qinghe"),
    ("3.2.1", "altay_city"), ("6.1", "habahe"), ("6.2", "kanas"),
)  # fmt: skip


# -- filled in LibreOffice ---------------------------------------------------------------------------------------------


def typed(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


@pytest.fixture(scope="module")
def saved(forms: Forms, tmp_path_factory: pytest.TempPathFactory, soffice: str) -> dict[tuple[str, str, str], bytes]:
    """Every shape filled in LibreOffice, as it is and with a row added, the sheet renamed, the sheets swapped."""
    folder = tmp_path_factory.mktemp("填报")
    jobs: list[dict[str, object]] = []
    targets: dict[tuple[str, str, str], Path] = {}
    for item, unit in SHAPES:
        catalogue = forms.catalogue_of[item]
        source = folder / f"{item}{unit}.xlsx"
        source.write_bytes(forms.blank(item, unit))
        places = answer_cells(forms.blank(item, unit), catalogue)
        cells = [[*places[name], typed(value)] for name, value in forms.right(item, unit).items()]
        first = int(places[catalogue.fields[0].id][1].lstrip("EFGH"))
        changes: dict[str, dict[str, object]] = {
            "as it is": {},
            "row added": {"typed": [], "insert_rows": [[SHEET, first + 1]]},
            "renamed": {"typed": [], "rename": [[SHEET, "青河县上报"]]},
            "moved": {"typed": [], "move_first": ["填报说明"]},
        }
        for change, more in changes.items():
            plain = targets.get((item, unit, "as it is"), source)
            target = targets[item, unit, change] = folder / f"{item}{unit}{change}.xlsx"
            jobs.append({"source": str(plain), "target": str(target), "typed": cells, **more})
    edit_in_office(jobs, folder / "uno", soffice)
    return {key: path.read_bytes() for key, path in targets.items()}


@pytest.mark.parametrize("change", ["as it is", "row added", "renamed", "moved"])
@pytest.mark.parametrize(("item", "unit"), SHAPES)
def test_a_form_filled_in_libreoffice_reads_as_one_filled_by_openpyxl(
    saved: Mapping[tuple[str, str, str], bytes], forms: Forms, plan: Plan, item: str, unit: str, change: str
) -> None:
    catalogue, data = forms.catalogue_of[item], saved[item, unit, change]
    book, other = read_book(data), read_book(forms.filled(item, unit))
    assert book is not None and other is not None
    (found,), (expected,) = identify(book, plan, KEY), identify(other, plan, KEY)
    assert isinstance(found, Identified) and isinstance(expected, Identified)
    assert found.identity == expected.identity
    assert found.findings == expected.findings == ()
    values, codes = values_of(data, catalogue)
    assert values == values_of(forms.filled(item, unit), catalogue)[0] == expected_of(forms, item, unit)
    assert not codes
    if change != "row added":
        assert {n: a.cell for n, a in locate(book, catalogue).found.items()} == {
            n: a.cell for n, a in locate(other, catalogue).found.items()
        }


@pytest.mark.parametrize(("item", "unit"), SHAPES)
def test_a_form_saved_by_libreoffice_keeps_its_dropdowns_and_protection(
    saved: Mapping[tuple[str, str, str], bytes], tmp_path: Path, forms: Forms, item: str, unit: str
) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(saved[item, unit, "as it is"])
    workbook = load_workbook(path)
    catalogue = forms.catalogue_of[item]
    assert workbook[SHEET].protection.sheet
    validated = {str(r) for v in workbook[SHEET].data_validations.dataValidation for r in v.sqref.ranges}
    places = answer_cells(path.read_bytes(), catalogue)
    chosen = {places[f.id][1] for f in catalogue.fields if f.choices and f.id in places}
    assert chosen <= {cell for group in validated for cell in _cells(workbook[SHEET], group)}


def _cells(sheet: object, group: str) -> list[str]:
    found = sheet[group]  # type: ignore[index]
    if not isinstance(found, tuple):
        return [found.coordinate]
    return [cell.coordinate for row in found for cell in row]


def test_a_filled_form_is_to_libreoffice_what_openpyxl_would_have_saved(
    forms: Forms, tmp_path: Path, soffice: str
) -> None:
    """`fill_form` writes XML; every cell, calculated ones too, is that of a form loaded, filled and saved."""
    paths: list[Path] = []
    for item, unit in SHAPES:
        blank, catalogue = forms.blank(item, unit), forms.catalogue_of[item]
        places, right = answer_cells(blank, catalogue), forms.right(item, unit)
        ways = fill_form(blank, catalogue, right), typed_in(blank, {places[n]: value for n, value in right.items()})
        for way, data in zip(("written", "saved"), ways, strict=True):
            paths.append(tmp_path / f"{item}{unit}{way}.xlsx")
            paths[-1].write_bytes(data)
    seen = [
        [[[cell.value for cell in row] for row in sheet] for sheet in load_workbook(path, data_only=True)]
        for path in recalculate(paths, tmp_path / "out", soffice)
    ]
    assert len(seen) == 2 * len(SHAPES)
    for written, saved in zip(seen[::2], seen[1::2], strict=True):
        assert written == saved


# -- live checks -------------------------------------------------------------------------------------------------------

FORMS = (
    *SHAPES,
    ("3.1.3", "fuyun"),
    ("3.3.2", "burqin"),
    ("3.2.3", "altay_city"),
    ("5.2", "fuhai"),
    ("4.3.1", "qinghe"),
)
FILLINGS = 20  # of each of the forms: 260 in all


def spoilt(random_: random.Random, field: Field, right: object) -> object:
    """Another answer to a question: left out, wrong, or only different."""
    if field.choices:
        return random_.choice([None, *field.choices, "也许"])
    if field.type is ValueType.TEXT:
        return random_.choice([None, "   ", "已办", "长" * (field.max_length + 1), "=1+1"])
    if field.type is ValueType.DATE:
        return random_.choice([None, date(1999, 1, 1), date(2021, 1, 20), date(2099, 1, 1), "一月底"])
    return random_.choice([None, 0, 1, 7, 60, 2.5, -1, 99999, 10**7, "待定", right, right])


def filling(random_: random.Random, catalogue: Catalogue, right: Mapping[str, object]) -> dict[str, object]:
    share = random_.choice([0.02, 0.1, 0.3, 1])
    return {
        field.id: spoilt(random_, field, right.get(field.id)) if random_.random() < share else right.get(field.id)
        for field in catalogue.fields
    }


def found_in(data: bytes, plan: Plan, catalogue: Catalogue, given: Prefill) -> tuple[Finding, ...]:
    """What the toolkit says about a return, on the day on which LibreOffice recalculates it."""
    book = read_book(data)
    assert book is not None
    (whose,) = identify(book, plan, KEY)
    assert isinstance(whose, Identified)
    i = whose.identity
    form = Issued(
        i.item_id, i.unit_id, i.period_id, i.version, i.digest, date.today(), prior=remembered(catalogue, given)
    )
    issued = {(i.item_id, i.unit_id, i.period_id, i.version): form}
    (findings,) = check([reading_of(catalogue, read_form(whose, catalogue, plan), date.today(), issued)])
    return findings


def to_fill(finding: Finding) -> bool:
    return finding.code.startswith("required.")


def mark_of(field: Field, findings: tuple[Finding, ...], answered: bool) -> str:
    """The mark that the check cell beside a field should bear."""
    own = [finding for finding in findings if finding.field == field.id]
    if not answered:
        return TO_FILL if any(to_fill(finding) for finding in own) else ""
    if any(finding.severity is Severity.ERROR and not to_fill(finding) for finding in own):
        return WRONG
    if any(to_fill(finding) for finding in own):
        return TO_FILL
    return ASK if any(finding.severity is Severity.WARNING for finding in own) else GOOD


def as_second_period(forms: Forms, item: str, unit: str) -> tuple[bytes, Prefill]:
    """The form of the second period, as it goes out after all right answers were accepted in the first."""
    plan, catalogue = forms.plan, forms.catalogue_of[item]
    given = prefill(catalogue, plan.periods[1], plan.periods[0], expected_of(forms, item, unit))  # type: ignore[arg-type]
    return write_form(forms.base, plan, catalogue, plan.unit[unit], plan.periods[1], KEY, 1, given), given


@pytest.mark.parametrize("later", [False, True], ids=["first period", "second period"])
def test_live_checks_say_what_the_toolkit_says(forms: Forms, tmp_path: Path, soffice: str, later: bool) -> None:
    random_ = random.Random(20210131)
    made: list[tuple[str, bytes, Prefill]] = []
    for item, unit in FORMS:
        catalogue = forms.catalogue_of[item]
        blank, given = as_second_period(forms, item, unit) if later else (forms.blank(item, unit), NOTHING)
        there = answer_cells(blank, catalogue)
        ticks = {f.id: TICK for f in catalogue.fields if f.column == SAME and f.id in there}
        right = {**forms.right(item, unit), **ticks}
        for number in range(FILLINGS):
            answers = right if number == 0 else filling(random_, catalogue, right)
            asked = {name: value for name, value in answers.items() if name in there}
            made.append((item, fill_form(blank, catalogue, asked), given))
    assert len(made) >= 200
    paths = []
    for number, (_, data, _) in enumerate(made):
        paths.append(tmp_path / f"{number}.xlsx")
        paths[-1].write_bytes(data)
    marks: Counter[str] = Counter()
    for (item, data, given), saved in zip(made, recalculate(paths, tmp_path / "saved", soffice), strict=True):
        catalogue, sheet = forms.catalogue_of[item], load_workbook(saved, data_only=True)[SHEET]
        findings = found_in(data, forms.plan, catalogue, given)
        places = answer_cells(data, catalogue)
        for field in catalogue.fields:
            if field.block is Block.MEASURES or field.column != "value":
                continue
            if field.id not in places:
                continue  # asked only where something is known of the period before
            cell = places[field.id][1]
            said = str(sheet[f"{CHECK}{cell.lstrip('EFG')}"].value or "")
            ticked = f"{field.id}_{SAME}" in places and sheet[places[f"{field.id}_{SAME}"][1]].value == TICK
            rest = SAME_ALL in places and sheet[places[SAME_ALL][1]].value == TICK and field.id in given.prior
            answered = ticked or rest or str(sheet[cell].value if sheet[cell].value is not None else "").strip() != ""
            expected = mark_of(field, findings, answered)
            assert said.startswith(expected) and bool(said) == bool(expected), (item, cell, said, expected)
            marks[expected] += 1
        open_ = sum(to_fill(finding) for finding in findings)
        wrong = len({f.field for f in findings if f.severity is Severity.ERROR and not to_fill(f)})
        state = (
            f"还有 {open_} 项待填，第一处在第 "
            if open_
            else f"有 {wrong} 处需要改正"
            if wrong
            else "已填完，可以报送。"
        )
        assert state in str(sheet["B3"].value), (item, sheet["B3"].value, findings)
    assert all(marks[mark] > 30 for mark in (TO_FILL, WRONG, GOOD)) and marks[ASK] > 3, marks
