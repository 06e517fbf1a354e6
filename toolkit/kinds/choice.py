"""One of a few words, chosen from a list.

Knows: how such a word is typed from memory. Must not know: where cells stand, what the words mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.kinds.field import Field
from toolkit.kinds.kind import Kind, Validation
from toolkit.kinds.live import one_of
from toolkit.kinds.values import Normalised, Value, as_read, bare, narrow, problem, quoted, repaired
from toolkit.plan.model import ValueType


@dataclass(frozen=True, kw_only=True)
class Choice(Kind):
    """An answer from a list."""

    word: str = "选择"
    type: ValueType = ValueType.CHOICE
    how: str = "从列表中选一项"
    when_blank: str = "请从列表中选一项。"

    def read(self, field: Field, raw: object) -> Normalised:
        """The entry that was chosen, or whose beginning was typed."""
        said = bare(as_read(raw))
        if said in field.choices:
            return repaired(raw, said)
        folded = _folded(said)
        same = [choice for choice in field.choices if _folded(choice) == folded]
        # One character is too little to go by: 未 may begin 未启动 and still mean something else.
        begun = [choice for choice in field.choices if len(folded) > 1 and _folded(choice).startswith(folded)]
        found = same or begun
        if len(found) == 1:
            return repaired(said, found[0])
        listed = "、".join(field.choices)
        if len(found) > 1:
            return problem("choice.ambiguous", f"填的“{quoted(said)}”可以对应几项。", f"请从列表中选一项：{listed}。")
        return problem("choice.unknown", f"填的“{quoted(said)}”不在可选的范围内。", f"请从列表中选一项：{listed}。")

    def live(self, field: Field, cell: str) -> list[tuple[str, str]]:
        """Whether it is on the list."""
        return [(f"NOT({one_of(cell, field.choices)})", "请从列表中选")]

    def validation(self, field: Field) -> Validation:
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


def _folded(text: str) -> str:
    """A label without spaces, brackets and other signs, in one width and case."""
    return "".join(character for character in narrow(text).lower() if character.isalnum())


KIND = Choice()
