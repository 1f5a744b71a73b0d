"""End to end: slow, so these tests run only when this folder is named (`make e2e`, `.ci/run`)."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from e2e_environment import ROOT, Wheels, build_wheel

HERE = Path(__file__).parent
# Some of these tests do at length what others do in small.
sys.path[:0] = [str(HERE.parent / name) for name in ("golden", "property", "functional")]

Tell = Callable[[str], None]


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark that every test of this folder carries."""
    config.addinivalue_line("markers", "e2e: builds, installs, starts; only when asked for")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests of this folder, and leave them out unless the command line names it."""
    mine = [item for item in items if HERE in item.path.parents]
    for item in mine:
        item.add_marker("e2e")
    if not any(_names_this_folder(config, word) for word in config.args):
        config.hook.pytest_deselected(items=mine)
        items[:] = [item for item in items if item not in mine]


def _names_this_folder(config: pytest.Config, word: str) -> bool:
    path = (config.invocation_params.dir / word.partition("::")[0]).resolve()
    return path == HERE or HERE in path.parents


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Wheels:
    """The wheels of the factory and of both emitted distributions, built from this tree."""
    folder = tmp_path_factory.mktemp("wheels")
    return Wheels(
        factory=build_wheel(ROOT, folder),
        core=build_wheel(ROOT / "generated" / "qpf-core", folder),
        agents=build_wheel(ROOT / "generated" / "l9-agents", folder),
    )


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Iterator[Tell]:
    """Say something in the log of the run, whatever is captured: times, above all."""
    said: list[str] = []
    yield said.append
    with capsys.disabled():
        for line in said:
            print(f"\n  {line}", end="")
