"""One of a few words, chosen from a list.

Knows: how such a word is typed from memory. Must not know: where cells stand, what the words mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.base.blanks import bare
from toolkit.kinds import live
from toolkit.kinds.field import Field
from toolkit.kinds.kind import Kind, ListName, Validation
from toolkit.kinds.values import Normalised, Value, as_read, narrow, problem, quoted, repaired
from toolkit.plan.model import ValueType


@dataclass(frozen=True, kw_only=True)
class Choice(Kind):
    """An answer from a list."""

    word: str = "选择"
    type: ValueType = ValueType.CHOICE
    how: str = "从列表中选一项"
    when_blank: str = "请从列表中选一项。"
    cells: int = 2
    refused: tuple[str, ...] = ("#REF!", "已完成", "快了")

    def read(self, field: Field, raw: object) -> Normalised:
        """The entry that was chosen, or whose beginning was typed."""
        said = bare(as_read(raw))
        if said in field.choices:
            return repaired(raw, said)
        found = _meant(field.choices, said)
        if len(found) == 1:
            return repaired(said, found[0])
        listed = "、".join(field.choices)
        if len(found) > 1:
            return problem("choice.ambiguous", f"填的“{quoted(said)}”可以对应几项。", f"请从列表中选一项：{listed}。")
        return problem("choice.unknown", f"填的“{quoted(said)}”不在可选的范围内。", f"请从列表中选一项：{listed}。")

    def reads(self, field: Field, cell: str, at: Sequence[str], lists: ListName) -> tuple[str, ...]:
        """The cell without blanks; the entry that it says or begins, 0 for none."""
        clean, _ = at
        entries = lists(field.choices)
        tidy = live.trimmed(cell)
        if not any(mark in choice for choice in field.choices for mark in "()"):
            tidy = f'SUBSTITUTE(SUBSTITUTE({tidy},"(","（"),")","）")'
        enough = ";".join(str(size) for size in _enough(field.choices))
        begun = f"EXACT(LEFT({entries},LEN({clean})),{clean})*(LEN({clean})>={{{enough}}})"
        return (
            live.sorted_out(cell, f'IF(SUMPRODUCT(--EXACT({entries},{cell}))=1,{cell}&"",{tidy})'),
            f'IF(LEN({clean})=0,"",IF(SUMPRODUCT({begun})=1,INDEX({entries},SUMPRODUCT({begun}*ROW({entries}))),0))',
        )

    def unread(self, value: str) -> tuple[str, str]:
        """What to do instead."""
        return f"ISNUMBER({value})", live.wrong("请从列表中选")

    def as_before(self, value: Value, prior: Value) -> bool:
        """The same entry."""
        return value == prior

    def validation(self, field: Field, cell: str) -> Validation:
        """An entry of the list."""
        return Validation("list")

    def refusal(self, field: Field) -> str:
        """Where the list is."""
        return "请从列表中选一项：点开单元格右侧的箭头。"

    def allowed(self, field: Field) -> str:
        """The list."""
        return " / ".join(field.choices)

    def fits(self, field: Field, value: Value) -> bool:
        """An entry that is still on the list does."""
        return value in field.choices

    def choices(self, labels: Sequence[str]) -> tuple[str, ...]:
        """What the plan lists."""
        return tuple(labels)


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """A label without spaces, brackets and other signs, in one width and case."""
    return "".join(character for character in narrow(text).lower() if character.isalnum())


@lru_cache(maxsize=256)
def _all_folded(choices: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_folded, choices))


def _meant(choices: tuple[str, ...], said: str) -> list[str]:
    """The entries that a text may stand for, unless it is one of them."""
    folded = _folded(said)
    pairs = list(zip(choices, _all_folded(choices), strict=True))
    # A sign alone says nothing: without it every entry that is made of signs would be meant.
    same = [choice for choice, other in pairs if folded and other == folded]
    # One character is too little to go by: 未 may begin 未启动 and still mean something else.
    return same or [choice for choice, other in pairs if len(folded) > 1 and other.startswith(folded)]


@lru_cache(maxsize=256)
def _enough(choices: tuple[str, ...]) -> tuple[int, ...]:
    """From how many of its characters on each entry is known; worked out once for a list, not for every form."""

    def known(choice: str, size: int) -> bool:
        said = bare(choice[:size])
        return said == choice if said in choices else _meant(choices, said) == [choice]

    return tuple(
        next((size + 1 for size in range(len(choice), 0, -1) if not known(choice, size)), 1) for choice in choices
    )


KIND = Choice()
