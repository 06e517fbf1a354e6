"""The desk: how soon its first page is there, how large pages are, how they answer while returns are read.

    python -m benchmarks.desk            # 300 returns in the inbox
    python -m benchmarks.desk 10000

"start" is from making the desk to listening, "first page" the first answer after that, "while reading" the answers to
the home page, one after the other, while a preview of the inbox runs in the same program.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from benchmarks.returns import make_workspace
from tests.desk.client import Client
from toolkit.desk.app import every_screen
from toolkit.desk.desk import Desk
from toolkit.desk.serve import Served


def main(arguments: list[str]) -> int:
    number = int(arguments[0]) if arguments else 300
    with tempfile.TemporaryDirectory() as folder:
        workspace = make_workspace(Path(folder) / "工作区", number)
        began = time.perf_counter()
        served = Served(Desk(workspace.root))
        served.begin()
        listening = time.perf_counter()
        client = Client.of(served)
        client.get("/")
        print(
            f"start {1000 * (listening - began):.0f} ms, first page {1000 * (time.perf_counter() - listening):.0f} ms"
        )
        sizes = {screen.url: len(client.get(screen.url).text.encode()) for screen in every_screen()}
        largest = max(sizes, key=lambda url: sizes[url])
        print(f"largest page {largest}: {sizes[largest] / 1000:.0f} kB")
        waits = _waits(client, served)
        half, slowest = 1000 * sorted(waits)[len(waits) // 2], 1000 * max(waits)
        print(f"{number} returns looked at in {sum(waits):.1f} s, {len(waits)} home pages meanwhile:")
        print(f"half of them within {half:.0f} ms, slowest {slowest:.0f} ms")
        preview = client.get("/in").text
        print(f"preview of them: {len(preview.encode()) / 1000:.0f} kB")
        served.end()
    return 0


def _waits(client: Client, served: Served) -> list[float]:
    """How long each home page took that was asked for while the inbox was looked at."""
    client.post("/in/preview")
    waits = []
    while served.desk.jobs.running is not None:
        began = time.perf_counter()
        client.get("/")
        waits.append(time.perf_counter() - began)
    return waits or [0.0]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
