"""The client of emitted endpoint tests shows exactly the roles it is asked to show."""

from service_samples import build

from qpf_core.testing_http import EndpointCall, served


def test_calls_carry_the_roles_they_name() -> None:
    call = EndpointCall("POST", "/sample/v6/write", {"value": 1.0}, ("service_token",))
    assert str(call) == "POST /sample/v6/write"
    assert call.has_body
    assert call.with_arguments({}).arguments == {}
    with served(build) as client:
        assert client.request(EndpointCall("GET", "/livez")).status_code == 200
        named = client.request(EndpointCall("GET", "/who"), roles=("one",))
    assert named.json()[0] == "test"
