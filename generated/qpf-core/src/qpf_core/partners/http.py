"""Calls to a partner over HTTP."""

import json
import math
from collections.abc import Callable, Mapping
from typing import NoReturn

import httpx2
import stamina

from qpf_core.errors import CoreError, DeadlineExceeded, NotFound, RateLimited, Unavailable
from qpf_core.partners.deadline import seconds_left, within
from qpf_core.partners.problems import error_from_problem
from qpf_core.partners.retry import DEFAULT_RETRY, RetryPolicy
from qpf_core.partners.routes import Layout, Route, lay_out
from qpf_core.partners.transport import TokenSource
from qpf_core.plain import JsonObject, JsonValue
from qpf_core.tracing import carried

_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


class _Interrupted(Unavailable):
    """The connection broke after the request may have reached the partner."""


class HttpTransport:
    """Sends each operation to its route and reads errors as the partner meant them.

    Another try follows only what cannot have had an effect: no connection, 503, 429 with a wait, or
    a broken connection under an idempotent method; and only where the wait before it ends in time.
    """

    def __init__(
        self,
        base_url: str,
        routes: Mapping[str, Route],
        token_source: TokenSource,
        client: httpx2.AsyncClient,
        *,
        retry: RetryPolicy = DEFAULT_RETRY,
    ) -> None:
        """Call `base_url` with a client that the caller owns and closes."""
        self._base_url = base_url.rstrip("/")
        self._routes = dict(routes)
        self._token_source = token_source
        self._client = client
        self._retry = retry

    async def call(
        self, operation: str, arguments: JsonObject, *, correlation_id: str, deadline_s: float
    ) -> JsonValue:
        """Return the plain result of `operation`; raises as the contract of Transport says."""
        route = self._routes.get(operation)
        if route is None:
            raise NotFound(f"the partner has no route for `{operation}`")
        layout = lay_out(route, arguments)
        retry = self._retry
        persist = stamina.AsyncRetryingCaller(
            attempts=retry.attempts,
            timeout=deadline_s,
            wait_initial=retry.wait_initial_s,
            wait_max=retry.wait_max_s,
            wait_exp_base=retry.factor,
            wait_jitter=retry.jitter_s,
        )
        with within(deadline_s, operation):
            return await persist(
                _worth_another_try(route, retry), self._once, route, layout, correlation_id
            )

    async def _once(self, route: Route, layout: Layout, correlation_id: str) -> JsonValue:
        return _result(await self._send(route, layout, correlation_id))

    async def _send(self, route: Route, layout: Layout, correlation_id: str) -> httpx2.Response:
        left = seconds_left()
        try:
            return await self._client.request(
                route.method,
                self._base_url + layout.path,
                params=layout.query or None,
                content=layout.body,
                headers=self._headers(layout, correlation_id, left),
                timeout=left,
            )
        except _NEVER_SENT as error:
            raise Unavailable("the partner cannot be reached") from error
        except httpx2.TimeoutException as error:
            raise DeadlineExceeded("the partner did not answer in time") from error
        except httpx2.RequestError as error:
            raise _Interrupted("the connection to the partner broke") from error

    def _headers(self, layout: Layout, correlation_id: str, left_s: float) -> dict[str, str]:
        headers = {
            "Accept": "application/json",
            "X-Correlation-ID": correlation_id,
            "X-Deadline-Ms": str(math.floor(left_s * 1000)),
            **carried(),
        }
        token = self._token_source()
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        if layout.body is not None:
            headers["Content-Type"] = "application/json"
        return headers


def _worth_another_try(route: Route, retry: RetryPolicy) -> Callable[[Exception], bool | float]:
    """Return what decides for one call; it counts the tries that failed."""
    failed = 0

    def decide(error: Exception) -> bool | float:
        nonlocal failed
        failed += 1
        if isinstance(error, RateLimited):
            return error.retry_after_s < seconds_left() and error.retry_after_s
        if isinstance(error, _Interrupted) and not route.is_idempotent:
            return False
        return isinstance(error, Unavailable) and retry.wait_s(failed) < seconds_left()

    return decide


def _result(response: httpx2.Response) -> JsonValue:
    """Return the decoded answer or raise the error that it stands for."""
    value = _decoded(response)
    waits = response.status_code == 202 and isinstance(value, dict) and "approval_id" in value
    if response.is_success and not waits:
        return value
    raise error_from_problem(response.status_code, value if isinstance(value, dict) else {})


def _decoded(response: httpx2.Response) -> JsonValue:
    if not response.content:
        return None
    try:
        value: JsonValue = json.loads(response.content, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        if not response.is_success:
            return None  # an error page of something in between: its status tells enough
        raise CoreError("the partner's answer is not JSON") from error
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
