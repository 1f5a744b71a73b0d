"""A new user: the factory's wheel, an empty environment, an empty folder, and then a service."""

import os
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from conftest import Tell
from e2e_environment import Environment, Wheels
from e2e_service import started

TARGET_S = 120.0


class Stopwatch:
    """How long each step took, and all of them kept processors busy, in seconds."""

    def __init__(self) -> None:
        """Nothing was measured yet."""
        self.taken: dict[str, float] = {}
        self._busy_before = _busy_s()

    def __call__(self, step: str, work: Callable[[], object]) -> None:
        """Do the work of a step."""
        start = perf_counter()
        work()
        self.taken[step] = perf_counter() - start

    def __str__(self) -> str:
        """Say it in one line, beside the target."""
        steps = ", ".join(f"{step} {taken:.1f}" for step, taken in self.taken.items())
        total = sum(self.taken.values())
        # On a machine that others use too, only the second number can be compared.
        busy = f"{_busy_s() - self._busy_before:.0f} s busy on {os.cpu_count()} cores"
        return f"new user: {total:.1f} s of {TARGET_S:.0f} ({steps}), {busy}"


def _busy_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_from_nothing_to_a_service(wheels: Wheels, tmp_path: Path, tell: Tell) -> None:
    environment = Environment(tmp_path / "venv")
    home = tmp_path / "hello"

    def qpf(*words: str, cwd: Path = home) -> subprocess.CompletedProcess[str]:
        done = environment.run("qpf", *words, cwd=cwd)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    def install() -> None:
        environment.create()
        environment.install(wheels.factory)

    watch = Stopwatch()
    watch("install", install)
    watch("init", lambda: qpf("init", "hello", cwd=tmp_path))
    watch("extract", lambda: qpf("extract"))
    watch("check", lambda: qpf("check"))
    watch("gate", lambda: check_gates(qpf("gate").stdout))
    watch("service", lambda: check_service(environment, home))
    tell(str(watch))
    again = qpf("extract")
    assert (again.stdout + again.stderr).strip() == "up to date"
    assert sorted(path.name for path in (home / "generated").iterdir()) == [
        "hello-agents",
        "qpf-core",
    ]


def check_gates(said: str) -> None:
    """Every gate has a row for both distributions, and passed."""
    for gate in ("mypy", "pylint", "tests", "coverage", "docstrings", "annotations"):
        for name in ("qpf-core", "hello-agents"):
            rows = [line.split() for line in said.splitlines() if line.startswith(name)]
            assert any(row[1] == gate and row[-1] == "passed" for row in rows), f"{gate} of {name}"


def check_service(environment: Environment, home: Path) -> None:
    """What `make serve` starts answers as the tutorial says, and ends when told."""
    sources = [home / "generated" / name / "src" for name in ("qpf-core", "hello-agents")]
    variables = environment.processes({"PYTHONPATH": os.pathsep.join(map(str, sources))})
    words = (environment.python, "-m", "hello", "serve", "--port", "0")
    folder = home.parent / "running"
    folder.mkdir()
    with started(words, folder, variables) as service:
        answer = service.call("POST", "/greeter/greet", {"name": "Ada"})
        assert (answer.status, answer.body) == (200, {"text": "Hello, Ada", "length": 10})
        assert service.call("POST", "/greeter/greet", {"name": ""}).status == 422
        assert service.stop() == 0, service.said()
        assert not service.left_behind()
