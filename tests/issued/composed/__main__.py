"""Write composed documents with their truth to a folder.

``python -m tests.issued.composed FOLDER [--seed N] [--count N]``; a count is of documents of every build. Beside each
NAME lies NAME.expected.json. Fresh seeds measure how general the importer is.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from tests.issued.composed.builds import BUILDS
from tests.issued.composed.collection import by_hand, composed
from tests.issued.composed.no_plans import no_plans
from tests.issued.composed.plans import Json, expected, refused


def put(folder: Path, name: str, data: bytes, truth: Json) -> None:
    (folder / name).write_bytes(data)
    beside = (folder / name).with_suffix(".expected.json")
    beside.write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--count", type=int, default=2, help="documents of every build")
    parser.add_argument("--build", default="", help="only builds whose names have this in them")
    parser.add_argument("--only-composed", action="store_true", help="without those written by hand")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for build in (name for name in BUILDS if options.build in name):
        for made in composed(build, options.seed, options.count):
            put(options.folder, made.name, made.data, expected(made.plan))
    if options.only_composed or options.build:
        return
    for made in by_hand():
        put(options.folder, made.name, made.data, expected(made.plan))
    for name, data in no_plans().items():
        put(options.folder, name, data, refused(name))


if __name__ == "__main__":
    main()
