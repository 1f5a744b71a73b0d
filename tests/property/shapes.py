"""The shape of an emitted file: what is left of it when every name and value is blanked."""

import ast
import json
import re
import tomllib
from collections.abc import Callable

import yaml

__all__ = ["shape_of"]

Shape = object

_LINE_KINDS = re.compile(r"#{1,6} |```|\||<[a-z/!]")
_WORD = re.compile(r"\s*[A-Za-z_\[][\w.\]-]*")


def shape_of(path: str, text: str) -> Shape:
    """The shape by the kind of the file; a kind that nobody knows has the shape of its lines."""
    name = path.rpartition("/")[2]
    shape = _BY_ENDING.get(name.rpartition(".")[2], _lines)
    return _lines(text) if "/helm/templates/" in path else shape(text)


def _python(text: str) -> Shape:
    """The nodes of each statement; of tests at limits, which shapes there are.

    Two limits that come to the same input give one test, so the number of these tests depends on
    values by right.
    """
    body = ast.parse(text).body
    limits = {str(_nodes(one)) for one in body if _is_limit(one)}
    return [sorted(limits), *(_nodes(one) for one in body if not _is_limit(one))]


def _nodes(tree: ast.AST) -> list[str]:
    return [type(node).__name__ for node in ast.walk(tree)]


def _is_limit(statement: ast.stmt) -> bool:
    return "_boundary_" in getattr(statement, "name", "")


def _data(value: object) -> Shape:
    if isinstance(value, dict):
        return [_data(item) for item in value.values()]
    if isinstance(value, list):
        return [_data(item) for item in value]
    return type(value).__name__


def _toml(text: str) -> Shape:
    return _data(tomllib.loads(text))


def _json(text: str) -> Shape:
    return _data(json.loads(text))


def _yaml(text: str) -> Shape:
    return [_data(document) for document in yaml.safe_load_all(text)]


def _markdown(text: str) -> Shape:
    """The kinds of the lines that are more than running text."""
    kinds = (_LINE_KINDS.match(line) for line in text.split("\n"))
    return [kind[0] for kind in kinds if kind is not None]


def _lines(text: str) -> Shape:
    """The first word of each line: an instruction, a key, a section."""
    words = (_WORD.match(line) for line in text.split("\n") if not line.startswith("#"))
    return [word[0] for word in words if word is not None]


_BY_ENDING: dict[str, Callable[[str], Shape]] = {
    "py": _python,
    "toml": _toml,
    "json": _json,
    "yaml": _yaml,
    "md": _markdown,
}
