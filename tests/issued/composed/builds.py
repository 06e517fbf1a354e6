"""Every build of a document: what its plan has, and how it is written to bytes.

Knows: all ways of writing a plan. Must not know: what the importer makes of them. A build takes a seed and gives the
same document for it always.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.issued.composed.grammar import Wants, compose
from tests.issued.composed.plans import Plan

Written = tuple[bytes, Plan]


@dataclass(frozen=True)
class Build:
    """A way of writing plans. ``write`` may leave out of the plan what this build cannot show."""

    name: str
    suffix: str
    wants: Wants
    write: Callable[[Random, Plan], Written]


@dataclass(frozen=True)
class Document:
    """A composed document with the truth about it."""

    name: str
    data: bytes
    plan: Plan


BUILDS: dict[str, Build] = {}


def build(name: str, suffix: str, **wants: object) -> Callable[[Callable[[Random, Plan], Written]], None]:
    """Register a build."""

    def register(write: Callable[[Random, Plan], Written]) -> None:
        if name in BUILDS:
            raise ValueError(name)
        BUILDS[name] = Build(name, suffix, Wants(**wants), write)  # type: ignore[arg-type]  # by name

    return register


def document(name: str, seed: int) -> Document:
    """The document of a build and a seed."""
    made = BUILDS[name]
    random = Random(f"{name}-{seed}")
    data, plan = made.write(random, compose(random, made.wants))
    return Document(f"{name}-{seed}{made.suffix}", data, plan)
