"""Errors: status, code, extras, and that copies stay whole."""

import copy
import pickle

import pytest

from qpf_core import errors

SAMPLES: list[tuple[errors.CoreError, int, dict[str, str | float]]] = [
    (errors.CoreError(), 500, {}),
    (errors.InputError("a.b", "is odd"), 422, {"field": "a.b", "reason": "is odd"}),
    (
        errors.RequirementFailed("balance", "too low"),
        422,
        {"name": "balance", "reason": "too low"},
    ),
    (errors.DomainError("wrap", "is odd"), 422, {"formula": "wrap", "reason": "is odd"}),
    (
        errors.DomainError("wrap", "is odd", 2, 5),
        422,
        {"formula": "wrap", "reason": "is odd", "points": 2, "index": 5},
    ),
    (errors.Unauthenticated("no token"), 401, {}),
    (errors.Forbidden("not yours"), 403, {}),
    (errors.Rejected("said no"), 403, {}),
    (errors.NotFound("no such thing"), 404, {}),
    (errors.Conflict("changed"), 409, {}),
    (errors.TooLarge("over 1 MiB"), 413, {}),
    (errors.RateLimited(2.5), 429, {"retry_after_s": 2.5}),
    (errors.Unavailable("down"), 503, {}),
    (errors.DeadlineExceeded("late"), 504, {}),
    (errors.ApprovalRequired("id-1"), 202, {"approval_id": "id-1"}),
]


@pytest.mark.parametrize(("error", "status", "extras"), SAMPLES)
def test_status_and_extras(
    error: errors.CoreError, status: int, extras: dict[str, str | float]
) -> None:
    """Each class knows its status and what it adds to a problem body."""
    assert (error.status, error.extras()) == (status, extras)


@pytest.mark.parametrize("error", [sample[0] for sample in SAMPLES])
def test_an_error_survives_copy_and_pickle(error: errors.CoreError) -> None:
    """Errors cross processes, so their constructor arguments must come along."""
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert (type(twin), str(twin), twin.extras()) == (type(error), str(error), error.extras())


def test_codes_are_unique() -> None:
    """A partner tells errors apart by code."""
    kinds = {type(sample[0]) for sample in SAMPLES}
    assert len({kind.code for kind in kinds}) == len(kinds)
