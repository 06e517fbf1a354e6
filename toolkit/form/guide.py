"""The 填报说明 sheet of a form: how each cell is to be filled, written from the catalogue.

Knows: the catalogue, the base's sample rows. Must not know: identities, answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy

from openpyxl import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from toolkit.base.excel_limits import cell_text
from toolkit.catalogue import Catalogue
from toolkit.form.base import GUIDE_MERGES, LETTERS, SAMPLES_SHEET
from toolkit.form.duties import block_title, guide_lines
from toolkit.form.grid import FIRST, GUIDE_SHEET, LAST, Given
from toolkit.form.heights import height_of, lines_in, pieces
from toolkit.form.page_breaks import capacity
from toolkit.form.styles import join
from toolkit.kinds.field import SAME, SAME_ALL, Block, Field, requirement
from toolkit.kinds.registry import kind_of

_A4, _A4_LONG, _A4_SHORT = 9, 841.9, 595.3  # its number, points
GUIDE_WIDTHS = {"B": 5.0, "C": 24.0, "D": 12.0, "E": 12.0, "F": 12.0, "G": 24.0, "H": 17.0}
GUIDE_HEAD = {"B": "序号", "C": "栏目", "D": "是否必填", "E": "可填内容", "G": "怎么填"}
GENERAL = (
    "只填浅黄色的格，灰色的格已经填好、不能改动。不要增删行列，不要改表名；行高不够可以自己拉高。",
    "没有的数字填 0，不要空着；空着表示没有报。数字只填数，不带单位、不写“约”。",
    "有上期值的指标：没有变化的在“同上期”选“√”，有变化的直接改“本期值”。上期已填的人员、措施进展会带过来，请改成本期的情况。",
    "大部分和上期一样的，改好有变化的几处，在表末“其余与上期相同”选一次“√”，其余的不用再选。",
    "有提醒（！）的，核对无误后在“说明”栏写明原因即可报送；有错误（✗）的要改正后再报。",
    "用 Excel、WPS 或 LibreOffice 填写都可以，保存为 .xlsx 后原样发回。",
)


def write_guide(workbook: Workbook, samples_rows: Mapping[str, int], catalogue: Catalogue) -> None:
    """Add the 填报说明 sheet to a form's workbook, in the look of the base's guide rows."""
    samples = workbook[SAMPLES_SHEET]
    sheet = workbook.create_sheet(GUIDE_SHEET, 1)
    assert isinstance(sheet, Worksheet) and isinstance(samples, Worksheet)
    for letter, width in GUIDE_WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["A"].width = 2
    rows: list[tuple[str, dict[str, str]]] = [("guide_title", {"B": GUIDE_SHEET})]
    rows += [("closing", {"B": f"{number}. {line}"}) for number, line in enumerate(GENERAL, start=1)]
    if shared := guide_lines(catalogue.item):
        rows.append(("heading", {"B": Given.DUTIES}))
        rows += [("closing", {"B": piece}) for line in shared for piece in pieces(line, sum(GUIDE_WIDTHS.values()))]
    for block in catalogue.blocks:
        rows.append(("heading", {"B": block_title(block, catalogue.item.kind)}))
        rows.append(("guide_head", GUIDE_HEAD))
        for number, (label, field) in enumerate(asked_in(catalogue, block), start=1):
            texts = {"B": str(number), **entry(field), "C": label}
            rows += [("guide_row", line) for line in entry_lines(texts, field.guidance)]
    for number, (kind, texts) in enumerate(rows, start=1):
        write_line(sheet, samples, number, samples_rows[kind], kind, texts)
    page_beside(sheet, samples, len(rows))


def asked_in(catalogue: Catalogue, block: Block) -> list[tuple[str, Field]]:
    """What a block asks, with what it is called; of a list its columns."""
    if block is Block.ROSTERS:
        return [(f"{one.name}：{field.label}", field) for one in catalogue.rosters for field in one.fields.values()]
    return [(field.label, field) for field in catalogue.block(block) if is_asked(field)]


def is_asked(field: Field) -> bool:
    """Whether a cell is listed: the ticks for what has not changed are told of among what holds for all cells."""
    return field.column != SAME and field.id != SAME_ALL


def entry_lines(texts: Mapping[str, str], guidance: str) -> list[dict[str, str]]:
    """The lines about one cell: what is long goes on in the next."""
    first, *more = pieces(guidance, GUIDE_WIDTHS["G"] + GUIDE_WIDTHS["H"])
    return [{**texts, "G": first}, *({"G": piece} for piece in more)]


def entry(field: Field) -> dict[str, str]:
    """What a line says of a cell, but for how it is filled in."""
    return {"C": field.label, "D": requirement(field), "E": kind_of(field).allowed(field)}


def write_line(
    sheet: Worksheet, samples: Worksheet, number: int, sample: int, kind: str, texts: Mapping[str, str]
) -> None:
    """One row of a page beside the form, in the look of the base's sample row of that kind."""
    for letter in LETTERS:
        cell, model = sheet[f"{letter}{number}"], samples[f"{letter}{sample}"]
        cell._style = copy(model._style)
        if letter in texts:
            cell.value = cell_text(texts[letter])
            cell.data_type = "s"
    sheet.row_dimensions[number].height = line_height(samples, sample, kind, texts)
    for first, last in line_merges(kind, texts):
        join(sheet, f"{first}{number}:{last}{number}")


def line_merges(kind: str, texts: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The columns that a line of a page beside the form joins; a text that stands alone has the whole line."""
    return GUIDE_MERGES.get(kind, ((FIRST, LAST),) if "B" in texts and len(texts) == 1 else ())


def line_height(samples: Worksheet, sample: int, kind: str, texts: Mapping[str, str], size_drawn: float = 0) -> int:
    """How high a line of a page beside the form must be, in points; ``size_drawn`` where it is not the sample's."""
    spans = dict(line_merges(kind, texts))
    needed = float(samples.row_dimensions[sample].height or 15)
    for letter, text in texts.items():
        width = sum(GUIDE_WIDTHS[chr(c)] for c in range(ord(letter), ord(spans.get(letter, letter)) + 1))
        size = size_drawn or float(samples[f"{letter}{sample}"].font.size or 11)
        needed = max(needed, height_of(lines_in(text, width, size), size))
    return round(needed)


def room_of(samples: Worksheet, widths: Mapping[str, float], *, landscape: bool) -> float:
    """How many points of rows a page shows; 0 where it is no A4, of which nobody knows."""
    if int(samples.page_setup.paperSize or 0) != _A4:
        return 0
    margins = samples.page_margins
    across, down = (_A4_LONG, _A4_SHORT) if landscape else (_A4_SHORT, _A4_LONG)
    return capacity(widths, across - (margins.left + margins.right) * 72, down - (margins.top + margins.bottom) * 72)


def page_beside(sheet: Worksheet, samples: Worksheet, last: int) -> None:
    """The page settings of a page beside the form; it is locked."""
    sheet.page_setup = copy(samples.page_setup)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = copy(samples.page_margins)
    sheet.print_options = copy(samples.print_options)
    sheet.HeaderFooter = copy(samples.HeaderFooter)
    sheet.sheet_view.showGridLines = False
    sheet.print_area = f"{FIRST}1:{LAST}{last}"
    sheet.protection.sheet = True
    sheet.protection.formatRows = sheet.protection.formatColumns = False
