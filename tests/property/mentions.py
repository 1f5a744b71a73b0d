"""Whether what was drawn so far uses a name."""

import re
from typing import Any

__all__ = ["mentioned"]

_PLAIN_KEYS = frozenset(
    ["emit", "else", "table", "as", "error", "action", "audit", "publish", "escalate", "to"]
) | {
    *(
        "layer",
        "kind",
        "use",
        "call",
        "ask",
        "each",
        "send",
        "choose",
        "collect",
        "band",
        "below",
        "run",
    ),
}


_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")


def mentioned(name: str, value: Any) -> bool:
    """Whether an expression uses a name; one that only calls a function of the name does not."""
    if isinstance(value, str):
        bare = _QUOTED.sub("''", value)
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w|\()", bare) is not None
    if isinstance(value, dict):
        return any(mentioned(name, one) for key, one in value.items() if key not in _PLAIN_KEYS)
    if isinstance(value, list):
        return any(mentioned(name, one) for one in value)
    return False
