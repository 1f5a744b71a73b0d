"""The shape of the factory as tests: imports point down, files and functions stay short."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[1] / "generator" / "qpf"
FILES = sorted(ROOT.rglob("*.py"))

LAYERS = (
    "diagnostics",
    "model",
    "tools",
    "views",
    "language",
    "sections",
    "stages",
    "pipeline",
    "cli",
    "__main__",
)
"""From the bottom up; a module imports its own layer and those before it."""

PURE = ("diagnostics", "model", "views", "language")
"""Layers that start no process, open no socket and draw no random number."""

IMPURE = ("subprocess", "socket", "random", "secrets", "time", "urllib.request", "http")
LONGEST_FILE = 250
LONGEST_FUNCTION = 50


def name_of(path: Path) -> str:
    """A file's name in a test's title."""
    return path.relative_to(ROOT).as_posix()


def layer_of(path: Path) -> str:
    """The first folder below the package, or the module's own name."""
    parts = path.relative_to(ROOT).parts
    return parts[0] if len(parts) > 1 else path.stem


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Line and module of each import that runs; imports for types only do not count."""
    tree = ast.parse(path.read_bytes())
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno} imports relatively"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def functions_of(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length in lines of each function, decorators and docstring included."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", [p for p in FILES if p.parent != ROOT], ids=name_of)
def test_imports_point_down(path: Path) -> None:
    own = LAYERS.index(layer_of(path))
    above = [
        f"line {line}: {module}"
        for line, module in imports_of(path)
        if module.startswith("qpf.")
        and module.split(".")[1] in LAYERS
        and LAYERS.index(module.split(".")[1]) > own
    ]
    assert above == []


@pytest.mark.parametrize("path", sorted((ROOT / "stages").glob("*.py")), ids=name_of)
def test_stages_do_not_import_each_other(path: Path) -> None:
    assert [module for _, module in imports_of(path) if module.startswith("qpf.stages")] == []


@pytest.mark.parametrize("path", sorted((ROOT / "stages").glob("*.py")), ids=name_of)
def test_stages_know_no_section_by_name(path: Path) -> None:
    known = tuple(
        f"qpf.sections.{place.parent.name}."
        for place in sorted((ROOT / "sections").glob("*/__init__.py"))
        if "SECTION" in place.read_text("utf-8")
    )
    assert len(known) > 20
    assert [module for _, module in imports_of(path) if module.startswith(known)] == []


@pytest.mark.parametrize("path", [p for p in FILES if layer_of(p) in PURE], ids=name_of)
def test_pure_layers_use_nothing_impure(path: Path) -> None:
    used = [module for _, module in imports_of(path)]
    assert [m for m in used if f"{m}.".startswith(tuple(f"{name}." for name in IMPURE))] == []


@pytest.mark.parametrize("path", [p for p in FILES if layer_of(p) != "cli"], ids=name_of)
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    calls = [
        f"{node.lineno}: {ast.unparse(node.func)}"
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"print", "exit", "quit", "sys.exit"}
    ]
    assert path.name == "__main__.py" or calls == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_and_functions_are_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE
    assert [f for f in functions_of(path) if f[1] > LONGEST_FUNCTION] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_bytes()))


def test_the_story_fits_on_one_page() -> None:
    assert len((ROOT / "pipeline.py").read_text().splitlines()) < 80


def test_the_typical_file_and_function_are_small(
    record_property: Callable[[str, object], None],
) -> None:
    lines = [len(path.read_text().splitlines()) for path in FILES]
    functions = [length for path in FILES for _, length in functions_of(path)]
    record_property("median lines of a file", median(lines))
    record_property("median lines of a function", median(functions))
    assert median(lines) <= 120
    assert median(functions) <= 12


def test_a_run_with_nothing_to_do_imports_nothing_heavy() -> None:
    """What the fast path imports, followed through the factory's own modules."""
    seen: set[str] = set()
    waiting = ["qpf.tools.fast_path", "qpf.tools.packs_root", "qpf.model.request"]
    foreign: set[str] = set()
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        file = ROOT.joinpath(*module.split(".")[1:])
        path = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
        if not path.exists():
            # `from module import name`: the name is no module.
            continue
        for _, name in imports_of(path):
            if name.startswith("qpf"):
                waiting += [name, name.rpartition(".")[0]]
            else:
                foreign.add(name.split(".")[0])
    assert foreign & {"jinja2", "black", "networkx", "pydantic", "yaml", "jsonschema"} == set()
    assert len(seen) > 4
