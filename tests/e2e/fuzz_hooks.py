"""What a refusal of a valid request may be, for the fuzzer: a rule that no JSON schema can tell."""

from typing import Any

import schemathesis

__all__ = ["refused_by_a_rule"]

_MATCHES = ("tolerances.", "cost")
_BETWEEN_FIELDS = {
    "/tensoraios/v6/score": ("items.",),
    "/plastos/v6/matches": _MATCHES,
    "/mortgageos/v6/matches": _MATCHES,
}
"""Fields that must agree with others: as many numbers as the query, a tolerance for each wish, a
cost that makes sense beside a price."""


@schemathesis.check
def refused_by_a_rule(
    _context: schemathesis.CheckContext,
    response: schemathesis.Response,
    case: schemathesis.Case[Any],
) -> None:
    """Pass a 422 for a valid request only when it names a rule of the operation."""
    valid = case.meta is not None and case.meta.generation.mode.is_positive
    if response.status_code != 422 or not valid:
        return
    answer = response.json()
    if answer["code"] == "requirement_failed" and answer["name"] and answer["reason"]:
        return
    starts = _BETWEEN_FIELDS.get(case.path, ())
    assert str(answer.get("field", "")).startswith(starts), answer
