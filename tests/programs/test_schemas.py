"""Every part of every kind of file that the toolkit makes is valid against the transitional schemas of ECMA-376.

The schemas travel in openxml-audit, which checks as Microsoft's Open XML SDK does: the schemas and what they cannot say
(ids that must differ, parts that must be there). It is installed with the extra ``dev``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from tests.conftest import KEY
from tests.extreme import extreme, item_id
from tests.reviewed import published
from toolkit import Workspace
from toolkit.catalogue import catalogues
from toolkit.cli.parser import main
from toolkit.form.loaded_base import Base
from toolkit.form.writer import write_form
from toolkit.master.volume_index import Volume, index_bytes
from toolkit.plan.model import Plan

pytestmark = pytest.mark.programs

# What is told of and may stay so, by what is said, each with its reason.
EXCEPTIONS = {
    r"\[schema\] /xl/styles\.xml:/styleSheet\[1\]/fonts\[1\]/font\[\d+\]: Unexpected element '(b|sz|color)' found":
        "openpyxl writes name before size, bold and colour; ECMA-376 part 4 lets a font's elements stand in any order, "
        "the SDK's schema is stricter than Excel and the standard",
    r"\[semantic\] .*inline-string cell\(s\).*":
        "openpyxl writes texts into their cells (ECMA-376 part 1, 18.3.1.53 is); Excel moves them when it saves",
}  # fmt: skip

KINDS: Mapping[str, str] = {
    "form": "outbox/*/forms/*/*.xlsx",
    "correction copy": "outbox/*/returns/*/退回修改*.xlsx",
    "receipt": "outbox/*/**/收件回执*.xlsx",
    "master": "outbox/*/整改总台账*.xlsx",
    "phone list": "outbox/**/*电话单*.xlsx",
    "review": "outbox/*/review/*.xlsx",
    "edition": "outbox/*/publish/*.xlsx",
    "edition as a document": "outbox/*/publish/*.docx",
    "bulletin": "outbox/*/remind/*.docx",
    "dossier": "outbox/*/dossier/*/*.docx",
    "plan": "plan.xlsx",
    "draft": "draft.xlsx",
    "base of all forms": "templates/report_template.xlsx",
    "region master": "region/outbox/*/整改汇总台账*.xlsx",
    "index of volumes": "index.xlsx",
    "extreme form": "extreme.xlsx",
}
SHARE = 4  # of each kind; they differ in their texts


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, plan: Plan, base: Base) -> Path:
    """A folder with every kind of file that the toolkit makes."""
    root = tmp_path_factory.mktemp("made") / "demo"
    document = Path(__file__).parent.parent / "data" / "document.txt"
    for arguments in (
        ["demo", str(root)],
        ["-w", str(root), "remind", "--as-of", "2021-02-03"],
        ["-w", str(root), "dossier", "--as-of", "2021-02-03"],
        ["-w", str(root), "plan", "import", str(document), "-o", str(root / "draft.xlsx")],
        ["-w", str(root / "region"), "rollup", str(root), "--period", "2021-01", "--as-of", "2021-02-03"],
    ):
        main(arguments)
    workspace = Workspace(root)
    published(workspace, date(2021, 2, 3))
    snapshot = workspace.snapshot(plan.periods[0], date(2021, 2, 3))
    (root / "index.xlsx").write_bytes(index_bytes(snapshot, [Volume("分册01.xlsx", plan.units, 100)]))
    far = extreme(plan)
    catalogue = catalogues(far)[item_id(far)]
    unit = far.unit[catalogue.item.unit_ids[0]]
    (root / "extreme.xlsx").write_bytes(write_form(base, far, catalogue, unit, far.periods[0], KEY))
    return root


@cache
def attributes() -> Mapping[str, frozenset[str]]:
    """The attributes that an element of a spreadsheet may have, by the element's name."""
    name = "schemas_openxmlformats_org_spreadsheetml_2006_main.json"
    types = json.loads((files("openxml_audit") / "data/openxml/schemas" / name).read_text("utf-8"))["Types"]
    of_class = {type_["ClassName"]: type_ for type_ in types}
    known: dict[str, frozenset[str]] = {}
    for type_ in types:
        element = type_["Name"].rpartition("/x:")[2]
        for one in filter(None, (type_, of_class.get(type_.get("BaseClass", "")))):
            names = {attribute["QName"].lstrip(":") for attribute in one.get("Attributes", ())}
            known[element] = known.get(element, frozenset()) | names
    return known


def unknown_attributes(path: Path) -> list[str]:
    """Attributes of a workbook's parts that no schema knows, which openxml-audit does not look for."""
    found = []
    with ZipFile(path) as archive:
        for part in archive.namelist():
            if not re.fullmatch(r"xl/.*\.xml", part):
                continue
            for element in ElementTree.fromstring(archive.read(part)).iter():
                space, _, name = element.tag.rpartition("}")
                if space != "{http://schemas.openxmlformats.org/spreadsheetml/2006/main":
                    continue
                names = [one for one in element.attrib if not one.startswith("{")]
                found += [f"{part}: {name} has {one}" for one in names if one not in attributes().get(name, ())]
    return found


def faults(path: Path) -> list[str]:
    """What is not valid in a file, but for the exceptions."""
    from openxml_audit import OpenXmlValidator

    found = [str(one) for one in OpenXmlValidator(max_errors=0).validate(path).errors]
    found += unknown_attributes(path)
    return [one for one in found if not any(re.fullmatch(known, one, re.DOTALL) for known in EXCEPTIONS)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_part_is_valid(made: Path, kind: str) -> None:
    paths = sorted(made.glob(KINDS[kind]))
    assert paths, f"no {kind} was made"
    step = max(len(paths) // SHARE, 1)
    assert {path.name: found for path in paths[::step] if (found := faults(path))} == {}


# A part of a correction copy, what is taken from it and what is put there.
BROKEN: Mapping[str, tuple[str, bytes, bytes]] = {
    "elements in the wrong order": (
        "xl/worksheets/sheet2.xml", b"<sheetData>", b'<mergeCells><mergeCell ref="A1:B1"/></mergeCells><sheetData>',
    ),
    "no truth value": ("xl/worksheets/sheet2.xml", b'customHeight="1"', b'customHeight="maybe"'),
    "an element nobody knows": ("xl/worksheets/sheet2.xml", b"<f>", b"<ff>1</ff><f>"),
    "an attribute nobody knows": ("xl/worksheets/sheet2.xml", b"<sheetData>", b'<sheetData colour="red">'),
    "a type nobody knows": ("xl/worksheets/sheet2.xml", b't="inlineStr"', b't="inline"'),
    "a rule without priority": ("xl/worksheets/sheet2.xml", b' priority="1"', b""),
    "a note without author": ("xl/comments/comment1.xml", b' authorId="0"', b""),
    "styles out of order": ("xl/styles.xml", b"<fills", b'<cellXfs count="0"/><fills'),
    "two sheets of one number": ("xl/workbook.xml", b'sheetId="2"', b'sheetId="1"'),
    "no sheets": ("xl/workbook.xml", b"<sheets>", b"<sheets/><sheets>"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_part_is_found(made: Path, tmp_path: Path, what: str) -> None:
    source = sorted(made.glob(KINDS["correction copy"]))[0]
    name, old, new = BROKEN[what]
    path = tmp_path / "broken.xlsx"
    with ZipFile(source) as whole, ZipFile(path, "w") as broken:
        for part in whole.namelist():
            data = whole.read(part)
            assert part != name or old in data
            broken.writestr(part, data.replace(old, new, 1) if part == name else data)
    assert faults(source) == []
    assert faults(path)
