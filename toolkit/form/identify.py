"""Whose forms are in a workbook, by the seal and the printed number of each sheet.

Knows: the seal, the plan, where identities stand. Must not know: folders, the ledger, answers. Every sheet stands for
itself: neither proof is believed without the key, and both must agree where both are there. Sheets of one form belong
together; what is no form of its own belongs to the only form of the workbook, or to none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from toolkit.base.codes import Code, finding
from toolkit.base.findings import Finding
from toolkit.base.plan_captions import PlanColumn
from toolkit.base.texts import plain
from toolkit.form.book import Book
from toolkit.form.identity_cells import identities_in
from toolkit.form.locked import changed
from toolkit.form.roster_seal import RosterIdentity, roster_on
from toolkit.form.seal import Identity, PrintedNumber, find_number, holds, number_holds
from toolkit.plan.everybody import everybody
from toolkit.plan.model import Plan, Unit
from toolkit.plan.succession import now_called

_MIXED = "表上印的表号和表里的身份信息不是同一份表，可能是把两份表的内容拼在了一起。请用发下去的原表重新填报。"
_SEVERAL = "一张工作表里有几份不同的填报表。请每份表各占一张工作表再报送。"
_CHANGED = "表里的身份信息被改动过，或者不是受理单位发下去的表。请用发下去的原表重新填报。"
_ELSEWHERE = "这是另一个整改方案的填报表。请核对是否放错了地方。"
_UNKNOWN = "没有找到表号，这不是发下去的填报表，或者表头被删掉了。请用发下去的原表填报。"
_ROSTER_ALONE = "这是一份填报表的明细，没有和填报表放在一起。请把明细和填报表放在同一个文件里重报。"
_ROSTER_CHANGED = "明细表里的身份信息被改动过，或者不是受理单位发下去的表。请用发下去的原表重新填报。"
_NAMES = ("plan", "item", "unit", "period", "version", "digest", "seal")


@dataclass(frozen=True, slots=True)
class Identified:
    """Whose form it is; ``sheet`` holds the printed number; ``findings`` say what was odd about it.

    ``book`` are the sheets of the workbook that are this form's, ``rosters`` those of its lists by list id, ``loose``
    those that nothing is said of.
    """

    identity: Identity
    sheet: str
    book: Book
    findings: tuple[Finding, ...] = ()
    rosters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    loose: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unidentified:
    """Why no form could be recognised, as a Chinese sentence that says what to do; ``sheet`` is where one seems to be.

    ``sheet`` is "" where no sheet of the workbook looks like a form.
    """

    reason: str
    sheet: str = ""


def identify(book: Book, plan: Plan, *keys: bytes) -> Sequence[Identified] | Sequence[Unidentified]:
    """Whose forms are in a workbook, in the order of its sheets; where there is none, why not.

    A form that is there in several versions is taken in its newest. What is refused beside forms is told with the
    first of them.
    """
    found: list[Identified | Unidentified]
    listed = _rosters(book, plan, keys)
    pages = [sheet for sheet in book.sheets if sheet not in listed]
    found = [one for sheet in pages if (one := _on_sheet(book, sheet, plan, keys)) is not None]
    if not found and book.identity:
        # A form from before sheets carried their own identity, without its printed number.
        found = [_proven(book, next(iter(book.sheets), ""), book.identity, plan, keys)]
    if not found:
        return [Unidentified(_ROSTER_ALONE, next(iter(listed))) if listed else Unidentified(_UNKNOWN)]
    good = [one for one in found if isinstance(one, Identified)]
    wrong = [one for one in found if isinstance(one, Unidentified)]
    forms: dict[tuple[str, str, str], list[Identified]] = {}
    for one in good:
        forms.setdefault((one.identity.item_id, one.identity.unit_id, one.identity.period_id), []).append(one)
    newest = {key: max(one.identity.version for one in of) for key, of in forms.items()}
    mine = {key: [one for one in of if one.identity.version == newest[key]] for key, of in forms.items()}
    seen = {one.sheet for one in found}
    others = [sheet for sheet in pages if sheet not in seen]
    strange = [sheet for sheet in others if _is_page(book, sheet, [one.sheet for one in good])]
    wrong += [Unidentified(_UNKNOWN, sheet) for sheet in strange]
    wrong += [Unidentified(_ROSTER_CHANGED, sheet) for sheet, whose in listed.items() if whose is None]
    loose = [sheet for sheet in others if sheet not in strange]
    taken: list[Identified] = []
    for key, of in mine.items():
        # What no form is named on is the only form's, and read as such; beside several it is told with the first.
        rosters, older = _of_form(listed, key)
        own = {*(one.sheet for one in of), *chain(*rosters.values())}
        its = {*own, *(loose if len(mine) == 1 else ())}
        whole = book.of(name for name in book.sheets if name in its)
        notes = [*(note for one in of for note in one.findings), *changed(whole, of[0].sheet, of[0].identity.locked)]
        notes += [finding(Code.FORM_OLDER_VERSION, one.sheet, sheet=one.sheet) for one in forms[key] if one not in of]
        notes += [finding(Code.FORM_OLDER_VERSION, sheet, sheet=sheet) for sheet in older]
        if beside := {unit for _, unit, _ in forms} - {key[1]}:
            named = "、".join(unit.area for unit in plan.units if unit.id in beside)
            notes.append(finding(Code.FORM_OTHER_UNITS, of[0].sheet, others=named))
        if len(mine) > 1 and not taken:
            said = [sheet for sheet in loose if any(v not in (None, "") for v in chain(*book.sheets[sheet]))]
            notes += [finding(Code.FORM_ADDED_SHEET, sheet, sheet=sheet) for sheet in said]
        if not taken:
            notes += [finding(Code.FORM_SHEET_REFUSED, o.sheet, sheet=o.sheet, reason=o.reason) for o in wrong]
            alone = [sheet for sheet, whose in listed.items() if whose is not None and _form_of(whose) not in mine]
            notes += [finding(Code.ROSTER_ALONE, sheet, sheet=sheet) for sheet in alone]
        rest = tuple(sheet for sheet in whole.sheets if sheet not in own)
        taken.append(replace(of[0], findings=tuple(notes), book=whole, rosters=rosters, loose=rest))
    return taken or wrong


def _rosters(book: Book, plan: Plan, keys: Sequence[bytes]) -> dict[str, RosterIdentity | None]:
    """The sheets that say they are lists of forms of this plan, and of which; None where they cannot be believed."""
    found: dict[str, RosterIdentity | None] = {}
    for sheet in book.sheets:
        whose = roster_on(book.seals[sheet], keys)
        if whose is not None:
            found[sheet] = whose if isinstance(whose, RosterIdentity) and whose.plan_id == plan.id else None
    return found


def _form_of(whose: RosterIdentity) -> tuple[str, str, str]:
    return whose.item_id, whose.unit_id, whose.period_id


def _of_form(
    listed: Mapping[str, RosterIdentity | None], key: tuple[str, str, str]
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The sheets of a form's lists in their newest version, by list id; and those of older versions."""
    mine = {sheet: whose for sheet, whose in listed.items() if whose is not None and _form_of(whose) == key}
    newest: dict[str, int] = {}
    for whose in mine.values():
        newest[whose.roster_id] = max(whose.version, newest.get(whose.roster_id, 0))
    found: dict[str, tuple[str, ...]] = {}
    for sheet, whose in mine.items():
        if whose.version == newest[whose.roster_id]:
            found[whose.roster_id] = (*found.get(whose.roster_id, ()), sheet)
    return found, [sheet for sheet, whose in mine.items() if whose.version < newest[whose.roster_id]]


