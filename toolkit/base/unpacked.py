"""What is packed with gzip, and what is written as JSON, within limits of what it comes to in memory.

Knows: gzip (RFC 1952), JSON. Must not know: what it is about. A few bytes of either may come to gigabytes: gzip packs a
thousand to one, and every bracket of JSON becomes an object of some sixty bytes.
"""

from __future__ import annotations

import json
import zlib
from typing import Any

# A period of the shipped plan comes to 1.5 MB and 120,000 values.
MOST_BYTES = 128 * 2**20
MOST_VALUES = 12_000_000
_GZIP = 31  # zlib's word for gzip with its head
_BLOCK = 2**20


class TooMuchError(ValueError):
    """What is packed comes to more than it may."""


def gunzip(data: bytes, most: int = MOST_BYTES) -> bytes:
    """What some gzipped bytes hold, at most ``most`` bytes.

    Raises `TooMuchError` when it is more, `EOFError` when the end is missing, `zlib.error` when it is none.
    """
    found: list[bytes] = []
    left = most
    while data:
        stream = zlib.decompressobj(_GZIP)
        while not stream.eof:
            block = stream.decompress(data, min(_BLOCK, left + 1))
            data = stream.unused_data if stream.eof else stream.unconsumed_tail
            left -= len(block)
            if left < 0:
                raise TooMuchError(f"more than {most} bytes")
            found.append(block)
            if not stream.eof and not data and not block:
                raise EOFError("no end")
        data = data.lstrip(b"\0")  # RFC 1952 has nothing after the last member; tapes pad it
    return b"".join(found)


def parsed_json(text: str, most: int = MOST_VALUES) -> Any:
    """What a JSON text says. Raises `TooMuchError` when it holds more values than it may, `ValueError` when it is none.

    A text nested so deeply that no reader can follow, and NaN and Infinity, which JSON does not have, are none.
    """
    if sum(map(text.count, "[{,")) > most:
        raise TooMuchError(f"more than {most} values")
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _no_constant(name: str) -> object:
    raise ValueError(name)
