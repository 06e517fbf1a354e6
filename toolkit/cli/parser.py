"""The command line: parses, runs one command, prints; nothing else.

Knows: argparse, how an outcome is printed. Must not know: any one command. With ``--json`` one JSON object is printed
on stdout and nothing else there; progress and messages go to stderr.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from toolkit.base.errors import ToolkitError
from toolkit.cli.command import Argument, Command
from toolkit.cli.commands import every_command
from toolkit.cli.outcome import ExitStatus, Outcome, failure


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese."""

    def error(self, message: str) -> NoReturn:
        self.exit(ExitStatus.FAILED, f"命令写得不对：{_in_chinese(message)}\n用 {self.prog} --help 查看用法。\n")

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
    options = parser().parse_args(_typed(sys.argv[1:] if arguments is None else arguments))
    command: Command = options.command
    try:
        outcome = command.run(options)
    except ToolkitError as error:
        outcome = Outcome(ExitStatus.FAILED, failure(error), [])
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("已停止。已经收下的不会丢，下次接着收。", file=sys.stderr)
        return ExitStatus.FAILED
    _print(command, outcome, as_json=options.json)
    return outcome.status


def _typed(arguments: Sequence[str]) -> Sequence[str]:
    """What was typed; where no command was, it is the one that says what comes next."""
    alone = not arguments or (len(arguments) == 2 and arguments[0] in ("-w", "--workspace"))
    return [*arguments, "next"] if alone else arguments


def _print(command: Command, outcome: Outcome[Mapping[str, object]], *, as_json: bool) -> None:
    """The outcome as lines, or as one JSON object that says first of what it is the answer."""
    if as_json and hasattr(sys.stdout, "reconfigure"):
        # A path may hold what is no text: its escape is the one that JSON has for it.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    answer = {"command": command.words, "version": command.version, **outcome.answer}
    try:
        print(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else "\n".join(outcome.lines), flush=True)
    except BrokenPipeError:
        # Who reads along (head, less) has seen enough; Python must not try again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line, made from the records of the commands."""
    made = _Parser(prog="toolkit", description="整改报送工具：发表、收表、核对、汇总成整改总台账。", add_help=False)
    made.add_argument("-h", "--help", action="help", help="显示用法")
    made.add_argument("-w", "--workspace", type=Path, default=Path(), metavar="文件夹", help="工作区，默认当前文件夹")
    every = made.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser)
    groups: dict[str, Any] = {}
    for command in every_command():
        if command.group is None:
            _add(command, every)
            continue
        if command.group.name not in groups:
            group = _plain(every, command.group.name, command.group.help)
            groups[command.group.name] = group.add_subparsers(
                title="动作", metavar="动作", required=True, parser_class=_Parser
            )
        _add(command, groups[command.group.name])
    return made


def _plain(among: Any, name: str, help_: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = among.add_parser(name, help=help_, description=help_, add_help=False)
    made.add_argument("-h", "--help", action="help", help="显示用法")
    return made


def _add(command: Command, among: Any) -> None:
    made = _plain(among, command.name, command.help)
    made.add_argument("--json", action="store_true", help="只输出一个 JSON 对象")
    made.set_defaults(command=command)
    for argument in command.arguments:
        _add_argument(made, argument)


def _add_argument(to: argparse.ArgumentParser, argument: Argument) -> None:
    if not argument.metavar:
        to.add_argument(*argument.names, action="store_true", help=argument.help)
        return
    more: dict[str, Any] = {"nargs": argument.count} if argument.count else {}
    if not argument.placed:
        more |= {"required": argument.required}
    to.add_argument(*argument.names, metavar=argument.metavar, help=argument.help, type=argument.read, **more)
