"""Tries faults of emitted modules against their emitted tests; what the mutation commands share.

Each fault is tried against the test file of its module alone, in a process forked from one that
has imported everything but the agents.
"""

import argparse
import gc
import importlib
import json
import os
import pkgutil
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType

from mutants import Mutant, mutants

__all__ = ["ROOT", "Subject", "run"]

ROOT = Path(__file__).resolve().parent.parent
_PRIMED = (
    "pytest",
    "anyio.pytest_plugin",
    "anyio._backends._asyncio",
    "hypothesis",
    "fastapi.testclient",
    "qpf_core.cognition",
    "qpf_core.testing_effects",
)
_LIMIT_S = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is tried: a collection, its distribution, and the kits below it.

    `is_tried` takes the path and the text of a module and says whether its faults count.
    """

    collection: str
    distribution: str
    kits: tuple[str, ...]
    is_tried: Callable[[Path, str], bool]
    sample: int
    least: float


@dataclass(frozen=True, slots=True)
class Trial:
    """A fault of a module, and the test file that should find it."""

    agent: str
    module: str
    test: Path
    mutant: Mutant | None

    @property
    def told(self) -> str:
        """The fault in one line."""
        one = self.mutant
        what = f"{one.operator} line {one.line}: {one.was} -> {one.now}" if one else "no fault"
        return f"{self.module.rpartition('.')[2]} {what}"


class _Faulty(MetaPathFinder, Loader):
    """Imports one module from another source."""

    def __init__(self, module: str, source: str) -> None:
        self._module = module
        self._code: CodeType = compile(source, f"<{module} with a fault>", "exec")

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Claim the module with the fault."""
        del path, target
        return spec_from_loader(name, self) if name == self._module else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the faulty source."""
        exec(self._code, module.__dict__)


def trials(subject: Subject, workspace: Path, agent: str) -> Iterator[Trial]:
    """Every fault that counts of an agent."""
    package = workspace / "generated" / subject.distribution
    manifest = workspace / "manifests" / subject.collection / agent / "manifest.json"
    home = str(json.loads(manifest.read_text())["package"])
    for path in sorted((package / "src" / Path(*home.split("."))).glob("*.py")):
        test = package / "tests" / agent / f"test_{path.stem}.py"
        text = path.read_text()
        if test.is_file() and subject.is_tried(path, text):
            yield from (Trial(agent, f"{home}.{path.stem}", test, one) for one in mutants(text))


def survives(trial: Trial) -> int:
    """Start the tests of a trial in a child and return its process id; it exits 0 on survival."""
    child = os.fork()
    if child:
        return child
    signal.alarm(_LIMIT_S)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    status = 1
    try:
        if trial.mutant is not None:
            sys.meta_path.insert(0, _Faulty(trial.module, trial.mutant.source))
        pytest = importlib.import_module("pytest")
        package = trial.test.parent.parent.parent
        os.chdir(package)
        options = [
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "anyio.pytest_plugin",
            "--no-header",
            "--tb=no",
        ]
        status = int(pytest.main([*options, str(trial.test.relative_to(package))]))
    finally:
        os._exit(status)


def tried(chosen: Sequence[Trial], jobs: int) -> dict[Trial, int]:
    """The exit status of the tests of every trial; a killed child counts as a failure."""
    waiting = list(reversed(chosen))
    running: dict[int, Trial] = {}
    found: dict[Trial, int] = {}
    while waiting or running:
        while waiting and len(running) < jobs:
            trial = waiting.pop()
            running[survives(trial)] = trial
        child, status = os.wait()
        found[running.pop(child)] = status
    return found


def report(chosen: Sequence[Trial], found: dict[Trial, int]) -> dict[str, object]:
    """What was found of one agent's faults."""
    alive = [one.told for one in chosen if found[one] == 0]
    killed = len(chosen) - len(alive)
    share = round(killed / len(chosen), 4) if chosen else 1.0
    return {"killed": killed, "total": len(chosen), "share": share, "survivors": alive}


def prime(kits: Sequence[str]) -> None:
    """Import what tests need besides the agents, once for all children."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path[:0] = kits
    found = [name for kit in kits for name in _modules(Path(kit))]
    for name in (*_PRIMED, *found):
        importlib.import_module(name)
    gc.freeze()


def _modules(kit: Path) -> list[str]:
    """What is worth importing early: the catalogue of the core, all of any other kit."""
    (name,) = (one.name for one in kit.iterdir() if (one / "__init__.py").is_file())
    home = "qpf_core.catalogue" if name == "qpf_core" else name
    package = importlib.import_module(home)
    return [one.name for one in pkgutil.iter_modules(package.__path__, f"{home}.")]


def run(subject: Subject, description: str | None) -> int:
    """Try the sample, print the report; 1 when too few faults are found."""
    given = _arguments(subject, description)
    manifests = given.workspace / "manifests" / subject.collection
    agents = given.agent or sorted(one.name for one in manifests.iterdir() if one.is_dir())
    prime([str(given.kits / name / "static" / "src") for name in subject.kits])
    began, reports = time.monotonic(), {}
    for agent in agents:
        every = list(trials(subject, given.workspace, agent))
        sound = {one.test: Trial(agent, one.module, one.test, None) for one in every}
        if any(tried(list(sound.values()), given.jobs).values()):
            sys.stderr.write(f"{agent}: the tests fail without a fault\n")
            return 2
        rng = random.Random(f"{given.seed} {agent}")
        chosen = every if not given.sample else rng.sample(every, min(given.sample, len(every)))
        if every:
            reports[agent] = report(chosen, tried(chosen, given.jobs)) | {"all": len(every)}
    whole = _summary(reports) | {
        "seed": given.seed,
        "sample": given.sample,
        "seconds": round(time.monotonic() - began, 1),
    }
    sys.stdout.write(json.dumps(whole, indent=2) + "\n")
    return 0 if float(str(whole["share"])) >= given.least else 1


def _summary(reports: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    killed = sum(int(str(one["killed"])) for one in reports.values())
    total = sum(int(str(one["total"])) for one in reports.values())
    share = round(killed / total, 4) if total else 1.0
    return {"agents": reports, "killed": killed, "total": total, "share": share}


def _arguments(subject: Subject, description: str | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--workspace", type=Path, default=ROOT, help="where `generated/` stands")
    parser.add_argument("--kits", type=Path, default=ROOT / "templates", help="where kits stand")
    parser.add_argument("--agent", action="append", help="only this agent; may repeat")
    sample = subject.sample
    parser.add_argument("--sample", type=int, default=sample, help="faults an agent, 0 for all")
    parser.add_argument("--seed", type=int, default=20261120)
    parser.add_argument("--jobs", type=int, default=2)
    least = subject.least
    parser.add_argument("--least", type=float, default=least, help="share that must be found")
    return parser.parse_args()
