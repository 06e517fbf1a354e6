"""An edition's results as one page for a web site (.html) that stands alone: no script, nothing from outside.

Knows: HTML, CSS, a bar drawn as SVG. Must not know: what may be told. It prints on A4, reads on a telephone, and its
own policy forbids whatever is not in it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape

from toolkit.publish.results import Results, Section
from toolkit.publish.results_document import CONTACT, EXPLAINED
from toolkit.standing.progress import Progress

_STYLE = (
    "*{box-sizing:border-box}"
    "body{margin:0 auto;max-width:920px;padding:20px 16px 40px;color:#1a1a1a;background:#fff;"
    'font:16px/1.65 SimSun,"Songti SC","Noto Serif CJK SC",serif}'
    "h1{font-size:25px;text-align:center;line-height:1.35;margin:8px 0 0}"
    ".under,.foot{text-align:center;color:#595959;margin:0 0 10px}.foot{text-align:right;margin:2px 0}"
    'h1,h2,th,b{font-family:SimHei,"Microsoft YaHei","Noto Sans CJK SC",sans-serif}'
    "h2{font-size:18px;margin:22px 0 6px;border-top:2px solid #1a1a1a;padding-top:6px;break-after:avoid}"
    "svg{width:100%;height:26px;display:block}"
    ".keys{margin:2px 0 10px;color:#404040;font-size:14px;list-style:none;padding:0}"
    ".keys li{display:inline-block;margin-right:18px}"
    "table{width:100%;border-collapse:collapse;font-size:14.5px;line-height:1.5}"
    "th{text-align:left;border-bottom:1.5px solid #1a1a1a;padding:4px 6px}"
    "td{padding:5px 6px;border-bottom:1px solid #d0d0d0;vertical-align:top}"
    ".number{text-align:right}.total td{font-weight:700;border-top:1.5px solid #1a1a1a}"
    "@media(max-width:600px){h1{font-size:21px}thead{display:none}"
    "tr{display:block;border-bottom:1.5px solid #7f7f7f;padding:6px 0}"
    "td{display:block;border:0;padding:1px 0}.number{text-align:left}td:first-child{font-weight:700}"
    'td:not(:first-child)::before{content:attr(data-head) "：";color:#595959}}'
    "@media print{@page{size:A4;margin:13mm}body{font-size:10pt;line-height:1.4;padding:0;max-width:none}"
    "h1{font-size:17pt}h2{font-size:12pt;margin:8pt 0 2pt}table{font-size:9pt;line-height:1.3}"
    ".keys{font-size:9.5pt}thead{display:table-header-group}tr{break-inside:avoid}td{padding:2px 4px}}"
)
_FILLS = {Progress.CLOSED: "#1e6b2e", Progress.DONE: "#7fb58a", Progress.OPEN: "#e6e6e6", Progress.LATE: "#a61b1b",
          Progress.EXPLAINED: "#ffffff"}  # fmt: skip
_KEYS = {Progress.CLOSED: "已完成并销号", Progress.DONE: "已完成", Progress.OPEN: "正在整改", Progress.LATE: "超过时限",
         Progress.EXPLAINED: "情况说明"}  # fmt: skip
_LONG = 600  # units of the bar


def results_page(results: Results) -> bytes:
    """The page as bytes; the same results give the same bytes."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    parts = [
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{escape(results.title)}</title><style>{_STYLE}</style></head><body>",
        f'<h1>{escape(results.title)}</h1><p class="under">{escape(results.under)}</p>',
        f"<p>{escape(results.begins)}</p>",
        _bar(results.counts),
        *(_section(section) for section in results.sections),
    ]
    if results.explained:
        parts.append(f"<h2>{EXPLAINED}</h2><p>{escape(results.explained)}</p>")
    if results.contact:
        parts.append(f"<p><b>{CONTACT}</b>{escape(results.contact)}</p>")
    parts += [f'<p class="foot">{escape(text)}</p>' for text in (results.signed, results.on)]
    return "\n".join([*parts, "</body></html>\n"]).encode()


def _bar(counts: Sequence[tuple[Progress, int]]) -> str:
    """How the items are shared out, as a bar and in words; the bar says nothing that the words do not."""
    whole = sum(number for _, number in counts)
    rects, keys, at = [], [], 0.0
    for progress, number in counts:
        wide = _LONG * number / whole
        rects.append(
            f'<rect x="{at:.1f}" y="1" width="{wide:.1f}" height="24" fill="{_FILLS[progress]}"'
            ' stroke="#595959" stroke-width="0.8"></rect>'
        )
        keys.append(f"<li>{_KEYS[progress]}{number}项</li>")
        at += wide
    if not whole:
        return ""
    return (
        f'<svg viewBox="0 0 {_LONG} 26" preserveAspectRatio="none" aria-hidden="true">{"".join(rects)}</svg>'
        f'<ul class="keys">{"".join(keys)}</ul>'
    )


def _section(section: Section) -> str:
    number = [' class="number"' if index in section.numbers else "" for index in range(len(section.header))]
    heads = "".join(f"<th{look}>{escape(text)}</th>" for look, text in zip(number, section.header, strict=True))
    rows = []
    for place, line in enumerate(section.lines, start=1):
        total = ' class="total"' if section.total and place == len(section.lines) else ""
        cells = zip(number, section.header, line, strict=True)
        told = (f'<td{look} data-head="{escape(head)}">{escape(text)}</td>' for look, head, text in cells)
        rows.append(f"<tr{total}>{''.join(told)}</tr>")
    heading = f"<h2>{escape(section.heading)}</h2>" if section.heading else ""
    body = "\n".join(rows)
    whole = sum(section.widths)
    columns = "".join(f'<col width="{100 * width // whole}%">' for width in section.widths)
    head = f"<colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead>"
    return f"{heading}<table>{head}<tbody>\n{body}\n</tbody></table>"
