"""Whatever validates is emitted: it compiles, its imports lead somewhere, it is tidy, it starts."""

import importlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drawn_workspaces import WORKSPACES, Drawn
from emitted_laws import CORE, lint_findings, unresolved_imports, untidy_modules
from emitting import emitted, graph_of, read
from hypothesis import HealthCheck, Phase, given, settings

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.graph import Graph

CALM = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""The same examples on every machine, about a second each, and no time spent on smaller ones."""


def bound(drawn: Drawn, workspace: Path) -> tuple[Graph | None, Diagnostics]:
    """The graph of a drawn workspace, or nothing and the reasons."""
    shutil.rmtree(workspace, ignore_errors=True)
    drawn.write(workspace)
    found = Diagnostics()
    try:
        return graph_of(read(workspace, found), found), found
    except Stopped:
        return None, found


@contextmanager
def importable(source: Path, package: str) -> Iterator[None]:
    """The emitted package beside the core; forgotten afterwards."""
    before = list(sys.path)
    # another test's helper may have the package's name; it comes back afterwards
    hidden = {n: sys.modules.pop(n) for n in list(sys.modules) if n.partition(".")[0] == package}
    sys.path[:0] = [str(source), str(CORE)]
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path[:] = before
        for name in [one for one in sys.modules if one.partition(".")[0] == package]:
            del sys.modules[name]
        sys.modules.update(hidden)


def test_what_validates_is_emitted_and_starts(tmp_path: Path) -> None:
    refused: list[tuple[str, ...]] = []
    accepted: list[Drawn] = []

    @CALM
    @given(WORKSPACES)
    def law(drawn: Drawn) -> None:
        graph, found = bound(drawn, tmp_path / "workspace")
        if graph is None:
            assert found.has_errors
            refused.append(tuple(f"{one.code} {one.message}" for one in found.errors))
            return
        emission = emitted(graph, tmp_path / "emitted", found)
        for path, text in emission.modules.items():
            compile(text, path, "exec")
        assert unresolved_imports(emission) == []
        assert untidy_modules(emission) == []
        assert lint_findings(tmp_path / "emitted/staging") == ""
        start(tmp_path / "emitted/staging/demo-agents/src")
        accepted.append(drawn)

    law()
    assert len(accepted) > len(refused), refused


def start(source: Path) -> None:
    """Build the whole service in memory, so that every route is made."""
    with importable(source, "demo"):
        platform = importlib.import_module("qpf_core.service.platform").Platform.embedded()
        service = importlib.import_module("demo.app").build(platform)
        assert [path for path in service.openapi()["paths"] if path.startswith("/demo/")]
