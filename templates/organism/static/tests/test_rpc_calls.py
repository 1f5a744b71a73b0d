"""Calls over a real channel on loopback: answers, refusals, limits, deadlines."""

import base64

import grpc
import pytest
from grpc import aio
from rpc_samples import DIVIDE, SAMPLE, sample_client, sample_server

from qpf_core.errors import (
    Conflict,
    CoreError,
    DeadlineExceeded,
    Forbidden,
    InputError,
    NotFound,
    RateLimited,
    Unauthenticated,
    Unavailable,
)
from qpf_organism.rpc import Messages, RpcClient, RpcOptions
from qpf_organism.rpc.errors import error_of
from qpf_organism.rpc.messages import values_of

pytestmark = pytest.mark.anyio


async def test_values_travel_in_numbered_fields() -> None:
    async with sample_client() as client:
        answer = await client.call("Divide", {"top": 6.0, "bottom": 4.0}, deadline_s=5)
        assert answer == {"value": 1.5, "status": "ok"}
        scaled = await client.call(
            "divide", {"top": 6.0, "bottom": 4.0, "scale": 0.0}, deadline_s=5
        )
        assert scaled == {"value": 0.0, "status": "ok"}


async def test_every_kind_of_field_and_absence() -> None:
    key = base64.b64encode(b"\x00\xff").decode()
    async with sample_client() as client:
        answer = await client.call(
            "Split", {"words": "a b c", "most": 1, "loud": True, "key": key}, deadline_s=5
        )
        assert answer == {"parts": ["A", "B C"], "key": key, "count": 2}
        empty = await client.call("Split", {}, deadline_s=5)
        assert empty == {"parts": [], "key": ""}


async def test_domain_error_is_an_invalid_argument_with_its_reason() -> None:
    async with sample_client() as client:
        with pytest.raises(InputError) as caught:
            await client.call("Divide", {"top": 1.0, "bottom": 0.0}, deadline_s=5)
    assert (caught.value.field, caught.value.reason) == ("bottom", "must not be zero")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
async def test_number_that_is_not_finite_is_an_invalid_argument(value: float) -> None:
    async with sample_client() as client:
        with pytest.raises(InputError):
            await client.call("Divide", {"top": value, "bottom": 1.0}, deadline_s=5)


@pytest.mark.parametrize("kind", ["secret", "core", "list"])
async def test_fault_is_internal_and_tells_nothing(kind: str) -> None:
    async with sample_client() as client:
        with pytest.raises(CoreError) as caught:
            await client.call("Echo", {"kind": kind}, deadline_s=5)
    assert type(caught.value) is CoreError
    assert str(caught.value) == "internal error"


async def test_error_that_the_core_declares_keeps_its_kind() -> None:
    async with sample_client() as client:
        with pytest.raises(Forbidden, match="not yours"):
            await client.call("Echo", {"kind": "forbidden"}, deadline_s=5)


async def test_deadline_of_the_server_and_of_the_caller_end_a_call() -> None:
    async with sample_client(deadline_s=0.05) as client:
        with pytest.raises(DeadlineExceeded):
            await client.call("Echo", {"kind": "wait"}, deadline_s=30)
    async with sample_client() as client:
        with pytest.raises(DeadlineExceeded):
            await client.call("Echo", {"kind": "wait"}, deadline_s=0.05)


async def test_message_over_the_limit_is_refused() -> None:
    async with sample_client() as client:
        with pytest.raises(RateLimited):
            await client.call("Echo", {"kind": "x" * 5000}, deadline_s=5)
        assert "x" in str(await client.call("Echo", {"kind": "x"}, deadline_s=5))


async def test_unknown_method_and_unfitting_arguments_are_refused_before_sending() -> None:
    async with sample_client() as client:
        with pytest.raises(NotFound, match="SampleService has no Multiply"):
            await client.call("Multiply", {}, deadline_s=5)
        for wrong in ({"top": "text"}, {"left": 1.0}):
            with pytest.raises(InputError):
                await client.call("Divide", {**wrong}, deadline_s=5)
        with pytest.raises(InputError):
            await client.call("Split", {"key": "no base64"}, deadline_s=5)


async def test_bytes_that_are_no_message_are_an_invalid_argument() -> None:
    async with (
        sample_server().serving(RpcOptions(grace_s=0.1)) as port,
        aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        send: aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(
            f"/{SAMPLE.full_name}/Divide"
        )
        with pytest.raises(aio.AioRpcError) as caught:
            await send(b"\xff\xff\xff", timeout=30)
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert caught.value.details() == "request: is not a DivideRequest"


async def test_callers_prove_who_they_are_where_it_is_asked() -> None:
    async with sample_client(require_auth=True) as client:
        with pytest.raises(Unauthenticated, match="needs credentials"):
            await client.call("Echo", {"kind": "x"}, deadline_s=5)
        assert await client.healthy(deadline_s=5)
    async with sample_client(require_auth=True, token="right") as client:
        assert await client.call("Echo", {"kind": "x"}, deadline_s=5)
    async with sample_client(token="wrong") as client:
        with pytest.raises(Unauthenticated, match="the token is wrong"):
            await client.call("Echo", {"kind": "x"}, deadline_s=5)


@pytest.mark.parametrize(
    ("given", "kept"), [("trace-1", True), ("with space", False), ("x" * 200, False)]
)
async def test_correlation_id_of_the_caller_is_kept_when_harmless(given: str, kept: bool) -> None:
    messages, method = Messages(SAMPLE), SAMPLE.methods[2]
    async with (
        sample_server().serving(RpcOptions(grace_s=0.1)) as port,
        aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        send: aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(
            f"/{SAMPLE.full_name}/Echo"
        )
        asked = messages.request(method)(kind="x").SerializeToString()
        raw = await send(asked, timeout=5, metadata=(("x-correlation-id", given),))
    answer = str(values_of(messages.response(method).FromString(raw), method.response)["answer"])
    assert (given in answer) is kept
    assert answer.endswith("True")


async def test_nobody_listens() -> None:
    async with RpcClient(SAMPLE, "127.0.0.1:1") as client:
        assert not await client.healthy(deadline_s=1)
        with pytest.raises(Unavailable):
            await client.call("Echo", {"kind": "x"}, deadline_s=1)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (grpc.StatusCode.ABORTED, Conflict),
        (grpc.StatusCode.FAILED_PRECONDITION, Conflict),
        (grpc.StatusCode.UNIMPLEMENTED, NotFound),
        (grpc.StatusCode.DATA_LOSS, CoreError),
    ],
)
async def test_status_stands_for_an_error(code: grpc.StatusCode, kind: type[CoreError]) -> None:
    assert type(error_of(code, "why")) is kind
    assert error_of(code, "why").detail == "why"


async def test_invalid_argument_without_a_field() -> None:
    assert str(error_of(grpc.StatusCode.INVALID_ARGUMENT, "why")) == "why: is refused"


def test_method_is_found_by_its_name_or_its_operation() -> None:
    assert SAMPLE.method("Divide") is DIVIDE
    assert SAMPLE.method("divide") is DIVIDE
    assert SAMPLE.method("other") is None
