"""From a declaration to protobuf's own description of it, without any `.proto` file."""

# protobuf makes these classes while it is imported, where pylint cannot see them
from google.protobuf.descriptor_pb2 import (  # pylint: disable=no-name-in-module
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)

from qpf_organism.rpc.declaration import FieldKind, RpcField, RpcService

_TYPES = {
    FieldKind.BOOL: FieldDescriptorProto.TYPE_BOOL,
    FieldKind.BYTES: FieldDescriptorProto.TYPE_BYTES,
    FieldKind.DOUBLE: FieldDescriptorProto.TYPE_DOUBLE,
    FieldKind.INT64: FieldDescriptorProto.TYPE_INT64,
    FieldKind.STRING: FieldDescriptorProto.TYPE_STRING,
}


def file_descriptor(service: RpcService) -> FileDescriptorProto:
    """Return what protoc makes of the service's `.proto` file: messages in order, then methods."""
    file = FileDescriptorProto(name=service.file, package=service.package, syntax="proto3")
    for method in service.methods:
        file.message_type.append(_message(method.request_type, method.request))
        file.message_type.append(_message(method.response_type, method.response))
    listed = file.service.add(name=service.name)
    for method in service.methods:
        listed.method.add(
            name=method.name,
            input_type=f".{service.package}.{method.request_type}",
            output_type=f".{service.package}.{method.response_type}",
        )
    return file


def _message(name: str, fields: tuple[RpcField, ...]) -> DescriptorProto:
    message = DescriptorProto(name=name)
    for field in fields:
        described = message.field.add(
            name=field.name,
            number=field.number,
            label=(
                FieldDescriptorProto.LABEL_REPEATED
                if field.repeated
                else FieldDescriptorProto.LABEL_OPTIONAL
            ),
            type=_TYPES[field.kind],
            json_name=json_name(field.name),
        )
        if field.optional:  # presence of a proto3 scalar is a union of one member
            described.proto3_optional = True
            described.oneof_index = len(message.oneof_decl)
            message.oneof_decl.add(name=f"_{field.name}")
    return message


def json_name(name: str) -> str:
    """Return the name of a field in protobuf's JSON form: an underscore makes the next one big."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)
