"""Which form and measure a row of a master is about: by its hidden key, and by what people see in it.

Knows: plans, how codes and names are compared. Must not know: sheets, what was written. The two are compared; where the
key is gone the words serve, and what they leave open is never guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum

from toolkit.base.blanks import bare
from toolkit.kinds.values import as_read
from toolkit.ledger import OfficePlace
from toolkit.plan.model import FormKey, Item, ItemKind, Plan

_BRACKETS = str.maketrans("[{〔【〈《<", "(((((((") | str.maketrans("]}〕】〉》>", ")))))))")
_CUT = 2000  # characters of a text that are compared: a cell may have cut the rest


@dataclass(frozen=True, slots=True)
class Words:
    """What stands in a row: its hidden key, and what people see."""

    key: object = ""
    code: object = ""
    title: object = ""
    unit: object = ""
    measure: object = ""


class Certainty(Enum):
    """How well a row is known.

    ``SURE``: nothing speaks against it and what is there is complete. ``LIKELY``: something is missing. The key and the
    words of a ``TORN`` row contradict each other; nobody can tell what an ``OPEN`` one is; an ``EMPTY`` one says
    nothing of any form.
    """

    SURE = "sure"
    LIKELY = "likely"
    TORN = "torn"
    OPEN = "open"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Told:
    """Which form a row is about, and which measure (None where that is open); of a torn row, what key and words say."""

    certainty: Certainty
    form: FormKey | None = None
    measure: int | None = None
    by_key: FormKey | None = None
    torn_measure: bool = False

    def place(self, column: str, number: int = 0) -> OfficePlace:
        """One of the office's cells of the row."""
        item, unit = self.form or ("", "")
        return OfficePlace(item, unit, number, column)


_HALF_A_YEAR = timedelta(days=182)


