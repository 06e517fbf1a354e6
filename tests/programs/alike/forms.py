"""Forms of plans made by code: filled in LibreOffice, read there, and read again as they come back.

Knows: how a form is made and filled, what its check cells and its counter say, and what the receipt finds. Must not
know: which of the two is right.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from tests.conftest import KEY
from tests.programs.alike.fillings import Filling
from tests.programs.real import system_python
from toolkit.acts.entries import reading_of
from toolkit.base.findings import Finding, Severity
from toolkit.catalogue import Catalogue
from toolkit.check.batch import Reading, check
from toolkit.check.one import ASK, TO_FILL, WRONG
from toolkit.form.book import read_book
from toolkit.form.filling import answer_cells
from toolkit.form.formulas import GOOD
from toolkit.form.grid import CHECK, SHEET
from toolkit.form.grid import WRONG as WRONG_COLUMN
from toolkit.form.identify import Identified, identify
from toolkit.form.loaded_base import Base
from toolkit.form.prefill import NOTHING, Prefill, remembered
from toolkit.form.writer import write_form
from toolkit.kinds.field import NOTE, Block, Field
from toolkit.kinds.values import ReadCell
from toolkit.ledger import Issued
from toolkit.plan.model import Period, Plan, Unit
from toolkit.reading.forms import ReadForm, read_form

_SCENES = Path(__file__).parents[1] / "uno_scenes.py"
# LibreOffice as a person in China has it: dates, money and percents are told as they are typed there.
_LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>zh-CN</value></prop>
</item>
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
    """What is shown of a form: the line under the title, and the columns from the check cells on, from row 1."""

    line: object
    rows: Sequence[Sequence[object]]

    def said(self, row: int) -> object:
        """What the check cell of a row says; {"error": …} where it cannot say anything."""
        return self.rows[row - 1][0]

    def mark(self, row: int) -> Mark:
        """What the check cell of a row begins with."""
        said = self.said(row)
        if not isinstance(said, str):
            return Mark.BROKEN
        return next(
            (mark for mark in (Mark.WRONG, Mark.TO_FILL, Mark.ASK, Mark.GOOD) if said.startswith(mark)), Mark.NOTHING
        )

    def open(self, row: int) -> object:
        """How many answers of a row are still to fill; an error where it cannot count."""
        return self.rows[row - 1][1] or 0

    def wrong(self, row: int) -> object:
        """How many answers of a row without a check cell must be changed."""
        return self.rows[row - 1][2] or 0

    @property
    def notice(self) -> str:
        """What the line under the title says of the state."""
        if not isinstance(self.line, str):
            return Mark.BROKEN
        return re.sub("，第一处在第 [0-9]+ 行", "", self.line.rpartition("带 * 的必须填写。")[2])


def state(open_: int, wrong: int) -> str:
    """The words for the state of a form."""
    if open_:
        return f"还有 {open_} 项待填。"
    return f"有 {wrong} 处需要改正。" if wrong else READY


READY = "已填完，可以报送。"


@dataclass(frozen=True)
class Played:
    """One scene as played: the page, the day, and the file that was saved, if it was."""

    page: Page
    day: date
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


def play(forms: Sequence[tuple[Form, Sequence[Scene]]], folder: Path, soffice: str) -> Iterator[list[Played]]:
    """Each form through its scenes, in one LibreOffice; a form is given back while the next one is played."""
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_LOCALE, encoding="utf-8")
    jobs = [_job(form, scenes, folder, number) for number, (form, scenes) in enumerate(forms)]
    todo, complaints = folder / "jobs.json", folder / "complaints.txt"
    todo.write_text(json.dumps(jobs, ensure_ascii=False), encoding="utf-8")
    command = [system_python(), str(_SCENES), soffice, str((folder / "profile").resolve()), str(todo)]
    with (
        complaints.open("w") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as player,
    ):
        assert player.stdout is not None
        for job, _ in zip(jobs, player.stdout, strict=False):
            answer = json.loads(Path(str(job["answer"])).read_text(encoding="utf-8"))
            day = date.fromisoformat(answer["day"])
            yield [
                Played(Page(line[0][0], rows), day, Path(scene["save"]).read_bytes() if scene["save"] else b"")
                for (line, rows), scene in zip(answer["said"], job["scenes"], strict=True)  # type: ignore[call-overload]
            ]
    assert player.returncode == 0, complaints.read_text(encoding="utf-8", errors="replace")


def _job(form: Form, scenes: Sequence[Scene], folder: Path, number: int) -> dict[str, object]:
    source = (folder / f"{number}.xlsx").resolve()
    source.write_bytes(form.data)
    return {
        "source": str(source), "sheet": SHEET, "answer": str(source.with_suffix(".json")), "read": ["B3",
                                                                                                    f"{CHECK}1:{WRONG_COLUMN}{form.last}"],
        "scenes": [
            {
                "set": [[form.places[name], *filling] for name, filling in scene.fillings.items()],
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
    (whose,) = identify(book, form.plan, KEY)
    assert isinstance(whose, Identified), whose
    return read_form(whose, form.catalogue, form.plan)


def reading(form: Form, read: ReadForm, received: date, changes: Mapping[str, ReadCell] = {}) -> Reading:
    """A return as the check takes it, received on a day; with other cells instead of some of its own."""
    unit, period = _whose(form.plan, form.catalogue)
    sent = Issued(
        form.catalogue.item.id,
        unit.id,
        period.id,
        1,
        "",
        form.plan.issued_on,
        prior=remembered(form.catalogue, form.given),
    )
    changed = ReadForm(read.identity, read.sheet, {**read.cells, **changes}, read.findings)
    return reading_of(form.catalogue, changed, received, {(sent.item_id, sent.unit_id, sent.period_id, 1): sent})


def to_fill(finding: Finding) -> bool:
    """Whether the form says 待填 where the receipt says this."""
    return finding.code.startswith("required.")


@dataclass(frozen=True)
class Receipt:
    """What the receipt finds in a return."""

    reading: Reading
    findings: tuple[Finding, ...]

    def of(self, name: str) -> list[Finding]:
        """What is found at one field."""
        return [finding for finding in self.findings if finding.field == name]

    def mark(self, name: str) -> Mark:
        """What the check cell beside an answer should say: what is missing is filled in before all else."""
        own = self.of(name)
        if self.blank(name) and any(map(to_fill, own)):
            return Mark.TO_FILL
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
        return state(self.open(names), self.wrong(names))


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


def checked_beneath(f: Field, catalogue: Catalogue) -> list[Field]:
    """The answers that the check cell beside this one is about, which stand in the row above; none for any other."""
    if f.block is not Block.MEASURES or f.column != NOTE:
        return []
    return [one for one in catalogue.fields if one.block is f.block and one.row == f.row]


def _most(marks: Iterable[Mark]) -> Mark:
    """What one check cell says of several answers."""
    said = set(marks)
    return next((mark for mark in (Mark.WRONG, Mark.TO_FILL, Mark.ASK, Mark.GOOD) if mark in said), Mark.NOTHING)


def differences(form: Form, page: Page, receipt: Receipt) -> list[Difference]:
    """Where the two disagree: at check cells, at the hidden counts of rows, and where no cell could say what is asked.

    And where the line under the title is not the sum of the page's own rows: as long as it is, it says what the
    receipt would say wherever the rows do.
    """
    found = []
    rows: dict[int, list[Field]] = {}
    for name, place in form.places.items():
        rows.setdefault(row_of(place), []).append(form.catalogue.field[name])
    open_: list[object] = []
    wrong: list[object] = []
    for row, fields in rows.items():
        names = [f.id for f in fields]
        for f in filter(has_check, fields):
            mark, right = page.mark(row), receipt.mark(f.id)
            wrong.append(mark is Mark.WRONG)
            if mark is not right and {mark, right} != {Mark.GOOD, Mark.NOTHING}:
                found.append(Difference(f.id, mark, right))
        rest = [f.id for f in fields if not has_check(f)]
        counted_above = 0
        for f in fields:
            if about := checked_beneath(f, form.catalogue):
                mark, right = page.mark(row), _most(receipt.mark(one.id) for one in about)
                counted_above = int(mark is Mark.WRONG)
                wrong.append(counted_above)
                if mark is not right and {mark, right} != {Mark.GOOD, Mark.NOTHING}:
                    found.append(Difference(f.id, mark, right))
        asked = [f.id for f in fields if not has_check(f) and f.block is not Block.MEASURES]
        found += [Difference(name, Mark.NOTHING, Mark.ASK) for name in asked if receipt.mark(name) is Mark.ASK]
        for what, said, expected in (
            ("open", page.open(row), receipt.open(names)),
            ("wrong", page.wrong(row), receipt.wrong(rest) - counted_above),
        ):
            (open_ if what == "open" else wrong).append(said)
            if said != expected:
                found.append(Difference((rest or names)[0], f"{what} {said}", f"{what} {expected}"))
    counted = Mark.BROKEN if any(isinstance(n, dict) for n in (*open_, *wrong)) else state(_sum(open_), _sum(wrong))
    if page.notice != counted:
        found.append(Difference("", page.notice, counted))
    return found


def _sum(counts: Iterable[object]) -> int:
    return sum(int(count) for count in counts)  # type: ignore[call-overload]
