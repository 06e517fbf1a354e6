"""打印版: 整改台账 for paper and signatures, on A3.

Knows: its size of paper. Must not know: how it is drawn.
"""

from __future__ import annotations

from functools import partial

from toolkit.base.captions import Sheet
from toolkit.master.page import MasterSheet
from toolkit.master.printed import ON_A3, TABLE, draw_printed

SHEET = MasterSheet(Sheet.PRINTED, 22, partial(draw_printed, layout=ON_A3), table=TABLE)
