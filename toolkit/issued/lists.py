"""The items of a whole document: from its letter, its attachments, the sheets of a workbook, its several tables.

Knows: which section holds the items, which tables say parts of the same items. Must not know: what an item says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.issued.blocks import Block, Table
from toolkit.issued.choosing import Chosen, bears_duties, chosen
from toolkit.issued.labels import DUTIES, TEXTS, Label
from toolkit.issued.list_heads import with_list_heads
from toolkit.issued.nodes import Node, Outline
from toolkit.issued.outline import outline
from toolkit.issued.parallel import join_parallel
from toolkit.issued.sections import sections
from toolkit.issued.spoken_lists import with_spoken_lists
from toolkit.issued.table_heads import columns_of
from toolkit.issued.table_parts import apart
from toolkit.issued.table_turns import upright
from toolkit.issued.ticks import legend_of, unexplained

_SHARED = 0.8  # of the numbers of two tables that must be the same for them to speak of the same items


@dataclass(frozen=True, slots=True)
class Lists:
    """A document's outlines, the items in them, and the lines around these.

    ``head`` stands before the items and ``tail`` behind them; ``letters`` are other texts that may say by when to
    report. ``has_measures`` is whether anything is said under a label or in a column of measures, ``marks`` are the
    signs at units of which nothing says what they mean.
    """

    outlines: tuple[Outline, ...]
    chosen: tuple[Chosen, ...]
    head: tuple[str, ...]
    tail: tuple[str, ...]
    letters: tuple[str, ...]
    has_measures: bool
    marks: tuple[str, ...] = ()


def lists_of(blocks: Sequence[Block]) -> Lists:
    """The items of a document, and what stands around them."""
    made: list[Outline] = []
    of_section: list[list[Chosen]] = []
    names: list[str] = []
    carried = None
    for section in map(with_list_heads, sections(list(apart(blocks)))):
        section = with_spoken_lists(section)
        made.append(outline(section, carried, legend_of([*section, *blocks])))
        join_parallel(made[-1])
        of_section.append(chosen(made[-1]))
        tables = [block for block in section if isinstance(block, Table)]
        carried = next((found for table in reversed(tables) if (found := columns_of(upright(table)[1]))), None)
        names.append(tables[0].sheet if tables else "")
    of_section = _certain(of_section)
    if sum(1 for found, name in zip(of_section, names, strict=True) if found and name) > 1:
        of_section = [_under_sheet(found, name) for found, name in zip(of_section, names, strict=True)]
    items = _joined(of_section)
    head, tail, letters = _around(made, of_section)
    has_measures = any(_has_measures(one) for one in items)
    return Lists(tuple(made), tuple(items), head, tail, letters, has_measures, _unexplained(blocks))


def _unexplained(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The signs by which tables tell units apart and of which the document does not say what they mean."""
    legend = legend_of(blocks)
    upright_ones = [upright(block)[1] for block in blocks if isinstance(block, Table)]
    found = (unexplained(table, columns, legend) for table in upright_ones if (columns := columns_of(table)))
    return tuple(dict.fromkeys(mark for marks in found for mark in marks))


def _certain(of_section: list[list[Chosen]]) -> list[list[Chosen]]:
    """Where the items of one section say who answers or by when, those of others that say nothing are none."""
    certain = [any(bears_duties(one.node) or _has_measures(one) for one in found) for found in of_section]
    if not any(certain):
        return of_section
    return [found if sure or _is_table(found) else [] for found, sure in zip(of_section, certain, strict=True)]


def _is_table(found: Sequence[Chosen]) -> bool:
    return bool(found) and all(one.node.table for one in found)


def _has_measures(one: Chosen) -> bool:
    return bool(one.node.steps) or bool(one.node.texts(Label.MEASURES, Label.EXPLANATION))


def _under_sheet(found: Sequence[Chosen], name: str) -> list[Chosen]:
    """The sheets of one list are its parts, where the list names none."""
    if any(one.above for one in found):
        return list(found)
    part = Node("band", name, "", name)
    return [replace(one, above=(part,)) for one in found]


# -- tables that belong together ---------------------------------------------------------------------------------------


