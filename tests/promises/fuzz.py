"""``python -m tests.promises.fuzz 1000000``: so many spoilt files through everything that reads them.

A file goes the way of a return: taken apart, guarded, opened, identified, read, normalised, checked. With ``--what``
and plan, master, history, package, document or mail it is one of these and goes the way of it. Nothing may raise, and
nothing may take more than `MOST_SECONDS` of work. What fails is kept in the current folder and named by its number,
from which it can be made again: ``python -m tests.promises.fuzz 1 NUMBER``.
"""

from __future__ import annotations

import argparse
import os
import pickle
import random
import re
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from functools import cache
from pathlib import Path

from tests.conftest import KEY, Forms
from tests.promises.fuzz_others import KINDS, seeds
from tests.promises.odd_files import as_ods, packed
from toolkit.acts.entries import reading_of
from toolkit.base.opc import parts_of
from toolkit.base.shipped import shipped_plan_path, shipped_template
from toolkit.catalogue import catalogues
from toolkit.check.batch import Reading, check
from toolkit.form.book import Book
from toolkit.form.identify import Unidentified, identify
from toolkit.form.loaded_base import load_base
from toolkit.intake.envelope import open_envelope
from toolkit.planbook.workbook import read_plan
from toolkit.reading import apart, papers
from toolkit.reading.forms import read_form
from toolkit.reading.guess import guess

INBOX = "inbox"
MOST_SECONDS = 5
CHUNK = 500  # files that are checked together
_APART = 0.0005  # share of the files that are opened in a process of their own, which takes 0.1 s
_TOKENS = (
    b"<", b">", b"</", b"/>", b'"', b"&", b"&amp;", b"&#0;", b"&#x10FFFF;", b"<!--", b"]]>", b"<![CDATA[", b"<?xml ?>",
    b"-1", b"0", b"1", b"99999999999999999999", b"1e400", b"NaN", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r\n",
    b"XFD1048576", b"A0", b"AAAAAAA1", b'r="A1"', b't="s"', b't="e"', b't="b"', b't="inlineStr"', b't="d"', b"<c>",
    b"</c>",
    b"<row>", b"</row>", b"<v>", b"</v>", b"<is><t>", b"<f>1+1</f>", b'state="veryHidden"', b"\xe8\xa1\xa8", b"_x0000_",
)  # fmt: skip
_ODD_VALUES = (
    "", " ", "\u3000", "0", "-0", "1e309", "١٢٣", "一亿", "三百二十二", "壹佰", "½", "五五开", "322所", "1,2,3",
    "95.68%%", "%",
    "2021年13月45日", "2021.1.31.", "1899-12-31", "9999-12-31", "0000-00-00", "二〇二一年元月卅一日", "=1+1", "#REF!",
    "无", "/",
    "\u202e123", "x" * 40000, "\ud83d\ude00", "Ⅷ", "３２２", "约300", "300-400", "见附件", "同上", "true", "否", "ˉ",
    "\x01", "∞",
    "1" * 400, "." * 50, "年月日", "-" * 30, "（）", "A1:B2", "'", '"', "None", "nan", "-1", "1/0", "12:30", "44227",
)  # fmt: skip
_FITTING = {
    b"n": (
        b"0",
        b"-1",
        b"1e300",
        b"44227",
        b"44227.5",
        b"0.1",
        b"-0",
        b"2958466",
        b"1E-9",
        b"322",
        b"123456789012345678",
    ),
    b"b": (b"0", b"1"),
    b"e": (b"#REF!", b"#DIV/0!", b"#VALUE!", b"#NAME?", b"#N/A", b"#NUM!", b"#NULL!"),
}
_CELL = re.compile(rb'<c (r="[A-Z]+[0-9]+")([^>]*?)(/>|>.*?</c>)')
Spoil = Callable[[random.Random], tuple[str, bytes]]


@cache
def _made() -> tuple[Forms, tuple[dict[str, bytes], ...]]:
    plan = read_plan(shipped_plan_path())
    forms = Forms(plan, catalogues(plan), load_base(shipped_template()))
    shapes = (("3.1.1", "fuyun"), ("6.2", "kanas"), ("3.4.1", "qinghe"), ("3.2.2", "altay_city"))
    return forms, tuple(parts_of(forms.filled(*shape)) for shape in shapes)


def spoilt(number: int, what: str = INBOX) -> tuple[str, bytes]:
    """The file of a number: always the same."""
    dice = random.Random(number)
    if what != INBOX:
        return KINDS[what][0](dice, _mutated)
    return dice.choices(_WAYS, weights=(1, 4, 8, 1, 1, 1))[0](dice)


def _bytes(dice: random.Random) -> tuple[str, bytes]:
    return "表.xlsx", _mutated(dice, packed(dice.choice(_made()[1]), method=dice.choice((0, 8))), 6)


