"""What the organism kit offers as ports, read from its source: functions and methods of classes."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from qpf.language.python_types import ModuleTypes, Unreadable, read_annotation
from qpf.language.types import TypeRef
from qpf.tools.shipped import template_folder

__all__ = ["KIT_PORTS", "KitPort", "kit_ports"]

KIT_PORTS = "qpf_organism.ports"
"""The package that organs act through by default."""


@dataclass(frozen=True, slots=True)
class KitPort:
    """A function, or a method of a class that is made without arguments."""

    owner: str
    function: str
    takes: tuple[TypeRef | None, ...]
    gives: TypeRef | None
    """Types of its values; None is one that no schema can say."""

    @property
    def name(self) -> str:
        """The name a schema writes."""
        return f"{self.owner}.{self.function}" if self.owner else self.function


@cache
def kit_ports() -> dict[str, KitPort]:
    """Every port of the kit by its name; empty when its source is not at hand."""
    folder = template_folder() / "organism/static/src" / KIT_PORTS.replace(".", "/")
    found = (one for file in sorted(folder.glob("*.py")) for one in _ports(file.read_text("utf-8")))
    return {one.name: one for one in found}


def _ports(source: str) -> Iterator[KitPort]:
    tree = ast.parse(source)
    types = ModuleTypes(KIT_PORTS, tree, {})
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield _port("", node, node.args.args, types)
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and _is_port(inner):
                    yield _port(node.name, inner, inner.args.args[1:], types)


def _port(
    owner: str, node: ast.FunctionDef, taken: Sequence[ast.arg], types: ModuleTypes
) -> KitPort:
    takes = tuple(_type(one.annotation, types) for one in taken)
    return KitPort(owner, node.name, takes, _type(node.returns, types))


def _type(annotation: ast.expr | None, types: ModuleTypes) -> TypeRef | None:
    try:
        return read_annotation(annotation, types)
    except Unreadable:
        return None


def _is_port(node: ast.FunctionDef) -> bool:
    return not node.name.startswith("_") and not node.decorator_list