def _joined(of_section: Sequence[Sequence[Chosen]]) -> list[Chosen]:
    """Rows of several tables that have the same numbers and say different things are one item each."""
    groups = [group for found in of_section for group in _by_table(found)]
    kept: list[list[Chosen]] = []
    for group in groups:
        for other in kept:
            _as_tasks(other, group)
        base = next((other for other in kept if _complete_each_other(other, group)), None)
        if base is None:
            kept.append(group)
            continue
        by_number = {_number(one): one.node for one in base}
        for one in group:
            if (node := by_number.get(_number(one))) is not None:
                node.said += [said for said in one.node.said if said not in node.said]
                node.steps += one.node.steps
                one.node.said, one.node.steps = [], []  # it is said there, and not left over here
            else:
                base.append(one)
    return [one for group in kept for one in group if _says_what(group)]


def _by_table(found: Sequence[Chosen]) -> list[list[Chosen]]:
    """The items of a section, the rows of each table together."""
    groups: list[list[Chosen]] = []
    for one in found:
        same = groups and groups[-1][0].node.table == one.node.table and groups[-1][0].above[:1] == one.above[:1]
        if same and one.node.table:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _says_what(group: Sequence[Chosen]) -> bool:
    """Whether rows say what is wrong or to be done, and not only who and by when: a list of contacts is no plan."""
    return any(one.node.kind != "row" or one.node.steps or one.node.texts(*TEXTS) for one in group)


def _number(one: Chosen) -> str:
    return one.node.number.strip().lstrip("0")


def _complete_each_other(base: Sequence[Chosen], group: Sequence[Chosen]) -> bool:
    if not _count_alike(base, group):
        return False
    said, more = _labels(base), _labels(group)
    return (
        not (said & more & {Label.MEASURES, *DUTIES})
        and bool(more - said)
        and (Label.FINDING not in more or Label.FINDING not in said or _same_findings(base, group))
    )


def _count_alike(base: Sequence[Chosen], group: Sequence[Chosen]) -> bool:
    """Whether the rows of two tables have the same numbers."""
    if not base[0].node.table or not group[0].node.table or len(base) < 2 or len(group) < 2:
        return False
    mine, other = {_number(one) for one in base}, {_number(one) for one in group}
    return "" not in mine | other and len(mine & other) >= _SHARED * max(len(mine), len(other))


def _as_tasks(base: Sequence[Chosen], group: Sequence[Chosen]) -> None:
    """Take 工作任务 of a table for what is to be mended, where another says under the same numbers how."""
    said = [one for row in base for one in row.node.said if one.label in TEXTS]
    if not said or any(one.label is not Label.MEASURES or "任务" not in one.word for one in said):
        return
    if _labels(base) & {*DUTIES} or Label.MEASURES not in _labels(group) or not _count_alike(base, group):
        return
    for row in base:
        row.node.said = [
            replace(one, label=Label.FINDING) if one.label is Label.MEASURES else one for one in row.node.said
        ]


def _labels(group: Sequence[Chosen]) -> set[Label]:
    found = {said.label for one in group for said in one.node.said}
    return found | {Label.MEASURES} if any(one.node.steps for one in group) else found


def _same_findings(base: Sequence[Chosen], group: Sequence[Chosen]) -> bool:
    mine = {_number(one): one.node.texts(Label.FINDING) for one in base}
    same = [mine.get(_number(one), [""])[:1] == one.node.texts(Label.FINDING)[:1] for one in group]
    return sum(same) >= _SHARED * len(same)


# -- around the items --------------------------------------------------------------------------------------------------


def _around(
    made: Sequence[Outline], of_section: Sequence[Sequence[Chosen]]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The lines before the items, those behind them, and the texts that may say by when to report."""
    last = max((n for n, found in enumerate(of_section) if found), default=len(made) - 1)
    head: list[str] = []
    tail: list[str] = []
    letters: list[str] = []
    for n, one in enumerate(made):
        # A letter's own signature stands behind its last number and before the attachments.
        before = n < last or not of_section[n]
        (head if n <= last else tail).extend(text.text for text in one.head)
        (head if before and n < last else tail).extend(text.text for text in one.tail)
        letters += list(_letters(one, of_section[n]))
    return tuple(head), tuple(tail), tuple(letters)


def _letters(made: Outline, found: Sequence[Chosen]) -> Iterator[str]:
    inside = {id(node) for one in found for node in one.node.walk() if "要求" not in _titles(one)}
    for node in made.nodes():
        if id(node) not in inside:
            yield from (node.heading, *(one.text for one in node.said), *node.body)


def _titles(one: Chosen) -> str:
    return "".join(node.heading.split("。")[0] for node in one.above)
