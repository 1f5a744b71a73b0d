"""Tells a change of what code does from a change of what it says of itself."""

import ast
import io
import tokenize
from functools import lru_cache

__all__ = ["only_prose"]


def only_prose(before: str, after: str) -> bool:
    """Whether two Python texts differ in documentation strings and comments alone."""
    return _bare(before) == _bare(after)


def same_words(before: str, after: str) -> bool:
    """Whether two Python texts differ in their layout alone."""
    return _bare(before) == _bare(after) and _words(before) == _words(after)


@lru_cache(maxsize=2048)
def _bare(text: str) -> str:
    """The tree without documentation strings."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body:
            node.body = [one for one in body if not _is_text(one)]  # type: ignore[attr-defined]
    return ast.dump(tree)


def _is_text(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


@lru_cache(maxsize=2048)
def _words(text: str) -> tuple[str, ...]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    kinds = (tokenize.COMMENT, tokenize.STRING)
    return tuple(one.string for one in tokens if one.type in kinds)
