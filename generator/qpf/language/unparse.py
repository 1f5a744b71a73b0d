"""From expression trees to source text: the parentheses Python needs and no others, double quotes.

`ast.unparse` writes differently from one Python to the next and adds needless parentheses;
emitted bytes must not depend on either. Nodes outside the language are a defect of the factory.
"""

import ast
from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["operand", "quoted", "source"]

(
    _TEST,
    _OR,
    _AND,
    _NOT,
    _COMPARE,
    _BIT_OR,
    _BIT_XOR,
    _BIT_AND,
    _SHIFT,
    _SUM,
    _TERM,
    _SIGN,
    _POWER,
) = range(1, 14)
_ATOM = 15
_LONG_CHOICE = 48
_BINARY: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", _SUM),
    ast.Sub: ("-", _SUM),
    ast.Mult: ("*", _TERM),
    ast.Div: ("/", _TERM),
    ast.FloorDiv: ("//", _TERM),
    ast.Mod: ("%", _TERM),
    ast.Pow: ("**", _POWER),
    ast.BitAnd: ("&", _BIT_AND),
    ast.BitOr: ("|", _BIT_OR),
    ast.BitXor: ("^", _BIT_XOR),
    ast.LShift: ("<<", _SHIFT),
    ast.RShift: (">>", _SHIFT),
}
_COMPARED: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}


def source(node: ast.expr) -> str:
    """The text of an expression."""
    return _write(node)[0]


def operand(node: ast.expr) -> str:
    """The text of an expression as one side of a comparison."""
    return _at(node, _BIT_OR)


def quoted(text: str) -> str:
    """A string literal, in double quotes unless that needs more escapes."""
    # isort obeys its words in any line of a file
    plain = repr(text).replace("isort:", "isort\\x3a")
    if plain[0] == '"' or '"' in text:
        return plain
    return '"' + plain[1:-1].replace("\\'", "'") + '"'


def _write(node: ast.expr) -> tuple[str, int]:
    writer = _WRITERS.get(type(node))
    if writer is None:
        raise TypeError(f"{type(node).__name__} is not part of emitted code")
    return writer(node)


def _at(node: ast.expr, level: int) -> str:
    text, own = _write(node)
    return f"({text})" if own < level else text


def _listed(nodes: Iterable[ast.expr]) -> str:
    return ", ".join(_at(node, _TEST) for node in nodes)


def _constant(node: ast.Constant) -> tuple[str, int]:
    if isinstance(node.value, str):
        return quoted(node.value), _ATOM
    return "..." if node.value is ... else repr(node.value), _ATOM


def _name(node: ast.Name) -> tuple[str, int]:
    return node.id, _ATOM


def _attribute(node: ast.Attribute) -> tuple[str, int]:
    return f"{_at(node.value, _ATOM)}.{node.attr}", _ATOM


def _subscript(node: ast.Subscript) -> tuple[str, int]:
    index = node.slice
    if isinstance(index, ast.Slice):
        ends = [_at(end, _TEST) if end is not None else "" for end in (index.lower, index.upper)]
        step = f":{_at(index.step, _TEST)}" if index.step is not None else ""
        inner = ":".join(ends) + step
    else:
        inner = _listed(index.elts) if isinstance(index, ast.Tuple) else _at(index, _TEST)
    return f"{_at(node.value, _ATOM)}[{inner}]", _ATOM


def _call(node: ast.Call) -> tuple[str, int]:
    owner = _at(node.func, _ATOM)
    if len(node.args) == 1 and not node.keywords and isinstance(node.args[0], ast.GeneratorExp):
        return owner + _write(node.args[0])[0], _ATOM
    parts = [_at(one, _TEST) for one in node.args]
    parts += [
        f"{one.arg}={_after(one.arg, one.value)}" if one.arg else _spread(one)
        for one in node.keywords
    ]
    return f"{owner}({', '.join(parts)})", _ATOM


def _spread(keyword: ast.keyword) -> str:
    return f"**{_at(keyword.value, _POWER)}"


def _unary(node: ast.UnaryOp) -> tuple[str, int]:
    if isinstance(node.op, ast.Not):
        return f"not {_at(node.operand, _NOT)}", _NOT
    sign = "-" if isinstance(node.op, ast.USub) else "~"
    return sign + _at(node.operand, _SIGN), _SIGN


