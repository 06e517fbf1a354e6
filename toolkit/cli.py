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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from toolkit.errors import ToolkitError
from toolkit.told import (
    collected_json,
    collected_lines,
    consolidated_json,
    consolidated_lines,
    remark_lines,
    standing_json,
    status_lines,
    watch_line,
)

if TYPE_CHECKING:
    from toolkit.workspace import Progress, Workspace

DONE, FINDINGS, FAILED = 0, 1, 2
Answer = tuple[int, Mapping[str, object], list[str]]
"""What a command comes to: exit status, the JSON object, and the lines for people."""


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
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser)

    def add(
        name: str, help_: str, command: Callable[[argparse.Namespace], Answer], among: Any = commands
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

    sub = add("init", "建立工作区", _init)
    sub.add_argument("folder", nargs="?", type=Path, default=None, metavar="文件夹", help="默认当前文件夹")
    sub.add_argument("--plan", type=Path, metavar="方案工作簿", help="默认用自带的整改方案")
    sub = add("plan", "整改方案", _plan_check)
    actions = sub.add_subparsers(title="动作", metavar="动作", required=True, parser_class=_Parser)
    add("check", "检查方案工作簿，列出全部问题", _plan_check, actions)
    sub = add("import", "把下发的文件（.docx、.txt、.md）读成方案草稿，标出要由人决定的地方", _plan_import, actions)
    sub.add_argument("document", type=Path, metavar="文件", help="下发的整改方案")
    sub.add_argument("-o", "--output", type=Path, metavar="方案工作簿", help="默认工作区的 plan.xlsx")
    sub = add("distribute", "生成填报表", _distribute)
    period(sub)
    sub.add_argument("--unit", metavar="单位", help="只给这个单位，如 富蕴县")
    sub.add_argument("--item", metavar="事项", help="只发这个事项，如 三（一）1")
    as_of(sub, "发表日期")
    sub = add("collect", "收取 inbox 里的回表并核对", _collect)
    as_of(sub, "收件日期")
    sub = add("mail", "收发邮件", _mail_send)
    actions = sub.add_subparsers(title="动作", metavar="动作", required=True, parser_class=_Parser)
    sub = add("send", "把 outbox 里的邮件草稿发出去，发过的不会再发", _mail_send, actions)
    sub.add_argument("--period", metavar="报送期", help="只发这一期的，如 2021-01；默认各期都发")
    sub.add_argument("--dry-run", action="store_true", help="只列出要发给谁，不真的发")
    sub = add("fetch", "从邮箱收取新邮件到 inbox，服务器上的邮件不动", _mail_fetch, actions)
    as_of(sub, "收取日期")
    sub = add("remind", "催报：给没有报齐的单位做邮件草稿，另做群消息、电话单和通报", _remind)
    period(sub)
    as_of(sub, "催报日期")
    sub = add("publish", "双公开：做党内公开版和社会公开版，不带姓名、电话", _publish)
    period(sub)
    as_of(sub, "截至日期")
    sub = add("consolidate", "汇总成整改总台账", _consolidate)
    period(sub)
    as_of(sub, "截至日期")
    sub = add("run", "收取、核对并汇总（日常用这个）", _run)
    period(sub)
    as_of(sub, "收件日期和截至日期")
    sub = add("watch", "守着 inbox：有新文件就收取、核对并汇总，按 Ctrl+C 结束", _watch)
    period(sub)
    sub = add("assign", "人工认领认不出来的文件", _assign)
    sub.add_argument("file", type=Path, metavar="文件", help="如 inbox/未识别/表.xlsx")
    sub.add_argument("--unit", required=True, metavar="单位", help="如 富蕴县")
    sub.add_argument("--item", required=True, metavar="事项", help="如 三（一）1")
    period(sub)
    as_of(sub, "收件日期")
    sub = add("history", "看一份表的全部经过：发出、收到、退回、改动、核定", _history)
    sub.add_argument("--unit", required=True, metavar="单位", help="如 富蕴县")
    sub.add_argument("--item", required=True, metavar="事项", help="如 三（一）1")
    sub = add("trace", "查总台账里一个数是从哪里来的", _trace)
    sub.add_argument("cell", nargs="?", metavar="单元格", help="如 台账!H37")
    sub.add_argument("--unit", metavar="单位", help="如 富蕴县")
    sub.add_argument("--item", metavar="事项", help="如 三（一）1")
    sub.add_argument("--field", metavar="栏目", help="如 幼儿园总数")
    period(sub)
    as_of(sub, "截至日期")
    sub = add("status", "看谁报了、谁没报、谁被退回、谁逾期", _status)
    period(sub)
    as_of(sub, "截至日期")
    sub = add("key", "密钥", _key_rotate)
    actions = sub.add_subparsers(title="动作", metavar="动作", required=True, parser_class=_Parser)
    sub = add("rotate", "换一把新密钥；旧密钥发出的表在期限以前照样认", _key_rotate, actions)
    sub.add_argument("--until", type=_day, default=None, metavar="日期", help="旧表认到哪一天；默认 90 天以后")
    add("doctor", "检查工作区：方案、密钥、台账、存档、表样、磁盘", _doctor)
    add("rebuild", "台账数据库坏了：用存档重建", _rebuild)
    sub = add("demo", "用自带的方案完整演示一遍", _demo)
    sub.add_argument("folder", type=Path, metavar="文件夹", help="一个还不存在的或空的文件夹")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2021-01-31 的样子") from None


def _workspace(options: argparse.Namespace) -> Workspace:
    from toolkit.workspace import Workspace

    return Workspace(options.workspace)


def _as_of(options: argparse.Namespace) -> date:
    return options.as_of or date.today()


@contextmanager
def _watching(options: argparse.Namespace) -> Iterator[Progress]:
    """A progress bar on stderr, for people at a terminal."""
    if options.json or not sys.stderr.isatty():
        yield lambda doing, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda doing, done, total: bar.update(task, description=doing, completed=done, total=total)


def _init(options: argparse.Namespace) -> Answer:
    from toolkit.workspace import Workspace

    workspace = Workspace.init(options.folder or options.workspace, options.plan)
    place = str(workspace.root.resolve())
    lines = [
        f"工作区建好了：{place}",
        "  plan.xlsx 是整改方案，可以用 Excel 或 WPS 修改；改后运行 toolkit plan check 检查。",
        "  templates/report_template.xlsx 是表样，可以改字体、颜色和行高。",
        "下一步：运行 toolkit distribute 生成填报表。",
    ]
    return DONE, {"workspace": place}, lines


def _plan_check(options: argparse.Namespace) -> Answer:
    from toolkit.errors import PlanError
    from toolkit.plan.review import review

    workspace = _workspace(options)
    try:
        plan = workspace.plan
    except PlanError as error:
        faults = [{"sheet": f.sheet, "cell": f.cell, "message": f.message} for f in error.faults]
        return FAILED, {"faults": faults}, [str(error)]
    owed = plan.obligations()
    reported = sum(not indicator.computed for indicator in plan.indicators)
    proposed = sum(item.units_proposed for item in plan.items)
    counts = {
        "items": len(plan.items),
        "measures": sum(len(item.measures) for item in plan.items),
        "units": len(plan.units),
        "indicators": reported,
        "computed_indicators": len(plan.indicators) - reported,
        "rules": len(plan.rules),
        "forms": len(owed),
        "items_with_proposed_units": proposed,
    }
    lines = [
        f"《{plan.title}》（{plan.doc_no}）没有发现问题。",
        f"  事项 {counts['items']} 项，措施 {counts['measures']} 条，单位 {counts['units']} 个，"
        f"指标 {reported} 个（另有自动计算的 {counts['computed_indicators']} 个），校核规则 {counts['rules']} 条。",
        f"  每期要发 {len(owed)} 份填报表"
        + (f"；其中 {proposed} 个事项文件没有写明责任单位，填报单位是建议的，请核定。" if proposed else "。"),
    ]
    remarks = review(plan)
    answer = {**counts, "remarks": [asdict(remark) for remark in remarks]}
    return DONE, answer, [*lines, *remark_lines(remarks)]


def _plan_import(options: argparse.Namespace) -> Answer:
    from toolkit.plan.draft import counts

    draft, path = _workspace(options).import_plan(options.document, options.output)
    parts = counts(draft)
    lines = [
        f"《{draft.plan.title}》：读到事项 {len(draft.plan.items)} 项，措施 {sum(n for _, _, n in parts)} 条。",
        *(f"  {part}：事项 {items} 项，措施 {measures} 条" for part, items, measures in parts),
    ]
    if draft.decisions:
        lines.append(f"要由人决定的有 {len(draft.decisions)} 处，在草稿里已标红：")
        about: dict[str, list[str]] = {}
        for decision in draft.decisions:
            item = draft.plan.item.get(decision.item_id)
            about.setdefault(decision.sentence, []).append(item.code if item else "方案")
        lines += [f"  {'、'.join(names)}：{sentence}" for sentence, names in about.items()]
    if draft.repairs:
        lines.append("按原意认的名称，在草稿里已标黄，请核对：")
        lines += [f"  {draft.plan.item[i].code}：“{written}”认作“{taken}”" for i, written, taken in draft.repairs]
    if draft.not_understood:
        lines.append(
            f"没有列入方案的文字有 {len(draft.not_understood)} 段，列在草稿的“导入说明”里，请看有没有漏掉事项。"
        )
    lines.append(f"草稿在 {path}；处理好以后运行 toolkit plan check。")
    answer = {
        "plan": str(path),
        "items": len(draft.plan.items),
        "measures": sum(measures for _, _, measures in parts),
        "parts": [{"part": part, "items": items, "measures": measures} for part, items, measures in parts],
        "decisions": [asdict(decision) for decision in draft.decisions],
        "repairs": [{"item_id": i, "written": w, "taken_as": t} for i, w, t in draft.repairs],
        "not_understood": [{"where": where, "text": text} for where, text in draft.not_understood],
    }
    return FINDINGS if draft.decisions or draft.repairs or draft.not_understood else DONE, answer, lines


def _distribute(options: argparse.Namespace) -> Answer:
    workspace = _workspace(options)
    with _watching(options) as progress:
        done = workspace.distribute(
            as_of=_as_of(options), period=options.period, unit=options.unit, item=options.item, progress=progress
        )
    units = len({path.parent for path in done.forms})
    lines = [
        f"{done.period.name}：给 {units} 个单位生成了 {len(done.forms)} 份填报表，在 {done.folder}"
        + (f"（已销号的 {done.closed} 份不用再报）" if done.closed else ""),
        _drafts_line(done.drafts),
        f"请在 {done.period.due_date:%Y-%m-%d} 前收回；回来的文件放进 inbox，再运行 toolkit run。",
    ]
    answer = {
        "period": done.period.id,
        "folder": str(done.folder),
        "forms": [str(path) for path in done.forms],
        "drafts": [str(path) for path in done.drafts],
    }
    return DONE, answer, lines


def _drafts_line(drafts: Sequence[Path]) -> str:
    if not drafts:
        return "这些表以前都用邮件发过，没有再做邮件草稿。"
    return f"邮件草稿 {len(drafts)} 封，在 {drafts[0].parent}：双击打开核对后发送，或者运行 toolkit mail send。"


def _collect(options: argparse.Namespace) -> Answer:
    workspace = _workspace(options)
    with _watching(options) as progress:
        collected = workspace.collect(as_of=_as_of(options), progress=progress)
    status = FINDINGS if collected.needs_a_person else DONE
    return status, collected_json(collected), collected_lines(collected)


def _mail_send(options: argparse.Namespace) -> Answer:
    from getpass import getpass

    workspace = _workspace(options)
    if options.period is not None:
        workspace.period(options.period)
    with _watching(options) as progress:
        results = workspace.mail_send(ask=getpass, period=options.period, dry_run=options.dry_run, progress=progress)
    failed = [(r, a, said) for r in results for a, said in (*r.refused, *r.waiting)]
    answer = {
        "dry_run": options.dry_run,
        "mails": [
            {"draft": str(r.path), "sent": list(r.now), "sent_before": list(r.before), "refused": dict(r.refused),
             "waiting": dict(r.waiting)}
            for r in results
        ],
    }  # fmt: skip
    if options.dry_run:
        lines = [f"要发 {sum(bool(r.waiting) for r in results)} 封（这次没有真的发）："]
        lines += [
            f"  {r.path.name} → {'、'.join(a for a, _ in r.waiting) or '没有收件人，或者已经发过'}" for r in results
        ]
        return DONE, answer, lines
    sent = sum(bool(r.now) for r in results)
    lines = [
        f"发出 {sent} 封，以前发过 {sum(bool(r.before) and not r.now for r in results)} 封，没有发成 {len(failed)} 处。"
    ]
    lines += [f"没发成 {r.path.name} {address}：{said}" for r, address, said in failed]
    if any(r.waiting for r in results):
        lines.append("服务器暂时没有收的，过一会儿再运行一次 toolkit mail send，发过的不会再发。")
    return FINDINGS if failed else DONE, answer, lines if results else ["没有要发的邮件草稿。"]


def _mail_fetch(options: argparse.Namespace) -> Answer:
    from getpass import getpass

    workspace = _workspace(options)
    with _watching(options) as progress:
        got = workspace.mail_fetch(ask=getpass, as_of=_as_of(options), progress=progress)
    answer = {"kept": list(got.kept), "left": [{"mail": which, "reason": why} for which, why in got.left]}
    lines = [f"收到新邮件 {len(got.kept)} 封，在 {workspace.inbox}。" if got.kept else "没有新邮件。"]
    lines += [f"没收 {which}：{why}" for which, why in got.left]
    if got.kept:
        lines.append("下一步：运行 toolkit run。")
    return FINDINGS if got.left else DONE, answer, lines


def _remind(options: argparse.Namespace) -> Answer:
    done = _workspace(options).remind(as_of=_as_of(options), period=options.period)
    answer = {
        "period": done.period.id,
        "as_of": done.as_of.isoformat(),
        "reminders": [
            {"unit": r.unit.id, "owing": len(r.owing), "tone": r.tone, "times": r.times, "copied": r.copied,
             "draft": str(r.draft)}
            for r in done.reminders
        ],
        "chat": str(done.chat) if done.chat else None,
        "phones": str(done.phones) if done.phones else None,
        "bulletin": str(done.bulletin),
    }  # fmt: skip
    if not done.reminders:
        return DONE, answer, [f"{done.period.name}：都报齐了，没有要催的。", f"通报：{done.bulletin}"]
    lines = [f"{done.period.name}，截至 {done.as_of}，要催 {len(done.reminders)} 个单位："]
    for r in done.reminders:
        lines.append(
            f"  {r.unit.area}：还差 {len(r.owing)} 份，第 {r.times} 次，用“{r.tone}”" + "，抄送领导" * r.copied
        )
        if not r.unit.emails:
            lines.append("    没有邮箱，草稿没有收件人。请在 plan.xlsx 的“单位”工作表里填上，或者打电话。")
        if r.tone == "再次催报" and not r.copied:
            lines.append("    没有填“抄送邮箱”，没有抄送领导。需要的请在 plan.xlsx 的“单位”工作表里填上后重做。")
    lines += [
        f"邮件草稿在 {done.reminders[0].draft.parent}：双击打开核对后发送，或者运行 toolkit mail send。",
        f"群消息：{done.chat}",
        f"电话单：{done.phones}",
        f"通报：{done.bulletin}",
    ]
    return DONE, answer, lines


def _publish(options: argparse.Namespace) -> Answer:
    done = _workspace(options).publish(as_of=_as_of(options), period=options.period)
    answer = {
        "period": done.period.id,
        "as_of": done.as_of.isoformat(),
        "editions": [str(path) for path in done.editions],
        "reports": [str(path) for path in done.reports],
        "in_plan": list(done.in_plan),
    }
    lines = [f"{done.period.name}，截至 {done.as_of}，公开版做好了，已逐个打开检查，没有姓名、电话和邮箱："]
    lines += [f"  {path}" for path in done.editions]
    lines.append("通报稿（标黄的地方请补写，定稿前请再看一遍有没有姓名和电话）：")
    lines += [f"  {path}" for path in done.reports]
    if done.in_plan:
        lines.append(
            f"下面的词在责任人、填报人里出现过，方案原文里也有，都已换成“×××”：{'、'.join(done.in_plan)}。"
            "不是姓名的，请填到“方案”的“可公开姓名”后重做。"
        )
    return FINDINGS if done.in_plan else DONE, answer, lines


def _consolidate(options: argparse.Namespace) -> Answer:
    done = _workspace(options).consolidate(as_of=_as_of(options), period=options.period)
    return FINDINGS if done.problems else DONE, consolidated_json(done), consolidated_lines(done)


def _run(options: argparse.Namespace) -> Answer:
    workspace = _workspace(options)
    with _watching(options) as progress:
        collected, done = workspace.run(as_of=_as_of(options), period=options.period, progress=progress)
    status = FINDINGS if collected.needs_a_person or done.problems else DONE
    answer = {"collected": collected_json(collected), "consolidated": consolidated_json(done)}
    return status, answer, [*collected_lines(collected), *consolidated_lines(done)]


def _watch(options: argparse.Namespace) -> Answer:
    import signal
    import threading
    from datetime import datetime

    from toolkit.watching import watch_inbox

    workspace = _workspace(options)
    workspace.period(options.period)
    stop = threading.Event()
    # Whichever the system has; Ctrl+C is one of them, and a run that it comes into is finished first.
    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stop.set())
    runs = 0

    said = ""

    def say(text: str) -> None:
        nonlocal said
        if text == said:
            return  # the same trouble as before
        said = text
        print(f"{datetime.now():%H:%M:%S} {text}", file=sys.stderr if options.json else sys.stdout, flush=True)

    def work() -> bool:
        nonlocal runs
        try:
            collected, done = workspace.run(as_of=date.today(), period=options.period)
        except ToolkitError as error:
            say(str(error))
            return True
        runs += 1
        for line in [*collected_lines(collected)[1:], *(f"核定 {u} {i}：{text}" for u, i, text in done.problems)]:
            say(line)
        say(watch_line(collected, done))
        return bool(collected.left)

    say(f"正在守着 {workspace.inbox.resolve()}，把收到的文件放进去就行；按 Ctrl+C 结束。")
    watch_inbox(workspace.inbox, work, stop)
    return DONE, {"runs": runs}, ["收件结束。已经收下的都在台账里。"]


