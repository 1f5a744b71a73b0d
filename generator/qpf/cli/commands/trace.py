"""`qpf trace`: from an emitted line to what it came from, and back."""

from typing import TYPE_CHECKING, Annotated

import typer

from qpf.cli.desk import NO, YES, Desk, served
from qpf.cli.options import Form, Strategy, Workspace
from qpf.cli.requests import request_at

if TYPE_CHECKING:
    from qpf.cli.trace_target import Target
    from qpf.model.line_map import LineMap
    from qpf.model.request import Request

__all__ = ["command"]


def command(
    target: Annotated[
        str,
        typer.Argument(metavar="PATH[:LINE[:COLUMN]]", help="An emitted file, input or template."),
    ],
    form: Form = "text",
    strategy: Strategy = None,
    workspace: Workspace = None,
) -> int:
    """Show the template line and the schema values behind an emitted line, or the way back.

    A line of a schema, map, glue file, template or static file leads to the emitted lines: those
    that hold the value, then those that may change with it. Exit 1 when nothing is found. Nothing
    is published; the answer holds for what the schemas give today.
    """

    def work(desk: Desk) -> int:
        from qpf.cli.trace_target import Kind, Texts, target_of
        from qpf.tracing import line_map

        desk.open(workspace)
        request = request_at(desk, strategy=strategy)
        lines = line_map(request, desk.found)
        asked = target_of(target, request, lines, Texts(request), desk)
        answer = _origins if asked.kind is Kind.EMITTED else _emissions
        return answer(desk, request, lines, asked)

    return served(form, work)


def _origins(desk: Desk, request: "Request", lines: "LineMap", asked: "Target") -> int:
    from qpf.cli.trace_forms import TraceForms
    from qpf.cli.trace_target import Texts
    from qpf.diagnostics.catalogue import tracing

    is_current = _is_published(request, lines, asked.name)
    if not is_current and (request.output / asked.name).is_file():
        desk.found.add(tracing.stale_file(f"{request.output_folder}/{asked.name}"))
    forms = TraceForms(request, lines, Texts(request), is_current=is_current)
    is_text = desk.console.is_text
    desk.console.result(forms.origins_text(asked) if is_text else forms.origins_object(asked))
    return YES


def _emissions(desk: Desk, request: "Request", lines: "LineMap", asked: "Target") -> int:
    from qpf.cli.trace_forms import TraceForms
    from qpf.cli.trace_target import TEMPLATES, Kind, Texts

    is_template = asked.kind is Kind.TEMPLATE
    if is_template:
        found = lines.printed_by(asked.name, asked.line)
    else:
        found = lines.emitted_from(asked.name, asked.line, asked.column)
    is_current = all(_is_published(request, lines, path) for path in {e.path for e in found})
    forms = TraceForms(request, lines, Texts(request), is_current=is_current)
    shown = f"{TEMPLATES}{asked.name}" if is_template else asked.name
    if not desk.console.is_text:
        desk.console.result(forms.emissions_object(shown, asked.line, found))
    elif found:
        line = f":{asked.line}" if asked.line is not None else ""
        desk.console.result(forms.emissions_text(f"{shown}{line}", found))
    else:
        desk.console.say(f"nothing emitted comes from `{shown}`" + _on(asked.line))
    return YES if found else NO


def _on(line: int | None) -> str:
    return f", line {line}" if line is not None else ""


def _is_published(request: "Request", lines: "LineMap", path: str) -> bool:
    from qpf.tools.digests import digest_of

    file = request.output / path
    return file.is_file() and digest_of(file.read_bytes()) == lines.files[path].digest
