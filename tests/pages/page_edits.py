"""Applies the fences of an explained page to a copy of the base workspace.

A fence names a file, and after `@` the JSON pointer of a node in it: the node is replaced by the
fence's text. A pointer that ends in `+` inserts the text after the node; the word `delete` removes
the node or file. `escaped` reads `\\uXXXX`, `bytes` reads `\\xNN`, `times=N` repeats the text.
"""

import re
from pathlib import Path

from qpf.diagnostics.diagnostic import Diagnostics, Place
from qpf.diagnostics.explain import Fence
from qpf.tools.source_text import line_starts
from qpf.tools.yaml_reader import read_yaml
from qpf.tools.yaml_tree import YamlTree

_ENTRY = re.compile(r"""(?:[^\s"'{\[#&*!|>%@`][^"']*?|"[^"]*"|'[^']*'):(\s|$)""")
_COUNTED = frozenset({"/extraction_sequence/order"})


def is_edit(fence: Fence) -> bool:
    """Whether a fence names a file, and so changes the workspace."""
    return bool(fence.words) and "." in fence.words[0]


def apply(workspace: Path, fence: Fence) -> None:
    """Make the one change a fence asks for."""
    file = workspace / fence.words[0]
    pointer = fence.words[fence.words.index("@") + 1] if "@" in fence.words else None
    if pointer is not None:
        text = edited(file.read_text("utf-8"), pointer, fence.body, "delete" in fence.words)
        file.write_bytes(text.encode())
    elif "delete" in fence.words:
        file.unlink()
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_content(fence))


def _content(fence: Fence) -> bytes:
    times = next((int(word[6:]) for word in fence.words if word.startswith("times=")), 1)
    body = fence.body * times
    if "bytes" in fence.words:
        return body.encode("ascii").decode("unicode_escape").encode("latin-1")
    if "escaped" in fence.words:
        return re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), body).encode()
    return body.encode()


def edited(text: str, pointer: str, body: str, is_deleted: bool = False) -> str:
    """The text with the node at `pointer` replaced, removed, or followed by `body`."""
    tree = read_yaml("base", text, Diagnostics(), integer_keys=_COUNTED)
    if tree is None:
        raise ValueError("an earlier edit left a file that is not YAML; put that edit last")
    name = pointer.removesuffix("+")
    if name not in tree.origins.nodes:
        raise KeyError(f"no node {name} in the file")
    if is_deleted:
        return _without(text, tree, name)
    if pointer.endswith("+"):
        return _followed(text, tree, name, body)
    return _replaced(text, tree, name, body)


def _offset(text: str, line: int, column: int) -> int:
    return line_starts(text)[line - 1] + column - 1


def _span(text: str, place: Place) -> tuple[int, int]:
    return (
        _offset(text, place.line, place.column),
        _offset(text, place.end_line, place.end_column),
    )


def _is_in_flow(text: str, tree: YamlTree, pointer: str) -> bool:
    start, _ = _span(text, tree.origins.nodes[pointer.rpartition("/")[0]])
    return text[start] in "[{"


def _replaced(text: str, tree: YamlTree, pointer: str, body: str) -> str:
    start, end = _span(text, tree.origins.nodes[pointer])
    if pointer and _is_in_flow(text, tree, pointer):
        return text[:start] + body.strip() + text[end:]
    key = tree.origins.keys.get(pointer)
    if key is None:
        indent = " " * (tree.origins.nodes[pointer].column - 1)
        return text[:start] + _indented(body, indent).lstrip() + text[end:]
    key_end = _span(text, key)[1]
    return f"{text[:key_end]}:{_value(body, ' ' * (key.column - 1))}{text[end:]}"


def _value(body: str, indent: str) -> str:
    lines = body.rstrip("\n").split("\n")
    first = lines[0]
    is_block = first.startswith("- ") or _ENTRY.match(first) is not None
    if is_block:
        return "\n" + _indented(body, indent + "  ")
    return " " + _indented(body, indent).lstrip()


def _indented(body: str, indent: str) -> str:
    lines = body.rstrip("\n").split("\n")
    return "\n".join(indent + line if line.strip() else line for line in lines)


def _lines_of(text: str, tree: YamlTree, pointer: str) -> tuple[int, int]:
    place = tree.origins.nodes[pointer]
    first = tree.origins.key(pointer).line
    starts = [*line_starts(text), len(text)]
    return starts[first - 1], starts[place.end_line]


def _without(text: str, tree: YamlTree, pointer: str) -> str:
    start, end = _lines_of(text, tree, pointer)
    return text[:start] + text[end:]


def _followed(text: str, tree: YamlTree, pointer: str, body: str) -> str:
    start, end = _lines_of(text, tree, pointer)
    line = text[start:end]
    indent = line[: len(line) - len(line.lstrip())]
    break_before = "" if text[:end].endswith("\n") else "\n"
    return f"{text[:end]}{break_before}{_indented(body, indent)}\n{text[end:]}"
