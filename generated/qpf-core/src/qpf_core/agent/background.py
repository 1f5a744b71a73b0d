"""What an agent does without being asked: packets, events, and jobs at intervals."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextvars import Context

import structlog

from qpf_core.agent.caller import SERVICE_ROLE, Caller
from qpf_core.agent.core import AgentCore
from qpf_core.agent.once import once
from qpf_core.agent.packets import Inbox, PacketHandler
from qpf_core.agent.scope import CallScope, entered, new_correlation_id
from qpf_core.bus import Event, EventHandler
from qpf_core.errors import CoreError, Forbidden, NotFound
from qpf_core.partners import Invoke, PacketServer
from qpf_core.plain import JsonObject, JsonValue

Job = Callable[[], Awaitable[object]]

_PURGE_S = 3600.0


def commands_of(agent: str) -> str:
    """Return the topic on which an agent answers commands."""
    return f"commands.{agent}"


class Background:
    """The tasks of one agent besides its calls."""

    def __init__(self, core: AgentCore) -> None:
        """Prepare; nothing runs before `start`."""
        self._core = core
        self.inbox = Inbox(core)
        self._observed = False
        self._server: PacketServer | None = None
        self._jobs: list[tuple[float, str, Job]] = [(_PURGE_S, "purge", core.memory.purge)]
        self._tasks: list[asyncio.Task[None]] = []
        self._log = structlog.get_logger("qpf_core.agent")

    def on_packet(self, packet_type: str, handler: PacketHandler) -> None:
        """Let `handler` have the packets of a type that the agent declares in `packets_in`."""
        self.inbox.on(packet_type, handler)

    def observe(self, event: str, handler: EventHandler) -> None:
        """Let `handler` see an event (`<agent>.<event>`) that the agent declares in `observes`."""
        name = self._core.declaration.name
        if event not in self._core.declaration.observes:
            raise Forbidden(f"{name} does not declare that it observes {event}")

        async def handle(happened: Event) -> None:
            correlation_id = happened.trace_id or new_correlation_id()
            with entered(CallScope(correlation_id=correlation_id, agent=happened.agent)):
                source = f"event {happened.event_id} {event}"
                await once(self._core, source, happened.timestamp, lambda: handler(happened))

        self._observed = True
        self._core.events.subscribe(event, handle)

    def serve(self, operations: Mapping[str, Invoke]) -> None:
        """Answer commands that partners send as packets; they act with the role of a service."""
        name = self._core.declaration.name

        def find(operation: str) -> Invoke:
            if operation not in operations:
                raise NotFound(f"{name} does not serve {operation}")
            return _for_partners(operations[operation])

        self._server = PacketServer(
            self._core.bus, commands_of(name), find, agent=name, clock=self._core.clock
        )

    def every(self, interval_s: float, name: str, job: Job) -> None:
        """Run `job` each `interval_s` seconds; a failure is logged and the next run comes."""
        self._jobs.append((interval_s, name, job))

    async def start(self) -> None:
        """Start everything that was registered."""
        if self.inbox.wanted:
            self._spawn(self.inbox.run())
        if self._observed:
            self._spawn(self._core.events.run())
        if self._server is not None:
            self._spawn(self._server.run())
        self._spawn(self._core.governance.escalations.run())
        for interval_s, name, job in self._jobs:
            self._spawn(self._repeat(interval_s, name, job))

    async def drain(self) -> None:
        """Finish the packets and events in hand, take no more, deliver what anchors wait for."""
        if not self._tasks:
            return
        await self.inbox.drain()
        await self._core.events.drain()
        if self._server is not None:
            await self._server.drain()
        try:
            await self._core.governance.escalations.flush()
        except CoreError as error:
            self._log.warning("escalations_left_for_later", reason=error.detail)

    async def close(self) -> None:
        """Stop every task."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        loop = asyncio.get_running_loop()
        self._tasks.append(loop.create_task(work, context=Context()))

    async def _repeat(self, interval_s: float, name: str, job: Job) -> None:
        while True:
            await self._core.clock.sleep(interval_s)
            try:
                await job()
            except Exception as error:  # pylint: disable=broad-exception-caught
                self._log.error("job_failed", job=name, exc_info=error)


def _for_partners(invoke: Invoke) -> Invoke:
    async def served(arguments: JsonObject, *, correlation_id: str, deadline_s: float) -> JsonValue:
        caller = Caller("partner", frozenset((SERVICE_ROLE,)))
        with entered(CallScope(correlation_id=correlation_id, caller=caller)):
            return await invoke(arguments, correlation_id=correlation_id, deadline_s=deadline_s)

    return served
