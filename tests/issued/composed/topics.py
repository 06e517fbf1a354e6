"""What plans are about: findings with targets, measures and the units that they concern. All of it is invented.

Knows: the texts. Must not know: plans, documents. ``{n}`` and ``{m}`` are numbers that differ from plan to plan.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.issued.composed.texts_of_councils import COUNCILS
from tests.issued.composed.texts_of_governments import GOVERNMENTS
from tests.issued.composed.texts_of_houses import HOUSES, TASKS


@dataclass
class Finding:
    """A finding or task: the text, a target, measures, units."""

    text: str
    target: str = ""
    measures: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)


@dataclass
class Topic:
    """A subject with its findings and the parts that they may fall into."""

    subject: str
    source: str
    parts: list[str]
    findings: list[Finding] = field(default_factory=list)


def _read(text: str) -> list[Topic]:
    """A line says what it is by its first character: = topic, ? finding, > target, - measure, @ units."""
    topics: list[Topic] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        mark, rest = line[0], line[1:].strip()
        if mark == "=":
            subject, source, parts = rest.split("|")
            topics.append(Topic(subject, source, parts.split("；")))
            continue
        findings = topics[-1].findings
        if mark == "?":
            findings.append(Finding(rest))
        elif mark == ">":
            findings[-1].target = rest
        elif mark == "-":
            findings[-1].measures.append(rest)
        elif mark == "@":
            findings[-1].units = rest.split("、")
        else:
            raise ValueError(line)
    return topics


PROBLEMS = _read(GOVERNMENTS) + _read(COUNCILS)
INSIDE = _read(HOUSES)
WORK = _read(TASKS)
