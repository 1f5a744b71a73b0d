"""The gates that run a tool over a whole package: mypy, pylint, tests with coverage.

Each package has one result per tool, kept under a digest of its files and of the sources of all
packages it imports. The groups of files do not depend on the number of workers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qpf.tools.digests import digest_of
from qpf.tools.gates.crew import Crew, Reply, Task
from qpf.tools.gates.evidence import Breach, Evidence, Tally, merged
from qpf.tools.gates.names import Gate
from qpf.tools.gates.package import Package
from qpf.tools.gates.store import Store

__all__ = ["TOOLS", "Yard", "heavy_evidence", "kept_evidence"]

TOOLS = {"mypy": (Gate.MYPY,), "pylint": (Gate.PYLINT,), "tests": (Gate.TESTS, Gate.COVERAGE)}
"""The gates each tool answers."""

_LINTED_TOGETHER = 45
_TESTED_TOGETHER = 8
_MOST_GROUPS = 8
_LIMIT_S = 600.0
_PREFIXES = {"mypy": ("src/",), "pylint": ("src/",), "tests": ("",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Yard:
    """Where the tools work: all packages, what each needs, and two folders.

    Measuring what tests cover takes as long again as they do.
    """

    packages: Sequence[Package]
    needs: Mapping[str, frozenset[str]]
    cache: Path
    scratch: Path
    is_measured: bool = True

    @property
    def paths(self) -> list[str]:
        """The folders of the import path."""
        return [str(package.source.resolve()) for package in self.packages]

    def key(self, tool: str, package: Package) -> str:
        """What a tool's result on a package depends on, besides the environment."""
        others = [p for p in self.packages if p.name in self.needs[package.name]]
        digests = [package.digest(_PREFIXES[tool]), *(p.digest(("src/",)) for p in others)]
        return digest_of(" ".join(digests).encode())


def kept_evidence(yard: Yard, package: Package, store: Store) -> dict[str, Evidence]:
    """Results of earlier runs that still hold, by tool."""
    kept = {t: store.result(f"{t}-{package.name}", yard.key(t, package)) for t in TOOLS}
    return {tool: evidence for tool, evidence in kept.items() if evidence is not None}


def heavy_evidence(
    yard: Yard, wanted: Sequence[tuple[str, Package]], crew: Crew, store: Store
) -> dict[tuple[str, str], Evidence]:
    """Run each tool on its packages; results by tool and package name, kept unless one crashed."""
    jobs = [*_mypy(yard, wanted), *_interleaved(yard, wanted)]
    replies = crew.run([task for _, _, task in jobs])
    done = list(zip(jobs, replies, strict=True))
    seen: dict[tuple[str, str], Evidence] = {}
    for tool, package in wanted:
        mine = [
            (task, reply)
            for (kind, owner, task), reply in done
            if kind == tool and owner in (None, package)
        ]
        evidence = _READERS[tool](package, mine)
        if tool == "tests" and yard.is_measured:
            evidence = merged([evidence, _coverage(package, [t for t, _ in mine], crew)])
        seen[tool, package.name] = evidence
        if not evidence.crashes:
            store.keep(f"{tool}-{package.name}", yard.key(tool, package), evidence)
    return seen


Job = tuple[str, Package | None, Task]
Answers = Sequence[tuple[Task, Reply]]


def _mypy(yard: Yard, wanted: Sequence[tuple[str, Package]]) -> list[Job]:
    packages = [package for tool, package in wanted if tool == "mypy"]
    files = [str(package.root.resolve() / p) for package in packages for p in package.sources]
    if not files:
        return []
    payload = {"paths": yard.paths, "files": files, "cache": str(yard.cache.resolve() / "mypy")}
    return [("mypy", None, Task(kind="mypy", payload=payload, limit_s=_LIMIT_S))]


def _interleaved(yard: Yard, wanted: Sequence[tuple[str, Package]]) -> Iterator[Job]:
    """One of each tool in turn, so that one worker loads while another works."""
    lint = [(p, part) for tool, p in wanted if tool == "pylint" for part in _linted(p)]
    test = [(p, part) for tool, p in wanted if tool == "tests" for part in _tested(p)]
    for number in range(max(len(lint), len(test))):
        if number < len(lint):
            package, part = lint[number]
            files = [str(package.root.resolve() / path) for path in part]
            payload: dict[str, Any] = {"paths": yard.paths, "files": files}
            yield "pylint", package, Task(kind="pylint", payload=payload, limit_s=_LIMIT_S)
        if number < len(test):
            package, part = test[number]
            payload = _test_payload(yard, package, part, number)
            yield "tests", package, Task(kind="tests", payload=payload, limit_s=_LIMIT_S)


