"""The closed list of functions that expressions may call."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from qpf.language.checker import Checker, Typed
from qpf.language.checks.numbers import clip, largest, mathematical, mean, rounded, sized, total
from qpf.language.checks.shapes import contains, every, joined_text, looked_up, ordered, split_text
from qpf.language.types import BOOL, FLOAT, INT, STR, TypeRef

__all__ = ["FUNCTIONS", "Function"]

Build = Callable[[ast.Call, list[Typed], Checker], Typed]


@dataclass(frozen=True, slots=True)
class Function:
    """How many arguments a function takes, their types (None is decided by `build`), its tree.

    `passes` tells that literals among the arguments take the type of the whole call.
    """

    least: int
    most: int
    build: Build
    takes: tuple[TypeRef | None, ...] = ()
    passes: bool = False


def _plain(name: str, kind: TypeRef) -> Build:
    """A builtin of the same name."""

    def build(_: ast.Call, arguments: list[Typed], __: Checker) -> Typed:
        return Typed(ast.Call(ast.Name(name), [one.node for one in arguments], []), kind)

    return build


def _method(name: str, kind: TypeRef) -> Build:
    """A method of the first argument."""

    def build(_: ast.Call, arguments: list[Typed], __: Checker) -> Typed:
        method = ast.Attribute(arguments[0].node, name)
        return Typed(ast.Call(method, [one.node for one in arguments[1:]], []), kind)

    return build


def _converted(name: str, kind: TypeRef) -> Build:
    """A conversion; one to the type a value already has is left out."""

    def build(_: ast.Call, arguments: list[Typed], __: Checker) -> Typed:
        if arguments[0].type == kind:
            return arguments[0]
        return Typed(ast.Call(ast.Name(name), [arguments[0].node], []), kind)

    return build


FUNCTIONS: Mapping[str, Function] = {
    "abs": Function(1, 1, sized("abs"), passes=True),
    "all": Function(1, 1, every("all")),
    "any": Function(1, 1, every("any")),
    "ceil": Function(1, 1, mathematical("ceil", INT), (FLOAT,)),
    "clip": Function(3, 3, clip, passes=True),
    "contains": Function(2, 2, contains),
    "contains_word": Function(2, 2, _plain("contains_word", BOOL), (STR, STR)),
    "count": Function(2, 2, _plain("count_words", INT), (STR, STR)),
    "ends_with": Function(2, 2, _method("endswith", BOOL), (STR, STR)),
    "exp": Function(1, 1, mathematical("exp", FLOAT), (FLOAT,)),
    "float": Function(1, 1, _converted("float", FLOAT), (FLOAT,)),
    "floor": Function(1, 1, mathematical("floor", INT), (FLOAT,)),
    "get": Function(3, 3, looked_up),
    "int": Function(1, 1, _converted("int", INT), (FLOAT,)),
    "join": Function(2, 2, joined_text),
    "len": Function(1, 1, sized("len")),
    "log": Function(1, 1, mathematical("log", FLOAT), (FLOAT,)),
    "lower": Function(1, 1, _method("lower", STR), (STR,)),
    "max": Function(1, 8, largest("max"), passes=True),
    "mean": Function(1, 1, mean),
    "min": Function(1, 8, largest("min"), passes=True),
    "round": Function(1, 2, rounded, (FLOAT, INT)),
    "similarity": Function(2, 2, _plain("text_similarity", FLOAT), (STR, STR)),
    "sorted": Function(1, 1, ordered),
    "split": Function(1, 2, split_text, (STR, STR)),
    "sqrt": Function(1, 1, mathematical("sqrt", FLOAT), (FLOAT,)),
    "starts_with": Function(2, 2, _method("startswith", BOOL), (STR, STR)),
    "str": Function(1, 1, _converted("str", STR)),
    "strip": Function(1, 1, _method("strip", STR), (STR,)),
    "sum": Function(1, 1, total),
    "upper": Function(1, 1, _method("upper", STR), (STR,)),
}
