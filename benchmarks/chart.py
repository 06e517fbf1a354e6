"""The pictures of docs/performance.md, as SVG: CPU for each return of each side and size, CPU of each command.

python -m benchmarks.chart docs/performance.json docs/images/performance.svg    # of benchmarks.collect --keep
python -m benchmarks.chart docs/waits.json docs/images/waits.svg                # of benchmarks.waits --keep
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

_SIDES = (
    ("script", "work", "clerk's script", "#BFBFBF"),
    ("calamine", "work", "with calamine", "#D9D9D9"),
    ("toolkit", "answers", "toolkit, answers included", "#F4B183"),
    ("toolkit", "work", "toolkit", "#2F5597"),
    ("limit", "work", "limit", "#A9D18E"),
    ("competent", "work", "competent script", "#FFD966"),
)
_LEFT, _BAR, _GAP, _WIDTH = 90, 16, 26, 640


def main(arguments: list[str]) -> int:
    found, target = json.loads(Path(arguments[0]).read_text(encoding="utf-8")), Path(arguments[1])
    pieces, top = _waits(found) if isinstance(found, list) else _returns(found)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + 60}" height="{top}"'
    body = "\n".join(('<rect width="100%" height="100%" fill="white"/>', *pieces))
    target.write_text(f'{head} font-family="sans-serif" font-size="13">\n{body}\n</svg>\n', encoding="utf-8")
    return 0


def _returns(found: dict[str, dict[str, dict[str, float]]]) -> tuple[list[str], int]:
    """The bars of taking returns in, by size and side; and how high the picture is."""
    longest = max(_each(sides, name, what) for sides in found.values() for name, what, _, _ in _SIDES)
    pieces, top = [_title("CPU for each return, in ms, by number of returns (start-up left out)")], 56
    for size, sides in found.items():
        middle = top + len(_SIDES) * _BAR // 2
        pieces.append(_right(f"{int(size):,}", middle + 4))
        for name, what, _, colour in _SIDES:
            each = _each(sides, name, what)
            pieces += _bar(top, each, longest, colour, f"{each:.1f}")
            top += _BAR
        top += _GAP
    at = _LEFT
    for _, _, words, colour in _SIDES:
        pieces.append(f'<rect x="{at}" y="30" width="11" height="11" fill="{colour}"/>')
        pieces.append(f'<text x="{at + 15}" y="40" font-size="11">{words}</text>')
        at += 30 + 6 * len(words)
    return pieces, top


def _waits(found: list[dict[str, str | float]]) -> tuple[list[str], int]:
    """The bars of whole commands; and how high the picture is."""
    longest = max(float(one["cpu"]) for one in found)
    pieces, top = [_title("CPU of whole commands on the shipped plan, in seconds (start-up included)")], 40
    for one in found:
        pieces.append(_right(str(one["command"]).split(" ")[0], top + 11))
        pieces += _bar(top, float(one["cpu"]), longest * 1.5, "#2F5597", f"{one['cpu']:.2f}  {one['words']}")
        top += _BAR
    return pieces, top + _GAP


def _title(words: str) -> str:
    return f'<text x="10" y="18" font-weight="bold">{words}</text>'


def _right(words: str, down: int) -> str:
    return f'<text x="{_LEFT - 10}" y="{down}" text-anchor="end">{words}</text>'


def _bar(top: int, value: float, longest: float, colour: str, words: str) -> list[str]:
    """A bar and the words behind it."""
    width = max(1, _WIDTH * value / longest)
    return [
        f'<rect x="{_LEFT}" y="{top}" width="{width:.1f}" height="{_BAR - 3}" fill="{colour}"/>',
        f'<text x="{_LEFT + width + 5:.1f}" y="{top + 11}" font-size="11">{words}</text>',
    ]


def _each(sides: dict[str, dict[str, float]], name: str, what: str) -> float:
    """ms of CPU for a file; "answers" is with what comes before."""
    it = sides[name]
    return 1000 * (it["work"] + (it["answers"] if what == "answers" else 0)) / it["files"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
