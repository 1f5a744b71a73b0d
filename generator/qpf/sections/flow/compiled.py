"""What compiling a flow gives: the finished body of a beat, and the facts its class needs."""

from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.language.compiled import CompiledOperation
from qpf.language.scope import OperationScope
from qpf.language.types import TypeRef
from qpf.model.code import CodeLine, Import
from qpf.sections.flow.spec import FlowSpec

__all__ = ["CompiledFlow", "CompiledPort", "CompiledValue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledValue:
    """A sense or a state: its Python name, its type, and where it was written."""

    name: str
    identifier: str
    type: TypeRef
    default: object
    summary: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledPort:
    """A port: what it takes and gives, and what stands for it by default.

    `owner` is the class whose method it is by default, or nothing for a plain function.
    """

    name: str
    identifier: str
    inputs: tuple[TypeRef, ...]
    returns: TypeRef
    owner: str
    function: str
    summary: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledFlow:
    """One organ; `result_types` are the types of the final report, by its keys.

    One that `may_refuse` has beats without a report: an operation refuses what it is given.
    """

    spec: FlowSpec
    scope: OperationScope
    operations: tuple[CompiledOperation, ...]
    senses: tuple[CompiledValue, ...]
    states: tuple[CompiledValue, ...]
    ports: tuple[CompiledPort, ...]
    lines: tuple[CodeLine, ...]
    imports: frozenset[Import]
    result_types: dict[str, TypeRef]
    may_refuse: bool

    def port(self, name: str) -> CompiledPort:
        """The port with a name; `KeyError` when there is none."""
        return {one.name: one for one in self.ports}[name]

    def operation(self, name: str) -> CompiledOperation:
        """The operation with a name; `KeyError` when there is none."""
        return {one.name: one for one in self.operations}[name]
