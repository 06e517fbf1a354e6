"""Whatever is dropped: what becomes of it, in which words, and the rest of the batch unharmed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from tests.conftest import Forms
from tests.intake.mail_kinds import KINDS
from tests.odd_files import ODD
from toolkit import Workspace
from toolkit.package import parts_of

D28 = date(2021, 1, 28)
# name → what becomes of it ("taken", "returned", "aside"), and how the sentence begins (or the findings' codes).
EXPECTED: Mapping[str, tuple[str, str]] = {
    "nothing": ("aside", "文件是空的（0 字节），可能"),
    "one_byte": ("aside", "这是文本文件，不是 Exce"),
    "two_letters": ("aside", "这是文本文件，不是 Exce"),
    "zeros": ("aside", "认不出这是什么文件。请用发下"),
    "old_xls": ("aside", "这是旧版 Excel 97-"),
    "old_xls_named_xlsx": ("aside", "这是旧版 Excel 97-"),
    "wps_et": ("aside", "这是旧版 Excel 97-"),
    "password": ("aside", "文件设了打开密码，读不了。请"),
    "word_of_old": ("aside", "这是 Word 或演示文档，"),
    "xlsb": ("aside", "这是二进制工作簿（.xlsb"),
    "ods": ("aside", "这是 ODS 表格，不是 ."),
    "docx": ("aside", "这是 Word 或演示文档，"),
    "docx_named_xlsx": ("aside", "这是 Word 或演示文档，"),
    "pptx": ("aside", "这是 Word 或演示文档，"),
    "ofd": ("aside", "这是 PDF 或 OFD 文"),
    "pdf": ("aside", "这是 PDF 或 OFD 文"),
    "pdf_named_xlsx": ("aside", "这是 PDF 或 OFD 文"),
    "jpeg": ("aside", "这是图片，不能读取填报内容。"),
    "heic": ("aside", "这是图片，不能读取填报内容。"),
    "png_named_xlsx": ("aside", "这是图片，不能读取填报内容。"),
    "tiff": ("aside", "这是图片，不能读取填报内容。"),
    "rar": ("aside", "这是 RAR、7z 等压缩包"),
    "seven_zip": ("aside", "这是 RAR、7z 等压缩包"),
    "gzip": ("aside", "这是 RAR、7z 等压缩包"),
    "bzip": ("aside", "这是 RAR、7z 等压缩包"),
    "html_named_xls": ("aside", "这个文件的内容是网页，不是真"),
    "xml_of_2003": ("aside", "这个文件的内容是网页，不是真"),
    "csv_gbk": ("aside", "这是文本文件，不是 Exce"),
    "text_utf16": ("aside", "这是文本文件，不是 Exce"),
    "text_named_xlsx": ("aside", "这是文本文件，不是 Exce"),
    "program": ("aside", "认不出这是什么文件。请用发下"),
    "shortcut_content": ("aside", "认不出这是什么文件。请用发下"),
    "ndjson": ("aside", "这是文本文件，不是 Exce"),
    "winmail": ("aside", "这是 winmail.dat"),
    "mail_without_attachment": ("aside", "邮件里没有附件。请核对对方是"),
    "mail_of_headers_only": ("aside", "邮件里没有附件。请核对对方是"),
    "outlook_without_anything": ("aside", "打不开，可能已经损坏。请让对"),
    "zip_of_nothing": ("aside", "压缩包里没有文件。请核对对方"),
    "zip_of_folders": ("aside", "压缩包里没有文件。请核对对方"),
    "zip_of_mac_leftovers": ("aside", "压缩包里没有文件。请核对对方"),
    "zip_of_too_many": ("aside", "里面的文件太多或太大，没有全"),
    "zip_bomb": ("aside", "文件超过 20 MB，没有读"),
    "zip_of_text": ("aside", "这是文本文件，不是 Exce"),
    "zip_in_zip": ("taken", ""),
    "zip_nine_deep": ("aside", "压缩包或邮件套得太深，没有打"),
    "zip_that_leads_outside": ("taken", "这是文本文件，不是 Exce"),
    "zip_with_a_password": ("aside", "压缩包设了密码，打不开。请去"),
    "zip_with_one_spoilt_member": ("taken", "这个文件在压缩包里是坏的，取"),
    "zip_packed_with_bzip2": ("aside", "压缩包用了少见的压缩方式，打"),
    "zip_cut_off": ("aside", "文件不完整，可能没有传完或已"),
    "cut_at_1_percent": ("aside", "文件不完整，可能没有传完或已"),
    "cut_at_10_percent": ("aside", "文件不完整，可能没有传完或已"),
    "cut_at_50_percent": ("aside", "文件不完整，可能没有传完或已"),
    "cut_at_90_percent": ("aside", "文件不完整，可能没有传完或已"),
    "cut_at_99_percent": ("aside", "文件不完整，可能没有传完或已"),
    "cut_by_one_byte": ("aside", "文件不完整，可能没有传完或已"),
    "garbage_behind": ("taken", ""),
    "garbage_in_front": ("aside", "认不出这是什么文件。请用发下"),
    "twice_in_a_row": ("taken", ""),
    "zeros_in_the_middle": ("aside", "文件不完整，可能没有传完或已"),
    "every_1000th_byte_flipped": ("aside", "文件不完整，可能没有传完或已"),
    "line_ends_changed_by_ftp": ("aside", "文件不完整，可能没有传完或已"),
    "named_xls": ("taken", ""),
    "named_txt": ("taken", ""),
    "named_zip": ("taken", ""),
    "no_suffix": ("taken", ""),
    "long_name": ("taken", ""),
    "name_of_emoji": ("taken", ""),
    "name_that_turns": ("taken", ""),
    "name_with_blanks": ("taken", ""),
    "name_like_a_formula": ("taken", ""),
    "stored_not_packed": ("taken", ""),
    "packed_with_lzma": ("aside", "文件不完整，可能没有传完或已"),
    "long_comment": ("aside", "文件不完整，可能没有传完或已"),
    "wrong_checksum": ("aside", "文件不完整，可能没有传完或已"),
    "parts_in_another_order": ("taken", ""),
    "backslashes_in_names": ("taken", ""),
    "with_macros": ("taken", ""),
    "with_an_embedded_program": ("taken", ""),
    "with_an_external_link": ("taken", ""),
    "with_custom_data": ("taken", ""),
    "with_a_photograph": ("taken", ""),
    "with_a_bomb": ("aside", "文件展开后过大，不是正常的填"),
    "with_3000_parts": ("aside", "文件里有 3012 个部件，"),
    "with_a_part_that_leads_outside": ("aside", "文件的内部结构不正常，没有读"),
    "with_a_part_twice": ("aside", "文件的内部结构不正常，没有读"),
    "with_a_document_type": ("aside", "文件里有不该有的声明，没有读"),
    "with_billion_laughs": ("aside", "文件里有不该有的声明，没有读"),
    "without_types": ("taken", ""),
    "without_book": ("aside", "没有找到表号，这不是发下去的"),
    "without_relations": ("aside", "文件打不开，可能已经损坏。请"),
    "without_styles": ("taken", ""),
    "without_sheet": ("aside", "文件打不开，可能已经损坏。请"),
    "empty_sheet_part": ("aside", "文件打不开，可能已经损坏。请"),
    "sheet_is_no_xml": ("aside", "文件打不开，可能已经损坏。请"),
    "sheet_cut": ("aside", "文件打不开，可能已经损坏。请"),
    "sheet_in_utf16": ("aside", "文件内部用了少见的编码，没有"),
    "sheet_with_a_mark": ("taken", ""),
    "book_is_another_ones": ("aside", "没有找到表号，这不是发下去的"),
    "far_cell": ("aside", "表里用到了第 1048576"),
    "far_row": ("aside", "表里用到了第 1000000"),
    "row_of_billions": ("aside", "表里用到了第 9999999"),
    "column_of_six_letters": ("aside", "表里用到了第 99 行、第 "),
    "a_million_cells": ("aside", "文件展开后过大，不是正常的填"),
    "a_million_empty_cells": ("aside", "文件展开后过大，不是正常的填"),
    "ten_thousand_deep": ("taken", ""),
    "a_text_of_a_million": ("taken", ""),
    "nan_and_infinity": ("taken", ""),
    "cells_that_are_errors": ("taken", ""),
    "string_index_out_of_range": ("aside", "文件打不开，可能已经损坏。请"),
    "merged_over_everything": ("taken", ""),
    "hidden_sheet": ("taken", ""),
    "dates_from_1904": ("returned", "date.future"),
    "saved_read_only": ("taken", ""),
}
SYSTEM = (
    "~$表.xlsx",
    ".~lock.表.xlsx#",
    "Thumbs.db",
    ".DS_Store",
    "desktop.ini",
    "表.xlsx.tmp",
    "表.xlsx.part",
    "表.lnk",
)


@pytest.fixture(scope="module")
def parts(forms: Forms) -> dict[str, bytes]:
    return parts_of(forms.filled("3.1.1", "fuyun"))


def test_there_are_120_kinds_and_each_has_its_outcome() -> None:
    assert set(ODD) == set(EXPECTED)
    assert len(ODD) + len(KINDS) + len(SYSTEM) >= 120


@pytest.mark.parametrize("name", ODD)
def test_what_becomes_of_it(name: str, parts: dict[str, bytes], workspace: Workspace) -> None:
    file, data = ODD[name](parts)
    (workspace.inbox / file).write_bytes(data)
    result = workspace.collect(as_of=D28)
    outcome, said = EXPECTED[name]
    if outcome == "aside":
        assert result.taken == () and result.set_aside[0][1].startswith(said)
        assert "请" in result.set_aside[0][1]
    else:
        (taken,) = result.taken
        assert (taken.accepted, ",".join(sorted(f.code for f in taken.findings))) == (outcome == "taken", said) or (
            result.set_aside and taken.accepted and result.set_aside[0][1].startswith(said)
        )
    assert result.left == ()
    assert not [p for p in workspace.inbox.rglob("*") if p.is_file() and "未识别" not in p.parts]
    assert workspace.collect(as_of=D28).taken == ()


@pytest.mark.parametrize("name", SYSTEM)
def test_what_systems_leave_about_is_left_alone(name: str, workspace: Workspace) -> None:
    (workspace.inbox / name).write_bytes(b"x")
    result = workspace.collect(as_of=D28)
    assert (result.taken, result.set_aside, result.left) == ((), (), ()) and (workspace.inbox / name).exists()


def test_all_of_them_together_harm_nobody(parts: dict[str, bytes], workspace: Workspace, forms: Forms) -> None:
    good = ("fuhai", "burqin", "habahe", "qinghe", "jeminay")
    for unit in good:
        (workspace.inbox / f"{unit}.xlsx").write_bytes(forms.filled("3.1.1", unit))
    for number, make in enumerate(ODD.values()):
        file, data = make(parts)
        folder = workspace.inbox / f"{number:03}"
        folder.mkdir()
        (folder / file).write_bytes(data)
    result, done = workspace.run(as_of=D28)
    accepted = {taken.unit.id for taken in result.taken if taken.accepted}
    assert accepted == {*good, "fuyun"} and result.left == ()
    assert done.master.exists()
