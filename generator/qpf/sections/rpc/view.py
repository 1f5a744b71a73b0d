"""A gRPC service as a module, as a `.proto` file, and as tests over a real channel."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Place
from qpf.model.code import Import
from qpf.model.graph import AgentNode, Graph, Role
from qpf.sections.rpc.fields import WireField, request_fields, response_fields
from qpf.sections.rpc.hooks import parts, settings
from qpf.sections.rpc.names import part_name
from qpf.sections.rpc.spec import MethodSpec, RpcSpec
from qpf.sections.system.spec import SystemSpec
from qpf.views.encode import (
    Code,
    DocText,
    Identifier,
    Literal,
    Number,
    ProtoComment,
    ProtoField,
    ProtoName,
)
from qpf.views.modules import ModuleView, agent_paths, imports_of

__all__ = ["ProtoView", "RpcView", "files", "parts", "servers", "settings", "tests"]

_MS = 1000
_KIT = "qpf_organism.rpc"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """A message: its name, its fields."""

    name: ProtoName
    fields: tuple[ProtoField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """A method, its operation, its two messages."""

    name: Literal
    operation: Literal
    request: tuple[Code, ...]
    response: tuple[Code, ...]
    has_request: bool
    has_response: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RpcView(ModuleView):
    """The declaration of a service and its part."""

    package: Literal
    name: Literal
    file: Literal
    agent: Literal
    methods: tuple[MethodView, ...]
    part: Identifier
    deadline_s: Number
    max_message_bytes: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """A method of the `.proto` file with its comment."""

    comment: ProtoComment
    name: ProtoName


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtoView:
    """The `.proto` file."""

    path_fields: Mapping[str, str]
    origin: Place
    package: ProtoName
    service: ProtoName
    summary: ProtoComment
    messages: tuple[MessageView, ...]
    calls: tuple[CallView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RpcTestsView(ModuleView):
    """Calls over a real channel."""

    calls: tuple[Literal, ...]
    part: Identifier


def servers(agent: AgentNode, graph: Graph) -> Iterator[RpcView]:
    """The module of a gRPC service."""
    spec, at = agent.spec.section("rpc", RpcSpec), agent.spec.at
    place = agent.spec.key("/rpc")
    kit = ("FieldKind", "RpcField", "RpcMethod", "RpcOptions", "RpcService", "rpc_part")
    wanted = [
        Import("typing", "Final"),
        Import("qpf_core.service", "Part"),
        Import("qpf_core.service", "Platform"),
        *(Import(_KIT, name) for name in kit),
    ]
    methods = tuple(
        MethodView(
            name=Literal(method.name, at(f"{pointer}/name")),
            operation=Literal(method.operation, at(f"{pointer}/operation")),
            request=tuple(field.declared() for field in request),
            response=tuple(field.declared() for field in response),
            has_request=bool(request),
            has_response=bool(response),
        )
        for pointer, method, request, response in _methods(agent, spec)
    )
    has_fields = any(method.has_request or method.has_response for method in methods)
    unused = () if has_fields else ("FieldKind", "RpcField")
    yield RpcView(
        path_fields=agent_paths(agent, spec.module),
        origin=place,
        docstring=DocText(f"{agent.name} over gRPC.", place, indent=0),
        imports=imports_of(graph, (one for one in wanted if one.name not in unused)),
        package=Literal(spec.package, at("/rpc/package")),
        name=Literal(spec.service, at("/rpc/service")),
        file=Literal(spec.file, at("/rpc/file")),
        agent=Literal(agent.slug, at("/name")),
        methods=methods,
        part=part_name(agent),
        deadline_s=Number(spec.deadline_ms / _MS, at("/rpc/deadline_ms")),
        max_message_bytes=Number(spec.max_message_bytes, at("/rpc/max_message_bytes")),
    )


def files(agent: AgentNode, graph: Graph) -> Iterator[ProtoView]:
    """The `.proto` file, for clients in other languages; nothing here is made of it."""
    del graph
    spec, at = agent.spec.section("rpc", RpcSpec), agent.spec.at
    summaries = {operation.name: operation.summary for operation in agent.operations}
    listed = list(_methods(agent, spec))
    yield ProtoView(
        path_fields=agent_paths(agent) | {"file": spec.file},
        origin=agent.spec.key("/rpc"),
        package=ProtoName(spec.package, at("/rpc/package")),
        service=ProtoName(spec.service, at("/rpc/service")),
        summary=ProtoComment(agent.spec.section("system", SystemSpec).role, at("/role")),
        messages=tuple(
            MessageView(
                name=ProtoName(f"{method.name}{end}", at(f"{pointer}/name")),
                fields=tuple(field.written() for field in fields),
            )
            for pointer, method, request, response in listed
            for end, fields in (("Request", request), ("Response", response))
        ),
        calls=tuple(
            CallView(
                comment=ProtoComment(summaries[method.operation], at(pointer), indent=2),
                name=ProtoName(method.name, at(f"{pointer}/name")),
            )
            for pointer, method, _, _ in listed
        ),
    )


def tests(agent: AgentNode, graph: Graph) -> Iterator[RpcTestsView]:
    """Every example of a bound operation, over a channel and in the process."""
    spec, place = agent.spec.section("rpc", RpcSpec), agent.spec.key("/rpc")
    home = f"{agent.package}.{spec.module}"
    wanted = [
        Import("pytest"),
        Import("qpf_core.plain", "JsonObject"),
        Import("qpf_organism.testing_rpc", "answers_alike"),
        Import("qpf_organism.testing_rpc", "described"),
        Import(f"{agent.package}.{agent.stem_of(Role.API_SERVER)}", "service"),
        Import(home, "SERVICE"),
        Import(home, str(part_name(agent))),
    ]
    yield RpcTestsView(
        path_fields=agent_paths(agent, spec.module),
        origin=place,
        docstring=DocText(f"{agent.name} answers over gRPC as it does here.", place, indent=0),
        imports=imports_of(graph, wanted),
        calls=tuple(_calls(agent, spec)),
        part=part_name(agent),
    )


def _calls(agent: AgentNode, spec: RpcSpec) -> Iterator[Literal]:
    operations = {operation.name: operation for operation in agent.operations}
    for index, method in enumerate(spec.methods):
        place = agent.spec.at(f"/rpc/methods/{index}")
        examples = operations[method.operation].spec.examples
        calls = [{k: _plain(v) for k, v in one.given.items()} for one in examples]
        nothing: list[dict[str, object]] = [] if {} in calls else [{}]
        for given in nothing + calls:
            sent = {name: value for name, value in given.items() if name in method.request}
            yield Literal((method.name, sent), place)


def _plain(value: object) -> object:
    """A frozen value as JSON has it."""
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _methods(
    agent: AgentNode, spec: RpcSpec
) -> Iterator[tuple[str, MethodSpec, list[WireField], list[WireField]]]:
    operations = {operation.name: operation for operation in agent.operations}
    for index, method in enumerate(spec.methods):
        pointer, operation = f"/rpc/methods/{index}", operations[method.operation]
        request = list(request_fields(agent, pointer, method, operation))
        yield pointer, method, request, list(response_fields(agent, pointer, method, operation))
