"""What is installed beside the factory: the packages that emitted code was judged with."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["Installed", "closure_of"]

_SPDX = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """One package: its name as written in URLs, its version, and whom it needs."""

    name: str
    version: str
    licence: str
    """SPDX expression, or nothing when the package tells none."""
    needs: tuple[str, ...]


def closure_of(requirements: Iterable[str]) -> tuple[tuple[Installed, ...], tuple[str, ...]]:
    """The installed packages that requirements lead to, by name, and what is not installed."""
    found: dict[str, Installed] = {}
    missing: set[str] = set()
    waiting = [Requirement(one) for one in requirements]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if (name, frozenset(wanted.extras)) in seen:
            continue
        seen.add((name, frozenset(wanted.extras)))
        try:
            package = distribution(name)
        except PackageNotFoundError:
            missing.add(name)
            continue
        needs = _needs(package, wanted.extras)
        names = {canonicalize_name(one.name) for one in needs}
        known = found[name].needs if name in found else ()
        found[name] = Installed(
            name=name,
            version=package.version,
            licence=_licence(package),
            needs=tuple(sorted({*known, *names})),
        )
        waiting += needs
    return tuple(found[name] for name in sorted(found)), tuple(sorted(missing))


def _needs(package: Distribution, extras: Iterable[str]) -> list[Requirement]:
    environments = [{"extra": extra} for extra in (*extras, "")]
    requirements = [Requirement(one) for one in package.requires or ()]
    return [
        one
        for one in requirements
        if one.marker is None or any(one.marker.evaluate(each) for each in environments)
    ]


def _licence(package: Distribution) -> str:
    told = package.metadata.json.get("license_expression")
    return told if isinstance(told, str) and _SPDX.fullmatch(told) else ""
