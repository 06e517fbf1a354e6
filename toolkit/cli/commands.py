"""The commands: what each asks of the workspace, and its answer as status, JSON and lines.

Knows: which method of `toolkit.Workspace` is meant, the words for what it returns. Must not know: how arguments are
written, how anything is done.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.base.errors import ToolkitError
from toolkit.cli.words import (
    collected_json,
    collected_lines,
    consolidated_json,
    consolidated_lines,
    remark_lines,
    rolled_up_json,
    rolled_up_lines,
    standing_json,
    status_lines,
    watch_line,
)

if TYPE_CHECKING:
    from toolkit.base.progress import Progress
    from toolkit.base.workers import Hire
    from toolkit.region.facade import Region
    from toolkit.workspace import Workspace

DONE, FINDINGS, FAILED = 0, 1, 2
Answer = tuple[int, Mapping[str, object], list[str]]
"""What a command comes to: exit status, the JSON object, and the lines for people."""


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


def init(options: argparse.Namespace) -> Answer:
    """A new workspace."""
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


def plan_check(options: argparse.Namespace) -> Answer:
    """What the plan holds, or its faults; and what is worth a look."""
    from toolkit.base.errors import PlanError
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


def plan_import(options: argparse.Namespace) -> Answer:
    """A draft plan workbook from an issued document."""
    from toolkit.issued.draft import counts

    draft, path = _workspace(options).import_plan(options.document, options.output)
    parts = counts(draft)
    lines = [
        f"《{draft.plan.title}》：读到事项 {len(draft.plan.items)} 项，措施 {sum(n for _, _, n in parts)} 条。",
        *(f"  {part}：事项 {items} 项，措施 {measures} 条" for part, items, measures in parts),
    ]
    if draft.questions:
        lines.append(f"要由人决定的有 {len(draft.questions)} 处，在草稿里已标红：")
        about: dict[str, list[str]] = {}
        for question in draft.questions:
            item = draft.plan.item.get(question.item_id)
            about.setdefault(question.sentence, []).append(item.code if item else "方案")
        lines += [f"  {'、'.join(names)}：{sentence}" for sentence, names in about.items()]
    if draft.repairs:
        lines.append("按原意认的名称，在草稿里已标黄，请核对：")
        lines += [f"  {draft.plan.item[r.item_id].code}：“{r.written}”认作“{r.taken_as}”" for r in draft.repairs]
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
        "decisions": [asdict(question) for question in draft.questions],
        "repairs": [asdict(repair) for repair in draft.repairs],
        "not_understood": [asdict(one) for one in draft.not_understood],
    }
    return FINDINGS if draft.questions or draft.repairs or draft.not_understood else DONE, answer, lines


def distribute(options: argparse.Namespace) -> Answer:
    """The forms of a period and the mails that carry them."""
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


def _readers(options: argparse.Namespace) -> Hire:
    """Who reads what is in the inbox: the cluster asked for, else all cores."""

    def hire() -> AbstractContextManager[Executor]:
        from toolkit.base import workers

        address = getattr(options, "cluster", None)
        return workers.cluster(address) if address else workers.cores()

    return hire


def collect(options: argparse.Namespace) -> Answer:
    """Everything in the inbox."""
    workspace = _workspace(options)
    with _watching(options) as progress:
        collected = workspace.collect(as_of=_as_of(options), progress=progress, hire=_readers(options))
    status = FINDINGS if collected.needs_a_person else DONE
    return status, collected_json(collected), collected_lines(collected)


def mail_send(options: argparse.Namespace) -> Answer:
    """The drafts, sent or only listed."""
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


def mail_fetch(options: argparse.Namespace) -> Answer:
    """New mails into the inbox."""
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


def remind(options: argparse.Namespace) -> Answer:
    """Reminders to those who owe a return."""
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


def publish(options: argparse.Namespace) -> Answer:
    """The two editions of what is disclosed."""
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


def consolidate(options: argparse.Namespace) -> Answer:
    """The master workbook."""
    done = _workspace(options).consolidate(as_of=_as_of(options), period=options.period)
    return FINDINGS if done.problems else DONE, consolidated_json(done), consolidated_lines(done)


def run(options: argparse.Namespace) -> Answer:
    """Collect, then consolidate."""
    workspace = _workspace(options)
    with _watching(options) as progress:
        collected, done = workspace.run(
            as_of=_as_of(options), period=options.period, progress=progress, hire=_readers(options)
        )
    status = FINDINGS if collected.needs_a_person or done.problems else DONE
    answer = {"collected": collected_json(collected), "consolidated": consolidated_json(done)}
    return status, answer, [*collected_lines(collected), *consolidated_lines(done)]


def watch(options: argparse.Namespace) -> Answer:
    """A run whenever the inbox has settled, until Ctrl+C."""
    import signal
    import threading
    from datetime import datetime

    from toolkit.acts.watch import watch_inbox

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
            collected, done = workspace.run(as_of=date.today(), period=options.period, hire=_readers(options))
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


def assign(options: argparse.Namespace) -> Answer:
    """A file filed by hand."""
    done = _workspace(options).assign(
        options.file, unit=options.unit, item=options.item, period=options.period, as_of=_as_of(options)
    )
    if done.taken is None:
        assert done.paper is not None
        return DONE, {"paper": done.paper.name}, [f"已认领为佐证材料：{done.paper.name}。"]
    from toolkit.acts.collected import Collected

    collected = Collected((done.taken,))
    status = DONE if done.taken.accepted else FINDINGS
    return status, collected_json(collected), ["已认领。", *collected_lines(collected)]


def history(options: argparse.Namespace) -> Answer:
    """The whole life of one form."""
    events = _workspace(options).history(unit=options.unit, item=options.item)
    lines = []
    for event in events:
        lines.append(f"{event.day} 〔{event.period_id}〕{event.what}")
        lines += [f"    {detail}" for detail in event.details]
    answer = {"events": [{**asdict(event), "day": event.day.isoformat()} for event in events]}
    return DONE, answer, lines or ["还没有记录：没有发过表，也没有收到过。"]


def trace(options: argparse.Namespace) -> Answer:
    """Where a figure of the master comes from."""
    lines = _workspace(options).trace(
        options.cell, unit=options.unit, item=options.item, field=options.field, period=options.period,
        as_of=_as_of(options),
    )  # fmt: skip
    return DONE, {"lines": lines}, lines


def key_rotate(options: argparse.Namespace) -> Answer:
    """A new key, with the old one good until a day."""
    until = options.until or date.today() + timedelta(days=90)
    _workspace(options).rotate_key(until=until)
    lines = [
        f"密钥换好了。以前发出的表认到 {until}；以后生成的表用新密钥。",
        "请马上备份 .toolkit 文件夹，旧的备份里没有新密钥。",
    ]
    return DONE, {"until": until.isoformat()}, lines


def _region(options: argparse.Namespace) -> Region:
    from toolkit.region.facade import Region

    return Region(options.workspace)


def rollup(options: argparse.Namespace) -> Answer:
    """The region's master over its prefectures."""
    with _watching(options) as progress:
        done = _region(options).rollup(
            options.folders, as_of=_as_of(options), today=date.today(), period=options.period, progress=progress
        )
    return FINDINGS if done.needs_a_person else DONE, rolled_up_json(done), rolled_up_lines(done)


