"""The fields of messages: as declared in Python and as written in a `.proto` file."""

from collections.abc import Iterator
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.language.compiled import CompiledOperation
from qpf.model.document import child
from qpf.model.graph import AgentNode
from qpf.sections.rpc.spec import MethodSpec
from qpf.sections.rpc.wire import WireType, constant_type, result_type, wire_type
from qpf.views.encode import Code, Literal, ProtoField

__all__ = ["WireField", "request_fields", "response_fields"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WireField:
    """One field of a message."""

    name: str
    number: int
    type: WireType
    source: str
    constant: object
    place: Place

    def declared(self) -> Code:
        """The field in the declaration of the service."""
        given: dict[str, object] = {"name": self.name, "number": self.number}
        flags = {"repeated": self.type.repeated, "optional": self.type.optional}
        given |= {name: True for name, is_set in flags.items() if is_set}
        given |= {"source": self.source} if self.source else {}
        given |= {"constant": self.constant} if self.constant is not None else {}
        arguments = [f"{name}={Literal(value)}" for name, value in given.items()]
        arguments.insert(2, f"kind=FieldKind.{self.type.scalar.upper()}")
        return Code.from_text(f"RpcField({', '.join(arguments)})", self.place)

    def written(self) -> ProtoField:
        """The field in the `.proto` file."""
        label = ("repeated",) if self.type.repeated else ("optional",) if self.type.optional else ()
        return ProtoField((*label, self.type.scalar, self.name), self.number, self.place)


def request_fields(
    agent: AgentNode, pointer: str, method: MethodSpec, operation: CompiledOperation
) -> Iterator[WireField]:
    """The fields of a request, in the order of the schema."""
    inputs = {parameter.name: parameter.type for parameter in operation.parameters}
    for name, field in method.request.items():
        kind = wire_type(inputs[name]) or WireType("string")
        yield WireField(
            name=name,
            number=field.number,
            type=WireType(kind.scalar, kind.repeated, kind.optional or field.optional),
            source=name,
            constant=None,
            place=agent.spec.at(child(f"{pointer}/request", name)),
        )


def response_fields(
    agent: AgentNode, pointer: str, method: MethodSpec, operation: CompiledOperation
) -> Iterator[WireField]:
    """The fields of an answer, in the order of the schema."""
    for name, field in method.response.items():
        place = agent.spec.at(child(f"{pointer}/response", name))
        if field.value is not None:
            source, kind = "", constant_type(field.value)
        else:
            source, carried = result_type(operation, name, field, agent.scope.types)
            kind = (wire_type(carried) if carried is not None else None) or WireType("string")
        yield WireField(
            name=name,
            number=field.number,
            type=kind,
            source=source,
            constant=field.value,
            place=place,
        )
