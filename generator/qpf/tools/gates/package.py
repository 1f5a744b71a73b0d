"""A distribution as the gates see it: a folder, its files with digests, and who owns each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from qpf.model.artifact import StagedTree
from qpf.tools.digests import digest_of, file_digests

__all__ = ["Package", "module_of", "packages_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """`digests` maps paths below `root` to SHA-256; `printed` are those that a template made.

    A package that is not `is_judged` was published earlier and is only read by the others.
    """

    name: str
    root: Path
    digests: Mapping[str, str]
    printed: frozenset[str] = frozenset()
    owners: Mapping[str, str] = field(default_factory=dict)
    is_judged: bool = True

    @property
    def source(self) -> Path:
        """The folder that goes on the import path."""
        return self.root / "src"

    @property
    def sources(self) -> tuple[str, ...]:
        """Paths of the Python files of the distribution itself."""
        return self.python("src/")

    @property
    def tests(self) -> tuple[str, ...]:
        """Paths of the Python files that hold tests."""
        found = self.python("tests/")
        return tuple(p for p in found if p.rsplit("/", 1)[-1].startswith("test_"))

    def python(self, prefix: str = "") -> tuple[str, ...]:
        """Sorted paths of Python files below a prefix."""
        return tuple(sorted(p for p in self.digests if p.startswith(prefix) and p.endswith(".py")))

    def digest(self, prefixes: tuple[str, ...]) -> str:
        """One digest of all files below the prefixes."""
        lines = [f"{p} {d}" for p, d in sorted(self.digests.items()) if p.startswith(prefixes)]
        return digest_of("\n".join(lines).encode())

    def owned(self, agent_id: str) -> frozenset[str]:
        """Paths of the files of one agent."""
        return frozenset(path for path, owner in self.owners.items() if owner == agent_id)


def packages_of(staged: StagedTree, published: Path) -> tuple[Package, ...]:
    """The staged distributions, and the published ones beside them that were not emitted now."""
    judged = [_staged(staged, name) for name in staged.distributions]
    known = {package.name for package in judged}
    others = [_published(path) for path in _folders(published) if path.name not in known]
    return (*judged, *others)


def module_of(path: str) -> str:
    """The dotted name of `src/<path>.py`; a package's `__init__` has the package's name."""
    name = path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__")
    return name.replace("/", ".")


def _staged(staged: StagedTree, name: str) -> Package:
    files = [file.planned for file in staged.of(name)]
    return Package(
        name=name,
        root=staged.root / name,
        digests={file.planned.path: file.digest for file in staged.of(name)},
        printed=frozenset(planned.path for planned in files if planned.view is not None),
        owners={planned.path: planned.agent_id for planned in files if planned.agent_id},
    )


def _published(root: Path) -> Package:
    return Package(name=root.name, root=root, digests=file_digests(root), is_judged=False)


def _folders(root: Path) -> Iterable[Path]:
    if root.is_dir():
        yield from sorted(path for path in root.iterdir() if (path / "src").is_dir())
