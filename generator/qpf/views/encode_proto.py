"""Encoders for protocol buffer files: names, fields and comments."""

import re
import textwrap
from typing import Self

from qpf.diagnostics.diagnostic import Place
from qpf.model.encoded import Encoded, EncodeError
from qpf.views.escape import one_line

__all__ = ["ProtoComment", "ProtoField", "ProtoName"]

_WIDTH = 92
_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)


class ProtoName(Encoded):
    """A name, or names joined by dots; it is checked, never changed."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Accept a name; `EncodeError` for anything else."""
        if not _NAME.fullmatch(text):
            raise EncodeError(f"`{text}` is not a name in a protocol buffer", origin)
        return cls._made(text, origin)


class ProtoField(Encoded):
    """A field of a message with its number and the semicolon."""

    __slots__ = ()

    def __new__(cls, words: tuple[str, ...], number: int, origin: Place | None = None) -> Self:
        """Take label, type and name, each a name; `EncodeError` for anything else."""
        names = " ".join(ProtoName(word, origin) for word in words)
        return cls._made(f"{names} = {int(number)};", origin)


class ProtoComment(Encoded):
    """Whole comment lines, each with its `//`, `indent` spaces from the left."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None, *, indent: int = 0) -> Self:
        """Encode; invisible characters are spelled out, an empty text is no line."""
        lines = textwrap.wrap(one_line(text), _WIDTH, break_long_words=False)
        return cls._made("\n".join(" " * indent + f"// {line}" for line in lines), origin)
