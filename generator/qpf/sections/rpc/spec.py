"""Operations over gRPC: a service, its methods, the numbers of their fields."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field

from qpf.sections.spec_base import SectionModel, Text, Token

__all__ = ["MethodSpec", "RequestField", "ResponseField", "RpcSpec"]


def _numbered(value: object) -> object:
    """Accept the short form of a field: its number alone."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return {"number": value} if is_number else value


Number = Annotated[int, Field(ge=1, le=536_870_911)]
Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=64)]
TypeName = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*$", max_length=64)]


class RequestField(SectionModel):
    """A field of a request: the input of the operation with the same name, and its type."""

    number: Number
    """Its number on the wire; never changed once it is used."""
    optional: bool = False
    """Whether its absence is told from zero: then the operation's default holds."""


class ResponseField(SectionModel):
    """A field of an answer."""

    number: Number
    """Its number on the wire; never changed once it is used."""
    source: Text | None = Field(default=None, alias="from")
    """Field of the operation's result that it carries; the one of the same name unless given."""
    value: Annotated[str, Field(max_length=200)] | bool | Whole | float | None = None
    """The same value in every answer, in place of a part of the result."""


class MethodSpec(SectionModel):
    """A unary method."""

    name: TypeName
    """Its name."""
    operation: Token
    """The operation that answers it."""
    request: Mapping[FieldName, Annotated[RequestField, BeforeValidator(_numbered)]] = {}
    """`{input: number}` or `{input: {number, optional}}`."""
    response: Mapping[FieldName, Annotated[ResponseField, BeforeValidator(_numbered)]] = {}
    """`{field: number}` or `{field: {number, from | value}}`."""


class RpcSpec(SectionModel):
    """A gRPC service beside the HTTP one, with health service and reflection.

    A refused call ends in the status of its error, and the trailing metadata `problem-bin` holds
    the problem body of HTTP (JSON) without its sentence, which is the status message. A call that
    waits for a human (202 over HTTP) is FAILED_PRECONDITION with the `approval_id`; it is repeated
    with the issued pass in the metadata `x-approval-token`.
    """

    module: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] = "rpc_server"
    """The generated module."""
    package: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$")]
    """Package in the `.proto` file."""
    service: TypeName
    """Name of the service."""
    file: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.proto$")]
    """The `.proto` file for clients in other languages."""
    port: Annotated[int, Field(ge=0, le=65_535)]
    """Port on loopback unless the settings say otherwise; 0 takes a free one."""
    deadline_ms: Annotated[int, Field(ge=100, le=600_000)] = 5_000
    """Longest time of a call in milliseconds."""
    max_message_bytes: Annotated[int, Field(ge=4_096, le=67_108_864)] = 65_536
    """Largest request and answer; reflection answers with the whole description."""
    methods: Annotated[tuple[MethodSpec, ...], Field(min_length=1)]
    """Its methods."""
