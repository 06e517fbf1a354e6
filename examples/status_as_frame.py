"""Where every form stands, as a pandas DataFrame: for a chart, a pivot table, another system.

Run it with ``python examples/status_as_frame.py WORKSPACE [2021-01-31]``; the day is today where none is given.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pandas as pd

from toolkit import Workspace


def status_frame(workspace: Workspace, as_of: date) -> pd.DataFrame:
    """One row for each form that is owed in the newest period."""
    return pd.DataFrame(
        [
            {
                "unit": standing.unit.area,
                "item": standing.item.code,
                "state": standing.state.value,
                "light": standing.light.value,
                "late": standing.late_workdays,
                "received": standing.latest.received_on if standing.latest else None,
            }
            for standing in workspace.status(as_of=as_of)
            if standing.owed
        ]
    )


def by_unit(frame: pd.DataFrame) -> pd.DataFrame:
    """How many forms of each unit are in which state."""
    return pd.crosstab(frame["unit"], frame["state"])


if __name__ == "__main__":
    day = date.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else date.today()
    print(by_unit(status_frame(Workspace(Path(sys.argv[1])), day)).to_string())
