"""What is different from the last time: the last two states of a period, kept beside the notes of what was made.

Knows: states as keys and words, one file a period. Must not know: what a state means. Losing the file costs only the
list of changes once. The state before is kept as well, so that the same master made again lists the same changes.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from toolkit.base.errors import WorkspaceError
from toolkit.base.files import write_whole
from toolkit.base.guarded import read_guarded
from toolkit.base.unpacked import MOST_BYTES, gunzip, parsed_json
from toolkit.region.counts import Change, Fact

States = Mapping[str, Mapping[str, Fact]]
"""By office and key."""


@dataclass(frozen=True)
class Since:
    """What is different from the state of ``day``; None where there is none to compare with."""

    day: date | None
    changes: tuple[Change, ...] = ()
    keep: bytes = b""


def since_last(path: Path, states: States, as_of: date) -> Since:
    """What is different from the last state in ``path``; ``keep`` of the answer is what to write there.

    An office that is not among the states this time keeps its last one, to be compared when it is back.
    """
    said = _read(path)
    last, before = said.get("now"), said.get("before")
    kept = {**(last or {}).get("states", {}), **_plain(states)}
    now = {"as_of": as_of.isoformat(), "names": list(states), "states": kept}
    base = before if last == now else last
    keep = json.dumps({"now": now, "before": base}, ensure_ascii=False, separators=(",", ":"))
    data = gzip.compress(keep.encode(), 6, mtime=0)
    if base is None:
        return Since(None, (), data)
    return Since(date.fromisoformat(base["as_of"]), tuple(_changes(base["states"], states)), data)


def known(path: Path) -> tuple[str, ...]:
    """The offices that have ever been included, as far as the state in ``path`` tells."""
    return tuple((_read(path).get("now") or {}).get("states", {}))


def remember(path: Path, since: Since) -> None:
    """Keep the state for the next time. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, since.keep)


def _plain(states: States) -> dict[str, dict[str, list[str]]]:
    return {name: {key: list(said) for key, said in of.items()} for name, of in states.items()}


def _changes(before: Mapping[str, Any], now: States) -> Iterator[Change]:
    for name, of in now.items():
        was = before.get(name)
        if was is None:
            yield Change(name, "", "", "列入汇总", "没有列入", "首次列入")
            continue
        for key, fact in of.items():
            old = Fact(*was[key]).now if key in was else ""
            if old != fact.now:
                yield Change(name, fact.unit, fact.item, fact.what, old, fact.now)
        for key, (unit, item, what, old) in was.items():
            if key not in of:
                yield Change(name, unit, item, what, old, "")


def _read(path: Path) -> dict[str, Any]:
    try:
        data = read_guarded(path, "", most=MOST_BYTES, inside=path.parents[2])
        said = parsed_json(gunzip(data).decode())
        for name in ("now", "before"):
            state = said[name]
            if state is not None:
                date.fromisoformat(state["as_of"])
                _ = [key for of in state["states"].values() for key, (_, _, _, _) in of.items()]
    except (WorkspaceError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError, MemoryError):
        return {}
    return dict(said)