def handup(options: argparse.Namespace) -> Answer:
    """The sealed package for the region."""
    done = _workspace(options).handup(as_of=_as_of(options), made_on=date.today(), period=options.period)
    answer = {
        "prefecture": done.prefecture, "period": done.period.id, "as_of": done.as_of.isoformat(),
        "package": str(done.path), "returns": done.returns, "decided": done.decided,
    }  # fmt: skip
    lines = [f"读回地区核定的内容 {done.decided} 处。"] * bool(done.decided)
    lines += [
        f"{done.prefecture}{done.period.name}上报包做好了，截至 {done.as_of}，有 {done.returns} 份回表：{done.path}",
        "请原样发给上级，不要解开，也不要改里面的内容；以后有更正，再做一次重新报就行。",
    ]
    return DONE, answer, lines


def key_share(options: argparse.Namespace) -> Answer:
    """The credential of a prefecture."""
    path = _region(options).share_key(options.prefecture)
    lines = [
        f"上报凭证做好了：{path}",
        f"请用可靠的办法交给{options.prefecture.strip()}的经办人（不要发到群里）；文件里写着怎么用。",
        "凭证是用 .toolkit 里的密钥算出来的，请备份 .toolkit 文件夹；丢了要全部重发。",
    ]
    return DONE, {"credential": str(path)}, lines


def key_take(options: argparse.Namespace) -> Answer:
    """The credential kept in the workspace."""
    name = _workspace(options).take_key(options.file)
    lines = [
        f"上报凭证存好了，以后按“{name}”上报。名称不对的，请不要上报，和上级核对。",
        f"原来的文件 {options.file} 可以删掉了。下一步：运行 toolkit handup 做上报包。",
    ]
    return DONE, {"prefecture": name}, lines


def doctor(options: argparse.Namespace) -> Answer:
    """The state of everything in the workspace."""
    found = _workspace(options).doctor(today=date.today())
    lines = [f"{'正常' if one.good else '有问题'}　{one.what}：{one.said}" for one in found]
    bad = sum(not one.good for one in found)
    lines.append(f"有 {bad} 项要处理，请从上往下一项一项来。" if bad else "都正常。")
    return FINDINGS if bad else DONE, {"checked": [asdict(one) for one in found]}, lines


def rebuild(options: argparse.Namespace) -> Answer:
    """The ledger made anew from the history."""
    changes, kept = _workspace(options).rebuild()
    lines = [f"台账数据库重建好了，共 {changes} 步。"] + [f"原来的留在 {kept}。"] * (kept is not None)
    return DONE, {"changes": changes, "kept": str(kept) if kept else None}, [*lines, "请运行 toolkit run 核对一遍。"]


def status(options: argparse.Namespace) -> Answer:
    """Who has reported, who has not, what was sent back, what is late."""
    workspace = _workspace(options)
    as_of = _as_of(options)
    period = workspace.period(options.period)
    standings = workspace.status(as_of=as_of, period=period.id)
    answer = {"period": period.id, "as_of": as_of.isoformat(), "forms": [standing_json(s) for s in standings]}
    return DONE, answer, [f"{period.name}，截至 {as_of}：", *status_lines(standings)]


def demo(options: argparse.Namespace) -> Answer:
    """A workspace in which everything has happened once."""
    from toolkit.cli.demo import run_demo

    with _watching(options) as progress:
        shown = run_demo(options.folder, progress)
    return DONE, shown.as_json(), shown.lines()
