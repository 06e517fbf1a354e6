"""Where everything stands on a form.

Knows: the catalogue and the form's grid. Must not know: styles, openpyxl, keys. A form is a list of rows; each row
has a kind (whose look comes from the base workbook), texts, and answer cells by column letter. Column A holds the
row markers, column I the number of open answers of the row and J that of wrong ones; from column M on stands what its
answers are read as (`toolkit.kinds.live`). All of these are hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from toolkit.base.captions import Column
from toolkit.base.texts import chinese_date
from toolkit.catalogue import PHONE, REPORTER, Catalogue
from toolkit.form.derived import DERIVED, derived_from, follows, formula
from toolkit.form.duties import block_title, duties, measure_label
from toolkit.form.grid import (
    ANSWER_COLUMNS,
    BENEATH,
    CAPTIONS,
    HEADED,
    LANDSCAPE,
    NOTICE,
    OPEN_ROSTER,
    Given,
    Kind,
    marker,
)
from toolkit.form.heights import pieces
from toolkit.form.prefill import NOTHING, Prefill
from toolkit.form.roster_formulas import state, titles
from toolkit.form.rows import Page, Row
from toolkit.kinds.field import NOTE, SAME, SAME_ALL, Block, Field
from toolkit.plan.model import Item, ItemKind, Period, Plan, Unit

_SIGNATURE_HEIGHTS = (104, 40, 24)  # points; as printed some 48 mm for a stamp of 40 to 45


def page(plan: Plan, catalogue: Catalogue, unit: Unit, period: Period, number: str, given: Prefill = NOTHING) -> Page:
    """Lay out the form of one item, unit and period; ``number`` is the printed form number."""
    item = catalogue.item
    rows = [
        Row(Kind.TITLE, {"B": f"{period.name}整改情况填报表"}),
        Row(Kind.NUMBER, {"B": f"表号：{number}"}),
        Row(Kind.NOTICE),
        *_whole(_context(plan, item, unit, period), LANDSCAPE),
    ]
    for index, block in enumerate(catalogue.blocks):
        title = f"{'一二三四五'[index]}、{block_title(block, item.kind)}"
        if block is Block.INDICATORS and given.prior:
            title += f"（上期值是{given.prior_name}报的；没有变化的在“同上期”选“√”，或者在表末选一次“其余与上期相同”）"
        rows.append(Row(Kind.HEADING, {"B": title}))
        rows += roster_rows(plan, catalogue) if block is Block.ROSTERS else _block(block, catalogue, given)
    rows += signature(rows, unit)
    rows.append(Row(Kind.CLOSING, {"B": how_to_send("页头的表号")}, signed=True))
    rows.append(Row(Kind.CLOSING, {"B": "每一格怎么填，见“填报说明”工作表。底色为浅黄的格需要填写，灰色的格不用填。"}))
    if given.derived and not given.again and follows(catalogue, given.answers):
        rows = _with_default(rows, catalogue)
    return Page(tuple(rows), LANDSCAPE, landscape=True)


def roster_rows(plan: Plan, catalogue: Catalogue) -> list[Row]:
    """The rows that say of each list where it stands and how far it is; each has a sheet of its own."""
    named = titles(plan)
    return [
        Row(
            Kind.PAIR,
            {"B": one.name, "D": OPEN_ROSTER, "F": "填报情况"},
            shows={"G": state(named[one.id], NOTICE)},
            marker=marker(Block.ROSTERS, one.id),
            roster=one,
            sheet=named[one.id],
        )
        for one in catalogue.rosters
    ]


def _with_default(rows: Sequence[Row], catalogue: Catalogue) -> list[Row]:
    """The rows with the formula of the answer that follows from others."""
    read_as = {name: cells[-1] for n, row in enumerate(rows, start=1) for name, cells in row.reading(n).items()}
    said = formula([read_as[field.id] for field in derived_from(catalogue)])
    return [
        replace(row, defaults={letter: said for letter, f in row.answers.items() if f.id == DERIVED})
        if any(f.id == DERIVED for f in row.answers.values())
        else row
        for row in rows
    ]


def signature(rows: Sequence[Row], unit: Unit) -> list[Row]:
    """The rows at the end of a page that is printed, signed and stamped; what was typed above stands in them too."""
    at = {f.id: f"{letter}{n}" for n, row in enumerate(rows, start=1) for letter, f in row.answers.items()}
    typed = {name: f'IF(LEN({at[name]})=0,"",{at[name]})' for name in (REPORTER, PHONE) if name in at}
    seal, leader, who = _SIGNATURE_HEIGHTS
    return [
        Row(Kind.PAIR, {"B": "填报单位（盖章）", "D": unit.name, "F": "主要领导\n（签字）"}, least=seal, signed=True),
        Row(Kind.PAIR, {"B": "审核人（签字）", "F": "报送日期：", "G": "年　　月　　日"}, least=leader, signed=True),
        Row(
            Kind.PAIR,
            {"B": "填报人：", "F": "联系电话："},
            shows={letter: typed[name] for letter, name in (("D", REPORTER), ("G", PHONE)) if name in typed},
            least=who,
            signed=True,
        ),
    ]


SEND_BACK = "签字、盖章后扫描或者拍照"
"""How the line begins that says what to do with the signed page."""


def how_to_send(number: str) -> str:
    """What to do with a page that is signed and stamped, under the signatures; ``number`` says which number."""
    return f"{SEND_BACK}，文件名写上{number}，和填好的表一起发回。"


def _context(plan: Plan, item: Item, unit: Unit, period: Period) -> list[Row]:
    unstated = "不适用（情况说明）" if item.kind is ItemKind.EXPLANATION else "文件未写明"
    limit = item.time_limit.as_written or unstated
    due = f"{period.name}（{chinese_date(period.due_date)}前报送）"
    section = item.part_name
    if item.section_title != item.title and (item.section or item.section_title):
        section += f" {item.section}{item.section_title}"
    rows = [
        Row(Kind.PAIR, {"B": Given.UNIT, "D": unit.name, "F": Column.LIMIT, "G": limit}),
        Row(Kind.PAIR, {"B": Given.PERIOD, "D": due, "F": "报送至", "G": plan.report_to}),
        Row(Kind.CONTEXT, {"B": Given.CITED, "D": f"{plan.cited}{section}"}),
        Row(Kind.CONTEXT, {"B": item.kind.value, "D": f"{item.code} {item.title}"}),
    ]
    if item.finding:
        rows.append(Row(Kind.CONTEXT, {"B": Given.FINDING, "D": item.finding}))
    if item.kind is ItemKind.EXPLANATION:
        rows.append(Row(Kind.CONTEXT, {"B": Given.EXPLAINED, "D": item.description}))
    rows += [Row(Kind.CONTEXT, {"B": caption, "D": text}) for caption, text in duties(plan, item, unit) if text]
    if item.units_proposed:
        office = plan.settings.words.office
        note = f"文件没有写明本事项由谁负责，填报单位由{office}建议；如不应由你单位填报，请与{office}联系。"
        rows.append(Row(Kind.CONTEXT, {"B": Given.NOTE, "D": note}))
    return rows


def _whole(rows: list[Row], widths: Mapping[str, float]) -> list[Row]:
    """The rows with every given text whole: one too long for the highest row goes on in the next."""
    width = sum(widths[letter] for letter in "DEFGH")
    found = []
    for row in rows:
        if row.kind is not Kind.CONTEXT:
            found.append(row)
            continue
        for number, piece in enumerate(pieces(row.texts["D"], width)):
            more = f"（续{number if number > 1 else ''}）" if number else ""
            found.append(Row(row.kind, {"B": row.texts["B"] + more, "D": piece}))
    return found


def _block(block: Block, catalogue: Catalogue, given: Prefill) -> list[Row]:
    columns = dict(ANSWER_COLUMNS[block])
    if block is Block.INDICATORS and not given.prior:
        del columns[SAME]
    ids = Row(Kind.IDS, marker=f"#{block}", ids={letter: column for column, letter in columns.items()})
    by_row: dict[str, list[Field]] = {}
    for f in catalogue.block(block):
        if f.column not in BENEATH.get(block, {}) and (
            f.row in given.prior if f.column == SAME else f.id != SAME_ALL or given.prior_name
        ):
            by_row.setdefault(f.row, []).append(f)
    answers = {row: {columns[f.column]: f for f in fields} for row, fields in by_row.items()}
    match block:
        case Block.MEASURES:
            head, rows = Kind.MEASURES_HEAD, _measure_rows(catalogue, answers)
        case Block.INDICATORS:
            head = Kind.INDICATORS_HEAD
            rows = _indicator_rows(catalogue, answers, given)
        case _:
            head = Kind.ANSWERS_HEAD
            rows = []
            for row, cells in answers.items():
                f = by_row[row][0]
                kind = Kind.LONG_ANSWER if f.lines > 1 else Kind.ANSWER
                star = " *" if f.required else ""
                given_texts = {"B": f.caption + star, "D": f.guidance}
                rows.append(Row(kind, given_texts, cells, marker=marker(block, row)))
    captions = {**CAPTIONS[block], **HEADED.get(block, {})}
    for f in next(iter(by_row.values())) if block in (Block.MEASURES, Block.INDICATORS) else ():
        if f.required:
            captions[columns[f.column]] += " *"
    wide = block is Block.INDICATORS and not given.prior
    if wide:
        del captions["D"], captions["E"]
    return [ids, Row(head, captions, wide=wide), *rows]


def _measure_rows(catalogue: Catalogue, answers: Mapping[str, Mapping[str, Field]]) -> list[Row]:
    """Two rows a measure: what is reported of it, and below it 说明 and 检查."""
    texts = {f"m{m.no}": {"B": str(m.no), "C": measure_label(m)} for m in catalogue.item.measures}
    notes = {f.row: f for f in catalogue.block(Block.MEASURES) if f.column == NOTE}
    letter = ANSWER_COLUMNS[Block.MEASURES][BENEATH[Block.MEASURES][NOTE]]
    rows = []
    for row, cells in answers.items():
        note = notes[row]
        below = {"B": note.label, "D": note.guidance}
        rows += [
            Row(Kind.MEASURE, texts[row], cells, marker=marker(Block.MEASURES, row)),
            Row(
                Kind.ANSWER, below, {letter: note}, marker=marker(Block.MEASURES, row, NOTE), checks=(*cells.values(),)
            ),
        ]
    return rows


def _indicator_rows(catalogue: Catalogue, answers: Mapping[str, Mapping[str, Field]], given: Prefill) -> list[Row]:
    rows = []
    wide = not given.prior
    for number, (row, cells) in enumerate(answers.items(), start=1):
        texts = {"B": str(number), "C": indicator_label(catalogue.field[row])}
        name = marker(Block.INDICATORS, row)
        rows.append(
            Row(
                Kind.INDICATOR,
                texts,
                cells,
                marker=name,
                prior=given.prior.get(row),
                wide=wide,
                answered=row in given.answered,
            )
        )
    for number, computed in enumerate(catalogue.computed, start=len(rows) + 1):
        indicator = computed.indicator
        label = indicator.name + (f"（{indicator.measured_in}）" if indicator.measured_in else "")
        texts = {"B": str(number), "C": label, "G": "自动计算，不用填。"}
        name = marker(Block.INDICATORS, indicator.id)
        rows.append(Row(Kind.INDICATOR, texts, computed=computed, marker=name, wide=wide))
    return rows


def indicator_label(value: Field) -> str:
    """An indicator as its row names it: with the unit that it is measured in."""
    return value.caption + (f"（{value.measured_in}）" if value.measured_in else "")
