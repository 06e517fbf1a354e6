"""An issued document read as a draft of the plan: what was understood, what was not, what a person must decide.

Knows: what the parts of an outline mean in a plan. Must not know: files' formats, workbooks. Nothing of the numbered
parts is dropped: what fits into no field of the plan is in ``not_understood``, or in the item's notes under its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from toolkit.base.errors import DocumentError
from toolkit.base.plan_captions import PlanColumn, PlanSetting, PlanSheet
from toolkit.issued.blocks import Unread
from toolkit.issued.choosing import bears_duties, tells
from toolkit.issued.codes import Codes
from toolkit.issued.cover import Cover, read_cover
from toolkit.issued.items import item_of
from toolkit.issued.left_over import LeftOver, left_over
from toolkit.issued.lists import Lists, lists_of
from toolkit.issued.pages import read_pages
from toolkit.issued.prose import concerned
from toolkit.issued.refusal import refusal
from toolkit.issued.who import asked, units_known
from toolkit.issued.words_of import words_of
from toolkit.plan.deadlines import MONTHS, periods_from
from toolkit.plan.derived_ids import item_ids
from toolkit.plan.measures import LimitType, TimeLimit
from toolkit.plan.model import Item, ItemKind, Plan, Unit
from toolkit.plan.options import Choice, Settings
from toolkit.plan.stages import stages_in
from toolkit.plan.timelimit import LimitReading, read_limit


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """What a person must decide: at which item ("" for the plan as a whole), about which column or line, and what."""

    item_id: str
    header: str
    sentence: str


@dataclass(frozen=True, slots=True)
class NameRepair:
    """A unit's name at an item that was written otherwise than in the list of units."""

    item_id: str
    written: str
    taken_as: str


@dataclass(frozen=True, slots=True)
class Inference:
    """What was inferred and should be looked at: the sheet, whose row there (an id), the column, one sentence."""

    sheet: str
    row: str
    header: str
    sentence: str


