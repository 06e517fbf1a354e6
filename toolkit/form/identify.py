"""Whose form a workbook is, by its seal and by its printed number.

Knows: the seal, the plan, where identities stand. Must not know: folders, the ledger, answers. Neither proof is
believed without the key, and both must agree where both are there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from toolkit.base.codes import Code, finding
from toolkit.base.findings import Finding
from toolkit.form.book import Book
from toolkit.form.locked import changed, plain
from toolkit.form.seal import Identity, PrintedNumber, find_number, holds, number_holds
from toolkit.plan.model import Plan, Unit


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
    note = finding(Code.IDENTITY_BY_NUMBER, sheet)
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
