"""The `.proto` file of clients and the descriptor that the server makes are one and the same."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from hypothesis import HealthCheck, given, settings, strategies as st
from rpc_workspace import EMITTED, descriptor_by_protoc, emitted_module

from qpf.sections.rpc.fields import WireField
from qpf.sections.rpc.wire import WireType


def by_protoc(proto: Path) -> Any:
    (file,) = FileDescriptorSet.FromString(descriptor_by_protoc(proto)).file
    return file


def test_protoc_reads_in_the_file_what_the_server_describes() -> None:
    service = emitted_module("shop/rpc_server.py").SERVICE
    from qpf_organism.rpc import file_descriptor

    assert by_protoc(EMITTED / "shop/shop.proto") == file_descriptor(service)


def test_protoc_would_notice_a_difference(tmp_path: Path) -> None:
    service = emitted_module("shop/rpc_server.py").SERVICE
    from qpf_organism.rpc import file_descriptor

    changed = tmp_path / "shop.proto"
    text = (EMITTED / "shop/shop.proto").read_text("utf-8")
    changed.write_text(text.replace("optional double rate = 4;", "double rate = 4;"), "utf-8")
    assert by_protoc(changed) != file_descriptor(service)


NAMES = st.from_regex(r"[a-z][a-z0-9]{0,5}(_[a-z0-9]{1,4}){0,3}", fullmatch=True)
TYPES = st.builds(
    WireType,
    st.sampled_from(["bool", "bytes", "double", "int64", "string"]),
    repeated=st.just(False),
    optional=st.booleans(),
) | st.builds(WireType, st.sampled_from(["double", "string"]), repeated=st.just(True))


@st.composite
def messages(draw: st.DrawFn) -> list[tuple[str, int, WireType]]:
    """Fields with names and numbers of their own."""
    names = draw(st.lists(NAMES, max_size=8, unique_by=lambda name: name.replace("_", "")))
    numbers = st.integers(1, 18_999) | st.integers(20_000, 536_870_911)
    chosen = draw(st.lists(numbers, min_size=len(names), max_size=len(names), unique=True))
    return [(name, number, draw(TYPES)) for name, number in zip(names, chosen, strict=True)]


def _declared(fields: list[tuple[str, int, WireType]]) -> Iterator[Any]:
    from qpf_organism.rpc import FieldKind, RpcField

    for name, number, kind in fields:
        yield RpcField(
            name=name,
            number=number,
            kind=FieldKind(kind.scalar),
            repeated=kind.repeated,
            optional=kind.optional,
        )


@given(messages(), messages())
@settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@pytest.mark.usefixtures("kits")
def test_any_message_is_described_as_protoc_does(
    tmp_path: Path,
    request_fields: list[tuple[str, int, WireType]],
    response_fields: list[tuple[str, int, WireType]],
) -> None:
    from qpf_organism.rpc import RpcMethod, RpcService, file_descriptor

    method = RpcMethod(
        name="Do",
        operation="do",
        request=tuple(_declared(request_fields)),
        response=tuple(_declared(response_fields)),
    )
    service = RpcService(package="p.q", name="S", file="s.proto", agent="a", methods=(method,))
    lines = ['syntax = "proto3";', "package p.q;"]
    for name, fields in (("DoRequest", request_fields), ("DoResponse", response_fields)):
        lines += [f"message {name} {{", *(_written(*field) for field in fields), "}"]
    lines.append("service S { rpc Do(DoRequest) returns (DoResponse); }")
    proto = tmp_path / "s.proto"
    proto.write_text("\n".join(lines), "utf-8")
    assert by_protoc(proto) == file_descriptor(service)


def _written(name: str, number: int, kind: WireType) -> str:
    from qpf.diagnostics.diagnostic import Place

    field = WireField(
        name=name, number=number, type=kind, source="", constant=None, place=Place("demo", 1, 1)
    )
    return str(field.written())


@pytest.fixture
def kits() -> None:
    """Make the kits importable."""
    emitted_module("shop/rpc_server.py")
