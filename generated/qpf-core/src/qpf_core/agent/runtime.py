"""The runtime of one agent: the only way into its operations."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Concatenate, ParamSpec, TypeVar

from qpf_core.agent.approval import require_approval
from qpf_core.agent.background import Background
from qpf_core.agent.caller import Caller, require_roles
from qpf_core.agent.context import Context
from qpf_core.agent.core import AgentCore
from qpf_core.agent.declaration import AgentDeclaration, OperationDeclaration
from qpf_core.agent.narrowing import Narrowing
from qpf_core.agent.operation import RunningOperation, bind_operations, undeclared
from qpf_core.agent.record import Recorder
from qpf_core.agent.scope import CallScope, current_scope, entered
from qpf_core.autonomy import (
    Check,
    Deadline,
    LayerFactory,
    LayerSetup,
    TaskLimit,
    Verdict,
    build_layers,
)
from qpf_core.errors import CoreError, Forbidden, Unavailable

P = ParamSpec("P")
Q = ParamSpec("Q")
T = TypeVar("T")
Call = Callable[[Context], Awaitable[T]]

_NOTHING: Mapping[str, object] = MappingProxyType({})


class AgentRuntime:
    """Runs the operations of one agent under its governance, its autonomy and its instruments."""

    def __init__(
        self,
        core: AgentCore,
        *,
        default_caller: Caller | None = None,
        rate_per_s: float = 1000.0,
        burst: int = 2000,
        layers: Mapping[str, LayerFactory] | None = None,
    ) -> None:
        """Bind a declaration to what it runs on.

        `default_caller` stands in when nobody is known (None: nobody does). `rate_per_s` and
        `burst` are for the layer `rate_limiting`; `layers` adds safety layers. Raises ValueError
        for unknown ones.
        """
        self.core = core
        self.background = Background(core)
        self._recorder = Recorder(core)
        self._narrowing = Narrowing(core.declaration.name, default_caller)
        self._operations = bind_operations(core)
        self._limit = TaskLimit(core.declaration.autonomy.task_limit)
        self._layers = build_layers(
            core.declaration.autonomy.safety_layers,
            LayerSetup(
                clock=core.clock,
                audit=self._recorder.layer_entry,
                governed=lambda: self._recorder.healthy,
                rate_per_s=rate_per_s,
                burst=burst,
            ),
            layers,
        )
        self._last_layers = tuple(reversed(self._layers))
        self._draining = False
        for name in core.declaration.metrics:
            core.metrics.declare(name)

    @property
    def name(self) -> str:
        """Name of the agent."""
        return self.core.declaration.name

    @property
    def declaration(self) -> AgentDeclaration:
        """What the schema says about the agent."""
        return self.core.declaration

    @property
    def in_flight(self) -> int:
        """Number of operations that run now."""
        return self._limit.active

    async def run(
        self,
        operation: OperationDeclaration,
        body: Callable[Concatenate[Context, P], Awaitable[T]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run `body` with its arguments as `operation`: `perform` for what generated code needs."""
        named = {str(place): value for place, value in enumerate(args)} | kwargs
        return await self.perform(
            operation, lambda context: body(context, *args, **kwargs), arguments=named
        )

    async def compute(
        self,
        operation: OperationDeclaration,
        function: Callable[Q, T],
        /,
        *args: Q.args,
        **kwargs: Q.kwargs,
    ) -> T:
        """Run a function without effects as `operation`: `run` for one that needs no context."""

        async def body(_context: Context) -> T:
            return function(*args, **kwargs)

        named = {str(place): value for place, value in enumerate(args)} | kwargs
        return await self.perform(operation, body, arguments=named)

    async def perform(
        self,
        operation: OperationDeclaration,
        call: Call[T],
        *,
        arguments: Mapping[str, object] = _NOTHING,
        caller: Caller | None = None,
        correlation_id: str | None = None,
    ) -> T:
        """Run `call` as `operation` and return its result.

        Caller, correlation id and deadline come from the scope of the call that runs, unless given.
        `arguments` are what safety layers and approvals look at. Raises the CoreError that says why
        an operation was refused, ended or failed.
        """
        running = self._operations.get(operation.name)
        if running is None:
            raise undeclared(self.name, operation.name)
        outer = current_scope()
        scope = self._narrowing.scope(running, outer, caller, correlation_id)
        nested = outer is not None and outer.agent == self.name
        clock = self.core.clock
        started = clock.monotonic()
        running.metrics.started()
        outcome = "error"
        with entered(scope):
            try:
                result = await self._governed(running, scope, call, arguments, nested)
                outcome = "ok"
                return result
            except CoreError as error:
                outcome = error.code
                raise
            except asyncio.CancelledError:
                outcome = "cancelled"
                raise
            finally:
                elapsed_s = clock.monotonic() - started
                self._recorder.count(running, outcome, elapsed_s)
                if outcome != "cancelled":
                    await self._recorder.record(running, scope, outcome, elapsed_s)

    def pause(self, operation: str) -> None:
        """Hold an operation back: calls are answered with Unavailable until `resume`."""
        self._running(operation).paused = True

    def resume(self, operation: str) -> None:
        """Let a paused operation run again."""
        self._running(operation).paused = False

    async def start(self) -> None:
        """Begin the background work: packets, events, retention, delivery of notices."""
        await self.background.start()

    async def flush(self) -> None:
        """Wait, for a few seconds at most, until the audit log has every call that ended."""
        await self._recorder.flush()

    async def drain(self, timeout_s: float = 5.0) -> int:
        """Take no new calls, let running ones finish; return how many did not in `timeout_s`."""
        self._draining = True
        await self.background.drain()
        await self._limit.idle(timeout_s)
        await self._recorder.flush()
        return self._limit.active

    async def close(self) -> None:
        """Let go of everything; call `drain` before."""
        await self._recorder.close()
        await self.background.close()
        await self.core.memory.close()

    def _running(self, name: str) -> RunningOperation:
        running = self._operations.get(name)
        if running is None:
            raise undeclared(self.name, name)
        return running

    async def _governed(
        self,
        running: RunningOperation,
        scope: CallScope,
        call: Call[T],
        arguments: Mapping[str, object],
        nested: bool,
    ) -> T:
        self._admit(running, scope)
        check = Check(
            operation=running.declaration.name,
            subject=scope.subject,
            correlation_id=scope.correlation_id,
            mutating=running.declaration.mutating,
            audited=running.declaration.audit is not None,
            arguments=arguments,
            bounds=running.declaration.bounds,
        )
        for layer in self._layers:
            layer.before(check)
        approved = running.verdict is Verdict.APPROVE
        if approved:
            reason = f"{self.name} may not do this alone"
            await require_approval(self.core, scope, check.operation, arguments, reason)
        context = Context(self.core, scope, arguments, approved=approved)
        work = call(context) if nested else self._limited(call, context)
        result = await Deadline(scope.deadline_at).run(work)
        for layer in self._last_layers:
            layer.after(check, result)
        return result

    def _admit(self, running: RunningOperation, scope: CallScope) -> None:
        if self._draining:
            raise Unavailable(f"{self.name} is shutting down")
        require_roles(scope.caller, running.declaration.roles)
        if running.paused:
            raise Unavailable(f"{running.declaration.name} is paused")
        if running.verdict is Verdict.REFUSE:
            raise Forbidden(f"{running.declaration.name} is outside of the agent's autonomy")

    async def _limited(self, call: Call[T], context: Context) -> T:
        """Run in a place of the task limit; calls of the agent to itself share the place."""
        await self._limit.acquire()
        try:
            return await call(context)
        finally:
            self._limit.release()
