"""The checks of what the office wrote into the master: complete, dated, and allowed by the state model.

Knows: the wording of what is wrong. Must not know: Excel, the ledger, how a state comes about, pandera's errors. Each
check is declared once, as those of answers are (`toolkit.check.one`): its cell, its test, what is said. It is one of a
row of the master and not of a field: it has no parameters, no shape, and no formula, because the office may choose
otherwise than the list offers and is told afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pandera.errors
import pandera.pandas as pa

from toolkit.base.captions import Column
from toolkit.plan.states import VERDICTS

VERDICT, OPINION, REVIEWER, DECIDED_ON = Column.VERDICT, Column.OPINION, Column.REVIEWER, Column.DECIDED_ON
_CELLS = (VERDICT, OPINION, REVIEWER, DECIDED_ON)
Row = Mapping[str, Any]
"""核定结论, 核定意见, 核定人, 核定日期 as written; ``state`` and what is ``allowed`` in it; what is ``lacking`` for
销号; whether the decision must be ``reasoned``; ``known_on``, the day it was read."""


@dataclass(frozen=True, slots=True)
class RowCheck:
    """One check of a decision: at which ``cell`` it is shown, when it ``holds``, what is ``said`` of a row that fails.

    Of the checks of a cell the first that fails is told.
    """

    name: str
    cell: Column
    holds: Callable[[Row], bool]
    said: Callable[[Row], str]


def _filled(cell: Column) -> RowCheck:
    rest = "，或者不是日期" if cell == DECIDED_ON else ""
    return RowCheck(
        f"filled {cell}", cell, lambda row: row[cell] is not None, lambda _: f"“{cell}”没有填{rest}。请补填。"
    )


def _not_now(row: Row) -> str:
    now = f"可以选：{'、'.join(row['allowed'])}。" if row["allowed"] else "现在还不能核定。"
    return f"整改状态是“{row['state']}”，不能“{row[VERDICT]}”。{now}"


CHECKS = (
    _filled(VERDICT),
    RowCheck(
        "unknown",
        VERDICT,
        lambda row: row[VERDICT] in VERDICTS,
        lambda row: f"没有“{row[VERDICT]}”这个核定结论。请从列表中选：{'、'.join(VERDICTS)}。",
    ),
    RowCheck("transition", VERDICT, lambda row: row[VERDICT] in row["allowed"], _not_now),
    RowCheck(
        "conditions",
        VERDICT,
        lambda row: not row["lacking"],
        lambda row: f"还不能“{row[VERDICT]}”：缺{'、'.join(row['lacking'])}。补齐以后再核定。",
    ),
    RowCheck(
        "reason",
        OPINION,
        lambda row: not row["reasoned"] or row[OPINION] is not None,
        lambda row: f"“{row[VERDICT]}”要在“{OPINION}”写明理由。请补填。",
    ),
    _filled(REVIEWER),
    _filled(DECIDED_ON),
    RowCheck(
        "future",
        DECIDED_ON,
        lambda row: row[DECIDED_ON] <= row["known_on"],
        lambda row: f"{DECIDED_ON} {row[DECIDED_ON]} 晚于读取台账的日期。请核对。",
    ),
)
"""The checks of a decision, cell by cell from left to right."""


def problems(rows: Mapping[int, Row]) -> dict[int, tuple[tuple[str, str], ...]]:
    """What is wrong with each decision, by row: (caption of the cell, what is wrong and what to do), left to right."""
    frame = pd.DataFrame(list(rows.values()), index=list(rows), dtype=object)
    frame = frame.where(frame.notna(), None)
    try:
        _SCHEMA.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return {}
    # A failing check of the whole row is reported once per column of the frame.
    failed = {(int(index), str(name)) for name, index in zip(cases["check"], cases["index"], strict=True)}
    told = {index: [check for check in CHECKS if (index, check.name) in failed] for index in rows}
    return {
        index: tuple((str(check.cell), check.said(rows[index])) for check in checks)
        for index, checks in told.items()
        if checks
    }


def _holds(number: int) -> Callable[[pd.DataFrame], pd.Series]:
    check = CHECKS[number]
    before = [other for other in CHECKS[:number] if other.cell == check.cell]

    def passes(row: Row) -> bool:
        return not all(other.holds(row) for other in before) or check.holds(row)

    def holds(frame: pd.DataFrame) -> pd.Series:
        rows = frame.to_dict("records")
        return pd.Series([passes({str(k): v for k, v in row.items()}) for row in rows], index=frame.index)

    return holds


_SCHEMA = pa.DataFrameSchema(
    {cell: pa.Column(object, nullable=True) for cell in _CELLS},
    checks=[
        pa.Check(_holds(number), name=check.name, error=check.name, ignore_na=False)
        for number, check in enumerate(CHECKS)
    ],
)
