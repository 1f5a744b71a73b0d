"""From errors to gRPC statuses: what a caller may be told, and nothing else."""

import grpc
import structlog

from qpf_core.errors import CoreError

INTERNAL_TEXT = "internal error"

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


def status_of(error: Exception, method: str) -> tuple[grpc.StatusCode, str]:
    """Return the status and the text for the caller; what nobody declared is logged, not told."""
    if isinstance(error, CoreError) and error.status in _CODES:
        return _CODES[error.status], error.detail
    log = structlog.get_logger("qpf_organism.rpc")
    log.error("unexpected_error", method=method, error=type(error).__name__, exc_info=error)
    return grpc.StatusCode.INTERNAL, INTERNAL_TEXT
