"""The desk: how soon its first page is there, how large pages are, how they answer while returns are read.

    python -m benchmarks.desk            # 300 returns in the inbox
    python -m benchmarks.desk 10000

"start" is from making the desk to listening, "first page" the first answer after that. While the desk looks at the
inbox pages are asked for, one after the other; 300 ms is the most that any of them may take.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from pathlib import Path

import psutil

from benchmarks.returns import make_workspace
from tests.desk.client import Client
from toolkit.desk.app import every_screen
from toolkit.desk.desk import Desk
from toolkit.desk.serve import Served

_PAUSE = 0.05  # seconds between two pages: people look at them


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
        told(client, served, number)
        served.end()
    return 0


def told(client: Client, served: Served, number: int) -> None:
    """Let the desk look at its inbox and say how long the pages took meanwhile, and what the looking came to."""
    began = time.perf_counter()
    waits = [1000 * wait for wait in _waits(client, served)]
    took = time.perf_counter() - began
    waits.sort()
    half, most = waits[len(waits) // 2], waits[len(waits) * 95 // 100]
    print(f"{number} returns looked at in {took:.1f} s, {len(waits)} pages meanwhile:")
    print(f"half of them within {half:.0f} ms, 95 of 100 within {most:.0f} ms, slowest {waits[-1]:.0f} ms")
    print(f"({psutil.getloadavg()[0]:.1f} programs at work on {psutil.cpu_count()} cores)")
    began = time.perf_counter()
    preview = client.get("/in").text
    print(f"preview of them: {len(preview.encode()) / 1000:.0f} kB in {1000 * (time.perf_counter() - began):.0f} ms")


def _waits(client: Client, served: Served) -> list[float]:
    """How long each page took that was asked for while the inbox was looked at."""
    client.post("/in/preview")
    waits = [0.0]
    for page in itertools.cycle(("/", "/in", "/job", "/job.json")):
        if served.desk.jobs.running is None:
            return waits
        began = time.perf_counter()
        client.get(page)
        waits.append(time.perf_counter() - began)
        time.sleep(_PAUSE)
    return waits


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
