"""A fact is one thing that can be wrong: its code, its name, and the one function that words it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec

from qpf.diagnostics.diagnostic import Diagnostic, Note, Place, Severity
from qpf.diagnostics.fix import Fix, Replace
from qpf.diagnostics.suggest import Suggestion

__all__ = ["Fact", "Finding", "fact", "fact_of"]

_P = ParamSpec("_P")
_ATTRIBUTE = "__qpf_fact__"


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """What a code stands for; `title` is the first line of the constructor's docstring.

    `home` is the package whose folder `pages` holds the explanation.
    """

    code: str
    name: str
    area: str
    severity: Severity
    title: str
    home: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a constructor returns; the decorator adds code and severity.

    A `help` that is a `Suggestion` brings its own fix, unless `fix` says another.
    """

    place: Place
    message: str
    help: str = ""
    notes: tuple[Note, ...] = ()
    fix: Fix | None = None


def fact(
    code: str, name: str, *, area: str, severity: Severity = Severity.ERROR
) -> Callable[[Callable[_P, Finding]], Callable[_P, Diagnostic]]:
    """Turn a function that words a finding into the constructor of the diagnostic `code`."""

    def decorate(words: Callable[_P, Finding]) -> Callable[_P, Diagnostic]:
        @wraps(words)
        def construct(*args: _P.args, **kwargs: _P.kwargs) -> Diagnostic:
            said = words(*args, **kwargs)
            fix = said.fix or _suggested(said)
            remedy = str(said.help)
            return Diagnostic(code, severity, said.message, said.place, remedy, said.notes, fix)

        title = (words.__doc__ or name).strip().splitlines()[0].rstrip(".")
        home = words.__module__.rpartition(".")[0].removesuffix(".catalogue")
        setattr(construct, _ATTRIBUTE, Fact(code, name, area, severity, title, home))
        return construct

    return decorate


def _suggested(said: Finding) -> Fix | None:
    meant = said.help
    if not isinstance(meant, Suggestion) or not meant.is_clear:
        return None
    change = Replace(said.place, meant.word, meant.meant)
    return Fix(f"write `{meant.meant}`", (change,), is_safe=meant.is_sure)


def fact_of(constructor: object) -> Fact | None:
    """The fact a constructor states, or None for any other object."""
    found = getattr(constructor, _ATTRIBUTE, None)
    return found if isinstance(found, Fact) else None
