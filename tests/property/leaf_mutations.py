"""Other values of the same type for a leaf: plausible ones first.

A number moves, a truth value flips, a text becomes another text that may stand in its place: what
its kin in other documents say, the text with a number moved or a word added, and what a diagnostic
about a wrong value names as right.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from leaf_sites import Site
from plain_nodes import Scalar

from qpf.diagnostics.diagnostic import Diagnostic

__all__ = ["Kin", "kin_of", "others_of", "suggested"]

Kin = Mapping[tuple[str, ...], tuple[str, ...]]
"""The texts that stand in places alike, by the family of the place."""

_NUMBER = re.compile(r"(?<![A-Za-z_])\d+(?:[._]\d+)*")
_QUOTED = re.compile(r"`([^`]+)`")
_SIGNS = {" < ": " <= ", " > ": " >= ", " <= ": " < ", " >= ": " > ", " == ": " != "}
_SIGNS |= {" and ": " or ", " or ": " and ", " + ": " - ", " * ": " + "}
_MOST = 2


def kin_of(sites: Iterable[Site]) -> Kin:
    """Short texts by family, each once, in order."""
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for site in sites:
        if isinstance(site.value, str) and " " not in site.value:
            found.setdefault(site.family[-2:], {})[site.value] = None
    return {family: tuple(texts) for family, texts in found.items()}


def others_of(site: Site, kin: Kin) -> Iterator[Scalar]:
    """Values to try, the likeliest first; none equals the value itself."""
    value = site.value
    if value is None:
        yield from (1000, "x")
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from _moved_number(value, (value + 1, value - 1, value * 2 + 3, value // 2))
    elif isinstance(value, float):
        near = value + 1.0, value - 0.125, value * 1.01
        yield from _moved_number(value, (value * 1.5 + 0.25, value / 2, *near))
    else:
        yield from dict.fromkeys(
            other for other in _texts(value, site, kin) if _differs(other, value)
        )


def _moved_number(value: float, others: Iterable[float]) -> Iterator[Scalar]:
    yield from (other for other in dict.fromkeys(others) if other != value)


def _differs(one: str, other: str) -> bool:
    """Whether two texts are more than two spellings of one name: `a` is `core/a` is `a.yaml`."""
    return one != other and _plain(one) != _plain(other)


def _plain(text: str) -> str:
    name = text.strip("\"'") if " " in text else text.strip("\"'").rpartition("/")[2]
    return "".join(letter for letter in name.removesuffix(".yaml").casefold() if letter.isalnum())


def _texts(value: str, site: Site, kin: Kin) -> Iterator[str]:
    is_prose = len(value.split()) > 2 and value[:1].isupper()
    if is_prose:
        yield _longer(value)
    yield from kin.get(site.family[-2:], ())[:1]
    yield from _moved(value)
    yield from (value.replace(a, b, 1) for a, b in _SIGNS.items() if a in value)
    yield _longer(value)
    yield f"{value}x"


def _moved(value: str) -> Iterator[str]:
    """The text with one of its numbers one higher; first the last number."""
    for match in reversed(list(_NUMBER.finditer(value))):
        head, tail = value[: match.start()], value[match.end() :]
        parts = re.split(r"([._])", match[0])
        parts[-1] = str(int(parts[-1]) + 1).zfill(len(parts[-1]))
        yield head + "".join(parts) + tail


def _longer(value: str) -> str:
    """One word more in prose, one letter more in a name; an ending of a file stays."""
    stem, dot, ending = value.rpartition(".")
    if dot and ending in {"py", "md", "yaml", "json", "proto"}:
        return f"{stem}x.{ending}"
    if " " in value.strip():
        return f"{value.rstrip().rstrip('.')} and more{'.' if value.rstrip()[-1:] == '.' else ''}"
    return f"{value}x"


def suggested(site: Site, tried: Scalar, refusals: Sequence[Diagnostic]) -> Iterator[str]:
    """What refusals of a text name in its stead."""
    if not isinstance(site.value, str):
        return
    words = [
        word
        for one in refusals
        for text in (one.help, one.message, *(note.message for note in one.notes))
        for word in _QUOTED.findall(text)
    ]
    fresh = [w for w in dict.fromkeys(words) if w not in (tried, site.key)]
    fresh = [w for w in fresh if not _plain(w).endswith(_plain(site.value))]
    yield from fresh[:_MOST]
