"""Calls over HTTP: layout, headers, errors, and which calls are tried again."""

import json
from collections.abc import AsyncIterator, Callable, Iterator

import anyio
import httpx2
import pytest
import stamina
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route as Endpoint

from qpf_core import errors
from qpf_core.partners import Route
from qpf_core.partners.http import HttpTransport
from qpf_core.partners.retry import DEFAULT_RETRY, RetryPolicy
from qpf_core.partners.routes import lay_out
from qpf_core.plain import JsonObject, JsonValue

pytestmark = pytest.mark.anyio

ROUTES = {
    "fetch": Route("GET", "/items/{item_id}"),
    "score": Route("POST", "/score"),
    "approve": Route("POST", "/approvals/{id}/approve"),
}


@pytest.fixture(autouse=True)
def _without_waits() -> Iterator[None]:
    """Try again at once, as many times as the transport would."""
    with stamina.set_testing(True, attempts=3):
        yield


class Partner:
    """Answers from a list, and keeps what it was asked."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        """Give each answer once, the last one for ever."""
        self.answers = list(answers)
        self.asked: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request."""
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def call(
        self,
        operation: str,
        arguments: JsonObject | None = None,
        *,
        retry: RetryPolicy = DEFAULT_RETRY,
    ) -> JsonValue:
        """Call this partner once."""
        async with httpx2.AsyncClient(transport=httpx2.MockTransport(self)) as client:
            transport = HttpTransport(
                "http://partner/base/", ROUTES, lambda: "tok", client, retry=retry
            )
            return await transport.call(
                operation, arguments or {}, correlation_id="c-1", deadline_s=5
            )


def answer(status: int, body: object = None) -> httpx2.Response:
    """Return a JSON answer."""
    return httpx2.Response(status, json=body)


async def test_arguments_go_to_path_query_and_body() -> None:
    """Path first, the rest in the query of a GET and in the body of a POST."""
    partner = Partner(answer(200, {"ok": True}))
    arguments: JsonObject = {"item_id": "a/b", "deep": True, "tag": ["x", "y"], "none": None}
    assert await partner.call("fetch", arguments) == {"ok": True}
    assert await partner.call("score", {"n": [1]}) == {"ok": True}
    fetch, score = partner.asked
    assert str(fetch.url) == "http://partner/base/items/a%2Fb?deep=true&tag=x&tag=y"
    assert (score.method, json.loads(score.content)) == ("POST", {"n": [1]})
    assert score.headers["content-type"] == "application/json"


async def test_headers_carry_identity_and_deadline() -> None:
    """Bearer token, correlation, and the milliseconds that are left."""
    partner = Partner(answer(200))
    await partner.call("score")
    headers = partner.asked[0].headers
    assert (headers["authorization"], headers["x-correlation-id"]) == ("Bearer tok", "c-1")
    assert 0 < int(headers["x-deadline-ms"]) <= 5000


@pytest.mark.parametrize(
    ("arguments", "field"),
    [({}, "item_id"), ({"item_id": ".."}, "item_id"), ({"item_id": "a", "q": {}}, "q")],
)
async def test_what_a_path_or_query_cannot_carry_is_refused(
    arguments: JsonObject, field: str
) -> None:
    """Before anything is sent."""
    with pytest.raises(errors.InputError) as caught:
        lay_out(ROUTES["fetch"], arguments)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (answer(404, {"detail": "no item", "code": "not_found"}), errors.NotFound("no item")),
        (
            answer(202, {"detail": "waits", "code": "approval_required", "approval_id": "a"}),
            errors.ApprovalRequired("a", "waits"),
        ),
        (answer(500, {"detail": "internal error", "code": "internal"}), errors.CoreError()),
        (httpx2.Response(502, text="<html>"), errors.Unavailable("answered with 502")),
        (httpx2.Response(200, text="NaN"), errors.CoreError("the partner's answer is not JSON")),
        (httpx2.Response(200, text="<"), errors.CoreError("the partner's answer is not JSON")),
        (httpx2.Response(302), errors.CoreError("answered with 302")),
    ],
)
async def test_errors_arrive_as_meant(
    response: httpx2.Response, expected: errors.CoreError
) -> None:
    """By the problem body where there is one, by the status otherwise."""
    with pytest.raises(type(expected)) as caught:
        await Partner(response).call("score")
    assert (type(caught.value), str(caught.value)) == (type(expected), str(expected))


