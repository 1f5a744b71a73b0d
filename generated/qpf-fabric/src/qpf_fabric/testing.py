"""The laws of layers and pipelines as checks, and packets to try them with."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random
from typing import Any

from qpf_fabric.errors import Blocked, NotEncoded
from qpf_fabric.layer import Layer
from qpf_fabric.packet import LARGEST_ID, Packet
from qpf_fabric.pipeline import Pipeline
from qpf_fabric.undo import PARTS, UNDO

_VALUES: tuple[object, ...] = (
    None,
    True,
    0,
    -1.5,
    2**70,
    "",
    "x",
    "é",
    [],
    {},
    [None],
    {"a": [1, {"b": None}]},
)
_KEYS = ("", "a", "hops", "urgent", "é", "~", "data", "id")
_LENGTHS = (0, 1, 16, 64, 255, 256, 257, 1023, 1024, 2047, 2048, 2049, 4096)
_STRANGE: tuple[object, ...] = ("x", [], {}, {"meta": {}}, {"header": {"unknown": 1}}, {"data": 1})


def packets(written: Iterable[str], count: int = 300, seed: int = 1138) -> Iterator[Packet]:
    """Yield the same packets each time, many of which hold something under the names in `written`.

    Data is empty, random, repetitive or ends like the data of an encoder; ids are of any size.
    """
    draw = Random(seed)
    names = {part: list(_KEYS) for part in PARTS}
    for path in written:
        part, _, name = path.partition(".")
        names[part] += [name, name, UNDO]
    for _ in range(count):
        packet_id = draw.choice((draw.randrange(1000), draw.randint(-LARGEST_ID, LARGEST_ID)))
        parts = [_part(draw, names[part]) for part in PARTS]
        yield Packet(packet_id, _data(draw), *parts)


def _part(draw: Random, names: list[str]) -> dict[str, Any]:
    if draw.random() < 0.3:
        return {}
    chosen = draw.sample(names, draw.randint(1, min(6, len(names))))
    return {name: draw.choice(_VALUES) for name in chosen}


def _data(draw: Random) -> bytes:
    length = draw.choice(_LENGTHS) if draw.random() < 0.5 else draw.randrange(600)
    kind = draw.randrange(3)
    if kind == 0:
        return draw.randbytes(length)
    if kind == 1:
        return draw.choice((b"a", b"ab|", b"\x00", b"\x78\x9c")) * length
    return draw.randbytes(length // 2) + b"|BLEND:PROTO" * draw.randrange(3)


def check_example(
    layer: Layer, packet: Packet, fields: Mapping[str, object], data: bytes | None
) -> None:
    """Assert that a layer writes `fields`, None for absent ones, and makes `data`, if given."""
    encoded = layer.encode(packet)
    found = {path: _field(encoded, path) for path in fields}
    assert found == dict(fields), f"{layer.info.name} wrote {found}"
    assert data is None or encoded.data == data
    check_layer(layer, packet)


def check_layer(layer: Layer, packet: Packet) -> None:
    """Assert that decoding gives back what was encoded, unless the layer stops the packet."""
    before = packet.copied()
    try:
        encoded = layer.encode(packet)
    except Blocked:
        return
    assert layer.decode(encoded) == before
    assert packet == before, "the packet given was changed"


def check_refusals(layer: Layer) -> None:
    """Assert that a packet that was changed on its way is refused."""
    for packet in _probes():
        encoded = layer.encode(packet)
        for broken in _broken(encoded, layer.info.writes):
            assert _refuses(layer.decode, broken), f"{layer.info.name} took {broken}"
        for changed in _changed(encoded):
            _refuses(layer.decode, changed)


def check_pipeline(pipeline: Pipeline, packet: Packet) -> None:
    """Assert that both forms of a pipeline agree on a packet, and that nothing is lost."""
    before = packet.copied()
    try:
        encoded = pipeline.send(packet)
    except Blocked as error:
        assert _blocks(pipeline, packet) == error.args
        return
    assert Pipeline.send(pipeline, packet) == encoded, f"{pipeline.name}: layer by layer differs"
    traced = pipeline.send_traced(packet)
    assert traced.packet == encoded, f"{pipeline.name}: the forms differ"
    assert tuple(frame.layer for frame in traced.frames) == pipeline.layer_names
    last = traced.frames[-1]
    assert (last.header, last.route, last.meta) == (encoded.header, encoded.route, encoded.meta)
    back = pipeline.receive_traced(encoded)
    assert pipeline.receive(encoded) == back.packet == before, f"{pipeline.name} lost something"
    assert packet == before, "the packet given was changed"


def check_pipeline_refusals(pipeline: Pipeline) -> None:
    """Assert that packets that no `send` made are refused by both forms, and never crash them."""
    written = [path for layer in pipeline.layers for path in layer.info.writes]
    for packet in _probes():
        encoded = pipeline.send(packet)
        for broken in _broken(encoded, written):
            assert _refuses(pipeline.receive, broken), f"{pipeline.name} took {broken}"
            assert _refuses(lambda one: pipeline.receive_traced(one).packet, broken)
        for changed in _changed(encoded):
            fused = _refuses(pipeline.receive, changed)
            assert fused is _refuses(lambda one: pipeline.receive_traced(one).packet, changed)


def _probes() -> Iterator[Packet]:
    for size in (20, 70_000, 1_000_100):
        yield Packet(size, b"probe" * (size // 5))
    yield Packet(5, bytes(range(256)) * 20, {"hops": 9}, {"hops": 9}, {"hops": 9})


def _broken(encoded: Packet, written: Iterable[str]) -> Iterator[Packet]:
    """Every written field holding something else or missing, and records that nobody leaves."""
    for path in written:
        part, _, name = path.partition(".")
        if name in getattr(encoded, part):
            for value in ([None], None):
                broken = encoded.copied()
                getattr(broken, part)[name] = value
                yield broken
    for record in _STRANGE:
        broken = encoded.copied()
        broken.meta[UNDO] = record
        yield broken


def _changed(encoded: Packet) -> Iterator[Packet]:
    """Data that was cut, lengthened or replaced, and a packet without any field."""
    for data in (encoded.data[:-1], encoded.data + b"x", b"", b"\x78\x9c" + encoded.data):
        yield Packet(encoded.id, data, dict(encoded.header), dict(encoded.route), encoded.meta)
    yield Packet(encoded.id, encoded.data)


def _field(packet: Packet, path: str) -> Any:
    part, _, name = path.partition(".")
    return getattr(packet, part).get(name)


def _refuses(decode: Callable[[Packet], Packet], packet: Packet) -> bool:
    try:
        decode(packet)
    except NotEncoded:
        return True
    return False


def _blocks(pipeline: Pipeline, packet: Packet) -> tuple[Any, ...]:
    try:
        pipeline.send_traced(packet)
    except Blocked as error:
        return error.args
    raise AssertionError(f"{pipeline.name}: only one form blocks")