def _assign(options: argparse.Namespace) -> Answer:
    done = _workspace(options).assign(
        options.file, unit=options.unit, item=options.item, period=options.period, as_of=_as_of(options)
    )
    if done.taken is None:
        assert done.paper is not None
        return DONE, {"paper": done.paper.name}, [f"已认领为佐证材料：{done.paper.name}。"]
    from toolkit.collect import Collected

    collected = Collected((done.taken,))
    status = DONE if done.taken.accepted else FINDINGS
    return status, collected_json(collected), ["已认领。", *collected_lines(collected)]


def _history(options: argparse.Namespace) -> Answer:
    events = _workspace(options).history(unit=options.unit, item=options.item)
    lines = []
    for event in events:
        lines.append(f"{event.day} 〔{event.period_id}〕{event.what}")
        lines += [f"    {detail}" for detail in event.details]
    answer = {"events": [{**asdict(event), "day": event.day.isoformat()} for event in events]}
    return DONE, answer, lines or ["还没有记录：没有发过表，也没有收到过。"]


def _trace(options: argparse.Namespace) -> Answer:
    lines = _workspace(options).trace(
        options.cell, unit=options.unit, item=options.item, field=options.field, period=options.period,
        as_of=_as_of(options),
    )  # fmt: skip
    return DONE, {"lines": lines}, lines


