"""Forms of plans made by code: filled in LibreOffice, read there, and read again as they come back.

Knows: how a form is made and filled, what its check cells and its counter say, and what the receipt finds. Must not
know: which of the two is right.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from tests.conftest import KEY
from tests.programs.alike.fillings import Filling
from tests.programs.real import system_python
from toolkit.acts.collect import reading_of
from toolkit.base.findings import Finding, Severity
from toolkit.catalogue import Block, Catalogue, Field
from toolkit.check.batch import Reading, check
from toolkit.form.book import read_book
from toolkit.form.filling import answer_cells
from toolkit.form.formulas import ASK, GOOD, TO_FILL, WRONG
from toolkit.form.layout import CHECK, OPEN, SHEET
from toolkit.form.layout import WRONG as WRONG_COLUMN
from toolkit.form.prefill import NOTHING, Prefill, remembered
from toolkit.form.reader import Identified, identify
from toolkit.form.writer import Base, write_form
from toolkit.kinds.values import ReadCell
from toolkit.ledger import Issued
from toolkit.plan.model import Period, Plan, Unit
from toolkit.reading.forms import ReadForm, read_form

_SCENES = Path(__file__).parents[1] / "uno_scenes.py"
# LibreOffice as a person in China has it: dates, money and percents are told as they are typed there.
_LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop></item>
</oor:items>
"""
_COLUMNS = "ABCDEFGHIJ"
Fillings = Mapping[str, Filling]
"""What is put into the cells of a form, by field id."""


class Mark(StrEnum):
    """What is said of an answer: by the check cell beside it, or by the findings of the receipt."""

    WRONG = WRONG
    TO_FILL = TO_FILL
    ASK = ASK
    GOOD = GOOD
    NOTHING = ""
    BROKEN = "#"


@dataclass(frozen=True)
class Form:
    """A form as it goes out: its plan, item, unit and period, its bytes, and where its answers stand."""

    plan: Plan
    catalogue: Catalogue
    given: Prefill
    data: bytes
    places: Mapping[str, str]

    @property
    def last(self) -> int:
        """The last row with an answer."""
        return max(row_of(place) for place in self.places.values())


@dataclass(frozen=True)
class Scene:
    """What is put into a form one after the other; ``kept`` where the file is saved and read back."""

    fillings: Fillings
    kept: bool = False


@dataclass(frozen=True)
class Page:
    """What LibreOffice shows of a form, from A1."""

    rows: Sequence[Sequence[object]]

    def at(self, column: str, row: int) -> object:
        """What stands in a cell."""
        return self.rows[row - 1][_COLUMNS.index(column)]

    def mark(self, row: int) -> Mark:
        """What the check cell of a row says."""
        said = self.at(CHECK, row)
        if not isinstance(said, str):
            return Mark.BROKEN
        return next((mark for mark in (Mark.WRONG, Mark.TO_FILL, Mark.ASK, Mark.GOOD) if said.startswith(mark)), Mark.NOTHING)

    def count(self, column: str, row: int) -> object:
        """How many open or wrong answers a row counts; an error where it cannot count."""
        return self.at(column, row) or 0

    @property
    def notice(self) -> str:
        """What the line under the title says after its first sentences."""
        said = self.at("B", 3)
        return str(said).rpartition("带 * 的必须填写。")[2] if isinstance(said, str) else Mark.BROKEN


@dataclass(frozen=True)
class Played:
    """One scene as played: the page, and the file that was saved, if it was."""

    page: Page
    saved: bytes = field(default=b"", repr=False)


def make(base: Base, plan: Plan, catalogue: Catalogue, given: Prefill = NOTHING) -> Form:
    """The form of an item for the plan's first unit and first period."""
    unit, period = _whose(plan, catalogue)
    data = write_form(base, plan, catalogue, unit, period, KEY, 1, given)
    return Form(plan, catalogue, given, data, {name: cell for name, (_, cell) in answer_cells(data, catalogue).items()})


def _whose(plan: Plan, catalogue: Catalogue) -> tuple[Unit, Period]:
    return plan.unit[catalogue.item.unit_ids[0]], plan.periods[0]


def row_of(place: str) -> int:
    """The row of a cell."""
    return int(place.lstrip(_COLUMNS))


