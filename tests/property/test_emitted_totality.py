"""Whatever validates is emitted: it compiles, its imports lead somewhere, it is tidy, it starts.

Hypothesis makes the choices here. The nightly program `totality.py` makes the same ones from a
seed, and asks more of many more: mypy, pylint, and their own tests.
"""

import importlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drawn_collections import drawn_workspace
from drawn_examples import EVENLY, small_in_time, workspaces
from emitted_laws import CORE, lint_findings, unresolved_imports, untidy_modules
from emitting import Emission, emitted_tree, graph_of, read
from from_specs import Walk
from hypothesis import HealthCheck, Phase, find, given, settings
from luck import Dice
from scene import Workspace

from qpf.diagnostics.diagnostic import Diagnostics, Stopped
from qpf.model.graph import Graph
from qpf.sections.registry import sections

KITS = tuple(CORE.parents[2] / f"{kit}/static/src" for kit in ("organism", "fabric"))
DRAWN = settings(
    backend=EVENLY,
    max_examples=7,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.large_base_example),
)
"""A bounded number of workspaces, the same on every machine; one that fails is made smaller."""


def bound(drawn: Workspace, workspace: Path) -> tuple[Graph | None, Diagnostics]:
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
    """The emitted package beside the core and the kits; forgotten afterwards."""
    before = list(sys.path)
    # another test's helper may have the package's name; it comes back afterwards
    hidden = {n: sys.modules.pop(n) for n in list(sys.modules) if n.partition(".")[0] == package}
    sys.path[:0] = [str(source), str(CORE), *(str(kit) for kit in KITS)]
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path[:] = before
        for name in [one for one in sys.modules if one.partition(".")[0] == package]:
            del sys.modules[name]
        sys.modules.update(hidden)


def test_what_validates_is_emitted_and_starts(tmp_path: Path) -> None:
    accepted: list[bool] = []

    @DRAWN
    @given(workspaces())
    def holds(drawn: Workspace) -> None:
        accepted.append(is_accepted(drawn, tmp_path))

    with small_in_time():
        holds()
    assert sum(accepted) * 100 >= 85 * len(accepted)


def is_accepted(drawn: Workspace, folder: Path) -> bool:
    """Whether a workspace is valid; what is emitted of a valid one is whole and starts."""
    graph, found = bound(drawn, folder / "workspace")
    if graph is None:
        assert found.has_errors
        return False
    shutil.rmtree(folder / "emitted", ignore_errors=True)
    emission = emission_of(graph, folder / "emitted", found)
    for path, text in emission.modules.items():
        compile(text, path, "exec")
    assert unresolved_imports(emission) == []
    assert untidy_modules(emission) == []
    assert lint_findings(folder / "emitted/staging") == ""
    start(emission, folder / "emitted/staging")
    return True


def emission_of(graph: Graph, folder: Path, found: Diagnostics) -> Emission:
    """What a graph becomes, without the kits it stands on."""
    tree = emitted_tree(graph, folder, found, kits=False)
    return Emission({file.path: file.text for file in tree.files}, tuple(tree.first_party))


def start(emission: Emission, staging: Path) -> None:
    """Import every module; build each service in memory, so that every route is made."""
    homes = sorted({path.partition("/src/")[0] for path in emission.modules if "/src/" in path})
    for home in homes:
        source = f"{home}/src/"
        paths = [p.removeprefix(source) for p in emission.modules if p.startswith(source)]
        package = paths[0].partition("/")[0]
        with importable(staging / source, package):
            for path in paths:
                importlib.import_module(
                    path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
                )
            if f"{package}/app.py" in paths:
                platform = importlib.import_module("qpf_core.service.platform").Platform.embedded()
                app = importlib.import_module(f"{package}.app").build(platform)
                assert app.openapi()["paths"]


WILD = [one for one in sections() if not one.flat]
"""Sections that are written under a key of their own."""


def test_no_value_of_a_section_ends_in_a_traceback(tmp_path: Path) -> None:
    """Any value that the fields of a section allow is taken, or refused at a place."""
    for number, section in enumerate((*WILD, *WILD)):
        luck = Dice(f"wild {number}")
        workspace = drawn_workspace(luck, "demo")
        schemas = [path for path in workspace.documents if path.startswith("schemas/")]
        for path in schemas:
            workspace.documents[path][section.name] = Walk(luck).model(section.spec)
        graph, found = bound(workspace, tmp_path / "workspace")
        for one in found.errors:
            assert (tmp_path / "workspace" / one.place.file).is_file(), one
            assert one.place.line > 0, one
        assert graph is not None or found.has_errors


def test_the_nightly_choices_are_those_of_the_tests() -> None:
    """A seed draws the same workspace everywhere, and every number of it matters."""
    first = drawn_workspace(Dice("a seed"), "demo").documents
    assert first == drawn_workspace(Dice("a seed"), "demo").documents
    assert first != drawn_workspace(Dice("another"), "demo").documents


def test_a_drawn_workspace_is_made_smaller() -> None:
    """Hypothesis makes the choices, so that it can take away those that a fault does not need."""
    sizes: list[int] = []

    def has_tables(drawn: Workspace) -> bool:
        found = any("tables" in one for one in drawn.documents.values())
        if found:
            sizes.append(len(str(drawn.documents)))
        return found

    with small_in_time():
        small = find(workspaces(), has_tables, settings=settings(DRAWN, max_examples=100))
    assert any("tables" in one for one in small.documents.values())
    assert len(str(small.documents)) * 2 < sizes[0]


def test_every_section_is_drawn() -> None:
    drawn = [drawn_workspace(Dice(f"{number}"), "demo").documents for number in range(60)]
    keys = {key for documents in drawn for value in documents.values() for key in value}
    keys |= {key for one in drawn for value in one.values() for key in value.get("defaults", ())}
    named = {section.name for section in sections() if not section.flat}
    # `library` ships static files, which only the core and the kits have
    assert named - keys == {"library"}
