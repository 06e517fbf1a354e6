"""Every kind of value the whole way: form, reading, check, live formula, next period, master.

What the live formulas come to in an office program is asked in tests/programs/test_kinds.py, of the same forms.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

import toolkit
from tests.sheets import columns_of
from toolkit import Workspace
from toolkit.catalogue import Catalogue, catalogues
from toolkit.check.batch import Reading, check
from toolkit.cli.demo import answers_of
from toolkit.form.base import build_base
from toolkit.form.book import read_book
from toolkit.form.filling import answer_cells, fill_form
from toolkit.form.grid import SHEET
from toolkit.form.loaded_base import load_base
from toolkit.form.prefill import prefill
from toolkit.form.reader import locate
from toolkit.form.writer import write_form
from toolkit.kinds.normalise import normalise
from toolkit.kinds.registry import KINDS, plain
from toolkit.kinds.values import ReadCell
from toolkit.plan.model import Indicator, Plan, ValueType
from toolkit.plan.options import Choice
from toolkit.planbook.writing import write_plan

GOOD: dict[str, object] = {
    "整数": 38, "小数": 1.5, "百分数": 95.68, "金额": 1251.5, "日期": date(2021, 1, 20), "是否": "是", "选择": "一类",
    "文字": "已建成", "长文字": "第一段\n第二段", "姓名": "×××", "电话": "13800000000",
}  # fmt: skip


def asking(plan: Plan) -> Plan:
    """The plan with one more indicator of every kind in one item."""
    more = tuple(
        Indicator(f"kind_{number}", "3.1.1", f"{word}一项", kind.type, choices="等级" if word == "选择" else "",
                  kind="" if word == kind.type.value else word)
        for number, (word, kind) in enumerate(KINDS.items())
    )  # fmt: skip
    labels = (Choice("等级", "一类"), Choice("等级", "二类"))
    return replace(plan, indicators=(*plan.indicators, *more), choices=(*plan.choices, *labels))


def reading(catalogue: Catalogue, answers: Mapping[str, object]) -> Reading:
    """A return of which only some cells are filled."""
    cells = {
        f.id: ReadCell("表", "G1", str(answers.get(f.id, "")), normalise(f, answers.get(f.id)))
        for f in catalogue.fields
    }
    return Reading(catalogue, cells, date(2021, 1, 29))


def test_every_kind_goes_the_whole_way(plan: Plan, tmp_path: Path) -> None:
    changed = asking(plan)
    catalogue, unit, period, later = catalogues(changed)["3.1.1"], changed.unit["fuyun"], *changed.periods[:2]
    build_base().save(tmp_path / "base.xlsx")
    base = load_base(tmp_path / "base.xlsx")
    blank = write_form(base, changed, catalogue, unit, period, b"k" * 32)
    ids = {f"kind_{number}": word for number, word in enumerate(KINDS)}
    form = fill_form(blank, catalogue, {name: GOOD[word] for name, word in ids.items()})
    sheet = load_workbook(BytesIO(blank))[SHEET]
    book = read_book(form)
    assert book is not None
    found = locate(book, catalogue).found
    values = {name: normalise(catalogue.field[name], found[name].raw) for name in ids}
    (spoilt,) = check([reading(catalogue, dict.fromkeys(ids, "#REF!"))])
    (right,) = check([reading(catalogue, {name: GOOD[word] for name, word in ids.items()})])
    known = prefill(catalogue, later, period, {name: value.value for name, value in values.items()})
    again = write_form(base, changed, catalogue, unit, later, b"k" * 32, given=known)
    drawn = load_workbook(BytesIO(again))[SHEET]
    for name, word in ids.items():
        kind, (_, place) = KINDS[word], answer_cells(blank, catalogue)[name]
        assert sheet[place].number_format == kind.number_format, word
        assert "✓" in sheet[f"H{place[1:]}"].value and sheet[f"M{place[1:]}"].value.startswith("="), word
        assert values[name].problem is None and values[name].value is not None, word
        assert kind.fits(catalogue.field[name], values[name].value), word
        assert [f.code for f in spoilt if f.field == name] == ["formula.error"], word
        assert not [f for f in right if f.field == name], word
        assert drawn[f"D{place[1:]}"].value is not None and known.prior[name] == values[name].value, word
        assert kind.when_blank and kind.how and kind.allowed(catalogue.field[name]), word


# What 指标汇总 shows of each: the value in its cell, and the format in which it is shown.
SHOWN: dict[str, tuple[object, str]] = {
    "整数": (38, "#,##0"), "小数": (1.5, "#,##0.00"), "百分数": (95.68, "#,##0.00"), "金额": (1251.5, "#,##0.00"),
    "日期": (datetime(2021, 1, 20), "yyyy-mm-dd"), "是否": ("是", "General"), "选择": ("一类", "General"),
    "文字": ("已建成", "General"), "长文字": ("第一段\n第二段", "General"), "姓名": ("×××", "General"),
    "电话": ("13800000000", "General"),
}  # fmt: skip


def test_every_kind_reaches_the_master_with_its_value_and_format(plan: Plan, workspace: Workspace) -> None:
    assert set(SHOWN) == set(KINDS)
    write_plan(asking(plan), workspace.plan_path)
    lived = Workspace(workspace.root)
    lived.distribute(as_of=date(2021, 1, 25), unit="fuyun", item="3.1.1")
    catalogue, unit, period = lived.catalogues["3.1.1"], lived.plan.unit["fuyun"], lived.period()
    names = {f"kind_{number}": word for number, word in enumerate(KINDS)}
    own = replace(catalogue, fields=tuple(f for f in catalogue.fields if f.id.partition("_")[0] != "kind"))
    answers = answers_of(lived.plan, own, unit) | {name: GOOD[word] for name, word in names.items()}
    form = lived.form_path(period, catalogue.item, unit).read_bytes()
    (lived.inbox / "表.xlsx").write_bytes(fill_form(form, catalogue, answers))
    collected, done = lived.run(as_of=date(2021, 1, 29))
    assert [taken.accepted for taken in collected.taken] == [True], collected.taken
    sheet = load_workbook(done.master)["指标汇总"]
    column = columns_of(sheet, 3)[unit.area]
    rows = {row[1].value: row[column - 1] for row in sheet.iter_rows(min_row=4)}
    found = {word: (rows[f"{word}一项"].value, rows[f"{word}一项"].number_format) for word in KINDS}
    assert found == SHOWN


@pytest.mark.parametrize("type_", ValueType)
def test_every_type_has_its_plain_kind(type_: ValueType) -> None:
    assert plain(type_).word == type_.value and plain(type_).type is type_


NEW = '''"""Shares of land.

