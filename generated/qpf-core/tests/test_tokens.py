"""Tokens: only what this issuer signed, for this audience, in time."""

from datetime import timedelta

import jwt
import pytest
from pydantic import SecretStr

from qpf_core.clock import ManualClock
from qpf_core.errors import InputError, Unauthenticated
from qpf_core.packet import TokenSigner

SECRET = "s" * 32


@pytest.fixture
def signer(clock: ManualClock) -> TokenSigner:
    """Return a signer on the test's clock."""
    return TokenSigner(SECRET, "issuer", clock)


def test_claims_come_back(signer: TokenSigner, clock: ManualClock) -> None:
    """Subject, roles, context and moments; every token has an identity of its own."""
    token = signer.issue("ann", ("admin", "ops"), "svc", 60, context={"approval": "a-1"})
    claims = signer.verify(token, "svc")
    assert (claims.subject, claims.roles, claims.audience) == ("ann", ("admin", "ops"), "svc")
    assert claims.context == {"approval": "a-1"}
    assert (claims.issued_at, claims.expires_at) == (
        clock.now(),
        clock.now() + timedelta(seconds=60),
    )
    other = signer.verify(signer.issue("ann", (), "svc", 60), "svc")
    assert other.token_id != claims.token_id


def test_a_token_ends_at_its_moment(signer: TokenSigner, clock: ManualClock) -> None:
    """Valid just before, refused from then on, by the injected clock alone."""
    token = signer.issue("ann", (), "svc", 60)
    clock.advance(59.9)
    assert signer.verify(token, "svc").subject == "ann"
    clock.advance(0.1)
    with pytest.raises(Unauthenticated):
        signer.verify(token, "svc")


def test_a_token_from_the_future_is_refused(signer: TokenSigner, clock: ManualClock) -> None:
    """A little skew between machines is forgiven, more is not."""
    ahead = ManualClock(clock.now() + timedelta(seconds=4))
    assert signer.verify(TokenSigner(SECRET, "issuer", ahead).issue("a", (), "svc", 9), "svc")
    ahead.advance(60)
    with pytest.raises(Unauthenticated):
        signer.verify(TokenSigner(SECRET, "issuer", ahead).issue("a", (), "svc", 9), "svc")


def test_foreign_tokens_are_refused(signer: TokenSigner, clock: ManualClock) -> None:
    """Other audience, issuer, secret, algorithm, shape: all look the same from outside."""
    good = signer.issue("ann", (), "svc", 60)
    body = jwt.decode(good, options={"verify_signature": False})
    foreign = [
        TokenSigner("o" * 32, "issuer", clock).issue("ann", (), "svc", 60),
        TokenSigner(SECRET, "other", clock).issue("ann", (), "svc", 60),
        signer.issue("ann", (), "elsewhere", 60),
        jwt.encode(body, "", algorithm="none"),
        jwt.encode(body, SECRET * 2, algorithm="HS512"),
        jwt.encode({key: body[key] for key in body if key != "exp"}, SECRET, algorithm="HS256"),
        jwt.encode({**body, "exp": "soon"}, SECRET, algorithm="HS256"),
        jwt.encode({**body, "roles": 5}, SECRET, algorithm="HS256"),
        jwt.encode({**body, "exp": 1e30}, SECRET, algorithm="HS256"),
        good[:-4],
        "",
    ]
    for token in foreign:
        with pytest.raises(Unauthenticated, match="not valid here"):
            signer.verify(token, "svc")


def test_a_weak_secret_is_refused(clock: ManualClock) -> None:
    """Also inside a SecretStr; 32 bytes are enough."""
    with pytest.raises(InputError):
        TokenSigner("short", "issuer", clock)
    assert TokenSigner(SecretStr(SECRET), "issuer", clock)