@pytest.mark.parametrize(
    ("operation", "faults", "tries"),
    [
        ("score", (httpx2.ConnectError("refused"), answer(503)), 3),
        ("fetch", (httpx2.ReadError("broken"),), 2),
        ("score", (answer(429, {"retry_after_s": 0.0, "code": "rate_limited"}),), 2),
    ],
)
async def test_what_had_no_effect_is_tried_again(
    operation: str, faults: tuple[httpx2.Response | Exception, ...], tries: int
) -> None:
    """No connection, 503, 429; a broken connection only where sending twice does no harm."""
    partner = Partner(*faults, answer(200, 1))
    assert await partner.call(operation, {"item_id": "a"}) == 1
    assert len(partner.asked) == tries


@pytest.mark.parametrize(
    ("operation", "fault", "expected", "tries"),
    [
        ("score", httpx2.ReadError("broken"), errors.Unavailable, 1),
        ("score", httpx2.ReadTimeout("slow"), errors.DeadlineExceeded, 1),
        ("score", answer(409), errors.Conflict, 1),
        (
            "score",
            answer(429, {"retry_after_s": 60, "code": "rate_limited"}),
            errors.RateLimited,
            1,
        ),
        ("score", answer(503), errors.Unavailable, 3),
    ],
)
async def test_what_may_have_had_an_effect_is_not(
    operation: str,
    fault: httpx2.Response | Exception,
    expected: type[errors.CoreError],
    tries: int,
) -> None:
    """And trying ends after the attempts allowed."""
    partner = Partner(fault)
    with pytest.raises(expected):
        await partner.call(operation)
    assert len(partner.asked) == tries


async def test_waits_grow_as_the_policy_says() -> None:
    """From the first wait by the factor to the longest, as often as there are attempts."""
    policy = RetryPolicy(5, wait_initial_s=0.001, factor=3, wait_max_s=0.02, jitter_s=0.0)
    waits: list[float] = []
    stamina.instrumentation.set_on_retry_hooks([lambda told: waits.append(told.wait_for)])
    partner = Partner(answer(503))
    try:
        with stamina.set_testing(False), pytest.raises(errors.Unavailable):
            await partner.call("score", retry=policy)
    finally:
        stamina.instrumentation.set_on_retry_hooks(None)
    assert waits == pytest.approx([0.001, 0.003, 0.009, 0.02])
    assert waits == pytest.approx([policy.wait_s(failed) for failed in range(1, policy.attempts)])


async def test_no_wait_outlasts_the_deadline() -> None:
    """What the partner said is told at once, where another try would come too late."""
    partner = Partner(answer(503))
    with pytest.raises(errors.Unavailable):
        await partner.call("score", retry=RetryPolicy(wait_initial_s=60, wait_max_s=60))
    assert len(partner.asked) == 1


async def test_an_unknown_operation_has_no_route() -> None:
    """Nothing is sent."""
    partner = Partner(answer(200))
    with pytest.raises(errors.NotFound):
        await partner.call("missing")
    assert not partner.asked


@pytest.fixture
async def service() -> AsyncIterator[Callable[[str], HttpTransport]]:
    """Serve a small application in this process and return a way to call it with a token."""

    async def approve(request: Request) -> JSONResponse:
        told = dict(request.path_params) | await request.json()
        return JSONResponse({"told": told, "by": request.headers.get("authorization")})

    async def slow(_request: Request) -> JSONResponse:
        await anyio.sleep_forever()
        return JSONResponse(None)

    app = Starlette(
        routes=[
            Endpoint("/approvals/{id}/approve", approve, methods=["POST"]),
            Endpoint("/score", slow, methods=["POST"]),
        ]
    )
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app)) as client:
        yield lambda token: HttpTransport("http://service", ROUTES, lambda: token or None, client)


async def test_a_real_application_answers(service: Callable[[str], HttpTransport]) -> None:
    """Path and body arrive; without a token there is no header."""
    told = await service("").call(
        "approve", {"id": "a 1", "by": "ann"}, correlation_id="c", deadline_s=5
    )
    assert told == {"told": {"id": "a 1", "by": "ann"}, "by": None}


async def test_a_slow_application_meets_the_deadline(
    service: Callable[[str], HttpTransport],
) -> None:
    """The caller goes on when its time is over."""
    with pytest.raises(errors.DeadlineExceeded):
        await service("t").call("score", {}, correlation_id="c", deadline_s=0.02)
