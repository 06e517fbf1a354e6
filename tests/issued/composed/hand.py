"""Plans written out by hand, in builds that no grammar would think of.

Knows: texts and what they say. Must not know: what the importer makes of them. Places, people and numbers are invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from tests.issued.composed.blocks import Grid, grid
from tests.issued.composed.builds import Document
from tests.issued.composed.plans import Item, Limit, Measure, Plan
from tests.issued.documents import in_paragraphs

HAND: list[Document] = []


def limit(written: str, due: str = "", *also: str) -> Limit:
    """A limit; "-" among the days that are also right is none."""
    days = tuple(None if day == "-" else date.fromisoformat(day) for day in also)
    return Limit(written, date.fromisoformat(due) if due else None, days)


def units(names: str) -> tuple[str, ...]:
    return tuple(filter(None, names.split("、")))


def measure(text: str, names: str = "", until: Limit | None = None) -> Measure:
    return Measure(text, units(names), until)


def item(title: str, until: Limit | None, *measures: str | Measure, **roles: str) -> Item:
    """An item; roles are names with 、 between them, ``part`` and ``targets`` texts."""
    given = tuple(Measure(one) if isinstance(one, str) else one for one in measures)
    part, targets = roles.pop("part", ""), roles.pop("targets", "")
    made = Item(title, part=part, targets=targets, measures=given, limit=until)
    return replace(made, **{role: units(names) for role, names in roles.items()})  # type: ignore[arg-type]  # by name


def add(name: str, text: str, plan: Plan, encoding: str = "utf-8") -> None:
    """A document of a text: its lines as paragraphs in .docx, else the text itself."""
    body = text.strip("\n")
    HAND.append(Document(name, in_paragraphs(body) if name.endswith(".docx") else body.encode(encoding), plan))


def plan(
    title: str,
    items: Sequence[Item],
    issuer: str = "",
    number: str = "",
    issued: str = "",
    by: str = "",
    also: tuple[str, ...] = (),
) -> Plan:
    """A plan; days as 2026-05-31, "" where it has none; ``also`` are titles that a reader may take as well."""
    return Plan(
        title,
        tuple(items),
        issuer=issuer,
        number=number,
        issued_on=date.fromisoformat(issued) if issued else None,
        report_by=date.fromisoformat(by) if by else None,
        title_also=also,
    )


def ruled(text: str, merged: Iterable[tuple[int, int, int, int]] = ()) -> Grid:
    """A table of lines with | between the cells; <br> is a line break."""
    return grid([line.replace("<br>", "\n").split("|") for line in text.strip("\n").split("\n")], merged)
