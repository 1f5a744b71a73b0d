"""Finds every system call of a run that writes in its workspace, and breaks one of them.

`strace` counts the calls of one kind, so that the same call can be met again in another run.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from faults_world import Said, World

__all__ = ["Broken", "Call", "broken", "calls", "kills", "refusals", "sampled", "verdict"]

WRITING = (
    "openat",
    "write",
    "pwrite64",
    "writev",
    "rename",
    "renameat",
    "renameat2",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "rmdir",
    "link",
    "linkat",
    "symlink",
    "symlinkat",
    "chmod",
    "fchmod",
    "fchmodat",
    "fsync",
    "fdatasync",
    "truncate",
    "ftruncate",
    "utimensat",
    "copy_file_range",
    "sendfile",
)
REFUSALS = ("ENOSPC", "EACCES", "EIO", "EROFS")
_LINE = re.compile(r"(?P<process>\d+) +(?P<name>\w+)\((?P<rest>.*)$")
_OPENS_TO_WRITE = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC")
_FAILED = re.compile(r"= -1 E")
_KILLED = (-9, 137)
# With a filter only the calls that are looked for stop the process, which is twice as fast; it
# needs `-f`, although the calls of no other process are counted, and it swallows signals.
_STRACE = ("strace", "-qq")
_FILTERED = (*_STRACE, "-f", "--seccomp-bpf")
_RARE = 20


@dataclass(frozen=True, slots=True)
class Call:
    """The call number `nth` (from 1) of its kind in a run; `phase` is `stage` or `publish`."""

    name: str
    nth: int
    phase: str
    detail: str

    def __str__(self) -> str:
        """A short name."""
        return f"{self.name} {self.nth} ({self.phase})"


@dataclass(frozen=True, slots=True)
class Broken:
    """What a fault did: the tree right after it, and everything that is wrong."""

    call: Call
    fault: str
    tree: str
    code: int
    wrong: tuple[str, ...]


def calls(world: World) -> list[Call]:
    """All writing calls of a run from the old tree to the new one, in their order."""
    assert shutil.which("strace"), "install strace (see `.ci/machine`)"
    root, log = world.fresh("counted"), world.folder / "counted.log"
    chosen = ",".join(WRITING)
    said = world.extract(root, (*_FILTERED, "-y", "-o", str(log), "-e", f"trace={chosen}"))
    assert said.code == 0, said.err
    found = list(_parsed(log.read_text("utf-8", "replace"), root))
    shutil.rmtree(root)
    return found


def _parsed(text: str, root: Path) -> Iterator[Call]:
    counts: Counter[str] = Counter()
    phase, own = "stage", ""
    for line in text.splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        own = own or match["process"]
        name, rest = match["name"], match["rest"]
        counts[name] += match["process"] == own
        if match["process"] != own or str(root) not in rest or _FAILED.search(rest):
            continue
        if name == "openat" and not _OPENS_TO_WRITE.search(rest):
            continue
        # The first flush is that of the first file that is going to be published.
        phase = "publish" if name == "fsync" else phase
        yield Call(name, counts[name], phase, rest.replace(str(root), "")[:120])


def kills(found: list[Call]) -> list[tuple[Call, str]]:
    """A kill at each call."""
    return [(call, "signal=KILL") for call in found]


def refusals(found: list[Call]) -> list[tuple[Call, str]]:
    """An error at each call, each kind of error in turn."""
    return [(call, f"error={REFUSALS[n % len(REFUSALS)]}") for n, call in enumerate(found)]


def broken(world: World, call: Call, fault: str, name: str) -> tuple[Path, Said]:
    """Run with a fault at a call, in a copy of the workspace with a name."""
    root = world.fresh(name)
    inject = f"inject={call.name}:{fault}:when={call.nth}"
    quiet = ("-o", "/dev/null", "-e", f"trace={call.name}", "-e", inject)
    strace = _STRACE if "signal" in fault else _FILTERED
    return root, world.extract(root, (*strace, *quiet))


def sampled(found: list[Call], every: int) -> list[Call]:
    """All calls of the rare kinds, and each N-th of the others."""
    kinds = Counter((call.phase, call.name) for call in found)
    seen: Counter[tuple[str, str]] = Counter()
    kept = []
    for call in found:
        kind = call.phase, call.name
        if kinds[kind] <= _RARE or seen[kind] % every == 0:
            kept.append(call)
        seen[kind] += 1
    return kept


def verdict(world: World, call: Call, fault: str, name: str = "broken") -> Broken:
    """Break one call and judge the workspace then and after the next run."""
    root, said = broken(world, call, fault, name)
    tree = world.published(root)
    wrong = _faults_of_kill(said) if "KILL" in fault else _faults_of_refusal(said, tree)
    wrong += world.faults_after(root)
    shutil.rmtree(root)
    return Broken(call, fault, tree, said.code, tuple(wrong))


def _faults_of_kill(said: Said) -> list[str]:
    return [] if said.code in _KILLED else [f"it was not killed but ended with {said.code}"]


def _faults_of_refusal(said: Said, tree: str) -> list[str]:
    wrong = []
    if "Traceback" in said.err or "QPF990" in said.err:
        wrong.append(f"no diagnostic but a crash: {said.err[-600:]}")
    if said.code == 0:
        return [*wrong, "success without the new tree"] if tree != "new" else wrong
    if said.code != 4 or " error QPF9" not in said.err:
        wrong.append(f"it ended with {said.code}: {said.err[-600:]}")
    is_told = "QPF900" in said.err
    if (tree != "old") != is_told:
        wrong.append(f"the tree is {tree}, and it says: {said.err[-600:]}")
    return wrong
