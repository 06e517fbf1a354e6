"""Builds whose items are numbered text."""

from __future__ import annotations

from random import Random

from tests.issued.composed.blocks import Block, Line, Paper
from tests.issued.composed.builds import Written, build
from tests.issued.composed.front import bare_plan, fronted, numbered_sections
from tests.issued.composed.lists import ListStyle, ListWriter
from tests.issued.composed.numbers import SCHEMES, Scheme
from tests.issued.composed.plain import as_markdown, as_text, hard_wrapped
from tests.issued.composed.plans import Plan
from tests.issued.composed.word import Extras, as_word


def listed(random: Random, plan: Plan, **style: object) -> Paper:
    scheme = style.pop("scheme", None) or random.choice(SCHEMES)
    return ListWriter(random, ListStyle(scheme=scheme, **style)).paper(plan)  # type: ignore[arg-type]  # by name


@build("标签冒号", ".docx")
def _(random: Random, plan: Plan) -> Written:
    measures = random.choice(["inline", "spoken", "lines"])
    return as_word(fronted(plan, random, listed(random, plan, measures=measures))), plan


@build("标签括号", ".docx")
def _(random: Random, plan: Plan) -> Written:
    return as_word(fronted(plan, random, listed(random, plan, label="bracket"))), plan


@build("标签空格", ".txt")
def _(random: Random, plan: Plan) -> Written:
    text = as_text(fronted(plan, random, listed(random, plan, label="blank")), indent="　　")
    return text.encode("gb18030"), plan


@build("标签制表符", ".docx")
def _(random: Random, plan: Plan) -> Written:
    return as_word(fronted(plan, random, listed(random, plan, label="tab"))), plan


@build("标签独行", ".txt")
def _(random: Random, plan: Plan) -> Written:
    text = as_text(fronted(plan, random, listed(random, plan, label="own line", measures="lines")))
    return text.encode(), plan


@build("一行两标签", ".txt")
def _(random: Random, plan: Plan) -> Written:
    text = as_text(fronted(plan, random, listed(random, plan, ending="one line")), indent="    ")
    return text.encode("utf-16"), plan


@build("事项末括号", ".docx", targets=False)
def _(random: Random, plan: Plan) -> Written:
    extras = Extras(page_foot="— 1 —", page_head=plan.issuer)
    return as_word(fronted(plan, random, listed(random, plan, ending="bracket")), extras), plan


@build("措施末括号", ".docx", own="units+limits")
def _(random: Random, plan: Plan) -> Written:
    return as_word(fronted(plan, random, listed(random, plan, measures="lines"))), plan


@build("措施末只有时限", ".txt", own="limits")
def _(random: Random, plan: Plan) -> Written:
    return as_text(fronted(plan, random, listed(random, plan, measures="lines"))).encode(), plan


@build("牵头配合括号", ".docx", kind="tasks", targets=False)
def _(random: Random, plan: Plan) -> Written:
    scheme = Scheme("{c}、", random.choice(["{n}.", "（{n}）", "{n}、"]), "", through=True)
    return as_word(fronted(plan, random, listed(random, plan, ending="led", scheme=scheme))), plan


@build("由谁牵头", ".txt", targets=False)
def _(random: Random, plan: Plan) -> Written:
    return as_text(fronted(plan, random, listed(random, plan, ending="by")), indent="　　").encode("gb18030"), plan


@build("自动编号", ".docx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    body = listed(random, plan, listed=True, measures=random.choice(["inline", "spoken"]))
    return as_word(fronted(plan, random, body)), plan


@build("标题样式", ".docx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    body = listed(random, plan, headings=True, measures=random.choice(["inline", "lines"]))
    return as_word(fronted(plan, random, body)), plan


@build("总分结构", ".docx", parts=True)
def _(random: Random, plan: Plan) -> Written:
    scheme = Scheme("（{c}）", random.choice(["{n}.", "{n}、", "{n}．"]), "（{n}）", through=random.random() < 0.3)
    body = listed(random, plan, scheme=scheme, measures=random.choice(["inline", "lines", "spoken"]))
    return as_word(fronted(plan, random, numbered_sections(plan, random, body))), plan


@build("文本总分结构", ".txt", parts=False)
def _(random: Random, plan: Plan) -> Written:
    body = listed(random, plan, scheme=Scheme("", "（{c}）", "{n}."), label=random.choice(["colon", "bracket"]))
    return as_text(fronted(plan, random, numbered_sections(plan, random, body))).encode(), plan


@build("识别文本", ".txt", plain_limits=True)
def _(random: Random, plan: Plan) -> Written:
    """Broken lines, page numbers, full-width digits and blanks, as recognised from a scan."""
    text = as_text(fronted(plan, random, listed(random, plan, scheme=SCHEMES[random.choice([0, 1, 4])])))
    broken = hard_wrapped("\n".join(line.strip() for line in text.split("\n")), random.randint(24, 40)).split("\n")
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    if random.random() < 0.5:
        broken = [line.translate(wide) for line in broken]
    made = []
    for n, line in enumerate(broken, start=1):
        made.append(line)
        if n % 22 == 0:
            made.append(random.choice(["- {} -", "— {} —", "－{}－"]).format(n // 22))
    return "\n".join(made).encode(), plan


def _as_entry(block: Block) -> Block:
    """A labelled line as an entry of a Markdown list, with the label in bold."""
    if isinstance(block, Line) and not block.level and "：" in block.text:
        word, _, text = block.text.partition("：")
        return Line(f"- **{word}**：{text}")
    return block


@build("标记文本", ".md", parts=True)
def _(random: Random, plan: Plan) -> Written:
    paper = [_as_entry(block) for block in listed(random, plan, headings=True)]
    front = [Line(plan.title), Line(f"> {plan.issuer}　{plan.issued_on}")]
    return as_markdown([*front, *paper]).encode(), bare_plan(plan)
