"""Mails as Outlook saves them (.msg), written from scratch: [MS-CFB] compound files that hold [MS-OXMSG] properties."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from itertools import pairwise
from math import ceil
from typing import Any

_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_TEXT, _BINARY, _NUMBER = 0x001F, 0x0102, 0x0003
Tree = Mapping[str, "bytes | Tree"]


def saved_by_outlook(
    files: Mapping[str, bytes | None], *, headers: str = "", subject: str = "", sender: str = ""
) -> bytes:
    """A mail with attachments; one without bytes is a mail embedded in it."""
    tree: dict[str, Any] = _properties(
        struct.pack("<8x4I8x", 0, len(files), 0, len(files)),
        {(0x007D, _TEXT): headers, (0x0037, _TEXT): subject, (0x0C1F, _TEXT): sender},
    )
    for number, (name, data) in enumerate(files.items()):
        tree[f"__attach_version1.0_#{number:08X}"] = _properties(
            bytes(8), {(0x3705, _NUMBER): 1 if data is not None else 5, (0x3707, _TEXT): name, (0x3701, _BINARY): data}
        )
    return compound(tree)


def _properties(head: bytes, values: Mapping[tuple[int, int], Any]) -> dict[str, bytes]:
    streams, listed = {}, head
    for (name, kind), value in values.items():
        if value in ("", None):
            continue
        if kind == _NUMBER:
            listed += struct.pack("<HHIII", kind, name, 6, value, 0)
            continue
        data = value.encode("utf-16-le") if kind == _TEXT else value
        listed += struct.pack("<HHIII", kind, name, 6, len(data) + (2 if kind == _TEXT else 0), 0)
        streams[f"__substg1.0_{name:04X}{kind:04X}"] = data
    return {"__properties_version1.0": listed, **streams}


def compound(tree: Tree) -> bytes:  # noqa: C901 - written from the format's description, top to bottom
    """A compound file of version 3, with sectors of 512 bytes and small streams in pieces of 64."""
    entries: list[list[Any]] = [["Root Entry", 5, _NONE, _NONE, b""]]

    def add(folder: Tree) -> int:
        numbers = []
        for name, content in folder.items():
            numbers.append(len(entries))
            entries.append([name, 2 if isinstance(content, bytes) else 1, _NONE, _NONE, content])
        for number in numbers:
            if not isinstance(entries[number][4], bytes):
                entries[number][2] = add(entries[number][4])
        for one, following in pairwise(numbers):
            entries[one][3] = following
        return numbers[0] if numbers else _NONE

    entries[0][2] = add(tree)
    sectors: list[bytes] = []
    fat: list[int] = []

    def store(data: bytes) -> int:
        if not data:
            return _END
        start = len(sectors)
        for place in range(0, len(data), 512):
            sectors.append(data[place : place + 512].ljust(512, b"\0"))
            fat.append(len(sectors))
        fat[-1] = _END
        return start

    small, small_fat, places = b"", list[int](), []
    for _, kind, _, _, content in entries:
        if kind != 2:
            places.append((_END, 0))
        elif len(content) >= 4096 or not content:
            places.append((store(content), len(content)))
        else:
            start, count = len(small_fat), ceil(len(content) / 64)
            small_fat += [*range(start + 1, start + count), _END]
            small += content.ljust(count * 64, b"\0")
            places.append((start, len(content)))
    places[0] = (store(small), len(small))
    small_start = store(_numbers(small_fat))
    directory = b"".join(_entry(entry, place) for entry, place in zip(entries, places, strict=True))
    directory_start = store(directory + _entry(["", 0, _NONE, _NONE, b""], (0, 0)) * (-len(entries) % 4))
    count = 1
    while count * 128 < len(fat) + count:
        count += 1
    first = len(sectors)
    table = _numbers([*fat, *[_FAT] * count])
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory_start,
        0, 4096, small_start, ceil(len(small_fat) / 128), _END, 0,
    )  # fmt: skip
    head += struct.pack("<109I", *range(first, first + count), *[_FREE] * (109 - count))
    return head + b"".join(sectors) + table


def _numbers(values: list[int]) -> bytes:
    padded = values + [_FREE] * (-len(values) % 128)
    return struct.pack(f"<{len(padded)}I", *padded)


def _entry(entry: list[Any], place: tuple[int, int]) -> bytes:
    name, kind, child, right, _ = entry
    text = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI16xIQ", text, len(text) + 2 if name else 0, kind, 1, _NONE, right, child, 0, *place
    )
