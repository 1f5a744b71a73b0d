"""What holds of every emitted tree, checked without running it through the gates."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import black
from emitting import Emission

__all__ = ["lint_findings", "unresolved_imports", "untidy_modules"]

CORE = Path(__file__).parents[2] / "templates/core/static/src"
_MODE = black.Mode(line_length=100)


def unresolved_imports(emission: Emission) -> list[str]:
    """Imports of own modules, or of the core, that lead nowhere."""
    modules = {_dotted(path): text for path, text in emission.modules.items() if "/src/" in path}
    found = []
    for path, text in emission.modules.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                names = [alias.name for alias in node.names]
                found += [
                    f"{path}: {node.module}.{name}"
                    for name in names
                    if not _is_there(node.module, name, modules)
                ]
    return found


def _is_there(module: str, name: str, modules: dict[str, str]) -> bool:
    top = module.partition(".")[0]
    if top == "qpf_core":
        return name in _core_names(module) or bool(_core_names(f"{module}.{name}"))
    if top not in {one.partition(".")[0] for one in modules}:
        return True
    return f"{module}.{name}" in modules or name in _names(modules.get(module, ""))


@cache
def _core_names(module: str) -> frozenset[str]:
    base = CORE.joinpath(*module.split("."))
    for file in (base / "__init__.py", base.with_suffix(".py")):
        if file.is_file():
            return _names(file.read_text("utf-8")) | {"__name__"}
    return frozenset()


@cache
def _names(text: str) -> frozenset[str]:
    """Names bound at the top of a module."""
    return frozenset(name for node in ast.parse(text).body for name in _bound(node))


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in node.names)
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (target.id for target in targets if isinstance(target, ast.Name))


def _dotted(path: str) -> str:
    inside = path.partition("/src/")[2].removesuffix(".py").removesuffix("/__init__")
    return inside.replace("/", ".")


def untidy_modules(emission: Emission) -> list[str]:
    """Modules that black would change."""
    return [path for path, text in emission.modules.items() if _blackened(text) != text]


@cache
def _blackened(text: str) -> str:
    return black.format_str(text, mode=_MODE)


def lint_findings(root: Path) -> str:
    """What ruff says of names: undefined, redefined, unused. Its layout is judged by black."""
    rules = ["check", "--isolated", "--select", "F,E9,PLE,B006,A", "--ignore", "A005"]
    command = [sys.executable, "-m", "ruff", *rules, "--no-cache", "--quiet", str(root)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
