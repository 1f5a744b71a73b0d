"""Adds an agent to the extraction order of a map: as text, so that every comment stays."""

import json
import re

from qpf.model.document import Document

__all__ = ["with_entry"]

_PLAIN = re.compile(r"[A-Za-z][\w .`]*[\w.`]")
_ORDER = "/extraction_sequence/order"


def with_entry(text: str, document: Document, agent: str, reason: str = "") -> str | None:
    """The map's text with `agent` last in its order; None when the order has no block form.

    `reason` says why it stands there; without one, that it needs nobody.
    """
    why = reason or "It needs nobody."
    why = why if _PLAIN.fullmatch(why) else json.dumps(why, ensure_ascii=False)
    numbers = _positions(document)
    if not numbers:
        return None
    last = document.origins.key(f"{_ORDER}/{max(numbers)}")
    lines = text.splitlines(keepends=True)
    head = lines[last.line - 1]
    margin = head[: last.column - 1]
    if margin.strip(" "):
        return None
    if re.fullmatch(r"\d+ *: +\{[^{}]*\}\s*(#.*)?", head[len(margin) :].rstrip()):
        return _with_line(lines, last.line, f"{margin}{max(numbers) + 1}: ", agent, why)
    if not re.fullmatch(r"\d+ *:\s*(#.*)?\s*", head[len(margin) :]):
        return None
    end = _end_of_entry(lines, last.line, len(margin))
    step = _step(lines[last.line : end], len(margin))
    stop = "\r\n" if head.endswith("\r\n") else "\n"
    if not lines[end - 1].endswith("\n"):
        lines[end - 1] += stop
    inner = margin + " " * step
    entry = (
        f"{margin}{max(numbers) + 1}:",
        f"{inner}agent: {agent}",
        f"{inner}schema_file: {agent}.yaml",
        f"{inner}reason: {why}",
    )
    return "".join([*lines[:end], *(line + stop for line in entry), *lines[end:]])


def _with_line(lines: list[str], after: int, lead: str, agent: str, why: str) -> str:
    stop = "\r\n" if lines[after - 1].endswith("\r\n") else "\n"
    if not lines[after - 1].endswith("\n"):
        lines[after - 1] += stop
    entry = f"{lead}{{agent: {agent}, schema_file: {agent}.yaml, reason: {why}}}{stop}"
    return "".join([*lines[:after], entry, *lines[after:]])


def _positions(document: Document) -> list[int]:
    sequence = document.value.get("extraction_sequence")
    order = sequence.get("order") if isinstance(sequence, dict) else None
    return [int(key) for key in order if key.isdigit()] if isinstance(order, dict) else []


def _end_of_entry(lines: list[str], start: int, margin: int) -> int:
    """How many lines belong to the file up to the end of the entry that begins before `start`."""
    end = start
    for number in range(start, len(lines)):
        if lines[number].strip():
            if _indent(lines[number]) <= margin:
                break
            end = number + 1
    return end


def _step(inside: list[str], margin: int) -> int:
    first = next((line for line in inside if line.strip()), " " * (margin + 2) + "x")
    return _indent(first) - margin


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
