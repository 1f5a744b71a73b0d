"""Signed tokens: who somebody is, for whom, until when. HMAC-SHA-256, never what a token says."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
from pydantic import SecretStr

from qpf_core.clock import Clock
from qpf_core.errors import InputError, Unauthenticated
from qpf_core.plain import JsonValue, to_plain_object

_ALGORITHM = "HS256"
_MIN_SECRET_BYTES = 32
_MANDATORY = ["sub", "aud", "iss", "iat", "exp", "jti"]
_LEEWAY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:  # pylint: disable=too-many-instance-attributes
    """What a verified token says; moments in UTC."""

    token_id: str
    subject: str
    roles: tuple[str, ...]
    audience: str
    issuer: str
    issued_at: datetime
    expires_at: datetime
    context: Mapping[str, JsonValue] = field(default_factory=dict)


class TokenSigner:
    """Issues and verifies tokens with one shared secret."""

    def __init__(self, secret: str | SecretStr, issuer: str, clock: Clock) -> None:
        """Take a secret of at least 32 bytes; raises InputError for a shorter one."""
        text = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
        if len(text.encode()) < _MIN_SECRET_BYTES:
            raise InputError("secret", f"must have at least {_MIN_SECRET_BYTES} bytes")
        self._secret = text
        self._issuer = issuer
        self._clock = clock

    def issue(
        self,
        subject: str,
        roles: Iterable[str],
        audience: str,
        ttl_s: float,
        *,
        context: Mapping[str, object] | None = None,
    ) -> str:
        """Return a token for `audience` that expires in `ttl_s` seconds, rounded up to seconds.

        The context (an approval, an operation, …) is signed with the rest, and readable by anybody.
        """
        now = self._clock.now().timestamp()
        claims: dict[str, JsonValue] = {
            "jti": str(uuid4()),
            "iss": self._issuer,
            "sub": subject,
            "aud": audience,
            "roles": list(roles),
            "iat": math.floor(now),
            "exp": math.ceil(now + ttl_s),
            "ctx": to_plain_object(context or {}),
        }
        return jwt.encode(claims, self._secret, algorithm=_ALGORITHM)

    def verify(self, token: str, audience: str) -> Claims:
        """Return the claims of a token that this issuer signed for `audience` and that is in time.

        Raises Unauthenticated for anything else, without saying what.
        """
        # The library would compare times with the machine's clock; here the injected one counts.
        checks = {"require": _MANDATORY, "verify_exp": False, "verify_iat": False}
        try:
            found = jwt.decode(
                token,
                self._secret,
                algorithms=[_ALGORITHM],
                audience=audience,
                issuer=self._issuer,
                options=checks,  # type: ignore[arg-type]
            )
            claims = Claims(
                token_id=found["jti"],
                subject=found["sub"],
                roles=tuple(str(role) for role in found.get("roles", ())),
                audience=audience,
                issuer=self._issuer,
                issued_at=datetime.fromtimestamp(found["iat"], UTC),
                expires_at=datetime.fromtimestamp(found["exp"], UTC),
                context=found.get("ctx", {}),
            )
        except (jwt.PyJWTError, TypeError, ValueError, OverflowError, OSError) as error:
            raise Unauthenticated("the token is not valid here") from error
        now = self._clock.now()
        if claims.expires_at <= now or claims.issued_at > now + _LEEWAY:
            raise Unauthenticated("the token is not valid here")
        return claims
