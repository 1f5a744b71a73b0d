"""What a machine can do about a finding, said without the text of the file.

A constructor of the catalogue knows a place and words, not how the file writes them. It names
changes of a small vocabulary; `qpf.tools.fixing` turns them into exact edits of a text, or into
nothing when the text is not what the change expects.
"""

from dataclasses import dataclass
from typing import TypeAlias

from qpf.diagnostics.place import Place

__all__ = [
    "Append",
    "Change",
    "Drop",
    "Edit",
    "Extend",
    "Fix",
    "Inline",
    "Put",
    "Quote",
    "Recode",
    "Replace",
    "Retype",
    "Unexcuse",
    "Unmark",
    "Untab",
]


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Exact: `text` takes the place of the span `place`; an empty span inserts."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Put:
    """Put `text` in place of a span, whatever stands there."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Replace:
    """Put the word `new` where `old` stands, keeping its quotes; nothing unless it stands there."""

    place: Place
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Put quotes around an unquoted scalar, or around a text that YAML cannot read without."""

    place: Place


@dataclass(frozen=True, slots=True)
class Retype:
    """Write a scalar so that it is read as `expected`: a text, a number, `true` or `false`."""

    place: Place
    expected: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Take an entry of a list or mapping out; with `twin`, only when both say the same."""

    place: Place
    twin: Place | None = None


@dataclass(frozen=True, slots=True)
class Append:
    """Add an item to the list at a place, as the last or as the first."""

    place: Place
    item: str
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Inline:
    """Write the scalar that an alias stands for."""

    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class Unmark:
    """Take away an anchor that no alias uses, or a tag that says what would be read anyway."""

    place: Place


@dataclass(frozen=True, slots=True)
class Unexcuse:
    """Take a code out of the comment at a place, with the comment when it was the last."""

    place: Place
    code: str


@dataclass(frozen=True, slots=True)
class Untab:
    """Indent a line with spaces, as far as its neighbours say how many; else nothing."""

    place: Place


@dataclass(frozen=True, slots=True)
class Recode:
    """Save the whole file as UTF-8 without a mark; `encoding` is what it is written in."""

    place: Place
    encoding: str


@dataclass(frozen=True, slots=True)
class Extend:
    """Add lines, indented as a whole document is, behind the last entry of a file."""

    place: Place
    lines: tuple[str, ...]


Change: TypeAlias = (
    Extend
    | Put
    | Replace
    | Quote
    | Retype
    | Drop
    | Append
    | Inline
    | Unmark
    | Unexcuse
    | Untab
    | Recode
)


@dataclass(frozen=True, slots=True)
class Fix:
    """One remedy: its changes are made together or not at all.

    A safe fix keeps or restores the one meaning the text can have; another may guess. `edits` are
    there once the file was seen; `Recode` has none, because it is about bytes. One with `holes`
    writes what a person has to fill in, which is reported until then.
    """

    what: str
    changes: tuple[Change, ...]
    is_safe: bool = True
    edits: tuple[Edit, ...] = ()
    has_holes: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether the file was seen, so that the fix can be made."""
        return bool(self.edits) or any(isinstance(change, Recode) for change in self.changes)
