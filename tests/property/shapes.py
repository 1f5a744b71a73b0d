"""The shape of an emitted file: what is left of it when every value a person wrote is blanked.

Two texts of one shape are read alike by whatever reads the file: the same tree, the same names and
keys, the same instructions to tools. A text that cannot be read has no shape: the reader raises.
"""

import json
import re
import tomllib
from collections.abc import Callable
from itertools import groupby

from shapes_of_documents import markdown_shape, proto_shape, rules_shape, yaml_shape
from shapes_of_python import python_shape, test_shape
from shapes_of_systems import dockerfile_shape, environment_shape, unit_shape

from qpf.views.escape import visible

__all__ = ["KNOWN", "Shape", "kind_of", "shape_of", "unseen_in"]

Shape = object


def kind_of(path: str) -> str:
    """What reads the file: the key of its reader in `KNOWN`."""
    name = path.rpartition("/")[2]
    if "/helm/templates/" in path:
        return "chart"
    if name.startswith("test_") and name.endswith(".py"):
        return "test"
    if name == "rules.yaml":
        return name
    return name.rpartition(".")[2]


def shape_of(path: str, text: str) -> tuple[Shape, list[str]]:
    """The shape by the kind of the file, and the characters in it that no reader should meet."""
    return KNOWN[kind_of(path)](text), unseen_in(text)


def unseen_in(text: str) -> list[str]:
    """The control, bidirectional, private and other characters that are not shown."""
    return sorted({character for character in text if character != "\n" and not visible(character)})


def data_shape(value: object) -> Shape:
    """Keys and kinds of values; neighbours of one kind in a list count once."""
    if isinstance(value, dict):
        return [(key, data_shape(item)) for key, item in value.items()]
    if isinstance(value, list):
        return [item for item, _ in groupby(data_shape(item) for item in value)]
    return type(value).__name__


def _toml(text: str) -> Shape:
    return data_shape(tomllib.loads(text)), _comments(text)


def _json(text: str) -> Shape:
    return data_shape(json.loads(text))


def _comments(text: str) -> int:
    """How many lines are comments."""
    return len(re.findall(r"^\s*#", text, re.MULTILINE))


def _verbatim(text: str) -> Shape:
    return text


KNOWN: dict[str, Callable[[str], Shape]] = {
    "Dockerfile": dockerfile_shape,
    "chart": _verbatim,
    "css": _verbatim,
    "example": environment_shape,
    "js": _verbatim,
    "json": _json,
    "md": markdown_shape,
    "proto": proto_shape,
    "py": python_shape,
    "rules.yaml": rules_shape,
    "service": unit_shape,
    "test": test_shape,
    "toml": _toml,
    "typed": _verbatim,
    "yaml": yaml_shape,
}
"""A reader for each kind of file the factory emits; static files must not change at all."""
