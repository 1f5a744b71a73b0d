"""Errors of the core: each knows its HTTP status and a stable machine-readable code.

Every error an operation may answer with is a `CoreError`; the service layer turns it into a status
and a problem body, the partner layer turns that body into the same class again.
"""

from typing import ClassVar


class CoreError(Exception):
    """Something went wrong in a way that the caller may be told about."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"

    def __init__(self, detail: str = "internal error") -> None:
        """Keep a sentence that is safe to show to the caller."""
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        """Return the sentence alone."""
        return self.detail

    def extras(self) -> dict[str, str | float]:
        """Return what this class adds to a problem body besides `detail` and `code`."""
        return {}


class InputError(CoreError):
    """A value breaks its declared constraint."""

    status = 422
    code = "input_invalid"

    def __init__(self, field: str, reason: str) -> None:
        """Name the field (dotted path) and what is wrong with it; never the value itself."""
        super().__init__(f"{field}: {reason}")
        self.args = (field, reason)
        self.field = field
        self.reason = reason

    def extras(self) -> dict[str, str | float]:
        """Return the field and the reason."""
        return {"field": self.field, "reason": self.reason}


class RequirementFailed(CoreError):
    """A declared requirement of an operation does not hold."""

    status = 422
    code = "requirement_failed"

    def __init__(self, name: str, reason: str = "the requirement does not hold") -> None:
        """Name the requirement and say why it fails."""
        super().__init__(f"{name}: {reason}")
        self.args = (name, reason)
        self.name = name
        self.reason = reason

    def extras(self) -> dict[str, str | float]:
        """Return the name of the requirement and the reason."""
        return {"name": self.name, "reason": self.reason}


class DomainError(CoreError):
    """A formula has no value at a point: an input breaks its domain, or the result overflows."""

    status = 422
    code = "outside_domain"

    def __init__(self, formula: str, reason: str, points: int = 0, index: int = 0) -> None:
        """Name the formula and why it has no value.

        The form for arrays also says how many `points` are outside of the domain and the flat
        `index` (row by row) of the first one, whose reason is told; 0 points stands for a scalar.
        """
        where = f" ({points} outside, the first at index {index})" if points else ""
        super().__init__(f"{formula}: {reason}{where}")
        self.args = (formula, reason, points, index)
        self.formula = formula
        self.reason = reason
        self.points = points
        self.index = index

    def extras(self) -> dict[str, str | float]:
        """Return the formula and the reason, and for arrays how many points and the first."""
        told: dict[str, str | float] = {"formula": self.formula, "reason": self.reason}
        return {**told, "points": self.points, "index": self.index} if self.points else told


class Unauthenticated(CoreError):
    """The caller did not prove who they are."""

    status = 401
    code = "unauthenticated"


class Forbidden(CoreError):
    """The caller, or the declaration of the agent, does not allow this."""

    status = 403
    code = "forbidden"


class Rejected(CoreError):
    """A human looked at the request and said no."""

    status = 403
    code = "rejected"


class NotFound(CoreError):
    """The thing asked for does not exist."""

    status = 404
    code = "not_found"


class Conflict(CoreError):
    """The request contradicts the present state."""

    status = 409
    code = "conflict"


class TooLarge(CoreError):
    """The request exceeds a size limit."""

    status = 413
    code = "too_large"


class RateLimited(CoreError):
    """Too much at once; trying again later may succeed."""

    status = 429
    code = "rate_limited"

    def __init__(self, retry_after_s: float, detail: str = "too many requests") -> None:
        """Say after how many seconds another try makes sense."""
        super().__init__(detail)
        self.args = (retry_after_s, detail)
        self.retry_after_s = retry_after_s

    def extras(self) -> dict[str, str | float]:
        """Return the wait in seconds."""
        return {"retry_after_s": self.retry_after_s}


class Unavailable(CoreError):
    """A dependency cannot serve now."""

    status = 503
    code = "unavailable"


class DeadlineExceeded(CoreError):
    """The answer did not come in time."""

    status = 504
    code = "deadline_exceeded"


class ApprovalRequired(CoreError):
    """The request is accepted but waits for a human."""

    status = 202
    code = "approval_required"

    def __init__(self, approval_id: str, detail: str = "waits for an approval") -> None:
        """Name the approval to ask for."""
        super().__init__(detail)
        self.args = (approval_id, detail)
        self.approval_id = approval_id

    def extras(self) -> dict[str, str | float]:
        """Return the identity of the approval."""
        return {"approval_id": self.approval_id}
