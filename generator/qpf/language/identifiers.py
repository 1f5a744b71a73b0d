"""Python names from any schema text: total, deterministic, never a keyword or a builtin."""

import builtins
import keyword
import unicodedata
from collections.abc import Iterable

__all__ = [
    "Identifiers",
    "class_identifier",
    "constant_identifier",
    "field_identifier",
    "identifier",
]

_LONGEST = 60
_BUILTINS = frozenset(dir(builtins))
_TYPE_WORDS = frozenset({"bool", "int", "float", "str", "bytes", "list", "dict", "self"})
_DEFAULT_WORDS = frozenset({"field_of", "returning"})
"""What the module of records calls the functions that describe fields and make defaults."""


def identifier(text: str) -> str:
    """A snake_case name for a function, parameter or variable."""
    name = _words(text).lower()
    return f"{name}_" if _is_taken(name) else name


def field_identifier(text: str, reserved: frozenset[str] = frozenset()) -> str:
    """A name for a record field: like `identifier`, with fewer reserved words."""
    name = _words(text).lower()
    taken = keyword.iskeyword(name) or name in _TYPE_WORDS | _DEFAULT_WORDS | reserved
    return f"{name}_" if taken else name


def constant_identifier(text: str) -> str:
    """An UPPER_CASE name for a member of an enumeration."""
    name = _words(text).upper()
    return f"{name}_" if keyword.iskeyword(name) else name


def class_identifier(text: str) -> str:
    """A PascalCase name for a class; one that already is stays as written."""
    parts = [part for part in _words(text, split_case=False).split("_") if part]
    name = "".join(part[0].upper() + part[1:] for part in parts) or "Type"
    name = f"T{name}" if name[0].isdigit() else name
    return f"{name}_" if name in _BUILTINS or keyword.iskeyword(name) else name


def _is_taken(name: str) -> bool:
    return keyword.iskeyword(name) or keyword.issoftkeyword(name) or name in _BUILTINS


def _words(text: str, split_case: bool = True) -> str:
    letters: list[str] = []
    for letter in unicodedata.normalize("NFKD", text):
        if letter.isascii() and (letter.isalnum() or letter == "_"):
            if split_case and letter.isupper() and letters and letters[-1].islower():
                letters.append("_")
            letters.append(letter)
        elif letter.isalpha():
            letters.append(f"u{ord(letter):x}")
        elif not unicodedata.combining(letter):
            letters.append("_")
    name = "".join(letters).strip("_")[:_LONGEST].strip("_") or "value"
    return f"n{name}" if name[0].isdigit() else name


class Identifiers:
    """Gives each schema name of one namespace a Python name of its own."""

    __slots__ = ("_given", "_taken")

    def __init__(self, reserved: Iterable[str] = ()) -> None:
        """`reserved` are Python names that nothing here may have."""
        self._given: dict[str, str] = {}
        self._taken = set(reserved)

    def of(self, name: str) -> str:
        """The Python name of `name`; the same answer each time."""
        if name not in self._given:
            self._given[name] = self.fresh(name)
        return self._given[name]

    def fresh(self, name: str) -> str:
        """A Python name that nothing else here has."""
        base = chosen = identifier(name)
        number = 2
        while chosen in self._taken:
            chosen = (
                f"{base.rstrip('_')}_{number}" if number > 2 or base.endswith("_") else f"{base}_"
            )
            number += 1
        self._taken.add(chosen)
        return chosen
