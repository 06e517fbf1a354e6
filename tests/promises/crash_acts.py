"""Every act besides the run that is killed: at every step that changes a file, or at random moments, and done again.

    python -m tests.promises.crash_acts                  # every act, before each of its changes of a file
    python -m tests.promises.crash_acts random 20        # every act, at as many random moments
    python -m tests.promises.crash_acts every 7 publish  # one act, before every seventh change

The office is at work meanwhile: its master holds decisions, a column and a sheet of its own, a list of its own lies
beside it, a draft has been changed, a passage decided; where ``between`` says so, it edits the master or the plan after
the kill. What was the office's is there in the end, the decisions stand, and outbox/ is that of an undisturbed act.
What is checked raises `AssertionError`.
"""

from __future__ import annotations

import email
import email.policy
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from tests.mail.faulty import Faulty, faulty_server
from tests.mail.mailbox import Mailbox, mailbox_server
from tests.master.masters import with_words
from tests.promises.crash import die_at
from tests.ready import ready
from tests.reviewed import decide
from tests.small import F1, F2, F3, filled, small_plan
from toolkit import Workspace
from toolkit.acts.import_plan import import_plan
from toolkit.base.captions import Sheet
from toolkit.base.errors import WorkspaceError
from toolkit.intake.spool import digest
from toolkit.mail.lying import UNSURE, drafts_in, read_draft
from toolkit.mail.send import standing
from toolkit.planbook.workbook import read_plan
from toolkit.planbook.writing import write_plan
from toolkit.region.facade import Region

ISSUED, DAY, LATER = date(2021, 1, 25), date(2021, 1, 29), date(2021, 2, 2)
_OWN = "科室跟踪"  # the caption of the office's own column, and the name of its own sheet
_TEXT = """自治区教育厅
整改方案
一、问题
（一）幼儿园少
整改措施：
1．新建幼儿园。
责任单位：教育局
整改时限：2021年6月底前
"""


@dataclass
class Post:
    """The servers that the office's mails go to and come from."""

    outgoing: Faulty
    incoming: Mailbox
    smtp: str
    imap: str


@contextmanager
def post_office(folder: Path) -> Iterator[Post]:
    """Run both; the environment trusts them."""
    outgoing, incoming = Faulty(), Mailbox(mails={n: _letter(n) for n in range(1, 6)})
    with faulty_server(folder, outgoing) as (port, first), mailbox_server(folder, incoming) as (imap, second):
        both = folder / "authorities.pem"
        both.write_bytes(first.read_bytes() + second.read_bytes())
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SSL_CERT_FILE", str(both))
            patch.setenv("TOOLKIT_MAIL_PASSWORD", "secret")
            yield Post(outgoing, incoming, f"tls://127.0.0.1:{port}", imap)


def _letter(number: int) -> bytes:
    return (
        f"From: unit@example.com\r\nTo: office@example.com\r\nSubject: {number}\r\n"
        f"Date: Thu, 28 Jan 2021 10:00:0{number} +0800\r\n\r\n{number}\r\n"
    ).encode()


Saved = tuple[str, str]
"""The hashes of what the office has saved over, and of what it has saved there."""


def nothing(root: Path) -> Saved | None:
    """The office does nothing."""
    return None


@dataclass(frozen=True, slots=True)
class Act:
    """What is done in a folder, and what the office does after the kill.

    ``alike`` says that outbox/, inbox/ and templates/ are afterwards what they are without a kill.
    """

    do: Callable[[Path], object]
    between: Callable[[Path], Saved | None] = nothing
    alike: bool = True


def _edit_again(root: Path) -> Saved:
    """The office decides about one more form, in the master wherever that lies."""
    folder = root / "outbox" / "2021-01"
    masters = [*folder.glob("整改总台账_2021-01.xlsx"), *folder.glob("换下_*.xlsx")]
    before = masters[0].read_bytes()
    after = with_words(before, {F3: {"核定意见": "第三件"}})
    masters[0].write_bytes(after)
    return digest(before), digest(after)


