"""What goes out is harmless: no text of a unit is a formula, a link or a trick of direction anywhere."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.conftest import Forms, new_workspace
from tests.reviewed import published
from toolkit import Workspace
from toolkit.base.opc import parts_of
from toolkit.base.visible import visible

D28, D2 = date(2021, 1, 28), date(2021, 2, 2)
FORMULAS = ('=HYPERLINK("http://evil.example.com","点我")', "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "=1+1")
TRICKS = "好\u202egpj.exe\u202c的\u200b字\ufeff\u2067尾"


@given(st.text())
def test_every_character_is_seen_and_none_is_lost(text: str) -> None:
    shown = visible(text)
    assert visible(shown) == shown and not re.search(
        r"[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\u200b\ufeff]", shown
    )
    back = re.sub(r"〔U\+([0-9A-F]{4,})〕", lambda found: chr(int(found[1], 16)), shown)
    if "〔U+" not in text:
        assert back == text.replace("\r\n", "\n").replace("\r", "\n")


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory, forms: Forms) -> Workspace:
    """A return full of formulas and tricks, one that is accepted and one that is sent back."""
    workspace = new_workspace(tmp_path_factory.mktemp("无害") / "工作区")
    texts = {
        "m1_progress": FORMULAS[0], "m1_evidence": FORMULAS[1], "overall_difficulty": TRICKS,
        "overall_next_step": FORMULAS[2], "overall_leader": FORMULAS[3], "overall_person": FORMULAS[4],
    }  # fmt: skip
    (workspace.inbox / "好\u202exslx.表.xlsx").write_bytes(forms.filled("3.1.1", "fuyun", texts))
    (workspace.inbox / "二.xlsx").write_bytes(forms.filled("3.1.1", "fuhai", {**texts, "rural_kg_count": TRICKS}))
    workspace.run(as_of=D28)
    workspace.remind(as_of=D2)
    assert published(workspace, D2).editions
    return workspace


def written(workspace: Workspace) -> list[Path]:
    return [path for path in workspace.outbox.rglob("*") if path.suffix in (".xlsx", ".docx", ".eml", ".txt")]


@pytest.mark.exhaustive
def test_no_workbook_has_a_formula_or_link_of_a_unit(nasty: Workspace) -> None:
    assert len(written(nasty)) > 8
    for path in written(nasty):
        if path.suffix == ".xlsx":
            for name, part in parts_of(path.read_bytes()).items():
                formulas = re.findall(rb"<f[^>]*>([^<]*)</f>", part)
                assert not [f for f in formulas if b"evil" in f or b"cmd" in f], (path.name, name)
                assert b"evil" not in part or b"hyperlink" not in part.replace(b"HYPERLINK", b""), (path.name, name)
                assert not name.endswith(".rels") or b"evil" not in part


@pytest.mark.exhaustive
def test_no_trick_of_direction_is_in_anything_that_goes_out(nasty: Workspace) -> None:
    for path in written(nasty):
        parts = parts_of(path.read_bytes()) if path.suffix in (".xlsx", ".docx") else {"": path.read_bytes()}
        for name, part in parts.items():
            text = part.decode("utf-8-sig")
            assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b]", text), (path.name, name)


def test_what_was_hidden_is_shown(nasty: Workspace) -> None:
    (receipt,) = (nasty.outbox / "2021-01" / "returns" / "富蕴县").glob("收件回执*.xlsx")
    values = [
        str(c.value) for row in load_workbook(BytesIO(receipt.read_bytes())).worksheets[0].iter_rows() for c in row
    ]
    assert any("〔U+202E〕" in value for value in values)