def _on_sheet(book: Book, sheet: str, plan: Plan, keys: Sequence[bytes]) -> Identified | Unidentified | None:
    """Whose form a sheet is; None where nothing on it says that it is one."""
    sealed = identities_in(book.seals[sheet])
    texts = chain.from_iterable(book.texts[sheet].values())
    printed = [number for _, text in texts if "表号" in text and (number := find_number(text))]
    if len(sealed) > 1:
        return Unidentified(_SEVERAL, sheet)
    if sealed and (sealed[0] or not printed):  # of what is left of a seal nobody can say anything
        return _agreed(_proven(book, sheet, sealed[0], plan, keys), printed, plan)
    if not printed:
        return None
    if book.identity:
        older = _proven(book, sheet, book.identity, plan, keys)
        if isinstance(older, Unidentified) or len(book.sheets) == 1 or _same(printed[0], older.identity, plan):
            return _agreed(older, printed, plan)
    return _by_number(book, sheet, printed, plan, keys)


def _agreed(one: Identified | Unidentified, printed: Iterable[PrintedNumber], plan: Plan) -> Identified | Unidentified:
    """What is said of a sheet whose printed numbers may say otherwise than its seal."""
    if isinstance(one, Identified) and any(not _same(number, one.identity, plan) for number in printed):
        return Unidentified(_MIXED, one.sheet)
    return one


