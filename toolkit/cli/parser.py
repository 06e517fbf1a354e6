"""The command line: parses, calls the workspace, prints; nothing else.

Knows: words and exit statuses. Must not know: how anything is done. Exit status: 0 done, 1 done with findings that
need a person, 2 could not be done. With ``--json`` one JSON object is printed on stdout and nothing else there;
progress and messages go to stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from toolkit.base.errors import ToolkitError
from toolkit.cli import commands
from toolkit.cli.commands import FAILED, Answer


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese."""

    def error(self, message: str) -> NoReturn:
        self.exit(FAILED, f"命令写得不对：{_in_chinese(message)}\n用 {self.prog} --help 查看用法。\n")

    def format_help(self) -> str:
        words = {"usage:": "用法：", "positional arguments:": "参数：", "options:": "选项："}
        text = super().format_help()
        for english, chinese in words.items():
            text = text.replace(english, chinese)
        return text


def _in_chinese(message: str) -> str:
    words = {
        "the following arguments are required:": "缺少参数",
        "unrecognized arguments:": "不认识的参数",
        "expected one argument": "后面要写一个值",
        "invalid choice:": "没有这个命令",
        "argument": "参数",
        "(choose from": "（可用的有",
    }
    for english, chinese in words.items():
        message = message.replace(english, chinese)
    return message


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may use a code page that lacks some characters; print what it can show.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], Answer] = options.command
    try:
        status, answer, lines = command(options)
    except ToolkitError as error:
        status, answer, lines = FAILED, {"error": str(error)}, []
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("已停止。已经收下的不会丢，下次接着收。", file=sys.stderr)
        return FAILED
    if options.json and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        print(json.dumps(answer, ensure_ascii=False, indent=2) if options.json else "\n".join(lines), flush=True)
    except BrokenPipeError:
        # Who reads along (head, less) has seen enough; Python must not try again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="toolkit", description="整改报送工具：发表、收表、核对、汇总成整改总台账。", add_help=False)
    parser.add_argument("-h", "--help", action="help", help="显示用法")
    parser.add_argument("-w", "--workspace", type=Path, default=Path(), metavar="文件夹", help="工作区，默认当前文件夹")
    every = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser)

    def add(
        name: str, help_: str, command: Callable[[argparse.Namespace], Answer], among: Any = every
    ) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = among.add_parser(name, help=help_, description=help_, add_help=False)
        sub.add_argument("-h", "--help", action="help", help="显示用法")
        sub.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")
        sub.set_defaults(command=command)
        return sub

    def period(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--period", metavar="报送期", help="如 2021-01；默认最近发过表的一期")

    def as_of(sub: argparse.ArgumentParser, what: str) -> None:
        sub.add_argument("--as-of", type=_day, default=None, metavar="日期", help=f"{what}，如 2021-01-31；默认今天")

    def cluster(sub: argparse.ArgumentParser) -> None:
        sub.add_argument(
            "--cluster", metavar="地址", help="由 Dask 集群读表，如 tcp://scheduler:8786；默认用本机的各个核"
        )

    sub = add("init", "建立工作区", commands.init)
    sub.add_argument("folder", nargs="?", type=Path, default=None, metavar="文件夹", help="默认当前文件夹")
    sub.add_argument("--plan", type=Path, metavar="方案工作簿", help="默认用自带的整改方案")
    sub = add("plan", "整改方案", commands.plan_check)
    actions = sub.add_subparsers(title="动作", metavar="动作", required=True, parser_class=_Parser)
    add("check", "检查方案工作簿，列出全部问题", commands.plan_check, actions)
    sub = add(
        "import", "把下发的文件（.docx、.txt、.md）读成方案草稿，标出要由人决定的地方", commands.plan_import, actions
    )
    sub.add_argument("document", type=Path, metavar="文件", help="下发的整改方案")
    sub.add_argument("-o", "--output", type=Path, metavar="方案工作簿", help="默认工作区的 plan.xlsx")
    sub = add("distribute", "生成填报表", commands.distribute)
    period(sub)
    sub.add_argument("--unit", metavar="单位", help="只给这个单位，如 富蕴县")
    sub.add_argument("--item", metavar="事项", help="只发这个事项，如 三（一）1")
    as_of(sub, "发表日期")
    sub = add("collect", "收取 inbox 里的回表并核对", commands.collect)
    as_of(sub, "收件日期")
    cluster(sub)
    sub = add("mail", "收发邮件", commands.mail_send)
    actions = sub.add_subparsers(title="动作", metavar="动作", required=True, parser_class=_Parser)
    sub = add("send", "把 outbox 里的邮件草稿发出去，发过的不会再发", commands.mail_send, actions)
    sub.add_argument("--period", metavar="报送期", help="只发这一期的，如 2021-01；默认各期都发")
    sub.add_argument("--dry-run", action="store_true", help="只列出要发给谁，不真的发")
    sub = add("fetch", "从邮箱收取新邮件到 inbox，服务器上的邮件不动", commands.mail_fetch, actions)
    as_of(sub, "收取日期")
    sub = add("remind", "催报：给没有报齐的单位做邮件草稿，另做群消息、电话单和通报", commands.remind)
    period(sub)
    as_of(sub, "催报日期")
    sub = add("publish", "双公开：做党内公开版和社会公开版，不带姓名、电话", commands.publish)
    period(sub)
    as_of(sub, "截至日期")
    sub = add("consolidate", "汇总成整改总台账", commands.consolidate)
    period(sub)
    as_of(sub, "截至日期")
    sub = add("run", "收取、核对并汇总（日常用这个）", commands.run)
    period(sub)
    as_of(sub, "收件日期和截至日期")
    cluster(sub)
    sub = add("watch", "守着 inbox：有新文件就收取、核对并汇总，按 Ctrl+C 结束", commands.watch)
    period(sub)
    sub = add("assign", "人工认领认不出来的文件", commands.assign)
    sub.add_argument("file", type=Path, metavar="文件", help="如 inbox/未识别/表.xlsx")
    sub.add_argument("--unit", required=True, metavar="单位", help="如 富蕴县")
    sub.add_argument("--item", required=True, metavar="事项", help="如 三（一）1")
    period(sub)
    as_of(sub, "收件日期")
    sub = add("history", "看一份表的全部经过：发出、收到、退回、改动、核定", commands.history)
    sub.add_argument("--unit", required=True, metavar="单位", help="如 富蕴县")
    sub.add_argument("--item", required=True, metavar="事项", help="如 三（一）1")
    sub = add("trace", "查总台账里一个数是从哪里来的", commands.trace)
    sub.add_argument("cell", nargs="?", metavar="单元格", help="如 台账!H37")
    sub.add_argument("--unit", metavar="单位", help="如 富蕴县")
    sub.add_argument("--item", metavar="事项", help="如 三（一）1")
    sub.add_argument("--field", metavar="栏目", help="如 幼儿园总数")
    period(sub)
    as_of(sub, "截至日期")
    sub = add("status", "看谁报了、谁没报、谁被退回、谁逾期", commands.status)
    period(sub)
    as_of(sub, "截至日期")
    sub = add("key", "密钥", commands.key_rotate)
    actions = sub.add_subparsers(title="动作", metavar="动作", required=True, parser_class=_Parser)
    sub = add("rotate", "换一把新密钥；旧密钥发出的表在期限以前照样认", commands.key_rotate, actions)
    sub.add_argument("--until", type=_day, default=None, metavar="日期", help="旧表认到哪一天；默认 90 天以后")
    sub = add("share", "做上报凭证：给一个地区做上报包用（在全区汇总的文件夹里运行）", commands.key_share, actions)
    sub.add_argument("prefecture", metavar="地区", help="全称，如 阿勒泰地区")
    sub = add("take", "存上报凭证：上级给的“上报凭证”文件（在地区的工作区里运行）", commands.key_take, actions)
    sub.add_argument("file", type=Path, metavar="文件", help="如 上报凭证_阿勒泰地区.txt")
    sub = add("handup", "做上报包：把本地区的台账封好，报给上级汇总", commands.handup)
    period(sub)
    as_of(sub, "截至日期")
    sub = add("rollup", "全区汇总：把各地区的工作区或上报包汇总成全区整改总台账", commands.rollup)
    sub.add_argument(
        "folders", nargs="*", type=Path, metavar="地区文件夹", help="各地区的工作区，只读不写；上报包放进 inbox"
    )
    sub.add_argument("--period", metavar="报送期", help="如 2021-01；默认各地区发过表的最新一期")
    as_of(sub, "截至日期")
    add("doctor", "检查工作区：方案、密钥、台账、存档、表样、磁盘", commands.doctor)
    add("rebuild", "台账数据库坏了：用存档重建", commands.rebuild)
    sub = add("demo", "用自带的方案完整演示一遍", commands.demo)
    sub.add_argument("folder", type=Path, metavar="文件夹", help="一个还不存在的或空的文件夹")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2021-01-31 的样子") from None
