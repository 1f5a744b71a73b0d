"""Same inputs, same bytes: on every supported Python of this machine, not only on this one."""

import json
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import Tell
from e2e_environment import ROOT, Environment, Wheels
from interpreters import HOW_TO_GET_ONE, other_interpreters

OWN = ".".join(map(str, sys.version_info[:3]))
COPIED = ("schemas", "extractor_maps", "glue", "generated", "manifests", "pyproject.toml")
FACTORY = [
    "packaging",
    "pyyaml",
    "pydantic",
    "jinja2",
    "jsonschema",
    "networkx",
    "typer",
    "rich",
    "copier",
    "ruff",
    "black",
    "isort",
    "mypy",
    "pylint",
    "pytest",
    "coverage",
]
"""What the factory needs to emit and to record; the versions are those of the lock."""


@pytest.fixture(scope="module")
def environments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Environment]:
    """One for each other Python, with the tools of the lock."""
    found = other_interpreters()
    assert found, HOW_TO_GET_ONE
    folder = tmp_path_factory.mktemp("pythons")
    made = {
        version: Environment(
            folder / version, {"PYTHONPATH": str(ROOT / "generator")}, interpreter=path
        )
        for version, path in found.items()
    }
    with ThreadPoolExecutor() as pool:
        list(pool.map(_prepare, made.values()))
    return made


def _prepare(environment: Environment) -> None:
    environment.create()
    environment.install(*FACTORY)


def test_the_published_tree_is_what_every_python_gives(
    environments: dict[str, Environment], tmp_path: Path, tell: Tell
) -> None:
    for version, environment in environments.items():
        workspace = tmp_path / version
        workspace.mkdir()
        for name in COPIED:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, workspace / name)
        done = environment.run("python", "-m", "qpf", "check", cwd=workspace)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        assert "files are what the schemas give" in done.stderr
        tell(f"{version} beside {OWN}: {done.stderr.splitlines()[0]}")


def test_the_golden_cases_are_the_same_on_every_python(
    environments: dict[str, Environment], tmp_path: Path, tell: Tell
) -> None:
    for version, environment in environments.items():
        done = environment.run("python", ROOT / "tests/e2e/replay_golden.py", cwd=tmp_path)
        assert done.returncode == 0, done.stderr[-3000:]
        said = json.loads(done.stdout)
        assert said["python"].startswith(f"{version}.")
        assert said["different"] == []
        assert said["compared"] > 0
        tell(f"{said['python']} beside {OWN}: {said['compared']} golden files")


def test_one_moved_byte_is_noticed_on_every_python(
    environments: dict[str, Environment], tmp_path: Path
) -> None:
    for version, environment in environments.items():
        workspace = tmp_path / version
        case = ROOT / "tests/golden/minimal_agent"
        shutil.copytree(case, workspace)
        shutil.rmtree(workspace / "expected")
        (workspace / "README.md").unlink()
        words = ("python", "-m", "qpf", "extract", "--gates", "none")
        done = environment.run(*words, cwd=workspace)
        assert done.returncode == 0, done.stderr[-3000:]
        emitted = next((workspace / "generated").rglob("controller.py"))
        emitted.write_bytes(emitted.read_bytes() + b"\n")
        assert environment.run("python", "-m", "qpf", "check", cwd=workspace).returncode == 1


def test_the_installed_factory_gives_what_the_checkout_gives(
    environments: dict[str, Environment], wheels: Wheels, tmp_path: Path, tell: Tell
) -> None:
    """The wheel brings templates, core and kits along, and finds them where it is installed."""
    version, environment = list(environments.items())[-1]
    trees = []
    for name in ("checkout", "wheel"):
        if name == "wheel":
            environment.install("--no-deps", wheels.factory)
        workspace = tmp_path / name
        shutil.copytree(ROOT / "tests/golden/organism", workspace)
        shutil.rmtree(workspace / "expected")
        (workspace / "README.md").unlink()
        own = {"PYTHONPATH": ""} if name == "wheel" else {}
        where = ("-c", "import qpf; print(qpf.__file__)")
        origin = environment.run("python", *where, cwd=workspace, variables=own).stdout.strip()
        assert Path(origin).is_relative_to(environment.folder) is (name == "wheel")
        words = ("python", "-m", "qpf", "extract", "--gates", "none")
        done = environment.run(*words, cwd=workspace, variables=own)
        assert done.returncode == 0, done.stderr[-3000:]
        trees.append(published(workspace))
    assert trees[0].keys() == trees[1].keys()
    assert [path for path in trees[0] if trees[0][path] != trees[1][path]] == []
    tell(f"{version}: {len(trees[1])} files from the wheel and from the checkout")


def published(workspace: Path) -> dict[str, bytes]:
    """Bytes of every published file."""
    roots = (workspace / "generated", workspace / "manifests")
    files = (path for root in roots for path in sorted(root.rglob("*")) if path.is_file())
    return {path.relative_to(workspace).as_posix(): path.read_bytes() for path in files}