Knows: its unit. Must not know: how figures are typed, where cells stand.
"""

from toolkit.kinds.decimal_number import DecimalNumber
from toolkit.plan.model import ValueType

KIND = DecimalNumber(word="面积", type=ValueType.DECIMAL, how="填面积，以亩为单位")
'''
ASK = """
from dataclasses import replace
from pathlib import Path
from toolkit.base.shipped import shipped_plan_path
from toolkit.catalogue import catalogues
from toolkit.kinds.registry import kind_of
from toolkit.kinds.normalise import normalise
from toolkit.kinds.values import ReadCell
from toolkit.plan.model import ValueType
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan
plan = read_plan(shipped_plan_path())
first = next(i for i in plan.indicators if i.type is ValueType.INTEGER)
others = (i for i in plan.indicators if i.id != first.id)
write_plan(replace(plan, indicators=(*others, replace(first, type=ValueType.DECIMAL, kind="面积"))), Path("plan.xlsx"))
plan = read_plan(Path("plan.xlsx"))
field = catalogues(plan)[first.item_id].field[first.id]
print(kind_of(field).word, normalise(field, "12.5").value, field.guidance[:10])
"""
MEMBER = '    MONTH = "月份"\n'


def copied(tmp_path: Path) -> Path:
    package = Path(toolkit.__file__).parent
    shutil.copytree(package, tmp_path / "toolkit", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_a_new_kind_is_one_file(tmp_path: Path) -> None:
    (copied(tmp_path) / "toolkit" / "kinds" / "area.py").write_text(NEW, encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", ASK], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("面积 12.5 填面积，以亩为单位。\n", "")


@pytest.mark.one_in(3)
@pytest.mark.parametrize("change", ["a type without a kind", "a word twice", "a question left open"])
def test_what_is_forgotten_stops_the_import(tmp_path: Path, change: str) -> None:
    kinds = copied(tmp_path) / "toolkit" / "kinds"
    match change:
        case "a type without a kind":
            model = tmp_path / "toolkit" / "plan" / "model.py"
            text = model.read_text(encoding="utf-8")
            model.write_text(text.replace('    CHOICE = "选择"\n', f'    CHOICE = "选择"\n{MEMBER}'), encoding="utf-8")
        case "a word twice":
            (kinds / "area.py").write_text(NEW.replace("面积", "金额"), encoding="utf-8")
        case _:
            (kinds / "area.py").write_text(
                NEW.replace("decimal_number import DecimalNumber", "numbers import Number as DecimalNumber"),
                encoding="utf-8",
            )
    asked = [sys.executable, "-c", "import toolkit.catalogue"]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode and any(error in done.stderr for error in ("ImportError", "TypeError", "AssertionError"))
