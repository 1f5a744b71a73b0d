"""Escalation policies of other forms: lists, mappings, and conditions with an addressee."""

import re

from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.report import Report

__all__ = ["bare_condition", "one_policy"]

_WHEN = frozenset({"when", "if", "condition", "trigger", "event", "on", "alert"})
_TAIL = re.compile(r"\s*(?:→|->|=>)\s*(?P<tail>.+)$|\s*\bthen\b\s+(?P<then>.+)$", re.IGNORECASE)


def one_policy(node: Node, report: Report) -> None:
    """Bring a list or mapping of conditions into the shape of one text, with semicolons."""
    if isinstance(node.value, list):
        parts = [_condition(item) for item in node.items]
    elif isinstance(node.value, dict):
        whole = _condition(node)
        named = [_condition(member) or key for key, member in node.members.items()]
        parts = [whole] if _WHEN & {folded(key) for key in node.members} else named
    else:
        return
    before = node.shown
    node.value = "; ".join(part for part in parts if part)
    report.changed(node, f"`escalationpolicy` becomes one text, from {before}")


def _condition(item: Node) -> str:
    if item.text:
        return item.text
    if len(item.members) == 1:
        key, inner = next(iter(item.members.items()))
        return inner.text if folded(key) in _WHEN else f"{key} → {inner.text or inner.shown}"
    when = [m.text for key, m in item.members.items() if folded(key) in _WHEN]
    rest = [m.text for key, m in item.members.items() if folded(key) not in _WHEN]
    return " AND ".join(when) + "".join(f" → {text}" for text in rest if text)


def bare_condition(text: str) -> tuple[str, str]:
    """A condition without `if` and addressee, and what was cut off: `load > 3 → Ops`."""
    match = _TAIL.search(text)
    bare = text[: match.start()] if match is not None and match.start() else text
    tail = text[len(bare) :].strip()
    bare = re.sub(r"^\s*(?:if|when)\s+", "", bare, flags=re.IGNORECASE).strip()
    return bare, tail
