"""Words for values and expectations in messages about structure."""

from pydantic_core import ErrorDetails

__all__ = ["described", "expected_form", "expected_type", "quoted"]

_TYPES = {
    "bool_type": "`true` or `false`",
    "dict_type": "a mapping",
    "float_type": "a number",
    "frozen_instance": "a mapping",
    "int_from_float": "a whole number",
    "int_type": "a whole number",
    "list_type": "a list",
    "mapping_type": "a mapping",
    "model_attributes_type": "a mapping",
    "model_type": "a mapping",
    "none_required": "nothing",
    "string_type": "a text",
    "tuple_type": "a list",
}

_PATTERNS = {
    r"^[A-Za-z][A-Za-z0-9_]*$": "a word of letters, digits and underscores",
    r"^[A-Z][A-Za-z0-9]*$": "a PascalCase word",
    r"^[a-z][a-z0-9_]*$": "a lower-case word of letters, digits and underscores",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "a lower-case name with hyphens",
    r"^\d+\.\d+\.\d+$": "a version `X.Y.Z`",
    r"^\d{4}-\d{2}-\d{2}$": "a day `YYYY-MM-DD`",
    r"^[1-9]\d*(Ki|Mi|Gi)$": "an amount such as `512Mi`",
    r"^[1-9]\d*$": "a whole number from 1",
    r"^>=3\.(1[1-9]|[2-9]\d)$": "a lower bound such as `>=3.11`",
}

_BOUNDS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def expected_type(details: ErrorDetails) -> str:
    """The type a pydantic error expected in words, or nothing when it is not about types."""
    merged = details.get("ctx", {}).get("expected_types")
    return str(merged) if merged else _TYPES.get(details["type"], "")


def expected_form(details: ErrorDetails) -> str:
    """What a pattern or bound asks for, in words."""
    context = details.get("ctx", {})
    if details["type"] in _BOUNDS:
        name, words = _BOUNDS[details["type"]]
        return f"{words} `{context[name]}`"
    pattern = str(context.get("pattern", ""))
    return _PATTERNS.get(pattern, f"a text that matches `{pattern}`")


def quoted(value: object) -> str:
    """A value short enough for a message."""
    text = str(value).lower() if isinstance(value, bool) or value is None else str(value)
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "..."


def described(value: object) -> str:
    """A value with its kind, for `wrong-type`."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return f"`{quoted(value)}`"
    if isinstance(value, str):
        return f"the text `{quoted(value)}`" if value else "an empty text"
    if isinstance(value, int | float):
        return f"the number `{value}`"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    return "a mapping"
