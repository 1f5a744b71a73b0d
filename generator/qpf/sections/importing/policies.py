"""Escalation policies of other forms: lists, mappings, and conditions with an addressee."""

import re

from qpf.sections.importing.anchoring import channels_in
from qpf.sections.importing.node import Node, folded
from qpf.sections.importing.report import Report

__all__ = ["bare_condition", "named_anchors", "one_policy"]

_WHEN = frozenset({"when", "if", "condition", "trigger", "event", "on", "alert"})
_CHANNELS = ("channels", "channel", "escalationmethod", "method", "contact", "via")
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


def named_anchors(anchors: Node, report: Report) -> None:
    """Bring anchors with their channels, in mappings, into the form `Name (channel)`."""
    if anchors.members and not {folded(key) for key in anchors.members} & {"name"}:
        anchors.value = [
            Node({"name": Node(key, one.place), **(one.members or {"channels": one})}, one.place)
            for key, one in anchors.members.items()
        ]
        report.changed(anchors, "`governance.anchors` becomes a list")
    for anchor in anchors.items:
        names = {folded(key): key for key in anchor.members}
        name = anchor.members.get(names.get("name", ""))
        if name is None or not name.text:
            continue
        before, rest = anchor.shown, dict(anchor.members)
        channels: list[str] = []
        for word in _CHANNELS:
            one = rest.get(names.get(word, ""))
            spoken = ", ".join(item.text for item in (one.items or [one])) if one else ""
            if one is not None and channels_in(spoken):
                channels += channels_in(spoken)
                del rest[names[word]]
        del rest[names["name"]]
        anchor.value = name.text + (f" ({', '.join(channels)})" if channels else "")
        report.changed(anchor, f"the anchor {before} is written `{anchor.value}`")
        if rest:
            shown = Node(dict(rest), anchor.place).shown
            report.dropped(anchor, f"the map tells more of `{name.text}`: {shown}")


def bare_condition(text: str) -> tuple[str, str]:
    """A condition without `if` and addressee, and what was cut off: `load > 3 → Ops`."""
    match = _TAIL.search(text)
    bare = text[: match.start()] if match is not None and match.start() else text
    tail = text[len(bare) :].strip()
    bare = re.sub(r"^\s*(?:if|when)\s+", "", bare, flags=re.IGNORECASE).strip()
    return bare, tail