def _key_rotate(options: argparse.Namespace) -> Answer:
    until = options.until or date.today() + timedelta(days=90)
    _workspace(options).rotate_key(until=until)
    lines = [
        f"密钥换好了。以前发出的表认到 {until}；以后生成的表用新密钥。",
        "请马上备份 .toolkit 文件夹，旧的备份里没有新密钥。",
    ]
    return DONE, {"until": until.isoformat()}, lines


def _doctor(options: argparse.Namespace) -> Answer:
    found = _workspace(options).doctor(today=date.today())
    lines = [f"{'正常' if one.good else '有问题'}　{one.what}：{one.said}" for one in found]
    bad = sum(not one.good for one in found)
    lines.append(f"有 {bad} 项要处理，请从上往下一项一项来。" if bad else "都正常。")
    return FINDINGS if bad else DONE, {"checked": [asdict(one) for one in found]}, lines


def _rebuild(options: argparse.Namespace) -> Answer:
    changes, kept = _workspace(options).rebuild()
    lines = [f"台账数据库重建好了，共 {changes} 步。"] + [f"原来的留在 {kept}。"] * (kept is not None)
    return DONE, {"changes": changes, "kept": str(kept) if kept else None}, [*lines, "请运行 toolkit run 核对一遍。"]


def _status(options: argparse.Namespace) -> Answer:
    workspace = _workspace(options)
    as_of = _as_of(options)
    period = workspace.period(options.period)
    standings = workspace.status(as_of=as_of, period=period.id)
    answer = {"period": period.id, "as_of": as_of.isoformat(), "forms": [standing_json(s) for s in standings]}
    return DONE, answer, [f"{period.name}，截至 {as_of}：", *status_lines(standings)]


def _demo(options: argparse.Namespace) -> Answer:
    from toolkit.demo import run_demo

    with _watching(options) as progress:
        shown = run_demo(options.folder, progress)
    return DONE, shown.as_json(), shown.lines()