def _another_plan(root: Path) -> Saved | None:
    """The office puts another plan in the place of the old one: a unit has another telephone."""
    plan = read_plan(root / "plan.xlsx")
    units = tuple(replace(u, phone="0906-1000099") if u.id == "fuyun" else u for u in plan.units)
    write_plan(replace(plan, units=units), root / "plan.xlsx")
    return None


def _import(root: Path) -> None:
    path = root / "草稿.xlsx"
    if not path.exists():
        import_plan(Workspace(root), root / "文件.docx", path)
    load_workbook(BytesIO(path.read_bytes()))  # whole, whenever it is there


def _roll_up(root: Path) -> None:
    Region(root / "全区").rollup([root], as_of=LATER)


def _hand_up(root: Path) -> None:
    """Package and roll-up without the folder: the package counts."""
    workspace, region = Workspace(root), Region(root / "全区")
    done = workspace.handup(as_of=LATER, made_on=LATER)
    region.folder.inbox.mkdir(parents=True, exist_ok=True)
    (region.folder.inbox / "上报.zip").write_bytes(done.path.read_bytes())
    region.rollup(as_of=LATER)


ACTS: dict[str, Act] = {
    "consolidate": Act(lambda root: Workspace(root).consolidate(as_of=DAY)),
    "consolidate, edited between": Act(lambda root: Workspace(root).consolidate(as_of=DAY), _edit_again),
    "consolidate, another plan between": Act(lambda root: Workspace(root).consolidate(as_of=DAY), _another_plan),
    "remind": Act(lambda root: Workspace(root).remind(as_of=LATER)),
    "distribute": Act(lambda root: Workspace(root).distribute(as_of=LATER)),
    "distribute the next": Act(lambda root: Workspace(root).distribute(as_of=LATER, period="2021-04")),
    "publish": Act(lambda root: Workspace(root).publish(as_of=LATER)),
    "run, another plan between": Act(lambda root: Workspace(root).run(as_of=DAY), _another_plan),
    "hand up": Act(_hand_up),
    "roll up": Act(_roll_up),
    "rotate the key": Act(lambda root: Workspace(root).rotate_key(until=LATER), alike=False),
    "plan import": Act(_import),
    "mail fetch": Act(lambda root: Workspace(root).mail_fetch(ask=str, as_of=DAY)),
    "mail send": Act(lambda root: Workspace(root).mail_send(ask=str), alike=False),
}


def prepare(root: Path, post: Post) -> frozenset[str]:
    """A workspace in the middle of its work; gives the hashes of what is the office's in it."""
    plan = ready(small_plan())
    mail = replace(plan.settings.mail, smtp=post.smtp, imap=post.imap, account="office@county.test", per_minute=1000)
    root.parent.mkdir(parents=True, exist_ok=True)
    write_plan(replace(plan, settings=replace(plan.settings, mail=mail)), root.with_suffix(".xlsx"))
    workspace = Workspace.init(root, root.with_suffix(".xlsx"))
    workspace.distribute(as_of=ISSUED)
    period = workspace.period()
    for number, form in enumerate((F1, F2)):
        blank = workspace.form_path(period, workspace.plan.item[form[0]], workspace.plan.unit[form[1]]).read_bytes()
        (workspace.inbox / f"{number}.xlsx").write_bytes(filled(workspace, blank, form, {}))
    workspace.run(as_of=date(2021, 1, 28))
    workspace.remind(as_of=date(2021, 1, 28))
    undecided = workspace.publish(as_of=LATER)
    if undecided.review is not None:
        decide(undecided.review)
    workspace.take_key(Region(root / "全区").share_key("阿勒泰地区"))
    _from_outside(workspace)
    draft = next(iter(drafts_in(workspace.mails_path(period))))
    draft.write_bytes(draft.read_bytes().replace(b"X-Unsent: 1", b"X-Unsent: 1\r\nBcc: own@example.com", 1))
    own = workspace.of_period(period) / "科室名单.xlsx"
    own.write_bytes((workspace.of_period(period) / "整改总台账_2021-01.xlsx").read_bytes()[:4000])
    master = workspace.master_path(period)
    master.write_bytes(_edited(master.read_bytes()))
    precious = [master, own, draft, *([undecided.review] if undecided.review else [])]
    return frozenset(digest(path.read_bytes()) for path in precious)


