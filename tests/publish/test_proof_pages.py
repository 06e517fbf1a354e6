"""A web page is opened and read like the other editions: what runs, loads, links or hides stops it, and a name."""

from __future__ import annotations

import pytest

from tests.publish.editions import front_of
from tests.standing.snapshots import everything, snapshot_of
from toolkit.plan.model import Plan
from toolkit.plan.options import Edition
from toolkit.publish.masking import Secrets
from toolkit.publish.passages import Why
from toolkit.publish.proof import Known, passages_of, problems_of
from toolkit.publish.results import results_of
from toolkit.publish.results_page import results_page


@pytest.fixture(scope="module")
def page(plan: Plan) -> str:
    results = results_of(front_of(snapshot_of(plan, everything(plan))), Edition.PUBLIC, Secrets())
    return results_page(results).decode()


def test_the_page_stands_the_proof_and_stands_alone(page: str) -> None:
    assert problems_of(page.encode(), Known()) == []
    assert "<script" not in page and "http://" not in page and "https://" not in page and "default-src 'none'" in page
    assert page.count("<table>") == page.count("<thead>") >= 3


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("<script>alert(1)</script>", "“script”"), ('<a href="x.html">看</a>', "“a”"), ('<img src="x.png">', "“img”"),
        ('<iframe src="x"></iframe>', "“iframe”"), ("<form><input></form>", "“form”"), ("<!-- 底稿 -->", "注释"),
        ('<p onclick="x()">看</p>', "“onclick”"), ('<p style="display:none">看</p>', "“style”"),
        ("<p hidden>看</p>", "“hidden”"), ("<style>p{background:url(x.png)}</style>", "样式里有链接"),
        ("<style>@import 'x.css';</style>", "样式里有链接"), ("<style>.x{display:none}</style>", "隐藏"),
        ("<style>.x{font-size:0}</style>", "隐藏"), ("<template><p>看</p></template>", "“template”"),
        ("<?php echo 1 ?>", "声明"), ("<![CDATA[看]]>", "声明"),
    ],
)  # fmt: skip
def test_what_a_page_may_not_have_is_found(page: str, added: str, said: str) -> None:
    found = problems_of(page.replace("</body>", f"{added}</body>").encode(), Known())
    assert any(said in one for one in found), found


def test_a_page_without_its_policy_is_found(page: str) -> None:
    assert problems_of(page.replace("default-src 'none'", "default-src *").encode(), Known())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</body>", "<p>联系赵 甲乙</p></body>"), ("</body>", "<p>联系赵<b>甲乙</b></p></body>"),
        ("</body>", "<p>&#36213;&#30002;&#20057;</p></body>"), ("<title>", "<title>赵甲乙"),
        ('class="under"', 'class="赵甲乙"'), ("</style>", "/*赵甲乙*/</style>"), ("</body>", "<!--赵甲乙--></body>"),
        ("</body>", "</body>赵甲乙"), ("<!doctype html>", "<!doctype html>赵甲乙"),
    ],
)  # fmt: skip
def test_a_name_is_found_wherever_it_stands_in_a_page(page: str, old: str, new: str) -> None:
    changed = page.replace(old, new, 1)
    assert changed != page
    assert any("赵甲乙" in one for one in problems_of(changed.encode(), Known(frozenset({"赵甲乙"}))))


def test_what_could_name_somebody_is_listed_with_its_place(page: str) -> None:
    found = passages_of(page.replace("</body>", "<p>请与周建国联系。</p></body>").encode(), "社会公开版网页")
    assert [(one.passage.words, one.place) for one in found if one.passage.why is Why.NAME and "周" in one.written] == [
        ("周建国", "网页")
    ]
