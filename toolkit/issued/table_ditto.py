"""Cells that say 同上.

Knows: the writings of it, and in which columns it stands for what is above. Must not know: items.
"""

from __future__ import annotations

import re
from dataclasses import replace

from toolkit.issued.blocks import Table
from toolkit.issued.labels import DUTIES, Label
from toolkit.issued.table_columns import Columns

_DITTO = re.compile("(?:同上|同前|同左上|同上[项栏条行格]|〃|″|\"|'')[。.；;]?")


def without_ditto(table: Table, columns: Columns) -> Table:
    """A table in which 同上 is what stands above it."""
    places = columns.of(*DUTIES, Label.GROUP, Label.MEASURES, Label.TARGET)
    rows = [list(row) for row in table.rows]
    for n in range(columns.last + 2, len(rows)):
        for at in places:
            if _DITTO.fullmatch(rows[n][at].strip()):
                rows[n][at] = rows[n - 1][at]
    return replace(table, rows=tuple(map(tuple, rows)))