class Teller:
    """Tells rows of one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._codes = _index((form, item.id) for item in plan.items for form in (_code(item.code), _code(item.id)))
        self._titles = _index((_text(item.title), item.id) for item in plan.items)
        self._units = _index(
            (_text(name), unit.id) for unit in plan.units for name in (unit.area, unit.name, *unit.aliases)
        )
        self._owed = {FormKey(item.id, unit.id) for item, unit in plan.obligations()}
        self._numbers: dict[str, Mapping[str, frozenset[int]]] = {}
        self._forms: dict[tuple[str, str, str], tuple[frozenset[str] | None, frozenset[str] | None, bool]] = {}

    def days(self, period_id: str | None) -> tuple[date, date] | None:
        """The days that a date without its year can mean in a master of a period: half a year before and after it."""
        period = self._plan.period.get(period_id or "")
        return (period.due_date - _HALF_A_YEAR, period.due_date + _HALF_A_YEAR) if period else None

    def tell(self, words: Words) -> Told:
        """Which form and measure a row is about."""
        key, number = self._keyed(words.key)
        items, units, odd = self._seen(words)
        if key is not None:
            agrees = (items is None or key.item_id in items) and (units is None or key.unit_id in units)
            if not agrees:
                return Told(Certainty.TORN, self._one(items, units), None, key)
            known = Certainty.SURE if items is not None and units is not None and not odd else Certainty.LIKELY
            if items is None and units is None:
                known = Certainty.OPEN if any(map(_said, (words.code, words.title, words.unit))) else Certainty.EMPTY
                return Told(known, None, number, key)
            measure, torn = self._measure(self._plan.item[key.item_id], words.measure, number)
            return Told(known, key, measure, key, torn)
        if items is None and units is None:
            said = any(map(_said, (words.code, words.title, words.unit, words.measure)))
            return Told(Certainty.OPEN if said else Certainty.EMPTY)
        form = self._one(items, units)
        if form is None:
            return Told(Certainty.OPEN)
        measure, torn = self._measure(self._plan.item[form.item_id], words.measure, None)
        return Told(Certainty.LIKELY if odd else Certainty.SURE, form, measure, None, torn)

    def by_key_alone(self, words: Words) -> Told:
        """The same where the table has no columns with words at all."""
        key, number = self._keyed(words.key)
        return Told(Certainty.SURE, key, number, key) if key else Told(Certainty.EMPTY)

    def named(self, form: FormKey) -> str:
        """A form as people call it."""
        return f"{self._plan.unit[form.unit_id].area} {self._plan.item[form.item_id].code}"

    def _keyed(self, raw: object) -> tuple[FormKey | None, int | None]:
        parts = bare(as_read(raw)).split("|") if isinstance(raw, str) else []
        if len(parts) == 3 and parts[2].isdecimal():
            item, unit = self._plan.item.get(parts[0]), self._plan.unit.get(parts[1])
            number = int(parts[2])
            if item and unit and (number == 0 or number in {measure.no for measure in item.measures}):
                return FormKey(item.id, unit.id), number
        return None, None

    def _seen(self, words: Words) -> tuple[frozenset[str] | None, frozenset[str] | None, bool]:
        """The items and units that the words may mean (None: they say nothing), and whether some word is not known."""
        asked = (repr(words.code), repr(words.title), repr(words.unit))
        if asked not in self._forms:
            by_code, odd_code = self._by_code(words.code)
            by_title = self._titles.get(_text(words.title)) if _said(words.title) else None
            items = by_code if by_title is None else by_title if by_code is None else by_code & by_title
            units, odd_unit = self._by_unit(words.unit)
            odd = odd_code or odd_unit or (_said(words.title) and by_title is None)
            self._forms[asked] = items, units, odd
        return self._forms[asked]

    def _by_code(self, raw: object) -> tuple[frozenset[str] | None, bool]:
        if not _said(raw):
            return None, False
        if isinstance(raw, date | time | timedelta | bool):
            return None, True  # a program took it for a day
        if isinstance(raw, int | float):
            alike = {code for code in self._codes if _as_number(code) == raw}
            found = frozenset(item for code in alike for item in self._codes[code])
            return (found or None), not found  # 3.10 as a number is 3.1: either is meant
        found = self._codes.get(_code(str(raw)), frozenset())
        return (found or None), not found

    def _by_unit(self, raw: object) -> tuple[frozenset[str] | None, bool]:
        if not _said(raw):
            return None, False
        text = _text(raw)
        if text in self._units:
            return self._units[text], False
        inside = [name for name in self._units if name and name in text]
        # Of names that contain one another the longest is meant.
        inside = [name for name in inside if not any(name != other and name in other for other in inside)]
        found = frozenset(unit for name in inside for unit in self._units[name])
        return (found or None), not found

    def _one(self, items: Collection[str] | None, units: Collection[str] | None) -> FormKey | None:
        """The only form that items and units leave, None where there is none or several."""
        forms = {FormKey(item, unit) for item in items or () for unit in units or ()} & self._owed
        return next(iter(forms)) if len(forms) == 1 else None

    def _measure(self, item: Item, raw: object, by_key: int | None) -> tuple[int | None, bool]:
        """The number of a row's measure, and whether key and words disagree or leave it open."""
        if item.kind is ItemKind.EXPLANATION or not item.measures:
            return 0, False
        if item.id not in self._numbers:
            self._numbers[item.id] = _index((_text(m.marker + m.text), m.no) for m in item.measures)
        numbers = self._numbers[item.id].get(_text(raw), frozenset()) if _said(raw) else frozenset()
        if by_key is not None:
            return by_key, bool(numbers) and by_key not in numbers
        if len(numbers) == 1:
            return next(iter(numbers)), False
        return None, True


def _index(pairs: Iterable[tuple[str, object]]) -> dict[str, frozenset]:  # type: ignore[type-arg]
    found: dict[str, set[object]] = {}
    for text, meant in pairs:
        if text:
            found.setdefault(text, set()).add(meant)
    return {text: frozenset(meant) for text, meant in found.items()}


def _said(raw: object) -> bool:
    return raw is not None and bare(str(raw)) != ""


def _code(text: str) -> str:
    """A code as codes are compared: 三（一）1 and 三 (一) 1 are one."""
    narrow = unicodedata.normalize("NFKC", bare(text)).translate(_BRACKETS).replace("。", ".")
    return "".join(narrow.split()).casefold()


def _text(raw: object) -> str:
    """A text as texts are compared here: its letters and digits."""
    narrow = unicodedata.normalize("NFKC", as_read(raw)[:_CUT])
    return "".join(sign for sign in narrow if unicodedata.category(sign)[0] in "LN").casefold()


def _as_number(code: str) -> float | None:
    try:
        return float(code)
    except ValueError:
        return None