def _parts(dice: random.Random) -> tuple[str, bytes]:
    parts = dict(dice.choice(_made()[1]))
    for _ in range(dice.randint(1, 2)):
        name = dice.choice([*parts])
        parts[name] = _mutated(dice, parts[name], 5)
    if dice.random() < 0.05:
        parts[dice.choice(("xl/sharedStrings.xml", "xl/vbaProject.bin", "content.xml", "xl/workbook.bin"))] = b"<sst/>"
    return "表.xlsx", packed(parts, method=0)


def _cells(dice: random.Random) -> tuple[str, bytes]:
    parts = dict(dice.choice(_made()[1]))
    sheet = parts["xl/worksheets/sheet1.xml"]
    for place in sorted(dice.sample([m.span() for m in _CELL.finditer(sheet)], dice.randint(1, 6)), reverse=True):
        sheet = sheet[: place[0]] + _cell(dice, sheet[slice(*place)]) + sheet[place[1] :]
    parts["xl/worksheets/sheet1.xml"] = sheet
    return "表.xlsx", packed(parts, method=0)


def _cell(dice: random.Random, cell: bytes) -> bytes:
    found = _CELL.fullmatch(cell)
    place = found[1] if found and dice.random() < 0.95 else b'r="%c%d"' % (dice.randint(65, 90), dice.randint(0, 6000))
    value = dice.choice(_ODD_VALUES)
    if dice.random() < 0.3:
        value = "".join(
            dice.choices("0123456789一二十百万%.,年月日-/ ()（）约个人所√✓是否有无\n\t", k=dice.randint(1, 12))
        )
    text = re.sub(r"[\x00-\x08&<>\ud800-\udfff]", "", value).encode()
    kind = dice.choices((b"inlineStr", b"str", b"d", b"n", b"b", b"e", b"s", b"x"), (60, 20, 8, 8, 2, 2, 0.3, 0.3))[0]
    if kind in _FITTING and dice.random() < 0.95:  # what does not fit makes the whole sheet unreadable
        text = dice.choice(_FITTING[kind])
    inside = b"<is><t>%s</t></is>" % text if kind == b"inlineStr" else b"<v>%s</v>" % text
    return b'<c %s s="%d" t="%s">%s</c>' % (place, dice.choice((0, 1, 5, 14, 999)), kind, inside)


def _mail(dice: random.Random) -> tuple[str, bytes]:
    mail = MIMEMultipart()
    mail["From"], mail["Subject"], mail["Date"] = "a@example.com", "报送", "Thu, 28 Jan 2021 10:00:00 +0800"
    part = MIMEApplication(packed(dice.choice(_made()[1])))
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", "富蕴县.xlsx"))
    mail.attach(part)
    return "来信.eml", _mutated(dice, mail.as_bytes(), 8)


def _zip(dice: random.Random) -> tuple[str, bytes]:
    inner = _WAYS[dice.randrange(3)](dice)
    return "报送.zip", _mutated(dice, packed({inner[0]: inner[1], "说明.txt": b"x"}, method=0), dice.choice((0, 0, 3)))


def _ods(dice: random.Random) -> tuple[str, bytes]:
    parts = parts_of(as_ods(packed(dice.choice(_made()[1]), method=0)))
    parts["content.xml"] = _mutated(dice, parts["content.xml"], 5)
    return "表.ods", packed(parts, method=0)


_WAYS: tuple[Spoil, ...] = (_bytes, _parts, _cells, _mail, _zip, _ods)


def _mutated(dice: random.Random, data: bytes, most: int) -> bytes:
    out = bytearray(data)
    for _ in range(dice.randint(1, most) if most else 0):
        at = dice.randrange(len(out) + 1)
        end = min(len(out), at + int(dice.paretovariate(0.6)))
        match dice.randrange(7):
            case 0:
                out[at:end] = b""
            case 1:
                out[at:at] = out[at:end][:20_000]
            case 2:
                out[at:at] = dice.choice(_TOKENS)
            case 3:
                out[at : at + dice.randint(0, 8)] = dice.choice(_TOKENS)
            case 4:
                out[at:end] = dice.randbytes(min(end - at, 1000))
            case 5:
                numbers = [m.span() for m in re.finditer(rb"[0-9]+", bytes(out[at : at + 500]))]
                if numbers:
                    first, last = dice.choice(numbers)
                    number = dice.choice((b"0", b"-1", b"4294967296", b"1048577", b"16385", b"9" * 30, b"1e9", b""))
                    out[at + first : at + last] = number
            case _:
                if at < len(out):
                    out[at] = dice.randrange(256)
    return bytes(out)


def _here(data: bytes, memory: int = 0, seconds: float = 0, word: str = "") -> Book | str:
    """What `open_apart` does, without the process of its own that makes 20,000 files take an hour."""
    return apart.read_any(data, word)  # the very thing that the process runs


