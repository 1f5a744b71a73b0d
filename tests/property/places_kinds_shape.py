"""Faults of the shape of a file: keys, types, words, ranges."""

from collections.abc import Iterator
from typing import Any

from places_kinds import Planting, kind
from places_shapes import Shape, shapes_of
from places_source import Edit, Node, Source, misspelled

from qpf.model.document import DocumentKind

__all__: list[str] = []


def _closed(planting: Planting) -> Iterator[Shape]:
    return (one for one in shapes_of(planting.source) if one.node.kind == "map" and one.is_closed)


def _texts(planting: Planting, key: str) -> Iterator[tuple[Node, Any]]:
    for shape in shapes_of(planting.source):
        if shape.node.kind == "text" and key in shape.schema:
            yield shape.node, shape.schema[key]


def _is_parameter(node: Node) -> bool:
    return "${" in node.text


@kind("misspelled key")
def _misspelled_key(planting: Planting) -> Iterator[Edit]:
    for shape in _closed(planting):
        known = frozenset(shape.schema["properties"])
        for pointer in shape.node.members:
            node = planting.source.nodes[pointer]
            made = misspelled(node.name, known | planting.words, planting.draw)
            if made is not None and node.key is not None and node.pointer.count("/") > 1:
                yield Edit(*node.key, made, node.key[0], node.name)


@kind("misspelled section")
def _misspelled_section(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    known = planting.words
    for pointer in source.nodes[""].members:
        node = source.nodes[pointer]
        made = misspelled(node.name, known, planting.draw)
        if made is not None and node.key is not None:
            yield Edit(*node.key, made, node.key[0], node.name)


@kind("key from nowhere")
def _strange_key(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for shape in _closed(planting):
        node = shape.node
        if node.is_flow and node.members:
            yield Edit(node.start + 1, node.start + 1, "zzz_key: 1, ", node.start + 1)
        elif node.members:
            lead = node.start - (source.text.rfind("\n", 0, node.start) + 1)
            yield Edit(node.start, node.start, f"zzz_key: 1\n{' ' * lead}", node.start)


@kind("missing key")
def _missing(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    for shape in _closed(planting):
        for name in shape.schema.get("required", ()):
            node = source.nodes.get(f"{shape.node.pointer}/{name}")
            if node is None or shape.node.pointer == "" or len(shape.node.members) < 2:
                continue
            edit = _without(source, shape.node, node)
            if edit is not None:
                yield edit


def _without(source: Source, parent: Node, node: Node) -> Edit | None:
    owner = (parent.key[0],) if parent.key is not None else ()
    if parent.is_flow:
        at = parent.members.index(node.pointer)
        assert node.key is not None
        if at > 0:
            return Edit(
                source.nodes[parent.members[at - 1]].end, node.end, "", parent.start, also=owner
            )
        after = source.nodes[parent.members[1]]
        assert after.key is not None
        return Edit(node.key[0], after.key[0], "", parent.start, also=owner)
    lines = source.lines_of(node)
    if lines is None or parent.members[0] == node.pointer:
        return None
    return Edit(*lines, "", parent.start, also=owner)


@kind("unknown word")
def _unknown_word(planting: Planting) -> Iterator[Edit]:
    for node, words in _texts(planting, "enum"):
        made = misspelled(node.text, frozenset(map(str, words)), planting.draw)
        if made is not None and not _is_parameter(node):
            yield planting.source.value_edit(node, made, node.text)


@kind("number below its range")
def _below(planting: Planting) -> Iterator[Edit]:
    for key, step in (("minimum", 1), ("exclusiveMinimum", 0)):
        for node, least in _texts(planting, key):
            if node.style == "" and not _is_parameter(node):
                yield planting.source.value_edit(node, str(int(least) - step))


@kind("number above its range")
def _above(planting: Planting) -> Iterator[Edit]:
    for key, step in (("maximum", 1), ("exclusiveMaximum", 0)):
        for node, most in _texts(planting, key):
            if node.style == "" and not _is_parameter(node):
                yield planting.source.value_edit(node, str(int(most) + step))


@kind("text of another form")
def _form(planting: Planting) -> Iterator[Edit]:
    for node, _ in _texts(planting, "pattern"):
        if not _is_parameter(node):
            yield planting.source.value_edit(node, '"%% no such form %%"')


@kind("empty text")
def _empty(planting: Planting) -> Iterator[Edit]:
    for node, least in _texts(planting, "minLength"):
        if least > 0:
            yield planting.source.value_edit(node, '""')


@kind("empty list")
def _empty_list(planting: Planting) -> Iterator[Edit]:
    for shape in shapes_of(planting.source):
        if shape.node.kind == "list" and shape.schema.get("minItems", 0) > 0:
            yield _instead(planting, shape.node, "[]")


@kind("text instead of a number")
def _no_number(planting: Planting) -> Iterator[Edit]:
    for shape in shapes_of(planting.source):
        if shape.schema.get("type") in ("integer", "number") and shape.alternatives == 1:
            yield planting.source.value_edit(shape.node, "many")


@kind("text instead of a boolean")
def _no_boolean(planting: Planting) -> Iterator[Edit]:
    for shape in shapes_of(planting.source):
        if shape.schema.get("type") == "boolean" and shape.alternatives == 1:
            yield planting.source.value_edit(
                shape.node, planting.draw.choice(["maybe", "yes", "on"])
            )


@kind("number instead of text")
def _no_text(planting: Planting) -> Iterator[Edit]:
    for shape in shapes_of(planting.source):
        node = shape.node
        if shape.schema.get("type") == "string" and shape.alternatives == 1 and node.style == "":
            yield planting.source.value_edit(node, "42")


@kind("list instead of text")
def _list_for_text(planting: Planting) -> Iterator[Edit]:
    for shape in shapes_of(planting.source):
        node = shape.node
        if shape.schema.get("type") == "string" and node.style == "" and shape.alternatives == 1:
            yield planting.source.value_edit(node, "[a, b]")


@kind("text instead of a mapping")
def _no_mapping(planting: Planting) -> Iterator[Edit]:
    for shape in _closed(planting):
        if shape.alternatives == 1 and shape.node.pointer:
            yield _instead(planting, shape.node, "nothing")


@kind("text instead of a list")
def _no_list(planting: Planting) -> Iterator[Edit]:
    for shape in shapes_of(planting.source):
        if shape.node.kind == "list" and shape.alternatives == 1:
            yield _instead(planting, shape.node, "nothing")


@kind("null instead of a value")
def _null(planting: Planting) -> Iterator[Edit]:
    for shape in shapes_of(planting.source):
        node = shape.node
        is_plain = node.kind == "text" and node.style == "" and node.text != ""
        is_typed = shape.schema.get("type") in ("string", "integer", "boolean")
        if is_plain and is_typed and shape.alternatives == 1 and not shape.allows_null:
            yield planting.source.value_edit(node, "null")


@kind("section without content")
def _null_section(planting: Planting) -> Iterator[Edit]:
    source = planting.source
    if source.kind is not DocumentKind.SCHEMA:
        return
    for pointer in source.nodes[""].members:
        node = source.nodes[pointer]
        if node.kind == "map" and node.key is not None:
            yield Edit(node.key[1] + 1, node.end, "", node.key[0], also=(node.key[1] + 1,))


def _instead(planting: Planting, node: Node, new: str) -> Edit:
    """Something flat in place of a collection."""
    if node.key is None or node.is_flow:
        return planting.source.value_edit(node, new)
    after = node.key[1] + 1
    return Edit(after, node.end, f" {new}", after + 1)
