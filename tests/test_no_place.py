"""No text of the package knows a place, a level of government or a subject: they come from the plan, or are neutral."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from toolkit.base.shipped import shipped_template

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "toolkit"
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
MAILS = sorted(path.name for path in (ROOT / "templates" / "mail").glob("*.txt"))

KNOWS = re.compile(
    "阿勒泰|富蕴|喀纳斯|布尔津|塔城|新疆"
    "|地区|自治|[全本各我该某]?[县旗盟]|[全本各我该某]市|[全本各我该某]区|市[级委直]|[省州](?!略)|乡|镇|街道|苏木|村|社区"
    "|地委|专署|行署|人民政府|教育|学前|幼儿|小学|中学|学校|校长|园长|园数|男教师|教师|学生|(?<![当全格布结])局(?![面部])"
)
# Whose business the words are.
GRAMMAR = {
    "issued/": "the importer reads how documents speak of places, offices and units",
    "publish/people.py": "posts and offices beside which names stand",
    "publish/proof_numbers.py": "what addresses are made of",
    "publish/proof_places.py": "posts and offices, for the proof",
    "publish/proof_slots.py": "the same, for the proof",
    "publish/proof_words.py": "the same, for the proof; and names of places that are no people's",
    "plan/limit_feasts.py": "names of feasts",
    "plan/groups.py": "what 各县（市）, 各乡镇 mean",
    "region/offices.py": "how the name of an office follows from who issued its plan",
    "cli/demo/": "plays the units of the example plan",
}
# Help that says by examples of several levels and kinds that any will do.
OF_EVERY_KIND = {
    "planbook/empty.py": ("一行一个填报单位：县（市、区）、部门、科室、乡镇、学校都可以",),
    "planbook/head.py": ("表里怎么称呼我们这一级，如 市、县", "表里怎么称呼填报单位，如 县（市）、乡镇、科室"),
    "planbook/tables.py": ("如 县（市、区）、乡镇、部门、科室、学校",),
}


LEVELS = re.compile("prefectur|count(?:y|ies)|provinc|township|municipal", re.IGNORECASE)
# What packages and ledgers have called an office since their second format.
KEPT = {"handup/package.py": ('OFFICE = "prefecture"',)}


def literals(source: str) -> list[str]:
    """Every text of a module that is no docstring."""
    tree = ast.parse(source)
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    documenting = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documenting
    ]


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith(tuple(GRAMMAR))])
def test_no_text_of_a_module_knows_a_place(module: str) -> None:
    allowed = OF_EVERY_KIND.get(module, ())
    found = [
        text
        for text in literals((PACKAGE / module).read_text(encoding="utf-8"))
        if KNOWS.search(text) and not text.startswith(allowed or ("\0",))
    ]
    assert not found


@pytest.mark.parametrize("module", [name for name in MODULES if not name.startswith(tuple(GRAMMAR))])
def test_no_word_of_a_module_is_a_level_of_government(module: str) -> None:
    lines = (PACKAGE / module).read_text(encoding="utf-8").splitlines()
    kept = KEPT.get(module, ("\0",))
    assert not [line for line in lines if LEVELS.search(line) and not line.startswith(kept)]


@pytest.mark.parametrize("name", MAILS)
def test_no_text_of_a_mail_knows_a_place(name: str) -> None:
    assert not KNOWS.search((ROOT / "templates" / "mail" / name).read_text(encoding="utf-8"))


def test_no_text_of_the_base_of_forms_knows_a_place() -> None:
    cells = [cell.value for sheet in load_workbook(shipped_template()) for row in sheet.iter_rows() for cell in row]
    texts = [value for value in cells if isinstance(value, str)]
    assert texts and not [text for text in texts if KNOWS.search(text)]


@pytest.mark.parametrize(
    "text", ["各地区", "我县", "本县幼儿园", "全区总台账", "甲县", "各县（市）", "市教育局", "青山镇"]
)
def test_what_would_be_found(text: str) -> None:
    assert literals(f'"""Docs of 各地区."""\nx = f"{{1}}{text}"\n') == [text] and KNOWS.search(text)


def test_every_exception_is_one() -> None:
    """A list of exceptions that nothing needs hides what comes later."""
    for start in GRAMMAR:
        texts = [t for name in MODULES if name.startswith(start) for t in literals((PACKAGE / name).read_text("utf-8"))]
        assert any(KNOWS.search(text) for text in texts), start
    for name, starts in OF_EVERY_KIND.items():
        texts = literals((PACKAGE / name).read_text(encoding="utf-8"))
        assert all(any(text.startswith(start) for text in texts) for start in starts), name
