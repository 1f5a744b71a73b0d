"""What an import lost silently: values of its documents in no written file and no message."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from qpf.diagnostics.diagnostic import Diagnostics
from qpf.sections.importing.containers import parts_of, text_of
from qpf.sections.importing.mending import read_part
from qpf.sections.importing.node import Node
from qpf.sections.importing.report import Report

__all__ = ["lost_values", "lost_words"]

_FREE = frozenset(
    {"", "true", "false", "yes", "no", "on", "off", "null", "none", "tbd", "todo"}
    | {"if", "or", "and", "auto", "escalate"}
)
"""Values that say nothing by themselves: their keys are looked for instead."""

Entry = Mapping[str, str | int]


def lost_values(path: Path, written: Iterable[str], entries: Sequence[Entry]) -> list[str]:
    """`line: key: value` of each scalar that is told nowhere.

    A value is told when a written file holds it, values or comments, or when an entry of the
    report at its line, or at that of a collection around it, does.
    """
    output = _plain(" ".join(_uncommented(text) for text in written))
    output_words = output
    own = [e for e in entries if Path(str(e["file"])) == path]
    lost = []
    for root in _roots(path):
        for lines, key, node in _leaves(root, [], ""):
            value = _plain(node.text)
            said = [str(e["message"]) for e in own if e["line"] in lines]
            words = [_plain(one.replace("\\n", " ")) for one in said]
            if node.value is None:
                continue
            if value.strip() in _FREE:
                value = _plain(key)
            spoken = set(" ".join([output_words, *words]).split())
            if value not in output and not set(value.split()) - _FREE <= spoken:
                lost.append(f"{path.name}:{lines[-1]}: {key}: {node.text}")
    return lost


def lost_words(path: Path, written: Iterable[str], entries: Sequence[Entry]) -> list[str]:
    """`line: word` of each word of the YAML in a file that stands nowhere: whoever read it."""
    said = " ".join(str(e["message"]) for e in entries)
    known = set(_plain(" ".join([*map(_uncommented, written), said])).split())
    joined = {"".join(re.findall(r"\w", t.casefold())) for t in [*written, said]}
    lost = []
    for part in _parts(path):
        for number, line in part:
            for word in _plain(re.sub(r"(^|\s)(#.*|![\w!]*)", "", line)).split():
                if word in _FREE:
                    continue
                if word not in known and not any(word in text for text in joined):
                    lost.append(f"{path.name}:{number}: {word}")
    return lost


def _parts(path: Path) -> list[tuple[tuple[int, str], ...]]:
    text = text_of(path.as_posix(), path.read_bytes(), Report(), Diagnostics())
    return [part.lines for part in parts_of(path.as_posix(), text or "", Report())]


def _roots(path: Path) -> Iterator[Node]:
    text = text_of(path.as_posix(), path.read_bytes(), Report(), Diagnostics())
    for part in parts_of(path.as_posix(), text or "", Report()):
        node = read_part(part, Report(), Diagnostics())
        if node is not None:
            yield node


def _leaves(node: Node, lines: list[int], key: str) -> Iterator[tuple[list[int], str, Node]]:
    here = [*lines, node.where.line, *range(node.place.line, node.place.line + 1)]
    for name, member in node.members.items():
        yield from _leaves(member, here, name)
    for item in node.items:
        yield from _leaves(item, here, key)
    if not isinstance(node.value, list | dict):
        yield [*here, *range(node.place.line, node.place.end_line + 1)], key, node


def _uncommented(text: str) -> str:
    return re.sub(r"^\s*# ?", "", text, flags=re.MULTILINE)


def _plain(text: str) -> str:
    """Words with single blanks around them, without case, separators and quotes."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return f" {' '.join(words)} "
