"""Encoders for what an operating system reads: shells, Dockerfiles, units, environment files."""

import re
import shlex
from typing import Self

from qpf.diagnostics.diagnostic import Place
from qpf.model.encoded import Encoded, EncodeError
from qpf.views.escape import one_line

__all__ = ["DockerWord", "EnvValue", "PathText", "ShellWord", "SystemdValue", "is_safe_path"]

_COMPONENT = re.compile(r"[A-Za-z0-9._+-]{0,254}[A-Za-z0-9_+-]")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


class ShellWord(Encoded):
    """One word of a POSIX shell command; nothing in it is expanded."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Encode; `EncodeError` for a NUL, which no argument can hold."""
        if "\0" in text:
            raise EncodeError("a shell word cannot hold a NUL character", origin)
        return cls._made(shlex.quote(text), origin)


class DockerWord(Encoded):
    """A quoted value of `ENV`, `LABEL` or `ARG`; variables in it are not expanded."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Encode on one line; white space runs become one space."""
        inner = re.sub(r'([\\"$])', r"\\\1", one_line(text))
        return cls._made(f'"{inner}"', origin)


class SystemdValue(Encoded):
    """A quoted word of a unit file; specifiers and variables in it are not expanded."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Encode on one line; white space runs become one space."""
        inner = re.sub(r'([\\"])', r"\\\1", one_line(text))
        return cls._made('"' + inner.replace("%", "%%").replace("$", "$$") + '"', origin)


class EnvValue(Encoded):
    """A value in an environment file (`.env`): bare when plain, in single quotes otherwise."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Encode on one line; `EncodeError` for `${`, which readers expand even in quotes."""
        flat = one_line(text)
        if "${" in flat:
            raise EncodeError("an environment file cannot hold `${` without expanding it", origin)
        if re.fullmatch(r"[A-Za-z0-9_./:@+,-]*", flat):
            return cls._made(flat, origin)
        return cls._made("'" + re.sub(r"([\\'])", r"\\\1", flat) + "'", origin)


class PathText(Encoded):
    """A relative POSIX path of portable components, printed as it is."""

    __slots__ = ()

    def __new__(cls, text: str, origin: Place | None = None) -> Self:
        """Accept a path; `EncodeError` when it is absolute, climbs, or holds odd characters."""
        if not is_safe_path(text):
            raise EncodeError(f"`{text}` is not a portable relative path", origin)
        return cls._made(text, origin)


def is_safe_path(text: str) -> bool:
    """Whether a path is relative, stays below its root and is portable to any system.

    A part has at most 255 characters, does not end in a dot, and is no device of Windows (`aux`).
    """
    parts = text.split("/")
    return all(_COMPONENT.fullmatch(part) and not _DEVICE.fullmatch(part) for part in parts)
