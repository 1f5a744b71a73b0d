"""All that the gates want to know of one file, gathered in one reading and cached by content."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from qpf.tools.gates.evidence import Evidence

__all__ = ["FileFacts", "Import"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One imported name: `import module` has no `name`; `level` counts the leading dots.

    `is_eager` when it runs on import of the file; `is_optional` when its failure is caught;
    `is_typing` when only a type checker sees it.
    """

    module: str
    name: str
    level: int
    line: int
    is_eager: bool = True
    is_optional: bool = False
    is_typing: bool = False

    def plain(self) -> list[Any]:
        """JSON values."""
        flags = [self.is_eager, self.is_optional, self.is_typing]
        return [self.module, self.name, self.level, self.line, *flags]

    @classmethod
    def of_plain(cls, plain: list[Any]) -> "Import":
        """The inverse of `plain`."""
        module, name, level, line, eager, optional, typing = plain
        return cls(
            module=str(module),
            name=str(name),
            level=int(level),
            line=int(line),
            is_eager=bool(eager),
            is_optional=bool(optional),
            is_typing=bool(typing),
        )


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Evidence of the gates that need one file only, its imports, and the names it binds.

    `names` holds `*` when the file may bind names that cannot be read from its text.
    """

    evidence: Evidence
    imports: tuple[Import, ...] = ()
    names: frozenset[str] = frozenset()

    def plain(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "evidence": self.evidence.plain(),
            "imports": [item.plain() for item in self.imports],
            "names": sorted(self.names),
        }

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> "FileFacts":
        """The inverse of `plain`."""
        return cls(
            Evidence.of_plain(plain["evidence"]),
            tuple(Import.of_plain(item) for item in plain["imports"]),
            frozenset(plain["names"]),
        )
