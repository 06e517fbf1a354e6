"""What rows of the plan workbook are called in other rows: an item by the document's number, a figure by its name.

Knows: which names stand for which id. Must not know: what else is in a row.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.base.plan_captions import PlanColumn
from toolkit.plan.derived_ids import is_id, item_ids
from toolkit.planbook.sheets import Line


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True)
class Called(Collection[str]):
    """The ids of a sheet's rows, and the names by which other rows may call them.

    An id that stands in the sheet counts before a name, and a name before ``others``, by which a row was called once,
    and before an id that only follows from one.
    """

    ids: Sequence[str]
    names: Sequence[str]
    written: Collection[str] = ()
    others: Sequence[tuple[str, str]] = ()
    _by_name: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        rows = list(zip(self.ids, self.names, strict=True))
        stated: Iterable[tuple[str, str]] = [(i, i) for i in self.ids if i in self.written]
        for name, id_ in (*stated, *((name, i) for i, name in rows), *self.others, *((i, i) for i in self.ids)):
            if name:
                self._by_name.setdefault(_key(name), id_)

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and _key(text) in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def id_of(self, text: str) -> str:
        """The id that a text stands for; the text itself where it stands for none."""
        return self._by_name.get(_key(text), text)

    def name_of(self, id_: str) -> str:
        """The name by which a row is called, if it stands for that row; else its id."""
        name = dict(zip(self.ids, self.names, strict=True)).get(id_, "")
        return name if name and self.id_of(name) == id_ else id_


def ids_read(rows: Sequence[tuple[str, str]]) -> list[str]:
    """The ids of items of which (事项编号, 原文编号) stand in the sheet, in their order.

    An id that can be one stands as it is; else it follows from the number that stands there, which stays when somebody
    corrects 原文编号. A row that was copied and given another number is a new one.
    """
    seen: set[str] = set()
    sources = []
    for text, code in rows:
        own = "" if _key(text) in seen and code and _key(code) != _key(text) else text
        seen.add(_key(own))
        sources.append((own if is_id(own) else "", own or code))
    return item_ids(sources)


def items_called(lines: Sequence[Line]) -> Called:
    """The items of 事项 by their ids and the document's numbers, those of now and those of when they were written."""
    rows = [(line.text(PlanColumn.ITEM), line.text(PlanColumn.NUMBER)) for line in lines]
    ids = ids_read(rows)
    written = {id_ for id_, (text, code) in zip(ids, rows, strict=True) if text == id_ != code}
    others = [(text, id_) for id_, (text, _) in zip(ids, rows, strict=True)]
    return Called(ids, [code for _, code in rows], written, others)
