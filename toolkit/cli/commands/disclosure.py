"""What is disclosed (双公开) and what is filed (一事一档): ``publish``, ``dossier``.

Knows: the words for editions and dossiers. Must not know: who must not be named, how it is proved, what is filed.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypedDict, TypeVar

from toolkit.base.captions import Sheet
from toolkit.cli.amended import saying_what_is_new
from toolkit.cli.command import PERIOD, Argument, Command, as_of
from toolkit.cli.commands.deciding import GROUP
from toolkit.cli.commands.standing import UnreadJson, unread_json, unread_lines
from toolkit.cli.context import day_of, watching, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome
from toolkit.cli.schema import OfDayJson
from toolkit.publish.passages import Decision, Passage, Verdict, Why

if TYPE_CHECKING:
    from toolkit.acts.dossier import Dossiers
    from toolkit.acts.publish import Published
    from toolkit.publish.review_book import ReviewRow

EnumT = TypeVar("EnumT", bound=StrEnum)


class PassageJson(TypedDict):
    """Some words that could name somebody, as a person decides about them."""

    why: Annotated[Why, "why they are listed"]
    words: str
    verdict: Annotated[Verdict | None, "what a person has decided"]
    file: Annotated[str, "in which edition they stand first"]
    place: Annotated[str, "where in it"]
    before: Annotated[str, "the text before them"]
    after: Annotated[str, "the text after them"]


class PublishJson(OfDayJson):
    """The two editions of what is disclosed, or what they wait for."""

    editions: Annotated[list[str], "paths of the workbooks; empty while passages are undecided"]
    volumes: Annotated[list[str], "further workbooks of editions too long for one; empty for most plans"]
    pages: Annotated[list[str], "paths of the web pages; empty while passages are undecided"]
    reports: Annotated[list[str], "paths of the documents, for people to go on; empty while passages are undecided"]
    unlimited: Annotated[int, "open items in an edition for which nobody has set a day"]
    in_plan: Annotated[list[str], "words that were crossed out although the plan's own text has them"]
    review: Annotated[str, "path of 公开审看.xlsx; empty where nothing was found that could name anybody"]
    undecided: Annotated[int, "passages in it about which a person has to decide before anything is published"]
    decided: Annotated[int, "passages about which a person has decided"]
    passages: Annotated[list[PassageJson], "all of these, the open ones first; `decide words` decides"]
    read_back: Annotated[int, "cells of the office's in the masters that were read back as new"]
    unread: Annotated[list[UnreadJson], "masters that were not understood; the editions know nothing of them"]
    unproven: Annotated[list[UnreadJson], "masters that do not say what had been written: all decisions count as new"]


_SEARCHED = (
    "查过的有：方案和台账里登记过的姓名、电话、邮箱（各种写法）；正文里像姓名的字（百家姓、称呼和职务旁边的字、少数民族姓名、繁体字和"
    "生僻字）；六位以上的号码、身份证、护照、车牌、银行卡、微信和 QQ 号、邮箱、网址、字母、门牌住址。"
)
_LEFT_TO_PEOPLE = (
    "查不出的还要请人通读一遍：只用身份、特征说到某个人的话（如“该单位唯一的女会计”），本身就是普通词语又没有称呼、职务的姓名，"
    "以及定稿时补写的文字和加进去的图片、附件。"
)


def publish(options: argparse.Namespace) -> Outcome[PublishJson]:
    """The two editions of what is disclosed."""
    done = workspace_of(options).publish(as_of=day_of(options), period=options.period)
    answer: PublishJson = {
        "period": done.period.id,
        "as_of": done.as_of.isoformat(),
        "editions": [str(path) for path in done.editions],
        "volumes": [str(path) for path in done.volumes],
        "pages": [str(path) for path in done.pages],
        "reports": [str(path) for path in done.reports],
        "unlimited": done.unlimited,
        "in_plan": list(done.in_plan),
        "review": str(done.review) if done.review else "",
        "undecided": done.undecided,
        "decided": done.decided,
        "passages": [_passage(row) for row in done.rows],
        "read_back": done.masters.decided,
        "unread": unread_json(done.masters.unread),
        "unproven": unread_json(done.masters.unproven),
    }
    lines = [f"读回核定的内容 {done.masters.decided} 处。"] if done.masters.decided else []
    lines += unread_lines(done.masters.unread)
    lines += [one.sentence for one in done.masters.unproven]
    lines += _waiting(done) if done.undecided else _written(done)
    if done.in_plan:
        lines.append(
            f"下面的词在责任人、填报人里出现过，方案原文里也有，都已换成“×××”：{'、'.join(done.in_plan)}。"
            "不是姓名的，请填到“方案”的“可公开姓名”后重做。"
        )
    waits = done.undecided or done.in_plan or done.masters.unread or done.masters.unproven
    return Outcome(ExitStatus.FINDINGS if waits else ExitStatus.DONE, answer, lines)


def _passage(row: ReviewRow) -> PassageJson:
    first = row.first
    return {
        "why": row.passage.why, "words": row.passage.words, "verdict": row.decision.verdict if row.decision else None,
        "file": first.file, "place": first.place, "before": first.before, "after": first.after,
    }  # fmt: skip


class SettledJson(TypedDict):
    """What became of a decision about some words."""

    written: Annotated[int, "1 where it was written down, 0 where it stood already or something else does"]
    otherwise: Annotated[Verdict | None, "what somebody has decided in 公开审看.xlsx meanwhile, and stands"]


def words(options: argparse.Namespace) -> Outcome[SettledJson]:
    """A decision about some words that could name somebody."""
    said = Decision(Passage(options.why, options.words), options.verdict, options.remark or "")
    done = workspace_of(options).settle([said], as_of=day_of(options))
    other = done.otherwise[0].verdict if done.otherwise else None
    answer: SettledJson = {"written": done.written, "otherwise": other}
    if other is not None:
        line = f"没有记下：公开审看里另有人定为“{other}”，已经读进来。请看过再定。"
        return Outcome(ExitStatus.FINDINGS, answer, [line])
    line = "记下了" if done.written else "已经是这样定的"
    return Outcome(ExitStatus.DONE, answer, [f"“{said.passage.words}”{line}：{said.verdict}。再做一次公开版时起作用。"])


def _waiting(done: Published) -> list[str]:
    return [
        f"{done.period.name}，截至 {done.as_of}：公开版还没有生成，"
        f"有 {done.undecided} 处字可能是人的姓名、号码、住址，要请人看：",
        f"  {done.review}",
        "请在“处理”栏逐行选“可以公开”或“隐去”，保存、关闭后再运行一次。选过的以后不再问。",
    ]


def _written(done: Published) -> list[str]:
    from toolkit.publish.results import NO_LIMIT  # only here: the help does not wait for it

    looked = f"，列出来的 {done.decided} 处都有人看过" if done.decided else "，没有要请人看的字"
    lines = [f"{done.period.name}，截至 {done.as_of}，公开版做好了，已逐个打开检查{looked}："]
    lines += [f"  {path}" for path in (*done.editions, *done.pages)]
    if done.volumes:
        lines.append(
            f"各单位的情况放在一个工作簿里打开太慢，已按单位分成 {len(done.volumes)} 个分册，在同一个文件夹里；"
            f"哪些单位在哪一册，看上面工作簿的“{Sheet.INDEX}”。"
        )
    lines.append("文稿（可以接着改，标黄的地方请补写）：")
    lines += [f"  {path}" for path in done.reports]
    if done.unlimited:
        lines.append(
            f"有 {done.unlimited} 项还没有完成，也没有定时限，公开版写的是“{NO_LIMIT}”。"
            "定了的，请在 plan.xlsx 的“事项”里填“截止日期”，或者请单位在表上填“计划完成日期”，再做一次。"
        )
    return [*lines, _SEARCHED, _LEFT_TO_PEOPLE]


class FiledJson(TypedDict):
    """One item's dossier."""

    item: Annotated[str, "code of the item"]
    document: Annotated[str, "path of the document"]
    attached: Annotated[int, "files that lie with it"]
    lacking: Annotated[list[str], "names of files that the ledger knows and the archive lacks"]


