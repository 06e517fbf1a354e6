"""What a zip lists, and its parts inflated within limits.

Knows: zips. Must not know: what is in a part. Declared sizes are not believed.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO

_UTF_8, _FIRST_DAY = 0x800, 0x21  # how a zip says that a name is UTF-8, and the first of January 1980


@lru_cache(maxsize=1)
def directory(data: bytes) -> tuple[zipfile.ZipInfo, ...]:
    """The parts that a zip lists; the same zip is asked several times while it passes through.

    Raises whatever zipfile raises on bytes that nobody vouches for: many kinds of error.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return tuple(archive.infolist())
    except UnicodeDecodeError:
        with zipfile.ZipFile(BytesIO(_unmarked(data))) as archive:
            return tuple(archive.infolist())


def _unmarked(data: bytes) -> bytes:
    """A zip whose names are no longer said to be UTF-8: one that is not would cost all the others."""
    plain = bytearray(data)
    end = data.rfind(b"PK\x05\x06")
    place = end - int.from_bytes(data[end + 12 : end + 16], "little")
    while 0 <= place < end and data[place : place + 4] == b"PK\x01\x02":
        plain[place + 9] &= ~0x08 & 0xFF
        place += 46 + sum(int.from_bytes(data[place + at : place + at + 2], "little") for at in (28, 30, 32))
    return bytes(plain)


def inflate(data: bytes, info: zipfile.ZipInfo, limit: int) -> bytes | None:
    """The content of a part of the zip ``data``, or None when it is larger than ``limit`` bytes, whatever it declares.

    Does what `zipfile.ZipFile.read` does at a third of its cost. Raises `zipfile.BadZipFile` on a damaged part, also
    when the declared size is not the true one, and `NotImplementedError` on a rare way of packing.
    """
    if info.file_size > limit:
        return None
    head = data[info.header_offset : info.header_offset + 30]
    if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile("no part where the directory says")
    name, extra = struct.unpack("<HH", head[26:])
    start = info.header_offset + 30 + name + extra
    packed = data[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_DEFLATED:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        part = stream.decompress(packed, limit + 1)
        # One byte more than allowed shows what is really there.
        if len(part) > limit:
            return None
        whole = stream.eof
    elif info.compress_type == zipfile.ZIP_STORED:
        part, whole = packed, True
    else:
        raise NotImplementedError(f"compression method {info.compress_type}")
    if not whole or len(part) != info.file_size or zlib.crc32(part) != info.CRC:
        raise zipfile.BadZipFile("the part is not what the directory says")
    return part


def stored(parts: Mapping[str, bytes]) -> bytes:
    """A zip of some parts by name, for a reader in this process: nothing is packed (APPNOTE.TXT 4.3).

    Raises `struct.error` where a zip would need entries for more than 4 GB.
    """
    pieces, entries, at = [], [], 0
    for name, part in parts.items():
        called, check, size = name.encode("utf-8", "surrogateescape"), zlib.crc32(part), len(part)
        about = (20, _UTF_8, 0, 0, _FIRST_DAY, check, size, size, len(called), 0)
        head = struct.pack("<4s5H3I2H", b"PK\x03\x04", *about) + called
        entries.append(struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *about, 0, 0, 0, 0, at) + called)
        pieces += [head, part]
        at += len(head) + size
    listed = b"".join(entries)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, len(entries), len(entries), len(listed), at, 0)
    return b"".join([*pieces, listed, end])
