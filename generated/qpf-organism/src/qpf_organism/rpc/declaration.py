"""What a gRPC service is made of: numbered fields, methods, and the operations behind them."""

from dataclasses import dataclass
from enum import StrEnum

from qpf_core.plain import JsonValue


class FieldKind(StrEnum):
    """The scalar types of protobuf that values of operations travel as."""

    BOOL = "bool"
    BYTES = "bytes"
    DOUBLE = "double"
    INT64 = "int64"
    STRING = "string"


@dataclass(frozen=True, slots=True, kw_only=True)
class RpcField:
    """One field of a message.

    In a request `source` is the argument of the operation. In an answer it is the field of the
    operation's result, or nothing for the result as a whole; a `constant` needs no source.
    """

    name: str
    number: int
    kind: FieldKind
    repeated: bool = False
    optional: bool = False
    source: str = ""
    constant: JsonValue = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RpcMethod:
    """A unary method and the operation that answers it."""

    name: str
    operation: str
    request: tuple[RpcField, ...] = ()
    response: tuple[RpcField, ...] = ()

    @property
    def request_type(self) -> str:
        """Name of the request's message type."""
        return f"{self.name}Request"

    @property
    def response_type(self) -> str:
        """Name of the answer's message type."""
        return f"{self.name}Response"


@dataclass(frozen=True, slots=True, kw_only=True)
class RpcService:
    """A service: `agent` answers it, `file` is the name of its `.proto` file."""

    package: str
    name: str
    file: str
    agent: str
    methods: tuple[RpcMethod, ...]

    @property
    def full_name(self) -> str:
        """The name that a channel knows the service by."""
        return f"{self.package}.{self.name}"

    def method(self, wanted: str) -> RpcMethod | None:
        """Return the method with a name, or the first that an operation of that name answers."""
        by_name = [one for one in self.methods if one.name == wanted]
        by_operation = [one for one in self.methods if one.operation == wanted]
        return next(iter([*by_name, *by_operation]), None)
