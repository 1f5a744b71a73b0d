"""Repairs text that is not YAML where only one reading is meant: quotes, colons, indentation."""

import json
import re
from collections.abc import Iterator, Sequence

import yaml
from yaml.error import MarkedYAMLError

from qpf.diagnostics.catalogue import importing as facts
from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.sections.importing.composing import TooBig, checked, composed
from qpf.sections.importing.containers import Part
from qpf.sections.importing.flow_forms import better_flow
from qpf.sections.importing.node import Node
from qpf.sections.importing.report import Report

__all__ = ["read_part"]

_MOST_REPAIRS, _MOST_DROPPED = 200, 20
_ENTRY = re.compile(r"^(?P<head>\s*(?:- +)*(?:[\w.$/ -]+?:\s+|(?<=- )))(?P<value>\S.*?)\s*$")
_TIGHT = re.compile(r"^(?P<head>\s*(?:- +)?[A-Za-z_][\w-]*):(?P<value>[^\s/].*)$")
_PAIR = re.compile(r"^(?P<indent>\s*)(?P<key>[\w-]+):\s+(?P<value>[^\s|>&*!].*)$")

_RUNS_ON = re.compile("quoted scalar|flow (sequence|mapping)")
"""Faults that are noticed far below the place where they begin."""

_MOST_WORK = 4_000_000

Line = tuple[int, str]


def read_part(part: Part, report: Report, found: Diagnostics) -> Node | None:
    """The tree of a part, mended where it must be; None, with a finding, when that fails."""
    lines = list(part.lines)
    dropped = 0
    size = sum(len(line) for _, line in lines) + 1
    for _ in range(min(_MOST_REPAIRS, _MOST_WORK // size + 1)):
        try:
            tried = Report()
            node = composed(part.path, lines, tried)
        except TooBig as error:
            found.add(facts.import_syntax(part.place, str(error)))
            return None
        except yaml.YAMLError as error:
            mended = _mended(part.path, lines, error)
            if mended is None:
                found.add(facts.import_syntax(_place(part.path, lines, error), _problem(error)))
                return None
            lines, place, words, is_lost = mended
            dropped += is_lost
            (report.needs if is_lost else report.changed)(place, words)
            if dropped > _MOST_DROPPED:
                found.add(facts.import_syntax(place, "too many lines cannot be read"))
                return None
            continue
        return _kept(node, tried, report)
    found.add(facts.import_syntax(part.place, "too many lines need a repair"))
    return None


def _kept(node: Node | None, tried: Report, report: Report) -> Node | None:
    for entry in tried.entries:
        {"changed": report.changed, "dropped": report.dropped}.get(entry.kind.value, report.needs)(
            entry.place, entry.message
        )
    return node


def _mended(
    path: str, lines: list[Line], error: yaml.YAMLError
) -> tuple[list[Line], Place, str, bool] | None:
    """Better lines, where they changed, what was done, and whether a line is lost."""
    if not isinstance(error, MarkedYAMLError) or not lines:
        return None
    left = _left(lines)
    for changed, index, words in _candidates(lines, _index(lines, error), _first(lines, error)):
        if _left(changed) < left:
            return changed, Place(path, lines[index][0]), words, False
    index = _index(lines, error)
    rest = [*lines[:index], (lines[index][0], ""), *lines[index + 1 :]]
    if _left(rest) < left:
        words = f"the line cannot be read and is left out: `{lines[index][1].strip()}`"
        return rest, Place(path, lines[index][0]), words, True
    return None


def _left(lines: Sequence[Line]) -> tuple[int, int]:
    """How much is behind the first fault: less is better."""
    try:
        checked(lines)
    except TooBig:
        return 0, 0
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        if _RUNS_ON.search(str(getattr(error, "context", None) or "")):
            mark = getattr(error, "context_mark", None) or mark
        line, column = (mark.line, mark.column) if mark is not None else (0, 0)
        return len(lines) - line + 1, -column
    return 0, 0


def _candidates(
    lines: list[Line], index: int, first: int | None
) -> Iterator[tuple[list[Line], int, str]]:
    before = next((n for n in range(index - 1, -1, -1) if lines[n][1].strip()), None)
    if before is not None:
        split = _split_pair(lines, before, index)
        if split is not None:
            name = lines[before][1].partition(":")[0].strip()
            words = f"the text of `{name}` becomes an entry beside those below it"
            yield split, before, words
    for at in dict.fromkeys((index, before, first)):
        if at is None:
            continue
        for text, words in _better(lines[at][1]):
            yield [*lines[:at], (lines[at][0], text), *lines[at + 1 :]], at, words
    yield from _aligned(lines, index)


def _better(line: str) -> Iterator[tuple[str, str]]:
    match = _ENTRY.match(line)
    if match is not None:
        value = re.sub(r"\s+#.*$", "", match["value"])
        if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]:
            value = value[1:-1]
        for better, words in better_flow(value):
            yield match["head"] + better, words
        yield match["head"] + json.dumps(value, ensure_ascii=False), "the text is put in quotes"
    tight = _TIGHT.match(line)
    if tight is not None:
        yield f"{tight['head']}: {tight['value']}", "a blank is put behind the colon"
    item = re.match(r"^(\s*)-(\S.*)$", line)
    if item is not None and not line.strip().startswith("--"):
        yield f"{item[1]}- {item[2]}", "a blank is put behind the dash"


def _split_pair(lines: list[Line], before: int, index: int) -> list[Line] | None:
    """`key: text` with deeper entries below: the text becomes `issue`, or `value`, beside them."""
    number, line = lines[before]
    head, below = _PAIR.match(line), re.match(r"^(\s*)([\w-]+):", lines[index][1])
    if head is None or below is None or len(below[1]) <= len(head["indent"]):
        return None
    name = "issue" if below[2] == "solution" else "value"
    text = json.dumps(head["value"], ensure_ascii=False)
    return [
        *lines[:before],
        (number, f"{head['indent']}{head['key']}:"),
        (number, f"{below[1]}{name}: {text}"),
        *lines[before + 1 :],
    ]


def _aligned(lines: list[Line], index: int) -> Iterator[tuple[list[Line], int, str]]:
    number, line = lines[index]
    own = len(line) - len(line.lstrip())
    depths = [len(text) - len(text.lstrip()) for _, text in lines[:index] if text.strip()]
    for depth in dict.fromkeys(sorted(depths[-12:], key=lambda d: abs(d - own))):
        if depth != own:
            text = " " * depth + line.lstrip()
            words = "the line is indented like those around it"
            yield [*lines[:index], (number, text), *lines[index + 1 :]], index, words


def _index(lines: Sequence[Line], error: MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    index = min(mark.line if mark is not None else 0, len(lines) - 1)
    while index > 0 and not lines[index][1].strip():
        index -= 1
    return index


def _first(lines: Sequence[Line], error: MarkedYAMLError) -> int | None:
    mark = error.context_mark
    return min(mark.line, len(lines) - 1) if mark is not None else None


def _place(path: str, lines: Sequence[Line], error: yaml.YAMLError) -> Place:
    mark = getattr(error, "problem_mark", None)
    if mark is None or not lines:
        return Place(path)
    return Place(path, lines[min(mark.line, len(lines) - 1)][0], mark.column + 1)


def _problem(error: yaml.YAMLError) -> str:
    return str(getattr(error, "problem", None) or error).splitlines()[0]
