"""Rules of a gRPC service: numbers, names, and fields that fit the operations."""

from collections.abc import Iterator, Mapping

from qpf.diagnostics.catalogue import rpc
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.language.compiled import CompiledOperation
from qpf.model.document import child
from qpf.model.spec import AgentSpec
from qpf.sections.checks import check_names, check_operation
from qpf.sections.module_claims import module_claims
from qpf.sections.rpc.spec import MethodSpec, RequestField, ResponseField, RpcSpec
from qpf.sections.rpc.wire import result_type, wire_type
from qpf.sections.section import Claim, Meant

__all__ = ["check", "claims", "means", "reaches"]

_BASE = "/rpc"
_RESERVED = range(19_000, 20_000)
_FOREIGN = ("google", "grpc")
Fields = Mapping[str, RequestField] | Mapping[str, ResponseField]


def check(agent: AgentSpec, found: Diagnostics) -> None:
    """Names and numbers are free, every method has its operation."""
    spec = agent.section("rpc", RpcSpec)
    if agent.is_library:
        found.add(rpc.served_by_library(agent.key(_BASE), agent.id))
    names = [(f"{_BASE}/methods/{i}/name", m.name) for i, m in enumerate(spec.methods)]
    check_names(agent, "gRPC method", names, found)
    if spec.package.partition(".")[0] in _FOREIGN:
        place = agent.at(f"{_BASE}/package")
        found.add(rpc.taken_name(place, spec.package, "belongs to gRPC itself", None))
    messages = {f"{m.name}{end}" for m in spec.methods for end in ("Request", "Response")}
    if spec.service in messages:
        place = agent.at(f"{_BASE}/service")
        found.add(rpc.taken_name(place, spec.service, "is the name of a message", None))
    for index, method in enumerate(spec.methods):
        pointer = f"{_BASE}/methods/{index}"
        what = f"method `{method.name}`"
        check_operation(agent, f"{pointer}/operation", what, method.operation, found)
        for key, fields in (("request", method.request), ("response", method.response)):
            _check_fields(agent, f"{pointer}/{key}", fields, found)


def claims(agent: AgentSpec) -> Iterator[Claim]:
    """The module of the server."""
    yield from module_claims(agent, f"{_BASE}/module", agent.section("rpc", RpcSpec).module)


def reaches(agent: AgentSpec) -> Iterator[str]:
    """Operations that methods are bound to."""
    spec = agent.find("rpc", RpcSpec)
    yield from (method.operation for method in (spec.methods if spec is not None else ()))


def means(own: Meant, found: Diagnostics) -> None:
    """Fields fit the inputs and the result of the operation; there is one server."""
    spec = own.agent.section("rpc", RpcSpec)
    others = [one.id for one in own.peers.values() if "rpc" in one.sections]
    if others[0] != own.agent.id:
        place = own.agent.key(_BASE)
        found.add(rpc.second_server(place, "rpc", own.agent.id, others[0]))
    known = {operation.name: operation for operation in own.operations}
    for index, method in enumerate(spec.methods):
        operation = known.get(method.operation)
        if operation is not None:
            pointer = f"{_BASE}/methods/{index}"
            _check_request(own, pointer, method, operation, found)
            _check_response(own, pointer, method, operation, found)


def _check_fields(agent: AgentSpec, pointer: str, fields: Fields, found: Diagnostics) -> None:
    numbers: dict[int, str] = {}
    spelled: dict[str, Place] = {}
    for name, field in fields.items():
        place = agent.at(child(pointer, name))
        if field.number in _RESERVED:
            found.add(rpc.bad_field_number(place, name, field.number, "protobuf keeps for itself"))
        elif field.number in numbers:
            reason = f"`{numbers[field.number]}` has already"
            found.add(rpc.bad_field_number(place, name, field.number, reason))
        numbers.setdefault(field.number, name)
        joined = name.replace("_", "")
        if joined in spelled:
            reason = "differs from another field by underscores only"
            found.add(rpc.taken_name(place, name, reason, spelled[joined]))
        spelled.setdefault(joined, place)


def _check_request(
    own: Meant, pointer: str, method: MethodSpec, operation: CompiledOperation, found: Diagnostics
) -> None:
    inputs = {parameter.name: parameter for parameter in operation.parameters}
    known = tuple(inputs)
    for name, field in method.request.items():
        at = child(f"{pointer}/request", name)
        place = own.agent.at(at)
        parameter = inputs.get(name)
        if parameter is None:
            place = own.agent.key(at)
            reason = "is no input of the operation"
            found.add(rpc.unfitting_request(place, method.name, name, reason, known))
            continue
        kind = wire_type(parameter.type)
        if kind is None:
            found.add(rpc.no_wire_type(place, name, str(parameter.type)))
        elif field.optional and (parameter.required or kind.repeated):
            reason = "cannot be optional, because the operation has no default for it"
            found.add(rpc.unfitting_request(place, method.name, name, reason, known))
    for name, parameter in inputs.items():
        if parameter.required and name not in method.request:
            place = own.agent.at(pointer)
            reason = "has no field, though the operation needs it"
            found.add(rpc.unfitting_request(place, method.name, name, reason, known))


def _check_response(
    own: Meant, pointer: str, method: MethodSpec, operation: CompiledOperation, found: Diagnostics
) -> None:
    table = own.scope.types
    declared = table.of_ref(operation.returns)
    known = tuple(one.name for one in declared.fields) if declared is not None else ()
    for name, field in method.response.items():
        place = own.agent.at(child(f"{pointer}/response", name))
        if field.value is not None:
            if field.source is not None:
                found.add(rpc.taken_name(place, name, "has both `from` and `value`", None))
            continue
        source, kind = result_type(operation, name, field, table)
        if kind is None:
            found.add(rpc.no_such_result(place, name, source, known))
        elif wire_type(kind) is None:
            found.add(rpc.no_wire_type(place, name, str(kind)))
