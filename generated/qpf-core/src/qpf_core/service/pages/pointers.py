"""JSON pointers into items."""

from collections.abc import Mapping
from typing import Any


def found_at(item: Any, pointer: str) -> Any:
    """Return the value at a JSON pointer (RFC 6901), None where there is nothing."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(item, Mapping):
            item = item.get(key)
        elif isinstance(item, list | tuple) and key.isdecimal() and int(key) < len(item):
            item = item[int(key)]
        else:
            return None
    return item
