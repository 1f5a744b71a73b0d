"""What all agents of one process share: settings, store, bus, metrics, tokens, each other."""

import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Self

import httpx2

from qpf_core.agent.background import commands_of
from qpf_core.agent.caller import SERVICE_ROLE
from qpf_core.agent.declaration import AgentDeclaration
from qpf_core.agent.runtime import AgentRuntime
from qpf_core.agent.wiring import Foundation, assemble
from qpf_core.autonomy import LayerFactory
from qpf_core.bus import open_bus
from qpf_core.clock import Clock, SystemClock
from qpf_core.errors import NotFound, Unavailable
from qpf_core.governance import AuditLog
from qpf_core.packet import TokenSigner
from qpf_core.partners import InProcessTransport, Invoke, PacketTransport, Route, Transport
from qpf_core.partners.http import HttpTransport
from qpf_core.partners.retry import DEFAULT_RETRY, RetryPolicy
from qpf_core.service.health import Probe
from qpf_core.service.live import LiveHub
from qpf_core.service.settings import CoreSettings, embedded_settings
from qpf_core.store import Store

Vitals = Callable[[], Mapping[str, Any]]
"""Gives what a part of the service tells of itself now: plain, finite values."""

_PARTNER_TOKEN_S = 60.0
BY_PACKETS = "bus"


class Platform:
    """The ground on which a collection's agents stand; made once a process from its settings."""

    def __init__(self, settings: CoreSettings, *, clock: Clock | None = None) -> None:
        """Open store and bus; SQLite gets its tables at once, other databases by `migrate`."""
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.store = _open_store(settings)
        secret = settings.jwt_secret
        self._signer = TokenSigner(
            secret if secret is not None else secrets.token_hex(32), settings.jwt_issuer, self.clock
        )
        self.audit = AuditLog(self.store, self.clock)
        self.foundation = Foundation(
            store=self.store,
            bus=open_bus(settings.redis_url, self.clock),
            clock=self.clock,
            audit=self.audit,
            signer=self._signer,
            channels=settings.channels,
            archive_url=settings.files_url,
            redis_url=settings.redis_url,
            approval_ttl_s=settings.approval_ttl_s,
        )
        self.bus = self.foundation.bus
        self.metrics = self.foundation.metrics
        self._served: dict[str, Mapping[str, Invoke]] = {}
        self._by_bus: list[PacketTransport] = []
        self._live: dict[str, LiveHub] = {}
        self._vitals: dict[str, Vitals] = {}
        self._client: httpx2.AsyncClient | None = None

    @classmethod
    def embedded(cls, *, clock: Clock | None = None, **changes: Any) -> Self:
        """Return a platform in memory, for tests and trials; `changes` are settings."""
        return cls(embedded_settings(**changes), clock=clock)

    @property
    def signer_of_requests(self) -> TokenSigner | None:
        """Return the signer whose tokens requests may carry: none unless a secret is configured."""
        return self._signer if self.settings.jwt_secret is not None else None

    def agent(
        self,
        declaration: AgentDeclaration,
        *,
        partners: Mapping[type, object] | None = None,
        layers: Mapping[str, LayerFactory] | None = None,
    ) -> AgentRuntime:
        """Return the runtime of an agent; `partners` are its typed clients by class."""
        return assemble(
            declaration,
            self.foundation,
            partners=partners,
            layers=layers,
            rate_per_s=self.settings.rate_limit_per_s,
            burst=self.settings.rate_limit_burst,
        )

    def transport(
        self, partner: str, routes: Mapping[str, Route], *, retry: RetryPolicy = DEFAULT_RETRY
    ) -> Transport:
        """Return the way to an agent as `partner_urls` says: by HTTP to a URL, by packets to `bus`.

        An agent that is not named there is called in the process. Only calls by HTTP are repeated.
        """
        url = self.settings.partner_urls.get(partner)
        if url is None:
            return InProcessTransport(lambda operation: self._find(partner, operation))
        if url == BY_PACKETS:
            by_bus = PacketTransport(
                self.bus, commands_of(partner), agent="service", clock=self.clock
            )
            self._by_bus.append(by_bus)
            return by_bus
        if self._client is None:
            self._client = httpx2.AsyncClient()
        return HttpTransport(url, routes, self.partner_token, self._client, retry=retry)

    def live(self, name: str) -> LiveHub:
        """Return the hub of live items called `name`: one a platform, made on first use."""
        return self._live.setdefault(name, LiveHub())

    def register(self, agent: str, operations: Mapping[str, Invoke]) -> None:
        """Let agents of the same process call the operations of `agent`."""
        self._served[agent] = operations

    def tell(self, name: str, vitals: Vitals) -> None:
        """Offer live views what `name` tells of itself; called often, from the loop's thread."""
        self._vitals[name] = vitals

    def vitals(self) -> Mapping[str, Vitals]:
        """Return what the parts of the service tell of themselves, by name."""
        return MappingProxyType(self._vitals)

    def probes(self) -> Mapping[str, Probe]:
        """Return what readiness asks, by name."""
        return {"store": self.store.ready, "bus": self.bus.ping}

    async def aclose(self) -> None:
        """Let go of bus, HTTP client and store, in this order."""
        for transport in self._by_bus:
            await transport.close()
        await self.bus.close()
        if self._client is not None:
            await self._client.aclose()
        self.store.close()

    def close(self) -> None:
        """Let go of the store, where nothing asynchronous was used."""
        self.store.close()

    def partner_token(self) -> str | None:
        """Return what this process shows to a partner over HTTP: nothing without a secret."""
        if self.settings.jwt_secret is None:
            return None
        audience = self.settings.jwt_audience
        return self._signer.issue("service", (SERVICE_ROLE,), audience, _PARTNER_TOKEN_S)

    def _find(self, partner: str, operation: str) -> Invoke:
        if partner not in self._served:
            raise Unavailable(f"{partner} is not in this process: tell its URL in `partner_urls`")
        invoke = self._served[partner].get(operation)
        if invoke is None:
            raise NotFound(f"{partner} does not serve {operation} here")
        return invoke


def _open_store(settings: CoreSettings) -> Store:
    if settings.database_url is None:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    store = Store(settings.store_url)
    if store.name == "sqlite":
        store.create_all()
    return store
