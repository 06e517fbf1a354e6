"""The picture of docs/performance.md: CPU for each return, of each side and size, as an SVG.

    python -m benchmarks.chart docs/performance.json docs/images/performance.svg

The numbers are what `benchmarks.collect --keep` wrote.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

_SIDES = (
    ("script", "work", "clerk's script", "#BFBFBF"),
    ("toolkit", "answers", "toolkit, answers included", "#F4B183"),
    ("toolkit", "work", "toolkit", "#2F5597"),
    ("floor", "work", "floor: inflate and expat", "#A9D18E"),
    ("plain", "work", "calamine alone, no checks", "#D9D9D9"),
)
_LEFT, _BAR, _GAP, _WIDTH = 90, 16, 26, 640


def main(arguments: list[str]) -> int:
    found, target = json.loads(Path(arguments[0]).read_text(encoding="utf-8")), Path(arguments[1])
    longest = max(_each(sides, name, what) for sides in found.values() for name, what, _, _ in _SIDES)
    pieces, top = [], 56
    for size, sides in found.items():
        middle = top + len(_SIDES) * _BAR / 2
        pieces.append(f'<text x="{_LEFT - 10}" y="{middle + 4}" text-anchor="end">{int(size):,}</text>')
        for name, what, _, colour in _SIDES:
            each = _each(sides, name, what)
            width = max(1, _WIDTH * each / longest)
            pieces.append(f'<rect x="{_LEFT}" y="{top}" width="{width:.1f}" height="{_BAR - 3}" fill="{colour}"/>')
            pieces.append(f'<text x="{_LEFT + width + 5:.1f}" y="{top + 11}" font-size="11">{each:.1f}</text>')
            top += _BAR
        top += _GAP
    at = _LEFT
    for _, _, words, colour in _SIDES:
        pieces.append(f'<rect x="{at}" y="30" width="11" height="11" fill="{colour}"/>')
        pieces.append(f'<text x="{at + 15}" y="40" font-size="11">{words}</text>')
        at += 30 + 6 * len(words)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{_LEFT + _WIDTH + 60}" height="{top}"'
    words = "CPU for each return, in ms, by number of returns (start-up left out)"
    title = f'<text x="10" y="18" font-weight="bold">{words}</text>'
    body = "\n".join(('<rect width="100%" height="100%" fill="white"/>', title, *pieces))
    target.write_text(f'{head} font-family="sans-serif" font-size="13">\n{body}\n</svg>\n', encoding="utf-8")
    return 0


def _each(sides: dict[str, dict[str, float]], name: str, what: str) -> float:
    """ms of CPU for a file; "answers" is with what comes before."""
    it = sides[name]
    return 1000 * (it["work"] + (it["answers"] if what == "answers" else 0)) / it["files"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
