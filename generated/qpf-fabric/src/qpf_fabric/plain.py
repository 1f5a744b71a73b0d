"""Whether a value is plain JSON that can be written again."""

import math

from qpf_core.errors import InputError

DEEPEST = 40
"""Levels that a part of a packet may be nested."""
DEEPEST_SENT = 32
"""Levels before encoding: the undo record takes some."""


def check_plain(value: object, name: str, room: int = DEEPEST) -> None:
    """Raise `InputError` unless `value` is JSON: finite numbers, whole text, not too deep."""
    if value is None or isinstance(value, bool | int):
        return
    if isinstance(value, str):
        _check_text(value, name)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise InputError(name, "holds a number that is not finite")
    elif room == 0:
        raise InputError(name, "is nested too deeply")
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise InputError(name, "holds a key that is not text")
            _check_text(key, name)
            check_plain(item, name, room - 1)
    elif isinstance(value, list):
        for item in value:
            check_plain(item, name, room - 1)
    else:
        raise InputError(name, "holds a value that is not JSON")


def _check_text(text: str, name: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise InputError(name, "holds half a character") from None
