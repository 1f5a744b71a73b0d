"""The server around the calls: health, reflection, TLS, its place in a service, its life."""

import gc
import threading
from pathlib import Path

import psutil
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc import aio
from grpc_reflection.v1alpha import (  # type: ignore[import-untyped]
    reflection_pb2,
    reflection_pb2_grpc,
)
from rpc_certificate import CERTIFICATE, PRIVATE_KEY
from rpc_samples import SAMPLE, sample_server

from qpf_core.errors import Unavailable
from qpf_core.service import Platform, create_service
from qpf_organism.rpc import RpcClient, RpcOptions, file_descriptor, rpc_part

pytestmark = pytest.mark.anyio
QUICK = RpcOptions(grace_s=0.05)


async def _reflected(port: int, **asked: str) -> reflection_pb2.ServerReflectionResponse:
    async with aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = reflection_pb2_grpc.ServerReflectionStub(channel)
        request = reflection_pb2.ServerReflectionRequest(**asked)
        async for answer in stub.ServerReflectionInfo(iter([request])):
            return answer
    raise AssertionError("reflection does not answer")


async def test_reflection_lists_and_describes_the_service() -> None:
    async with sample_server().serving(QUICK) as port:
        listed = await _reflected(port, list_services="")
        names = {one.name for one in listed.list_services_response.service}
        assert names == {
            "sample.v1.SampleService",
            "grpc.health.v1.Health",
            "grpc.reflection.v1alpha.ServerReflection",
        }
        found = await _reflected(port, file_containing_symbol=SAMPLE.full_name)
        described = found.file_descriptor_response.file_descriptor_proto[0]
        assert FileDescriptorProto.FromString(described) == file_descriptor(SAMPLE)


async def test_port_is_known_while_the_server_listens_and_never_shared() -> None:
    server = sample_server()
    assert server.port == 0
    async with server.serving(QUICK) as port:
        assert server.port == port
        with pytest.raises(Unavailable, match=f"cannot listen on 127.0.0.1:{port}"):
            async with sample_server().serving(RpcOptions(port=port)):
                raise AssertionError("two servers share a port")
    assert server.port == 0


async def test_server_on_ipv6_loopback() -> None:
    async with (
        sample_server().serving(RpcOptions(host="::1", grace_s=0.05)) as port,
        RpcClient(SAMPLE, f"[::1]:{port}") as client,
    ):
        assert await client.healthy(deadline_s=5)


async def test_tls_is_spoken_with_a_certificate(tmp_path: Path) -> None:
    certificate, private = tmp_path / "cert.pem", tmp_path / "key.pem"
    certificate.write_bytes(CERTIFICATE)
    private.write_bytes(PRIVATE_KEY)
    options = RpcOptions(certificate=certificate, private_key=private, grace_s=0.05)
    async with sample_server().serving(options) as port:
        address = f"localhost:{port}"
        async with RpcClient(SAMPLE, address, root_certificate=CERTIFICATE) as client:
            assert await client.healthy(deadline_s=5)
        async with RpcClient(SAMPLE, address) as plain:
            assert not await plain.healthy(deadline_s=1)


async def test_missing_key_is_named(tmp_path: Path) -> None:
    gone = tmp_path / "gone.pem"
    with pytest.raises(Unavailable, match="gone.pem"):
        async with sample_server().serving(RpcOptions(certificate=gone, private_key=gone)):
            raise AssertionError("served without a key")


async def test_part_serves_while_the_service_does() -> None:
    platform = Platform.embedded()
    part = rpc_part("rpc", (SAMPLE,), platform, QUICK, 1.0)
    with pytest.raises(Unavailable):
        await part.probes["listening"]()
    app = create_service("Sample", "1.0.0", (), platform, (part,))
    async with app.router.lifespan_context(app):
        port = platform.vitals()["rpc"]()["port"]
        await part.probes["listening"]()
        async with RpcClient(SAMPLE, f"127.0.0.1:{port}") as client:
            assert await client.healthy(deadline_s=5)
    assert platform.vitals()["rpc"]() == {"port": 0}


async def test_hundred_lives_leave_no_thread_and_no_socket() -> None:
    async def live() -> None:
        async with (
            sample_server().serving(RpcOptions(grace_s=0.0)) as port,
            RpcClient(SAMPLE, f"127.0.0.1:{port}") as client,
        ):
            assert await client.healthy(deadline_s=5)

    await live()
    gc.collect()
    process = psutil.Process()
    before = (threading.active_count(), process.num_fds())
    for _ in range(100):
        await live()
    gc.collect()
    listening = [one for one in process.net_connections() if one.status == psutil.CONN_LISTEN]
    assert listening == []
    assert threading.active_count() <= before[0]
    assert process.num_fds() <= before[1] + 8  # the library keeps a few descriptors for reuse
