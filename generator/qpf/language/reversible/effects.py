"""From effects as written to facts; every kind is one function."""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qpf.diagnostics.catalogue.layers import bad_parameter, bad_target, not_one_value
from qpf.language.reversible.facts import field_of
from qpf.language.reversible.model import Append, Block, Compress, Effect, Leaf, Put
from qpf.language.reversible.spec import (
    AppendSpec,
    BlockSpec,
    CompressSpec,
    LayerSpec,
    OffloadSpec,
    ReplicateSpec,
    SetSpec,
    TagSpec,
)
from qpf.language.reversible.values import Reader
from qpf.language.types import INT
from qpf.model.document import child

__all__ = ["ACTIONS", "effects_of", "offload_of"]

ACTIONS = ("mark", "reject", "dead_letter")


def effects_of(spec: LayerSpec, reader: Reader, pointer: str) -> tuple[Effect, ...]:
    """The effects of a layer in their order; those with faults are reported and left out."""
    found: list[Effect] = []
    for index, one in enumerate(spec.encode):
        found += _READERS[type(one)](one, spec, reader, f"{pointer}/encode/{index}")
    return tuple(found)


def offload_of(spec: LayerSpec, reader: Reader, pointer: str) -> ast.expr | None:
    """The size above which a layer asks for an executor, over its parameters alone."""
    for index, one in enumerate(spec.encode):
        if isinstance(one, OffloadSpec):
            at = f"{pointer}/encode/{index}/over"
            return reader.number(one.over, at, "`over`").node
    return None


def _target(path: str, reader: Reader, pointer: str) -> tuple[str, str] | None:
    target = field_of(path)
    if target is None:
        reader.found.add(bad_target(reader.origins.at(pointer), path))
    return target


def _test(text: str | None, reader: Reader, pointer: str) -> ast.expr | None:
    return reader.condition(text, pointer) if text is not None else None


def _set(one: SetSpec, _: LayerSpec, reader: Reader, pointer: str) -> Iterator[Effect]:
    target = _target(one.set, reader, f"{pointer}/set")
    value = reader.value(one, pointer, f"`{one.set}`")
    when = _test(one.when, reader, f"{pointer}/when")
    if target is not None:
        place = reader.origins.at(f"{pointer}/set")
        yield Put(part=target[0], name=target[1], value=value, when=when, place=place)


def _tag(one: TagSpec, _: LayerSpec, reader: Reader, pointer: str) -> Iterator[Effect]:
    for name, entry in one.entries.items():
        at = child(f"{pointer}/entries", name)
        value = reader.value(entry, at, f"`{name}`")
        place = reader.origins.key(at)
        yield Put(part=one.tag, name=name, value=value, when=None, place=place)


def _append(one: AppendSpec, _: LayerSpec, reader: Reader, pointer: str) -> Iterator[Effect]:
    place = reader.origins.at(f"{pointer}/append")
    end = one.text.encode() if one.text is not None else bytes.fromhex(one.hex or "")
    if (one.text is None) is (one.hex is None) or not end:
        reader.found.add(not_one_value(place, "`append`", ("text", "hex")))
    yield Append(end=end, place=place)


def _compress(one: CompressSpec, _: LayerSpec, reader: Reader, pointer: str) -> Iterator[Effect]:
    target = _target(one.mark, reader, f"{pointer}/mark")
    level = reader.number(one.level, f"{pointer}/level", "`level`")
    if isinstance(one.level, int) and not 0 <= one.level <= 9:
        place = reader.origins.at(f"{pointer}/level")
        reader.found.add(bad_parameter(place, "level", "must be within 0 … 9"))
    when = _test(one.when, reader, f"{pointer}/when")
    if target is not None:
        yield Compress(
            level=level.node,
            limit=one.limit,
            when=when,
            part=target[0],
            name=target[1],
            place=reader.origins.at(f"{pointer}/mark"),
        )


def _replicate(one: ReplicateSpec, _: LayerSpec, reader: Reader, pointer: str) -> Iterator[Effect]:
    target = _target(one.replicate, reader, f"{pointer}/replicate")
    value = reader.number(one.copies, f"{pointer}/copies", "`copies`")
    if target is not None:
        place = reader.origins.at(f"{pointer}/replicate")
        yield Put(part=target[0], name=target[1], value=value, when=None, place=place)


def _offload(one: OffloadSpec, _: LayerSpec, reader: Reader, pointer: str) -> Iterator[Effect]:
    target = _target(one.offload, reader, f"{pointer}/offload")
    if target is not None:
        place = reader.origins.at(f"{pointer}/offload")
        value = Leaf(node=ast.Constant(one.value), type=INT)
        yield Put(part=target[0], name=target[1], value=value, when=None, place=place)


def _block(one: BlockSpec, spec: LayerSpec, reader: Reader, pointer: str) -> Iterator[Effect]:
    place = reader.origins.at(f"{pointer}/block")
    parameter = spec.parameters.get(one.block)
    if parameter is None or not parameter.one_of or not set(parameter.one_of) <= set(ACTIONS):
        listed = ", ".join(ACTIONS)
        reader.found.add(bad_parameter(place, one.block, f"must be a parameter, one_of {listed}"))
    reader.used.add(one.block)
    when = reader.condition(one.when, f"{pointer}/when")
    yield Block(parameter=one.block, when=when, reason=one.reason, place=place)


_READERS: Mapping[type, Callable[[Any, LayerSpec, Reader, str], Iterator[Effect]]] = {
    AppendSpec: _append,
    BlockSpec: _block,
    CompressSpec: _compress,
    OffloadSpec: _offload,
    ReplicateSpec: _replicate,
    SetSpec: _set,
    TagSpec: _tag,
}
