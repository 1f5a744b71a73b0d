"""Writes compiled operations to a package on disk, as the factory would, and imports it."""

import importlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from language_workbench import SOURCES, Outcome

from qpf.language.derive import derive_tests
from qpf.language.emit_types import emit_types
from qpf.model.code import CodeLine, Import

PACKAGE = "sample_agent"


def import_lines(imports: Iterable[Import]) -> str:
    """Import statements, sorted."""
    lines = []
    for one in sorted(set(imports), key=lambda item: item.key):
        alias = f" as {one.alias}" if one.alias else ""
        start = f"from {one.module} import {one.name}" if one.name else f"import {one.module}"
        lines.append(start + alias)
    return "\n".join(lines) + "\n"


def module_text(parts: Iterable[tuple[tuple[CodeLine, ...], frozenset[Import]]]) -> str:
    """One module: docstring, imports, then the parts."""
    listed = list(parts)
    imports = import_lines(one for _, needed in listed for one in needed)
    bodies = ["\n".join(line.text for line in lines) for lines, _ in listed]
    return '"""Emitted for a test."""\n\n' + imports + "\n\n" + "\n\n\n".join(bodies) + "\n"


def write_package(outcome: Outcome, folder: Path) -> Path:
    """The package with its models, operation modules and derived tests."""
    package = folder / PACKAGE
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""A sample agent."""\n')
    others = {one.name: one for one in outcome.operations}
    classes = emit_types(outcome.own, outcome.scope.types)
    (package / "models.py").write_text(module_text((c.lines, c.imports) for c in classes))
    for stem in dict.fromkeys(one.module for one in outcome.operations):
        inside = [one for one in outcome.operations if one.module == stem]
        (package / f"{stem}.py").write_text(module_text((o.lines, o.imports) for o in inside))
        tests = [test for one in inside for test in derive_tests(one, outcome.scope, others)]
        if tests:
            text = module_text((t.lines, t.imports) for t in tests)
            (folder / f"test_{stem}.py").write_text(text)
    return package


@contextmanager
def imported(outcome: Outcome, folder: Path, stem: str = "operations") -> Iterator[ModuleType]:
    """The operation module, imported; forgotten again afterwards."""
    write_package(outcome, folder)
    before = list(sys.path)
    sys.path[:0] = [str(folder), str(SOURCES)]
    try:
        importlib.invalidate_caches()
        yield importlib.import_module(f"{PACKAGE}.{stem}")
    finally:
        sys.path[:] = before
        for name in [one for one in sys.modules if one.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


def derived_tests(outcome: Outcome, folder: Path, stem: str = "operations") -> ModuleType:
    """The module of derived tests; call inside `imported`."""
    del outcome
    name = f"test_{stem}"
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
