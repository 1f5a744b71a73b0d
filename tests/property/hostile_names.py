"""Names and texts that are legal and hard: keywords, builtins, other alphabets, very long ones."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator

from luck import Luck

__all__ = [
    "ASCII_NAMES",
    "FIELDS",
    "NAMES",
    "TEXTS",
    "TYPE_NAMES",
    "VARIABLES",
    "WORDS",
    "Names",
    "file_stem",
    "prose",
]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_OWN = _words("""
    self cls ctx runtime controller service router routes requires learning invoke text math stats
    body arguments ask json payload Context given value values platform partners POLICY to_plain
    name key id type data result error errors items item index models app settings config logging
    test tests main context operations agent metrics status health state mode weights report now
    packet event publish memory audit escalate node edge number field fields request response raise_
    default limit path query header headers call np pytest given_ st expected sample case function
    """)
"""What emitted modules call things themselves."""

_PYTHON = _words("""
    class def import from None True False lambda match case type async await yield global print list
    dict str int float bool len sum min max open id input object super property __name__ __init__
    __class__ __doc__ _ __ _private __slots__ __dict__ __file__ annotations dataclass field Any true
    false null and or not in is if else for while try except finally with as pass del return assert
    """)
_CASES = _words("Class CLASS cLaSS List LIST aB ab AB a_b A_B a__b a_ A")
_LONG = ("n" * 200, "long_" * 39 + "longs", "long_" * 39 + "longt", "X" * 199 + "y", "a" * 60)
_ALPHABETS = _words("größe Größe 漢 Ω ω ﬁ ª ℌ é ß ſ İd нет x١ 𝒳")


def _is_folded(name: str) -> bool:
    """Whether Python reads another name than the one that stands there."""
    return unicodedata.normalize("NFKC", name) != name


_SYNTAX = _words(
    "and or not if else in is for lambda True False None async await true false null yield"
)

NAMES = tuple(dict.fromkeys([*_OWN, *_PYTHON, *_CASES, *_LONG, *_ALPHABETS]))
"""Identifiers of Python, in its wide sense."""

FIELDS = tuple(one for one in NAMES if not _is_folded(one))
"""Names that Python reads as they are written."""

VARIABLES = tuple(one for one in FIELDS if one not in _SYNTAX)
"""Names that an expression can use."""

WORDS = tuple(one for one in VARIABLES if one.isascii() and one[0].isalpha())
"""Names that an expression can use and that are words of a schema."""

ASCII_NAMES = tuple(one for one in NAMES if one.isascii() and one[0].isalpha())
"""Names that are words of a schema: a letter first, then letters, digits, underscores."""

TYPE_NAMES = (
    *_words("""
        Thing List Dict Type Any Context Mapping Sequence Callable Protocol Path Literal Final
        BaseModel Exception Warning True False Ellipsis NotImplemented Object Str Int Float Bool
        Enum Field Agent Runtime Packet Event Policy Controller Record Optional Union Self Annotated
        Iterator Decimal Response Request Session Table Layer Operation Outcome Report Health
        Weights Money X Xx XX Ab AB A1
        """),
    "T" * 200,
    "T" * 199 + "x",
)

TEXTS = (
    "Plain.",
    'Say "so".',
    "It's",
    '""" quoted """',
    'ends with a quote"',
    '"first" of all',
    'a\\"',
    "ends with a backslash\\",
    "Do it \\ now {{ x }} {% if %}",
    "{name} %s %(x)s $HOME $(id) `id`",
    "# not a comment",
    "- not: a list",
    "<b>&amp;</b> </script>",
    "| a | table |",
    "größe 漢字 Ω 🙂",
    "e\u0301 and \u00a0blank",
    "f'{x}' \\n \\u0041 \\N{DASH}",
    "yes",
    "null",
    "1e3",
    "x" * 200,
    "many words " * 18 + "end",
    "Ends with a colon:",
    "...",
    "True",
    "  two  blanks  ",
    "*/ --> <!--",
    "a\tb",
)
"""Prose of one line."""

_LINES = ("Two\nlines.", "A paragraph.\n\nAnother one.\n", "code:\n\n    x = 1\n", "- a\n- b\n")


class Names:
    """Different names for one place."""

    def __init__(
        self,
        luck: Luck,
        pool: Iterable[str] = NAMES,
        taken: Iterable[str] = (),
        spelled: Callable[[str], str] = str,
    ) -> None:
        """`taken` are those that are not given; names differ in how they are `spelled`."""
        self._luck = luck
        self._pool = tuple(pool)
        self._spelled = spelled
        self._taken = {*map(spelled, taken)}

    def fresh(self) -> str:
        """A name that was not given yet."""
        for _ in range(4):
            name = self._luck.one(self._pool)
            if self._spelled(name) not in self._taken:
                break
        else:
            name = next(one for one in self._numbered() if self._spelled(one) not in self._taken)
        self._taken.add(self._spelled(name))
        return name

    def _numbered(self) -> Iterator[str]:
        base = self._pool[0]
        yield base
        number = 0
        while True:
            number += 1
            yield f"{base}{number}"


def prose(luck: Luck, *, least: int = 0, lines: bool = True) -> str:
    """A text of at least so many characters."""
    pool = (*TEXTS, *_LINES) if lines and luck.chance(50) else TEXTS
    text = luck.one(pool)
    return (
        text if len(" ".join(text.split())) >= least else text + " and that is all there is to it"
    )


def file_stem(luck: Luck) -> str:
    """The name of a generated module."""
    return luck.one(_STEMS)


_STEMS = _words("""
    work quote service text list body str print json types math stats enum typing abc re os sys
    dataclasses collections asyncio logging test conftest qpf_core pydantic fastapi numpy main
    app worker operations sorting data value ctx self_ copy io random datetime
    """)