def _linted(package: Package) -> list[tuple[str, ...]]:
    files = package.sources
    return [files[n : n + _LINTED_TOGETHER] for n in range(0, len(files), _LINTED_TOGETHER)]


def _tested(package: Package) -> list[tuple[str, ...]]:
    """Groups of about the same size in bytes: the only hint of how long a file takes."""
    sized = sorted((-(package.root / path).stat().st_size, path) for path in package.tests)
    count = min(_MOST_GROUPS, -(-len(sized) // _TESTED_TOGETHER))
    groups: list[list[str]] = [[] for _ in range(count)]
    weights = [0] * count
    for size, path in sized:
        lightest = weights.index(min(weights))
        groups[lightest].append(path)
        weights[lightest] -= size
    return [tuple(sorted(group)) for group in groups]


def _test_payload(yard: Yard, package: Package, part: Sequence[str], number: int) -> dict[str, Any]:
    root = package.root.resolve()
    has_project = "pyproject.toml" in package.digests
    return {
        "paths": yard.paths,
        "root": str(root),
        "source": str(root / "src"),
        "config": str(root / "pyproject.toml") if has_project else "/dev/null",
        "tests": [str(root / path) for path in part],
        "data": str(yard.scratch / f"{package.name}.{number}.coverage"),
        "is_measured": yard.is_measured,
    }


def _coverage(package: Package, tasks: Sequence[Task], crew: Crew) -> Evidence:
    """Sum up what the groups measured; a source that no test imports counts as not covered."""
    source = package.source.resolve()
    payload = {"source": str(source), "measured": [task.payload["data"] for task in tasks]}
    reply = crew.run([Task(kind="tests", payload=payload, limit_s=_LIMIT_S)])[0]
    if reply.reason:
        return Evidence(crashes=((Gate.COVERAGE, reply.reason),))
    root = package.root.resolve()
    parts = [_covered(path, root, reply.result) for path in package.sources]
    return merged(parts)


def _covered(path: str, root: Path, measured: Mapping[str, Any]) -> Evidence:
    if str(root / path) not in measured:
        lines = len([one for one in (root / path).read_bytes().splitlines() if one.strip()])
        breach = Breach(Gate.COVERAGE, path, 0, f"no test reaches any of the {lines} lines")
        return Evidence((breach,) if lines else (), (Tally(Gate.COVERAGE, path, lines, lines),))
    total, bad, lines = measured[str(root / path)]
    missed = ", ".join(map(str, lines))
    breach = Breach(Gate.COVERAGE, path, lines[0] if lines else 0, f"not covered: line {missed}")
    return Evidence((breach,) if bad else (), (Tally(Gate.COVERAGE, path, total, bad),))


def _read_mypy(package: Package, answers: Answers) -> Evidence:
    root = package.root.resolve()
    found = []
    for _, reply in answers:
        if reply.reason:
            return Evidence(crashes=((Gate.MYPY, reply.reason),))
        for name, line, message in reply.result:
            if Path(name).is_relative_to(root):
                path = Path(name).relative_to(root).as_posix()
                found.append(Breach(Gate.MYPY, path, int(line), message))
    return Evidence(tuple(sorted(found)))


def _read_pylint(package: Package, answers: Answers) -> Evidence:
    root = package.root.resolve()
    parts = []
    for task, reply in answers:
        if reply.reason:
            parts.append(Evidence(crashes=((Gate.PYLINT, reply.reason),)))
            continue
        for name, one in zip(task.payload["files"], reply.result, strict=True):
            path = Path(name).relative_to(root).as_posix()
            breaches = tuple(Breach(Gate.PYLINT, path, n, m) for n, m in one["messages"])
            tally = Tally(Gate.PYLINT, path, one["statements"], one["penalty"])
            parts.append(Evidence(breaches, (tally,)))
    return merged(parts)


def _read_tests(_package: Package, answers: Answers) -> Evidence:
    parts = []
    for _, reply in answers:
        if reply.reason:
            parts.append(Evidence(crashes=((Gate.TESTS, reply.reason),)))
            continue
        said = reply.result
        names = sorted({*said["passed"], *said["failed"]})
        tallies = (_counted(p, said["passed"].get(p, 0), said["failed"].get(p, 0)) for p in names)
        breaches = (Breach(Gate.TESTS, p, n, m) for p, n, m in said["failures"])
        marks = tuple((path, mark) for path, mark in said["marks"])
        parts.append(Evidence(tuple(breaches), tuple(tallies), marks))
    return merged(parts)


def _counted(path: str, passed: int, failed: int) -> Tally:
    return Tally(Gate.TESTS, path, passed + failed, failed)


_READERS = {"mypy": _read_mypy, "pylint": _read_pylint, "tests": _read_tests}
