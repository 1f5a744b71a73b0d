"""Tokens: whose they are, for whom, until when."""

from service_samples import build, platform
from starlette.testclient import TestClient

from qpf_core.clock import SystemClock
from qpf_core.packet import TokenSigner

SECRET = "a secret of more than thirty-two bytes"


def bearer(
    subject: str, *roles: str, audience: str = "qpf", issuer: str = "qpf", secret: str = SECRET
) -> dict[str, str]:
    signer = TokenSigner(secret, issuer, SystemClock())
    return {"Authorization": f"Bearer {signer.issue(subject, roles, audience, 60.0)}"}


def test_a_signed_token_identifies_its_subject_with_its_roles() -> None:
    with TestClient(build(platform(jwt_secret=SECRET))) as client:
        assert client.get("/who", headers=bearer("eve")).json()[0] == "eve"
        body = {"value": 1}
        assert client.post("/admin", json=body, headers=bearer("eve")).status_code == 403
        governor = bearer("igor", "governance_token")
        assert client.post("/admin", json=body, headers=governor).status_code == 200


def test_tokens_of_others_are_refused() -> None:
    with TestClient(build(platform(jwt_secret=SECRET))) as client:
        for headers in (
            bearer("eve", audience="other"),
            bearer("eve", issuer="other"),
            bearer("eve", secret="another secret of thirty-two bytes!"),
        ):
            assert client.get("/who", headers=headers).status_code == 401


def test_without_a_secret_no_token_is_accepted() -> None:
    with TestClient(build(platform())) as client:
        assert client.get("/who", headers=bearer("eve")).status_code == 401