class DossierJson(OfDayJson):
    """The dossiers of some items."""

    filed: list[FiledJson]


def dossier(options: argparse.Namespace) -> Outcome[DossierJson]:
    """A folder for each item, with its dossier and its papers."""
    with watching(options) as progress:
        done = workspace_of(options).dossier(
            as_of=day_of(options), period=options.period, item=options.item, progress=progress
        )
    answer: DossierJson = {
        "period": done.period.id,
        "as_of": done.as_of.isoformat(),
        "filed": [
            {
                "item": one.item.code,
                "document": str(one.document),
                "attached": one.attached,
                "lacking": list(one.lacking),
            }
            for one in done.filed
        ],
    }
    lacking = any(one.lacking for one in done.filed)
    return Outcome(ExitStatus.FINDINGS if lacking else ExitStatus.DONE, answer, _filed_lines(done))


def _filed_lines(done: Dossiers) -> list[str]:
    lines = [f"{done.period.name}，截至 {done.as_of}，建档 {len(done.filed)} 项："]
    lines += [f"  {one.item.code}　附件 {one.attached} 件　{one.document}" for one in done.filed]
    for one in done.filed:
        if one.lacking:
            names = "、".join(one.lacking[:_NAMED]) + (f"等{len(one.lacking)}件" if len(one.lacking) > _NAMED else "")
            lines.append(f"{one.item.code} 有附件在存档里找不到：{names}。请从备份恢复 archive 文件夹，再做一次。")
    return [*lines, "请核对后打印，填档号，在审核意见栏签字。改过的档案不会被覆盖，再做时新的放在旁边。"]


