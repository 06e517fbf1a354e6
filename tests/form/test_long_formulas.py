from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.conftest import KEY
from tests.extreme import extreme, item_id
from tests.limits import units as counted
from tests.limits import violations
from toolkit.base.excel_limits import FORMULA, LITERAL, NESTING, fits, joined, literal, nesting, units, whole_sentences
from toolkit.base.texts import text_lines
from toolkit.catalogue import catalogues
from toolkit.form.heights import MOST_LINES, pieces
from toolkit.form.loaded_base import Base
from toolkit.form.long_formulas import fitted
from toolkit.form.stamp import Press
from toolkit.form.writer import write_form
from toolkit.plan.model import Plan


def put_back(formula: str, kept: dict[str, str]) -> str:
    """A formula with the parts that stand elsewhere at their places again."""
    while any(place in formula for place in kept):
        for place, part in kept.items():
            formula = formula.replace(place, part)
    return formula


def fit(formula: str) -> tuple[str, dict[str, str]]:
    kept: dict[str, str] = {}

    def put(part: str) -> str:
        assert fits(part)
        place = f"$AA${len(kept) + 1}$"
        kept[place] = part
        return place

    return fitted(formula, put), kept


@pytest.mark.parametrize(
    "formula",
    [
        'IF(A1>0,"x",' * 70 + '"y"' + ")" * 70,
        "NOT(" * 100 + "A1=B2" + ")" * 100,
        "+".join(f"IF(A{n}>0,SUM(B{n}:C{n})*2-MAX(D{n}:E{n})+COUNT(F{n}:G{n}),-1)" for n in range(1, 200)),
        "IF(" + joined("OR", [f'A1="(选项{n},)"' for n in range(900)]) + ',1,"")',
        "(" * 65 + "1" + "+A1)" * 65,
    ],
)
def test_a_long_formula_says_the_same_in_pieces(formula: str) -> None:
    assert not fits(formula)
    short, kept = fit(formula)
    assert fits(short) and kept
    if "OR(OR(" not in short:  # a function of too many arguments is grouped
        assert put_back(short, kept) == formula


def test_what_fits_stays_as_it_is() -> None:
    assert fit('IF(A1>0,"x","")') == ('IF(A1>0,"x","")', {})


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]) | st.just("\U0001f600"), max_size=900))
def test_a_literal_says_the_text_in_pieces_that_excel_takes(text: str) -> None:
    said = ""
    rest = literal(text)
    while rest:
        end = 1
        while rest[end] != '"' or rest[end + 1 : end + 2] == '"':
            end += 2 if rest[end] == '"' else 1
        piece = rest[1:end]
        assert units(piece) == counted(piece) <= LITERAL
        said += piece.replace('""', '"')
        assert rest[end + 1 : end + 2] in ("", "&")
        rest = rest[end + 2 :]
    assert said == text


@pytest.mark.parametrize("size", [255, 256, 400])
def test_a_long_prompt_ends_with_a_sentence(size: int) -> None:
    text = ("照实填写。" * 100)[:size]
    said = whole_sentences(text, 255, "（全文见“填报说明”。）")
    assert units(said) <= 255
    assert said == text if size <= 255 else said.endswith("照实填写。（全文见“填报说明”。）")


@given(st.text(st.sampled_from("字。a；\n 😀"), max_size=6000), st.floats(40, 120))
def test_a_text_in_pieces_is_whole_and_every_piece_fits(text: str, width: float) -> None:
    found = pieces(text, width)
    assert "".join(found) == text
    assert len(found) == 1 or all(found[1:])
    lines = [text_lines(piece, width, 11) for piece in found]
    # Five hundred characters that are no sentence, or line breaks, may be more than a row by themselves.
    assert all(line <= MOST_LINES or len(piece) <= 500 for line, piece in zip(lines, found, strict=True))


def test_a_long_finding_goes_on_in_the_next_row(plan: Plan, base: Base) -> None:
    far = extreme(plan)
    catalogue = catalogues(far)[item_id(far)]
    unit = far.unit[catalogue.item.unit_ids[0]]
    book = load_workbook(BytesIO(write_form(base, far, catalogue, unit, far.periods[0], KEY)))
    said = [(str(row[1].value), str(row[3].value)) for row in book["填报表"].iter_rows()]
    finding = [text for caption, text in said if caption.startswith("反馈问题")]
    assert len(finding) > 1 and "".join(finding) == catalogue.item.finding
    captions = [caption for caption, _ in said if caption.startswith("反馈问题")]
    assert captions[:2] == ["反馈问题", "反馈问题（续）"] and captions[2:] == [
        f"反馈问题（续{number}）" for number in range(2, len(captions))
    ]


def test_an_extreme_form_keeps_to_every_limit(plan: Plan, base: Base) -> None:
    far = extreme(plan)
    catalogue = catalogues(far)[item_id(far)]
    unit = far.unit[catalogue.item.unit_ids[0]]
    data = write_form(base, far, catalogue, unit, far.periods[0], KEY)
    assert violations(data) == []
    assert data == Press(base, far, KEY).form(catalogue, unit, far.periods[0])
    book = load_workbook(BytesIO(data))
    said = [str(cell.value) for row in book["填报表"].iter_rows() for cell in row if cell.data_type == "f"]
    assert max(map(nesting, said)) <= NESTING and max(map(len, said)) < FORMULA
    assert any("$AA$" in formula for formula in said) and book["填报表"].column_dimensions["AA"].hidden
    # The whole text of a shortened prompt stands in the guide.
    prompts = [
        v.prompt for v in book["填报表"].data_validations.dataValidation if v.prompt.endswith("（全文见“填报说明”。）")
    ]
    guide = [str(cell.value) for row in book["填报说明"].iter_rows() for cell in row]
    assert len(prompts) == 2 and all(any(p.partition("（全文")[0] in text for text in guide) for p in prompts)
