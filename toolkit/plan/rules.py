"""The rule language: one line of text, as a clerk writes it, for two targets.

``[公办幼儿园数] + [民办幼儿园数] = [幼儿园总数]`` is cut into tokens (so that a label is never taken apart), its
names are replaced by ids, the text is parsed once with `ast`, and the tree is checked against a short list of nodes
and types. `toolkit.plan.targets` turns it into a text over arrays and an Excel formula. Knows: the language.
Must not know: workbooks, forms, pandas.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeGuard, assert_never

from toolkit.plan.model import Indicator, ValueType
from toolkit.plan.rule_tokens import Counted, Operand, RuleError, RuleScope, tokens

LONGEST = 500  # characters; a longer rule is no longer one rule
DEEPEST = 30  # levels; Excel takes 64 nested functions, and each level may need two
_ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_COMPARISONS = (*_ORDERED, ast.Eq, ast.NotEq)
NUMBER, TEXT, BOOLEAN, DATE = "数字", "文字", "是否", "日期"


@dataclass(frozen=True)
class Expression:
    """A rule or formula, parsed and checked.

    ``names`` are the operands' ids in order of appearance, ``required`` those used outside filled(): while one of
    them is empty, the rule is not checked. ``boolean`` tells a rule from a formula.
    """

    text: str
    tree: ast.expr = field(repr=False, compare=False, hash=False)
    names: tuple[str, ...]
    required: tuple[str, ...]
    scope: RuleScope
    boolean: bool
    types: Mapping[str, ValueType] = field(compare=False, hash=False)


def operands(indicators: Iterable[Indicator]) -> dict[str, Operand]:
    """The names that a plan's rules may use, by id."""
    return {i.id: Operand(i.id, i.name, i.type, i.item_id) for i in indicators}


def parse_rule(text: str, names: Mapping[str, Operand]) -> Expression:
    """Parse a line that must come out as true or false.

    Raises `RuleError` with one Chinese sentence for anything else.
    """
    return _parse(text, names, boolean=True)


def parse_formula(text: str, names: Mapping[str, Operand]) -> Expression:
    """Parse a line that must come out as a number (a computed indicator).

    Raises `RuleError` with one Chinese sentence for anything else.
    """
    return _parse(text, names, boolean=False)


def _parse(text: str, names: Mapping[str, Operand], *, boolean: bool) -> Expression:
    if len(text) > LONGEST:
        raise RuleError(f"规则有 {len(text)} 个字，超过 {LONGEST} 个。请拆成几条。")
    source = "".join(tokens(text, names)).strip()
    if not source:
        raise RuleError("规则是空的。请写成“[指标甲] ≤ [指标乙]”的样子。")
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise RuleError("规则写得不完整，读不懂。请检查括号是否成对、运算符两边是否都有内容。") from None
    checker = _Checker(names)
    type_ = checker.type_of(tree, 0)
    if boolean and type_ != BOOLEAN:
        raise RuleError("规则要写成能判断对错的一句话，如“[指标甲] ≤ [指标乙]”；现在写的只是一个数。")
    if not boolean and type_ != NUMBER:
        raise RuleError("计算公式要算出一个数，如“[指标甲] / [指标乙] * 100”。")
    if not checker.names:
        raise RuleError("规则里没有用到任何指标。请用方括号写上指标名称，如“[指标甲] ≤ 100”。")
    if checker.summed and checker.plain:
        raise RuleError("一条规则里不能既有 SUM(…) 又有单个单位的指标。合计的规则，每个指标都要写在 SUM(…) 里。")
    if not boolean and checker.summed:
        raise RuleError("计算公式里不能用 SUM(…)；合计由程序按汇总方式计算。")
    items = {names[name].item_id for name in checker.names}
    scope = RuleScope.WHOLE if checker.summed else RuleScope.FORM if len(items) == 1 else RuleScope.UNIT
    types = {name: names[name].type for name in checker.names}
    required = tuple(name for name in checker.names if name in checker.required)
    return Expression(text, tree, tuple(checker.names), required, scope, boolean, types)


