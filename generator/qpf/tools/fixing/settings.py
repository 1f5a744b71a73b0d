"""Mends the settings of a workspace: keys of `[tool.qpf]` that are known words misspelled."""

from collections.abc import Sequence
from dataclasses import dataclass

from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics
from qpf.tools.fixing.applying import applied, together
from qpf.tools.fixing.edits import with_edits
from qpf.tools.fixing.files import InputFiles
from qpf.tools.workspace import FILE, settings_in

__all__ = ["MendedSettings", "mended_settings"]


@dataclass(frozen=True, slots=True)
class MendedSettings:
    """The file as it should be, and the findings that are gone then."""

    data: bytes
    mended: tuple[Diagnostic, ...]


def mended_settings(files: InputFiles, *, allow_unsafe: bool) -> MendedSettings | None:
    """What mending the settings comes to; None when no fix is offered or none helps.

    Each fix is tried alone: one that leaves its fault or brings another is not made.
    """
    data = files.original(FILE)
    mended: list[Diagnostic] = []
    refused: set[str] = set()
    while data is not None:
        offered = [one for one in _offered(files, data, allow_unsafe) if _key(one) not in refused]
        chosen = together(offered)[:1]
        if not chosen:
            break
        tried = applied(chosen, {FILE: data})[FILE]
        if len(_findings(tried)) < len(_findings(data)):
            data = tried
            mended += chosen
        else:
            refused.add(_key(chosen[0]))
    return MendedSettings(data, tuple(mended)) if data is not None and mended else None


def _offered(files: InputFiles, data: bytes, allow_unsafe: bool) -> Sequence[Diagnostic]:
    seen = with_edits(_findings(data), lambda path: files.source(path, {FILE: data}))
    return [one for one in seen if one.fix and one.fix.edits and (one.fix.is_safe or allow_unsafe)]


def _findings(data: bytes) -> tuple[Diagnostic, ...]:
    found = Diagnostics()
    try:
        settings_in(data.decode("utf-8"), found)
    except UnicodeDecodeError:
        return ()
    return tuple(found.found)


def _key(one: Diagnostic) -> str:
    return f"{one.code} {one.message}"
