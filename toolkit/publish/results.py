"""What an edition tells in front: what was found, what was done, what came of it, what is still open and by when.

Knows: how far items are, what the plan lets an edition tell. Must not know: layout. Every text is masked here. Nothing
says who has not filled in a form: where nothing was reported, the item is simply not done yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.base.captions import Disclosable
from toolkit.base.texts import chinese_date
from toolkit.plan.options import Edition
from toolkit.plan.states import SETTLED, ItemState
from toolkit.planbook.settings import columns_of
from toolkit.publish.edition import items_of
from toolkit.publish.front import Front
from toolkit.publish.masking import Secrets
from toolkit.publish.told_figures import Complete, Told, foremost, told
from toolkit.publish.wording import done_about, kind_of, problem, until, who
from toolkit.standing.progress import FINISHED, ItemProgress, Progress, overall
from toolkit.standing.snapshot import Snapshot

_OF_DONE, _OF_OPEN = 2, 1  # figures that stand with an item
NO_LIMIT = "尚未明确时限"
_NAMES = (Disclosable.ITEM, Disclosable.FINDING)
Line = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with a table under it: its captions, how wide each column is, its lines."""

    heading: str
    header: Line
    widths: tuple[int, ...]
    lines: tuple[Line, ...]
    numbers: frozenset[int] = frozenset()
    total: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """What an edition tells in front, in reading order; ``counts`` are the items by how far they are.

    ``contact`` is how the public may reach the office, "" where the plan does not say; ``unlimited`` is the number of
    open items for which nobody has set a day.
    """

    title: str
    under: str
    begins: str
    counts: tuple[tuple[Progress, int], ...]
    sections: tuple[Section, ...]
    explained: str
    contact: str
    signed: str
    on: str
    unlimited: int = 0


def results_of(front: Front, edition: Edition, secrets: Secrets) -> Results:
    """What an edition tells of what every form last said (`toolkit.standing.carried`)."""
    snapshot, plan = front.snapshot, front.snapshot.plan
    shown = {item.id for item in items_of(snapshot, edition)}
    asked = frozenset(columns_of(plan.settings.disclosure, edition))
    every = [one for one in overall(snapshot).items if one.item.id in shown and one.standings]
    figures = told(snapshot, front.now, front.first, shown) if Disclosable.FIGURES in asked else []
    counts = Counter(one.progress for one in every)
    open_ = [one for one in every if one.progress in (Progress.OPEN, Progress.LATE)]
    sections = (
        _parts(every),
        _changes(front.first, foremost(figures)),
        _done(snapshot, [one for one in every if one.progress in FINISHED], asked, figures),
        _open(snapshot, open_, asked, figures),
    )
    kept = [section for section in sections if section.lines]
    return Results(
        secrets.masked(f"{plan.title.removesuffix('方案')}落实情况"),
        f"{_for_whom(edition)}（截至{chinese_date(snapshot.as_of)}）",
        secrets.masked(_begins(snapshot, len(every), counts)),
        tuple((progress, counts[progress]) for progress in Progress if counts[progress]),
        tuple(_masked(section, secrets) for section in _numbered(kept)),
        secrets.masked(_explained(snapshot, [one for one in every if one.progress is Progress.EXPLAINED], asked)),
        plan.settings.disclosure.contact,  # meant for the public; the proof has it looked at
        secrets.masked(plan.report_to),
        chinese_date(snapshot.as_of),
        sum(not until(snapshot, one) for one in open_) if Disclosable.LIMIT in asked else 0,
    )


def _for_whom(edition: Edition) -> str:
    return "" if edition is Edition.PUBLIC else f"{edition}　"


def _masked(section: Section, secrets: Secrets) -> Section:
    lines = tuple(tuple(map(secrets.masked, line)) for line in section.lines)
    return Section(section.heading, section.header, section.widths, lines, section.numbers, section.total)


def _numbered(sections: Sequence[Section]) -> list[Section]:
    """The sections with 一、二、 before their headings; the table of parts has none and needs no number."""
    numbers = iter("一二三四")
    return [
        Section(f"{next(numbers)}、{s.heading}" if s.heading else "", s.header, s.widths, s.lines, s.numbers, s.total)
        for s in sections
    ]


def _begins(snapshot: Snapshot, number: int, counts: Counter[Progress]) -> str:
    plan = snapshot.plan
    feedback = f"根据{plan.feedback_body}的反馈意见，" if plan.feedback_body else ""
    done = counts[Progress.CLOSED] + counts[Progress.DONE]
    closed = f"（其中{counts[Progress.CLOSED]}项已经核定销号）" if counts[Progress.CLOSED] else ""
    said = [
        f"已完成{done}项{closed}" if done else "还没有完成的事项" * (number > counts[Progress.EXPLAINED]),
        f"正在整改{counts[Progress.OPEN]}项" * bool(counts[Progress.OPEN]),
        f"超过时限还没有完成{counts[Progress.LATE]}项" * bool(counts[Progress.LATE]),
        f"情况说明{counts[Progress.EXPLAINED]}项" * bool(counts[Progress.EXPLAINED]),
    ]
    return (
        f"{feedback}{plan.issuer}于{chinese_date(plan.issued_on)}印发{plan.cited}，"
        f"{f'共{number}项' if number == len(plan.items) else f'本次公开其中{number}项'}。"
        f"截至{chinese_date(snapshot.as_of)}，{'，'.join(filter(None, said))}。"
    )


