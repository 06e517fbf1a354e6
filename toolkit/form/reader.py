"""A form back: where each of its answers stands.

Knows: the markers of `toolkit.form.layout`. Must not know: whose it is, folders, the ledger, what a good answer is.
Answers are found by the field ids that each row and block carries, so inserted rows, moved blocks and renamed sheets do
no harm; where the ids are gone the printed labels are matched, and the findings say so. Never by fixed addresses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from toolkit.base.codes import Code, finding
from toolkit.base.findings import Finding
from toolkit.base.texts import plain
from toolkit.catalogue import Catalogue
from toolkit.form.answers import Answer, shared
from toolkit.form.book import Book
from toolkit.form.duties import measure_label
from toolkit.form.grid import ANSWER_COLUMNS, BENEATH, address, headings, marks_column
from toolkit.form.layout import indicator_label
from toolkit.form.pasted import Pasted, pasted, told
from toolkit.form.unread import unread
from toolkit.kinds.field import SAME, SAME_ALL, Block

_BLOCKS = frozenset(block.value for block in Block)
_MARKED = 12  # columns, in which a row's marker stands


@dataclass(frozen=True)
class Answers:
    """All answers found, by field id, what was wrong with the form itself, and the pictures that stand on it."""

    found: Mapping[str, Answer]
    findings: tuple[Finding, ...] = field(default=())
    pictures: tuple[Pasted, ...] = ()


def locate(book: Book, catalogue: Catalogue) -> Answers:
    """Find every answer of a form: by ids, then by printed labels; what is not there is a finding."""
    candidates: dict[str, list[Answer]] = {}
    for answer in _by_ids(book, catalogue):
        candidates.setdefault(answer.field_id, []).append(answer)
    findings: list[Finding] = []
    for block in catalogue.blocks:
        ids = [f.id for f in catalogue.block(block)]
        missing = [field_id for field_id in ids if field_id not in candidates and not _may_lack(catalogue, field_id)]
        if not missing:
            continue
        by_labels = [a for a in _by_labels(book, catalogue, block) if a.field_id in missing]
        for answer in by_labels:
            candidates.setdefault(answer.field_id, []).append(answer)
        if by_labels:
            findings.append(_matched_by_labels(by_labels[0].sheet, catalogue, block))
    found: dict[str, Answer] = {}
    for f in catalogue.fields:
        answers = candidates.get(f.id, [])
        if not answers:
            if not _may_lack(catalogue, f.id):
                findings.append(finding(Code.FORM_ROW_MISSING, field_id=f.id, label=f.label))
            continue
        filled = [answer for answer in answers if not answer.blank]
        found[f.id] = (filled or answers)[0]
        if len(filled) > 1 and len({answer.text.strip() for answer in filled}) > 1:
            findings.append(_twice(f.id, f.label, filled))
    findings += shared(found, book, catalogue)
    findings += unread(book, catalogue, {answer.sheet for answer in found.values()})
    pictures = pasted(book, catalogue, found)
    return Answers(found, (*findings, *told(pictures)), pictures)


def _may_lack(catalogue: Catalogue, field_id: str) -> bool:
    """Whether a form may be without a cell.

    The ticks stand only where something is known of the period before; forms from before it was asked for have no 说明.
    """
    field = catalogue.field[field_id]
    return field.column in (SAME, *BENEATH.get(field.block, {})) or field_id == SAME_ALL


def _by_ids(book: Book, catalogue: Catalogue) -> Iterator[Answer]:
    """Answers by row marker and the column ids of the row's own block, wherever both have gone."""
    heads: dict[str, dict[int, str]] = {}
    rows: list[tuple[str, str, str, int]] = []
    for sheet, marks_of in book.marks.items():
        for number, marks in marks_of.items():
            mark = next((text for index, text in marks if index < _MARKED), "")
            if mark[:1] == "#" and mark[1:] in _BLOCKS:
                ids = {i: v[1:] for i, v in book.texts[sheet][number] if marks_column(v)}
                heads.setdefault(f"{sheet}\n{mark[1:]}", ids)
                heads.setdefault(mark[1:], ids)
            elif mark[:1] == "@" and "." in mark:
                block, _, name = mark[1:].partition(".")
                rows.append((sheet, block, name, number))
    for sheet, block, name, number in rows:
        row = book.sheets[sheet][number - 1]
        columns = heads.get(f"{sheet}\n{block}") or heads.get(block) or {}
        for field_id, index in _in_row(block, name, columns):
            if field_id in catalogue.field and catalogue.field[field_id].block == block:
                yield Answer(field_id, sheet, address(number, index), row[index] if index < len(row) else None)


def _in_row(block: str, name: str, columns: Mapping[int, str]) -> Iterator[tuple[str, int]]:
    """The answers of a row, with the index of the column where each stands; ``name`` is what its marker names."""
    row, _, beneath = name.partition(".")
    under = BENEATH.get(Block(block), {}).get(beneath, "")
    for index, column in columns.items():
        if not beneath:
            yield (row if column == "value" else f"{row}_{column}"), index
        elif column == under:
            yield f"{row}_{beneath}", index


def _by_labels(book: Book, catalogue: Catalogue, block: Block) -> Iterator[Answer]:
    """Answers by the printed captions over the columns and the printed labels of the rows."""
    over = {letter: [plain(text) for text in texts] for letter, texts in headings(block).items()}
    captions = {text for texts in over.values() for text in texts}
    wanted = {text: column for column, letter in ANSWER_COLUMNS[block].items() for text in over[letter]}
    labels = _row_labels(catalogue, block)
    for sheet, grid in book.sheets.items():
        columns: dict[int, str] = {}
        for number, row in enumerate(grid, start=1):
            texts = [plain(str(value)) if value else "" for value in row]
            if len(captions.intersection(texts)) >= min(3, len(captions)):
                columns = {i: wanted[text] for i, text in enumerate(texts) if text in wanted}
                continue
            name = next((labels[text] for text in texts if text in labels), None)
            if name is None or not columns:
                continue
            for field_id, index in _in_row(block, name, columns):
                if field_id in catalogue.field:
                    yield Answer(field_id, sheet, address(number, index), row[index] if index < len(row) else None)


def _row_labels(catalogue: Catalogue, block: Block) -> dict[str, str]:
    if block is Block.MEASURES:
        notes = {plain(f.label): f"{f.row}.{f.column}" for f in catalogue.block(block) if f.column in BENEATH[block]}
        return notes | {plain(measure_label(m)): f"m{m.no}" for m in catalogue.item.measures}
    fields = [f for f in catalogue.block(block) if f.column == "value"]
    if block is Block.INDICATORS:
        return {plain(name): f.row for f in fields for name in (f.caption, indicator_label(f))}
    return {plain(f.caption): f.row for f in fields}


def _matched_by_labels(sheet: str, catalogue: Catalogue, block: Block) -> Finding:
    return finding(Code.FORM_BY_LABELS, sheet, field_id=catalogue.block(block)[0].id)


def _twice(field_id: str, label: str, answers: list[Answer]) -> Finding:
    places = "、".join(f"{a.cell}（{a.text}）" for a in answers)
    other = answers[1]
    return finding(Code.FORM_ROW_TWICE, other.sheet, other.cell, field_id, other.text, label=label, places=places)
