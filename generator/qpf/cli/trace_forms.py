"""The answers of `qpf trace` as text and as JSON."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from qpf.cli.trace_target import TEMPLATES, Kind, Target, Texts
from qpf.model.line_emission import Emission, Source
from qpf.model.line_map import LineMap
from qpf.model.mapped_file import MappedFile, MappedLine
from qpf.model.request import Request

__all__ = ["TraceForms"]

_SHOWN = 5
"""How many lines of a run of emitted lines are shown as text."""


class TraceForms:
    """Prints origins and emissions; `texts` has the lines both speak of."""

    __slots__ = ("_is_current", "_lines", "_output", "_texts")

    def __init__(self, request: Request, lines: LineMap, texts: Texts, *, is_current: bool) -> None:
        """`is_current` says whether the published text of a traced file may be shown."""
        self._output = request.output_folder
        self._lines = lines
        self._texts = texts
        self._is_current = is_current

    def origins_text(self, target: Target) -> str:
        """Where an emitted line comes from, or one row for each line of a file."""
        file = self._lines.files[target.name]
        if target.line is not None:
            return "\n".join(self._origin(target.name, file, target.line))
        rows = (
            f"{number}  {TEMPLATES}{mapped.template}:{mapped.line}"
            + "".join(f"  {source.place}" for source in mapped.sources)
            for number, mapped in enumerate(file.lines, 1)
        )
        return "\n".join([f"{self._output}/{target.name}", *rows])

    def _origin(self, name: str, file: MappedFile, line: int) -> Iterator[str]:
        mapped = file.lines[line - 1]
        yield f"{self._output}/{name}:{line}"
        yield from self._quoted(self._emitted(name, line))
        yield f"  printed by {TEMPLATES}{mapped.template}:{mapped.line}"
        yield from self._quoted(self._texts.line(Kind.TEMPLATE, mapped.template, mapped.line))
        for source in mapped.sources:
            yield from self._source("from", source)
        for source in mapped.mentions:
            yield from self._source("holds the text of", source)
        if not mapped.sources:
            yield from self._source("no value in this line; the file comes from", file.origin)

    def _source(self, label: str, source: Source) -> Iterator[str]:
        yield f"  {label} {source.place}" + (f"  {source.pointer}" if source.pointer else "")
        yield from self._quoted(self._texts.line(Kind.INPUT, source.place.file, source.place.line))

    def _quoted(self, text: str) -> Iterator[str]:
        if text:
            yield f"      {text}"

    def _emitted(self, name: str, line: int) -> str:
        return self._texts.line(Kind.EMITTED, name, line) if self._is_current else ""

    def origins_object(self, target: Target) -> str:
        """The same as JSON."""
        file = self._lines.files[target.name]
        numbers = range(1, len(file.lines) + 1) if target.line is None else (target.line,)
        value = {
            "path": f"{self._output}/{target.name}",
            "origin": self._source_object(file.origin),
            "lines": [
                self._line_object(target.name, number, file.lines[number - 1]) for number in numbers
            ],
        }
        return json.dumps(value, indent=2, ensure_ascii=False)

    def _line_object(self, name: str, line: int, mapped: MappedLine) -> dict[str, object]:
        return {
            "line": line,
            "text": self._emitted(name, line),
            "template": {
                "file": f"{TEMPLATES}{mapped.template}",
                "line": mapped.line,
                "text": self._texts.line(Kind.TEMPLATE, mapped.template, mapped.line),
            },
            "sources": [self._source_object(source) for source in mapped.sources],
            "mentions": [self._source_object(source) for source in mapped.mentions],
        }

    def _source_object(self, source: Source) -> dict[str, object]:
        place = source.place
        return {
            "file": place.file,
            "line": place.line,
            "column": place.column,
            "end_line": place.end_line,
            "end_column": place.end_column,
            "pointer": source.pointer,
            "text": self._texts.line(Kind.INPUT, place.file, place.line),
        }

    def emissions_text(self, shown: str, found: tuple[Emission, ...]) -> str:
        """The emitted lines that came from a written line, then those that depend on it."""
        printed = [row for one in found if one.is_printed for row in self._emission(one)]
        others = [one for one in found if not one.is_printed]
        files = {path: list(group) for path, group in groupby(others, lambda one: one.path)}
        title = ["may change with it:"] if files else []
        rows = (f"  {self._output}/{path}:{_spans(runs)}" for path, runs in files.items())
        return "\n".join([shown, *printed, *title, *rows])

    def _emission(self, emission: Emission) -> Iterator[str]:
        span = f"{emission.first}" + (f"-{emission.last}" if emission.last > emission.first else "")
        via = f"  {emission.via}" if emission.via else ""
        yield f"  {self._output}/{emission.path}:{span}{via}"
        if emission.last - emission.first < _SHOWN:
            for line in range(emission.first, emission.last + 1):
                yield from self._quoted(self._emitted(emission.path, line))

    def emissions_object(self, shown: str, line: int | None, found: tuple[Emission, ...]) -> str:
        """The same as JSON."""
        value = {
            "file": shown,
            "line": line,
            "emitted": [
                {
                    "path": f"{self._output}/{emission.path}",
                    "line": emission.first,
                    "end_line": emission.last,
                    "pointer": emission.via,
                    "is_printed": emission.is_printed,
                }
                for emission in found
            ],
        }
        return json.dumps(value, indent=2, ensure_ascii=False)


def _spans(runs: Iterable[Emission]) -> str:
    """Lines and runs of lines, in order; those that touch are one."""
    spans: list[tuple[int, int]] = []
    for span in sorted((one.first, one.last) for one in runs):
        if spans and span[0] <= spans[-1][1] + 1:
            first, last = spans.pop()
            spans.append((first, max(last, span[1])))
        else:
            spans.append(span)
    return ",".join(f"{a}-{b}" if b > a else f"{a}" for a, b in spans)
