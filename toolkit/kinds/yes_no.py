"""Yes or no: 是, √, 有, TRUE; 否, ×, 没有, FALSE.

Knows: the words for both. Must not know: where cells stand. What could be either is asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.base.blanks import bare
from toolkit.kinds import live
from toolkit.kinds.field import NO, YES, Field
from toolkit.kinds.kind import Kind, ListName, Validation
from toolkit.kinds.values import Normalised, Value, as_read, narrow, problem, quoted
from toolkit.plan.model import ValueType

_TRUE = {"√", "✓", "✔", "☑", "有", "已", "对", "是的", "y", "yes", "true", "☑是", "已签", "已签字"}
_FALSE = {"×", "✗", "✘", "x", "没有", "无", "未", "不是", "n", "no", "false", "☑否", "未签", "未签字"}
_BOTH = {"是/否", "是否", "是、否", "是或否", "□是□否", "是□否□"}


@dataclass(frozen=True, kw_only=True)
class YesNo(Kind):
    """An answer that is yes or no."""

    word: str = "是否"
    type: ValueType = ValueType.BOOLEAN
    how: str = "从列表中选“是”或“否”"
    when_blank: str = "请选“是”或“否”。"
    master_format: str = "#,##0"
    cells: int = 2
    refused: tuple[str, ...] = ("#REF!", "是/否", "快了")

    def read(self, field: Field, raw: object) -> Normalised:
        """True for yes, False for no."""
        if isinstance(raw, bool):
            return Normalised(raw)
        said = bare(as_read(raw))
        folded = "".join(narrow(said).lower().split()).rstrip("。.!")
        for label, words in ((YES, _TRUE), (NO, _FALSE)):
            if folded == label or folded in words:
                asked_for = said == label or said in field.choices  # a tick, where a tick is what the list offers
                return Normalised(label == YES, "" if asked_for else f"{said} → {label}")
        ambiguous = folded in _BOTH or folded in ("1", "0")
        code = "choice.ambiguous" if ambiguous else "choice.unknown"
        return problem(code, f"填的“{quoted(said)}”看不出是“是”还是“否”。", "请从列表中选“是”或“否”。")

    def reads(self, field: Field, cell: str, at: Sequence[str], lists: ListName) -> tuple[str, ...]:
        """The cell without blanks; 是 or 否."""
        clean, _ = at
        return (
            live.sorted_out(cell, f"LOWER({live.trimmed(f'ASC({cell})')})", f'IF({cell},"{YES}","{NO}")'),
            f'IF(LEN({clean})=0,"",IF({live.listed(clean, (YES, *sorted(_TRUE)))},"{YES}",'
            f'IF({live.listed(clean, (NO, *sorted(_FALSE)))},"{NO}",{live.wrong("请从列表中选")})))',
        )

    def unread(self, value: str) -> tuple[str, str]:
        """The value says it itself."""
        return live.is_wrong(value), value

    def as_before(self, value: Value, prior: Value) -> bool:
        """The same answer."""
        return value is prior

    def validation(self, field: Field, cell: str) -> Validation:
        """One of the two."""
        return Validation("list")

    def refusal(self, field: Field) -> str:
        """Where the two are."""
        return "请从列表中选一项：点开单元格右侧的箭头。"

    def allowed(self, field: Field) -> str:
        """The two."""
        return " / ".join(field.choices)

    def fits(self, field: Field, value: Value) -> bool:
        """A truth value does."""
        return isinstance(value, bool)

    def choices(self, labels: Sequence[str]) -> tuple[str, ...]:
        """是 and 否."""
        return YES, NO


KIND = YesNo()
