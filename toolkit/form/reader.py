"""A form back: what came in, whose it is, and where each answer stands.

Knows: the markers of `toolkit.form.layout`, the seal, the plan. Must not know: folders, the ledger, what a good
answer is. Answers are found by the field ids that each row and block carries, so inserted rows, moved blocks and
renamed sheets do no harm; where the ids are gone the printed labels are matched, and the findings say so. Never by
fixed addresses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from itertools import chain

from toolkit.base.findings import Finding, Severity
from toolkit.base.visible import visible
from toolkit.catalogue import SAME, Block, Catalogue
from toolkit.form.book import Book, Texts
from toolkit.form.layout import ANSWER_COLUMNS, CAPTIONS, GUIDE_SHEET, address, indicator_label, marks_column, marks_row
from toolkit.form.locked import changed, plain
from toolkit.form.seal import Identity, PrintedNumber, find_number, holds, number_holds
from toolkit.plan.model import Plan, Unit

_BLOCKS = frozenset(block.value for block in Block)


@dataclass(frozen=True, slots=True)
class Identified:
    """Whose form it is; ``sheet`` holds the printed number; ``findings`` say what was odd about it."""

    identity: Identity
    sheet: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Unidentified:
    """Why no form could be recognised, as a Chinese sentence that says what to do."""

    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What stood in one answer cell, as calamine read it ("" or None for an empty one)."""

    field_id: str
    sheet: str
    cell: str
    raw: object

    @property
    def text(self) -> str:
        """The raw value as a person would read it: 58 rather than 58.0, dates as 2021-01-31."""
        if self.raw is None:
            return ""
        if isinstance(self.raw, float) and self.raw.is_integer() and abs(self.raw) < 1e15:
            return str(int(self.raw))
        if isinstance(self.raw, datetime) and self.raw.time() == time.min:
            return self.raw.date().isoformat()
        return visible(str(self.raw))

    @property
    def blank(self) -> bool:
        """Whether the cell holds nothing but spaces."""
        return self.raw is None or self.raw == "" or not self.text.strip()


@dataclass(frozen=True)
class Answers:
    """All answers found, by field id, and what was wrong with the form itself."""

    found: Mapping[str, Answer]
    findings: tuple[Finding, ...] = field(default=())


def identify(book: Book, plan: Plan, *keys: bytes) -> Identified | Unidentified:
    """Find out whose form a workbook is, by the sealed identity sheet and by the printed number.

    Both must agree where both are there; neither is believed without its proof under one of ``keys``.
    """
    printed = list(_printed_numbers(book))
    sealed = _sealed(book, plan, keys)
    if isinstance(sealed, Unidentified):
        return sealed
    if sealed is not None:
        others = [n for _, n in printed if not _same(n, sealed, plan)]
        if others:
            return Unidentified(
                "表上印的表号和表里的身份信息不是同一份表，可能是把两份表的内容拼在了一起。请用发下去的原表重新填报。"
            )
        sheet = printed[0][0] if printed else next(iter(book.sheets), "")
        return _owed(Identified(sealed, sheet, tuple(changed(book, sheet, sealed.locked))), plan, book)
    proven = [(sheet, n) for sheet, n in printed if any(number_holds(n, plan.id, key) for key in keys)]
    if not proven:
        if printed:
            return Unidentified("表号和校验码对不上，可能是手工改过或者抄错了。请用发下去的原表重新填报。")
        return Unidentified("没有找到表号，这不是发下去的填报表，或者表头被删掉了。请用发下去的原表填报。")
    if len({number for _, number in proven}) > 1:
        return Unidentified("一个工作簿里有几份不同的填报表。请每份表单独保存成一个文件再报送。")
    sheet, number = proven[0]
    unit = next((u for u in plan.units if number.unit_code in (u.code, u.id)), None)
    if unit is None:
        return Unidentified(f"表号里的单位代码 {number.unit_code} 不在本方案的单位名单里。请核对是否发错了地方。")
    note = Finding(
        code="identity.by_number",
        severity=Severity.INFO,
        sheet=sheet,
        message="表里隐藏的身份页不见了，是按表号认出来的。",
        remedy="下次请直接在发下去的原表上填写，不要把内容复制到新工作簿。",
    )
    identity = Identity(plan.id, number.item_id, unit.id, number.period_id, number.version, "")
    return _owed(Identified(identity, sheet, (note,)), plan, book)


