"""The manual of a folder: one page with its pictures in it, made of README.zh-CN.md.

Knows: Markdown. Must not know: what the manual says.
"""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path

from markdown_it import MarkdownIt

from portable.errors import BuildError
from portable.tree import File

NAME = "使用说明.html"
_IMAGE = re.compile(r'<img src="([^"]+\.png)"')
_LINK = re.compile(r'<a href="(?!#)[^"]*">(.*?)</a>', re.DOTALL)
_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ margin: 2em auto; max-width: 52em; padding: 0 1em; line-height: 1.7; color: #222;
  font-family: "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }}
img {{ max-width: 100%; border: 1px solid #ccc; }}
table {{ border-collapse: collapse; }}
th, td {{ border: 1px solid #bbb; padding: .3em .6em; text-align: left; vertical-align: top; }}
code, pre {{ background: #f3f3f3; padding: .1em .3em; }}
pre {{ padding: .8em; overflow-x: auto; }}
blockquote {{ margin-left: 0; padding-left: 1em; border-left: 3px solid #bbb; }}
</style>
</head>
<body>
{body}</body>
</html>
"""


def manual(readme: Path) -> File:
    """The page. Links to files that do not travel along become plain words. Raises `BuildError` for a lost picture."""
    text = readme.read_text(encoding="utf-8")
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(text)

    def within(found: re.Match[str]) -> str:
        picture = readme.parent / found[1]
        if not picture.is_file():
            raise BuildError(f"{readme.name} shows {found[1]}, which is not there")
        return f'<img src="data:image/png;base64,{b64encode(picture.read_bytes()).decode()}"'

    title = text.partition("\n")[0].lstrip("# ").strip()
    page = _PAGE.format(title=title, body=_LINK.sub(r"\1", _IMAGE.sub(within, body)))
    return File(page.encode())
