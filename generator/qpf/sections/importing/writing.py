"""Writes a repaired tree as canonical YAML, with notes for a person as comments."""

import json
import re
import textwrap
from collections.abc import Iterator

from qpf.sections.importing.node import Node, Scalar
from qpf.tools.source_text import MAX_BYTES
from qpf.tools.yaml_scalars import AMBIGUOUS_WORDS, ambiguity, is_plainly_text, plain_value

__all__ = ["comment_lines", "entry_lines", "item_lines", "written"]

_WIDTH = 96
_WORD = re.compile(r"[A-Za-z_][\w-]*")
_POSITION = re.compile(r"[1-9]\d*")
_PLAIN = re.compile(r"[A-Za-z0-9_/.(][^\x00-\x1f\"#{}\[\]|]*")


def written(root: Node, head: str) -> str:
    """The document as text; `head` is a comment above it.

    Notes are left out when the text would be larger with them than a schema may be.
    """
    text = _text(root, head)
    if len(text.encode()) <= MAX_BYTES:
        return text
    for _, node in root.walk():
        node.notes.clear()
    return _text(root, f"{head} What needs a person did not fit in here.")


def _text(root: Node, head: str) -> str:
    lines = [*comment_lines(head, "")]
    for number, (key, member) in enumerate(root.members.items()):
        if number and isinstance(member.value, list | dict):
            lines.append("")
        lines += entry_lines(key, member, "")
    if root.notes:
        lines.append("")
        for note in root.notes:
            lines += comment_lines(note, "")
    return "\n".join(lines) + "\n"


def comment_lines(text: str, indent: str = "") -> Iterator[str]:
    """A text as lines of a comment."""
    for line in text.splitlines():
        yield from (
            f"{indent}# {piece}".rstrip()
            for piece in textwrap.wrap(line, _WIDTH - len(indent), break_on_hyphens=False) or [""]
        )


def entry_lines(key: str, node: Node, indent: str) -> Iterator[str]:
    """The lines of an entry of a mapping, its notes above it."""
    for note in node.notes:
        yield from comment_lines(note, indent)
    yield from _placed(f"{indent}{_key(key)}:", node, indent)


def _key(key: str) -> str:
    is_plain = _POSITION.fullmatch(key) or (_WORD.fullmatch(key) and is_plainly_text(key))
    return key if is_plain else json.dumps(key, ensure_ascii=False)


def _placed(head: str, node: Node, indent: str) -> Iterator[str]:
    value = node.value
    if isinstance(value, dict) and value:
        yield head
        for key, member in value.items():
            yield from entry_lines(key, member, f"{indent}  ")
    elif isinstance(value, list) and value:
        yield head
        for item in value:
            yield from item_lines(item, f"{indent}  ")
    elif isinstance(value, list | dict):
        yield f"{head} {'{}' if isinstance(value, dict) else '[]'}"
    else:
        yield from _scalar(head, value, f"{indent}  ")


def item_lines(node: Node, indent: str) -> Iterator[str]:
    """The lines of an item of a list, its notes above it."""
    for note in node.notes:
        yield from comment_lines(note, indent)
    if isinstance(node.value, dict) and node.value:
        inner = [
            line
            for key, member in node.value.items()
            for line in entry_lines(key, member, f"{indent}  ")
        ]
        first = next(n for n, line in enumerate(inner) if not line.lstrip().startswith("#"))
        yield from inner[:first]
        yield f"{indent}- {inner[first].lstrip()}"
        yield from inner[first + 1 :]
    elif isinstance(node.value, list) and node.value:
        yield f"{indent}- {json.dumps(node.plain(), ensure_ascii=False)}"
    else:
        yield from _placed(f"{indent}-", node, indent)


def _scalar(head: str, value: Scalar, indent: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"{head} {json.dumps(value)}"
    elif "\n" in value and _is_literal(value):
        yield f"{head} |" + ("" if value.endswith("\n") else "-")
        yield from (f"{indent}{line}".rstrip() for line in value.removesuffix("\n").split("\n"))
    elif len(head) + len(value) > _WIDTH and _is_foldable(value):
        yield f"{head} >-"
        width = max(40, _WIDTH - len(indent))
        lines = textwrap.wrap(value, width, break_long_words=False, break_on_hyphens=False)
        yield from (f"{indent}{line}" for line in lines)
    else:
        yield f"{head} {_quoted(value)}"


def _quoted(value: str) -> str:
    is_plain = (
        _PLAIN.fullmatch(value)
        and ": " not in value
        and not value.endswith((":", " "))
        and value not in AMBIGUOUS_WORDS
        and ambiguity(value) is None
        and _is_text(value)
    )
    return value if is_plain else json.dumps(value, ensure_ascii=False)


def _is_text(value: str) -> bool:
    try:
        return isinstance(plain_value(value), str)
    except ValueError:
        return False


def _is_literal(value: str) -> bool:
    lines = value.removesuffix("\n").split("\n")
    has_odd_end = value.endswith("\n\n") or any(line != line.rstrip() for line in lines)
    return not has_odd_end and bool(lines[0]) and not lines[0].startswith(" ")


def _is_foldable(value: str) -> bool:
    return value == " ".join(value.split()) and value.isprintable() and bool(value)
