"""From errors to answers: one body for all of them, and never an echo of the input."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from qpf_core.errors import CoreError, InputError, RateLimited

_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")


class Problem(BaseModel):
    """Body of every answer that is not a success; what does not apply is absent."""

    detail: str
    code: str
    field: str | None = None
    reason: str | None = None
    name: str | None = None
    retry_after_s: float | None = None


class AwaitsApproval(BaseModel):
    """Body of the answer to a request that a human has to approve first."""

    detail: str
    code: str
    approval_id: str


_DESCRIPTIONS: Mapping[int, str] = {
    401: "Credentials are missing or wrong",
    403: "The caller or the agent may not do this",
    404: "The thing asked for does not exist",
    409: "The request contradicts the present state",
    413: "The request is too large",
    422: "A value breaks its declared constraint",
    429: "Too much at once; see Retry-After",
    503: "A dependency cannot serve now",
    504: "The answer did not come in time",
}
PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    202: {"model": AwaitsApproval, "description": "Waits for a human's approval"},
    **{status: {"model": Problem, "description": text} for status, text in _DESCRIPTIONS.items()},
}
"""The answers that every endpoint of an agent may give besides its own: for `responses=`."""


def problem(error: CoreError) -> JSONResponse:
    """Return the answer that stands for `error`."""
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, RateLimited):
        headers["Retry-After"] = str(max(1, round(error.retry_after_s)))
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    body = {"detail": error.detail, "code": error.code, **error.extras()}
    return JSONResponse(body, status_code=error.status, headers=headers)


def install_error_handlers(app: FastAPI) -> None:
    """Answer every error of `app` with a Problem."""
    app.add_exception_handler(CoreError, _core_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)


async def _core_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, CoreError)
    return problem(error)


async def _validation_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    if isinstance(error.body, tuple):
        return problem(error.body[0])
    first = error.errors()[0]
    return problem(InputError(dotted(first["loc"]), first["msg"]))


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:  # the framework could not decode the body
        return problem(InputError("body", "is not JSON in UTF-8"))
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(_allowed(request))
    body = {"detail": str(error.detail), "code": _CODES.get(error.status_code, "http_error")}
    return JSONResponse(body, status_code=error.status_code, headers=headers)


def _allowed(request: Request) -> list[str]:
    """Return the methods that any route has for the path; the framework names one route's only."""
    scope = {"type": "http", "path": request.scope["path"], "root_path": "", "headers": []}
    return [
        method
        for method in _METHODS
        if any(
            route.matches({**scope, "method": method})[0] is Match.FULL
            for route in request.app.routes
        )
    ]


def refused_body(fault: InputError) -> tuple[InputError]:
    """Return what stands for a body that is not what its route wants.

    No JSON is a tuple, and the framework cannot mistake one for a model, as it can any object that
    has attributes.
    """
    return (fault,)


def unexpected(error: Exception, path: str) -> JSONResponse:
    """Log an error that nobody declared and return an answer that tells nothing about it."""
    log = structlog.get_logger("qpf_core.service")
    log.error("unexpected_error", path=path, error=type(error).__name__, exc_info=error)
    return JSONResponse({"detail": "internal error", "code": "internal"}, status_code=500)


def dotted(location: Sequence[str | int]) -> str:
    """Return the place of a faulty value as `body.items.0.name`, without the leading `body`."""
    parts = [str(part) for part in location]
    return ".".join(parts[1:] if parts[:1] == ["body"] and len(parts) > 1 else parts)