def _by_number(
    book: Book, sheet: str, printed: Sequence[PrintedNumber], plan: Plan, keys: Sequence[bytes]
) -> Identified | Unidentified:
    proven = [number for number in printed if any(number_holds(number, plan.id, key) for key in keys)]
    if not proven:
        return Unidentified("表号和校验码不符，可能是手工改过或者抄错了。请用发下去的原表重新填报。", sheet)
    if len(set(proven)) > 1:
        return Unidentified(_SEVERAL, sheet)
    number = proven[0]
    unit = next((u for u in everybody(plan) if number.unit_code in (u.code, u.id)), None)
    if unit is None:
        return Unidentified(
            f"表号里的单位代码 {number.unit_code} 不在本方案的单位名单里。请核对是否发错了地方。", sheet
        )
    note = finding(Code.IDENTITY_BY_NUMBER, sheet)
    identity = Identity(plan.id, number.item_id, unit.id, number.period_id, number.version, "")
    return _owed(Identified(identity, sheet, book, (note,)), plan, book)


def _proven(
    book: Book, sheet: str, entries: Mapping[str, str], plan: Plan, keys: Sequence[bytes]
) -> Identified | Unidentified:
    """The identity that some entries say, if their seal holds."""
    if any(name not in entries for name in _NAMES) or not entries["version"].isascii():
        return Unidentified("表里的身份信息不完整。请用发下去的原表重新填报。", sheet)
    try:
        version = int(entries["version"])
    except ValueError:
        return Unidentified("表里的身份信息被改动过。请用发下去的原表重新填报。", sheet)
    identity = Identity(
        entries["plan"],
        entries["item"],
        entries["unit"],
        entries["period"],
        version,
        entries["digest"],
        entries.get("locked", ""),
        entries.get("given", ""),
    )
    if not any(holds(identity, entries["seal"], key) for key in keys):
        return Unidentified(_ELSEWHERE if identity.plan_id != plan.id else _CHANGED, sheet)
    return _owed(Identified(identity, sheet, book), plan, book)


def _owed(identified: Identified, plan: Plan, book: Book) -> Identified | Unidentified:
    identity, sheet = identified.identity, identified.sheet
    if identity.plan_id != plan.id:
        return Unidentified(_ELSEWHERE, sheet)
    if identity.period_id not in plan.period:
        return Unidentified(
            f"整改方案里没有 {identity.period_id} 这个报送期。请用发下去的原表填报；受理单位请核对方案的“报送期”。",
            sheet,
        )
    item = plan.item.get(identity.item_id)
    unit_id = now_called(plan.former, identity.unit_id)
    if item is None:
        gone = f"事项 {identity.item_id} 已经从整改方案里撤销，不用再报；表已存档，不统计。"
        return Unidentified(f"{gone}受理单位请核对方案的“事项”。", sheet)
    if unit_id not in plan.owing[item.id]:
        gone = f"按现在的整改方案，事项 {item.code} 不由你单位填报，不用再报；表已存档，不统计。"
        return Unidentified(f"{gone}受理单位请核对方案的“事项”。", sheet)
    own = plan.unit[unit_id]
    written = _written_unit(book, sheet, plan, own)
    if written is not None and written is not own:
        return Unidentified(
            f"这份表是发给{own.area}的，“填报单位”却改成了{written.area}。请{written.area}用发给自己的表重新填报。",
            sheet,
        )
    return identified


def _written_unit(book: Book, sheet: str, plan: Plan, own: Unit) -> Unit | None:
    """The unit that stands beside 填报单位 on the page, if it is one of the plan's; most likely it is ``own``."""
    for row in book.sheets.get(sheet, ()):
        texts = [plain(str(value)) for value in row if value not in (None, "")]
        if PlanColumn.ASKED in texts:
            beside = texts[texts.index(PlanColumn.ASKED) + 1 :][:1]
            if beside and beside[0] in {plain(name) for name in (own.name, own.area, *own.aliases)}:
                return own
            names = {plain(name): u for u in plan.units for name in (u.name, u.area)}
            return next((names[text] for text in beside if text in names), None)
    return None


def _same(number: PrintedNumber, identity: Identity, plan: Plan) -> bool:
    unit = next((u for u in everybody(plan) if u.id == identity.unit_id), None)
    codes = (unit.code, unit.id) if unit else (identity.unit_id,)
    return (number.item_id, number.period_id, number.version) == (
        identity.item_id,
        identity.period_id,
        identity.version,
    ) and number.unit_code in codes


def _is_page(book: Book, sheet: str, forms: Sequence[str]) -> bool:
    """Whether a sheet that no number or seal names is a page of a form all the same: it must not be read as another's.

    Rows that were moved away from a form's sheet are that form's; rows that its sheet has as well are somebody else's.
    """
    marked = _row_marks(book, sheet)
    return bool(marked) and (len(forms) > 1 or any(marked & _row_marks(book, form) for form in forms))


def _row_marks(book: Book, sheet: str) -> set[str]:
    return {text for _, text in chain.from_iterable(book.marks[sheet].values()) if text[0] == "@"}
