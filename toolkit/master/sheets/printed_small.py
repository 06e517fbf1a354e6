"""打印版（A4）: 整改台账 for paper and signatures, for offices that print on A4.

Knows: its size of paper, of how many forms nobody prints it. Must not know: how it is drawn.
"""

from __future__ import annotations

from functools import partial

from toolkit.base.captions import Sheet
from toolkit.master.page import MasterSheet
from toolkit.master.printed import ON_A4, TABLE, draw_printed

_MOST = 2000  # forms; more would be hundreds of pages, and are printed on A3
SHEET = MasterSheet(
    Sheet.PRINTED_SMALL, 24, partial(draw_printed, layout=ON_A4), table=TABLE,
    wanted=lambda snapshot, earlier: len(snapshot.standings) <= _MOST,
)  # fmt: skip
