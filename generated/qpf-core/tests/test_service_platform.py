"""The platform: what agents share, and how they find each other."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import stamina
from agent_samples import READ, SAMPLE, echo
from fastapi import APIRouter
from service_samples import platform

from qpf_core.agent import Caller, invocable
from qpf_core.errors import NotFound, Unavailable
from qpf_core.partners import InProcessTransport, Route
from qpf_core.partners.http import HttpTransport
from qpf_core.partners.retry import DEFAULT_RETRY, RetryPolicy
from qpf_core.service import (
    AgentService,
    CoreSettings,
    Platform,
    create_service,
    embedded_settings,
    serve_agents,
)
from qpf_core.service.agents import Served

pytestmark = pytest.mark.anyio
ROUTES = {"read": Route("POST", "/read")}


async def test_partners_of_the_same_process_find_each_other_when_they_call() -> None:
    ground = platform()
    transport = ground.transport("sample", ROUTES)
    assert isinstance(transport, InProcessTransport)
    with pytest.raises(Unavailable, match="sample is not in this process: tell its URL"):
        await transport.call("read", {}, correlation_id="c", deadline_s=1.0)
    ground.register("sample", {})
    with pytest.raises(NotFound, match="sample does not serve read here"):
        await transport.call("read", {}, correlation_id="c", deadline_s=1.0)
    runtime = ground.agent(replace(SAMPLE, operations=(READ,)))

    async def read(value: float) -> float:
        return await runtime.run(READ, echo, value=value)

    ground.register("sample", {"read": invocable(read)})
    answer = await transport.call("read", {"value": 2.0}, correlation_id="c", deadline_s=1.0)
    assert answer == 2.0
    await ground.aclose()


async def test_partners_elsewhere_are_called_over_http_with_a_token() -> None:
    secret = "a secret of more than thirty-two bytes"
    ground = platform(partner_urls={"sample": "http://sample"}, jwt_secret=secret)
    transport = ground.transport("sample", ROUTES)
    assert isinstance(transport, HttpTransport)
    assert isinstance(ground.transport("other", ROUTES), InProcessTransport)
    assert ground.signer_of_requests is not None
    claims = ground.signer_of_requests.verify(ground.partner_token() or "", "qpf")
    assert claims.roles == ("service_token",)
    await ground.aclose()


async def test_a_partner_is_called_as_often_as_its_client_says() -> None:
    """One try where the client says so, and three where it says nothing."""
    ground = platform(partner_urls={"sample": "http://127.0.0.1:1"})
    tries: list[int] = []
    with stamina.set_testing(True, attempts=9, cap=True):
        for chosen in ({"retry": RetryPolicy(attempts=1)}, {"retry": RetryPolicy(attempts=5)}, {}):
            before = len(tries)
            stamina.instrumentation.set_on_retry_hooks([lambda told: tries.append(told.retry_num)])
            with pytest.raises(Unavailable):
                await ground.transport("sample", ROUTES, **chosen).call(
                    "read", {}, correlation_id="c", deadline_s=5.0
                )
            assert len(tries) - before == chosen.get("retry", DEFAULT_RETRY).attempts - 1
    stamina.instrumentation.set_on_retry_hooks(None)
    await ground.aclose()


async def test_partners_may_be_called_by_packets() -> None:
    ground = platform(partner_urls={"sample": "bus"})
    runtime = ground.agent(replace(SAMPLE, operations=(READ,)))

    async def read(value: float) -> float:
        return await runtime.run(READ, echo, value=value)

    agent = AgentService(runtime, APIRouter(), {"read": invocable(read)})
    app = create_service("Sample", "1.0.0", (agent,), ground)
    transport = ground.transport("sample", ROUTES)
    async with app.router.lifespan_context(app):
        answer = await transport.call("read", {"value": 2.0}, correlation_id="c", deadline_s=5.0)
    assert answer == 2.0


async def test_without_a_secret_partners_get_no_token() -> None:
    ground = platform()
    assert ground.partner_token() is None
    assert ground.signer_of_requests is None
    ground.close()


async def test_agents_of_a_service_trust_nobody_by_default() -> None:
    ground = platform()
    runtime = ground.agent(SAMPLE)
    assert await runtime.perform(READ, echo, caller=Caller("ada")) == 1.0
    await runtime.drain()
    await runtime.close()
    await ground.aclose()


def test_without_urls_everything_lives_in_the_data_folder(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    settings = embedded_settings(database_url=None, archive_url=None, data_dir=folder)
    ground = Platform(settings)
    assert ground.agent(SAMPLE).core.memory.backends() == {"episodic": "sqlite"}
    ground.close()
    assert (folder / "service.db").exists()
    assert settings.files_url == (folder / "archive").as_uri()


def test_the_default_settings_are_those_of_the_core() -> None:
    assert CoreSettings.model_config["env_nested_delimiter"] == "__"


def test_parts_of_a_service_tell_of_themselves() -> None:
    ground = platform()
    ground.tell("pulse", lambda: {"beats": 3})
    assert {name: read() for name, read in ground.vitals().items()} == {"pulse": {"beats": 3}}
    ground.close()


def test_a_process_serves_the_agents_that_it_is_told() -> None:
    known = {name: _served(name) for name in ("one", "two", "three")}
    with closing(platform(agents=("three", "one"))) as ground:
        assert [agent.name for agent in serve_agents(ground, known)] == ["one", "three"]
    with closing(platform()) as ground:
        assert len(serve_agents(ground, known)) == 3


def test_an_agent_that_does_not_exist_is_named() -> None:
    with (
        closing(platform(agents=("four",))) as ground,
        pytest.raises(NotFound, match="there is no `four`; known are one"),
    ):
        serve_agents(ground, {"one": _served("one")})


def _served(name: str) -> Served:
    def serve(ground: Platform) -> AgentService:
        return AgentService(ground.agent(replace(SAMPLE, name=name)), APIRouter())

    return serve
