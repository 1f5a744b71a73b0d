"""Errors on the wire: a CoreError as a problem body, and back."""

from collections.abc import Callable, Mapping

from qpf_core import errors
from qpf_core.errors import CoreError
from qpf_core.plain import JsonObject, JsonValue

Body = Mapping[str, JsonValue]

_SIMPLE: tuple[type[CoreError], ...] = (
    errors.Unauthenticated,
    errors.Forbidden,
    errors.Rejected,
    errors.NotFound,
    errors.Conflict,
    errors.TooLarge,
    errors.Unavailable,
    errors.DeadlineExceeded,
)
_BY_CODE: Mapping[str, type[CoreError]] = {kind.code: kind for kind in _SIMPLE}
_BY_STATUS: Mapping[int, type[CoreError]] = {
    401: errors.Unauthenticated,
    403: errors.Forbidden,
    404: errors.NotFound,
    409: errors.Conflict,
    413: errors.TooLarge,
    502: errors.Unavailable,
    503: errors.Unavailable,
    504: errors.DeadlineExceeded,
}


def problem_of(error: CoreError) -> JsonObject:
    """Return the body that stands for `error`: status, code, detail and the extras of its class."""
    return {
        "status": error.status,
        "code": error.code,
        "detail": error.detail,
        **error.extras(),
    }


def error_from_problem(status: int, body: Body) -> CoreError:
    """Return the error that a partner meant: by its code, else by the HTTP status.

    What is neither known becomes a plain CoreError with the partner's sentence.
    """
    code, detail = str(body.get("code", "")), _text(body, "detail", f"answered with {status}")
    build = _SPECIAL.get(code) or _SPECIAL.get(_CODE_BY_STATUS.get(status, ""))
    if code in _BY_CODE:
        return _BY_CODE[code](detail)
    if build is not None:
        return build(body, detail)
    return _BY_STATUS.get(status, CoreError)(detail)


def _input_error(body: Body, detail: str) -> CoreError:
    field = _text(body, "field", "value")
    return errors.InputError(field, _text(body, "reason", detail.removeprefix(f"{field}: ")))


def _requirement_failed(body: Body, detail: str) -> CoreError:
    return errors.RequirementFailed(
        _text(body, "name", "requirement"), _text(body, "reason", detail)
    )


def _domain_error(body: Body, detail: str) -> CoreError:
    points, index = body.get("points"), body.get("index")
    return errors.DomainError(
        _text(body, "formula", "formula"),
        _text(body, "reason", detail),
        points if isinstance(points, int) else 0,
        index if isinstance(index, int) else 0,
    )


def _rate_limited(body: Body, detail: str) -> CoreError:
    wait = body.get("retry_after_s")
    return errors.RateLimited(float(wait) if isinstance(wait, int | float) else 1.0, detail)


def _approval_required(body: Body, detail: str) -> CoreError:
    return errors.ApprovalRequired(_text(body, "approval_id", ""), detail)


_SPECIAL: Mapping[str, Callable[[Body, str], CoreError]] = {
    errors.InputError.code: _input_error,
    errors.RequirementFailed.code: _requirement_failed,
    errors.DomainError.code: _domain_error,
    errors.RateLimited.code: _rate_limited,
    errors.ApprovalRequired.code: _approval_required,
}
_CODE_BY_STATUS: Mapping[int, str] = {
    422: errors.InputError.code,
    429: errors.RateLimited.code,
}


def _text(body: Body, key: str, default: str) -> str:
    value = body.get(key)
    return value if isinstance(value, str) else default