class _Checker:
    """Walks a tree once: which names it uses and how, and whether the types fit."""

    def __init__(self, names: Mapping[str, Operand]) -> None:
        self._operands = names
        self.names: dict[str, None] = {}
        self.required: set[str] = set()
        self.summed = False
        self.plain = False

    def type_of(self, node: ast.expr, depth: int) -> str:  # noqa: C901, PLR0911, PLR0912 - one for each node
        if depth > DEEPEST:
            raise RuleError("规则的括号层数太多。请拆成几条。")
        down = depth + 1
        match node:
            case ast.Name():
                self._of_list("", node)
                return self._name(node, filled=False, summed=False)
            case ast.Constant(value=bool()):
                raise RuleError("请用 是 或 否，不要用 True、False。")
            case ast.Constant(value=int() | float() as number):
                if not abs(number) < 1e15:
                    raise RuleError("规则里的数太大，超过 15 位。")
                return NUMBER
            case ast.Constant(value=str()):
                return TEXT
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()):
                return self._arithmetic(node, down)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                self._must_be(NUMBER, self.type_of(node.operand, down), "正负号后面")
                return NUMBER
            case ast.UnaryOp(op=ast.Not()):
                self._must_be(BOOLEAN, self.type_of(node.operand, down), "“非”后面")
                return BOOLEAN
            case ast.BoolOp():
                for value in node.values:
                    self._must_be(BOOLEAN, self.type_of(value, down), "“且”“或”两边")
                return BOOLEAN
            case ast.Compare():
                return self._comparison(node, down)
            case ast.Call(func=ast.Name(id=function)) if not node.keywords:
                return self._call(node, function, down)
        raise RuleError("规则里有不能用的写法。只能用指标、数字、日期、文字、加减乘除、比较、且、或、非。")

    def _name(self, node: ast.Name, *, filled: bool, summed: bool) -> str:
        operand = self._operands.get(node.id)
        if operand is None:
            raise RuleError(f"没有编号为“{node.id}”的指标。函数后面要写括号，如 filled([指标甲])。")
        self.names[operand.id] = None
        if not filled:
            self.required.add(operand.id)
        if summed:
            self.summed = True
        else:
            self.plain = True
        return said_type(operand.type)

    def _of_list(self, function: str, node: ast.expr) -> str:
        """The type of a function of a list or one of its columns, "" where the node names neither."""
        operand = self._operands.get(node.id) if isinstance(node, ast.Name) else None
        if operand is None or operand.counted is Counted.FIGURE or not isinstance(node, ast.Name):
            return ""
        label = operand.label
        match operand.counted, function:
            case Counted.ROWS, "COUNT":
                return self._name(node, filled=False, summed=False)
            case Counted.ROWS, "filled":
                self._name(node, filled=True, summed=False)
                return BOOLEAN
            case Counted.COLUMN, "SUM":
                return self._name(node, filled=False, summed=False)
            case Counted.COLUMN, _:
                raise RuleError(f"“{label}”是明细的一列，要写成 SUM([{label}])。")
            case Counted.ROWS, _:
                raise RuleError(f"“{label}”是明细，行数要写成 COUNT([{label}])。")
            case Counted.NOT_ADDED, _:
                raise RuleError(f"“{label}”这一列没有合计。请在“明细”工作表把这一列的“合计”选“是”。")

    def _must_be(self, wanted: str, found: str, where: str) -> None:
        if wanted != found:
            raise RuleError(f"{where}要的是{_said(wanted)}，现在是{_said(found)}。")

    def _arithmetic(self, node: ast.BinOp, depth: int) -> str:
        # 甲+乙+丙 has no bracket, however long it is.
        before = depth - 1 if continues(node.left, node) else depth
        left, right = self.type_of(node.left, before), self.type_of(node.right, depth)
        if left == right == NUMBER:
            if isinstance(node.op, ast.Div) and _constant(node.right) == 0:
                raise RuleError("除数是 0。请核对规则。")
            return NUMBER
        if isinstance(node.op, ast.Sub) and left == right == DATE:
            return NUMBER
        if isinstance(node.op, ast.Add | ast.Sub) and (left, right) == (DATE, NUMBER):
            return DATE
        raise RuleError(f"{_said(left)}和{_said(right)}不能这样计算。加减乘除的两边都要是数字。")

    def _comparison(self, node: ast.Compare, depth: int) -> str:
        sides = [node.left, *node.comparators]
        types = [self.type_of(side, depth) for side in sides]
        for place, op in enumerate(node.ops):
            left, right = types[place], types[place + 1]
            if {left, right} == {BOOLEAN, TEXT} and any(_yes_no(side) for side in sides[place : place + 2]):
                right = left
            if not isinstance(op, _COMPARISONS) or left != right:
                raise RuleError(f"{_said(left)}不能和{_said(right)}比较。请核对两边的指标。")
            if isinstance(op, _ORDERED) and left in (TEXT, BOOLEAN):
                raise RuleError(f"{_said(left)}只能用 = 和 ≠ 比较，不能比大小。")
        return BOOLEAN

    def _call(self, node: ast.Call, function: str, depth: int) -> str:
        arguments = node.args
        if function == "date" and len(arguments) == 1 and isinstance(arguments[0], ast.Constant):
            said = str(arguments[0].value)
            try:
                date.fromisoformat(said)
            except ValueError:
                raise RuleError(f"“{said}”不是日期。请写成 2021-01-31 的样子。") from None
            return DATE
        if len(arguments) == 1 and (found := self._of_list(function, arguments[0])):
            return found
        if function == "filled" and len(arguments) == 1 and isinstance(arguments[0], ast.Name):
            self._name(arguments[0], filled=True, summed=False)
            return BOOLEAN
        if function == "SUM" and len(arguments) == 1 and isinstance(arguments[0], ast.Name):
            self._must_be(NUMBER, self._name(arguments[0], filled=False, summed=True), "SUM(…) 里面")
            return NUMBER
        if function == "implies" and len(arguments) == 2:
            for argument in arguments:
                self._must_be(BOOLEAN, self.type_of(argument, depth), "implies(甲, 乙) 的两边")
            return BOOLEAN
        usage = {
            "date": "date('2021-01-31')", "filled": "filled([指标甲])", "SUM": "SUM([指标甲])",
            "implies": "implies([指标甲] > 0, [指标乙] > 0)", "COUNT": "COUNT([明细名称])",
        }  # fmt: skip
        if function in usage:
            raise RuleError(f"{function} 的写法是：{usage[function]}。")
        raise RuleError(f"没有“{function}”这个函数。可以用 filled、implies、SUM、COUNT、date。")


