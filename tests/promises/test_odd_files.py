"""Whatever is dropped: what becomes of it, in which words, and the rest of the batch unharmed."""

# ruff: noqa: E501  the sentences stand here as they are said

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from tests.conftest import Forms
from tests.effort import first
from tests.promises.odd_files import ODD
from toolkit import Workspace
from toolkit.base.opc import parts_of

D28 = date(2021, 1, 28)
PAPER = (
    "如果是佐证材料，请和填报表放在同一个文件夹、压缩包或邮件里，"
    "或者在文件名里写明单位和事项编号（如“某某单位三（一）1实施方案.pdf”）。"
)
# What is said of the files that are set aside, and of which.
ASIDE: Mapping[str, str] = {
    "文件是空的（0 字节），可能没有传完。请让对方重新发送。": "nothing",
    "这是文本文件，不是 Excel 表。请用发下去的原表填报。": "one_byte two_letters text_utf16 text_named_xlsx ndjson zip_of_text",
    "这是文本表格（.csv），格式和下拉框都不在了，读不了。请在发下去的原表里填写，保存为 .xlsx 后再报送。": "csv_gbk csv_of_a_form csv_named_xlsx table_of_tabs",
    "认不出这是什么文件。请用发下去的 Excel 表填报，保存为 .xlsx 后再报送。": "zeros program shortcut_content garbage_in_front",
    "这是旧版 Excel 97-2003（.xls）或 WPS（.et）的文件，读不出来，可能设了密码或者已损坏。请用 Excel 或 WPS 打开，“另存为”.xlsx 后再报送。": "old_xls old_xls_named_xlsx wps_et xls_of_noise",
    "文件设了打开密码，读不了。请取消密码后重新保存再报送。": "password",
    "这是 Word 或演示文档，不是填报表。请用发下去的 Excel 表填报；佐证材料请另外保存。"
    + PAPER: "word_of_old docx docx_named_xlsx pptx",
    "这是二进制工作簿（.xlsb）。请用 Excel 或 WPS 打开，“另存为”.xlsx 后再报送。": "xlsb",
    "这是 ODS 表格，读不出来，可能已损坏。请用 Excel 或 WPS 打开，“另存为”.xlsx 后再报送。": "ods ods_without_its_end ods_in_an_unknown_encoding",
    "这是 PDF 或 OFD 文件，不能读取填报内容。请报送填好的 Excel 表；扫描件作为佐证另外保存。"
    + PAPER: "ofd pdf pdf_named_xlsx zip_of_six_large_ones",
    "这是图片，不能读取填报内容。请报送填好的 Excel 表；照片作为佐证另外保存。"
    + PAPER: "jpeg heic png_named_xlsx tiff",
    "这是 RAR、7z 等压缩包，打不开。请解压后放入，或者改用 .zip 压缩。": "rar seven_zip gzip bzip",
    "这个文件的内容是网页，不是真正的 Excel 表。请用 Excel 或 WPS 打开，“另存为”.xlsx 后再报送。": "html_named_xls xml_of_2003",
    "这是 winmail.dat：对方的 Outlook 把附件包在里面，取不出来。请让对方把邮件格式改成“纯文本”后重发。": "winmail",
    "邮件里没有附件。请核对对方是否忘了附上填报表。": "mail_without_attachment mail_of_headers_only",
    "打不开，可能已经损坏。请让对方重新发送。": "outlook_without_anything",
    "压缩包里没有文件。请核对对方是否忘了放入填报表。": "zip_of_nothing zip_of_folders zip_of_mac_leftovers",
    "里面的文件太多或太大，没有全部打开。请分成几个压缩包重新报送。": "zip_of_too_many",
    "文件超过 20 MB，没有读取。请精简后重新报送。": "zip_bomb",
    "压缩包或邮件套得太深，没有打开。请解开后放入 inbox。": "zip_nine_deep",
    "压缩包设了密码，打不开。请去掉密码后重新报送。": "zip_with_a_password",
    "压缩包用了少见的压缩方式，打不开。请用普通的 .zip 方式重新压缩后报送。": "zip_packed_with_bzip2",
    "文件不完整，可能没有传完或已损坏。请让对方重新保存后再发。": (
        "zip_cut_off cut_at_1_percent cut_at_10_percent cut_at_50_percent cut_at_90_percent cut_at_99_percent "
        "cut_by_one_byte zeros_in_the_middle every_1000th_byte_flipped line_ends_changed_by_ftp packed_with_lzma "
        "long_comment wrong_checksum row_of_billions sheet_cut"
    ),
    "文件展开后过大，不是正常的填报表。请用发下去的原表填报。": "with_a_bomb a_million_cells a_million_empty_cells",
    "文件里有 3011 个部件，不是正常的填报表。请用发下去的原表填报。": "with_3000_parts",
    "文件的内部结构不正常，没有读取。请用发下去的原表填报。": "with_a_part_that_leads_outside with_a_part_twice two_workbooks_in_one",
    "文件里有不该有的声明，没有读取。请用发下去的原表填报。": "with_a_document_type with_billion_laughs",
    "没有找到表号，这不是发下去的填报表，或者表头被删掉了。请用发下去的原表填报。": "without_book book_is_another_ones",
    "文件打不开，可能已经损坏。请让对方用 Excel 或 WPS 打开后重新保存为 .xlsx 再发。": "without_relations without_sheet empty_sheet_part sheet_is_no_xml string_index_out_of_range",
    "文件内部用了少见的编码，没有读取。请用 Excel 或 WPS 打开，“另存为”.xlsx 后再报送。": "sheet_in_utf16",
    "表里用到了第 1048576 行、第 16384 列，远远超出填报表的范围，可能是误把内容填到了表外。请删去表外的行和列，或者用发下去的原表重新填报。": "far_cell",
    "表里用到了第 1000000 行、第 23 列，远远超出填报表的范围，可能是误把内容填到了表外。请删去表外的行和列，或者用发下去的原表重新填报。": "far_row",
    "表里用到了第 99 行、第 12850896 列，远远超出填报表的范围，可能是误把内容填到了表外。请删去表外的行和列，或者用发下去的原表重新填报。": "column_of_six_letters",
    "文件里有 100003 个工作表，不是正常的填报表。请用发下去的原表填报。": "sheet_listed_100000_times",
    "文件内容太多，读的时候内存不够用，不是正常的填报表。请用发下去的原表重新填报。": (
        "large_sheet_listed_90_times a_text_shared_by_all_cells a_text_of_excels_length_shared_by_all_cells "
        "sixty_megabytes_of_empty_cells ods_of_billions ods_of_a_hundred_million"
    ),
    "文件有 44 MB，超过 20 MB。请删去图片等附件内容后重新保存再报送。": "mail_of_sixty_megabytes",
}
TAKEN = (
    "zip_in_zip garbage_behind twice_in_a_row named_xls named_txt named_zip no_suffix long_name name_of_emoji "
    "name_that_turns name_with_blanks name_like_a_formula stored_not_packed parts_in_another_order "
    "backslashes_in_names with_macros with_an_embedded_program with_an_external_link with_custom_data "
    "with_a_photograph without_types without_styles sheet_with_a_mark ten_thousand_deep "
    "cells_that_are_errors merged_over_everything hidden_sheet saved_read_only a_million_deep "
    "with_ten_photographs half_a_million_styles a_hundred_thousand_names saved_as_ods saved_as_ods_named_xlsx "
    "cells_without_places with_a_label_in_utf16 ods_with_an_error"
)
# What is taken, and what is said of the other file that came with it.
BESIDE = {
    "zip_that_leads_outside": "这是文本文件，不是 Excel 表。请用发下去的原表填报。",
    "zip_with_one_spoilt_member": "这个文件在压缩包里是坏的，取不出来。请让对方重新发送。",
}
# What is taken or sent back with findings.
FOUND = {
    "dates_from_1904": (False, "date.future"),
    "sheet_listed_90_times": (True, ""),
    "a_text_of_a_million": (True, "form.stray"),
    "nan_and_infinity": (True, "form.stray"),
}
# What takes half a second and more; the smaller ones of the same kinds are always tried.
LARGE = {
    "zip_of_six_large_ones", "sixty_megabytes_of_empty_cells", "mail_of_sixty_megabytes", "with_ten_photographs",
    "a_text_of_excels_length_shared_by_all_cells", "a_text_shared_by_all_cells", "a_million_deep",
    "sheet_listed_90_times", "sheet_listed_100000_times",
}  # fmt: skip
SMALL = [
    name
    for name in (
        *(name for names in ASIDE.values() for name in names.split()[:3]), *TAKEN.split()[::2], *BESIDE, *FOUND,
    )
    if name not in LARGE
]  # fmt: skip
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
    listed = [name for names in (*ASIDE.values(), TAKEN) for name in names.split()] + [*BESIDE, *FOUND]
    assert sorted(listed) == sorted(ODD)
    assert len(ODD) >= 120


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", first(len(SMALL), [*SMALL, *(name for name in ODD if name not in SMALL)]))
def test_what_becomes_of_it(name: str, parts: dict[str, bytes], workspace: Workspace) -> None:
    file, data = ODD[name](parts)
    (workspace.inbox / file).write_bytes(data)
    result = workspace.collect(as_of=D28)
    sentences = {one.reason for one in result.set_aside}
    expected = next((sentence for sentence, names in ASIDE.items() if name in names.split()), None)
    if expected is not None:
        assert (result.taken, sentences) == ((), {expected})
        assert "请" in expected
    else:
        (taken,) = result.taken
        found = (taken.accepted, ",".join({finding.code for finding in taken.findings}))
        assert found == FOUND.get(name, (True, ""))
        assert sentences == ({BESIDE[name]} if name in BESIDE else set())
    assert result.left == ()
    assert not [p for p in workspace.inbox.rglob("*") if p.is_file() and "未识别" not in p.parts]
    assert workspace.collect(as_of=D28).taken == ()


@pytest.mark.parametrize("name", SYSTEM)
def test_what_systems_leave_about_is_left_alone(name: str, workspace: Workspace) -> None:
    (workspace.inbox / name).write_bytes(b"x")
    result = workspace.collect(as_of=D28)
    assert (result.taken, result.set_aside, result.left) == ((), (), ()) and (workspace.inbox / name).exists()


@pytest.mark.exhaustive
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
