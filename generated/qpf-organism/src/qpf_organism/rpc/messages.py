"""Message classes of a service, made at run time, and values on their way in and out of them."""

import base64
from collections.abc import Mapping

from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from qpf_core.errors import CoreError
from qpf_core.plain import JsonObject, JsonValue
from qpf_organism.rpc.declaration import FieldKind, RpcField, RpcMethod, RpcService
from qpf_organism.rpc.descriptors import file_descriptor


class Messages:
    """The messages of one service, in a pool of their own."""

    def __init__(self, service: RpcService, pool: DescriptorPool | None = None) -> None:
        """Describe the service in `pool`; a pool takes a file name once."""
        self.pool = pool or DescriptorPool()
        self.pool.AddSerializedFile(file_descriptor(service).SerializeToString())
        self._classes: Mapping[str, type[Message]] = {
            name: GetMessageClass(self.pool.FindMessageTypeByName(f"{service.package}.{name}"))
            for method in service.methods
            for name in (method.request_type, method.response_type)
        }

    def request(self, method: RpcMethod) -> type[Message]:
        """Return the class of the request of `method`."""
        return self._classes[method.request_type]

    def response(self, method: RpcMethod) -> type[Message]:
        """Return the class of the answer of `method`."""
        return self._classes[method.response_type]


def arguments_of(message: Message, fields: tuple[RpcField, ...]) -> JsonObject:
    """Return the arguments that a request carries; an optional field that is absent is none."""
    return {
        field.source: _read(message, field)
        for field in fields
        if not field.optional or message.HasField(field.name)
    }


def answer_of(result: JsonValue, kind: type[Message], fields: tuple[RpcField, ...]) -> Message:
    """Return the answer that carries the result of an operation; null leaves a field absent."""
    message = kind()
    for field in fields:
        _write(message, field, _picked(result, field))
    return message


def request_of(arguments: JsonObject, kind: type[Message], fields: tuple[RpcField, ...]) -> Message:
    """Return the request that carries arguments; raises ValueError for one that has no field."""
    unknown = sorted(arguments.keys() - {field.source for field in fields})
    if unknown:
        raise ValueError(f"{unknown[0]} is not an argument")
    message = kind()
    for field in fields:
        _write(message, field, arguments.get(field.source))
    return message


def values_of(message: Message, fields: tuple[RpcField, ...]) -> JsonObject:
    """Return the fields of an answer by name."""
    return {
        field.name: _read(message, field)
        for field in fields
        if not field.optional or message.HasField(field.name)
    }


def _picked(result: JsonValue, field: RpcField) -> JsonValue:
    if field.constant is not None:
        return field.constant
    if not field.source:
        return result
    if not isinstance(result, Mapping) or field.source not in result:
        raise CoreError(f"the result has no {field.source}")
    return result[field.source]


def _read(message: Message, field: RpcField) -> JsonValue:
    value = getattr(message, field.name)
    if field.repeated:
        return [_plain(item) for item in value]
    return _plain(value)


def _plain(value: JsonValue | bytes) -> JsonValue:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value


def _write(message: Message, field: RpcField, value: JsonValue) -> None:
    if value is None:
        return
    if field.repeated:
        if not isinstance(value, list):
            raise TypeError(f"{field.name} is a list")
        getattr(message, field.name).extend(_carried(field, item) for item in value)
    else:
        setattr(message, field.name, _carried(field, value))


def _carried(field: RpcField, value: JsonValue) -> object:
    if field.kind is FieldKind.BYTES and isinstance(value, str):
        return base64.b64decode(value, validate=True)
    return value