def continues(left: ast.expr, node: ast.BinOp) -> TypeGuard[ast.BinOp]:
    """Whether the left side of a sum is a sum itself, or that of a product a product, and so needs no bracket."""
    sums = (ast.Add, ast.Sub)
    return isinstance(left, ast.BinOp) and isinstance(node.op, sums) == isinstance(left.op, sums)


def said_type(type_: ValueType) -> str:
    """What the language takes a type of answer for."""
    match type_:
        case ValueType.INTEGER | ValueType.DECIMAL | ValueType.PERCENT:
            return NUMBER
        case ValueType.DATE:
            return DATE
        case ValueType.BOOLEAN:
            return BOOLEAN
        case ValueType.TEXT | ValueType.CHOICE:
            return TEXT
    assert_never(type_)


def _constant(node: ast.expr) -> float | None:
    """The value of a sum that names nothing, or None; divisions in it have been checked already."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.UnaryOp(operand=operand):
            value = _constant(operand)
            return -value if value is not None and isinstance(node.op, ast.USub) else value
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _constant(left), _constant(right)
            if a is None or b is None:
                return None
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case _:
                    return a / b
        case _:
            return None


def _yes_no(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in ("是", "否")


def _said(type_: str) -> str:
    return "“是/否”" if type_ == BOOLEAN else type_
