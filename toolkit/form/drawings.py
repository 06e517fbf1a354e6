"""Workbooks that were drawn once, kept for the next time the same is to be drawn.

Knows: what a drawing is, that the key under which it is kept names all that it was drawn from. Must not know: where it
is kept, what is drawn. Losing one is harmless: it is drawn again, byte for byte the same.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from io import BytesIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from toolkit.base.unpacked import parsed_json
from toolkit.form.rows import Page

_MOST = 400  # drawings kept at a time: a plan of some 150 items, forms and copies
_MARK = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Drawing:
    """A workbook that was drawn with nothing answered, and what its XML does not say of it.

    ``texts`` are those of its page by row and column letter, ``styles`` the numbers of styles that marked cells will
    need, by place and use.
    """

    data: bytes
    texts: Sequence[Mapping[str, str]]
    styles: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def on(self, layout: Page) -> Page:
        """The page that was drawn: one of the same outline, with the texts of then."""
        rows = zip(layout.rows, self.texts, strict=True)
        return replace(layout, rows=tuple(replace(row, texts=texts) for row, texts in rows))


def drawing(data: bytes, layout: Page, styles: Mapping[str, Mapping[str, int]] = {}) -> Drawing:
    """The drawing of a page."""
    return Drawing(data, [dict(row.texts) for row in layout.rows], styles)


class Drawings:
    """What was drawn from one base for one plan by one version of the program, all of which ``of`` stands for."""

    def __init__(self, of: str = "", kept: bytes = b"", key: bytes = b"") -> None:
        """``kept`` is what `packed` gave under the same ``key``, or anything at all: what is not proven is nothing."""
        self._of = of
        self._known: dict[str, Drawing] = {}
        self._used: dict[str, None] = {}
        self._kept = _proven(kept, key)
        self.anew = False

    def drawn(self, what: tuple[object, ...], draw: Callable[[], Drawing]) -> Drawing:
        """The drawing of ``what``, made by ``draw`` where it is not there yet."""
        name = hashlib.sha256(repr((self._of, what)).encode()).hexdigest()
        self._used[name] = None
        if name not in self._known:
            found = _unpacked(self._kept.get(f"{name}.xlsx"), self._kept.get(f"{name}.json"))
            self._known[name] = found or draw()
            self.anew |= found is None
        return self._known[name]

    def packed(self, key: bytes) -> bytes:
        """Everything as bytes, what was used now first, under the mark of a ``key``."""
        parts: dict[str, bytes] = {}
        for name in self._used:
            it = self._known[name]
            parts[f"{name}.xlsx"] = it.data
            parts[f"{name}.json"] = json.dumps({"texts": list(it.texts), "styles": dict(it.styles)}).encode()
        out = BytesIO()
        with ZipFile(out, "w", ZIP_STORED) as archive:
            for name, data in list({**parts, **self._kept, **parts}.items())[: 2 * _MOST]:
                archive.writestr(ZipInfo(name), data)
        return _mark(out.getvalue(), key) + out.getvalue()


def _mark(data: bytes, key: bytes) -> bytes:
    return hmac.new(key, b"drawings\0" + data, hashlib.sha256).digest()


def _proven(kept: bytes, key: bytes) -> dict[str, bytes]:
    """The parts of what was packed under this key; none where it was not."""
    if not kept or not hmac.compare_digest(_mark(kept[_MARK:], key), kept[:_MARK]):
        return {}
    with suppress(BadZipFile), ZipFile(BytesIO(kept[_MARK:])) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}
    return {}


def _unpacked(data: bytes | None, said: bytes | None) -> Drawing | None:
    if data is None or said is None:
        return None
    facts = parsed_json(said.decode())
    assert isinstance(facts, dict)
    return Drawing(data, facts["texts"], facts["styles"])
