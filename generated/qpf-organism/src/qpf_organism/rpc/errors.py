"""Errors on the wire of gRPC: a status with a problem beside it, and back.

A status keeps the kind of an error roughly and its sentence. What a caller needs besides, such as
the approval to ask for, travels in the trailing metadata as the problem body that HTTP would answer
with, without its sentence.
"""

import json
from collections.abc import Iterable

import grpc
import structlog

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
from qpf_core.partners.problems import error_from_problem, problem_of
from qpf_core.plain import JsonObject

INTERNAL_TEXT = "internal error"
PROBLEM_KEY = "problem-bin"
"""Key of the trailing metadata that holds the problem, as JSON in UTF-8."""
_MOST_BYTES = 4096  # all metadata of a call share 8 KiB
Metadata = tuple[tuple[str, str | bytes], ...]

_CODES = {
    202: grpc.StatusCode.FAILED_PRECONDITION,
    401: grpc.StatusCode.UNAUTHENTICATED,
    403: grpc.StatusCode.PERMISSION_DENIED,
    404: grpc.StatusCode.NOT_FOUND,
    409: grpc.StatusCode.ABORTED,
    413: grpc.StatusCode.RESOURCE_EXHAUSTED,
    422: grpc.StatusCode.INVALID_ARGUMENT,
    429: grpc.StatusCode.RESOURCE_EXHAUSTED,
    503: grpc.StatusCode.UNAVAILABLE,
    504: grpc.StatusCode.DEADLINE_EXCEEDED,
}


_KINDS: dict[grpc.StatusCode, type[CoreError]] = {
    grpc.StatusCode.UNAUTHENTICATED: Unauthenticated,
    grpc.StatusCode.PERMISSION_DENIED: Forbidden,
    grpc.StatusCode.NOT_FOUND: NotFound,
    grpc.StatusCode.UNIMPLEMENTED: NotFound,
    grpc.StatusCode.ABORTED: Conflict,
    grpc.StatusCode.FAILED_PRECONDITION: Conflict,
    grpc.StatusCode.UNAVAILABLE: Unavailable,
    grpc.StatusCode.CANCELLED: Unavailable,
    grpc.StatusCode.DEADLINE_EXCEEDED: DeadlineExceeded,
}


def status_of(error: Exception, method: str) -> tuple[grpc.StatusCode, str, Metadata]:
    """Return status, text and trailing metadata for the caller.

    What nobody declared is logged, not told.
    """
    if isinstance(error, CoreError) and error.status in _CODES:
        return _CODES[error.status], error.detail, _problem(error)
    log = structlog.get_logger("qpf_organism.rpc")
    log.error("unexpected_error", method=method, error=type(error).__name__, exc_info=error)
    return grpc.StatusCode.INTERNAL, INTERNAL_TEXT, ()


def error_of(
    code: grpc.StatusCode, detail: str, metadata: Iterable[tuple[str, str | bytes]] = ()
) -> CoreError:
    """Return the error of the core that a failed call stands for.

    Servers that send no problem beside the status are understood by the status alone.
    """
    problem = dict(metadata).get(PROBLEM_KEY)
    body = _read(problem) if isinstance(problem, bytes) else None
    if body is not None:
        return error_from_problem(500, {**body, "detail": detail})
    if code is grpc.StatusCode.INVALID_ARGUMENT:
        field, _, reason = detail.partition(": ")
        return InputError(field, reason or "is refused")
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED:
        return RateLimited(1.0, detail)
    return _KINDS.get(code, CoreError)(detail)


def _problem(error: CoreError) -> Metadata:
    told = {key: value for key, value in problem_of(error).items() if key != "detail"}
    body = json.dumps(told).encode()
    return ((PROBLEM_KEY, body),) if len(body) <= _MOST_BYTES else ()


def _read(problem: bytes) -> JsonObject | None:
    try:
        body = json.loads(problem)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) and isinstance(body.get("code"), str) else None