def _from_outside(workspace: Workspace) -> None:
    """What is still to be taken in: a return, something that is none, a document; what to claim, what to drop."""
    blank = workspace.form_path(workspace.period(), workspace.plan.item[F3[0]], workspace.plan.unit[F3[1]])
    (workspace.inbox / "来件.xlsx").write_bytes(filled(workspace, blank.read_bytes(), F3, {}))
    (workspace.inbox / "照片.jpg").write_bytes(b"\xff\xd8\xff" + bytes(100))
    for name in ("来件.xlsx", "照片.jpg"):
        os.utime(workspace.inbox / name, (1_611_800_000, 1_611_800_000))
    document = Document()
    for line in _TEXT.splitlines():
        document.add_paragraph(line)
    document.save(str(workspace.root / "文件.docx"))
    aside, sent = workspace.inbox / "未识别", workspace.root / "寄来"
    blank = workspace.form_path(workspace.period(), workspace.plan.item[F2[0]], workspace.plan.unit[F2[1]])
    for folder, names in ((aside, ("说明.pdf",)), (sent, ("再报.xlsx", "说明.jpg"))):
        folder.mkdir()
        for name in names:
            kind = b"%PDF-1.4 " if name.endswith("pdf") else b"\xff\xd8\xff"
            (folder / name).write_bytes(kind + bytes(300))
    (sent / "再报.xlsx").write_bytes(filled(workspace, blank.read_bytes(), F2, {"overall_leader": "张三"}))


def _edited(master: bytes) -> bytes:
    """A master as the office leaves it: two decisions, a column, a sheet and a comment of its own."""
    said = {F1: {"核定意见": "第一件"}, F2: {"核定意见": "第二件"}}
    book = load_workbook(BytesIO(with_words(master, said)))
    ledger = book[Sheet.LEDGER]
    head = next(row for row in range(1, 10) if ledger.cell(row, 1).value and ledger.cell(row, 2).value)
    own = ledger.max_column + 1
    ledger.cell(head, own, _OWN)
    for row in range(head + 1, ledger.max_row + 1):
        ledger.cell(row, own, f"跟踪{row}")
    book.create_sheet(_OWN)["B2"] = "科室自己的话"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


# -- what is left ------------------------------------------------------------------------------------------------------


def tree(root: Path) -> dict[str, str]:
    """What lies in the folders in which people work, by hash; not what only the office's computer sees."""
    return {
        path.relative_to(root).as_posix(): digest(path.read_bytes())
        for part in ("outbox", "inbox", "templates", "全区/outbox", "全区/inbox")
        for path in sorted((root / part).rglob("*"))
        if path.is_file()
    }


def decisions(root: Path) -> dict[tuple[str, ...], object]:
    """What the ledger says of the office's cells, the newest word of each."""
    with Workspace(root).ledger() as ledger:
        return {(c.item_id, c.unit_id, c.column): c.value for c in ledger.office("2021-01")}


def texts_of(master: Path) -> set[str]:
    book = load_workbook(master)
    return {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}


def check(root: Path, precious: frozenset[str], act: Act, expected: dict[str, str], said: object) -> None:
    """Nothing of the office's is lost; what lies there is what an undisturbed act leaves."""
    there = {digest(path.read_bytes()) for path in root.rglob("*") if path.is_file()}
    assert precious <= there, "something of the office's is nowhere"
    left = [path.name for path in root.rglob("*") if path.name.endswith(".tmp") or path.name.startswith("换下_")]
    assert not left, f"left lying: {left}"
    assert decisions(root) == said, "other decisions"
    master = root / "outbox" / "2021-01" / "整改总台账_2021-01.xlsx"
    assert {"第一件", "第二件", _OWN, "科室自己的话"} <= texts_of(master), "something of the office's left the master"
    if act.alike:
        now = tree(root)
        other = {name for name in now.keys() | expected.keys() if now.get(name) != expected.get(name)}
        assert not other, f"not as without a kill: {sorted(other)}"
    with Workspace(root).ledger() as ledger:
        assert ledger.faults() == []


