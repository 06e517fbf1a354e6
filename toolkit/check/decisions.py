"""The check of what the office wrote into the master: complete, dated, and allowed by the state model.

Knows: pandera, the wording of what is wrong. Must not know: Excel, the ledger, how a state comes about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    found: dict[int, dict[tuple[str, str], None]] = {}
    for column, check, index in zip(cases["column"], cases["check"], cases["index"], strict=True):
        place = _PLACES.get(str(check), str(column))
        found.setdefault(int(index), {})[place, _sentence(place, str(check), rows[int(index)])] = None
    # In an order of our own: that of pandera depends on what else is in the frame.
    return {index: tuple(sorted(of, key=lambda problem: _CELLS.index(problem[0]))) for index, of in found.items()}


def _check(name: str, test: Callable[[Row], bool]) -> pa.Check:
    def holds(frame: pd.DataFrame) -> pd.Series:
        rows = frame.to_dict("records")
        return pd.Series([test({str(k): v for k, v in row.items()}) for row in rows], index=frame.index)

    return pa.Check(holds, name=name, error=name, ignore_na=False)


_SCHEMA = pa.DataFrameSchema(
    {
        VERDICT: pa.Column(object, pa.Check.isin(list(VERDICTS), name="unknown", error="unknown"), nullable=False),
        REVIEWER: pa.Column(object, nullable=False),
        DECIDED_ON: pa.Column(object, nullable=False),
        OPINION: pa.Column(object, nullable=True),
    },
    checks=[
        _check("transition", lambda row: row[VERDICT] not in VERDICTS or row[VERDICT] in row["allowed"]),
        _check("conditions", lambda row: not row["lacking"] or row[VERDICT] not in row["allowed"]),
        _check("reason", lambda row: not row["reasoned"] or row[OPINION] is not None),
        _check("future", lambda row: row[DECIDED_ON] is None or row[DECIDED_ON] <= row["known_on"]),
    ],
)
# The cell at which a rule over the whole row is shown.
_PLACES = {"transition": VERDICT, "conditions": VERDICT, "reason": OPINION, "future": DECIDED_ON}


def _sentence(place: str, check: str, row: Row) -> str:
    verdict = row[VERDICT]
    match check:
        case "unknown":
            return f"没有“{verdict}”这个核定结论。请从列表中选：{'、'.join(VERDICTS)}。"
        case "transition":
            now = f"可以选：{'、'.join(row['allowed'])}。" if row["allowed"] else "现在还不能核定。"
            return f"整改状态是“{row['state']}”，不能“{verdict}”。{now}"
        case "conditions":
            return f"还不能“{verdict}”：缺{'、'.join(row['lacking'])}。补齐以后再核定。"
        case "reason":
            return f"“{verdict}”要在“{OPINION}”写明理由。请补填。"
        case "future":
            return f"{DECIDED_ON} {row[DECIDED_ON]} 晚于读取台账的日期。请核对。"
        case _:
            return f"“{place}”没有填{'，或者不是日期' if place == DECIDED_ON else ''}。请补填。"