def _sealed(book: Book, plan: Plan, keys: Sequence[bytes]) -> Identity | Unidentified | None:
    """The identity of the hidden sheet; None when there is no such sheet."""
    entries = book.identity
    if not entries:
        return None
    names = ("plan", "item", "unit", "period", "version", "digest", "seal")
    if any(name not in entries for name in names) or not entries["version"].isascii():
        return Unidentified("表里的身份信息不完整。请用发下去的原表重新填报。")
    try:
        version = int(entries["version"])
    except ValueError:
        return Unidentified("表里的身份信息被改动过。请用发下去的原表重新填报。")
    identity = Identity(
        entries["plan"],
        entries["item"],
        entries["unit"],
        entries["period"],
        version,
        entries["digest"],
        entries.get("locked", ""),
    )
    if not any(holds(identity, entries["seal"], key) for key in keys):
        if identity.plan_id != plan.id:
            return Unidentified("这是另一个整改方案的填报表。请核对是否放错了地方。")
        return Unidentified("表里的身份信息被改动过，或者不是本工作区发出的表。请用发下去的原表重新填报。")
    return identity


def _owed(identified: Identified, plan: Plan, book: Book) -> Identified | Unidentified:
    identity = identified.identity
    if identity.plan_id != plan.id:
        return Unidentified("这是另一个整改方案的填报表。请核对是否放错了地方。")
    if identity.period_id not in plan.period:
        return Unidentified(f"方案里没有 {identity.period_id} 这个报送期。请核对“报送期”工作表。")
    item = plan.item.get(identity.item_id)
    if item is None or identity.unit_id not in plan.owing[item.id]:
        return Unidentified(f"按现在的方案，事项 {identity.item_id} 不由这个单位填报。请核对方案的“事项”工作表。")
    own = plan.unit[identity.unit_id]
    written = _written_unit(book, identified.sheet, plan, own)
    if written is not None and written is not own:
        return Unidentified(
            f"这份表是发给{own.area}的，“填报单位”却改成了{written.area}。请{written.area}用发给自己的表重新填报。"
        )
    return identified


def _written_unit(book: Book, sheet: str, plan: Plan, own: Unit) -> Unit | None:
    """The unit that stands beside 填报单位 on the page, if it is one of the plan's; most likely it is ``own``."""
    for row in book.sheets.get(sheet, ()):
        texts = [plain(str(value)) for value in row if value not in (None, "")]
        if "填报单位" in texts:
            beside = texts[texts.index("填报单位") + 1 :][:1]
            if beside and beside[0] in (plain(own.name), plain(own.area)):
                return own
            names = {plain(name): u for u in plan.units for name in (u.name, u.area)}
            return next((names[text] for text in beside if text in names), None)
    return None


def _same(number: PrintedNumber, identity: Identity, plan: Plan) -> bool:
    unit = plan.unit.get(identity.unit_id)
    codes = (unit.code, unit.id) if unit else (identity.unit_id,)
    return (number.item_id, number.period_id, number.version) == (
        identity.item_id,
        identity.period_id,
        identity.version,
    ) and number.unit_code in codes


def _printed_numbers(book: Book) -> Iterator[tuple[str, PrintedNumber]]:
    for sheet, rows in book.texts.items():
        for _, value in chain.from_iterable(rows.values()):
            if "表号" in value and (number := find_number(value)):
                yield sheet, number


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
                findings.append(_not_found(f.id, f.label))
            continue
        filled = [answer for answer in answers if not answer.blank]
        found[f.id] = (filled or answers)[0]
        if len(filled) > 1 and len({answer.text.strip() for answer in filled}) > 1:
            findings.append(_twice(f.id, f.label, filled))
    return Answers(found, (*findings, *_strays(book, {answer.sheet for answer in found.values()})))


def _may_lack(catalogue: Catalogue, field_id: str) -> bool:
    """Whether a form may be without a cell: the tick stands only where there is a figure of the period before."""
    return catalogue.field[field_id].column == SAME


def _by_ids(book: Book, catalogue: Catalogue) -> Iterator[Answer]:
    """Answers by row marker and the column ids of the row's own block, wherever both have gone."""
    heads: dict[str, dict[int, str]] = {}
    rows: list[tuple[str, str, str, int]] = []
    for sheet, texts_of in book.texts.items():
        for number, texts in texts_of.items():
            mark = next(iter(_marks(texts)), "")
            if mark[:1] == "#" and mark[1:] in _BLOCKS:
                ids = {i: v[1:] for i, v in texts if marks_column(v)}
                heads.setdefault(f"{sheet}\n{mark[1:]}", ids)
                heads.setdefault(mark[1:], ids)
            elif mark[:1] == "@" and "." in mark:
                block, _, name = mark[1:].partition(".")
                rows.append((sheet, block, name, number))
    for sheet, block, name, number in rows:
        row = book.sheets[sheet][number - 1]
        columns = heads.get(f"{sheet}\n{block}") or heads.get(block) or {}
        for index, column in columns.items():
            field_id = name if column == "value" else f"{name}_{column}"
            if field_id in catalogue.field and catalogue.field[field_id].block == block:
                yield Answer(field_id, sheet, address(number, index), row[index] if index < len(row) else None)


