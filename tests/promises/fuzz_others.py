"""What else comes from people, spoilt: plans, masters, histories, packages, documents, mails and drafts.

Each kind has seeds that a program made, ways of spoiling one by a number, and the way that it goes in the toolkit. It
ends in a word for what became of it; whatever is raised is a failure, and so is a refusal that is no sentence.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

import docx

from tests.promises.odd_files import packed
from tests.small import small_plan_file
from toolkit import Workspace
from toolkit.base.errors import ToolkitError
from toolkit.base.opc import parts_of
from toolkit.base.shipped import shipped_plan_path
from toolkit.cli.demo import answers_of
from toolkit.form.filling import fill_form
from toolkit.handup.credential import credential_for, written
from toolkit.handup.package import NoPackageError, is_package, seal_of, unpack
from toolkit.intake.envelope import open_envelope
from toolkit.intake.mails import subject_of
from toolkit.issued.document import read_document
from toolkit.ledger.mirror import Mirror
from toolkit.mail.lying import as_sent, read_draft
from toolkit.plan.model import Plan
from toolkit.planbook.workbook import plan_of_bytes
from toolkit.reading.masters.read import read_master

KEY = bytes(range(32))
NAME = "阿勒泰地区"
D25, D28 = date(2021, 1, 25), date(2021, 1, 28)
Mutate = Callable[[random.Random, bytes, int], bytes]
_CELL = re.compile(rb'<c r="[A-Z]+[0-9]+"[^>]*?(?:/>|>.*?</c>)')
_VALUES: tuple[object, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, 2**62, 2**63, "", " ", "x", "2021-01-28", "9999-99-99", "\x00",
    "\ud83d\ude00",
    "\u202e", "=1+1", [], {}, [[]], "x" * 5000, "accepted", "None", "１", -0.0,
)  # fmt: skip
_ERRORS = (b"#N/A", b"#SPILL!", b"#GETTING_DATA", b"Err:508")
_NUMBERS = (b"0", b"-1", b"44227", b"1e300", b"0.5", b"2958466")
_TEXTS = (
    "", " ", "\u3000", "否", "是", "2021年2月30日", "#REF!", "1E400", "[", "[a] >", "、、", "三（一）1", "fuyun",
    "立即",
    "x" * 33_000, "_x0000_", "-1", "每月", "[农村幼儿园数] = SUM(", "2021-01", "CON", "../x", "9" * 21,
)  # fmt: skip


@dataclass(frozen=True)
class Seeds:
    """What a workspace that has lived holds."""

    plan: bytes
    master: bytes
    changes: tuple[bytes, ...]
    package: bytes
    key: bytes


@cache
def seeds() -> Seeds:
    """Made once for all numbers."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.init(Path(folder) / "w", small_plan_file(Path(folder)))
        workspace.distribute(as_of=D25, item="3.1.1")
        for item, unit in workspace.owed(None, "3.1.1")[:3]:
            path = workspace.form_path(workspace.period(), item, unit)
            answers = answers_of(workspace.plan, workspace.catalogues[item.id], unit)
            (workspace.inbox / path.name).write_bytes(
                fill_form(path.read_bytes(), workspace.catalogues[item.id], answers)
            )
        workspace.collect(as_of=D28)
        master = workspace.consolidate(as_of=D28).master.read_bytes()
        credential = Path(folder) / "上报凭证.txt"
        credential.write_bytes(written(credential_for(NAME, KEY)))
        workspace.take_key(credential)
        package = workspace.handup(as_of=D28, made_on=D28).path.read_bytes()
        changes = tuple(path.read_bytes() for path in sorted((workspace.archive / "history").rglob("*.gz")))
        return Seeds(shipped_plan_path().read_bytes(), master, changes, package, workspace.key)


def _workbook(dice: random.Random, data: bytes, mutate: Mutate) -> bytes:
    """A workbook with spoilt bytes, parts or cells."""
    way = dice.randrange(6)
    if way == 0:
        return mutate(dice, data, 6)
    parts = dict(parts_of(data))
    sheets = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    if way == 1:
        name = dice.choice([*parts])
        parts[name] = mutate(dice, parts[name], 4)
        return packed(parts, method=0)
    name = dice.choice(sheets)
    places = [found.span() for found in _CELL.finditer(parts[name])]
    for first, last in sorted(dice.sample(places, min(len(places), dice.randint(1, 5))), reverse=True):
        cell = parts[name][first:last]
        place = re.match(rb'<c r="([A-Z]+[0-9]+)"', cell)
        assert place is not None
        at = place[1] if dice.random() < 0.9 else b"%c%d" % (dice.randint(65, 90), dice.randint(1, 400))
        text = re.sub(r"[\x00-\x08&<>]", "", dice.choice(_TEXTS)).encode()
        kind = dice.choices((b"inlineStr", b"e", b"n", b"b", b""), (60, 8, 12, 5, 15))[0]
        new = {
            b"inlineStr": b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (at, text),
            b"e": b'<c r="%s" t="e"><v>%s</v></c>'
            % (at, dice.choice((b"#N/A", b"#SPILL!", b"#GETTING_DATA", b"Err:508"))),
            b"n": b'<c r="%s"><v>%s</v></c>' % (at, dice.choice((b"0", b"-1", b"44227", b"1e300", b"0.5", b"2958466"))),
            b"b": b'<c r="%s" t="b"><v>1</v></c>' % at,
            b"": b"",
        }[kind]
        parts[name] = parts[name][:first] + new + parts[name][last:]
    return packed(parts, method=0)


