"""A unit's forms as a book, beside the same forms one by one: what they cost out and back.

python -m benchmarks.books              # 28 forms of the shipped plan, each way three times
python -m benchmarks.books 10           # ten times
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from toolkit import Workspace
from toolkit.cli.demo import answers_of
from toolkit.form.bound import Bindery, Leaf, sheet_titles
from toolkit.form.cover import FROM_COVER
from toolkit.form.filling import fill_book, fill_form
from toolkit.form.loaded_base import load_base
from toolkit.form.stamp import Press
from toolkit.reading.forms import Desk, Source, read

_UNIT = "altay_city"


def main(arguments: list[str]) -> int:
    times = int(arguments[0]) if arguments else 3
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.init(Path(folder) / "workspace", example=True)
        plan, catalogues = workspace.plan, workspace.catalogues
        unit, period = plan.unit[_UNIT], plan.periods[0]
        items = [item for item, owing in plan.obligations() if owing.id == _UNIT]
        press = Press(load_base(workspace.base_path), plan, workspace.key)
        bindery, desk = Bindery(press), Desk(plan, (workspace.key,))
        asked = {item.id: catalogues[item.id].of(_UNIT) for item in items}
        right = {item.id: answers_of(plan, asked[item.id], unit) for item in items}
        alone = [press.form(asked[item.id], unit, period) for item in items]
        book = bindery.book(unit, period, [Leaf(asked[item.id]) for item in items])
        filled = [fill_form(data, asked[i.id], right[i.id]) for data, i in zip(alone, items, strict=True)]
        own = {i.id: {n: v for n, v in right[i.id].items() if n not in FROM_COVER} for i in items}
        forms = {t: (asked[i.id], own[i.id]) for t, i in zip(sheet_titles(items), items, strict=True)}
        bound = fill_book(book, forms, {n: v for n, v in right[items[0].id].items() if n in FROM_COVER})
        rows = (
            ("out", _each(lambda: [press.form(asked[i.id], unit, period) for i in items], times),
             _each(lambda: bindery.book(unit, period, [Leaf(asked[i.id]) for i in items]), times)),
            ("back", _each(lambda: read(desk, [Source(data, "x.xlsx") for data in filled]), times),
             _each(lambda: read(desk, [Source(bound, "x.xlsx")]), times)),
        )  # fmt: skip
    print(f"{len(items)} forms{'one by one':>14}{'a book':>10}{'book/forms':>12}")
    for name, single, together in rows:
        print(f"{name:>8}{single:>11.0f} ms{together:>7.0f} ms{together / single:>12.2f}")
    print(f"{'bytes':>8}{sum(map(len, alone)):>14}{len(book):>10}{len(book) / sum(map(len, alone)):>12.2f}")
    return 0


def _each(work: Callable[[], object], times: int) -> float:
    """Milliseconds of CPU each time, the first left out."""
    work()
    begin = time.process_time()
    for _ in range(times):
        work()
    return 1000 * (time.process_time() - begin) / times


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
