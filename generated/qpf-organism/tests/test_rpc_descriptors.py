"""The description of a service that protobuf works with."""

import pytest
from google.protobuf.descriptor_pb2 import FieldDescriptorProto
from rpc_samples import DIVIDE, SAMPLE, SPLIT

from qpf_core.errors import CoreError
from qpf_core.plain import JsonValue
from qpf_organism.rpc import Messages, file_descriptor
from qpf_organism.rpc.descriptors import json_name
from qpf_organism.rpc.messages import answer_of, arguments_of


def test_messages_stand_in_the_order_of_the_methods() -> None:
    file = file_descriptor(SAMPLE)
    assert [message.name for message in file.message_type] == [
        "DivideRequest",
        "DivideResponse",
        "SplitRequest",
        "SplitResponse",
        "EchoRequest",
        "EchoResponse",
    ]
    assert file.service[0].method[0].input_type == ".sample.v1.DivideRequest"


def test_optional_fields_are_unions_of_one_member() -> None:
    message = file_descriptor(SAMPLE).message_type[0]
    assert [(field.name, field.number) for field in message.field] == [
        ("top", 1),
        ("bottom", 2),
        ("scale", 4),
    ]
    assert message.field[2].proto3_optional
    assert message.oneof_decl[0].name == "_scale"


def test_repeated_fields_are_labelled() -> None:
    parts = file_descriptor(SAMPLE).message_type[3].field[0]
    assert parts.label == FieldDescriptorProto.LABEL_REPEATED


@pytest.mark.parametrize(
    ("name", "shown"),
    [("k", "k"), ("wrapped_time", "wrappedTime"), ("a_b_c", "aBC"), ("t1_", "t1"), ("_x", "X")],
)
def test_json_names(name: str, shown: str) -> None:
    assert json_name(name) == shown


def test_optional_argument_that_is_absent_is_none() -> None:
    request = Messages(SAMPLE).request(DIVIDE)
    assert arguments_of(request(top=1.0), DIVIDE.request) == {"top": 1.0, "bottom": 0.0}
    given = arguments_of(request(scale=0.0), DIVIDE.request)
    assert given == {"top": 0.0, "bottom": 0.0, "scale": 0.0}


def test_result_without_a_promised_field_is_a_fault() -> None:
    messages = Messages(SAMPLE)
    wrong: tuple[JsonValue, ...] = ({}, 1.0)
    for result in wrong:
        with pytest.raises(CoreError, match="the result has no quotient"):
            answer_of(result, messages.response(DIVIDE), DIVIDE.response)
    with pytest.raises(TypeError, match="parts is a list"):
        answer_of({"parts": "a", "key": "", "count": 1}, messages.response(SPLIT), SPLIT.response)
