"""Emitted distributions stand alone: wheels, a fresh environment without the factory, a service."""

import json
import os
import shutil
from pathlib import Path

import pytest
from e2e_environment import ROOT, Environment, Wheels
from e2e_service import Service, started

from qpf.__main__ import main

STATUS = ("tensoraios", "main", "plastos", "mortgageos", "trainer", "auditor")
KEY = "a key that only this test knows"
SERVERS = {
    "L9_DATABASE_URL": os.environ.get("QPF_TEST_POSTGRES_URL", ""),
    "L9_REDIS_URL": os.environ.get("QPF_TEST_REDIS_URL", ""),
}
PLACES = {"embedded": {}, "servers": SERVERS} if all(SERVERS.values()) else {"embedded": {}}
SCORE = {
    "query": [1, 0],
    "candidates": [{"id": "far", "embedding": [0, 1]}, {"id": "near", "embedding": [2, 0]}],
}
EMITTED_TESTS = ("test_service.py", "tensor_aios")


@pytest.fixture(scope="module")
def fresh(wheels: Wheels, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the emitted wheels, what they declare, and nothing else."""
    environment = Environment(tmp_path_factory.mktemp("fresh") / "venv")
    environment.create()
    environment.install(wheels.core, f"{wheels.agents}[test]")
    return environment


def settings(place: str, folder: Path) -> dict[str, str]:
    """What an operator sets: a key with its role, where data goes, servers if there are any."""
    return {
        "L9_API_KEYS__ops__KEY": KEY,
        "L9_API_KEYS__ops__ROLES": json.dumps(["service_token"]),
        "L9_DATA_DIR": str(folder / "data"),
        **PLACES[place],
    }


def test_the_factory_is_not_there(fresh: Environment, tmp_path: Path) -> None:
    code = "from importlib.util import find_spec as f; print(f('qpf'), f('l9').origin)"
    done = fresh.run("python", "-c", code, cwd=tmp_path)
    missing, _, origin = done.stdout.strip().partition(" ")
    assert missing == "None"
    assert Path(origin).is_relative_to(fresh.folder)


@pytest.mark.parametrize("place", PLACES)
def test_the_service_starts_answers_and_stops(
    fresh: Environment, place: str, tmp_path: Path
) -> None:
    chosen = settings(place, tmp_path)
    if PLACES[place]:
        # A database that serves others too gets its tables from its operator, not at the start.
        done = fresh.run("python", "-m", "l9", "migrate", cwd=tmp_path, variables=chosen)
        assert done.returncode == 0, done.stderr
    variables = fresh.processes(chosen)
    words = (fresh.python, "-m", "l9", "serve", "--port", "0")
    with started(words, tmp_path, variables) as service:
        assert service.announced["event"] == "listening"
        assert service.call("GET", "/readyz").status == 200
        check_status(service)
        check_score(service)
        assert service.stop() == 0, service.said()
        assert not service.left_behind()
    assert "Traceback" not in (tmp_path / "service.log").read_text("utf-8")


def check_status(service: Service) -> None:
    """Each of the six agents tells its state to anybody."""
    for name in STATUS:
        answer = service.call("GET", f"/{name}/v6/status")
        assert answer.status == 200, name
        assert isinstance(answer.body, dict)
        assert answer.body


def check_score(service: Service) -> None:
    """A call that needs a role is refused without the key, and answered with it."""
    path = "/tensoraios/v6/score"
    assert service.call("POST", path, SCORE).status == 401
    assert service.call("POST", path, SCORE, {"X-API-Key": "another"}).status == 401
    answer = service.call("POST", path, SCORE, {"X-API-Key": KEY})
    assert answer.status == 200, answer.body
    assert [one["id"] for one in answer.body] == ["near", "far"]


def test_the_other_commands_answer(fresh: Environment, tmp_path: Path) -> None:
    variables = settings("embedded", tmp_path)
    for command in ("config", "migrate", "openapi"):
        done = fresh.run("python", "-m", "l9", command, cwd=tmp_path, variables=variables)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)
        assert KEY not in done.stdout
    assert (tmp_path / "data" / "service.db").is_file()


def test_emitted_tests_pass_there(fresh: Environment, tmp_path: Path) -> None:
    project = ROOT / "generated" / "l9-agents"
    # Without `src`, so that the tests can only find what was installed.
    shutil.copytree(project / "tests", tmp_path / "tests")
    shutil.copy(project / "pyproject.toml", tmp_path)
    chosen = [f"tests/{name}" for name in EMITTED_TESTS]
    done = fresh.run("python", "-m", "pytest", "-q", *chosen, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-4000:]
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout


def test_a_built_wheel_is_what_the_schemas_give(
    wheels: Wheels, capsys: pytest.CaptureFixture[str]
) -> None:
    for wheel in (wheels.core, wheels.agents):
        code = main(["verify", str(wheel), "--workspace", str(ROOT)])
        assert code == 0, capsys.readouterr().err