def spoilt_plan(dice: random.Random, mutate: Mutate) -> tuple[str, bytes]:
    """A plan workbook."""
    return "plan.xlsx", _workbook(dice, seeds().plan, mutate)


def spoilt_master(dice: random.Random, mutate: Mutate) -> tuple[str, bytes]:
    """A master as the office might leave it, and worse."""
    return "总台账.xlsx", _workbook(dice, seeds().master, mutate)


def _shaken(dice: random.Random, said: object, depth: int = 0) -> object:
    """A JSON value in which something is another one."""
    if depth > 6 or dice.random() < 0.03:
        return dice.choice(_VALUES)
    if isinstance(said, dict) and said:
        name = dice.choice([*said])
        return {key: _shaken(dice, value, depth + 1) if key == name else value for key, value in said.items()}
    if isinstance(said, list) and said:
        at = dice.randrange(len(said))
        match dice.randrange(8):
            case 0 if depth < 1:
                return said[:at] + said[at + 1 :]
            case 1 if depth < 2:
                return said[:at] + [said[at]] * 3 + said[at + 1 :]
            case _:
                return [_shaken(dice, one, depth + 1) if n == at else one for n, one in enumerate(said)]
    alike = [value for value in _VALUES if type(value) is type(said)]
    return dice.choice(alike if alike and dice.random() < 0.8 else _VALUES)


def spoilt_history(dice: random.Random, mutate: Mutate) -> tuple[str, bytes]:
    """A change of a history: spoilt as packed, as text or as what it says."""
    number = dice.randrange(len(seeds().changes))
    data = seeds().changes[number]
    match dice.randrange(4):
        case 0:
            data = mutate(dice, data, 4)
        case 1:
            data = gzip.compress(mutate(dice, gzip.decompress(data), 4), 1)
        case _:
            data = gzip.compress(json.dumps(_shaken(dice, json.loads(gzip.decompress(data)))).encode(), 1)
    return f"{number + 1:08}.json.gz", data


def spoilt_package(dice: random.Random, mutate: Mutate) -> tuple[str, bytes]:
    """A package: spoilt as packed, or under the right seal, as by a program that is wrong."""
    if dice.random() < 0.2:
        return "上报.zip", mutate(dice, seeds().package, 4)
    parts = dict(parts_of(seeds().package))
    for _ in range(dice.randint(1, 2)):
        name = dice.choice([one for one in parts if one.endswith(".json")])
        said = parts[name]
        with suppress(ValueError):
            said = json.dumps(_shaken(dice, json.loads(parts[name])), ensure_ascii=False).encode(
                "utf-8", "surrogatepass"
            )
        parts[name] = said if dice.random() < 0.9 else mutate(dice, said, 3)
    if dice.random() < 0.05:
        parts["plan.xlsx"] = spoilt_plan(dice, mutate)[1]
    parts["seal.txt"] = seal_of(parts, _key_of(NAME)).hex().encode()
    return "上报.zip", packed(parts, method=0)


def _key_of(name: str) -> bytes:
    return credential_for(name, KEY).key


@cache
def _documents() -> tuple[bytes, ...]:
    text = (Path(__file__).parents[1] / "data" / "document.txt").read_bytes()
    document, out = docx.Document(), BytesIO()
    for line in text.decode().split("\n"):
        document.add_paragraph(line)
    table = document.add_table(6, 4)
    table.cell(1, 1).merge(table.cell(2, 2))
    table.cell(0, 0).text = "序号"
    document.save(out)
    return text, out.getvalue()


def spoilt_document(dice: random.Random, mutate: Mutate) -> tuple[str, bytes]:
    """An issued document, as text or as Word saves it."""
    text, word = _documents()
    if dice.random() < 0.4:
        return "方案.txt", mutate(dice, text, 10)
    if dice.random() < 0.1:
        return "方案.docx", mutate(dice, word, 4)
    parts = dict(parts_of(word))
    name = dice.choices([*parts], [20 if one == "word/document.xml" else 1 for one in parts])[0]
    parts[name] = mutate(dice, parts[name], 5)
    if dice.random() < 0.1:
        spans = b'<w:tcPr><w:gridSpan w:val="%d"/>' % dice.choice((0, 2, 63, 1000, 20_000))
        parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:tcPr>", spans, dice.randint(1, 3))
    return "方案.docx", packed(parts, method=0)


