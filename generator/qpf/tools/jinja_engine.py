"""Prints templates: a locked-down Jinja in which only encoded values can be printed.

Input: a template's name and its view. Output: the text, and the origin of each line. Promise: no
globals, filters, tests or calls reach a template, and an undefined name is an error.
"""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    Undefined,
    nodes,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from qpf.diagnostics.diagnostic import Place
from qpf.model.encoded import Encoded
from qpf.model.line_origin import LineOrigin
from qpf.tools.bytecode_cache import CheckedBytecodeCache
from qpf.tools.provenance import has_marks, line_mark, place_mark, unmarked

__all__ = ["Printed", "TemplateEngine", "TemplateFault"]

_PRINTING = (
    nodes.Const,
    nodes.For,
    nodes.Getattr,
    nodes.If,
    nodes.Include,
    nodes.Name,
    nodes.Output,
    nodes.Template,
    nodes.TemplateData,
)
"""All that a template is made of; packs of others are held to it as well."""

_COMPILING = tuple(Path(__file__).with_name(name) for name in ("jinja_engine.py", "provenance.py"))
"""The sources that decide what a compiled template holds: its code, and the marks in it."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed template."""

    text: str
    lines: tuple[LineOrigin, ...]


class TemplateFault(Exception):
    """A template cannot be printed: where in it, and why; `kind` is set for unencoded values."""

    def __init__(self, template: str, line: int, reason: str, kind: str = "") -> None:
        """Keep the place in the template and the reason."""
        super().__init__(reason)
        self.template, self.line, self.reason, self.kind = template, line, reason, kind


class _Unencoded(TypeError):
    """A value of this type was printed."""


class TemplateEngine:
    """Templates below some folders; not for use by two threads at once."""

    def __init__(self, roots: Sequence[Path], shared: str, cache: Path | None = None) -> None:
        """Take the folders of packs, the name of their shared folder, and a bytecode folder."""
        folders = [*roots, *(root / shared for root in roots)]
        self._roots = tuple(roots)
        self._places: dict[Place, int] = {}
        self._environment = _Environment(
            loader=_Confined(folders),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=self._finalize,
            cache_size=-1,
            auto_reload=False,
            bytecode_cache=CheckedBytecodeCache(cache, _COMPILING) if cache else None,
        )
        self._environment.roots = self._roots
        self._environment.globals.clear()
        self._environment.filters.clear()
        self._environment.tests.clear()

    def render(self, template: str, **variables: object) -> Printed:
        """Print one template; `TemplateFault` says where in which template it failed."""
        self._places = {}
        try:
            marked = self._environment.get_template(template).render(variables)
        except (TemplateError, SecurityError, _Unencoded, AttributeError, TypeError) as error:
            raise self._fault(template, error) from error
        return Printed(*unmarked(marked, tuple(self._places)))

    def _finalize(self, value: object) -> str:
        if isinstance(value, Undefined):
            return str(value)
        if not isinstance(value, Encoded):
            raise _Unencoded(type(value).__name__)
        return "".join(
            text if place is None else place_mark(text, self._index(place))
            for text, place in value.pieces
        )

    def _index(self, place: Place) -> int:
        return self._places.setdefault(place, len(self._places))

    def _fault(self, template: str, error: Exception) -> TemplateFault:
        frames = [
            f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".j2")
        ]
        line = getattr(error, "lineno", None) or (frames[-1].lineno if frames else 1) or 1
        file = getattr(error, "filename", None) or (frames[-1].filename if frames else None)
        name = _below(self._roots, file) if isinstance(file, str) else template
        kind = str(error) if isinstance(error, _Unencoded) else ""
        return TemplateFault(name, line, f"{error}", kind)


class _Confined(FileSystemLoader):
    """Loads templates whose files, links followed, lie below the folders."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """The source and the file of a template."""
        source, file, fresh = super().get_source(environment, template)
        real = Path(file).resolve()
        if not any(real.is_relative_to(Path(folder).resolve()) for folder in self.searchpath):
            raise TemplateError(f"`{template}` leads out of the packs")
        return source, file, fresh


class _Environment(ImmutableSandboxedEnvironment):
    """Adds a line mark before each run of static text and each printed value."""

    roots: tuple[Path, ...] = ()
    """The folders that template names in marks are relative to."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if has_marks(source):
            raise TemplateError(f"`{name}` holds private-use characters")
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            if type(node) not in _PRINTING or getattr(node, "attr", "").startswith("_"):
                what = getattr(node, "attr", "") or type(node).__name__
                reason = f"a template prints fields of its view and nothing else: `{what}`"
                lines = (one.lineno for one in (node, *node.find_all(nodes.Node)) if one.lineno)
                raise TemplateSyntaxError(reason, next(lines, 1), name, filename)
        shown = _below(self.roots, filename or name or "")
        for output in tree.find_all(nodes.Output):
            output.nodes = [part for node in output.nodes for part in _marked(node, shown)]
        return tree


def _below(roots: Sequence[Path], file: str) -> str:
    path = Path(file)
    for root in roots:
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return path.name


def _marked(node: nodes.Expr, name: str) -> list[nodes.Expr]:
    if not isinstance(node, nodes.TemplateData):
        return [nodes.TemplateData(line_mark(name, node.lineno), lineno=node.lineno), node]
    lines = node.data.split("\n")
    marked = [
        (line_mark(name, node.lineno + n) if line or n < len(lines) - 1 else "") + line
        for n, line in enumerate(lines)
    ]
    return [nodes.TemplateData("\n".join(marked), lineno=node.lineno)]
