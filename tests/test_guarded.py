"""Every file is read through the guard: no module opens a path, or takes a container apart, by itself.

Where a library must open something, or bytes are taken apart that the guard has looked at, the function is named here
with the reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.test_architecture import modules, tree_of

# By what a call is called at its end: `Path.read_bytes`, `zipfile.ZipFile`, `docx.Document` …
READERS = {
    "read_bytes", "open", "fdopen", "load_workbook", "CalamineWorkbook", "from_filelike", "from_path", "from_object",
    "ZipFile", "GzipFile", "decompress", "decompressobj", "Document", "OleFileIO", "connect", "copy2", "copyfile",
    "read_excel", "read_csv", "memmap", "mmap",
}  # fmt: skip
GUARD = "the guard itself"
APART = "in a process of its own, with limits"
LOOKED_AT = "bytes that the guard has looked at"
OWN = "what the toolkit or its package has just made or carries"
WRITES = "writes"
CONNECTION = "a connection to a server"
NAMED = {
    "toolkit.base.guarded": {"opened": GUARD},
    "toolkit.base.unpacked": {"gunzip": GUARD},
    "toolkit.base.zips": {"directory": GUARD, "inflate": GUARD},
    "toolkit.intake.guard": {"_kind_by_parts": GUARD},
    "toolkit.intake.parts": {"well_formed": LOOKED_AT},
    "toolkit.base.opc": {"parts_of": LOOKED_AT, "bare": WRITES},
    "toolkit.additions.package": {"packed": WRITES, "_inflated": "within limits of its own"},
    "toolkit.reading.masters.opened": {"_read_xlsx": LOOKED_AT},
    "toolkit.workbooks.ods": {"read_ods": LOOKED_AT},
    "toolkit.workbooks.xls": {"_drawn": LOOKED_AT},
    "toolkit.workbooks.xlsx": {"values_of": LOOKED_AT},
    "toolkit.form.loaded_base": {"load_base": LOOKED_AT, "_parsed": LOOKED_AT, "_without_merges": WRITES},
    "toolkit.form.drawings": {"packed": WRITES, "_proven": "what the key proves to be its own"},
    "toolkit.form.sheet_xml": {"of": OWN},
    "toolkit.form.styles": {"with_styles": LOOKED_AT},
    "toolkit.form.writer": {"write": OWN},
    "toolkit.form.filling": {"_packed": WRITES, "_saved": OWN},
    "toolkit.issued.word_blocks": {"read_word": APART},
    "toolkit.issued.gazetteer": {"_lines": OWN},
    "toolkit.planbook.empty": {"_contents": LOOKED_AT},
    "toolkit.planbook.to_decide": {"_opened": LOOKED_AT, "_to_change": LOOKED_AT},
    "toolkit.issued.pdf_blocks": {"read_pdf": APART},
    "toolkit.issued.workbook_blocks": {"_is_xlsx": APART, "_of_xlsx": APART, "_sheets": APART},
    "toolkit.mail.lying": {"_zipped": "of an attachment no more than its hash is wanted, within limits"},
    "toolkit.ledger.database": {"__init__": "after check_database"},
    "toolkit.ledger.store": {"copy_to": WRITES},
    "toolkit.ledger.mirror": {"_taken_up_to": "after check_database", "_follows": "after check_database"},
    "toolkit.reading.forms": {"_unpack": OWN},
    "toolkit.reply.drawing": {"_unpack": OWN},
    "toolkit.acts.bundles": {"_zip": WRITES},
    "toolkit.acts.init": {"init": OWN},
    "toolkit.acts.rebuild": {"_all_anew": "originals that are plain files and whole"},
    "toolkit.base.locks": {"held": WRITES},
    "toolkit.base.files": {"write_beside": WRITES, "_anew": WRITES, "_write_together": WRITES, "settle": "a folder"},
    "toolkit.form.seal": {"new_key": WRITES},
    "toolkit.handup.package": {"pack": WRITES},
    "toolkit.mail.compose": {"_packed": WRITES},
    "toolkit.office.parting": {"_zip": WRITES},
    "toolkit.official": {"write_official": WRITES},
    "toolkit.handout": {"write_handout": WRITES},
    "toolkit.acts.watch": {"on_a_share": "the system's own list"},
    "toolkit.acts.backup": {"_new": WRITES},
    "toolkit.acts.drop": {"put_beside": WRITES},
    "toolkit.acts.preview": {"_linked": "of the inbox's plain files, no link is followed"},
    "toolkit.desk.app": {"_shared_routes": OWN},
    "toolkit.desk.browser": {"open_page": "an address"},
    "toolkit.desk.desk": {"failed": WRITES},
    "toolkit.desk.tickets": {"_is_ours": "the system's own list"},
    "toolkit.cli.parser": {"_print": "the system's place for nothing"},
    "toolkit.cli.demo.play": {
        "by_form": OWN, "drop_first_round": OWN, "drop_second_round": OWN, "_edited": OWN, "_zipped": WRITES,
    },
    "toolkit.mail.line": {"deliver": CONNECTION, "check_login": CONNECTION},
    "toolkit.mail.send": {"send": CONNECTION, "_send_one": CONNECTION},
    "toolkit.region.roll_up": {"_looked_at": "a ledger"},
}  # fmt: skip


def readers_in(module: str) -> Iterator[tuple[str, str]]:
    """Each call of a reader: the function in which it stands, and how it is called."""

    def walk(node: ast.AST, function: str) -> Iterator[tuple[str, str]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call):
                called = child.func
                name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                if name in READERS or (name == "read_text" and isinstance(called, ast.Attribute)):
                    yield function, ast.unparse(called)
            yield from walk(child, child.name if isinstance(child, ast.FunctionDef) else function)

    yield from walk(tree_of(module), "")


@pytest.mark.parametrize("module", modules())
def test_nothing_is_read_past_the_guard(module: str) -> None:
    named = NAMED.get(module, {})
    found = list(readers_in(module))
    for function, call in found:
        assert function in named, f"{module}.{function} calls {call}: read it through toolkit.base.guarded"
    assert named.keys() <= {function for function, _ in found}, "named here and reads nothing any more"


def test_a_reader_past_the_guard_would_be_found() -> None:
    """The look itself sees the guard's own readers, so that it would see others."""
    assert NAMED.keys() <= modules().keys()
    assert ("opened", "os.open") in readers_in("toolkit.base.guarded")
    assert {"toolkit.intake.guard", "toolkit.base.guarded"} <= {m for m in modules() if list(readers_in(m))}
