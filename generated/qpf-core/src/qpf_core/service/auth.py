"""Who is calling: an API key or a signed token, turned into a Caller with roles."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader, HTTPBearer

from qpf_core.agent.caller import Caller, require_roles
from qpf_core.agent.declaration import OperationDeclaration
from qpf_core.agent.scope import current_scope
from qpf_core.errors import Unauthenticated
from qpf_core.packet import TokenSigner
from qpf_core.service.settings import ApiKey


class Authenticator:
    """Knows the keys of a service (by digest: comparing leaks no prefix) and its token signer."""

    def __init__(
        self, api_keys: Mapping[str, ApiKey], signer: TokenSigner | None, audience: str
    ) -> None:
        """Accept `api_keys` and the tokens that `signer` issued for `audience`."""
        self._signer = signer
        self._audience = audience
        self._keys = {
            _digest(entry.key.get_secret_value()): Caller(name, frozenset(entry.roles))
            for name, entry in api_keys.items()
        }

    def caller(self, authorization: str | None, api_key: str | None) -> Caller | None:
        """Return who proved what, None for nobody; raises Unauthenticated for a wrong proof."""
        if api_key is not None:
            return self._by_key(api_key)
        if authorization is None:
            return None
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("the authorization scheme must be Bearer")
        return self._by_token(token.strip())

    def _by_key(self, api_key: str) -> Caller:
        caller = self._keys.get(_digest(api_key))
        if caller is None:
            raise Unauthenticated("the API key is not known")
        return caller

    def _by_token(self, token: str) -> Caller:
        if self._signer is None:
            raise Unauthenticated("tokens are not accepted here")
        claims = self._signer.verify(token, self._audience)
        return Caller(claims.subject, frozenset(claims.roles))


def requires(operation: OperationDeclaration) -> Any:
    """Return a route dependency that checks the roles of `operation` before its body is validated.

    It also shows in the OpenAPI document that the route wants credentials.
    """
    return requires_roles(*operation.roles)


def requires_roles(*roles: str) -> Any:
    """Return a route dependency that passes callers with every one of `roles`.

    Without roles it passes everybody, and the document asks for no credentials.
    """
    if not roles:
        return Depends(_open_to_all)

    async def check(
        _key: Annotated[str | None, Security(_API_KEY)], _bearer: Annotated[Any, Security(_BEARER)]
    ) -> None:
        scope = current_scope()
        require_roles(scope.caller if scope is not None else None, roles)

    return Depends(check)


async def _open_to_all() -> None:
    """Ask for nothing."""


_API_KEY = APIKeyHeader(name="X-API-Key", auto_error=False)
_BEARER = HTTPBearer(auto_error=False)


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()