def play(forms: Sequence[tuple[Form, Sequence[Scene]]], folder: Path, soffice: str) -> list[list[Played]]:
    """Each form through its scenes, in one LibreOffice; all on one day."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    if not settings.exists():
        settings.parent.mkdir(parents=True)
        settings.write_text(_LOCALE, encoding="utf-8")
    jobs = [_job(form, scenes, folder, number) for number, (form, scenes) in enumerate(forms)]
    todo, answer = folder / "jobs.json", folder / "answer.json"
    todo.write_text(json.dumps(jobs, ensure_ascii=False), encoding="utf-8")
    while True:
        day = date.today()
        command = [system_python(), str(_SCENES), soffice, str((folder / "profile").resolve()), str(todo), str(answer)]
        done = subprocess.run(command, capture_output=True, timeout=900, check=False)
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        if date.today() == day:
            break  # what TODAY() said is what the receipt will say
    said = json.loads(answer.read_text(encoding="utf-8"))
    return [
        [
            Played(Page(page), Path(scene["save"]).read_bytes() if scene["save"] else b"")
            for page, scene in zip(pages, job["scenes"], strict=True)
        ]
        for pages, job in zip(said, jobs, strict=True)
    ]


def _job(form: Form, scenes: Sequence[Scene], folder: Path, number: int) -> dict[str, object]:
    source = (folder / f"{number}.xlsx").resolve()
    source.write_bytes(form.data)
    return {
        "source": str(source), "sheet": SHEET,
        "scenes": [
            {
                "set": [[form.places[name], *filling] for name, filling in scene.fillings.items()],
                "read": f"A1:J{form.last}",
                "save": str(source.with_name(f"{number}-{n}.xlsx")) if scene.kept else "",
            }
            for n, scene in enumerate(scenes)
        ],
    }  # fmt: skip


# -- the receipt -------------------------------------------------------------------------------------------------------


def read_back(form: Form, data: bytes) -> ReadForm:
    """The answers of a form that came back."""
    book = read_book(data)
    assert book is not None
    whose = identify(book, form.plan, KEY)
    assert isinstance(whose, Identified), whose
    return read_form(book, whose, form.catalogue)


def reading(form: Form, read: ReadForm, changes: Mapping[str, ReadCell] = {}) -> Reading:
    """A return as the check takes it, received today; with other cells instead of some of its own."""
    unit, period = _whose(form.plan, form.catalogue)
    sent = Issued(
        form.catalogue.item.id, unit.id, period.id, 1, "", form.plan.issued_on, prior=remembered(form.catalogue, form.given)
    )
    changed = ReadForm(read.identity, read.sheet, {**read.cells, **changes}, read.findings)
    return reading_of(form.catalogue, changed, date.today(), {(sent.item_id, sent.unit_id, sent.period_id, 1): sent})


def to_fill(finding: Finding) -> bool:
    """Whether the form says 待填 where the receipt says this."""
    return finding.code.startswith("required.") or finding.code == "same.unconfirmed"


@dataclass(frozen=True)
class Receipt:
    """What the receipt finds in a return."""

    reading: Reading
    findings: tuple[Finding, ...]

    def of(self, name: str) -> list[Finding]:
        """What is found at one field."""
        return [finding for finding in self.findings if finding.field == name]

    def mark(self, name: str) -> Mark:
        """What the check cell beside an answer should say."""
        own = self.of(name)
        if any(finding.severity is Severity.ERROR and not to_fill(finding) for finding in own):
            return Mark.WRONG
        if any(map(to_fill, own)):
            return Mark.TO_FILL
        if any(finding.severity is Severity.WARNING for finding in own):
            return Mark.ASK
        return Mark.NOTHING if self.blank(name) else Mark.GOOD

    def blank(self, name: str) -> bool:
        """Whether there is no answer."""
        cell = self.reading.cells[name].normalised
        return cell.value is None and cell.problem is None

    def open(self, names: Iterable[str]) -> int:
        """How many answers are still to fill."""
        return sum(any(map(to_fill, self.of(name))) for name in names)

    def wrong(self, names: Iterable[str]) -> int:
        """How many answers must be changed."""
        return sum(self.mark(name) is Mark.WRONG for name in names)

    @property
    def notice(self) -> str:
        """What the line under the title should say."""
        names = self.reading.cells
        if open_ := self.open(names):
            return f"还有 {open_} 项待填。"
        if wrong := self.wrong(names):
            return f"有 {wrong} 处需要改正，见标红的地方。"
        return "已填完，可以报送。"


def receipts(readings: Sequence[Reading]) -> list[Receipt]:
    """What the receipt finds in each return."""
    return [Receipt(one, found) for one, found in zip(readings, check(readings), strict=True)]


# -- side by side ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """One cell of which form and receipt say different things; ``at`` is a field id, or "" for the counter."""

    at: str
    form: str
    receipt: str


def has_check(f: Field) -> bool:
    """Whether a check cell stands beside the answer; otherwise its row counts what is wrong."""
    return f.block is not Block.MEASURES and f.column == "value"


def differences(form: Form, page: Page, receipt: Receipt) -> list[Difference]:
    """Where the two disagree: at check cells, at the hidden counts of rows, and in the line under the title."""
    found = []
    rows: dict[int, list[Field]] = {}
    for name, place in form.places.items():
        rows.setdefault(row_of(place), []).append(form.catalogue.field[name])
    for row, fields in rows.items():
        names = [f.id for f in fields]
        for f in filter(has_check, fields):
            said, expected = page.mark(row), receipt.mark(f.id)
            if said is not expected and {said, expected} != {Mark.GOOD, Mark.NOTHING}:
                found.append(Difference(f.id, said, expected))
        rest = [f.id for f in fields if not has_check(f)]
        for column, count in ((OPEN, receipt.open(names)), (WRONG_COLUMN, receipt.wrong(rest))):
            if page.count(column, row) != count:
                found.append(Difference((rest or names)[0], f"{column}={page.count(column, row)}", f"{column}={count}"))
    if page.notice != receipt.notice:
        found.append(Difference("", page.notice, receipt.notice))
    return found
