"""What emitted tests of gRPC stand on: alike is told from different."""

import pytest
from fastapi import APIRouter
from rpc_samples import DIVIDE, ECHO, OPERATIONS, SAMPLE

from qpf_core.agent import AgentDeclaration, AutonomyProfile, OperationDeclaration
from qpf_core.governance import GovernancePolicy
from qpf_core.memory import MemoryTopology
from qpf_core.plain import JsonObject
from qpf_core.service import AgentService, Part, Platform
from qpf_organism.rpc import RpcField, RpcOptions, RpcService, rpc_part
from qpf_organism.testing_rpc import answers_alike, described

pytestmark = pytest.mark.anyio
DECLARATION = AgentDeclaration(
    name="sample",
    module="service",
    role="Stands for any agent.",
    version="6.0.0",
    operations=tuple(
        OperationDeclaration(name=name, roles=("service_token",)) for name in OPERATIONS
    ),
    policy=GovernancePolicy(agent="sample"),
    memory=MemoryTopology(agent="sample"),
    autonomy=AutonomyProfile(),
)
CALLS: tuple[tuple[str, JsonObject], ...] = (
    ("Divide", {}),
    ("Divide", {"top": 3.0, "bottom": 2.0}),
    ("Split", {"words": "a b", "loud": True}),
    ("Echo", {"kind": "forbidden"}),
)


def service(platform: Platform) -> AgentService:
    """Return the agent."""
    return AgentService(platform.agent(DECLARATION), APIRouter(), OPERATIONS)


def part_of(described_as: RpcService, platform: Platform) -> Part:
    """Return a server that offers a service."""
    return rpc_part("rpc", (described_as,), platform, RpcOptions(grace_s=0.0), 5.0)


def sample_part(platform: Platform) -> Part:
    """Return the server of the sample."""
    return part_of(SAMPLE, platform)


async def test_alike_answers_are_no_difference() -> None:
    assert await answers_alike(service, sample_part, SAMPLE, CALLS) == []
    assert await described(service, sample_part, SAMPLE)


async def test_whole_result_is_compared_as_it_is() -> None:
    calls: tuple[tuple[str, JsonObject], ...] = (("Echo", {"kind": "x"}),)
    (told,) = await answers_alike(service, sample_part, SAMPLE, calls)
    assert told.startswith("Echo({'kind': 'x'}): (200, 'x ")  # each call has an id of its own


async def test_another_description_is_noticed() -> None:
    top, *others = DIVIDE.request
    moved = RpcField(name=top.name, number=7, kind=top.kind, source=top.source)
    other = RpcService(
        package=SAMPLE.package,
        name=SAMPLE.name,
        file=SAMPLE.file,
        agent=SAMPLE.agent,
        methods=(
            type(DIVIDE)(
                name="Divide",
                operation="divide",
                request=(moved, *others),
                response=DIVIDE.response,
            ),
            ECHO,
        ),
    )
    assert not await described(service, sample_part, other)
    different = await answers_alike(service, sample_part, other, CALLS[1:2])
    assert different == [
        "Divide({'top': 3.0, 'bottom': 2.0}): (200, {'quotient': 0.0})"
        " instead of (200, {'quotient': 1.5})"
    ]


async def test_method_without_an_answer_answers_alike() -> None:
    quiet = RpcService(
        package=SAMPLE.package,
        name=SAMPLE.name,
        file=SAMPLE.file,
        agent=SAMPLE.agent,
        methods=(type(ECHO)(name="Echo", operation="echo", request=ECHO.request),),
    )
    calls: tuple[tuple[str, JsonObject], ...] = (("Echo", {"kind": "x"}),)

    def part(platform: Platform) -> Part:
        return part_of(quiet, platform)

    assert await answers_alike(service, part, quiet, calls) == []
