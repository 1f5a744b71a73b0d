"""Names made once: Python and distribution names from any text a schema may hold.

Every maker is total: keywords, builtins, other scripts, signs only, 200 characters. A `Namer`
makes names unique within one scope, so that different texts never share a name there.
"""

import builtins
import hashlib
import keyword
import re
import unicodedata
from typing import Self

from qpf.diagnostics.diagnostic import Place
from qpf.model.encoded import Encoded
from qpf.views.encode_python import Identifier

__all__ = [
    "ClassName",
    "ConstantName",
    "DistributionName",
    "FunctionName",
    "ModuleName",
    "ModulePath",
    "Namer",
    "words_of",
]

_LONGEST = 64
_RESERVED = frozenset(keyword.kwlist) | frozenset(keyword.softkwlist) | frozenset(dir(builtins))
_LOWER_RESERVED = frozenset(name.lower() for name in _RESERVED) | {"self", "cls", "ctx"}
_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def words_of(text: str) -> tuple[str, ...]:
    """The ASCII words of a text: split at signs and at changes of case; never empty."""
    plain = unicodedata.normalize("NFKD", text)
    ascii_text = "".join(_ascii(character) for character in plain)
    split = _BOUNDARY.sub(" ", ascii_text).split()
    return tuple(split) or ("unnamed",)


class ModuleName(Identifier):
    """`lower_snake_case` for a module, at most 64 characters."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Make a name from any text."""
        return cls._made(_snake(text), origin)


class FunctionName(Identifier):
    """`lower_snake_case` for a function, method, parameter or variable."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Make a name from any text; no keyword, builtin, `self`, `cls` or `ctx`."""
        return cls._made(_snake(text), origin)


class ConstantName(Identifier):
    """`UPPER_SNAKE_CASE`."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Make a name from any text."""
        return cls._made(_shortened(_led("_".join(words_of(text)))).upper(), origin)


class ClassName(Identifier):
    """`CapWords`; capitals inside a word stay (`TensorAIOS`)."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Make a name from any text; no builtin such as `ValueError`."""
        joined = "".join(word[0].upper() + word[1:] for word in words_of(text))
        name = _shortened(joined if joined[0].isalpha() else f"N{joined}", "X")
        return cls._made(f"{name}_" if name in _RESERVED else name, origin)


class DistributionName(Encoded):
    """The normalised name of an installable package: lower case, words joined by hyphens."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Make a name from any text."""
        return cls._made(_shortened("-".join(words_of(text)).lower()), origin)


class ModulePath(Encoded):
    """A dotted import path; each part is made like a module name."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Make a path from a dotted text; parts that are names already stay as they are."""
        return cls._made(".".join(_part(part) for part in text.split(".")), origin)

    @property
    def folder(self) -> str:
        """The path as a folder: parts joined by `/`."""
        return self.replace(".", "/")


class Namer:
    """Gives each text of one scope a name of its own, compared without case.

    The same text asked twice has the same name; another text with the same name gets a number.
    """

    __slots__ = ("_names", "_taken")

    def __init__(self, taken: tuple[str, ...] = ()) -> None:
        """Start with names that are not to be given."""
        self._names: dict[tuple[type[Identifier], str], str] = {}
        self._taken = {name.lower() for name in taken}

    def name(self, kind: type[Identifier], text: str, origin: Place | None = None) -> Identifier:
        """The name of a text, in the style of `kind` (`ClassName`, `FunctionName`, …)."""
        known = self._names.get((kind, text))
        if known is None:
            known = self._names[kind, text] = self._free(str(kind(text)))
            self._taken.add(known.lower())
        return Identifier(known, origin)

    def _free(self, wanted: str) -> str:
        name, number = wanted, 1
        while name.lower() in self._taken:
            number += 1
            name = f"{wanted.rstrip('_')}_{number}"
        return name


def _ascii(character: str) -> str:
    if character.isascii():
        return character if character.isalnum() else " "
    if unicodedata.combining(character):
        return ""
    return f" u{ord(character):x} " if character.isalnum() else " "


def _snake(text: str) -> str:
    name = _shortened(_led("_".join(words_of(text)).lower()))
    return f"{name}_" if name in _LOWER_RESERVED else name


def _part(text: str) -> str:
    usable = text.isascii() and text.isidentifier() and not keyword.iskeyword(text)
    return text if usable else _snake(text)


def _led(name: str) -> str:
    return name if name[0].isalpha() else f"n{name}"


def _shortened(name: str, joint: str = "_") -> str:
    if len(name) <= _LONGEST:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: _LONGEST - 9]}{joint}{digest}"