def spoilt_mail(dice: random.Random, mutate: Mutate) -> tuple[str, bytes]:
    """A mail: odd words in its headers, and spoilt bytes."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com, c@example.com", "第一季度报送"
    mail["Date"], mail["Message-ID"] = "Thu, 28 Jan 2021 10:00:00 +0800", "<1@example.com>"
    mail.set_content("请查收。\n超大附件：https://example.com/file 下载")
    mail.add_attachment(b"PK\x03\x04", "application", "octet-stream", filename="富蕴县.xlsx")
    if dice.random() < 0.3:
        inner = EmailMessage()
        inner["Subject"] = "转发"
        inner.set_content("里面")
        mail.add_attachment(inner)
    data = mail.as_bytes()
    odd = (
        b"=?utf-8?B?////?=", b"=?x-unknown?Q?=E8?=", b"=?gb2312?B?", b"\xd5\xfb\xb8\xc4", b"=?utf-8?Q?=ED=A0=80?=",
        b"x" * 70_000, b"\xff\xfe\x00", b"=?utf-7?Q?+2D8-?=", b'"', b"(((((", b"\r\n\r\n",
        
        b"charset=idna", b'charset="x y"',
        b"Content-Transfer-Encoding: uuencode\r\n", b"<" * 2000, b"multipart/mixed; boundary=x", b"charset=utf-16",
    )  # fmt: skip
    lines = data.split(b"\n")
    for _ in range(dice.randint(0, 3)):
        at = dice.randrange(min(30, len(lines)))
        name, colon, rest = lines[at].partition(b":")
        lines[at] = name + colon + b" " + (dice.choice(odd) if dice.random() < 0.7 else rest + dice.choice(odd))
    return "来信.eml", mutate(dice, b"\n".join(lines), dice.choice((0, 2, 8)))


# -- the way that each goes --------------------------------------------------------------------------------------------


def _sentence(error: Exception) -> str:
    text = str(error)
    assert text.endswith(("。", "？")) or "处需要改正" in text, text
    assert "Traceback" not in text and text
    return "refused"


def judge_plan(name: str, data: bytes) -> str:
    """Read strictly."""
    try:
        plan_of_bytes(data)
    except ToolkitError as error:
        return _sentence(error)
    return "read"


def judge_master(name: str, data: bytes) -> str:
    """Read back."""
    read = read_master(data, _plan(), "2021-01", [seeds().key])
    if read.reason is not None:
        assert read.sentence.endswith("。") and "请" in read.sentence, read.sentence
        return "refused"
    return "edited" if read.edits or read.doubts else "read"


@cache
def _plan() -> Plan:
    return plan_of_bytes(seeds().plan)


def judge_history(name: str, data: bytes) -> str:
    """Followed by a region."""
    with tempfile.TemporaryDirectory() as folder:
        history = Path(folder) / "archive" / "history"
        (history / "0000").mkdir(parents=True)
        for number, one in enumerate((*seeds().changes[: int(name[:8]) - 1], data), start=1):
            (history / "0000" / f"{number:08}.json.gz").write_bytes(one)
        try:
            with Mirror.of(Path(folder) / ".toolkit" / "m" / "ledger.db", history) as mirror:
                mirror.position  # noqa: B018 - it is asked of the ledger
        except ToolkitError as error:
            return _sentence(error)
    return "followed"


def judge_package(name: str, data: bytes) -> str:
    """Taken in by a region."""
    if not is_package(data):
        return "none"
    try:
        unpack(data, _key_of)
    except NoPackageError as error:
        return _sentence(error)
    return "believed"


def judge_document(name: str, data: bytes) -> str:
    """Imported; without the process of its own, which would take an hour."""
    with patch("toolkit.issued.pages.run_apart", lambda job, data, **_: _called(job, data)):
        try:
            read_document(data, name, _plan().units)
        except ToolkitError as error:
            return _sentence(error)
    return "read"


def _called(job: str, data: bytes) -> object:
    """What a job of the process apart gives, here."""
    module, _, name = job.partition(":")
    return getattr(import_module(module), name)(data)


def judge_mail(name: str, data: bytes) -> str:
    """Fetched, taken apart, and looked at as if it were a draft."""
    assert subject_of(data).encode() is not None
    opened = open_envelope(name, data)
    assert all(one.sentence.endswith("。") for one in opened.problems)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        with suppress(ToolkitError):
            letter = read_draft(path)
            as_sent(letter, _AT, letter.message_id)
    return "opened" if opened.members else "nothing"


_AT = datetime(2021, 1, 28, tzinfo=UTC)
Spoil = Callable[[random.Random, Mutate], tuple[str, bytes]]
KINDS: Mapping[str, tuple[Spoil, Callable[[str, bytes], str]]] = {
    "plan": (spoilt_plan, judge_plan),
    "master": (spoilt_master, judge_master),
    "history": (spoilt_history, judge_history),
    "package": (spoilt_package, judge_package),
    "document": (spoilt_document, judge_document),
    "mail": (spoilt_mail, judge_mail),
}
