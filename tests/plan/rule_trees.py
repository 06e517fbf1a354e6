"""Random rules as trees, how a clerk would write them, and what they say: worked out apart from the toolkit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from toolkit.plan.model import ValueType
from toolkit.plan.rule_tokens import Operand, RuleError
from toolkit.plan.rules import Expression, parse_rule

NAMES = {
    operand.id: operand
    for operand in (
        Operand("a", "甲", ValueType.INTEGER, "1"),
        Operand("b", "乙（含：丙、丁）", ValueType.INTEGER, "1"),
        Operand("c", "甲[1]", ValueType.DECIMAL, "1"),
        Operand("share", "占比", ValueType.PERCENT, "1"),
        Operand("done", "是否建成", ValueType.BOOLEAN, "1"),
        Operand("day", "报送日期", ValueType.DATE, "1"),
        Operand("word", "名称", ValueType.TEXT, "1"),
        Operand("kind", "类别", ValueType.CHOICE, "1"),
        Operand("other", "他表数", ValueType.INTEGER, "2"),
        Operand("same1", "同名", ValueType.INTEGER, "1"),
        Operand("same2", "同名", ValueType.INTEGER, "2"),
    )
}


_NUMBERS = st.one_of(st.none(), st.integers(-5, 5), st.decimals(-3, 3, places=1).map(float))


FILLINGS = st.fixed_dictionaries(
    {"a": _NUMBERS, "b": _NUMBERS, "c": _NUMBERS, "done": st.sampled_from([None, True, False])}
)


_LEAVES = st.sampled_from([("n", "a"), ("n", "b"), ("n", "c"), ("k", 0), ("k", 1), ("k", 2.5)])


_VALUES = st.recursive(
    _LEAVES, lambda inner: st.tuples(st.sampled_from(["+", "-", "*", "/"]), inner, inner), max_leaves=4
)


TESTS = st.recursive(
    st.one_of(
        st.tuples(st.sampled_from(["=", "≠", "<", "≤", ">", "≥"]), _VALUES, _VALUES),
        st.sampled_from([("filled", "a"), ("filled", "b"), ("yes", "done")]),
    ),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["且", "或", "implies"]), inner, inner), st.tuples(st.just("非"), inner)
    ),
    max_leaves=4,
)


def written(node: tuple[Any, ...]) -> str:
    """A rule tree as a clerk would write it."""
    head = node[0]
    if head in ("n", "k"):
        return f"[{NAMES[node[1]].label}]" if head == "n" else str(node[1])
    if head == "filled":
        return f"filled([{NAMES[node[1]].label}])"
    if head == "yes":
        return f"[{NAMES[node[1]].label}]"
    if head == "非":
        return f"非 ({written(node[1])})"
    if head == "implies":
        return f"implies({written(node[1])}, {written(node[2])})"
    return f"({written(node[1])} {head} {written(node[2])})"


class UnknownError(Exception):
    pass


def oracle(node: tuple[Any, ...], values: dict[str, object]) -> Any:
    """What a rule says, worked out eagerly, node by node; `UnknownError` when it cannot be checked."""
    head, rest = node[0], node[1:]
    if head in ("n", "yes", "filled") and NAMES[rest[0]].type is ValueType.INTEGER:
        number = values[rest[0]]
        if isinstance(number, float) and number % 1:  # half a person: something else has to be mended first
            raise UnknownError
    if head in ("n", "yes"):
        if values[rest[0]] is None:
            raise UnknownError
        return values[rest[0]]
    if head == "k":
        return rest[0]
    if head == "filled":
        return values[rest[0]] is not None
    parts = [oracle(part, values) for part in rest]
    if head == "/" and abs(parts[1]) < 1e-9:
        raise UnknownError
    near = head in "=≠<≤>≥" and abs(parts[0] - parts[1]) < 1e-6
    results: dict[str, Callable[[], object]] = {
        "+": lambda: parts[0] + parts[1],
        "-": lambda: parts[0] - parts[1],
        "*": lambda: parts[0] * parts[1],
        "/": lambda: parts[0] / parts[1],
        "=": lambda: near,
        "≠": lambda: not near,
        "<": lambda: parts[0] < parts[1] and not near,
        "≤": lambda: parts[0] < parts[1] or near,
        ">": lambda: parts[0] > parts[1] and not near,
        "≥": lambda: parts[0] > parts[1] or near,
        "且": lambda: parts[0] and parts[1],
        "或": lambda: parts[0] or parts[1],
        "implies": lambda: not parts[0] or parts[1],
        "非": lambda: not parts[0],
    }
    return results[head]()


def parsed(node: tuple[Any, ...]) -> Expression | None:
    try:
        return parse_rule(written(node), NAMES)
    except RuleError:
        return None  # names nothing