def _binary(node: ast.BinOp) -> tuple[str, int]:
    sign, level = _BINARY[type(node.op)]
    if isinstance(node.op, ast.Pow):
        return f"{_at(node.left, level + 1)}**{_at(node.right, _SIGN)}", level
    return f"{_at(node.left, level)} {sign} {_at(node.right, level + 1)}", level


def _boolean(node: ast.BoolOp) -> tuple[str, int]:
    word, level = (" and ", _AND) if isinstance(node.op, ast.And) else (" or ", _OR)
    return word.join(_at(value, level + 1) for value in node.values), level


def _compare(node: ast.Compare) -> tuple[str, int]:
    parts = [_at(node.left, _COMPARE + 1)]
    for op, right in zip(node.ops, node.comparators, strict=True):
        parts += [_COMPARED[type(op)], _at(right, _COMPARE + 1)]
    return " ".join(parts), _COMPARE


def _bare_choice(node: ast.IfExp) -> str:
    parts = [_at(node.body, _OR), "if", _at(node.test, _OR), "else", _at(node.orelse, _TEST)]
    return " ".join(parts)


def _choice(node: ast.IfExp) -> tuple[str, int]:
    text = _bare_choice(node)
    # black parenthesises a choice that does not fit its line, ruff only keeps parentheses
    return (f"({text})", _ATOM) if len(text) > _LONG_CHOICE else (text, _TEST)


def _list(node: ast.List) -> tuple[str, int]:
    if len(node.elts) == 1 and isinstance(node.elts[0], ast.IfExp):
        # black takes the parentheses of a lone item away again
        return f"[{_bare_choice(node.elts[0])}]", _ATOM
    return f"[{_listed(node.elts)}]", _ATOM


def _tuple(node: ast.Tuple) -> tuple[str, int]:
    comma = "," if len(node.elts) == 1 else ""
    return f"({_listed(node.elts)}{comma})", _ATOM


def _after(key: str, value: ast.expr) -> str:
    """What stands behind a key or a keyword; the room of a choice is what that leaves."""
    text = _at(value, _TEST)
    is_bare = isinstance(value, ast.IfExp) and not text.startswith("(")
    if is_bare and len(key) + len(text) > _LONG_CHOICE:
        return f"({text})"
    return text


def _dict(node: ast.Dict) -> tuple[str, int]:
    pairs = zip(node.keys, node.values, strict=True)
    keyed = ((_at(key, _TEST), value) for key, value in pairs if key is not None)
    parts = [f"{key}: {_after(key, value)}" for key, value in keyed]
    return "{" + ", ".join(parts) + "}", _ATOM


def _set(node: ast.Set) -> tuple[str, int]:
    return "{" + _listed(node.elts) + "}", _ATOM


def _loops(node: ast.ListComp | ast.GeneratorExp | ast.DictComp) -> str:
    text = ""
    for loop in node.generators:
        text += f" for {_at(loop.target, _TEST)} in {_at(loop.iter, _OR)}"
        text += "".join(f" if {_at(test, _OR)}" for test in loop.ifs)
    return text


def _list_comprehension(node: ast.ListComp) -> tuple[str, int]:
    return f"[{_at(node.elt, _TEST)}{_loops(node)}]", _ATOM


def _generator(node: ast.GeneratorExp) -> tuple[str, int]:
    return f"({_at(node.elt, _TEST)}{_loops(node)})", _ATOM


def _dict_comprehension(node: ast.DictComp) -> tuple[str, int]:
    return f"{{{_at(node.key, _TEST)}: {_at(node.value, _TEST)}{_loops(node)}}}", _ATOM


def _await(node: ast.Await) -> tuple[str, int]:
    return f"await {_at(node.value, _ATOM)}", _POWER + 1


_WRITERS: dict[type[ast.expr], Callable[[Any], tuple[str, int]]] = {
    ast.Attribute: _attribute,
    ast.Await: _await,
    ast.BinOp: _binary,
    ast.BoolOp: _boolean,
    ast.Call: _call,
    ast.Compare: _compare,
    ast.Constant: _constant,
    ast.Dict: _dict,
    ast.DictComp: _dict_comprehension,
    ast.GeneratorExp: _generator,
    ast.IfExp: _choice,
    ast.List: _list,
    ast.ListComp: _list_comprehension,
    ast.Name: _name,
    ast.Set: _set,
    ast.Subscript: _subscript,
    ast.Tuple: _tuple,
    ast.UnaryOp: _unary,
}
