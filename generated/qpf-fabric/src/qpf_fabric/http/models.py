"""Bodies of requests and answers, for the document of the interface."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class FrameModel(BaseModel):
    """A packet as one layer left it, without its data."""

    layer: str
    dt_ms: float = Field(description="How long the layer took, in milliseconds")
    header: dict[str, Any]
    route: dict[str, Any]
    meta: dict[str, Any]


class PacketModel(BaseModel):
    """A packet; its data in base64."""

    model_config = ConfigDict(extra="forbid")

    id: int
    data: str = Field(description="Base64")
    header: dict[str, Any] = {}
    route: dict[str, Any] = {}
    meta: dict[str, Any] = {}


class Payload(BaseModel):
    """What is sent, in JSON; the id is given as `packet_id` in the query."""

    model_config = ConfigDict(extra="forbid")

    data: str = Field(description="Base64")
    header: dict[str, Any] = {}
    route: dict[str, Any] = {}
    meta: dict[str, Any] = {}


class RunBody(Payload):
    """What a pipeline is to run: layers by name, or `{name: {parameter: value}}`."""

    layers: list[str | dict[str, dict[str, Any]]] | None = None


class SendAnswer(BaseModel):
    """What a protocol made of a payload; `bytes` is the length of the encoded data."""

    ok: bool
    frames: list[FrameModel]
    bytes: int
    packet: PacketModel


class ReceiveAnswer(BaseModel):
    """What an encoded packet was before; its data in base64."""

    ok: bool
    frames: list[FrameModel]
    data: str
    header: dict[str, Any]
    route: dict[str, Any]
    meta: dict[str, Any]


class RunAnswer(BaseModel):
    """What a pipeline did; `out_len` is the length of the encoded data in bytes."""

    frames: list[FrameModel]
    out_len: int
    run_id: int


class ParameterModel(BaseModel):
    """A parameter of a layer."""

    name: str
    type: str
    default: bool | int | float | str
    summary: str
    unit: str
    environment: str | None
    choices: list[bool | int | float | str]
    range: list[float | None]


class LayerModel(BaseModel):
    """A layer, and the names it writes."""

    name: str
    summary: str
    parameters: list[ParameterModel]
    writes: list[str]


class ChosenModel(BaseModel):
    """A layer of a protocol, and its parameters there."""

    name: str
    parameters: dict[str, Any]


class ProtocolModel(BaseModel):
    """A protocol."""

    name: str
    title: str
    summary: str
    layers: list[ChosenModel]


class LayersAnswer(BaseModel):
    """Every layer there is."""

    layers: list[LayerModel]


class ProtocolsAnswer(BaseModel):
    """Every protocol there is."""

    protocols: list[ProtocolModel]


def body_of(model: type[BaseModel], *, raw: bool) -> dict[str, Any]:
    """Return the description of a request body: JSON of `model`, raw bytes too if `raw`.

    Raw bytes may be none at all.
    """
    content: dict[str, Any] = {"application/json": {"schema": model.model_json_schema()}}
    if raw:
        binary = {"type": "string", "format": "binary"}
        content = {"application/octet-stream": {"schema": binary}, **content}
    return {"requestBody": {"required": not raw, "content": content}}
