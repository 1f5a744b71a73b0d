"""Problems on the wire and calls within the process."""

import anyio
import pytest

from qpf_core import errors
from qpf_core.partners import (
    InProcessTransport,
    Invoke,
    Transport,
    error_from_problem,
    problem_of,
)
from qpf_core.plain import JsonObject, JsonValue

pytestmark = pytest.mark.anyio

SAMPLES: tuple[errors.CoreError, ...] = (
    errors.CoreError("odd"),
    errors.InputError("a.b", "is odd"),
    errors.RequirementFailed("balance", "too low"),
    errors.Unauthenticated("who"),
    errors.Forbidden("no"),
    errors.Rejected("a human said no"),
    errors.NotFound("nothing"),
    errors.Conflict("changed"),
    errors.TooLarge("big"),
    errors.RateLimited(2.5, "slow down"),
    errors.Unavailable("down"),
    errors.DeadlineExceeded("late"),
    errors.ApprovalRequired("id-1", "waits"),
)


@pytest.mark.parametrize("error", SAMPLES)
async def test_an_error_survives_the_wire(error: errors.CoreError) -> None:
    """Same class, same sentence, same extras."""
    back = error_from_problem(error.status, problem_of(error))
    assert (type(back), str(back), back.extras()) == (type(error), str(error), error.extras())


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (404, {}, errors.NotFound("answered with 404")),
        (502, {"detail": "gateway"}, errors.Unavailable("gateway")),
        (418, {"code": "teapot", "detail": "short"}, errors.CoreError("short")),
        (422, {"detail": "n: is odd", "field": "n"}, errors.InputError("n", "is odd")),
        (422, {"detail": []}, errors.InputError("value", "answered with 422")),
        (429, {}, errors.RateLimited(1.0, "answered with 429")),
        (403, {"code": "rejected"}, errors.Rejected("answered with 403")),
    ],
)
async def test_foreign_answers_fall_back_to_the_status(
    status: int, body: JsonObject, expected: errors.CoreError
) -> None:
    """A partner that is not one of ours is understood as far as HTTP goes."""
    found = error_from_problem(status, body)
    assert (type(found), str(found)) == (type(expected), str(expected))


async def double(arguments: JsonObject, *, correlation_id: str, deadline_s: float) -> JsonValue:
    """Double a number and change what was given."""
    number = arguments.pop("n")
    assert isinstance(number, int)
    return {"n": 2 * number, "correlation_id": correlation_id, "deadline_s": deadline_s}


async def crash(_arguments: JsonObject, *, correlation_id: str, deadline_s: float) -> JsonValue:
    """Fail with something undeclared."""
    raise KeyError(correlation_id, deadline_s)


async def hang(_arguments: JsonObject, *, correlation_id: str, deadline_s: float) -> JsonValue:
    """Never answer."""
    await anyio.sleep_forever()
    return [correlation_id, deadline_s]


async def deny(_arguments: JsonObject, *, correlation_id: str, deadline_s: float) -> JsonValue:
    """Answer with a declared error."""
    raise errors.Conflict(f"{correlation_id} {deadline_s}")


def lookup(operation: str) -> Invoke:
    """Find one of the operations above."""
    found: dict[str, Invoke] = {"double": double, "crash": crash, "hang": hang, "deny": deny}
    if operation not in found:
        raise errors.NotFound(operation)
    return found[operation]


async def test_a_call_within_the_process_sees_copies() -> None:
    """What the partner does to the arguments stays there."""
    transport: Transport = InProcessTransport(lookup)
    arguments: JsonObject = {"n": 2}
    answer = await transport.call("double", arguments, correlation_id="c", deadline_s=5)
    assert answer == {"n": 4, "correlation_id": "c", "deadline_s": 5}
    assert arguments == {"n": 2}


@pytest.mark.parametrize(
    ("operation", "deadline_s", "expected"),
    [
        ("hang", 0.01, errors.DeadlineExceeded),
        ("deny", 5, errors.Conflict),
        ("missing", 5, errors.NotFound),
    ],
)
async def test_errors_within_the_process(
    operation: str, deadline_s: float, expected: type[errors.CoreError]
) -> None:
    """The contract's errors, as over any other carrier."""
    with pytest.raises(expected):
        await InProcessTransport(lookup).call(
            operation, {}, correlation_id="c", deadline_s=deadline_s
        )


async def test_an_undeclared_fault_tells_nothing() -> None:
    """The caller learns that it failed, not how."""
    with pytest.raises(errors.CoreError) as caught:
        await InProcessTransport(lookup).call("crash", {}, correlation_id="secret", deadline_s=5)
    assert (type(caught.value), str(caught.value)) == (errors.CoreError, "`crash` failed")
