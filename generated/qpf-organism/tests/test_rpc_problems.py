"""What an error says besides its status arrives over gRPC as it does over HTTP."""

import grpc
import pytest
from grpc import aio
from rpc_samples import SAMPLE, sample_client, sample_server

from qpf_core.errors import (
    ApprovalRequired,
    CoreError,
    InputError,
    RateLimited,
    RequirementFailed,
    TooLarge,
)
from qpf_organism.rpc import Messages, RpcOptions
from qpf_organism.rpc.errors import PROBLEM_KEY, error_of

pytestmark = pytest.mark.anyio


async def test_call_that_waits_for_a_human_is_a_failed_precondition_with_its_approval() -> None:
    method = SAMPLE.methods[2]
    request = Messages(SAMPLE).request(method)(kind="approve").SerializeToString()
    async with (
        sample_server().serving(RpcOptions(grace_s=0.1)) as port,
        aio.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        send: aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(
            f"/{SAMPLE.full_name}/Echo"
        )
        with pytest.raises(aio.AioRpcError) as caught:
            await send(request, timeout=5)
    assert caught.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert caught.value.details() == "waits for a human"
    told = dict(caught.value.trailing_metadata())[PROBLEM_KEY]
    assert told == b'{"status": 202, "code": "approval_required", "approval_id": "a-1"}'


async def test_approved_call_is_repeated_with_its_pass() -> None:
    async with sample_client() as client:
        with pytest.raises(ApprovalRequired, match="waits for a human") as caught:
            await client.call("Echo", {"kind": "approve"}, deadline_s=5)
        assert (caught.value.status, caught.value.approval_id) == (202, "a-1")
        answer = await client.call("Echo", {"kind": "approve"}, deadline_s=5, approval="a-1:pass")
    assert str(answer["answer"]).startswith("approve ")


async def test_errors_of_one_status_are_told_apart() -> None:
    async with sample_client() as client:
        with pytest.raises(RateLimited) as limited:
            await client.call("Echo", {"kind": "later"}, deadline_s=5)
        with pytest.raises(TooLarge, match="too many words"):
            await client.call("Echo", {"kind": "large"}, deadline_s=5)
    assert limited.value.retry_after_s == 7.5


async def test_problem_that_metadata_cannot_carry_leaves_the_status() -> None:
    async with sample_client() as client:
        with pytest.raises(InputError) as caught:
            await client.call("Echo", {"kind": "wordy"}, deadline_s=5)
    assert caught.value.field == "small"
    assert not isinstance(caught.value, RequirementFailed)


@pytest.mark.parametrize("problem", [b"\xff", b"[1]", b'{"code": 1}', b"[" * 100_000, "text"])
def test_problem_that_is_none_is_passed_over(problem: str | bytes) -> None:
    error = error_of(grpc.StatusCode.DATA_LOSS, "why", ((PROBLEM_KEY, problem),))
    assert (type(error), error.detail) == (CoreError, "why")