def _parts(every: Sequence[ItemProgress]) -> Section:
    """How many items of each part of the document are how far; none where it has no parts."""
    parts = list(dict.fromkeys(one.item.part_name for one in every))
    states = [p for p in Progress if any(one.progress is p for one in every)]
    names = {Progress.CLOSED: "已销号", Progress.DONE: "已完成", Progress.OPEN: "正在整改", Progress.LATE: "超过时限",
             Progress.EXPLAINED: "情况说明"}  # fmt: skip
    lines = []
    for part in parts:
        its = Counter(one.progress for one in every if one.item.part_name == part)
        lines.append((part, str(its.total()), *(str(its[state] or "—") for state in states)))
    if len(parts) < 2:
        return Section("", (), (), ())
    whole = Counter(one.progress for one in every)
    lines.append(("合计", str(whole.total()), *(str(whole[state]) for state in states)))
    header = ("部分", "项数", *(names[state] for state in states))
    widths = (40, *[60 // (len(states) + 1)] * (len(states) + 1))
    return Section("", header, widths, tuple(lines), frozenset(range(1, len(header))), total=True)


def _changes(first: Complete | None, figures: Sequence[Told]) -> Section:
    if first is None or not any(one.change for one in figures):
        lines = tuple((one.name, one.now) for one in figures)
        return Section("主要数据", ("内容", "现在"), (60, 40), lines, frozenset({1}))
    header = ("内容", first.period.name, "现在", "变化")
    lines_ = tuple((one.name, one.before or "—", one.now, one.change) for one in figures)
    return Section("主要变化", header, (44, 17, 17, 22), lines_, frozenset({1, 2, 3}))


def _done(snapshot: Snapshot, done: Sequence[ItemProgress], asked: frozenset[str], figures: Sequence[Told]) -> Section:
    about = Disclosable.MEASURE in asked
    captions, widths = _called(asked)
    lines = []
    for one in done if captions else ():
        result = _short(one, figures, _OF_DONE) or who(snapshot.plan, one, named=Disclosable.UNIT in asked)
        lines.append((*_names(one, asked), *([done_about(one.item)] * about), result))
    header = (*captions, *(["做了什么"] * about), "结果")
    return Section(f"已经完成的（{len(done)}项）", header, (*widths, *([38] * about), 34), tuple(lines))


def _open(snapshot: Snapshot, open_: Sequence[ItemProgress], asked: frozenset[str], figures: Sequence[Told]) -> Section:
    about, limited = Disclosable.MEASURE in asked, Disclosable.LIMIT in asked
    far = about or bool(figures)
    captions, widths = _called(asked)
    lines = []
    for one in open_ if captions else ():
        telling = [f for f in figures if f.change or f.rate]  # of what goes on, only what says how far it is
        told_of = "。".join(filter(None, (done_about(one.item) * about, _short(one, telling, _OF_OPEN))))
        at_work = who(snapshot.plan, one, named=Disclosable.UNIT in asked)
        when = until(snapshot, one) or NO_LIMIT
        lines.append((*_names(one, asked), *([told_of] * far), at_work, *([when] * limited)))
    header = (*captions, *(["在做什么、到什么程度"] * far), "谁完成、谁在办", *(["什么时候完成"] * limited))
    every = (*widths, *([36] * far), 30, *([17] * limited))
    return Section(f"还没有完成的（{len(open_)}项）", header, every, tuple(lines))


def _called(asked: frozenset[str]) -> tuple[Line, tuple[int, ...]]:
    """The columns that say which item is meant: none where an edition may tell neither number nor name."""
    columns = [("编号", 14)] * (Disclosable.CODE in asked) + [("发现的问题", 26)] * bool(asked & {*_NAMES})
    return tuple(caption for caption, _ in columns), tuple(width for _, width in columns)


def _names(one: ItemProgress, asked: frozenset[str]) -> Line:
    """What stands in these columns."""
    name = [problem(one.item, titled=Disclosable.ITEM in asked)] * bool(asked & {*_NAMES})
    return (*([one.item.code] * (Disclosable.CODE in asked)), *name)


def _short(one: ItemProgress, figures: Sequence[Told], most: int) -> str:
    """The figures of an item that say most: those that have changed, rates first."""
    its = sorted((f for f in figures if f.item_id == one.item.id), key=lambda f: (not f.change, not f.rate))
    return "，".join(f.short for f in its[:most])


def _explained(snapshot: Snapshot, explained: Sequence[ItemProgress], asked: frozenset[str]) -> str:
    """The items that ask for an explanation: which of them have been explained, which are being looked into."""
    given = (ItemState.EXPLAINED, *SETTLED)
    done = [one for one in explained if all(form.reviewed.state in given for form in one.deciding)]
    left = [one for one in explained if one not in done]

    def names(of: Sequence[ItemProgress]) -> str:
        if not _called(asked)[0]:
            return f"{len(of)}项"
        return "".join(f"“{''.join(_names(one, asked))}”" for one in of) + (f"等{len(of)}项" if len(of) > 1 else "")

    units = [form.unit for one in explained for form in one.deciding]
    said = f"{names(done)}，有关{kind_of(snapshot.plan, units)}已经核实说明" if done else ""
    waiting = f"{names(left)}正在核实说明" if left else ""
    return "；".join(filter(None, (said, waiting))) + "。" if explained else ""
