"""render: plan -> text. Prints every planned file in memory, with the origin of each line.

Promise: nothing is written; a template that fails is a diagnostic at its own line, and all
failures of a run are reported together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qpf.diagnostics.catalogue import planning
from qpf.diagnostics.diagnostic import Diagnostic, Diagnostics, Place
from qpf.model.artifact import RenderedFile
from qpf.model.encoded import EncodeError
from qpf.model.line_origin import LineOrigin
from qpf.model.plan import Plan, PlannedFile
from qpf.tools.jinja_engine import TemplateEngine, TemplateFault
from qpf.tools.packs import SHARED
from qpf.tools.provenance import has_marks
from qpf.views.encode import PathText

__all__ = ["Header", "render"]


@dataclass(frozen=True, slots=True)
class Header:
    """What the shared header prints: the source of the file, and what regenerates it."""

    source: PathText
    target: PathText


def render(
    plan: Plan, roots: Sequence[Path], found: Diagnostics, cache: Path | None = None
) -> tuple[RenderedFile, ...]:
    """Print the planned files in their order; `cache` is a folder for compiled templates."""
    engine = TemplateEngine(roots, SHARED, cache)
    rendered = []
    for planned in plan.files:
        is_static = planned.view is None
        file = _copied(planned, roots, found) if is_static else _printed(planned, engine, found)
        if file is not None:
            rendered.append(file)
    found.stop_if_errors()
    return tuple(rendered)


def _printed(
    planned: PlannedFile, engine: TemplateEngine, found: Diagnostics
) -> RenderedFile | None:
    try:
        header = Header(PathText(planned.source), PathText(planned.target))
        printed = engine.render(planned.template, view=planned.view, header=header)
    except TemplateFault as fault:
        found.add(_failed(planned, fault))
        return None
    except EncodeError as error:
        found.add(planning.unencodable_value(planned.origin, str(error)))
        return None
    return RenderedFile(planned, printed.text, printed.lines)


def _failed(planned: PlannedFile, fault: TemplateFault) -> Diagnostic:
    place = Place(f"templates/{fault.template}", fault.line)
    if fault.kind:
        return planning.unencoded_value(place, planned.full_path, fault.kind)
    return planning.template_failed(place, planned.full_path, fault.reason)


def _copied(planned: PlannedFile, roots: Sequence[Path], found: Diagnostics) -> RenderedFile | None:
    file = next(root / planned.template for root in roots if (root / planned.template).is_file())
    try:
        text = file.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        text = "\ue000"
    if has_marks(text):
        found.add(planning.unreadable_static(planned.origin, planned.template))
        return None
    count = text.count("\n") + (not text.endswith("\n") and bool(text))
    lines = tuple(LineOrigin(planned.template, number) for number in range(1, count + 1))
    return RenderedFile(planned, text, lines)
