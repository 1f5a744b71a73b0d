"""Other shapes of a value: lists written as texts or mappings, and the reverse."""

import re
from collections.abc import Callable, Sequence

from qpf.sections.importing.node import Node, Scalar, folded
from qpf.sections.importing.report import Report

__all__ = ["as_entries", "as_items", "as_text", "kinds_as_keys", "one_named"]

_MAIN = ("name", "file", "path", "id", "title", "step", "text", "value", "event", "condition")
_MORE = ("when", "if", "trigger", "anchor", "metric", "mode", "layer", "kind", "type")
_KIND = ("type", "layer", "kind", "name", "memory")
_BRACKETED = re.compile(r"\([^()]*\)|(?P<cut>\s*[,;\n]\s*(?:and\s+|&\s+)?|\s+/\s+)")
_LONGEST = 5


def pieces_of(text: str) -> list[str]:
    """The items of a list in prose: `a, b and c`; one piece when it is none."""
    cuts = [m.span("cut") for m in _BRACKETED.finditer(text) if m["cut"] is not None]
    ends = [0, *(end for _, end in cuts)]
    starts = [*(start for start, _ in cuts), len(text)]
    pieces = [text[a:b].strip() for a, b in zip(ends, starts, strict=True)]
    if cuts or (text == text.lower() and len(text.split()) == 3):
        pieces = [one for piece in pieces for one in re.split(r"\s+(?:and|&)\s+", piece)]
    kept = [piece for piece in pieces if piece]
    return kept if all(len(piece.split()) <= _LONGEST for piece in kept) else [text]


def as_items(node: Node, name: str, is_models: bool, report: Report) -> None:
    """Bring a value into the shape of a list."""
    if isinstance(node.value, dict):
        node.value = _of_mapping(node, name, is_models, report)
    elif not isinstance(node.value, list):
        dashed = re.split(r"(?:^|\s)-\s*", node.text) if node.text.startswith("-") else []
        texts: list[Scalar] = [text for text in dashed if text]
        texts = texts or [piece for piece in pieces_of(node.text) if not is_models]
        node.value = [Node(text, node.place) for text in texts] or [Node(node.value, node.place)]
        words = "becomes a list" if len(node.items) < 2 else f"becomes a list of {len(node.items)}"
        report.changed(node, f"`{name}` {words}")
    items = [piece for item in node.items for piece in _dashed(item, name, report)]
    node.value = _bracketed(items, name, report)


def _of_mapping(node: Node, name: str, is_models: bool, report: Report) -> list[Node]:
    if is_models and _main_of(node) is not None:
        return [Node(node.value, node.place, node.key)]
    report.changed(node, f"`{name}` becomes a list")
    members = node.members
    if members and all(isinstance(one.value, list) for one in members.values()):
        report.changed(node, f"the groups {_ticked(members)} of `{name}` are joined")
        return [item for one in members.values() for item in one.items]
    made = []
    for key, one in members.items():
        where = one.key or one.place
        if is_models and isinstance(one.value, dict):
            one.value = {"name": Node(key, where), **one.value}
            made.append(one)
        elif one.value is False:
            report.dropped(one, f"`{name}.{key}` is `false`; it is left out")
        else:
            made.append(Node(key, where, where))
            _left_over(one, f"{name}.{key}", report)
    return made


def _left_over(one: Node, name: str, report: Report) -> None:
    if one.value not in (None, True):
        report.dropped(one, f"`{name}`: only the name is kept, not {one.shown}")


def _ticked(keys: Sequence[str] | dict[str, Node]) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _dashed(item: Node, name: str, report: Report) -> list[Node]:
    """An item that swallowed those below it, which were indented deeper, is cut again."""
    if not isinstance(item.value, str) or not re.search(r"\n\s*- ", item.raw):
        return [item]
    pieces = re.split(r"\s+- +", item.text)
    report.changed(item, f"`{name}`: `{item.text}` is {len(pieces)} entries")
    return [Node(piece, item.place, item.key) for piece in pieces if piece]


def _bracketed(items: list[Node], name: str, report: Report) -> list[Node]:
    """Items that a comma inside brackets cut in two are put together."""
    made: list[Node] = []
    for item in items:
        last = made[-1] if made else None
        if last is not None and last.text.count("(") > last.text.count(")") and item.text:
            last.value = f"{last.text}, {item.text}"
            report.changed(last, f"`{name}`: `{last.text}` is one entry")
        else:
            made.append(item)
    return made


def _main_of(node: Node) -> str | None:
    names = {folded(key): key for key in node.members}
    for wanted in (*_MAIN, *_MORE):
        key = names.get(wanted)
        if key is not None and node.members[key].text:
            return key
    return None


def as_text(node: Node, name: str, report: Report) -> bool:
    """Bring a collection that stands for one text into that shape; False when it does not."""
    if isinstance(node.value, list):
        if not node.items or not all(item.text for item in node.items):
            return False
        node.value = ", ".join(item.text for item in node.items)
        report.changed(node, f"`{name}`: the list becomes one text")
        return True
    members = node.members
    if len(members) == 1:
        key, inner = next(iter(members.items()))
        if inner.value is False:
            return False
        if re.search(r"\s", key) and inner.text:
            # An unquoted colon made a mapping of a sentence.
            node.value = f"{key}: {inner.text}"
            return True
        if folded(key) not in _MAIN:
            node.value = key
            _left_over(inner, f"{name}.{key}", report)
            return True
    main = _main_of(node)
    if main is None:
        return False
    rest = Node({k: v for k, v in members.items() if k != main}, node.place, node.key)
    node.value = members[main].value
    if rest.members:
        report.dropped(node, f"`{name}`: only `{node.text}` is kept, not {rest.shown}")
    return True


def as_entries(node: Node, name: str, known: Callable[[str], str | None], report: Report) -> None:
    """Bring a list that stands for a mapping into that shape: one-key maps, or maps with a type.

    `known` gives the key that a word stands for, or None.
    """
    items = node.items
    if items and all(len(item.members) == 1 for item in items):
        pairs = [pair for item in items for pair in item.members.items()]
    else:
        pairs = [(key, item) for item in items if (key := _typed(item, known)) is not None]
    if items and len(pairs) == len(items) and len({key for key, _ in pairs}) == len(items):
        node.value = dict(pairs)
        report.changed(node, f"`{name}` becomes a mapping of {_ticked([*node.members])}")


def _typed(item: Node, known: Callable[[str], str | None]) -> str | None:
    """The key that the type of an entry names; the type is taken out of it."""
    for key in list(item.members):
        word = item.members[key].text
        if folded(key) in _KIND and known(word) is not None:
            del item.members[key]
            return word
    return None


def kinds_as_keys(node: Node, name: str, report: Report) -> None:
    """Bring a list of open channels, or their names in a text, into a mapping to `true`."""
    if node.text:
        as_items(node, name, False, report)
    entries: dict[str, Node] = {}
    for one in node.items:
        for key, inner in one.members.items():
            entries[key] = inner
        if one.text:
            entries[one.text] = Node(True, one.place, one.place)
    if node.items and len(entries) >= len(node.items):
        node.value = dict(entries)
        report.changed(node, f"`{name}` becomes a mapping")


def one_named(node: Node, known: Sequence[str]) -> bool:
    """Whether a mapping with one key stands for the name in its key, not for a model."""
    keys = list(node.members)
    return len(keys) == 1 and folded(keys[0]) not in {folded(key) for key in known}