def judged(number: int, readings: list[Reading]) -> str:
    """What becomes of the file of a number; forms that can be read are added to ``readings``."""
    forms, _ = _made()
    name, data = spoilt(number)
    said = "nothing"
    for member in open_envelope(name, data).members:
        if papers.is_paper(member.data, member.name):
            said = "paper"
            continue
        in_its_own_process = apart.open_apart
        if random.Random(number).random() > _APART:
            apart.open_apart = _here
        try:
            book = apart.open_book(member.data, member.name)
        finally:
            apart.open_apart = in_its_own_process
        if isinstance(book, str):
            assert book.endswith("。") and "请" in book
            guess(forms.plan, None, (member.name,))
            said = "refused"
            continue
        guess(forms.plan, book, (member.name,))
        for whose in identify(book, forms.plan, KEY):
            if isinstance(whose, Unidentified):
                assert whose.reason.endswith("。")
                said = "unidentified"
                continue
            catalogue = forms.catalogue_of[whose.identity.item_id]
            readings.append(reading_of(catalogue, read_form(whose, catalogue, forms.plan), date(2021, 1, 28), {}))
            said = "read"
    return said


def chunk(first: int, count: int, what: str = INBOX) -> tuple[Counter[str], list[str], float]:
    """What became of so many files, what failed, and the longest work that one took."""
    outcomes: Counter[str] = Counter()
    longest = 0.0
    failures: list[str] = []
    readings: list[Reading] = []
    numbers: list[int] = []
    for number in range(first, first + count):
        begin = sum(os.times()[:4])
        try:
            before = len(readings)
            outcomes[judged(number, readings) if what == INBOX else KINDS[what][1](*spoilt(number, what))] += 1
            numbers += [number] * (len(readings) - before)
        except BaseException as error:  # calamine's panics are no Exception
            failures.append(_kept(number, error, what))
        longest = max(longest, seconds := sum(os.times()[:4]) - begin)
        if seconds > MOST_SECONDS:
            failures.append(_kept(number, TimeoutError(f"{seconds:.1f} s"), what))
    try:
        for found in check(readings):
            outcomes["with findings" if found else "without findings"] += 1
    except BaseException:
        for number, reading in zip(numbers, readings, strict=True):
            try:
                check([reading])
            except BaseException as error:
                failures.append(_kept(number, error))
    return outcomes, failures, longest


def safely(first: int, count: int, what: str = INBOX) -> tuple[Counter[str], list[str], float]:
    """A chunk in a process of its own; one that ends or hangs is done again file by file, to name the file."""
    _ = _made() if what == INBOX else seeds()  # once, not in every child
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        os.close(out)
        with os.fdopen(into, "wb") as reply:
            # By the processor, not by the clock, and ended by the system: Rust does not let Python's own alarm through.
            most = MOST_SECONDS * 3 + count // 5
            signal.setitimer(signal.ITIMER_PROF, most)
            signal.alarm(20 * most)  # for one that waits for ever
            pickle.dump(chunk(first, count, what), reply)
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as reply:
        said = reply.read()
    _, status = os.waitpid(child, 0)
    if status == 0:
        result: tuple[Counter[str], list[str], float] = pickle.loads(said)
        return result
    if count == 1:
        return Counter(), [_kept(first, RuntimeError(f"the process ended with {status}"), what)], 0.0
    each = [safely(number, 1, what) for number in range(first, first + count)]
    return sum((one[0] for one in each), Counter()), [f for one in each for f in one[1]], max(one[2] for one in each)


def _kept(number: int, error: BaseException, what: str = INBOX) -> str:
    name, data = spoilt(number, what)
    Path(f"fuzz-{what}-{number}{Path(name).suffix}").write_bytes(data)
    return f"{number}: {''.join(traceback.format_exception(error)[-3:])}"


def main() -> int:
    """Run it on all cores; print what became of the files."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("count", type=int)
    arguments.add_argument("first", type=int, nargs="?", default=0)
    arguments.add_argument("--what", choices=[INBOX, *KINDS], default=INBOX)
    arguments.add_argument("--processes", type=int, default=os.cpu_count())
    asked = arguments.parse_args()
    count, first = asked.count, asked.first
    outcomes: Counter[str] = Counter()
    failed: list[str] = []
    longest = 0.0
    starts = range(first, first + count, CHUNK)
    with ProcessPoolExecutor(asked.processes) as pool:
        counts = [min(CHUNK, first + count - start) for start in starts]
        results = pool.map(safely, starts, counts, [asked.what] * len(starts))
        for done, (some, failures, seconds) in enumerate(results, start=1):
            outcomes, failed, longest = outcomes + some, failed + failures, max(longest, seconds)
            if done % 20 == 0:
                print(f"{done * CHUNK} of {count}, {len(failed)} failed", file=sys.stderr, flush=True)
    print("\n".join(failed[:20]))
    became = dict(sorted(outcomes.items()))
    print(f"{count} files ({asked.what}): {len(failed)} failed, the slowest {longest:.2f} s; {became}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
