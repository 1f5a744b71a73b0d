"""How many faults of the operations the emitted tests find: `l9_mutation.py [--sample N]`.

A seeded sample of faults of every agent's operation modules; each is tried against the test file
of its module alone, in a process forked from one that has imported everything but the agents.
Prints JSON: per agent `killed`, `total` and the survivors. Exits 1 below the wanted share.
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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType

from mutants import Mutant, is_operation_module, mutants

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


def trials(workspace: Path, agent: str) -> Iterator[Trial]:
    """Every fault of the operations of an agent."""
    package = workspace / "generated" / "l9-agents"
    manifest = json.loads((workspace / "manifests" / "l9" / agent / "manifest.json").read_text())
    folder = package / "src" / Path(*manifest["package"].split("."))
    for path in sorted(folder.glob("*.py")):
        test = package / "tests" / agent / f"test_{path.stem}.py"
        text = path.read_text()
        if test.is_file() and is_operation_module(text):
            module = f"{manifest['package']}.{path.stem}"
            yield from (Trial(agent, module, test, one) for one in mutants(text))


def survives(trial: Trial) -> int:
    """Start the tests of a trial in a child; returns its process id. The child exits 0 if found."""
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
    waiting, running, found = list(reversed(chosen)), {}, {}
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


def prime(core: Path) -> None:
    """Import what tests need besides the agents, once for all children."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path.insert(0, str(core))
    catalogue = importlib.import_module("qpf_core.catalogue")
    found = [one.name for one in pkgutil.iter_modules(catalogue.__path__, "qpf_core.catalogue.")]
    for name in (*_PRIMED, *found):
        importlib.import_module(name)
    gc.freeze()


def main() -> int:
    """Try the sample, print the report; 1 when too few faults are found."""
    given = arguments()
    manifests = given.workspace / "manifests" / "l9"
    agents = given.agent or sorted(one.name for one in manifests.iterdir() if one.is_dir())
    prime(given.core)
    began, reports = time.monotonic(), {}
    for agent in agents:
        every = list(trials(given.workspace, agent))
        sound = {one.test: Trial(agent, one.module, one.test, None) for one in every}
        if any(tried(list(sound.values()), given.jobs).values()):
            sys.stderr.write(f"{agent}: the tests fail without a fault\n")
            return 2
        rng = random.Random(f"{given.seed} {agent}")
        chosen = every if not given.sample else rng.sample(every, min(given.sample, len(every)))
        reports[agent] = report(chosen, tried(chosen, given.jobs)) | {"all": len(every)}
    killed = sum(int(str(one["killed"])) for one in reports.values())
    total = sum(int(str(one["total"])) for one in reports.values())
    whole = {
        "seed": given.seed,
        "sample": given.sample,
        "agents": reports,
        "killed": killed,
        "total": total,
        "share": round(killed / total, 4) if total else 1.0,
        "seconds": round(time.monotonic() - began, 1),
    }
    sys.stdout.write(json.dumps(whole, indent=2) + "\n")
    return 0 if whole["share"] >= given.least else 1


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path, default=ROOT, help="where `generated/` stands")
    core = ROOT / "templates" / "core" / "static" / "src"
    parser.add_argument("--core", type=Path, default=core, help="where `qpf_core` stands")
    parser.add_argument("--agent", action="append", help="only this agent; may repeat")
    parser.add_argument("--sample", type=int, default=40, help="faults an agent, 0 for all")
    parser.add_argument("--seed", type=int, default=20261120)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--least", type=float, default=0.85, help="share that must be found")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
