"""The client of emitted endpoint tests shows exactly the roles it is asked to show."""

from dataclasses import replace

import anyio
from agent_samples import SAMPLE
from fastapi import APIRouter
from service_samples import build

from qpf_core.agent import invocable
from qpf_core.plain import JsonValue
from qpf_core.service import AgentService, Platform
from qpf_core.testing_http import EndpointCall, served


def test_calls_carry_the_roles_they_name() -> None:
    call = EndpointCall("POST", "/sample/v6/write", {"value": 1.0}, ("service_token",))
    assert str(call) == "POST /sample/v6/write"
    assert call.has_body
    assert call.with_arguments({}).arguments == {}
    told = {"room": "a/b", "on": True, "n": 1, "x": 2}
    deep = EndpointCall("PUT", "/rooms/{room}/{on}/{n}", told)
    assert (deep.url, deep.rest) == ("/rooms/a%2Fb/true/1", {"x": 2})
    other = deep.with_arguments({"y": 3})
    assert (other.url, other.rest) == ("/rooms/a%2Fb/true/1", {"y": 3})
    assert EndpointCall("GET", "/rooms/{room}").url == "/rooms/%7Broom%7D"
    with served(build) as client:
        assert client.request(EndpointCall("GET", "/livez")).status_code == 200
        named = client.request(EndpointCall("GET", "/who"), roles=("one",))
    assert named.json()[0] == "test"


def test_agents_of_other_distributions_answer_beside_a_service() -> None:
    platforms: list[Platform] = []

    async def say(text: str) -> str:
        return text

    def asked(platform: Platform) -> AgentService:
        platforms.append(platform)
        other = platform.agent(replace(SAMPLE, name="other", operations=()))
        return AgentService(other, APIRouter(), {"say": invocable(say)})

    async def told() -> JsonValue:
        transport = platforms[0].transport("other", {})
        return await transport.call("say", {"text": "yes"}, correlation_id="c", deadline_s=1.0)

    with served(build, asked):
        assert anyio.run(told) == "yes"