def _one_of(kind: type[EnumT]) -> Callable[[str], EnumT]:
    """Reads one of the words of an enum."""

    def read(text: str) -> EnumT:
        if text in list(kind):
            return kind(text)
        raise argparse.ArgumentTypeError(f"没有“{text}”，可以写：{'、'.join(kind)}")

    return read


_NAMED = 5  # names in a line; all are in the JSON
COMMANDS = (
    Command(
        name="publish",
        help="双公开：做党内公开版和社会公开版，可能是姓名、电话的先请人审看",
        run=saying_what_is_new(publish),
        answer=PublishJson,
        arguments=(PERIOD, as_of("截至日期")),
        statuses={
            ExitStatus.DONE: "做好了",
            ExitStatus.FINDINGS: "公开审看里有没看完的，还没有生成；或者做好了，有换成“×××”的词要核对",
        },
        place=70,
    ),
    Command(
        name="words",
        help="公开审看：定一处字可以公开还是隐去，不打开公开审看.xlsx",
        run=words,
        answer=SettledJson,
        arguments=(
            Argument(names=("words",), metavar="字", help="要看的字，照列出来的写；框得太长、太短的写要隐去的字"),
            Argument(
                names=("--why",), metavar="原因", help=f"为什么列出：{'、'.join(Why)}", read=_one_of(Why), required=True
            ),
            Argument(
                names=("--verdict",), metavar="处理", help="、".join(Verdict), read=_one_of(Verdict), required=True
            ),
            Argument(names=("--remark",), metavar="备注", help="为什么这样定"),
            as_of("登记日期"),
        ),
        statuses={ExitStatus.DONE: "记下了", ExitStatus.FINDINGS: "公开审看里另有人定过，没有记下"},
        group=GROUP,
        place=85,
    ),
    Command(
        name="dossier",
        help="一事一档：每个事项一个文件夹，有整改事项档案、各单位的佐证材料和填报表",
        run=dossier,
        answer=DossierJson,
        arguments=(
            Argument(names=("--item",), metavar="事项", help="如 三（一）1；不写就是全部事项"),
            PERIOD,
            as_of("截至日期"),
        ),
        statuses={ExitStatus.DONE: "建好了", ExitStatus.FINDINGS: "建好了，有附件在存档里找不到"},
        place=75,
    ),
)
