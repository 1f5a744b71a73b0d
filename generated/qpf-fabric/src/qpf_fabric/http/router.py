"""The routes of protocols and pipelines."""

import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from qpf_core.errors import InputError, NotFound
from qpf_core.service import PROBLEM_RESPONSES
from qpf_fabric.errors import Blocked, NotEncoded
from qpf_fabric.http.bodies import answer, packet_of, payload_of
from qpf_fabric.http.models import (
    LayersAnswer,
    PacketModel,
    Payload,
    ProtocolsAnswer,
    ReceiveAnswer,
    RunAnswer,
    RunBody,
    SendAnswer,
    body_of,
)
from qpf_fabric.negotiation import JsonFirst
from qpf_fabric.packet import LARGEST_ID, Packet
from qpf_fabric.pipeline import Catalogue, Pipeline, Traced, pipeline_of
from qpf_fabric.sinks import RunRecord, Sinks

PacketId = Annotated[int | None, Query(ge=0, le=LARGEST_ID)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """What is offered: protocols, the pipeline of `/pipelines/run`, the layers to choose from."""

    protocols: Mapping[str, Pipeline]
    pipeline: Pipeline
    catalogue: Catalogue
    environ: Mapping[str, str]
    sinks: Sinks = field(default_factory=Sinks)


def protocol_router(faces: Faces) -> APIRouter:
    """Return the routes over `faces`; packets without an id are numbered from 1."""
    router = APIRouter(tags=["protocols"], route_class=JsonFirst, responses=PROBLEM_RESPONSES)
    numbers = count(1)
    run_and_tell = _Runs(faces)

    def numbered(packet_id: int | None) -> int:
        return next(numbers) if packet_id is None else packet_id

    @router.post(
        "/protocols/{name}/send",
        response_model=SendAnswer,
        openapi_extra=body_of(Payload, raw=True),
    )
    async def send(name: str, request: Request, packet_id: PacketId = None) -> Response:
        """Encode a payload: raw bytes, or JSON with its data in base64."""
        protocol = _named(faces, name)
        packet, layers = await payload_of(request, numbered(packet_id))
        if layers is not None:
            raise InputError("body", "has an unknown key")
        traced, _ = await run_and_tell(protocol, "send", packet, protocol.asend_traced)
        return await answer(len(traced.packet.data), partial(_sent, traced))

    @router.post(
        "/protocols/{name}/receive",
        response_model=ReceiveAnswer,
        openapi_extra=body_of(PacketModel, raw=False),
    )
    async def receive(name: str, request: Request) -> Response:
        """Decode a packet that `send` encoded."""
        protocol = _named(faces, name)
        packet = await packet_of(request)
        traced, _ = await run_and_tell(protocol, "recv", packet, protocol.areceive_traced)
        return await answer(len(traced.packet.data), partial(_received, traced))

    @router.post(
        "/pipelines/run", response_model=RunAnswer, openapi_extra=body_of(RunBody, raw=True)
    )
    async def run(request: Request, packet_id: PacketId = None) -> Response:
        """Encode a payload with all layers, or with those the body asks for."""
        packet, layers = await payload_of(request, numbered(packet_id))
        chosen = faces.pipeline
        if layers is not None:
            chosen = pipeline_of(layers, faces.catalogue, faces.environ)
        traced, run_id = await run_and_tell(chosen, "send", packet, chosen.asend_traced)
        content = {
            "frames": _frames(traced),
            "out_len": len(traced.packet.data),
            "run_id": run_id,
        }
        return await answer(0, lambda: content)

    @router.get("/layers")
    async def list_layers() -> LayersAnswer:
        """Return every layer with its parameters."""
        infos = [layer.info.to_json() for layer in faces.catalogue.values()]
        return LayersAnswer.model_validate({"layers": infos})

    @router.get("/protocols")
    async def list_protocols() -> ProtocolsAnswer:
        """Return every protocol with its layers."""
        described = [protocol.describe() for protocol in faces.protocols.values()]
        return ProtocolsAnswer.model_validate({"protocols": described})

    return router


def _named(faces: Faces, name: str) -> Pipeline:
    protocol = faces.protocols.get(name)
    if protocol is None:
        raise NotFound("there is no such protocol")
    return protocol


class _Runs:  # pylint: disable=too-few-public-methods
    """Runs packets and hands the records of it to the sinks, also when one was stopped."""

    def __init__(self, faces: Faces) -> None:
        """Describe the pipelines that keep their names; one chosen for a run bears none."""
        self._sinks = faces.sinks
        named = (*faces.protocols.values(), faces.pipeline)
        self._configs = {pipeline.name: pipeline.config() for pipeline in named}

    async def __call__(
        self,
        pipeline: Pipeline,
        direction: str,
        packet: Packet,
        work: Callable[[Packet], Awaitable[Traced]],
    ) -> tuple[Traced, int]:
        """Return what a run left, and its identity."""
        record = partial(
            RunRecord,
            pipeline=pipeline.name,
            direction=direction,
            packet_id=packet.id,
            source=packet,
            config=self._configs.get(pipeline.name, {}),
        )
        try:
            traced = await work(packet)
        except Blocked as error:
            await self._sinks.record(record(status="blocked", reason=error.reason))
            raise
        except NotEncoded as error:
            await self._sinks.record(record(status="refused", reason=error.detail))
            raise
        return traced, await self._sinks.record(record(packet=traced.packet, frames=traced.frames))


def _frames(traced: Traced) -> list[dict[str, Any]]:
    return [frame.to_json() for frame in traced.frames]


def _sent(traced: Traced) -> dict[str, Any]:
    packet = traced.packet
    return {
        "ok": True,
        "frames": _frames(traced),
        "bytes": len(packet.data),
        "packet": packet.to_json(),
    }


def _received(traced: Traced) -> dict[str, Any]:
    packet = traced.packet
    return {
        "ok": True,
        "frames": _frames(traced),
        "data": base64.b64encode(packet.data).decode("ascii"),
        "header": packet.header,
        "route": packet.route,
        "meta": packet.meta,
    }