@dataclass(frozen=True)
class PlanDraft:
    """A document as read.

    ``not_understood`` is what stands in no field of the plan, ``unread`` what the file holds without showing it as a
    part of the document, ``repairs`` are names that were taken as others,
    ``inferred`` is what the document does not say in so many words. ``asked`` is what stands under 填报单位 at an item
    (by its id) whose units are not all known.
    """

    plan: Plan
    not_understood: tuple[LeftOver, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    repairs: tuple[NameRepair, ...] = ()
    inferred: tuple[Inference, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()


def read_document(
    data: bytes,
    name: str,
    units: Sequence[Unit] = (),
    choices: Sequence[Choice] = (),
    *,
    day_itself: bool = True,
    anyway: bool = False,
) -> PlanDraft:
    """Read an issued document as a draft plan.

    ``units`` are those that the office knows; where it knows none, they are those that the document names.
    ``day_itself`` is the plan's setting on whether “1月31日前” takes in the 31st. ``anyway`` reads what does not look
    like a plan too, as far as anything in it is numbered or labelled.

    Raises `DocumentError` with one sentence when it cannot be read or is no plan.
    """
    pages = read_pages(data, name)
    lists = lists_of(pages.blocks)
    cover = read_cover(lists.head, lists.tail, lists.letters, name)
    _check_is_plan(lists, cover, name, anyway=anyway)
    questions = _asked_of_all(cover, lists)
    repairs: list[NameRepair] = []
    codes = Codes()
    items = [item_of(one, codes.of(one.node, one.above)) for one in lists.chosen]
    ids = item_ids(("", item.code) for item in items)
    items = [replace(item, id=id_) for item, id_ in zip(items, ids, strict=True)]
    known = units_known(items, units, cover)
    inferred = [
        Inference(PlanSheet.UNITS, unit.id, PlanColumn.UNIT_NAME, "文件里写着，单位名单里没有，已加上；请核对。")
        for unit in known.units
        if unit.name in known.added
    ]
    inferred += [*_inferred_of_all(cover), *_told(items, lists)]
    judged = []
    cells: dict[str, str] = {}
    cadences: set[str] = set()
    for item in items:
        reading = read_limit(item.time_limit.as_written, cover.issued_on, inclusive=day_itself, year=cover.year)
        cadences.add(reading.cadence)
        who = asked(item, known)
        item, open_ends = _judged(item, reading, who.unit_ids)
        item = _last_step(item, cover, day_itself)
        questions += [OpenQuestion(item.id, PlanColumn.ASKED, sentence) for sentence in who.questions]
        questions += [OpenQuestion(item.id, header, sentence) for header, sentence in open_ends]
        repairs += [NameRepair(item.id, *pair) for pair in who.repairs]
        inferred += [Inference(PlanSheet.ITEMS, item.id, PlanColumn.ASKED, sentence) for sentence in who.inferred]
        cells |= {item.id: who.cell} if who.cell else {}
        judged.append(item)
    plan = _plan(cover, judged, cadences, known.units, choices)
    inferred += [
        Inference(PlanSheet.PERIODS, period.id, PlanColumn.REPORT_DUE, "文件只写了第一期，这一期是推算的；请核对。")
        for period in plan.periods[1:]
    ]
    not_read = tuple(left_over(lists))
    return PlanDraft(plan, not_read, tuple(questions), tuple(repairs), tuple(inferred), cells, pages.unread)


_MARKED = (
    "表里用“{}”标出单位，没有说明各是什么意思：先都列为责任单位，谁标的是什么记在各事项的备注里。"
    "请确定哪些是牵头、哪些是配合。"
)
_TOLD = "责任单位和时限没有单独列出，是从正文的句子里读出来的；请对照正文核对。"
# What such a title heads tells what was done or is to be attended; nobody is asked for anything in its sentences.
_ACCOUNT = re.compile("总结|简报|新闻|讲话|公示|公告|会议|召开|举办|招聘|活动|比赛|培训")
_ENDLESS = (LimitType.ONGOING, LimitType.IMMEDIATE_THEN_ONGOING, LimitType.COMPLETED)


def _to_issuer(cover: Cover) -> bool:
    """Whether reports go to who issued the document, because it names nobody else."""
    return not cover.report_to and bool(cover.issuer)


def _inferred_of_all(cover: Cover) -> list[Inference]:
    """What is said of the plan as a whole in not so many words."""
    found = []
    if cover.by_month:
        found.append((PlanSetting.ISSUED_ON, "文件只写了年月，先写当月1日；请核对。"))
    if _to_issuer(cover):
        found.append((PlanSetting.REPORT_TO, "文件没有写报给谁，先写发文单位；请核对。"))
    return [Inference(PlanSheet.HEAD, name, PlanColumn.CONTENT, sentence) for name, sentence in found]


def _is_concerned(item: Item) -> bool:
    """Whether who is asked is told only by whom the matter is about."""
    return bool(item.units_as_written) and item.units_as_written == concerned(item.finding)


def _told(items: Sequence[Item], lists: Lists) -> list[Inference]:
    """The items of which running text says who and by when."""
    return [
        Inference(PlanSheet.ITEMS, item.id, PlanColumn.UNITS_WRITTEN, _TOLD)
        for item, one in zip(items, lists.chosen, strict=True)
        if item.kind is not ItemKind.REQUIREMENT and (tells(one.node) or _is_concerned(item))
    ]


def _asked_of_all(cover: Cover, lists: Lists) -> list[OpenQuestion]:
    """What a person must decide about the plan as a whole."""
    missing = [name for name in cover.missing if not (name == PlanSetting.REPORT_TO and _to_issuer(cover))]
    questions = [OpenQuestion("", name, f"没有找到{name}，请补填。") for name in missing]
    if lists.marks:
        questions.append(OpenQuestion("", PlanSetting.ASKED_ROLES, _MARKED.format("”“".join(lists.marks))))
    return questions


def _check_is_plan(lists: Lists, cover: Cover, name: str, *, anyway: bool) -> None:
    bearing = sum(1 for one in lists.chosen if bears_duties(one.node) or any(map(bears_duties, one.above)))
    enough = bearing * 3 >= len(lists.chosen) and bearing > 0
    told = sum(tells(one.node) for one in lists.chosen) * 2 >= len(lists.chosen) > 0
    surely = enough and (lists.has_measures or (told and not _ACCOUNT.search(cover.title)))
    if lists.chosen and (surely if cover.is_other else enough or cover.is_plan or lists.has_measures):
        return
    if not (anyway and lists.chosen):
        raise DocumentError(refusal(lists, cover, name))


def _judged(item: Item, reading: LimitReading, unit_ids: tuple[str, ...]) -> tuple[Item, list[tuple[str, str]]]:
    """The item with its units and time limit resolved; what a person must decide about the limit and measures."""
    asked: list[tuple[str, str]] = []
    limit = TimeLimit(type=LimitType.NOT_APPLICABLE)
    if item.kind is not ItemKind.EXPLANATION or item.time_limit.as_written:
        limit = TimeLimit(item.time_limit.as_written, reading.type, reading.due_date or reading.completed_on)
        if item.time_limit.as_written:
            asked += [(PlanColumn.LIMIT_TYPE, query) for query in reading.queries]
        else:
            asked.append((PlanColumn.LIMIT_TYPE, "没有写明整改时限，请确定要不要定一个。"))
    if not item.measures and item.kind is not ItemKind.EXPLANATION:
        asked.append((PlanColumn.TITLE, "没有找到整改措施，请在“措施”工作表里补填。"))
    return replace(item, unit_ids=unit_ids, time_limit=limit), asked


def _last_step(item: Item, cover: Cover, day_itself: bool) -> Item:
    """An item that says no day itself is due when the last of its measures is that have limits of their own."""
    if item.time_limit.due_date or item.time_limit.type in _ENDLESS:
        return item
    own = [
        read_limit(m.limit_as_written, cover.issued_on, inclusive=day_itself, year=cover.year)
        for m in item.measures
        if m.limit_as_written
    ]
    days = [reading.due_date for reading in own if reading.due_date]
    if len(own) < 2 or not days:
        return item
    return replace(item, time_limit=replace(item.time_limit, type=LimitType.STAGED, due_date=max(days)))


def _plan(
    cover: Cover, items: Sequence[Item], cadences: set[str], units: Sequence[Unit], choices: Sequence[Choice]
) -> Plan:
    due = cover.report_due
    # A year ahead, as often as any limit asks for; quarterly where none says (register: deadlines, ongoing).
    cadence = next((often for often in MONTHS if often in cadences), "每季度")
    periods = periods_from(due, cadence, 12 // MONTHS[cadence]) if due else ()
    limits = [(item.id, no, limit) for item in items for no, limit in _limits_of(item, cover.issued_on)]
    stages = [one for limit in limits if cover.issued_on for one in stages_in(*limit, cover.issued_on)]
    return Plan(
        id=cover.id, title=cover.title, doc_no=cover.doc_no, issuer=cover.issuer, issued_on=cover.issued_on or date.min,
        feedback_body=cover.feedback_body, report_to=cover.report_to or cover.issuer, contact="", phone="", email="",
        units=tuple(units), items=tuple(items), indicators=(), rules=(), choices=tuple(choices), periods=periods,
        settings=Settings(words=words_of(cover.issuer, units)), stages=tuple(stages),
    )  # fmt: skip


def _limits_of(item: Item, issued_on: date | None) -> Iterator[tuple[int, TimeLimit]]:
    """The time limits of an item (0) and of its measures by their numbers."""
    yield 0, item.time_limit
    for measure in item.measures:
        reading = read_limit(measure.limit_as_written, issued_on)
        yield measure.no, TimeLimit(measure.limit_as_written, reading.type, reading.due_date)
