"""A layer once it is checked: values as trees, effects as facts."""

import ast
from dataclasses import dataclass, field

from qpf.diagnostics.diagnostic import Place
from qpf.language.reversible.spec import LayerSpec
from qpf.language.types import TypeRef
from qpf.model.code import Import

__all__ = [
    "Append",
    "Block",
    "Choice",
    "CompiledLayer",
    "Compress",
    "Effect",
    "Leaf",
    "Put",
    "Value",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One expression over the names of a layer."""

    node: ast.expr
    type: TypeRef
    imports: frozenset[Import] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The value of the first case that holds, or the last one."""

    cases: tuple[tuple[ast.expr, "Value"], ...]
    otherwise: "Value"
    type: TypeRef


Value = Leaf | Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Write `name` in `part`, perhaps under a condition."""

    part: str
    name: str
    value: Value
    when: ast.expr | None
    place: Place

    @property
    def path(self) -> str:
        """The field as schemas write it."""
        return f"{self.part}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """Add bytes to the end."""

    end: bytes
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Compress:
    """Compress, and set the mark if that was done."""

    level: ast.expr
    limit: int
    when: ast.expr | None
    part: str
    name: str
    place: Place

    @property
    def path(self) -> str:
        """The mark as schemas write it."""
        return f"{self.part}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Stop the packet under a condition."""

    parameter: str
    when: ast.expr
    reason: str
    place: Place


Effect = Put | Append | Compress | Block


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledLayer:
    """A layer without faults; `home` is the dotted package of its agent."""

    name: str
    home: str
    spec: LayerSpec
    lets: tuple[tuple[str, Value], ...]
    effects: tuple[Effect, ...]
    offload_over: ast.expr | None
    imports: frozenset[Import]
    place: Place
    pointer: str = field(default="")

    @property
    def writes(self) -> tuple[str, ...]:
        """Every field it writes, in the order of its effects."""
        return tuple(one.path for one in self.effects if isinstance(one, Put | Compress))

    @property
    def packs(self) -> bool:
        """Whether decoding may make the data much longer."""
        return any(isinstance(one, Compress) for one in self.effects)

    @property
    def from_environment(self) -> frozenset[str]:
        """Parameters that the environment may set."""
        given = self.spec.parameters.items()
        return frozenset(name for name, one in given if one.environment is not None)
