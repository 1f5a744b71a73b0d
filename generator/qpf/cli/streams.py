"""The three streams every program may rely on, also when its caller closed them."""

import os
import sys

__all__ = ["ensure_streams"]


def ensure_streams() -> None:
    """Open what was closed on nothing: or the next file of the run would become its output."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is taken, which is this one.
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            stream = open(number, "w" if number else "r", encoding="utf-8")  # noqa: SIM115, PTH123
            setattr(sys, name, stream)
