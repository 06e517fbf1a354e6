"""Mails: ``mail send``, ``mail settle``, ``mail fetch``, ``mail check``.

Knows: the words for what went and what came. Must not know: MIME, servers.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypedDict

from toolkit.base.errors import WorkspaceError
from toolkit.cli.command import Argument, Command, Group, as_of
from toolkit.cli.commands.care import CheckedJson
from toolkit.cli.context import day_of, watching, workspace_of
from toolkit.cli.outcome import ExitStatus, Outcome

if TYPE_CHECKING:
    from toolkit.mail.send import Sent

MAIL = Group("mail", "收发邮件")


class SentJson(TypedDict):
    """What became of one draft at its addresses."""

    draft: Annotated[str, "its path"]
    sent: Annotated[list[str], "addresses that it went to now"]
    sent_before: Annotated[list[str], "addresses that it had gone to before"]
    unsure: Annotated[dict[str, str], "addresses that it may have gone to: a person has to look; the server's answer"]
    refused: Annotated[dict[str, str], "addresses that it did not go to, with the server's answer"]
    waiting: Annotated[dict[str, str], "addresses that it has yet to go to, with the server's answer"]


class MailSendJson(TypedDict):
    """The drafts that were sent."""

    dry_run: Annotated[bool, "whether nothing was sent, only listed"]
    mails: list[SentJson]


class MailSettleJson(TypedDict):
    """What was noted of a draft that may have been sent."""

    draft: Annotated[str, "its path now"]
    sent: Annotated[bool, "whether it is noted as sent; else it is sent again"]
    unsure: Annotated[dict[str, str], "addresses that are still in doubt, with the server's answer"]


class NotFetchedJson(TypedDict):
    """One mail that was not fetched."""

    mail: Annotated[str, "which"]
    reason: Annotated[str, "why, and what to do"]


class MailFetchJson(TypedDict):
    """The mails that were fetched into the inbox."""

    kept: Annotated[list[str], "names of the files"]
    left: list[NotFetchedJson]


class MailCheckJson(TypedDict):
    """Which logins work."""

    checked: list[CheckedJson]


def send(options: argparse.Namespace) -> Outcome[MailSendJson]:
    """The drafts, sent or only listed."""
    from getpass import getpass

    workspace = workspace_of(options)
    if options.period is not None:
        workspace.period(options.period)
    with watching(options) as progress:
        results = workspace.mail_send(ask=getpass, period=options.period, dry_run=options.dry_run, progress=progress)
    answer: MailSendJson = {
        "dry_run": options.dry_run,
        "mails": [
            {"draft": str(r.path), "sent": list(r.now), "sent_before": list(r.before), "unsure": dict(r.unsure),
             "refused": dict(r.refused), "waiting": dict(r.waiting)}
            for r in results
        ],
    }  # fmt: skip
    if options.dry_run:
        return Outcome(ExitStatus.DONE, answer, _listed_lines(results))
    failed = any(r.unsure or r.refused or r.waiting for r in results)
    return Outcome(ExitStatus.FINDINGS if failed else ExitStatus.DONE, answer, _sent_lines(results))


def _listed_lines(results: Sequence[Sent]) -> list[str]:
    if not results:
        return ["没有要发的邮件草稿。"]
    return [
        f"要发 {sum(bool(r.waiting) for r in results)} 封（这次没有真的发）：",
        *(f"  {r.path.name} → {'、'.join(a for a, _ in r.waiting) or _why_not(r)}" for r in results),
        *_unsure_lines(results),
    ]


def _why_not(result: Sent) -> str:
    """Why a draft would go to nobody."""
    if result.unsure:
        return "可能已发，不会自己再发"
    return "；".join(f"{address} {said}".strip() for address, said in result.refused) or "已经发过"


def _unsure_lines(results: Sequence[Sent]) -> list[str]:
    """What may have been sent, and what a person does about it."""
    doubted = [(r, address, said) for r in results for address, said in r.unsure]
    if not doubted:
        return []
    return [
        *(f"可能已发 {r.path.name} {address}：{said or '发送的时候程序被中断'}" for r, address, said in doubted),
        "可能已发的不会自己再发。请到邮箱的“已发送”里看看有没有，或者问对方收到没有：",
        f"  收到了的，运行 toolkit mail settle {doubted[0][0].path.name} --sent",
        f"  没有收到的，运行 toolkit mail settle {doubted[0][0].path.name} --again，再运行 toolkit mail send",
    ]


def _sent_lines(results: Sequence[Sent]) -> list[str]:
    if not results:
        return ["没有要发的邮件草稿。"]
    failed = [(r, address, said) for r in results for address, said in (*r.refused, *r.waiting)]
    sent, before = sum(bool(r.now) for r in results), sum(bool(r.before) and not r.now for r in results)
    unsure = sum(len(r.unsure) for r in results)
    maybe = f"可能已发 {unsure} 处，" if unsure else ""
    lines = [f"发出 {sent} 封，以前发过 {before} 封，{maybe}没有发成 {len(failed)} 处。"]
    lines += [f"没发成 {r.path.name} {address}：{said}" for r, address, said in failed]
    if any(r.waiting for r in results):
        lines.append("服务器暂时没有收的，过一会儿再运行一次 toolkit mail send，发过的不会再发。")
    return lines + _unsure_lines(results)


def settle(options: argparse.Namespace) -> Outcome[MailSettleJson]:
    """What a person has found out about a draft that may have been sent."""
    if options.sent == options.again:
        raise WorkspaceError("请写明 --sent（对方收到了）或者 --again（没有收到，要再发），只写一个。")
    result = workspace_of(options).mail_settle(options.draft, sent=options.sent, to=options.to)
    answer: MailSettleJson = {"draft": str(result.path), "sent": options.sent, "unsure": dict(result.unsure)}
    said = "记为已发" if options.sent else "记为未发，下次运行 toolkit mail send 会再发"
    lines = [f"{result.path.name} {said}。"]
    lines += [f"还有可能已发的：{address}。" for address, _ in result.unsure]
    return Outcome(ExitStatus.FINDINGS if result.unsure else ExitStatus.DONE, answer, lines)


def fetch(options: argparse.Namespace) -> Outcome[MailFetchJson]:
    """New mails into the inbox."""
    from getpass import getpass

    workspace = workspace_of(options)
    with watching(options) as progress:
        got = workspace.mail_fetch(ask=getpass, as_of=day_of(options), progress=progress)
    answer: MailFetchJson = {
        "kept": list(got.kept), "left": [{"mail": which, "reason": why} for which, why in got.left]
    }  # fmt: skip
    lines = [f"收到新邮件 {len(got.kept)} 封，在 {workspace.inbox}。" if got.kept else "没有新邮件。"]
    lines += [f"没收 {which}：{why}" for which, why in got.left]
    if got.kept:
        lines.append("下一步：运行 toolkit run。")
    return Outcome(ExitStatus.FINDINGS if got.left else ExitStatus.DONE, answer, lines)


def check(options: argparse.Namespace) -> Outcome[MailCheckJson]:
    """Which logins work; nothing is sent or fetched."""
    from getpass import getpass

    found = workspace_of(options).mail_check(ask=getpass)
    answer: MailCheckJson = {"checked": [{"what": one.what, "good": one.good, "said": one.said} for one in found]}
    lines = [f"{one.what}：{one.said}" for one in found]
    return Outcome(ExitStatus.DONE if all(one.good for one in found) else ExitStatus.FINDINGS, answer, lines)


COMMANDS = (
    Command(
        name="send",
        group=MAIL,
        help="把 outbox 里的邮件草稿发出去，发过的不会再发",
        run=send,
        answer=MailSendJson,
        arguments=(
            Argument(names=("--period",), metavar="报送期", help="只发这一期的，如 2021-01；默认各期都发"),
            Argument(names=("--dry-run",), help="只列出要发给谁，不真的发"),
        ),
        statuses={ExitStatus.DONE: "都发出去了，或者都列出来了", ExitStatus.FINDINGS: "有没发成的，原因列出来了"},
        place=50,
    ),
    Command(
        name="settle",
        group=MAIL,
        help="核对以后，把“可能已发”的邮件记为已发，或者让它再发",
        run=settle,
        answer=MailSettleJson,
        arguments=(
            Argument(names=("draft",), metavar="邮件", help="邮件草稿的文件名或者路径，在 outbox 的 mail 文件夹里"),
            Argument(names=("--sent",), help="对方收到了，记为已发"),
            Argument(names=("--again",), help="对方没有收到，下次 mail send 再发"),
            Argument(names=("--to",), metavar="收件人", help="只说其中一个收件人的；默认所有可能已发的"),
        ),
        statuses={ExitStatus.DONE: "记下了", ExitStatus.FINDINGS: "记下了，这封还有别的收件人可能已发"},
        place=51,
    ),
    Command(
        name="fetch",
        group=MAIL,
        help="从邮箱收取新邮件到 inbox，服务器上的邮件不动",
        run=fetch,
        answer=MailFetchJson,
        arguments=(as_of("收取日期"),),
        statuses={ExitStatus.DONE: "收完了", ExitStatus.FINDINGS: "有没收的邮件，原因列出来了"},
        place=52,
    ),
    Command(
        name="check",
        group=MAIL,
        help="试一试邮箱能不能登录，不发也不收",
        run=check,
        answer=MailCheckJson,
        statuses={ExitStatus.DONE: "都登录好了", ExitStatus.FINDINGS: "有登录不了的，原因列出来了"},
        place=53,
    ),
)
