"""The shape of a Python module: its tree, its names, and the comments that instruct a tool."""

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

__all__ = ["instructions", "own_functions", "powers_of", "python_shape", "test_shape"]

Shape = object

_DIRECTIVE = re.compile(
    r"#\s*(?:flake8|fmt|isort|mypy|noqa|nosec|pragma|pylint|pyright|ruff|type|yapf)\b",
    re.IGNORECASE,
)
_ISORT = re.compile(r"isort:\s*\w+")
_COOKIE = re.compile(r"[ \t\f]*#.*?coding[:=][ \t]*[-\w.]+", re.IGNORECASE)
_CONTEXT = ast.Name("ctx", ast.Load())
_NUMBERED = re.compile(r"_boundary_\d+")


def python_shape(text: str) -> Shape:
    """Nodes with their names and the kinds of their constants, and what instructs a tool.

    Of tests at limits, only which shapes there are: two limits that come to the same input give
    one test, so the number of these tests depends on values by right.
    """
    return _shape(text, ast.parse(text))


def test_shape(text: str) -> Shape:
    """The shape of a test module: which constants it gives to what it tests varies by right."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            kept = [one for one in node.keywords if not isinstance(one.value, ast.Constant)]
            node.keywords = kept
    return _shape(text, tree)


test_shape.__test__ = False  # type: ignore[attr-defined]


def _shape(text: str, tree: ast.Module) -> Shape:
    body = tree.body
    limits = {_NUMBERED.sub("_boundary_", str(_node(one))) for one in body if _is_limit(one)}
    rest = [_node(one) for one in body if not _is_limit(one)]
    return sorted(limits), rest, sorted(instructions(text))


def instructions(text: str) -> Iterator[str]:
    """The comments that a formatter, a checker or the decoder of Python would obey."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and _DIRECTIVE.match(token.string):
            yield token.string
    # isort obeys its words in texts too; Python looks for a cookie in the first two lines
    yield from _ISORT.findall(text)
    yield from (line for line in text.split("\n")[:2] if _COOKIE.match(line))


def powers_of(text: str, own: Mapping[str, frozenset[str]] = MappingProxyType({})) -> set[str]:
    """The names that a module loads, calls, imports or reaches: all it can act with.

    A field that a class declares is none: it is reached as an attribute, which counts. Nor is a
    function of one of the modules in `own`, reached through that module.
    """
    tree = ast.parse(text)
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    fields = {one.target for cls in classes for one in cls.body if isinstance(one, ast.AnnAssign)}
    modules = _imported(tree) if own else {}
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=module), attr=name) if name in own.get(
                modules.get(module, ""), ()
            ):
                pass
            case ast.Name(id=name) if node not in fields:
                found.add(name)
            case ast.Attribute(attr=name) | ast.alias(name=name):
                found.add(name)
    return found


def own_functions(text: str) -> frozenset[str]:
    """The functions that a module defines at its top, and binds nowhere else."""
    tree = ast.parse(text)
    times = _bindings(tree)
    made = [one for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    return frozenset(one.name for one in made if times[one.name] == 1 and not times["*"])


def _imported(tree: ast.Module) -> dict[str, str]:
    """The names that stand for nothing but `b.c` of `from b import c`, at the top of a module."""
    times = _bindings(tree)
    imports = [one for one in tree.body if isinstance(one, ast.ImportFrom) and not one.level]
    named = ((one.module, alias.name, alias.asname) for one in imports for alias in one.names)
    return {
        name: f"{package}.{name}"
        for package, name, other in named
        if other is None and times[name] == 1 and not times["*"]
    }


def _bindings(tree: ast.Module) -> Counter[str]:
    """How often each name is bound anywhere in a module, in whatever scope."""
    times: Counter[str] = Counter()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                times[name] += 1
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                times[name] += 1
            case ast.ClassDef(name=name) | ast.arg(arg=name):
                times[name] += 1
            case ast.alias(name=name, asname=other):
                times[other or name.split(".")[0]] += 1
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                times[name] += 1
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                times[name] += 1
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                times.update(names)
    return times


def _is_limit(statement: ast.stmt) -> bool:
    return "_boundary_" in getattr(statement, "name", "")


def _node(value: object) -> Shape:
    if isinstance(value, ast.Constant):
        return f"Constant {type(value.value).__name__}"
    if isinstance(value, ast.Call):
        return "Call", _node(value.func), _node(value.args), list(_keywords(value))
    if isinstance(value, ast.List | ast.Tuple | ast.Set):
        # how many cases a test has, and which are alike, depends on values by right
        return type(value).__name__, sorted({str(_node(one)) for one in value.elts})
    if isinstance(value, ast.AST):
        return type(value).__name__, [_node(inner) for _, inner in ast.iter_fields(value)]
    if isinstance(value, list):
        return [_node(inner) for inner in value]
    return value


def _keywords(call: ast.Call) -> Iterator[Shape]:
    """Named values; `name=x` of a context's own call is the same as `**{"name": x}`."""
    is_open = isinstance(call.func, ast.Attribute) and _node(call.func.value) == _node(_CONTEXT)
    for one in call.keywords:
        if is_open and one.arg is None and isinstance(one.value, ast.Dict):
            yield from (_node(value) for value in one.value.values)
        else:
            yield _node(one.value) if is_open else _node(one)