def _strays(book: Book, used: set[str]) -> Iterator[Finding]:
    """What was written where the form asks nothing: in added rows of a block, and on added sheets."""
    captions = {plain(text) for block in Block for text in CAPTIONS[block].values()}
    for sheet, grid in book.sheets.items():
        columns: list[int] = []
        for number, row in enumerate(grid, start=1):
            texts = book.texts[sheet].get(number, ())
            marks = _marks(texts)
            if any(mark[1:] in _BLOCKS for mark in marks if mark[0] == "#"):
                columns = [i for i, v in texts if marks_column(v)]
            elif not marks:
                for index in columns:
                    answer = Answer("", sheet, address(number, index), row[index] if index < len(row) else None)
                    if not answer.blank and plain(text := answer.text.strip()) not in captions:
                        yield _stray(sheet, answer.cell, text)
        if sheet not in used and sheet != GUIDE_SHEET and any(v not in (None, "") for v in chain.from_iterable(grid)):
            yield _added_sheet(sheet)


def _marks(texts: Texts) -> list[str]:
    """What marks a row: the ids that begin it."""
    return [text for index, text in texts if index < 12 and marks_row(text)]


def _by_labels(book: Book, catalogue: Catalogue, block: Block) -> Iterator[Answer]:
    """Answers by the printed captions over the columns and the printed labels of the rows."""
    captions = {plain(caption) for caption in CAPTIONS[block].values()}
    wanted = {plain(CAPTIONS[block][letter]): column for column, letter in ANSWER_COLUMNS[block].items()}
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
            for index, column in columns.items():
                field_id = name if column == "value" else f"{name}_{column}"
                if field_id in catalogue.field:
                    yield Answer(field_id, sheet, address(number, index), row[index])


def _row_labels(catalogue: Catalogue, block: Block) -> dict[str, str]:
    if block is Block.MEASURES:
        return {plain(m.marker + m.text): f"m{m.no}" for m in catalogue.item.measures}
    fields = [f for f in catalogue.block(block) if f.column == "value"]
    if block is Block.INDICATORS:
        return {plain(name): f.row for f in fields for name in (f.caption, indicator_label(f))}
    return {plain(f.caption): f.row for f in fields}


def _stray(sheet: str, cell: str, text: str) -> Finding:
    return Finding(
        code="form.stray",
        severity=Severity.WARNING,
        sheet=sheet,
        cell=cell,
        found=text,
        message=f"这一格在增加的行里，填的“{text[:40]}”没有读取。",
        remedy="请把内容写到原有的格里；一格写不下可以换行写。",
    )


def _added_sheet(sheet: str) -> Finding:
    return Finding(
        code="form.added_sheet",
        severity=Severity.INFO,
        sheet=sheet,
        message=f"工作表“{sheet}”是另外增加的，没有读取。",
        remedy="需要报送的内容请写在填报表里，其他材料请作为附件另发。",
    )


def _matched_by_labels(sheet: str, catalogue: Catalogue, block: Block) -> Finding:
    return Finding(
        code="form.by_labels",
        severity=Severity.INFO,
        sheet=sheet,
        message="表里隐藏的定位信息不见了，是按栏目名称对上的。",
        remedy="下次请直接在发下去的原表上填写，不要删除隐藏的行和列。",
        field=catalogue.block(block)[0].id,
    )


def _not_found(field_id: str, label: str) -> Finding:
    return Finding(
        code="form.row_missing",
        severity=Severity.ERROR,
        field=field_id,
        message=f"表里找不到“{label}”这一格，可能是所在的行或列被删掉了。",
        remedy="请用发下去的原表重新填报，不要删除行和列。",
    )


def _twice(field_id: str, label: str, answers: list[Answer]) -> Finding:
    places = "、".join(f"{a.cell}（{a.text}）" for a in answers)
    return Finding(
        code="form.row_twice",
        severity=Severity.ERROR,
        sheet=answers[1].sheet,
        cell=answers[1].cell,
        field=field_id,
        found=answers[1].text,
        message=f"“{label}”在表里出现了不止一次，填的内容不一样：{places}。",
        remedy="请只保留正确的一处，删去多出来的行。",
    )
