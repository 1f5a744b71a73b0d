"""What emitted tests of gRPC services stand on: one agent and its server, in memory."""

# protobuf makes its classes while it is imported, where pylint cannot see them
# pylint: disable=no-member

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from google.protobuf.descriptor_pb2 import (  # pylint: disable=no-name-in-module
    FileDescriptorProto,
)
from grpc import aio
from grpc_reflection.v1alpha import (  # type: ignore[import-untyped]
    reflection_pb2,
    reflection_pb2_grpc,
)

from qpf_core.agent import CallScope
from qpf_core.agent.caller import Caller
from qpf_core.agent.scope import entered
from qpf_core.errors import CoreError
from qpf_core.plain import JsonObject, JsonValue
from qpf_core.service import AgentService, Part, Platform, create_service
from qpf_core.testing_time import PATIENCE_S
from qpf_organism.rpc import RpcClient, RpcService, file_descriptor
from qpf_organism.rpc.results import result_of

_SECRET = "services of a test sign for nobody else"
Make = Callable[[Platform], AgentService]
MakePart = Callable[[Platform], Part]


@dataclass(frozen=True, slots=True)
class Served:
    """A service in memory: its platform, what its callers may do, where it speaks gRPC."""

    platform: Platform
    roles: tuple[str, ...]
    address: str

    def token(self) -> str | None:
        """Return a token with every role that an operation asks for."""
        signer = self.platform.signer_of_requests
        assert signer is not None
        return signer.issue("test", self.roles, self.platform.settings.jwt_audience, 60.0)


@asynccontextmanager
async def served_agent(make: Make, part: MakePart) -> AsyncIterator[Served]:
    """Give an agent that answers over gRPC on a free port of loopback."""
    platform = Platform.embedded(jwt_secret=_SECRET)
    agent = make(platform)
    joined = part(platform)
    app = create_service("Test", "1.0.0", (agent,), platform, (joined,))
    roles = {role for one in agent.runtime.declaration.operations for role in one.roles}
    async with app.router.lifespan_context(app):
        port = platform.vitals()[joined.name]()["port"]
        yield Served(platform, tuple(sorted(roles)), f"127.0.0.1:{port}")


async def answers_alike(
    make: Make, part: MakePart, service: RpcService, calls: Iterable[tuple[str, JsonObject]]
) -> list[str]:
    """Return the calls that end differently over gRPC and in the process: none."""
    different = []
    async with (
        served_agent(make, part) as served,
        RpcClient(service, served.address, token=served.token) as client,
    ):
        for name, arguments in calls:
            over_grpc = await _over_grpc(client, service, name, arguments)
            here = await _here(served, service, name, arguments)
            if over_grpc != here:
                different.append(f"{name}({arguments}): {over_grpc} instead of {here}")
    return different


async def described(make: Make, part: MakePart, service: RpcService) -> bool:
    """Tell whether reflection describes the service as it is declared."""
    async with served_agent(make, part) as served, aio.insecure_channel(served.address) as channel:
        stub = reflection_pb2_grpc.ServerReflectionStub(channel)
        asked = reflection_pb2.ServerReflectionRequest(file_containing_symbol=service.full_name)
        async for answer in stub.ServerReflectionInfo(iter([asked])):
            (found,) = answer.file_descriptor_response.file_descriptor_proto
            return FileDescriptorProto.FromString(found) == file_descriptor(service)
    return False


async def _over_grpc(
    client: RpcClient, service: RpcService, name: str, arguments: JsonObject
) -> tuple[int, JsonValue]:
    method = service.method(name)
    assert method is not None
    try:
        answer = await client.call(name, arguments, deadline_s=PATIENCE_S)
    except CoreError as error:
        return error.status, None
    return 200, result_of(answer, method)


async def _here(
    served: Served, service: RpcService, name: str, arguments: JsonObject
) -> tuple[int, JsonValue]:
    method = service.method(name)
    assert method is not None
    empty: JsonObject = {
        field.source: [] if field.repeated else _EMPTY[field.kind]
        for field in method.request
        if not field.optional
    }
    scope = CallScope(correlation_id="test", caller=Caller("test", frozenset(served.roles)))
    try:
        with entered(scope):
            result = await served.platform.transport(service.agent, {}).call(
                method.operation,
                {**empty, **arguments},
                correlation_id="test",
                deadline_s=PATIENCE_S,
            )
    except CoreError as error:
        return error.status, None
    whole = any(not field.source and field.constant is None for field in method.response)
    if whole:
        return 200, result
    held = result if isinstance(result, dict) else {}
    carried = [field.source for field in method.response if field.constant is None]
    return 200, {source: held.get(source) for source in carried}


_EMPTY: dict[str, JsonValue] = {"bool": False, "bytes": "", "double": 0.0, "int64": 0, "string": ""}
