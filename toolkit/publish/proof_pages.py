"""A web page as the proof reads it: every text and attribute that says something, and what a page may not have.

Knows: HTML. Must not know: how the page was made, what is looked for in its texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from toolkit.publish.proof_blocks import SAYS, Block

# What a page that only tells something is made of. Whatever else is there runs, loads, links, asks or hides something.
_ELEMENTS = frozenset({
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "b", "ul", "li", "table", "colgroup",
    "col", "thead", "tbody", "tr", "th", "td", "svg", "rect",
})  # fmt: skip
_ATTRIBUTES = frozenset({
    "lang", "charset", "http-equiv", "content", "name", "class", "data-head", "viewbox", "preserveaspectratio",
    "aria-hidden", "x", "y", "width", "height", "fill", "stroke", "stroke-width",
})  # fmt: skip
_EMPTY = ("meta", "col")
_LOADS = re.compile(r"url\(|@import|expression|javascript:|https?:|//|data:", re.IGNORECASE)
_HIDES = re.compile(r"display:none|visibility|opacity|font-size:0|clip|text-indent|left:-", re.IGNORECASE)
_ALLOWED = "thead{display:none}"  # on a telephone the captions stand in front of the cells
_INSIDE = frozenset({"p", "li", "td", "th", "h1", "h2", "h3", "title", "style"})


def is_page(data: bytes) -> bool:
    """Whether a file is a web page; an office file is a zip."""
    return data.lstrip()[:1] == b"<"


def blocks_of_page(data: bytes) -> Iterator[Block]:
    """All texts of a page and what its attributes say, the same text once."""
    read = _read(data)
    seen: set[str] = set()
    for block in (*read.texts, *read.said):
        if block.text.strip() and block.text not in seen:
            seen.add(block.text)
            yield block


def hidden_in_page(data: bytes) -> Iterator[str]:
    """What speaks against disclosing a page, a sentence each: scripts, links, what is hidden or from outside."""
    read = _read(data)
    yield from dict.fromkeys(read.wrong)
    if not read.guarded:
        yield "网页没有写明不许加载别的内容。"


class _Reader(HTMLParser):
    """The texts of a page by the element in which they stand."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[Block] = []
        self.said: list[Block] = []
        self.wrong: list[str] = []
        self.guarded = False
        self._open: list[str] = []
        self._text: list[str] = []
        self._rows = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._flush() if tag in _INSIDE else None
        if tag not in _EMPTY:
            self._open.append(tag)
        self._rows += tag == "tr"
        if tag not in _ELEMENTS:
            self.wrong.append(f"网页里有不该有的“{tag}”。")
        said = dict(attrs)
        self.guarded = self.guarded or (
            tag == "meta"
            and said.get("http-equiv") == "Content-Security-Policy"
            and "default-src 'none'" in (said.get("content") or "")
        )
        for name, value in attrs:
            if name not in _ATTRIBUTES:
                self.wrong.append(f"网页里有不该有的“{name}”。")
            if value and SAYS.search(value):
                self.said.append(Block(self._place(), value))
            if value and name != "content" and _LOADS.search(value):
                self.wrong.append("网页里有链接。")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _INSIDE:
            self._flush()
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_comment(self, data: str) -> None:
        self.wrong.append("网页里有注释。")
        self.said.append(Block("网页", data))

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            self.wrong.append("网页里有不该有的声明。")

    def handle_pi(self, data: str) -> None:
        self.wrong.append("网页里有不该有的声明。")
        self.said.append(Block("网页", data))

    def unknown_decl(self, data: str) -> None:
        self.wrong.append("网页里有不该有的声明。")
        self.said.append(Block("网页", data))

    def close(self) -> None:
        super().close()
        self._flush()

    def _place(self) -> str:
        return f"网页表格第{self._rows}行" if "table" in self._open else "网页"

    def _flush(self) -> None:
        text = "".join(self._text)
        self._text = []
        if "style" not in self._open:
            self.texts.append(Block(self._place(), text))
            return
        style = re.sub(r"\s", "", text)
        if _LOADS.search(style):
            self.wrong.append("网页的样式里有链接。")
        if _HIDES.search(style.replace(_ALLOWED, "")):
            self.wrong.append("网页里有隐藏的文字。")
        if "/*" in style:
            self.wrong.append("网页的样式里有注释。")
        # A style is no sentence; what it may say to people it says in other than plain letters.
        self.said += [Block("网页样式", said) for said in re.findall(r"[^\x00-\x7f]+", text)]


def _read(data: bytes) -> _Reader:
    reader = _Reader()
    reader.feed(data.decode("utf-8"))
    reader.close()
    return reader
