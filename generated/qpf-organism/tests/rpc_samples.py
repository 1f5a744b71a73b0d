"""A small service over gRPC, and the operations behind it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from qpf_core.agent import Caller
from qpf_core.agent.scope import current_scope
from qpf_core.errors import (
    ApprovalRequired,
    CoreError,
    Forbidden,
    InputError,
    RateLimited,
    RequirementFailed,
    TooLarge,
    Unauthenticated,
)
from qpf_core.partners import InProcessTransport, Invoke
from qpf_core.plain import JsonObject, JsonValue
from qpf_organism.rpc import (
    FieldKind,
    Gate,
    RpcClient,
    RpcField,
    RpcMethod,
    RpcOptions,
    RpcServer,
    RpcService,
)


def text(name: str, number: int, **more: object) -> RpcField:
    """Return a field of text."""
    return RpcField(name=name, number=number, kind=FieldKind.STRING, **more)  # type: ignore[arg-type]


def number_of(name: str, number: int, **more: object) -> RpcField:
    """Return a field of a real number."""
    return RpcField(name=name, number=number, kind=FieldKind.DOUBLE, **more)  # type: ignore[arg-type]


STATUS = text("status", 9, constant="ok")
DIVIDE = RpcMethod(
    name="Divide",
    operation="divide",
    request=(
        number_of("top", 1, source="top"),
        number_of("bottom", 2, source="bottom"),
        number_of("scale", 4, source="scale", optional=True),
    ),
    response=(number_of("value", 1, source="quotient"), STATUS),
)
SPLIT = RpcMethod(
    name="Split",
    operation="split",
    request=(
        text("words", 1, source="words"),
        RpcField(name="most", number=2, kind=FieldKind.INT64, source="most", optional=True),
        RpcField(name="loud", number=3, kind=FieldKind.BOOL, source="loud"),
        RpcField(name="key_bytes", number=4, kind=FieldKind.BYTES, source="key"),
    ),
    response=(
        text("parts", 1, source="parts", repeated=True),
        RpcField(name="key", number=2, kind=FieldKind.BYTES, source="key"),
        RpcField(name="count", number=3, kind=FieldKind.INT64, source="count", optional=True),
    ),
)
ECHO = RpcMethod(
    name="Echo",
    operation="echo",
    request=(text("kind", 1, source="kind"),),
    response=(text("answer", 1),),
)
SAMPLE = RpcService(
    package="sample.v1",
    name="SampleService",
    file="sample.proto",
    agent="sample",
    methods=(DIVIDE, SPLIT, ECHO),
)


async def divide(arguments: JsonObject, /, *, correlation_id: str, deadline_s: float) -> JsonValue:
    """Divide; zero is outside of the domain."""
    del correlation_id, deadline_s
    top, bottom, scale = (arguments.get(name, 1.0) for name in ("top", "bottom", "scale"))
    assert isinstance(top, float) and isinstance(bottom, float) and isinstance(scale, float)
    if bottom == 0:
        raise InputError("bottom", "must not be zero")
    return {"quotient": scale * top / bottom}


async def split(arguments: JsonObject, /, *, correlation_id: str, deadline_s: float) -> JsonValue:
    """Split words."""
    del correlation_id, deadline_s
    words, most = str(arguments["words"]), arguments.get("most", -1)
    assert isinstance(most, int)
    parts: list[JsonValue] = [*words.split(maxsplit=most)]
    found = [str(part).upper() for part in parts] if arguments["loud"] else parts
    return {"parts": list(found), "key": arguments["key"], "count": len(parts) or None}


async def echo(arguments: JsonObject, /, *, correlation_id: str, deadline_s: float) -> JsonValue:
    """Fail, wait or answer as told."""
    kind = arguments["kind"]
    if kind == "secret":
        raise RuntimeError("password is 1234")
    if kind == "core":
        raise CoreError("a table is missing")
    if kind == "forbidden":
        raise Forbidden("not yours")
    if kind == "approve":
        scope = current_scope()
        assert scope is not None
        if scope.approval != "a-1:pass":
            raise ApprovalRequired("a-1", "waits for a human")
    if kind == "later":
        raise RateLimited(7.5, "too many calls")
    if kind == "large":
        raise TooLarge("too many words")
    if kind == "wordy":
        raise RequirementFailed("small", "x" * 5000)
    if kind == "wait":
        await asyncio.sleep(60)
    if kind == "list":
        return ["not", "a", "text"]
    return f"{kind} {correlation_id} {deadline_s <= 5.0}"


OPERATIONS: Mapping[str, Invoke] = {"divide": divide, "split": split, "echo": echo}


def identify(authorization: str | None, api_key: str | None) -> Caller | None:
    """Know one token."""
    del api_key
    if authorization is None:
        return None
    if authorization != "Bearer right":
        raise Unauthenticated("the token is wrong")
    return Caller("tester", frozenset())


def sample_server(*, require_auth: bool = False, deadline_s: float = 5.0) -> RpcServer:
    """Return a server of the sample."""
    gate = Gate(identify=identify, require_auth=require_auth, deadline_s=deadline_s)
    return RpcServer(
        (SAMPLE,), lambda _agent: InProcessTransport(lambda name: OPERATIONS[name]), gate
    )


@asynccontextmanager
async def sample_client(
    *, require_auth: bool = False, deadline_s: float = 5.0, token: str | None = None
) -> AsyncIterator[RpcClient]:
    """Serve the sample on loopback and give a client of it."""
    server = sample_server(require_auth=require_auth, deadline_s=deadline_s)
    options = RpcOptions(max_message_bytes=4096, grace_s=0.1)
    async with (
        server.serving(options) as port,
        RpcClient(SAMPLE, f"127.0.0.1:{port}", token=lambda: token) as client,
    ):
        yield client