def check_mails(root: Path, post: Post) -> None:
    """Each address got each mail once, or a person is asked."""
    got = Counter((address, read_subject(data)) for address, data in post.outgoing.received())
    assert max(got.values(), default=0) <= 1, "somebody got a mail twice"
    with Workspace(root).ledger() as ledger:
        for folder in (root / "outbox").rglob("mail"):
            assert drafts_in(folder) == [], "a draft was not sent"
            for path in drafts_in(folder / "已发送"):
                letter = read_draft(path)
                where = standing(letter, ledger)
                assert not where.wanted
                unsure = {one.address for one in where.unsure}
                assert not unsure or (folder / UNSURE / path.name).exists(), "nobody is asked"
                for address in letter.addresses:
                    assert address in unsure or got[address, letter.subject] == 1, "a mail did not come"


def read_subject(data: bytes) -> str:
    return str(email.message_from_bytes(data, policy=email.policy.default)["Subject"])


# -- killing -----------------------------------------------------------------------------------------------------------


def killed(do: Callable[[Path], object], root: Path, step: int = 0, after: float | None = None) -> bool:
    """Do it in a child process that dies before a step, or is killed after some seconds; False if it lived."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            if step:
                die_at(step, root)()
            do(root)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or status == 0, "it failed without being killed"
    return os.WIFSIGNALED(status)


@dataclass(slots=True)
class Trial:
    """One act, a workspace to do it in, and what an undisturbed one comes to."""

    act: Act
    template: Path
    precious: frozenset[str]
    post: Post
    folder: Path
    expected: dict[str, str]
    said: object
    took: float

    @classmethod
    def of(cls, act: Act, template: Path, precious: frozenset[str], post: Post, folder: Path) -> Trial:
        """Do it undisturbed: with what the office does between, and again."""
        root = shutil.copytree(template, folder / "工作区")
        started = time.perf_counter()
        act.do(root)
        took = time.perf_counter() - started
        act.between(root)
        act.do(root)
        trial = cls(act, template, precious, post, folder, tree(root), decisions(root), took)
        shutil.rmtree(root)
        return trial

    def one(self, step: int = 0, after: float | None = None) -> bool:
        """Kill it once, let the office do what it does, do it again, and see."""
        root = shutil.copytree(self.template, self.folder / "工作区")
        with self.post.outgoing.lock:
            self.post.outgoing.mails.clear()
        struck = killed(self.act.do, root, step, after)
        saved = self.act.between(root)
        self.act.do(root)
        precious = self.precious if saved is None else self.precious - {saved[0]} | {saved[1]}
        check(root, precious, self.act, self.expected, self.said)
        if self.act is ACTS["mail send"]:
            check_mails(root, self.post)
        assert self.post.incoming.changed == []
        shutil.rmtree(root)
        return struck

    def steps(self, every: int = 1) -> int:
        """Kill it before every so manieth change of a file; gives how many changes there are at least."""
        for step in range(1, 10_000, every):
            try:
                if not self.one(step):
                    return step - 1
            except (AssertionError, WorkspaceError) as error:
                error.add_note(f"killed before step {step}")
                raise
        raise AssertionError("an act without an end")


def main(arguments: Sequence[str], acts: Mapping[str, Act]) -> int:
    """Kill each of the acts that are named, or all, at every step, at every n-th, or at random moments."""
    words = [*arguments]
    often = int(words[words.index("random") + 1]) if "random" in words else 0
    every = int(words[words.index("every") + 1]) if "every" in words else 1
    chosen = [name for name in acts if name in words] or [*acts]
    with tempfile.TemporaryDirectory() as folder, post_office(Path(folder)) as post:
        template = Path(folder) / "template" / "工作区"
        precious = prepare(template, post)
        chance = random.Random(2021)
        for name in chosen:
            trial = Trial.of(acts[name], template, precious, post, Path(folder))
            if often:
                struck = sum(trial.one(after=chance.uniform(0, trial.took)) for _ in range(often))
                print(f"{name}: {struck} kills in {often} tries: nothing lost, the same in the end", flush=True)
            else:
                print(f"{name}: killed at {trial.steps(every) // every} steps: nothing lost, the same", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], ACTS))
